"""Bringing in regular days off: what a file would change. They hold from a day on, until a later line changes them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from doc_portal.core.imports import CHANGED, NEW, Change, Plan, Row, RowError
from doc_portal.core.models import User
from personnel.lists.cells import Progress, Wrong, day, record_all
from personnel.models import Person
from personnel.suppression import shown_to
from training.models import DaysOff

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NUMBERS = {name.casefold(): number for number, name in enumerate(NAMES, 1)}


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change, a line for each person."""
    rows = list(rows)
    numbers = {row["employee_number"] for row in rows}
    people = {one.employee_number: one for one in Person.objects.current().filter(employee_number__in=numbers)}
    shown = shown_to(by, people.values())
    spells: dict[int, list[DaysOff]] = defaultdict(list)
    for one in DaysOff.objects.filter(person__in=people.values()).order_by("starts_on"):
        spells[one.person_id].append(one)
    made, seen = Plan(existing=DaysOff.objects.filter(ends_on=None).count()), set()
    for row in rows:
        try:
            change = _change(row, people, spells, seen, shown)
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


def _change(row: Row, people: dict[str, Person], spells, seen: set[str], shown: set[int]) -> Change | None:
    number = row["employee_number"]
    person = people.get(number)
    if person is None:
        raise Wrong("employee_number", f"Nobody who works here has the number {number or '(empty)'}.")
    if number in seen:
        raise Wrong("employee_number", f"{number} is in the file twice. Keep one of the lines.")
    seen.add(number)
    weekdays, start = _weekdays(row), day(row, "from")
    if start is None or not 2000 <= start.year <= 2199:
        raise Wrong("from", "Write from which day on, between 2000 and 2199: 2026-01-31.")
    last = spells[person.pk][-1] if spells[person.pk] else None
    if last is not None and last.starts_on > start:
        raise Wrong("from", f"Days off from {last.starts_on} on are known already. Write that day or a later one.")
    if last is not None and last.weekdays == weekdays and last.ends_on is None:
        return None
    before = words(last.weekdays) if last else ""
    values = {"person": person.pk, "weekdays": weekdays, "start": start.isoformat(), "last": last.pk if last else None}
    fields = {"days": (before, words(weekdays)), "from": (str(last.starts_on) if last else "", str(start))}
    name = f"{number} {person}" if person.pk in shown else number
    return Change(CHANGED if last else NEW, number, name, fields, row.line, values)


def _weekdays(row: Row) -> list[int]:
    typed = row["days"].replace(",", " ").casefold().split()
    found = sorted({NUMBERS.get(one[:3], 0) for one in typed})
    if not found or 0 in found or len(found) > 6:
        raise Wrong("days", f"Write one to six days of the week, such as Sat Sun: {', '.join(NAMES)}.")
    return found


def words(weekdays: list[int]) -> str:
    """“Sat Sun”."""
    return " ".join(NAMES[number - 1] for number in weekdays)


def apply(made: Plan, by: User) -> None:
    """End what held until then and write what holds from then on."""
    said = Progress(made.progress, len(made.changes))
    new, acts = [], []
    kept = DaysOff.objects.in_bulk([one.values["last"] for one in made.changes if one.values["last"]])
    for change in made.changes:
        one = change.values
        last = kept.get(one["last"])
        if last is not None and last.starts_on.isoformat() == one["start"]:
            last.weekdays, last.ends_on = one["weekdays"], None
            last.save(update_fields=["weekdays", "ends_on"])
            acts.append(("edit", last))
            continue
        if last is not None:
            open_ended = Q(ends_on=None) | Q(ends_on__gt=one["start"])
            DaysOff.objects.filter(open_ended, pk=last.pk).update(ends_on=one["start"])
        new.append(DaysOff(person_id=one["person"], weekdays=one["weekdays"], starts_on=one["start"]))
    made_rows = DaysOff.objects.bulk_create(new)
    record_all([*acts, *(("create", one) for one in made_rows)], by)
    said(len(made.changes))
