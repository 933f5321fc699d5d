"""What every page shows and hardly ever changes, kept in the process for a few seconds.

Only for what is the same for everyone who is signed in: names in the menu and in filters, lines at the foot. Nothing
that decides what somebody may see or do is ever kept.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

_kept: dict[str, tuple[float, Any]] = {}


def kept(name: str, read: Callable[[], Any]) -> Any:
    """What `read` gave at most `settings.FRAME_KEPT_SECONDS` ago; 0 reads each time. A change shows when they are over.

    Two threads may both read when the time is over; they read the same.
    """
    now = time.monotonic()
    found = _kept.get(name)
    if found is None or now - found[0] >= settings.FRAME_KEPT_SECONDS:
        found = _kept[name] = (now, read())
    return found[1]
