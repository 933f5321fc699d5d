"""How each address of the mission unit is reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import County, Unit, Worksite
from doc_portal.core.tests.factories import make_worksite
from doc_portal.tests.cases import Case, Expect
from mission.models import NewsItem, UnitPage
from mission.tests.factories import make_draft, make_fact, make_function, make_link, make_live_story, make_story
from mission.tests.factories_words import make_contact
from mission.tests.forms import stamp, story_data, version_data
from mission.tests.pages_health import PAGES as HEALTH_PAGES
from mission.tests.pages_library import PAGES as LIBRARY_PAGES
from mission.tests.pages_today import PAGES as TODAY_PAGES
from mission.tests.pages_words import PAGES as WORDS_PAGES

Status = NewsItem.Status
OPEN = Expect(200, 302)
HIDDEN = Expect(404, 404)
SEEN = Expect(403, 403)


def by_slug(row):
    return [row.slug]


def story(status, **fields):
    """A story of the unit here with one of its contacts, in one status."""

    def make(world, by):
        asked = {"contact": make_contact(world.here), "contact_words": ""}
        return make_story(status=status, created_by=by, unit=world.here, **asked, **fields)

    return make


def stories(world, n):
    for _ in range(n):
        make_live_story(unit=world.here)


def own_stories(world, n):
    for place in range(n):
        make_story(status=(Status.DRAFT, Status.SUBMITTED, Status.APPROVED)[place % 3], unit=world.here)


def story_body(world, row):
    start = timezone.localtime() + timedelta(days=2)
    return story_data(world.here, publish_at=stamp(start), expire_at=stamp(start + timedelta(days=5)))


def note(world, row):
    return {"note": "Well said."}


def nothing(world, row):
    return {}


def version(world, by):
    return make_draft(by=by)


def versions(world, n):
    for _ in range(n):
        make_draft()


def version_body(world, row):
    return version_data(effective_on=f"{timezone.localdate() + timedelta(days=3000):%Y-%m-%d}")


def page(world, by):
    """The page of the unit here."""
    return UnitPage.objects.get(unit=world.here)


def hidden_page(world, by):
    found = page(world, by)
    UnitPage.objects.filter(pk=found.pk).update(hidden=True)
    type(world.here).objects.filter(pk=world.here.pk).update(in_portal=False)
    return UnitPage.objects.get(pk=found.pk)


def by_unit(row):
    return [row.unit.slug]


def page_body(world, row):
    return {
        "intro": "What the unit is for.",
        "body": "More about it.",
        "place": "Jefferson City",
        "hours": "",
        "phone": "",
        "email": "",
        "owner_role": row.owner_role_id,
        "reviewed_on": f"{timezone.localdate():%Y-%m-%d}",
    }


def empty_page(world, by):
    """The page of the unit here, which owns nothing any more and may be hidden."""
    world.here.functions.all().delete()
    return page(world, by)


def name_body(world, row):
    return {"name": row.name, "short_name": "Short", "abbreviation": "", "also_known_as": "", "slug": row.slug}


def function(world, by):
    return make_function(world.here, created_by=by)


def functions(world, n):
    for _ in range(n):
        make_function(world.here)


def function_body(world, row):
    empty = dict.fromkeys(("summary", "target", "contact", "contact_words", "phone", "email"), "")
    return {"name": "A function"} | empty | ({"unit": row.unit_id} if hasattr(row, "unit_id") else {})


def move_body(world, row):
    """The first function of the unit here moves down."""
    return {"move": f"down-{world.here.functions.kept().first().pk}"}


def move_unit_body(world, row):
    return {"move": f"down-{world.here.pk}"}


def the_unit(world, by):
    return world.here


def parent_body(world, row):
    return {"parent": Unit.objects.filter(level=Unit.Level.OFFICE).first().pk}


def the_site(world, by):
    return world.site


def unsure_site(world, by):
    Worksite.objects.filter(pk=world.site.pk).update(confirmed=False)
    world.site.refresh_from_db()
    return world.site


def sites(world, n):
    for _ in range(n):
        make_worksite()


def site_body(world, row):
    return {"name": "New worksite", "kind": "other", "abbreviation": "", "city": "Cameron", "note": ""}


def closing(world, row):
    return {"closed_on": f"{timezone.localdate():%Y-%m-%d}", "note": "It moved."}


def facts(world, n):
    for _ in range(n):
        make_fact()


def fact_body(world, row):
    return {"slug": "beds", "label": "Beds", "value": "12", "wording": "12", "as_of": "2026-01-01", "source": "A count"}


def link_body(world, row):
    return {
        "text": "Click here",
        "explanation": "join the registry",
        "url": "https://www.donatelifemissouri.org/",
        "enabled": "on",
    }


PAGES = (
    Case("home", queries=20, rows=stories),
    Case("mission:newsitem-list", queries=10, rows=stories, empty_query="?q=no-such-story"),
    Case(
        "mission:newsitem-manage",
        queries=10,
        scope="unit",
        elsewhere=OPEN,
        rows=own_stories,
        empty_query="?q=no-such-story",
    ),
    Case("mission:newsitem-detail", queries=8, row=story(Status.APPROVED), args=by_slug, elsewhere=OPEN),
    Case("mission:newsitem-create", queries=10, scope="unit", body=story_body, elsewhere=Expect(200, 200)),
    Case(
        "mission:newsitem-edit",
        queries=11,
        row=story(Status.DRAFT),
        args=by_slug,
        body=story_body,
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case(
        "mission:newsitem-submit",
        queries=7,
        row=story(Status.DRAFT),
        args=by_slug,
        body=note,
        also=("mission.change_newsitem",),
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case(
        "mission:newsitem-approve",
        queries=7,
        row=story(Status.SUBMITTED),
        args=by_slug,
        body=note,
        scope="unit",
        elsewhere=HIDDEN,
        owner=Expect(200, 409),
    ),
    Case(
        "mission:newsitem-return",
        queries=7,
        row=story(Status.SUBMITTED),
        args=by_slug,
        body=note,
        also=("mission.change_newsitem",),
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case(
        "mission:newsitem-archive",
        queries=7,
        row=story(Status.APPROVED),
        args=by_slug,
        body=note,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:mission", queries=8),
    Case("mission:vision", queries=8),
    Case("mission:values", queries=8),
    Case("mission:statement-history", queries=8, rows=versions),
    Case(
        "mission:statementversion-detail",
        queries=9,
        row=version,
        also=("mission.view_statementversion",),
        elsewhere=HIDDEN,
    ),
    Case("mission:statementversion-create", queries=8, body=version_body, elsewhere=Expect(200, 409)),
    Case(
        "mission:statementversion-edit",
        queries=12,
        row=version,
        body=version_body,
        also=("mission.view_statementversion",),
        elsewhere=HIDDEN,
    ),
    Case(
        "mission:statementversion-publish",
        queries=8,
        row=version,
        body=nothing,
        also=("mission.view_statementversion",),
        elsewhere=HIDDEN,
    ),
    Case("mission:division", queries=10),
    Case("mission:unit-list", queries=7),
    Case(
        "mission:unit-detail",
        queries=16,
        row=lambda world, by: world.here,
        args=by_slug,
        scope="unit",
        elsewhere=OPEN,
        rows=functions,
    ),
    Case(
        "mission:unitfunction-detail",
        queries=9,
        row=function,
        args=lambda row: [row.unit.slug, row.slug],
        scope="unit",
        elsewhere=OPEN,
        rows=functions,
    ),
    Case("mission:unitpage-edit", queries=10, row=page, args=by_unit, body=page_body, scope="unit", elsewhere=SEEN),
    Case(
        "mission:unitpage-rename",
        queries=8,
        row=lambda world, by: world.here,
        args=by_slug,
        body=name_body,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:unitpage-hide", queries=10, row=empty_page, args=by_unit, body=note, scope="unit", elsewhere=SEEN),
    Case("mission:unitpage-show", queries=9, row=hidden_page, args=by_unit, body=note, scope="unit", elsewhere=SEEN),
    Case(
        "mission:unitfunction-order",
        queries=8,
        row=page,
        args=by_unit,
        body=move_body,
        scope="unit",
        elsewhere=SEEN,
        rows=functions,
    ),
    Case(
        "mission:unitfunction-remove",
        queries=8,
        row=function,
        args=lambda row: [row.unit.slug, row.slug],
        body=note,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:unitpage-arrange", queries=7, body=move_unit_body, elsewhere=Expect(200, 409)),
    Case("mission:unitpage-place", queries=9, row=the_unit, args=by_slug, body=parent_body, elsewhere=SEEN),
    Case(
        "mission:unitfunction-create",
        queries=8,
        row=page,
        args=by_unit,
        body=function_body,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case(
        "mission:unitfunction-edit",
        queries=10,
        row=function,
        args=lambda row: [row.unit.slug, row.slug],
        body=function_body,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:worksite-list", queries=10, rows=sites, empty_query="?q=no-such-worksite"),
    Case("mission:worksite-current", queries=5, html=False),
    Case("mission:worksite-detail", queries=11, row=the_site, args=by_slug, scope="worksite", elsewhere=OPEN),
    Case("mission:worksite-create", queries=8, body=site_body, elsewhere=Expect(200, 409)),
    Case(
        "mission:worksite-edit", queries=9, row=the_site, args=by_slug, body=site_body, scope="worksite", elsewhere=SEEN
    ),
    Case(
        "mission:worksite-confirm",
        queries=7,
        row=unsure_site,
        args=by_slug,
        body=note,
        scope="worksite",
        elsewhere=SEEN,
    ),
    Case("mission:worksite-doubt", queries=7, row=the_site, args=by_slug, body=note, scope="worksite", elsewhere=SEEN),
    Case(
        "mission:worksite-close", queries=7, row=the_site, args=by_slug, body=closing, scope="worksite", elsewhere=SEEN
    ),
    Case("mission:county-list", queries=8, empty_query="?q=no-such-county"),
    Case(
        "mission:county-detail",
        queries=8,
        row=lambda world, by: County.objects.first(),
        args=lambda row: [row.fips],
        elsewhere=OPEN,
    ),
    Case(
        "mission:sitelink-edit",
        queries=7,
        row=lambda world, by: make_link(created_by=by),
        args=by_slug,
        body=link_body,
        elsewhere=SEEN,
    ),
    Case("mission:fact-list", queries=8, rows=facts),
    Case("mission:fact-create", queries=6, body=fact_body, elsewhere=Expect(200, 409)),
    Case(
        "mission:fact-edit", queries=7, row=lambda world, by: make_fact(created_by=by), body=fact_body, elsewhere=SEEN
    ),
    *LIBRARY_PAGES,
    *HEALTH_PAGES,
    *WORDS_PAGES,
    *TODAY_PAGES,
)
