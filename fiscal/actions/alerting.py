"""Tell those who look after something: whoever holds its right there."""

from doc_portal.core.notifications import notify
from personnel.deciding import holders


def tell_holders(permission: str, worksite: int | None, kind: str, words: str, record_or_url) -> int:
    """Tell everybody who holds a right at a worksite, or everywhere; how many were."""
    return notify(holders(permission, worksite).order_by("pk"), kind, words, record_or_url)
