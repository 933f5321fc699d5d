"""The leave that every announcement tells of: dated settings, not constants (personnel.md 3, item 20)."""

from django.utils import timezone

from doc_portal.core.models import Setting
from personnel.models import Posting

ANNUAL, SICK = "annual_leave_hours", "sick_leave_hours"


def leave_words(posting: Posting) -> str:
    """The leave earned a month as it was on the day the announcement opens; empty where no value is in force."""
    day = timezone.localdate(posting.opens_at)
    found = dict(Setting.objects.effective(day).filter(key__key__in=(ANNUAL, SICK)).values_list("key__key", "value"))
    told = [
        f"{found[key]} hours of {kind} leave" for key, kind in ((ANNUAL, "annual"), (SICK, "sick")) if found.get(key)
    ]
    return f"{' and '.join(told)} a month" if told else ""
