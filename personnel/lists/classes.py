"""Bringing in the class catalogue: what a list would change, row by row, and carrying it out (personnel.md 3, item 1).

A line is about the class of its scheme and number; without a number, about the one of its scheme and title. It may
carry one pay range. A blank number is no number, and may stand many times.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.models import User
from doc_portal.core.search import index_entries
from doc_portal.core.workflow import Refused
from personnel.actions.catalogue import free_address
from personnel.lists.cells import (
    BROUGHT_IN,
    CHANGED_MEANWHILE,
    Progress,
    Wrong,
    amount,
    as_it_may_be,
    chosen,
    day,
    record_all,
    yes_or_no,
)
from personnel.models import JobCategory, JobClass, PayRange

CHOICES = {
    "kind": JobClass.Kind.choices,
    "category": JobCategory.choices,
    "structure": JobClass.Structure.choices,
    "overtime_code": JobClass.OvertimeCode.choices,
    "service": JobClass.Service.choices,
    "supervisory": JobClass.Supervisory.choices,
    "eeo4_category": JobClass.Eeo4.choices,
}
DEFAULTS = {"kind": JobClass.Kind.CLASS, "category": JobCategory.OTHER}
PLAIN = ("pay_grade", "duties", "min_quals", "ksa", "note", "source")
FLAGS = ("custody", "inmate_contact", "confirmed")
PAY = ("basis", "low", "high", "pay_from", "pay_until", "authority")
COLUMNS = (
    "title", "scheme", "code", "kind", "category", "structure", "pay_grade", "overtime_code", "service",
    "probation_months", "supervisory", "custody", "inmate_contact", "eeo4_category", "duties", "min_quals", "ksa",
    "ended_on", "note", "source", "confirmed", *PAY,
)  # fmt: skip


def current(by: User) -> Iterator[list[str]]:
    """Every class with the latest range of its yearly pay, as lines of `COLUMNS`."""
    for one in JobClass.objects.visible_to(by).prefetch_related("pay_ranges").order_by("scheme", "title", "pk"):
        ranges = sorted(one.pay_ranges.all(), key=lambda pay: (pay.basis, -(pay.starts_on or date.min).toordinal()))
        pay = ranges[0] if ranges else None
        told = {
            "basis": pay.get_basis_display(), "low": pay.low, "high": pay.high, "pay_from": pay.starts_on,
            "pay_until": pay.ends_on, "authority": pay.authority,
        } if pay else {}  # fmt: skip
        yield [text(told.get(name) if name in PAY else getattr(one, name)) for name in COLUMNS]


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are."""
    comparison = _Comparison()
    for row in rows:
        try:
            comparison.take(row)
        except Wrong as wrong:
            comparison.made.errors.append(RowError(row.line, *wrong.args))
    return comparison.made


class _Comparison:
    """The file against the catalogue."""

    def __init__(self):
        stored = list(JobClass.objects.prefetch_related("pay_ranges").order_by("pk"))
        self.by_code = {(one.scheme, one.code): one for one in stored if one.code}
        self.by_title: dict[tuple[str, str], list[JobClass]] = {}
        for one in stored:
            self.by_title.setdefault((one.scheme, one.title.casefold()), []).append(one)
        self.made = Plan(existing=sum(one.is_in_use for one in stored))
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, row: Row) -> None:
        """Compare one line."""
        scheme = chosen(row, "scheme", JobClass.Scheme.choices)
        if not scheme:
            raise Wrong("scheme", "Enter the scheme: it tells which class the line is about.")
        if not row["title"]:
            raise Wrong("title", "Enter the title of the class.")
        stored = self._stored(row, scheme)
        self._once(row, scheme)
        values = _values(row, scheme)
        before = {} if stored is None else {name: getattr(stored, name) for name in values}
        fields = difference(before, values)
        pay = self._pay(row, stored)
        if pay:
            fields |= pay["told"]
        if stored is not None and not fields:
            self.made.unchanged += 1
            return
        as_it_may_be(
            JobClass(**values), *(name for name in values if name in row.values or name in ("title", "scheme"))
        )
        kind = NEW if stored is None else CHANGED
        if stored is not None and "ended_on" in fields and stored.ended_on is None:
            kind = ENDED
        key = f"{scheme}: {row['code'] or row['title']}"
        self.made.changes.append(Change(kind, key, row["title"], fields, row.line, _kept(stored, values, pay)))

    def _stored(self, row: Row, scheme: str) -> JobClass | None:
        if row["code"] and (found := self.by_code.get((scheme, row["code"]))):
            return found
        alike = [
            one for one in self.by_title.get((scheme, row["title"].casefold()), ()) if not (row["code"] and one.code)
        ]
        if len(alike) > 1:
            raise Wrong("title", "Several classes of this scheme are called so. Write the class number.")
        return alike[0] if alike else None

    def _once(self, row: Row, scheme: str) -> None:
        """A scheme and number, or a scheme and title without a number, stand once in a file."""
        keys = [(scheme, f"number {row['code']}")] if row["code"] else [(scheme, row["title"].casefold())]
        for key in keys:
            if key in self.seen:
                column = "code" if row["code"] else "title"
                what = f"number “{row['code']}”" if row["code"] else f"title “{row['title']}”"
                raise Wrong(column, f"Line {self.seen[key]} has the same scheme and {what}. Keep one of them.")
            self.seen[key] = row.line

    def _pay(self, row: Row, stored: JobClass | None) -> dict | None:
        """The pay range of a line with what it changes; None where it carries none or changes nothing."""
        low, high = amount(row, "low"), amount(row, "high")
        if low is None and high is None:
            return None
        if low is None or high is None:
            raise Wrong("low" if low is None else "high", "Enter both the lowest and the highest pay, or neither.")
        if low > high:
            raise Wrong("low", "The lowest pay is above the highest. Check both amounts.")
        basis = int(chosen(row, "basis", PayRange.Basis.choices) or PayRange.Basis.ANNUAL)
        starts, ends = day(row, "pay_from"), day(row, "pay_until")
        if starts and ends and ends <= starts:
            raise Wrong("pay_until", "The day pay ends must be later than the day it begins.")
        if not row["authority"]:
            raise Wrong("authority", "Enter who sets this pay: the pay plan, law or decision.")
        there = list(stored.pay_ranges.all()) if stored else []
        same = next((one for one in there if (one.basis, one.starts_on) == (basis, starts)), None)
        _require_no_overlap(there, same, basis, starts, ends)
        wanted = {"low": low, "high": high, "ends_on": ends, "authority": row["authority"]}
        before = {name: getattr(same, name) for name in wanted} if same else {}
        fields = difference(before, wanted)
        if not fields:
            return None
        told = {f"pay {name}": pair for name, pair in fields.items()}
        if same is None:
            told |= {"pay basis": ("", PayRange.Basis(basis).label), "pay from": ("", text(starts))}
        kept = {name: text(value) for name, value in wanted.items()}
        return {"told": told, "kept": kept | {"pk": same and same.pk, "basis": basis, "starts_on": text(starts)}}


def _require_no_overlap(there: list[PayRange], same: PayRange | None, basis: int, starts, ends) -> None:
    for one in there:
        if one is same or one.basis != basis:
            continue
        before = one.ends_on is not None and starts is not None and one.ends_on <= starts
        after = ends is not None and one.starts_on is not None and ends <= one.starts_on
        if not before and not after:
            begun = f"from {long_date(one.starts_on)}" if one.starts_on else "from a day not known"
            until = f" until {long_date(one.ends_on)}" if one.ends_on else " on"
            raise Wrong(
                "pay_from",
                f"The class already has a pay range by that basis {begun}{until}. End it first, or correct the days.",
            )


def _values(row: Row, scheme: str) -> dict:
    """The cells of the columns the file has, as the catalogue keeps them."""
    values: dict = {"title": row["title"], "scheme": scheme}
    values |= {name: row[name] for name in PLAIN if name in row.values}
    values |= {
        name: chosen(row, name, choices) or DEFAULTS.get(name, "")
        for name, choices in CHOICES.items()
        if name in row.values
    }
    values |= {name: yes_or_no(row, name) for name in FLAGS if name in row.values}
    if "code" in row.values:
        values["code"] = row["code"] or None
    if "ended_on" in row.values:
        values["ended_on"] = day(row, "ended_on")
    if "probation_months" in row.values:
        months = row["probation_months"]
        if months and not (months.isascii() and months.isdigit() and int(months) <= 120):
            raise Wrong("probation_months", "Write the months of probation as a whole number up to 120.")
        values["probation_months"] = int(months) if months else None
    return values


def _kept(stored: JobClass | None, values: dict, pay: dict | None) -> dict:
    """What `apply` needs, as JSON can hold it, with the version that was compared."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {
        "pk": stored and stored.pk,
        "version": stored.version if stored else 0,
        "fields": plain,
        "pay": pay["kept"] if pay else None,
    }


def apply(made: Plan, by: User) -> None:
    """Carry out a plan inside the caller's transaction."""
    keys = [change.values["pk"] for change in made.changes if change.values["pk"]]
    rows = JobClass.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True, of=("self",))
    stored = {one.pk: one for one in rows}
    said, acts, used = Progress(made.progress, len(made.changes)), [], set()
    ended = {change.key for change in made.ended}
    for change in made.changes:
        job_class = stored.get(change.values["pk"]) or JobClass(created_by=by, version=0)
        if job_class.version != change.values["version"]:
            raise Refused(CHANGED_MEANWHILE.format(change.name))
        act = "create" if job_class.pk is None else "end" if change.key in ended else "edit"
        _write(job_class, change.values["fields"], used)
        acts.append((act, job_class))
        if change.values["pay"]:
            _write_pay(job_class, change.values["pay"], by)
        said(1)
    record_all(acts, by)
    index_entries(JobClass, [one.pk for _, one in acts])


def _write(job_class: JobClass, fields: dict, used: set[str]) -> None:
    for name, value in fields.items():
        setattr(job_class, name, date.fromisoformat(value) if name == "ended_on" and value else value)
    if job_class.pk is None:
        job_class.slug = free_address(job_class.title, used)
        used.add(job_class.slug)
    job_class.version += 1
    job_class.save()


def _write_pay(job_class: JobClass, kept: dict, by: User) -> None:
    pay = PayRange.objects.filter(pk=kept["pk"]).first() if kept["pk"] else None
    act = "edit" if pay else "create"
    if pay is None:
        pay = PayRange(job_class=job_class, basis=kept["basis"], created_by=by, version=0)
        pay.starts_on = date.fromisoformat(kept["starts_on"]) if kept["starts_on"] else None
    pay.low, pay.high, pay.authority = Decimal(kept["low"]), Decimal(kept["high"]), kept["authority"]
    pay.ends_on = date.fromisoformat(kept["ends_on"]) if kept["ends_on"] else None
    pay.version += 1
    pay.save()
    log(act, pay, by=by, reason=BROUGHT_IN)
