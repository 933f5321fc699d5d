"""Bringing in a list of worksites: what a file would change, and carrying it out (portal.md items 9 and 25)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone

from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference
from doc_portal.core.models import User, Worksite
from doc_portal.core.reference import county_names
from mission.actions.places import add_worksite, close_worksite, revise_worksite

PLAIN = (
    "name", "abbreviation", "kind", "region", "former_names", "street", "city", "zip", "county_basis",
    "custody_level", "houses", "capacity_note", "phone", "opened", "note", "source",
)  # fmt: skip
FLAGS = ("confirmed", "street_confirmed", "place_confirmed", "custody_confirmed")
WORDS = {"yes": True, "no": False, "": True}


class _Wrong(Exception):  # noqa: N818
    """One cell that must be mended: column and sentence."""


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are, and so do worksites it does not name."""
    rows = list(rows)
    working = Count("staff", filter=Q(staff__is_active=True))
    stored = {site.slug: site for site in Worksite.objects.annotate(working=working)}
    owners = {site.abbreviation.lower(): site.slug for site in stored.values() if site.abbreviation}
    counties, seen, made = county_names(), set(), Plan(existing=sum(1 for site in stored.values() if _open(site)))
    for row in rows:
        try:
            _check_once(row, seen, owners)
            change = _change(row, stored.get(row["slug"]), counties)
        except _Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


def _open(site: Worksite) -> bool:
    return site.status != Worksite.Status.CLOSED


def _check_once(row: Row, seen: set, owners: dict[str, str]) -> None:
    """A slug once per file, an abbreviation once among all worksites."""
    if row["slug"] in seen:
        raise _Wrong("slug", f"“{row['slug']}” is in the file twice. Keep one of the lines.")
    seen.add(row["slug"])
    short = row["abbreviation"].lower()
    if short and owners.setdefault(short, row["slug"]) != row["slug"]:
        raise _Wrong("abbreviation", f"Another worksite already uses {row['abbreviation']}. Choose another one.")


def _change(row: Row, site: Worksite | None, counties: dict[str, str]) -> Change | None:
    values = _values(row, counties)
    _check(row, site, values)
    before = {} if site is None else {name: getattr(site, name) for name in values}
    fields = difference(before, values)
    closing = row["status"] == Worksite.Status.CLOSED and (site is None or _open(site))
    if closing and site is None:
        raise _Wrong("status", "A worksite that is not in the portal yet cannot be closed. Leave the line out.")
    if closing:
        if site.working:
            raise _Wrong("status", f"{site.working:,} active staff still work there. Assign them elsewhere first.")
        values["closed_on"] = _day(row["closed_on"]).isoformat()
        return Change(ENDED, site.slug, site.name, fields | {"status": (site.status, "closed")}, row.line, values)
    if site is None:
        return Change(NEW, row["slug"], row["name"], fields, row.line, values)
    return Change(CHANGED, site.slug, site.name, fields, row.line, values) if fields else None


def _values(row: Row, counties: dict[str, str]) -> dict:
    """The cells of the columns the file has, as the database would hold them (plain JSON values)."""
    values: dict = {name: row[name] for name in PLAIN if name in row.values}
    if row["status"] in {Worksite.Status.OPEN, Worksite.Status.UNVERIFIED}:
        values["status"] = row["status"]
    for name in FLAGS:
        if name in row.values:
            if row[name].lower() not in WORDS:
                raise _Wrong(name, "Write yes or no.")
            values[name] = WORDS[row[name].lower()]
    if "county" in row.values:
        if row["county"] and row["county"] not in counties:
            raise _Wrong("county", f"There is no county “{row['county']}” in Missouri. Check how it is spelled.")
        values["county_id"] = counties[row["county"]] if row["county"] else None
    if "capacity" in row.values:
        if row["capacity"] and not (row["capacity"].isascii() and row["capacity"].isdigit()):
            raise _Wrong("capacity", "Write the capacity as a whole number.")
        values["capacity"] = int(row["capacity"]) if row["capacity"] else None
    return values


def _check(row: Row, site: Worksite | None, values: dict) -> None:
    """What the model itself says about the cells."""
    if row["status"] and row["status"] not in Worksite.Status.values:
        raise _Wrong("status", f"Write one of: {', '.join(Worksite.Status.values)}.")
    if site is not None and not _open(site) and row["status"] in {"open", "unverified"}:
        raise _Wrong("status", "This worksite is closed. Closed worksites are not opened by a list.")
    if row["kind"] not in Worksite.Kind.values:
        raise _Wrong("kind", f"Write one of: {', '.join(Worksite.Kind.values)}.")
    made = Worksite(slug=row["slug"], **{name: value for name, value in values.items() if name != "county_id"})
    try:
        made.clean_fields(exclude={"county"})
    except ValidationError as problem:
        column, messages = next(iter(problem.message_dict.items()))
        raise _Wrong(column, messages[0]) from None


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell) if cell else timezone.localdate()
    except ValueError:
        raise _Wrong("closed_on", "Write the day as year, month, day: 2026-01-31.") from None


def apply(made: Plan, by: User) -> None:
    """Carry out a plan inside the caller's transaction, through the actions a person would use."""
    stored = {site.slug: site for site in Worksite.objects.filter(slug__in=[change.key for change in made.changes])}
    for change in made.changes:
        values = dict(change.values)
        closed_on = values.pop("closed_on", None)
        site = stored.get(change.key) or Worksite(slug=change.key)
        for name, value in values.items():
            setattr(site, name, value)
        if change.kind == NEW:
            add_worksite(site, by=by)
            continue
        site.version += 1
        revise_worksite(site, by=by, changed="brought in from a list")
        if change.kind == ENDED:
            close_worksite(site, by=by, closed_on=date.fromisoformat(closed_on), note="brought in from a list")
