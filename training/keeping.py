"""How long training records are kept, by the dated settings (training.md 3, item 20).

No schedule of Missouri is known yet, and nothing says that a record must go once its years are over. What is past its
years is therefore listed, for whoever decides; nothing is removed by itself.
"""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from doc_portal.core.values import value_of
from personnel.todo import months_after
from training.models import Course, TrainingCredit

YEARS = {Course.Kept.TRAINING: "training_records_years", Course.Kept.BBP: "training_bbp_records_years"}


def kept_from(on: date | None = None) -> dict[str, date]:
    """Of each kind of record, the first completion that must still be kept on a day."""
    on = on or timezone.localdate()
    return {kind: months_after(on, -12 * int(value_of(key, on))) for kind, key in YEARS.items()}


def past_their_years(rows=None, on: date | None = None):
    """Lines of the ledger that need be kept no longer."""
    rows = TrainingCredit.objects.all() if rows is None else rows
    past = Q(pk__in=())
    for kind, day in kept_from(on).items():
        past |= Q(course__kept_as=kind, completed_on__lt=day)
    return rows.filter(past)
