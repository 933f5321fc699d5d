"""Bringing in a list of assignments: what it would change, and carrying it out (portal.md items 8 and 25).

A line is about the main assignment that began on its day, or about the additional one of that day and title. A new
main assignment ends the one before it; missing from a list that was declared complete ends an assignment today.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.locks import hold
from doc_portal.core.models import Unit, User, Worksite
from doc_portal.core.search import index_entries
from doc_portal.core.workflow import Refused
from personnel.lists.cells import CHANGED_MEANWHILE, Progress, Wrong, add, as_it_may_be, day, record_all, write
from personnel.lists.chains import Led, loops
from personnel.models import Assignment, Person
from personnel.placing import place_people
from personnel.supervision import hold_supervisors

COLUMNS = ("employee_number", "title", "worksite", "starts_on", "unit", "supervisor", "shift", "ends_on", "primary")
KEPT = ("title", "unit_id", "worksite_id", "supervisor_id", "shift", "ends_on")
WORDS = {"yes": True, "": True, "no": False}
LABELS = {"unit_id": "unit", "worksite_id": "worksite", "supervisor_id": "supervisor"}


def current(by: User) -> Iterator[list[str]]:
    """Assignments that run or are to begin, as lines of `COLUMNS`: brought in again they make no difference."""
    known = _Known()
    people = Person.objects.visible_to(by).current().exclude(employee_number=None)
    there = Assignment.objects.filter(person__in=people).exclude(ends_on__lte=timezone.localdate())
    for one in there.select_related("person", "unit", "worksite", "supervisor").order_by(
        "person__employee_number", "pk"
    ):
        yield [
            one.person.employee_number,
            one.title,
            known.site_word[one.worksite_id],
            text(one.starts_on),
            one.unit.slug if one.unit else "",
            (one.supervisor.employee_number or "") if one.supervisor else "",
            one.get_shift_display() if one.shift else "",
            text(one.ends_on),
            text(one.primary),
        ]


class _Known:
    """What a line may name: people by number, worksites and units by address, abbreviation or name."""

    def __init__(self):
        self.people = {one.employee_number: one for one in Person.objects.exclude(employee_number=None)}
        self.person_word = {one.pk: f"{one.full_name} ({number})" for number, one in self.people.items()}
        sites = list(Worksite.objects.all())
        self.sites = {word.casefold(): one for one in sites for word in (one.name, one.abbreviation, one.slug) if word}
        self.site_word = {one.pk: one.abbreviation or one.slug for one in sites}
        units = list(Unit.objects.all())
        self.units = {word.casefold(): one for one in units for word in (one.short_name, one.name, one.slug) if word}
        self.unit_word = {one.pk: one.name for one in units}
        self.shifts = {word.casefold(): code for code, label in Assignment.Shift.choices for word in (code, label)}

    def in_words(self, fields: dict) -> dict:
        """Differences as people read them: names instead of keys."""
        names = {"unit_id": self.unit_word, "worksite_id": self.site_word, "supervisor_id": self.person_word}
        told = {}
        for name, values in fields.items():
            words = {str(key): written for key, written in names.get(name, {}).items()}
            told[LABELS.get(name, name)] = tuple(words.get(value, value) for value in values)
        return told


@dataclass(frozen=True)
class _Held:
    """An assignment as it would be: for looking at a person's main ones and at who leads whom."""

    key: str
    person: int
    supervisor: int | None
    starts: date
    ends: date | None
    primary: bool
    line: int | None = None


def key_of(number: str, starts: date, primary: bool, title: str) -> str:
    """What names an assignment for good."""
    return f"{number} from {starts:%Y-%m-%d}" + ("" if primary else f", {title}")


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    known, comparison = _Known(), _Comparison()
    for row in rows:
        try:
            comparison.take(row, known)
        except Wrong as wrong:
            comparison.made.errors.append(RowError(row.line, *wrong.args))
    comparison.end_what_follows(complete=getattr(rows, "complete", False))
    comparison.look_for_two_mains()
    comparison.look_for_loops(known)
    return comparison.made


class _Comparison:
    """The file against the database: what is stored, what the file names, and how everything would be."""

    def __init__(self):
        today = timezone.localdate()
        people = Assignment.objects.exclude(person__employee_number=None).select_related("person")
        self.stored = {
            key_of(one.person.employee_number, one.starts_on, one.primary, one.title.casefold()): one for one in people
        }
        working = [one for one in self.stored.values() if one.person.is_current]
        self.made = Plan(existing=sum(one.ends_on is None or one.ends_on > today for one in working))
        self.held = {key: _held(key, one) for key, one in self.stored.items()}
        self.seen: set[str] = set()
        self.begun: dict[int, list[date]] = defaultdict(list)

    def take(self, row: Row, known: _Known) -> None:
        """Compare one line."""
        person = known.people.get(row["employee_number"])
        if person is None:
            raise Wrong(
                "employee_number", f"Nobody has the employee number “{row['employee_number']}”. Add them first."
            )
        values = _values(row, person, known)
        starts, primary = values["starts_on"], values["primary"]
        key = key_of(row["employee_number"], starts, primary, values["title"].casefold())
        if key in self.seen:
            raise Wrong("starts_on", "The file has another line about this assignment. Keep one of them.")
        self.seen.add(key)
        stored = self.stored.get(key)
        if stored is not None and not row["supervisor"] and stored.supervisor_id not in known.person_word:
            values.pop("supervisor_id", None)  # a supervisor without a number, whom no list can name
        compared = {name: value for name, value in values.items() if stored is None or name in KEPT}
        fields = difference({} if stored is None else {name: getattr(stored, name) for name in compared}, compared)
        if stored is not None and not fields:
            self.made.unchanged += 1
            return
        if not person.is_current:
            left = long_date(person.ended_on)
            raise Wrong("employee_number", f"{person} left on {left}. Assignments of leavers are not changed.")
        self._change(row, key, person, stored, values, fields, known)

    def _change(self, row, key, person, stored, values, fields, known) -> None:
        ends = values.get("ends_on", stored and stored.ends_on)
        if ends is not None and ends <= values["starts_on"]:
            raise Wrong("ends_on", "The day it ends must be later than the day it begins.")
        leader = values.get("supervisor_id", stored and stored.supervisor_id)
        if "supervisor_id" in fields and leader and not known.people[row["supervisor"]].is_current:
            raise Wrong("supervisor", f"{known.people[row['supervisor']]} has left. Name another supervisor.")
        if "worksite_id" in fields and known.sites[row["worksite"].casefold()].status == Worksite.Status.CLOSED:
            raise Wrong("worksite", "This worksite is closed. Write the one where they work.")
        asked = [name for name in ("title", "shift") if name in fields]
        as_it_may_be(Assignment(title=values["title"], shift=values.get("shift", "")), *asked)
        kind = NEW if stored is None else CHANGED
        if stored is not None and stored.ends_on is None and ends is not None and "ends_on" in fields:
            kind = ENDED
        if stored is None and values["primary"]:
            self.begun[person.pk].append(values["starts_on"])
        self.held[key] = _Held(key, person.pk, leader, values["starts_on"], ends, values["primary"], row.line)
        wanted = {name: values[name] for name in fields} if stored else values | {"person_id": person.pk}
        self.made.changes.append(
            Change(kind, key, str(person), known.in_words(fields), row.line, _kept(stored, wanted))
        )

    def end_what_follows(self, *, complete: bool) -> None:
        """A main assignment that a newer one follows ends with it; others that a complete list leaves out, today."""
        today = timezone.localdate()
        for key, one in self.stored.items():
            if key in self.seen or not one.person.is_current or (one.ends_on and one.ends_on <= today):
                continue
            follows = [begun for begun in self.begun.get(one.person_id, ()) if one.primary and begun > one.starts_on]
            ends, kind = (min(follows), CHANGED) if follows else (today, ENDED)
            if one.ends_on is not None and one.ends_on <= ends:
                continue
            if not follows and (not complete or one.ends_on is not None or one.starts_on >= today):
                continue
            fields = {"ends_on": (text(one.ends_on), text(ends))}
            self.held[key] = replace(self.held[key], ends=ends)
            self.made.changes.append(Change(kind, key, str(one.person), fields, None, _kept(one, {"ends_on": ends})))

    def look_for_two_mains(self) -> None:
        """Nobody has two main assignments at once."""
        mains = defaultdict(list)
        for one in self.held.values():
            if one.primary:
                mains[one.person].append(one)
        for theirs in mains.values():
            theirs.sort(key=lambda one: one.starts)
            for first, second in pairwise(theirs):
                if (first.ends is None or first.ends > second.starts) and (first.line or second.line):
                    where = f"line {first.line}" if first.line and second.line else "the portal"
                    self.made.errors.append(
                        RowError(
                            second.line or first.line,
                            "primary",
                            f"{where.capitalize()} has another main assignment of this person in that time. Give the "
                            "earlier one its end, or write “no” for an additional assignment.",
                        )
                    )

    def look_for_loops(self, known: _Known) -> None:
        """Nobody is led by somebody they lead, at any time."""
        chain = [
            Led(one.person, one.supervisor, one.starts, one.ends, one.line)
            for one in self.held.values()
            if one.supervisor
        ]
        for led, lines in loops(chain):
            others = [line for line in lines if line != led.line]
            along = (
                f" (see also {'line' if len(others) == 1 else 'lines'} {', '.join(map(str, others))})" if others else ""
            )
            self.made.errors.append(
                RowError(
                    led.line,
                    "supervisor",
                    f"{known.person_word[led.person]} would lead {known.person_word[led.supervisor]}, directly or "
                    f"through others, and be led by them{along}. Name another supervisor.",
                )
            )


def _held(key: str, one: Assignment) -> _Held:
    return _Held(key, one.person_id, one.supervisor_id, one.starts_on, one.ends_on, one.primary)


def _values(row: Row, person: Person, known: _Known) -> dict:
    """The cells of the columns the file has, as the directory keeps them."""
    starts = day(row, "starts_on")
    if starts is None:
        raise Wrong("starts_on", "Enter the day on which the assignment begins, like 2026-01-31.")
    if not row["title"]:
        raise Wrong("title", "Enter a job title.")
    values = {"title": row["title"], "worksite_id": _site(row, known), "starts_on": starts, "primary": True}
    if "primary" in row.values:
        if row["primary"].casefold() not in WORDS:
            raise Wrong("primary", "Write yes for the main assignment, no for an additional one.")
        values["primary"] = WORDS[row["primary"].casefold()]
    if "unit" in row.values:
        values["unit_id"] = _unit(row, known)
    if "shift" in row.values:
        if row["shift"].casefold() not in known.shifts:
            raise Wrong("shift", "Write Day, Evening or Night, or leave the cell empty.")
        values["shift"] = known.shifts[row["shift"].casefold()]
    if "supervisor" in row.values:
        values["supervisor_id"] = _supervisor(row, person, known)
    if "ends_on" in row.values:
        values["ends_on"] = day(row, "ends_on")
    for name in ("starts_on", "ends_on"):
        if values.get(name) and not 1960 <= values[name].year <= 2199:
            raise Wrong(name, "Enter a year between 1960 and 2199.")
    return values


def _site(row: Row, known: _Known) -> int:
    site = known.sites.get(row["worksite"].casefold())
    if site is None:
        raise Wrong("worksite", f"There is no worksite “{row['worksite']}”. Write its abbreviation, address or name.")
    return site.pk


def _unit(row: Row, known: _Known) -> int | None:
    if not row["unit"]:
        return None
    unit = known.units.get(row["unit"].casefold())
    if unit is None:
        raise Wrong("unit", f"There is no unit “{row['unit']}”. Write its address or its name.")
    return unit.pk


def _supervisor(row: Row, person: Person, known: _Known) -> int | None:
    if not row["supervisor"]:
        return None
    supervisor = known.people.get(row["supervisor"])
    if supervisor is None:
        raise Wrong("supervisor", f"Nobody has the employee number “{row['supervisor']}”. Add them first.")
    if supervisor.pk == person.pk:
        raise Wrong("supervisor", "Nobody supervises themselves. Name another supervisor.")
    return supervisor.pk


def _kept(stored: Assignment | None, values: dict) -> dict:
    """What `apply` needs, as JSON can hold it, with the row and the version that were compared."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return plain | {"pk": stored.pk if stored else None, "version": stored.version if stored else 0}


def apply(made: Plan, by: User) -> None:
    """Carry out a plan inside the caller's transaction: what ends first, so that nobody has two main assignments."""
    hold("placing people")
    hold_supervisors()
    added, revised = _written(made, by)
    said = Progress(made.progress, 2 * (len(added) + len(revised)))
    revised.sort(key=lambda one: (one.ends_on is None, one.pk))
    write(revised, (*KEPT, "version"), said)
    add(added, said)
    keys = {change.values["pk"] for change in made.ended}
    acts = [("end" if one.pk in keys else "edit", one) for one in revised]
    record_all([*acts, *(("create", one) for one in added)], by)
    touched = sorted({one.person_id for one in (*added, *revised)})
    place_people(touched)
    for place in range(0, len(touched), 2_000):
        index_entries(Person, touched[place : place + 2_000])
        said(len(touched[place : place + 2_000]), "Making the changes findable")


def _written(made: Plan, by: User) -> tuple[list[Assignment], list[Assignment]]:
    """Assignments to add and assignments as they will be. Refused where one changed since the comparison."""
    keys = [change.values["pk"] for change in made.changes if change.values["pk"]]
    locked = Assignment.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",))
    stored = {one.pk: one for one in locked.select_related("worksite")}
    sites = Worksite.objects.in_bulk()
    added, revised = [], []
    for change in made.changes:
        values = dict(change.values)
        pk, version = values.pop("pk"), values.pop("version")
        one = stored.get(pk) or Assignment(created_by=by, version=0)
        if one.version != version:
            raise Refused(CHANGED_MEANWHILE.format(f"An assignment of {change.name}"))
        for name, value in values.items():
            setattr(one, name, date.fromisoformat(value) if name.endswith("_on") and value else value)
        one.worksite = sites[one.worksite_id]
        one.version += 1
        (revised if one.pk else added).append(one)
    return added, revised
