"""Which classes fit somebody's shift: within its hours, and beside everything they are booked for (training.md 5)."""

import re
from datetime import time

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from doc_portal.core.models import User
from doc_portal.core.values import value_of
from personnel.models import Assignment
from training.models import Hold, Meeting

HOURS = re.compile(r"(\d{1,2}):(\d{2}) to (\d{1,2}):(\d{2})")


class Span(Func):
    """From one moment to another, as a range."""

    function = "tstzrange"


def fits_shift(rows: QuerySet, user: User) -> QuerySet:
    """Classes all of whose meetings lie within the hours of the person's shift and clash with none of their bookings.

    Who works no shift is asked for their bookings alone.
    """
    shift = shift_of(user)
    return rows.exclude(_clashes(user)).exclude(_off_shift(shift))


def shift_of(user: User) -> str:
    """The shift of a person's main assignment; empty where they work none."""
    rows = Assignment.objects.primary().filter(person__user=user)
    return rows.values_list("shift", flat=True).first() or ""


def fit_told(rows: QuerySet, user: User) -> str:
    """Which shift is assumed, and how many of these classes lie outside it or clash with a booking."""
    shift = shift_of(user)
    hours = hours_of(shift) if shift else None
    assumed = "You work no shift whose hours are known, so your bookings alone count."
    if hours is not None:
        start, stop = (f"{one:%H:%M}" for one in hours)
        assumed = f"Counted for the {Assignment.Shift(shift).label.lower()} shift, {start} to {stop}."
    outside = rows.filter(_off_shift(shift))
    of, out, busy = rows.count(), outside.count(), rows.exclude(_off_shift(shift)).filter(_clashes(user)).count()
    left = f"Of {of:,} open to enroll, {out:,} meet outside these hours and {busy:,} more clash with your bookings."
    return f"{assumed} {left}"


def _clashes(user: User) -> Exists:
    booked = Hold.objects.firm().filter(
        resource__person__user=user, during__overlap=Span(OuterRef("starts_at"), OuterRef("ends_at"))
    )
    return Exists(_meets().filter(Exists(booked)))


def _off_shift(shift: str) -> Exists:
    hours = hours_of(shift) if shift else None
    return Exists(_meets().none() if hours is None else _meets().filter(_outside(*hours)))


def _meets() -> QuerySet:
    return Meeting.objects.standing().filter(scheduled_class=OuterRef("pk"))


def hours_of(shift: str) -> tuple[time, time] | None:
    """From when to when a shift works; None where the setting cannot be read."""
    found = HOURS.fullmatch(str(value_of(f"training_shift_{shift}")).strip())
    numbers = [int(one) for one in found.groups()] if found else []
    if not numbers or max(numbers[0], numbers[2]) > 23 or max(numbers[1], numbers[3]) > 59:
        return None
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


def _outside(start: time, stop: time) -> Q:
    """Meetings that begin before the shift or end after it; a shift may pass midnight."""
    early, late = Q(starts_at__time__lt=start), Q(ends_at__time__gt=stop)
    if start < stop:
        return early | late | Q(ends_at__date__gt=F("starts_at__date"))
    return early & (Q(starts_at__time__gte=stop) | late)
