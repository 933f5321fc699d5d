"""How many of a worksite's shift are away for training on a day, and how many may be (training.md 3, item 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from doc_portal.core.display import short_date
from doc_portal.core.models import Worksite
from doc_portal.core.values import value_of
from personnel.models import Assignment
from training.models import TAKES, ReliefCap

Group = tuple[int, str]
"""A relief group: the key of a worksite and a shift."""

AWAY = f"""
    SELECT a.worksite_id, a.shift, d.day, array_agg(DISTINCT e.person_id)
      FROM training_meeting m
      JOIN training_scheduledclass c ON c.id = m.scheduled_class_id
       AND c.status NOT IN ('draft', 'postponed', 'cancelled')
     CROSS JOIN LATERAL (SELECT (m.starts_at AT TIME ZONE 'America/Chicago')::date AS day) d
      JOIN training_enrolment e ON e.scheduled_class_id = c.id AND e.{TAKES}
      JOIN personnel_assignment a ON a.person_id = e.person_id AND a."primary"
       AND daterange(a.starts_on, a.ends_on) @> d.day
     WHERE m.canceled_at IS NULL AND m.starts_at >= %s AND m.starts_at < %s AND a.worksite_id = ANY (%s)
     GROUP BY a.worksite_id, a.shift, d.day
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Meter:
    """One relief group on one day: how many are away, how many may be; `most` is None where no cap holds."""

    day: date
    away: int
    most: int | None

    @property
    def full(self) -> bool:
        """Whether nobody more may go."""
        return self.most is not None and self.away >= self.most

    @property
    def words(self) -> str:
        """“2 of 3 away”, “2 away, no cap”."""
        return f"{self.away} away, no cap" if self.most is None else f"{self.away} of {self.most} away"


def groups_of(people: Iterable[int], on: date | None = None) -> dict[int, Group]:
    """The relief group of each person by their main assignment of a day; who has none is in no group."""
    rows = Assignment.objects.primary(on).filter(person__in=set(people))
    return {person: (site, shift) for person, site, shift in rows.values_list("person", "worksite", "shift")}


def people_away(groups: Iterable[Group], first: date, last: date) -> dict[tuple[Group, date], set[int]]:
    """Who of these groups has a seat in a class on each day from `first` to `last`."""
    wanted = set(groups)
    start, stop = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    with connection.cursor() as cursor:
        cursor.execute(AWAY, [start, stop, sorted({site for site, _ in wanted})])
        found = cursor.fetchall()
    return {((site, shift), day): set(people) for site, shift, day, people in found if (site, shift) in wanted}


def caps_of(groups: Iterable[Group], on: date) -> dict[Group, int | None]:
    """How many of each group may be away on a day: the cap that is set, else the share of the shift.

    Who works no shift needs no relief: for them a cap holds only where one is set.
    """
    wanted = set(groups)
    sites = {site for site, _ in wanted}
    told = {
        (site, shift): most
        for site, shift, most in ReliefCap.objects.in_force(on)
        .filter(worksite__in=sites)
        .values_list("worksite", "shift", "most")
    }
    untold = {group for group in wanted if group not in told and group[1]}
    sizes = _sizes(untold, on) if untold else {}
    share = Decimal(value_of("training_relief_percent", on)) if untold else Decimal(0)
    return {
        group: told.get(group, max(1, int(sizes.get(group, 0) * share / 100)) if group in untold else None)
        for group in wanted
    }


def _sizes(groups: set[Group], on: date) -> dict[Group, int]:
    """How many people each group has on a day."""
    rows = Assignment.objects.primary(on).filter(worksite__in={site for site, _ in groups}).order_by()
    counted = rows.values_list("worksite", "shift").annotate(people=Count("pk"))
    return {(site, shift): people for site, shift, people in counted if (site, shift) in groups}


def meters(groups: Iterable[Group], first: date, days: int) -> dict[Group, list[Meter]]:
    """Each group's days from `first` on. A cap that changes within them counts from its day on."""
    wanted = sorted(set(groups))
    if not wanted:
        return {}
    every = [first + timedelta(days=n) for n in range(days)]
    away = people_away(wanted, every[0], every[-1])
    caps = {day: caps_of(wanted, day) for day in turns(wanted, every)}
    found: dict[Group, list[Meter]] = {group: [] for group in wanted}
    for day in every:
        in_force = caps[max(turn for turn in caps if turn <= day)]
        for group in wanted:
            found[group].append(Meter(day, len(away.get((group, day), ())), in_force[group]))
    return found


def turns(groups: Iterable[Group], every: list[date]) -> set[date]:
    """The first day, and those of the others on which a cap begins or ends."""
    rows = ReliefCap.objects.filter(worksite__in={site for site, _ in groups}).values_list("starts_on", "ends_on")
    return {every[0]} | ({day for row in rows for day in row if day} & set(every))


def short_words(people: Iterable[int], day: date) -> str:
    """Which shifts cannot spare all of these people on a day, in words; empty where each can."""
    groups = groups_of(people, day)
    wanted = set(groups.values())
    away, caps = (people_away(wanted, day, day), caps_of(wanted, day)) if wanted else ({}, {})
    found = []
    for group in sorted(wanted):
        going = {person for person, own in groups.items() if own == group}
        others = away.get((group, day), set()) - going
        if caps[group] is not None and len(others) + len(going) > caps[group]:
            found.append((group, len(going), Meter(day, len(others), caps[group])))
    sites = Worksite.objects.in_bulk({site for (site, _), _, _ in found})
    return "; ".join(
        f"{sites[site]}{_shift_words(shift)} cannot spare {going} more on {short_date(day)} ({meter.words})"
        for (site, shift), going, meter in found
    )


def _shift_words(shift: str) -> str:
    return f", {Assignment.Shift(shift).label.lower()} shift," if shift else ""


def full_days(person: int, days: Iterable[date]) -> list[Meter]:
    """The days on which the shift of this person cannot spare them: as many are away as may be, without them."""
    return [one for one in days_without(person, days) if one.full]


def days_without(person: int, days: Iterable[date]) -> list[Meter]:
    """The shift of this person on each of these days: how many are away without them, and how many may be."""
    days = sorted(set(days))
    group = groups_of([person], days[0]).get(person) if days else None
    if group is None:
        return []
    away = people_away([group], days[0], days[-1])
    caps = {day: caps_of([group], day)[group] for day in turns([group], days)}
    return [
        Meter(day, len(away.get((group, day), set()) - {person}), caps[max(turn for turn in caps if turn <= day)])
        for day in days
    ]
