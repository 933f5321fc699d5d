"""Seats of people who leave the department before their class begins (training.md 3, item 10)."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

from doc_portal.core.workflow import Refused
from training.actions.enrolment import withdraw_enrolment
from training.models import Enrolment


def give_up_seats() -> dict:
    """Withdraw everybody who will have left when their class begins; each seat goes to the next who waits.

    Run every hour.
    """
    left = Enrolment.objects.live().filter(
        scheduled_class__starts_at__gt=timezone.now(),
        person__ended_on__lte=TruncDate(F("scheduled_class__starts_at")),
    )
    return {"given_up": withdraw_all(left, "Employment ends before the class.")}


def withdraw_all(enrolments, note: str) -> int:
    """Withdraw them for the portal itself; how many there were. One given up at this very moment is passed over."""
    done = 0
    for enrolment in enrolments.select_related("person").order_by("pk"):
        try:
            with transaction.atomic():
                withdraw_enrolment(enrolment, by=None, note=note)
        except Refused:
            continue
        done += 1
    return done
