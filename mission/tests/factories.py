"""Rows of the mission unit for tests: pages of units, functions, drafts of the statements, stories, figures, links."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import Role, Unit, User
from doc_portal.core.tests.factories import make_unit, make_user
from mission.actions.statements import draft_version
from mission.models import Fact, NewsItem, SiteLink, StatementSet, StatementVersion, UnitFunction, UnitPage
from mission.models.statements import STATEMENTS

_serial = count(1)
READER = ("core.use_portal", "mission.view_newsitem")
DECIDED = {NewsItem.Status.APPROVED, NewsItem.Status.ARCHIVED}


def make_reader(**fields) -> User:
    """A member of staff who reads and changes nothing."""
    return make_user(*READER, **fields)


def make_page(unit: Unit | None = None, **fields) -> UnitPage:
    """The page of a unit; of a unit of its own unless one is given."""
    defaults = {"intro": "What the unit is for.", "owner_role": Role.objects.get(slug="unit_owner")}
    return UnitPage.objects.create(unit=unit or make_unit(), **defaults | fields)


def make_function(unit: Unit, **fields) -> UnitFunction:
    """A function that leads to its own page, after those the unit has."""
    n = next(_serial)
    made = UnitFunction(**{"unit": unit, "slug": f"function-{n}", "name": f"Function {n}", "order": 500 + n} | fields)
    made.target = made.target or made.own_url()
    made.save()
    return made


def make_draft(*, by: User | None = None, **fields) -> StatementVersion:
    """A complete draft of the statements that takes effect in thirty days."""
    defaults = {
        "effective_on": timezone.localdate() + timedelta(days=30),
        "change_note": "New wording",
        "mission": "What we do.",
        "vision": "What we want.",
        "values": "## Care\n\nWe care.",
    }
    return draft_version(StatementSet.objects.get(slug=STATEMENTS), by=by, **defaults | fields)


def unsaved_story(**fields) -> NewsItem:
    """A story for the whole department that would be live now, as its form leaves it: no address, no author."""
    now = timezone.now()
    defaults = {
        "title": "Vests are here",
        "summary": "What it says in short.",
        "body": "What it says.",
        "category": NewsItem.Category.WELLNESS,
        "contact_words": "Warehouse desk",
        "publish_at": now - timedelta(hours=1),
        "expire_at": now + timedelta(days=14),
    }
    if "unit" not in fields:
        defaults["unit"] = make_unit()
    return NewsItem(**defaults | fields)


def make_story(**fields) -> NewsItem:
    """A draft that would be live now. One whose status says so was approved by somebody else."""
    n = next(_serial)
    defaults = {"title": f"Story {n}", "slug": f"story-made-{n}"}
    if "created_by" not in fields:
        defaults["created_by"] = make_user()
    if fields.get("status") in DECIDED:
        defaults |= {"approved_by": make_user(), "approved_at": timezone.now()}
    made = unsaved_story(**defaults | fields)
    made.save()
    return made


def make_live_story(**fields) -> NewsItem:
    """An approved story; live unless its times say otherwise."""
    return make_story(status=NewsItem.Status.APPROVED, **fields)


def make_fact(**fields) -> Fact:
    """A figure with its source."""
    n = next(_serial)
    defaults = {"slug": f"fact-{n}", "label": f"Figure {n}", "value": n, "wording": str(n), "source": "A test"}
    return Fact.objects.create(**defaults | fields)


def make_link(**fields) -> SiteLink:
    """A link to a site outside the portal."""
    defaults = {
        "slug": f"link-{next(_serial)}",
        "text": "A link",
        "explanation": "where it goes",
        "url": "https://www.donatelifemissouri.org/",
    }
    return SiteLink.objects.create(**defaults | fields)
