"""Bringing in a chart of accounts: what a list would change, row by row (fiscal.md 3.2)."""

from collections.abc import Iterable, Iterator

from doc_portal.core.imports import CHANGED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.models import CoaCode, FiscalYear
from personnel.lists.cells import (
    CHANGED_MEANWHILE,
    Progress,
    Wrong,
    add,
    as_it_may_be,
    chosen,
    record_all,
    write,
    yes_or_no,
)

NEEDED = ("year", "kind", "code", "name")
OPTIONAL = ("under", "replaces", "active", "confirmed", "source")
COLUMNS = (*NEEDED, *OPTIONAL)
LINKS = {"under": "parent", "replaces": "follows"}
FLAGS = ("active", "confirmed")
KINDS = dict(CoaCode.Kind.choices)
Key = tuple[int, str, str]


def current(by: User) -> Iterator[list[str]]:
    """Every code, as lines of `COLUMNS`."""
    rows = CoaCode.objects.visible_to(by).for_list().order_by("year", "kind", "code")
    for one in rows.iterator(chunk_size=2_000):
        yield [text(_kept(one)[name]) for name in COLUMNS]


def _kept(one: CoaCode) -> dict:
    return {
        "year": one.year_id, "kind": one.get_kind_display(), "code": one.code, "name": one.name,
        "under": one.parent.code if one.parent else "", "replaces": one.follows.code if one.follows else "",
        "active": one.active, "confirmed": one.confirmed, "source": one.source,
    }  # fmt: skip


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    comparison = _Comparison()
    lines = list(rows)
    comparison.announce(lines)
    for row in lines:
        try:
            comparison.take(row)
        except Wrong as wrong:
            comparison.made.errors.append(RowError(row.line, *wrong.args))
    return comparison.made


class _Comparison:
    """The file against the chart; a line may lie under a code that another line adds."""

    def __init__(self):
        self.stored = {(one.year_id, one.kind, one.code): one for one in CoaCode.objects.for_list()}
        self.years = {one.fy: one for one in FiscalYear.objects.all()}
        self.made, self.seen, self.coming = Plan(existing=len(self.stored)), set(), set()

    def announce(self, rows: list[Row]) -> None:
        """Note which codes the file has, before any of its lines is judged."""
        for row in rows:
            try:
                self.coming.add((self._year(row), self._kind(row), row["code"]))
            except Wrong:
                continue

    def take(self, row: Row) -> None:
        """Compare one line."""
        key = (self._year(row), self._kind(row), row["code"])
        if not row["code"] or not row["name"]:
            column = "name" if row["code"] else "code"
            raise Wrong(column, f"Enter the {column}.")
        if key in self.seen:
            raise Wrong("code", f"{KINDS[key[1]]} {key[2]} of FY {key[0]} is in the file twice. Keep one of the lines.")
        self.seen.add(key)
        stored = self.stored.get(key)
        values = self._values(row, key, stored)
        before = _kept(stored) if stored else {}
        fields = difference(before, values)
        if not fields:
            self.made.unchanged += 1
            return
        kept = {"pk": stored.pk if stored else None, "version": stored.version if stored else 0, "is": values,
                "of": list(key)}  # fmt: skip
        name = f"{KINDS[key[1]]} {key[2]}, FY {key[0]}"
        self.made.changes.append(Change(CHANGED if stored else NEW, name, name, fields, row.line, kept))

    def _year(self, row: Row) -> int:
        typed = row["year"]
        year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
        if year not in self.years:
            raise Wrong("year", f"FY {typed} is not created. Write a year like 2027, or create the fiscal year first.")
        return year

    def _kind(self, row: Row) -> str:
        kind = chosen(row, "kind", CoaCode.Kind.choices)
        if not kind:
            raise Wrong("kind", "Say what kind of code it is.")
        return kind

    def _values(self, row: Row, key: Key, stored: CoaCode | None) -> dict:
        fy, kind, code = key
        values: dict = {"name": row["name"]}
        values |= {name: yes_or_no(row, name) for name in FLAGS if name in row.values and row[name]}
        if "source" in row.values:
            values["source"] = row["source"]
        for column, year in (("under", fy), ("replaces", fy - 1)):
            if column in row.values:
                values[column] = self._other(row, column, (year, kind, row[column]), key)
        if stored is None:
            values = {"active": True, "confirmed": False, "source": "", "under": "", "replaces": ""} | values
        told = {name: value for name, value in values.items() if name not in LINKS}
        as_it_may_be(CoaCode(code=code, kind=kind, year_id=fy, **told), "code", "name", "source")
        return values

    def _other(self, row: Row, column: str, wanted: Key, own: Key) -> str:
        """The code that a line names; one of another year is told with what takes its place."""
        if not row[column]:
            return ""
        if wanted != own and (wanted in self.stored or wanted in self.coming):
            return row[column]
        name, year = KINDS[wanted[1]], wanted[0]
        elsewhere = sorted(fy for fy, kind, code in self.stored if (kind, code) == wanted[1:] and fy != year)
        if not elsewhere:
            raise Wrong(column, f"No year has another {name.lower()} {wanted[2]}. Check the code.")
        place = next(
            (one for one in self.stored.values()
             if one.year_id == year and one.kind == wanted[1] and one.follows and one.follows.code == wanted[2]),
            None,
        )  # fmt: skip
        way_out = f"FY {year} has {place} in its place: write {place.code}." if place else f"FY {year} has none."
        raise Wrong(column, f"{name} {wanted[2]} is a code of FY {elsewhere[-1]}. {way_out}")


def apply(made: Plan, by: User) -> None:
    """Carry out a plan, inside the caller's transaction: rows first, then what they lie under and replace."""
    said = Progress(made.progress, len(made.changes))
    keys = [change.values["pk"] for change in made.changes if change.values["pk"]]
    held = CoaCode.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",))
    stored, new, changed = {one.pk: one for one in held}, [], []
    for change in made.changes:
        kept = change.values
        fy, kind, code = kept["of"]
        one = stored.get(kept["pk"]) or CoaCode(year_id=fy, kind=kind, code=code, version=0, created_by=by)
        if one.version != kept["version"]:
            raise Refused(CHANGED_MEANWHILE.format(change.name))
        for name, value in kept["is"].items():
            if name not in LINKS:
                setattr(one, name, value)
        one.version += 1
        (changed if one.pk else new).append(one)
    write(changed, ("name", "active", "confirmed", "source", "version"), said)
    add(new, said)
    _link(made)
    record_all([*(("create", one) for one in new), *(("edit", one) for one in changed)], by)


def _link(made: Plan) -> None:
    known = {
        (year, kind, code): pk for pk, year, kind, code in CoaCode.objects.values_list("pk", "year", "kind", "code")
    }
    linked = []
    for change in made.changes:
        fy, kind, code = change.values["of"]
        told = change.values["is"]
        if not LINKS.keys() & told.keys():
            continue
        one = CoaCode(pk=known[fy, kind, code])
        one.parent_id = known.get((fy, kind, told.get("under", "")))
        one.follows_id = known.get((fy - 1, kind, told.get("replaces", "")))
        linked.append((one, [LINKS[name] for name in LINKS if name in told]))
    for names in {tuple(names) for _, names in linked}:
        CoaCode.objects.bulk_update([one for one, of in linked if tuple(of) == names], names, batch_size=1_000)
