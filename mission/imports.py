"""Bringing in a list of worksites: what a file would change, and carrying it out (portal.md items 9 and 25)."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, Row, RowError, difference, text
from doc_portal.core.models import County, User, Worksite
from doc_portal.core.reference import county_names
from mission.actions.places import (
    add_worksite,
    close_worksite,
    kept_open_by,
    restate_worksite,
    revise_worksite,
)

PLAIN = (
    "name", "abbreviation", "kind", "region", "former_names", "street", "city", "zip", "county_basis",
    "custody_level", "houses", "capacity_note", "phone", "opened", "note", "source",
)  # fmt: skip
COLUMNS = (
    "slug", "name", "kind", "abbreviation", "status", "closed_on", "region", "former_names", "street",
    "street_confirmed", "city", "zip", "county", "county_basis", "place_confirmed", "nearest_academy", "custody_level",
    "custody_confirmed", "houses", "capacity", "capacity_note", "phone", "opened", "note", "confirmed", "source",
)  # fmt: skip
FLAGS = ("confirmed", "street_confirmed", "place_confirmed", "custody_confirmed")
FROM_A_LIST = "brought in from a list"
WORDS = {"yes": True, "no": False, "": True}


class _Wrong(Exception):  # noqa: N818
    """One cell that must be mended: column and sentence."""


def current() -> Iterator[list[str]]:
    """Every worksite as a line of `COLUMNS`: brought in again unchanged, it makes no difference."""
    for site in Worksite.objects.select_related("county", "nearest_academy").order_by("name", "pk"):
        told = {
            "kind": site.get_kind_display(),
            "status": site.get_status_display(),
            "county": site.county.name if site.county else "",
            "nearest_academy": site.nearest_academy.slug if site.nearest_academy else "",
        }
        yield [told[name] if name in told else text(getattr(site, name)) for name in COLUMNS]


def plan(rows: Iterable[Row], by: User) -> Plan:
    """What the file would change. Columns it leaves out stay as they are, and so do worksites it does not name."""
    rows = list(rows)
    stored = {site.slug: site for site in Worksite.objects.all()}
    owners = {site.abbreviation.lower(): site.slug for site in stored.values() if site.abbreviation}
    known, seen, made = _Known(), set(), Plan(existing=sum(1 for site in stored.values() if _open(site)))
    for row in rows:
        try:
            _check_once(row, seen, owners)
            change = _change(_in_codes(row), stored.get(row["slug"]), known)
        except _Wrong as wrong:
            made.errors.append(RowError(row.line, *wrong.args))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    return made


class _Known:
    """What a line may name: counties and academies, by what they are called and by what the database keeps."""

    def __init__(self):
        self.counties = county_names()
        self.county_of = dict(County.objects.values_list("fips", "name"))
        academies = list(Worksite.objects.filter(kind=Worksite.Kind.TRAINING_CENTER).values_list("slug", "pk", "name"))
        self.academies = {slug: pk for slug, pk, _ in academies}
        self.academy_of = {pk: name for _, pk, name in academies}

    def in_words(self, fields: dict) -> dict:
        """Differences as people read them: names instead of keys."""
        told = {"county_id": ("county", self.county_of), "nearest_academy_id": ("nearest academy", self.academy_of)}
        found = {}
        for name, values in fields.items():
            label, names = told.get(name, (name, {}))
            keys = {str(key): written for key, written in names.items()}
            found[label] = tuple(keys.get(value, value) for value in values)
        return found


def _in_codes(row: Row) -> Row:
    """The line with kind and status as the database keeps them; they may be typed as pages show them."""
    values = dict(row.values)
    for name, choices in (("kind", Worksite.Kind), ("status", Worksite.Status)):
        codes = {label.casefold(): code for code, label in choices.choices}
        if name in values:
            values[name] = codes.get(values[name].casefold(), values[name])
    return Row(row.line, values)


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


def _change(row: Row, site: Worksite | None, known: _Known) -> Change | None:
    values = _values(row, known)
    _check(row, site, values)
    before = {} if site is None else {name: getattr(site, name) for name in values}
    fields = known.in_words(difference(before, values))
    closing = row["status"] == Worksite.Status.CLOSED and (site is None or _open(site))
    if closing and site is None:
        raise _Wrong("status", "A worksite that is not in the portal yet cannot be closed. Leave the line out.")
    if closing:
        if sentence := kept_open_by(site):
            raise _Wrong("status", sentence)
        values["closed_on"] = _day(row["closed_on"]).isoformat()
        return Change(ENDED, site.slug, site.name, fields | {"status": (site.status, "closed")}, row.line, values)
    if site is None:
        return Change(NEW, row["slug"], row["name"], fields, row.line, values)
    return Change(CHANGED, site.slug, site.name, fields, row.line, values) if fields else None


def _values(row: Row, known: _Known) -> dict:
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
        if row["county"] and row["county"] not in known.counties:
            raise _Wrong("county", f"There is no county “{row['county']}” in Missouri. Check how it is spelled.")
        values["county_id"] = known.counties[row["county"]] if row["county"] else None
    if "nearest_academy" in row.values:
        if row["nearest_academy"] and row["nearest_academy"] not in known.academies:
            raise _Wrong("nearest_academy", f"No training center has the address “{row['nearest_academy']}”.")
        if row["nearest_academy"] == row["slug"] != "":
            raise _Wrong("nearest_academy", "A worksite is not its own nearest academy. Leave the cell empty.")
        values["nearest_academy_id"] = known.academies[row["nearest_academy"]] if row["nearest_academy"] else None
    if "capacity" in row.values:
        if row["capacity"] and not (row["capacity"].isascii() and row["capacity"].isdigit()):
            raise _Wrong("capacity", "Write the capacity as a whole number.")
        values["capacity"] = int(row["capacity"]) if row["capacity"] else None
    return values


def _check(row: Row, site: Worksite | None, values: dict) -> None:
    """What the model itself says about the cells."""
    if row["status"] and row["status"] not in Worksite.Status.values:
        raise _Wrong("status", f"Write one of: {', '.join(Worksite.Status.labels)}.")
    if site is not None and not _open(site) and row["status"] in {"open", "unverified"}:
        raise _Wrong("status", "This worksite is closed. Closed worksites are not opened by a list.")
    if row["kind"] not in Worksite.Kind.values:
        raise _Wrong("kind", f"Write one of: {', '.join(Worksite.Kind.labels)}.")
    made = Worksite(slug=row["slug"], **{name: value for name, value in values.items() if not name.endswith("_id")})
    try:
        made.clean_fields(exclude={"county", "nearest_academy"})
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
        closed_on, status = values.pop("closed_on", None), values.pop("status", None)
        if change.kind == NEW:
            add_worksite(Worksite(slug=change.key, **values, **({"status": status} if status else {})), by=by)
            continue
        site = stored[change.key]
        for name, value in values.items():
            setattr(site, name, value)
        site.version += 1
        revise_worksite(site, by=by, changed=FROM_A_LIST)
        if change.kind == ENDED:
            close_worksite(site, by=by, closed_on=date.fromisoformat(closed_on), note=FROM_A_LIST)
        elif status and status != site.status:
            restate_worksite(site, status, by=by, note=FROM_A_LIST)
