"""Rows of the mission unit for tests: stories in every state, drafts of statements, functions, figures."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import Role, Unit
from doc_portal.core.tests.factories import make_unit, make_user
from mission.models import Fact, NewsItem, SiteLink, StatementSet, StatementVersion, UnitFunction, UnitPage

_serial = count(1)


def make_story(*, status=NewsItem.Status.DRAFT, by=None, live=True, **fields) -> NewsItem:
    """A story of the first unit, for the whole department, that would be live for a week."""
    n = next(_serial)
    by = by or make_user()
    start = timezone.now() - timedelta(hours=1) if live else timezone.now() + timedelta(days=1)
    decided = status in {NewsItem.Status.APPROVED, NewsItem.Status.ARCHIVED}
    defaults = {
        "title": f"Story {n}",
        "slug": f"story-{n}",
        "summary": f"What story {n} is about.",
        "body": "A paragraph.\n\nAnother one.",
        "category": NewsItem.Category.TRAINING,
        "contact": "Training desk",
        "publish_at": start,
        "expire_at": start + timedelta(days=7),
        "created_by": by,
        "status": status,
        "approved_by": make_user() if decided else None,
        "approved_at": timezone.now() if decided else None,
    }
    if "unit" not in fields:
        fields["unit"] = Unit.objects.seven()[0]
    return NewsItem.objects.create(**defaults | fields)


def make_version(*, by=None, days=None, **fields) -> StatementVersion:
    """A draft of the statements with one of each part, in force from a day of its own."""
    n = next(_serial)
    made = StatementVersion.objects.create(
        set=StatementSet.objects.first(),
        effective_on=timezone.localdate() + timedelta(days=days if days is not None else 100 + n),
        change_note=f"Change {n}",
        strip="The mission in short.",
        created_by=by,
        **fields,
    )
    for order, (part, anchor) in enumerate((("mission", "mission"), ("vision", "vision"), ("value", "staff"))):
        made.statements.create(part=part, anchor=anchor, heading=anchor.title(), text="Words.", order=order)
    return made


def make_page(unit: Unit | None = None, *, by=None, **fields) -> UnitPage:
    """A unit's page; a unit of its own unless one is given."""
    unit = unit or make_unit()
    owner = Role.objects.get(slug="unit_owner")
    return UnitPage.objects.create(unit=unit, intro="What it is for.", owner_role=owner, created_by=by, **fields)


def make_function(unit: Unit, *, by=None, **fields) -> UnitFunction:
    n = next(_serial)
    defaults = {"slug": f"function-{n}", "name": f"Function {n}", "order": 500 + n, "target": "/counties/"}
    return UnitFunction.objects.create(**defaults | fields, unit=unit, created_by=by)


def make_fact(*, by=None, **fields) -> Fact:
    n = next(_serial)
    defaults = {"slug": f"fact-{n}", "label": f"Figure {n}", "value": n, "wording": str(n), "source": "A test"}
    return Fact.objects.create(**defaults | fields, created_by=by)


def make_link(*, by=None, **fields) -> SiteLink:
    n = next(_serial)
    defaults = {
        "slug": f"link-{n}",
        "text": "A link",
        "explanation": "where it goes",
        "url": "https://www.donatelifemissouri.org/",
    }
    return SiteLink.objects.create(**defaults | fields, created_by=by)
