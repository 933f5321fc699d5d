"""Rows for tests of words and tasks: terms, services, contacts, what readers say, bookmarks, top tasks."""

from itertools import count

from doc_portal.core.tests.factories import make_unit, make_user
from mission.glossary import folded
from mission.models import Bookmark, Feedback, GlossaryTerm, Service, TopTask
from personnel.models import RoleContact

_serial = count(1)


def make_contact(unit=None, **fields) -> RoleContact:
    """A service of a unit for the whole department, held by nobody."""
    return RoleContact.objects.create(
        **{"unit": unit or make_unit(), "service": f"Questions of kind {next(_serial)}"} | fields
    )


def make_term(**fields) -> GlossaryTerm:
    """A term that nobody answers for, unless an owner is given."""
    made = GlossaryTerm(**{"term": f"QX{chr(65 + next(_serial) % 26)}", "expansion": f"Quiet {next(_serial)}"} | fields)
    made.folded = folded(made.term, made.expansion)
    made.save()
    return made


def make_service(**fields) -> Service:
    n = next(_serial)
    defaults = {"slug": f"report-{n}", "title": f"Report thing {n}", "summary": "How a thing is reported."}
    if "unit" not in fields:
        defaults["unit"] = make_unit()
    return Service.objects.create(**defaults | fields)


def make_feedback(**fields) -> Feedback:
    """A problem somebody told about a page of a unit."""
    defaults = {
        "path": f"/news/{next(_serial)}/",
        "page_title": "A page",
        "kind": Feedback.Kind.WRONG,
        "comment": "The number is wrong.",
    }
    if "unit" not in fields:
        defaults["unit"] = make_unit()
    if "created_by" not in fields:
        defaults["created_by"] = make_user()
    return Feedback.objects.create(**defaults | fields)


def make_bookmark(user, **fields) -> Bookmark:
    defaults = {"path": f"/worksites/?page={next(_serial)}", "label": "Worksites"}
    return Bookmark.objects.create(**defaults | {"order": user.bookmarks.count() + 1} | fields, user=user)


def make_task(**fields) -> TopTask:
    n = next(_serial)
    defaults = {"label": f"Do thing {n}", "icon": "flag", "path": f"/worksites/?page={n}", "order": 8}
    return TopTask.objects.create(**defaults | fields)
