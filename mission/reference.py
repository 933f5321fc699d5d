"""The reference data of the mission unit: statements, unit pages, their functions, facts and links."""

import tomllib
from dataclasses import replace
from datetime import date

from django.utils import timezone

from doc_portal.core.models import Role, Unit
from doc_portal.core.reference import DATA, Brought, bring_in, read_rows, yes
from mission.actions.expectations import draft_expectations
from mission.actions.statements import draft_version, publish_version
from mission.glossary import load_terms
from mission.library import load_policies
from mission.models import Fact, SiteLink, StatementSet, StatementVersion, UnitFunction, UnitPage
from mission.models.statements import EXPECTATIONS, STATEMENTS
from mission.today import load_states
from mission.top_tasks import load_tasks

PAGE_FIELDS = ("intro", "body", "owner_role")
FUNCTION_FIELDS = ("name", "summary", "order", "confirmed", "source")
FACT_FIELDS = ("label", "value", "wording", "source")
LINK_FIELDS = ("text", "explanation", "url", "enabled")


def load() -> list[Brought]:
    units = {key: (pk, slug) for key, pk, slug in Unit.objects.values_list("reference_key", "pk", "slug")}
    pages = [_load_pages(units), _load_functions(units)]
    return [
        _load_statements(),
        *pages,
        _load_facts(),
        _load_links(),
        load_policies(),
        load_states(),
        load_terms(),
        load_tasks(),
        _load_expectations(),
    ]


def _load_statements() -> Brought:
    """The supplied wording as a published version, once; the wording not supplied as an empty, marked draft.

    Nobody has said on which day the supplied wording took effect, so it counts from the day it is loaded.
    """
    statements, fresh = StatementSet.objects.get_or_create(
        slug=STATEMENTS, defaults={"name": "Mission, vision and values"}
    )
    if not fresh:
        return Brought("statements", 0, 0)
    mission, vision, values = (_statement(name) for name in ("mission", "vision", "values"))
    supplied = draft_version(
        statements,
        by=None,
        effective_on=timezone.localdate(),
        change_note="Wording supplied by the department; the day it took effect is to be confirmed.",
        strip=mission,
        source="Text supplied by the department",
        mission=mission,
        vision=vision,
        values=values,
    )
    publish_version(supplied, by=None)
    draft_version(
        statements,
        by=None,
        effective_on=timezone.localdate(),
        change_note="Wording announced in May 2018: not supplied; to be entered.",
    )
    return Brought("statements", StatementVersion.objects.count(), 0)


def _load_expectations() -> Brought:
    """The expectations are not supplied: an empty, marked draft, once. Nothing is made up."""
    _, fresh = StatementSet.objects.get_or_create(slug=EXPECTATIONS, defaults={"name": "Employee expectations"})
    if fresh:
        draft_expectations(
            by=None,
            levels={},
            effective_on=timezone.localdate(),
            change_note="Employee expectations: the text was not supplied; to be entered.",
        )
    return Brought("employee expectations", int(fresh), 0)


def _statement(name: str) -> str:
    """The words of one statement file, without its title line."""
    text = (DATA / "statements" / f"{name}.md").read_text(encoding="utf-8")
    return text.partition("\n")[2].strip()


def _load_pages(units) -> Brought:
    with (DATA / "unit_pages.toml").open("rb") as file:
        pages = tomllib.load(file)
    owner = Role.objects.get(slug="unit_owner")
    rows = [
        UnitPage(unit_id=units[slug][0], intro=page["intro"], body=page["body"].strip(), owner_role=owner)
        for slug, page in pages.items()
    ]
    return replace(bring_in(rows, ("unit",), PAGE_FIELDS), kind=Unit._meta.label_lower)


def _load_functions(units) -> Brought:
    """Each function leads to its own page until an editor names a better one. One that was removed stays away."""
    rows = []
    for row in read_rows("functions.csv"):
        unit_id, unit_slug = units[row["unit"]]
        made = UnitFunction(
            unit_id=unit_id,
            slug=row["slug"],
            name=row["name"],
            summary=row["summary"],
            order=int(row["order"]),
            confirmed=yes(row["confirmed"]),
            source=row["source"],
            target=f"/units/{unit_slug}/{row['slug']}/",
        )
        rows.append(made)
    return bring_in(rows, ("unit", "slug"), FUNCTION_FIELDS)


def _load_facts() -> Brought:
    rows = [
        Fact(
            slug=row["slug"],
            label=row["label"],
            value=int(row["value"]),
            wording=row["wording"],
            as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
            source=row["source"],
        )
        for row in read_rows("facts.csv")
    ]
    return bring_in(rows, ("slug", "as_of"), FACT_FIELDS)


def _load_links() -> Brought:
    rows = [
        SiteLink(
            slug=row["slug"],
            text=row["text"],
            explanation=row["explanation"],
            url=row["url"],
            enabled=row["enabled"] == "yes",
        )
        for row in read_rows("site_links.csv")
    ]
    return bring_in(rows, ("slug",), LINK_FIELDS)
