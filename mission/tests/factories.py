"""What tests of the mission unit need: units with pages, functions, drafts of the statements, live stories."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import Role, Unit, User
from doc_portal.core.tests.factories import make_unit, make_user
from mission.actions.statements import draft_version
from mission.models import NewsItem, StatementSet, StatementVersion, UnitFunction, UnitPage

_serial = count(1)
READER = ("core.use_portal", "mission.view_newsitem")


def make_reader(**fields) -> User:
    """A member of staff who reads and changes nothing."""
    return make_user(*READER, **fields)


def make_page(unit: Unit | None = None, **fields) -> UnitPage:
    """A unit with a page."""
    defaults = {"intro": "What the unit is for.", "owner_role": Role.objects.get(slug="unit_owner")}
    return UnitPage.objects.create(unit=unit or make_unit(), **defaults | fields)


def make_function(unit: Unit, **fields) -> UnitFunction:
    """A function that leads to its own page."""
    n = next(_serial)
    made = UnitFunction(**{"unit": unit, "slug": f"function-{n}", "name": f"Function {n}", "order": n} | fields)
    made.target = made.target or made.own_url()
    made.save()
    return made


def make_draft(**fields) -> StatementVersion:
    """A complete draft that takes effect in thirty days."""
    defaults = {
        "effective_on": timezone.localdate() + timedelta(days=30),
        "change_note": "New wording",
        "mission": "What we do.",
        "vision": "What we want.",
        "values": "## Care\n\nWe care.",
    }
    return draft_version(StatementSet.objects.get(), by=None, **defaults | fields)


def make_live_story(unit: Unit, **fields) -> NewsItem:
    """An approved story that started yesterday."""
    n, now, author = next(_serial), timezone.now(), make_user()
    defaults = {
        "title": f"Story {n}",
        "slug": f"story-{n}",
        "summary": "In short.",
        "body": "At length.",
        "category": "training",
        "contact": "The desk",
        "publish_at": now - timedelta(days=1),
        "expire_at": now + timedelta(days=10),
        "status": NewsItem.Status.APPROVED,
        "approved_by": make_user(),
        "approved_at": now,
    }
    return NewsItem.objects.create(unit=unit, created_by=author, **defaults | fields)


def make_story(*, approved: bool = False, **fields) -> NewsItem:
    """A draft that would be live now. `approved` makes it a live story that somebody else approved."""
    now, n = timezone.now(), next(_serial)
    defaults = {
        "title": f"Story {n}",
        "slug": f"story-made-{n}",
        "summary": "What it says in short.",
        "body": "What it says.",
        "category": NewsItem.Category.WELLNESS,
        "contact": "Warehouse desk",
        "publish_at": now - timedelta(hours=1),
        "expire_at": now + timedelta(days=14),
    }
    if "unit" not in fields:
        defaults["unit"] = make_unit()
    if "created_by" not in fields:
        defaults["created_by"] = make_user()
    if approved:
        defaults |= {"status": NewsItem.Status.APPROVED, "approved_by": make_user(), "approved_at": now}
    return NewsItem.objects.create(**defaults | fields)
