"""What was looked for, how much was found and which result was opened: to see what is missing. Never who asked.

Questions that found nothing are the list of pages to write (`SearchLog` has an index for them).
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from doc_portal.core.models import SearchLog
from doc_portal.core.search.query import Found
from doc_portal.core.search.tabs import PEOPLE
from doc_portal.core.values import value_of

_SALT = "search-log"
KEEP_DAYS = "search_log_days"


def record_search(found: Found, tab: str) -> int | None:
    """Keep the question and its count; the row's id. Nothing is kept of the People tab."""
    if not found.asked or tab == PEOPLE:
        return None
    return SearchLog.objects.create(query=found.query, tab=tab, found=found.count).pk


def click_token(log: int, rank: int) -> str:
    """What a result's link carries, so that nobody can write ranks of searches that are not theirs."""
    return signing.dumps([log, rank], salt=_SALT)


def record_click(token: str) -> None:
    """Keep the rank of the first result opened. A token that is not ours changes nothing."""
    try:
        log, rank = signing.loads(token, salt=_SALT, max_age=timedelta(days=1))
    except signing.BadSignature:
        return
    SearchLog.objects.filter(pk=log, clicked_rank__isnull=True).update(clicked_rank=rank)


def purge_search_log() -> dict[str, int]:
    """Forget questions older than the setting `search_log_days`."""
    with transaction.atomic():
        oldest = timezone.now() - timedelta(days=int(value_of(KEEP_DAYS)))
        return {"forgotten": SearchLog.objects.filter(at__lt=oldest).delete()[0]}
