"""Bringing in the course catalogue: what a list would change, row by row (training.md 3, 1).

A line is about the course with its code. What its version in force says otherwise becomes the draft of a new version,
which somebody else approves: a list puts nothing into force.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from doc_portal.core.imports import CHANGED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.lists.cells import CHANGED_MEANWHILE, Progress, Wrong, as_it_may_be, chosen, yes_or_no
from training.actions.catalogue import add_course, add_version, next_version, revise_course
from training.models import Category, Course, CourseVersion, Mode

COLUMNS = ("code", "title", "category")
FLAGS = ("outside", "repeatable", "needs_approval", "retired", "confirmed")
PLAIN = ("about", "note", "source")
COUNTS = ("min_seats", "max_seats")
ALL = (*COLUMNS, "provider", *FLAGS, *PLAIN, "mode", "contact_hours", *COUNTS)
OPTIONAL = ALL[len(COLUMNS) :]
OF_VERSION = ("mode", "contact_hours", *COUNTS)
DEFAULTS = {"min_seats": 1, "max_seats": 25, "mode": "", "contact_hours": None}


def current(by: User) -> Iterator[list[str]]:
    """Every course with what its version in force says, as lines of `ALL`."""
    for one in Course.objects.visible_to(by).for_list().order_by("code"):
        kept = _kept(one)
        yield [text(kept[name]) for name in ALL]


def _kept(one: Course) -> dict:
    version = one.current
    told = {name: getattr(one, name) for name in ALL if name not in OF_VERSION}
    return told | {name: getattr(version, name) if version else DEFAULTS[name] for name in OF_VERSION}


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    stored = {one.code: one for one in Course.objects.for_list()}
    drafts = set(CourseVersion.objects.filter(status="draft").values_list("course__code", flat=True))
    made, seen = Plan(existing=len(stored)), set()
    for row in rows:
        try:
            change = _change(row, stored.get(row["code"]), drafts, seen)
        except Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


def _change(row: Row, stored: Course | None, drafts: set[str], seen: set[str]) -> Change | None:
    code = row["code"]
    if not code:
        raise Wrong("code", "Enter the code of the course. It tells which course the line is about.")
    if code in seen:
        raise Wrong("code", f"“{code}” is in the file twice. Keep one of the lines.")
    seen.add(code)
    values = _values(row)
    before = _kept(stored) if stored else DEFAULTS
    after = (before if stored is None else {}) | values
    _check(code, {**before, **values})
    fields = difference(before if stored else {}, after)
    if stored is not None and not fields:
        return None
    versioned = stored is None or bool(set(OF_VERSION) & fields.keys())
    if stored is not None and versioned and code in drafts:
        raise Wrong("code", "A version of this course is in preparation. Have it approved first, or change that one.")
    kept = {"pk": stored.pk if stored else None, "version": stored.version if stored else 0, "versioned": versioned}
    plain = {name: text(value) if isinstance(value, Decimal) else value for name, value in after.items()}
    return Change(CHANGED if stored else NEW, code, f"{code} {values['title']}", fields, row.line, kept | {"is": plain})


def _values(row: Row) -> dict:
    values: dict = {"code": row["code"], "title": row["title"], "category": chosen(row, "category", Category.choices)}
    if not values["category"]:
        raise Wrong("category", "Say what kind of course it is.")
    if "provider" in row.values:
        values["provider"] = chosen(row, "provider", Course.Provider.choices)
    values |= {name: yes_or_no(row, name) for name in FLAGS if name in row.values}
    values |= {name: row[name] for name in PLAIN if name in row.values}
    if "mode" in row.values:
        values["mode"] = chosen(row, "mode", Mode.choices)
    if "contact_hours" in row.values:
        values["contact_hours"] = _hours(row)
    for name in COUNTS:
        if name in row.values:
            values[name] = _count(row, name)
    return values


def _hours(row: Row) -> Decimal | None:
    if not row["contact_hours"]:
        return None
    try:
        value = Decimal(row["contact_hours"])
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value <= 400 or value != value.quantize(Decimal("0.01")):
        raise Wrong("contact_hours", "Write the hours as a number above 0 and up to 400, like 1.5.")
    return value.quantize(Decimal("0.01"))


def _count(row: Row, column: str) -> int:
    typed = row[column]
    if not typed:
        return DEFAULTS[column]
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5 and int(typed) >= 1):
        raise Wrong(column, "Write a whole number of people.")
    return int(typed)


def _check(code: str, values: dict) -> None:
    if values["min_seats"] > values["max_seats"]:
        raise Wrong("min_seats", "The fewest people are more than the most. Check both numbers.")
    course = {name: value for name, value in values.items() if name not in OF_VERSION and name != "code"}
    as_it_may_be(Course(code=code, **course), "code", "title", *PLAIN)


def apply(made: Plan, by: User) -> None:
    """Carry out a plan, inside the caller's transaction."""
    said = Progress(made.progress, len(made.changes))
    keys = [change.values["pk"] for change in made.changes if change.values["pk"]]
    rows = Course.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",))
    stored = {one.pk: one for one in rows}
    for change in made.changes:
        kept = change.values
        course = stored.get(kept["pk"]) or Course(version=0)
        if course.version != kept["version"]:
            raise Refused(CHANGED_MEANWHILE.format(change.name))
        for name, value in kept["is"].items():
            if name not in OF_VERSION:
                setattr(course, name, value)
        course.version += 1
        revise_course(course, by=by) if course.pk else add_course(course, by=by)
        if kept["versioned"]:
            _draft(course, kept["is"], by)
        said(1)


def _draft(course: Course, values: dict, by: User) -> None:
    """A new version like the one in force, but for what the list says."""
    version = next_version(course)
    for name in OF_VERSION:
        if name in values:
            value = values[name]
            setattr(version, name, Decimal(value) if name == "contact_hours" and value else value or DEFAULTS[name])
    add_version(version, by=by)
