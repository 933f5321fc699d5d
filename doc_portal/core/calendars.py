"""Calendar files (RFC 5545): events as other programs take them in, and what units put into a person's calendar."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from doc_portal.core.outbox import address_of

ZONE = "America/Chicago"
PRODUCT = "-//Missouri Department of Corrections//Division of Human Services portal//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
TURNS = ((TimezoneDaylight, "CDT", -6, -5, 3, "2SU"), (TimezoneStandard, "CST", -5, -6, 11, "1SU"))


@dataclass(frozen=True)
class CalendarEntry:
    """One entry. `uid` never changes, `sequence` rises with every change; a canceled one stays, marked.

    `tentative` is what may still fall through, such as a seat that is offered. `changed_at` is when it last changed.
    `title` and `place` may be read on a telephone in anybody's hand: nothing about health, discipline or offenders.
    All-day entries run from midnight to midnight in Chicago.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    place: str = ""
    about: str = ""
    all_day: bool = False
    canceled: bool = False
    tentative: bool = False
    changed_at: datetime | None = None

    @property
    def status(self) -> str:
        """Whether it takes place, in the words of the standard."""
        return "CANCELLED" if self.canceled else "TENTATIVE" if self.tentative else "CONFIRMED"


def calendar_of(entries: Iterable[CalendarEntry], name: str = "") -> bytes:
    """A calendar file; `name` is what programs call the calendar that is followed."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if name:
        made.add("x-wr-calname", name)
        made.add("x-published-ttl", "PT1H")
    made.add_component(_zone())
    now = timezone.now()
    for entry in entries:
        made.add_component(_event(entry, now))
    return made.to_ical()


def mark_of(entries: Iterable[CalendarEntry], name: str = "") -> str:
    """The entity tag of a calendar: another one when anything a program would show differs, whenever it is asked."""
    return f'"{hashlib.sha256(repr((name, list(entries))).encode()).hexdigest()[:32]}"'


def calendar_file(entries: Iterable[CalendarEntry], filename: str, name: str = "") -> HttpResponse:
    """The answer that hands a calendar file out."""
    response = HttpResponse(calendar_of(entries, name), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _event(entry: CalendarEntry, now: datetime) -> Event:
    """One VEVENT. The end of an all-day one is the day after its last, as the standard has it."""
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    made.add("dtstamp", now)
    made.add("summary", f"Canceled: {entry.title}" if entry.canceled else entry.title)
    start, end = (timezone.localtime(moment) for moment in (entry.starts_at, entry.ends_at))
    made.add("dtstart", start.date() if entry.all_day else start)
    made.add("dtend", end.date() if entry.all_day else end)
    made.add("status", entry.status)
    made.add("url", address_of(entry.url))
    for name, text in (("location", entry.place), ("description", entry.about)):
        if text:
            made.add(name, text)
    if entry.changed_at is not None:
        made.add("last-modified", entry.changed_at.astimezone(UTC))
    if entry.all_day:
        made.add("transp", "TRANSPARENT")
    return made


def _zone() -> Timezone:
    """Chicago's clocks by the rule in force since 2007."""
    made = Timezone()
    made.add("tzid", ZONE)
    for kind, name, before, after, month, day in TURNS:
        turn = kind()
        turn.add("dtstart", datetime(2007, month, 11 if month == 3 else 4, 2))  # noqa: DTZ001 - local by definition
        turn.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})
        turn.add("tzname", name)
        turn.add("tzoffsetfrom", timedelta(hours=before))
        turn.add("tzoffsetto", timedelta(hours=after))
        made.add_component(turn)
    return made
