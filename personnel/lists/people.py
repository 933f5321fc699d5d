"""Bringing in a list of people: what it would change, and carrying it out (portal.md items 8 and 25).

A line is about the person with its employee number. Somebody ends by a day in `ended_on`, or by missing from a list
that was declared complete. A list adds and ends people and keeps their names and numbers; it brings nobody back,
hides nobody, and leaves alone whoever has no employee number.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.search import index_entries
from doc_portal.core.workflow import Refused
from personnel.actions.people import stop_access_of
from personnel.lists.cells import (
    BROUGHT_IN,
    CHANGED_MEANWHILE,
    Progress,
    Wrong,
    add,
    as_it_may_be,
    day,
    record_all,
    write,
)
from personnel.mail_domains import allowed_domains
from personnel.models import Assignment, Person
from personnel.placing import place_people
from personnel.reset_addresses import SENTENCE, guarded_accounts
from personnel.supervision import hold_supervisors
from personnel.suppression import note_override
from personnel.telephones import ten_digits

PLAIN = (
    "first_name", "last_name", "preferred_name", "pronunciation", "email", "phone", "extension", "languages",
    "can_help_with",
)  # fmt: skip
COLUMNS = ("employee_number", *PLAIN, "ended_on")


def current(by: User) -> Iterator[list[str]]:
    """Everyone who works here, as lines of `COLUMNS`: brought in again unchanged, they make no difference."""
    people = list(Person.objects.visible_to(by).current().exclude(employee_number=None).order_by("employee_number"))
    note_override(people, by=by)
    for person in people:
        yield [text(getattr(person, name)) for name in COLUMNS]


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    stored = {one.employee_number: one for one in Person.objects.exclude(employee_number=None)}
    working = {number: one for number, one in stored.items() if one.is_current}
    made, seen, domains = Plan(existing=len(working)), set(), allowed_domains()
    accounts = User.objects.filter(person=None, pk__in=(guarded := guarded_accounts(by)))
    unlinked = set(accounts.values_list("employee_number", flat=True))
    for row in rows:
        try:
            _check_once(row, seen)
            change = _change(row, (person := stored.get(row["employee_number"])), by, domains)
            if change is not None and "email" in change.fields:
                _guard(change, person.user_id in guarded if person else change.key in unlinked)
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    if getattr(rows, "complete", False):
        _end_missing(made, [one for number, one in working.items() if number not in seen], by)
    return made


def _guard(change: Change, guarded: bool) -> None:
    if guarded:
        raise Wrong("email", SENTENCE.format(change.name))


def _check_once(row: Row, seen: set[str]) -> None:
    number = row["employee_number"]
    if not number:
        raise Wrong("employee_number", "Enter the employee number. It tells which person the line is about.")
    if number in seen:
        raise Wrong("employee_number", f"“{number}” is in the file twice. Keep one of the lines.")
    seen.add(number)


def _change(row: Row, person: Person | None, by: User, domains: list[str]) -> Change | None:
    values = _values(row)
    number, leaves = row["employee_number"], values.get("ended_on")
    if person is not None and not person.is_current:
        if leaves == person.ended_on:
            return None
        left = long_date(person.ended_on)
        raise Wrong("employee_number", f"{person} left on {left}. A list brings nobody back. Leave the line out.")
    if person is None and leaves is not None and leaves <= timezone.localdate():
        raise Wrong("ended_on", "Somebody who has already left is not added. Leave the line out.")
    before = {} if person is None else {name: getattr(person, name) for name in values}
    fields = difference(before, values)
    if person is not None and not fields:
        return None
    wanted = {name: values[name] for name in fields}
    _check(number, values if person is None else wanted, domains)
    kind = NEW if person is None else CHANGED
    if person is not None and wanted.get("ended_on") and person.ended_on is None:
        kind = ENDED
        if person.user_id == by.pk:
            raise Wrong("ended_on", "Nobody ends their own employment. Ask another steward.")
    return Change(kind, number, _name(person, values), fields, row.line, _kept(person, wanted))


def _values(row: Row) -> dict:
    """The cells of the columns the file has, as the directory keeps them."""
    values: dict = {name: row[name] for name in PLAIN if name in row.values}
    if "phone" in values:
        try:
            values["phone"] = ten_digits(values["phone"])
        except ValidationError as problem:
            raise Wrong("phone", problem.messages[0]) from None
    if "ended_on" in row.values:
        values["ended_on"] = day(row, "ended_on")
    return values


def _check(number: str, values: dict, domains: list[str]) -> None:
    as_it_may_be(Person(employee_number=number, **values), "employee_number", *values)
    leaves = values.get("ended_on")
    if leaves is not None and not 1960 <= leaves.year <= 2199:
        raise Wrong("ended_on", "Enter a year between 1960 and 2199.")
    if values.get("email") and values["email"].rpartition("@")[2].casefold() not in domains:
        raise Wrong("email", f"Enter a work address that ends in {' or '.join(f'@{one}' for one in domains)}.")


def _name(person: Person | None, values: dict) -> str:
    return (
        person.full_name if person else f"{values.get('preferred_name') or values['first_name']} {values['last_name']}"
    )


def _kept(person: Person | None, values: dict) -> dict:
    """What `apply` needs, as JSON can hold it, with the version that was compared."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return plain | {"version": person.version if person else 0}


def _end_missing(made: Plan, missing: list[Person], by: User) -> None:
    """Whom a complete list leaves out ends today, unless an end is known already."""
    today = timezone.localdate()
    for person in missing:
        if person.ended_on is not None:
            continue
        if person.user_id == by.pk:
            made.errors.append(RowError(1, "employee_number", "You are missing from this list, so it is not complete."))
            continue
        fields = {"ended_on": ("", today.isoformat())}
        made.changes.append(
            Change(ENDED, person.employee_number, person.full_name, fields, None, _kept(person, {"ended_on": today}))
        )


def apply(made: Plan, by: User) -> None:
    """Carry out a plan inside the caller's transaction: whoever has left by then has no access from now on."""
    hold("placing people")
    hold_supervisors()
    added, revised = _written(made, by)
    said = Progress(made.progress, 2 * (len(added) + len(revised)))
    add(added, said)
    write(revised, (*PLAIN, "ended_on", "version"), said)
    leaving = [one for one in revised if one.ended_on is not None]
    _end_assignments(leaving, by)
    stop_access_of([one for one in leaving if not one.is_current], by=by, reason=BROUGHT_IN)
    ended = {change.key for change in made.ended}
    acts = [("create", one) for one in added]
    acts += [("end" if one.employee_number in ended else "edit", one) for one in revised]
    record_all(acts, by)
    touched = [one.pk for one in (*added, *revised)]
    place_people(touched)
    for place in range(0, len(touched), 2_000):
        said(0, "Making the changes findable")
        index_entries(Person, touched[place : place + 2_000])
        said(len(touched[place : place + 2_000]), "Making the changes findable")


def _written(made: Plan, by: User) -> tuple[list[Person], list[Person]]:
    """People to add and people as they will be. Refused where somebody was changed since the comparison."""
    numbers = [change.key for change in made.changes]
    stored = {
        one.employee_number: one
        for one in Person.objects.filter(employee_number__in=numbers).order_by("pk").select_for_update(no_key=True)
    }
    accounts = dict(User.objects.filter(person=None, employee_number__in=numbers).values_list("employee_number", "pk"))
    added, revised = [], []
    for change in made.changes:
        values = dict(change.values)
        version, leaves = values.pop("version"), values.pop("ended_on", "")
        person = stored.get(change.key) or Person(
            employee_number=change.key, user_id=accounts.get(change.key), created_by=by, version=0
        )
        if person.version != version:
            raise Refused(CHANGED_MEANWHILE.format(change.name))
        for name, value in values.items():
            setattr(person, name, value)
        if leaves != "":
            person.ended_on = date.fromisoformat(leaves) if leaves else None
        person.version += 1
        (revised if person.pk else added).append(person)
    return added, revised


def _end_assignments(people: list[Person], by: User) -> None:
    """What still runs on somebody's last day ends with it; what would have begun later never does."""
    last_day = {one.pk: one.ended_on for one in people}
    running = Assignment.objects.filter(person__in=last_day).select_related("worksite").order_by("pk")
    running = [one for one in running if one.ends_on is None or one.ends_on > last_day[one.person_id]]
    never = [one for one in running if one.starts_on >= last_day[one.person_id]]
    ending = [one for one in running if one.starts_on < last_day[one.person_id]]
    record_all([*(("delete", one) for one in never), *(("end", one) for one in ending)], by)
    Assignment.objects.filter(pk__in=[one.pk for one in never]).delete()
    for one in ending:
        one.ends_on = last_day[one.person_id]
        one.version += 1
    write(ending, ("ends_on", "version"), lambda number: None)
