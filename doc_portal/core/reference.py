"""Reference data: the project's own files become rows, at every start, without undoing what people changed.

Each app names its loader in its `AppConfig` (`reference = "mission.reference.load"`); `load_reference` calls them in
the order of the apps. A row a person made or changed (`created_by` set, or `version` above 1) is left as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from doc_portal.core.business_days import holiday_rows
from doc_portal.core.models import County, Unit, Worksite
from doc_portal.core.registry import declared
from doc_portal.core.search import rebuild_search
from doc_portal.core.values import load_settings

DATA = Path(settings.BASE_DIR) / "data"


@dataclass(frozen=True)
class Brought:
    """What one load did to one kind of row. `kind`: what search calls these rows, empty where it knows none."""

    name: str
    added: int
    changed: int
    kind: str = ""


def load_all() -> list[Brought]:
    """Call every app's loader in one transaction: all of the reference data stands, or none of it.

    Search learns of the kinds that changed.
    """
    loaders = [import_string(config.reference) for config in apps.get_app_configs() if hasattr(config, "reference")]
    with transaction.atomic():
        loaded = [brought for load in loaders for brought in load()]
        findable = {source.kind for source in declared("search")}
        for kind in sorted({one.kind for one in loaded if one.added or one.changed} & findable):
            rebuild_search(kind)
    return loaded


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the data folder, every cell as text."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def yes(cell: str) -> bool:
    """A cell that says yes; an empty one has nothing to doubt."""
    return cell != "no"


def bring_in(rows: Iterable[models.Model], key: tuple[str, ...], fields: tuple[str, ...]) -> Brought:
    """Insert the rows whose `key` is new and give `fields` to those no person has touched: three statements at most."""
    rows = list(rows)
    model = type(rows[0])
    manager = model._base_manager
    stored = {_key(row, key): row for row in manager.all()}
    new = [row for row in rows if _key(row, key) not in stored]
    different = {
        stored[_key(row, key)].pk: row
        for row in rows
        if _key(row, key) in stored and _untouched(stored[_key(row, key)])
        and any(_value(row, name) != _value(stored[_key(row, key)], name) for name in fields)
    }  # fmt: skip
    manager.bulk_create(new, ignore_conflicts=True)
    changed = []
    for kept in manager.filter(pk__in=different).select_for_update(no_key=True, of=("self",)) if different else ():
        if _untouched(kept):
            for name in fields:
                setattr(kept, model._meta.get_field(name).attname, _value(different[kept.pk], name))
            changed.append(kept)
    if changed:
        manager.bulk_update(changed, fields)
    return Brought(str(model._meta.verbose_name_plural), len(new), len(changed), model._meta.label_lower)


def _value(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _key(row: models.Model, key: tuple[str, ...]) -> tuple:
    return tuple(_value(row, name) for name in key)


def _untouched(row: models.Model) -> bool:
    """Whether no person has made or changed the row."""
    return getattr(row, "version", 1) == 1 and getattr(row, "created_by_id", None) is None


UNIT_FIELDS = (
    "name", "short_name", "abbreviation", "level", "also_known_as", "purpose", "in_portal", "order", "confirmed",
    "source",
)  # fmt: skip
COUNTY_FIELDS = ("name", "short_name", "kind", "jail_days_certified_by", "confirmed", "source")
WORKSITE_FIELDS = (
    "abbreviation", "name", "kind", "status", "region", "former_names", "street", "street_confirmed", "city", "zip",
    "county", "county_basis", "place_confirmed", "custody_level", "custody_confirmed", "houses", "capacity",
    "capacity_note", "phone", "opened", "note", "confirmed", "source",
)  # fmt: skip


def load() -> list[Brought]:
    """The core's own: settings, holidays of the state, counties, units and worksites."""
    settings_added, _ = load_settings()
    return [
        Brought("settings", settings_added, 0), bring_in(holiday_rows(), ("day",), ("name",)), _load_counties(),
        *_load_units(), _load_worksites(),
    ]  # fmt: skip


def _load_counties() -> Brought:
    rows = [
        County(
            fips=row["fips"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"].replace("_", " "),
            jail_days_certified_by=row["jail_days_certified_by"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in read_rows("counties.csv")
    ]
    return bring_in(rows, ("fips",), COUNTY_FIELDS)


def _load_units() -> list[Brought]:
    """Units by their reference key, which stays when a person changes the address; then the parents."""
    source = read_rows("units.csv")
    rows = [
        Unit(
            reference_key=row["slug"],
            slug=row["slug"],
            **{name: row[name] for name in ("name", "short_name", "abbreviation", "level", "also_known_as", "purpose")},
            in_portal=row["in_portal"] == "yes",
            order=int(row["order"]),
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in source
    ]
    brought = bring_in(rows, ("reference_key",), UNIT_FIELDS)
    ids = dict(Unit.objects.values_list("reference_key", "pk"))
    orphans = [
        Unit(reference_key=row["slug"], parent_id=ids[row["parent"]])
        for row in source
        if row["parent"]
    ]  # fmt: skip
    return [brought, bring_in(orphans, ("reference_key",), ("parent",))]


def worksite_from(row: dict[str, str], counties: dict[str, str]) -> Worksite:
    """One line of `worksites.csv` as an unsaved worksite. `counties`: names and short names to FIPS codes."""
    plain = (
        "slug", "abbreviation", "name", "kind", "status", "former_names", "street", "city", "zip", "county_basis",
        "custody_level", "houses", "capacity_note", "phone", "opened", "note", "source",
    )  # fmt: skip
    return Worksite(
        **{name: row.get(name, "") for name in plain},
        region=row.get("region", ""),
        county_id=counties[row["county"]] if row.get("county") else None,
        capacity=int(row["capacity"]) if row.get("capacity") else None,
        street_confirmed=yes(row.get("street_confirmed", "")),
        place_confirmed=yes(row.get("place_confirmed", "")),
        custody_confirmed=yes(row.get("custody_confirmed", "")),
        confirmed=yes(row.get("confirmed", "")),
    )


def county_names() -> dict[str, str]:
    """Every name a county is written by, to its FIPS code. Plain “St. Louis” is the county, not the city."""
    found = {}
    for fips, name, short_name in County.objects.order_by("-fips").values_list("fips", "name", "short_name"):
        found |= {name: fips, short_name: fips}
    return found


def _load_worksites() -> Brought:
    counties = county_names()
    return bring_in([worksite_from(row, counties) for row in read_rows("worksites.csv")], ("slug",), WORKSITE_FIELDS)
