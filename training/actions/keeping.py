"""The night's look at records that need be kept no longer (training.md 3, item 20)."""

from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Notification
from doc_portal.core.notifications import notify
from personnel.deciding import holders
from training.keeping import past_their_years
from training.models import Course
from training.owing import fiscal_year_of

KIND = "training-keeping"


def list_past_records(on: date | None = None) -> dict[str, int]:
    """How many completions of each kind are past their years; registrars are told once a fiscal year.

    Nothing is removed: no schedule is confirmed, and none says that a record must go.
    """
    on = on or timezone.localdate()
    rows = past_their_years(on=on).order_by().values_list("course__kept_as")
    found = dict.fromkeys(Course.Kept.values, 0) | dict(rows.annotate(many=Count("pk")))
    many = sum(found.values())
    since = date(fiscal_year_of(on) - 1, 7, 1)
    if many and not Notification.objects.filter(kind=KIND, at__date__gte=since).exists():
        words = f"{many:,} completions are past the years they are kept. They stay until somebody decides on them."
        notify(holders("training.void_trainingcredit", None), KIND, words, _listed())
    return found


def _listed() -> str:
    return f"{reverse('training:trainingcredit-list')}?state=past"
