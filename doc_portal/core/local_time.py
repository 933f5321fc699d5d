"""Times as they are typed in Chicago, and the two nights a year on which a typed time is not one moment.

In March an hour is left out, in November one comes twice. Neither is guessed: an alert that ends an hour too early
or too late is worse than a question.
"""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from doc_portal.core.display import hour_and_minute, long_date

YEARS = range(1990, 2200)
MINUTE = timedelta(minutes=1)


def moment_of(typed: datetime) -> datetime:
    """The moment a time without a zone means in Chicago. Raises ValidationError where it means none, or two.

    It comes in UTC: 72 hours added to a Chicago time would be 71 or 73 over the nights on which clocks change.
    """
    if typed.year not in YEARS:
        raise ValidationError("Enter a year between 1990 and 2199.", code="year")
    offsets = _offsets(typed)
    if len(offsets) == 1:
        return typed.replace(tzinfo=timezone.get_current_timezone()).astimezone(UTC)
    since, until = _hour(typed, -MINUTE), _hour(typed + MINUTE, MINUTE)
    missing = offsets[0] < offsets[1]
    what = "does not exist" if missing else "comes twice"
    turn = f"forward from {since} to {until}" if missing else f"back from {until} to {since}"
    raise ValidationError(
        f"{hour_and_minute(typed)} {what} on {long_date(typed.date())}: clocks go {turn}. "
        f"Enter a time before {since}, or {until} or later.",
        code="clocks change",
    )


def _offsets(typed: datetime) -> tuple:
    """How far the time may be from UTC: one distance on most nights, two where clocks change."""
    zone = timezone.get_current_timezone()
    return tuple(dict.fromkeys(typed.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)))


def _hour(typed: datetime, step: timedelta) -> str:
    """Where the doubtful time begins or ends, going by `step`."""
    typed = typed.replace(second=0, microsecond=0)
    if step > timedelta(0):
        while len(_offsets(typed)) > 1:
            typed += step
        return hour_and_minute(typed)
    while len(_offsets(typed + step)) > 1:
        typed += step
    return hour_and_minute(typed)


class MomentField(forms.DateTimeField):
    """A day and a time in Chicago; the nights on which clocks change are told in words."""

    def to_python(self, value):
        """The moment that was typed."""
        if value in self.empty_values:
            return None
        try:
            typed = parse_datetime(str(value).strip())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        typed = typed or super(forms.DateTimeField, self).to_python(value)
        return moment_of(typed) if timezone.is_naive(typed) else typed
