"""How often something may be asked for from one address: for pages that are open to anybody."""

import time

from django.core.cache import cache


def within(rate: str, request, *, a_minute: int) -> bool:
    """Count one more request of this kind from where it comes; False where it is one too many this minute."""
    minute = int(time.time() // 60)
    key = f"rate:{rate}:{request.client_address}:{minute}"
    cache.add(key, 0, 120)
    return cache.incr(key) <= a_minute
