"""Bringing in a list of positions: what it would change, row by row, and carrying it out (personnel.md 3, item 2).

A line is about the position with its number. A position fills by naming who holds it and is vacated by naming nobody;
abolished ones stay as they were.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.models import Unit, User, Worksite
from doc_portal.core.workflow import Refused
from personnel.lists.cells import (
    CHANGED_MEANWHILE,
    Progress,
    Wrong,
    add,
    as_it_may_be,
    chosen,
    record_all,
    write,
)
from personnel.models import JobClass, Person, Position, RequisitionPosition, Shift
from personnel.staffing import LIVE, hold_staffing

Status = Position.Status
COLUMNS = ("position_no", "job_class", "worksite", "unit", "shift", "fte", "status", "holder", "note")
KEPT = ("job_class_id", "worksite_id", "unit_id", "shift", "fte", "status", "holder_id", "note")
LABELS = {"job_class_id": "job_class", "worksite_id": "worksite", "unit_id": "unit", "holder_id": "holder"}


def current(by: User) -> Iterator[list[str]]:
    """Positions that are not abolished, as lines of `COLUMNS`: brought in again unchanged, they make no difference."""
    rows = Position.objects.visible_to(by).standing().for_list().order_by("position_no")
    for one in rows:
        holder = one.holder.employee_number or "" if one.holder and not one.holder.suppressed else ""
        yield [
            one.position_no,
            one.job_class.slug,
            one.worksite.abbreviation or one.worksite.slug,
            one.unit.slug if one.unit else "",
            one.get_shift_display(),
            one.fte_words,
            one.get_status_display(),
            holder,
            one.note,
        ]


class _Known:
    """What a line may name: classes by address, number or title; worksites, units and people by what they go by."""

    def __init__(self):
        classes = list(JobClass.objects.in_use().order_by("-pk"))
        self.classes = {word.casefold(): one for one in classes for word in (one.title, one.code, one.slug) if word}
        sites = list(Worksite.objects.open())
        self.sites = {word.casefold(): one for one in sites for word in (one.name, one.abbreviation, one.slug) if word}
        units = list(Unit.objects.with_page())
        self.units = {word.casefold(): one for one in units for word in (one.short_name, one.name, one.slug) if word}
        self.people = {one.employee_number: one for one in Person.objects.exclude(employee_number=None)}
        self.words = {
            "job_class_id": {str(one.pk): one.title for one in JobClass.objects.all()},
            "worksite_id": {str(one.pk): one.name for one in Worksite.objects.all()},
            "unit_id": {str(one.pk): one.name for one in Unit.objects.all()},
            "holder_id": {str(one.pk): number for number, one in self.people.items()},
            "status": dict(Status.choices),
            "shift": dict(Shift.choices),
        }

    def in_words(self, fields: dict) -> dict:
        """Differences as people read them: names instead of keys."""
        return {
            LABELS.get(name, name): tuple(self.words.get(name, {}).get(value, value) for value in pair)
            for name, pair in fields.items()
        }


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    known = _Known()
    stored = {one.position_no: one for one in Position.objects.select_related("holder")}
    named = set(RequisitionPosition.objects.filter(requisition__status__in=LIVE).values_list("position", flat=True))
    made = Plan(existing=sum(one.status != Status.ABOLISHED for one in stored.values()))
    seen: set[str] = set()
    for row in rows:
        try:
            change = _change(row, stored.get(row["position_no"]), known, named, seen)
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


def _change(row: Row, stored: Position | None, known: _Known, named: set[int], seen: set[str]) -> Change | None:
    number = row["position_no"]
    if not number:
        raise Wrong("position_no", "Enter the position number. It tells which position the line is about.")
    if number in seen:
        raise Wrong("position_no", f"“{number}” is in the file twice. Keep one of the lines.")
    seen.add(number)
    values = _values(row, stored, known)
    before = {} if stored is None else {name: getattr(stored, name) for name in values}
    fields = difference(before, values)
    if stored is not None and not fields:
        return None
    if stored is not None:
        _check_move(stored, values, fields, named)
    as_it_may_be(Position(position_no=number, **values), "position_no", "note", "fte")
    kind = NEW if stored is None else CHANGED
    if stored is not None and "status" in fields and values["status"] == Status.ABOLISHED:
        kind = ENDED
    wanted = values if stored is None else {name: values[name] for name in fields}
    kept = {name: text(value) if isinstance(value, Decimal) else value for name, value in wanted.items()}
    return Change(
        kind, number, number, known.in_words(fields), row.line, kept | {"version": stored.version if stored else 0}
    )


def _values(row: Row, stored: Position | None, known: _Known) -> dict:
    """The cells of the columns the file has, as positions keep them."""
    values: dict = {
        "job_class_id": _named(row, "job_class", known.classes, "No class in use is called"),
        "worksite_id": _named(row, "worksite", known.sites, "No open worksite is called"),
    }
    if "unit" in row.values:
        values["unit_id"] = _named(row, "unit", known.units, "No unit is called") if row["unit"] else None
    if "shift" in row.values:
        values["shift"] = chosen(row, "shift", Shift.choices) or Shift.DAYS
    if "fte" in row.values:
        values["fte"] = _fte(row)
    if "note" in row.values:
        values["note"] = row["note"]
    return values | _seat(row, stored, known)


def _seat(row: Row, stored: Position | None, known: _Known) -> dict:
    """Status and holder, which belong together: who holds a position fills it."""
    if "status" not in row.values and "holder" not in row.values:
        return {}
    holder = None
    if row["holder"]:
        holder = known.people.get(row["holder"])
        if holder is None:
            raise Wrong("holder", f"Nobody has the employee number “{row['holder']}”. Add them first.")
    unseen = stored.holder if stored and stored.holder and not row["holder"] else None
    hidden = unseen is not None and (unseen.employee_number is None or unseen.suppressed)
    status = chosen(row, "status", Status.choices) or (Status.FILLED if holder else Status.VACANT)
    if status == Status.FILLED and holder is None and hidden:
        holder = unseen  # somebody no list can name
    if status == Status.FILLED and holder is None:
        raise Wrong("holder", "Enter the employee number of who holds the position, or another status.")
    if status != Status.FILLED and holder is not None:
        raise Wrong("status", "A position that somebody holds is filled. Write “Filled”, or leave out who holds it.")
    changed = holder is not None and (stored is None or stored.holder_id != holder.pk)
    if changed and not holder.is_current:
        raise Wrong("holder", f"{holder} has left. Name somebody who works here.")
    return {"status": status, "holder_id": holder.pk if holder else None}


def _check_move(stored: Position, values: dict, fields: dict, named: set[int]) -> None:
    """What a list may not do to a position that is there."""
    if stored.status == Status.ABOLISHED:
        raise Wrong("position_no", "This position was abolished and is kept as it was. Leave the line out.")
    if stored.status == Status.FROZEN and values.get("status") == Status.FILLED:
        raise Wrong("status", "A frozen position is not filled. Have it opened again first.")
    if stored.status == Status.FILLED and values.get("status") in (Status.FROZEN, Status.ABOLISHED):
        raise Wrong("status", "Somebody holds this position. Make it vacant first.")
    if stored.pk in named and {"job_class_id", "worksite_id", "status"} & fields.keys():
        raise Wrong("position_no", "A request on its way is to fill this position. Change or cancel that first.")


def _named(row: Row, column: str, known: dict, sentence: str) -> int:
    found = known.get(row[column].casefold())
    if found is None:
        raise Wrong(column, f"{sentence} “{row[column]}”. Write its name, number or address in the portal.")
    return found.pk


def _fte(row: Row) -> Decimal:
    try:
        value = Decimal(row["fte"] or "1")
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value <= 1 or value != value.quantize(Decimal("0.01")):
        raise Wrong("fte", "Enter the FTE as a number above 0 and up to 1.00.")
    return value.quantize(Decimal("0.01"))


def apply(made: Plan, by: User) -> None:
    """Carry out a plan inside the caller's transaction, with every kind of position in it locked for the guard."""
    numbers = [change.key for change in made.changes]
    rows = Position.objects.filter(position_no__in=numbers).order_by("pk").select_for_update(no_key=True)
    stored = {one.position_no: one for one in rows}
    added, revised, kinds = [], [], set()
    for change in made.changes:
        values = dict(change.values)
        version = values.pop("version")
        position = stored.get(change.key) or Position(position_no=change.key, created_by=by, version=0)
        if position.version != version:
            raise Refused(CHANGED_MEANWHILE.format(change.name))
        kinds |= {(position.job_class_id, position.worksite_id)} if position.pk else set()
        for name, value in values.items():
            setattr(position, name, Decimal(value) if name == "fte" else value)
        position.version += 1
        kinds.add((position.job_class_id, position.worksite_id))
        (revised if position.pk else added).append(position)
    hold_staffing(*kinds)
    said = Progress(made.progress, len(added) + len(revised))
    add(added, said)
    write(revised, (*KEPT, "version"), said)
    ended = {change.key for change in made.ended}
    acts = [("create", one) for one in added]
    acts += [("abolish" if one.position_no in ended else "edit", one) for one in revised]
    record_all(acts, by)
