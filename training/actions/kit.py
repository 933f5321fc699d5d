"""Vehicles and kit of a class: booked for every meeting to come, or given back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from training.actions.holds import hold, release
from training.booking import Booking
from training.models import Equipment, Hold, ScheduledClass


@transaction.atomic
def book_kit(scheduled_class: ScheduledClass, equipment: Iterable[Equipment], *, by: User) -> ScheduledClass:
    """These and no others are booked for the class; each serves one class at a time (`AlreadyBooked`)."""
    locked = lock(scheduled_class)
    if not locked.editable:
        raise Refused(f"{locked.number} is {locked.get_status_display().lower()}, so what was booked stays as it is.")
    meetings = list(locked.meetings.standing().filter(ends_at__gt=timezone.now()))
    if not meetings:
        raise Refused(f"{locked.number} has no meeting to come. Add its meetings first.")
    wanted = {one.resource.pk: one for one in equipment}
    held = Hold.objects.standing().filter(meeting__in=meetings, resource__equipment__isnull=False)
    release(held.exclude(resource__in=wanted))
    kept = set(held.values_list("resource", "meeting"))
    hold(
        Booking(
            resource=resource, start=one.during.lower, stop=one.during.upper, source=Hold.Source.MEETING,
            meeting=one.pk,
        )
        for resource in wanted
        for one in meetings
        if (resource, one.pk) not in kept
    )  # fmt: skip
    log("book_kit", locked, by=by, after=", ".join(str(one) for one in wanted.values()))
    return locked
