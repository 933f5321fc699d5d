"""How each address of the library is reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from mission.tests.factories_library import make_document, make_file_version, make_version

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
HIDDEN = Expect(404, 404)
WRITES = ("mission.change_document",)


def by_key(row):
    return [row.key]


def by_number(row):
    return [row.document.key, row.n]


def document(world, by):
    """A document of the unit here with a version in force."""
    return make_version(make_document(unit=world.here, created_by=by)).document


def two_versions(world, by):
    """A document of the unit here with two versions."""
    found = document(world, by)
    make_version(found, days=-1, text="What it says now.")
    return found


def version(world, by):
    return make_version(make_document(unit=world.here, created_by=by), created_by=by)


def draft(world, by):
    return make_version(make_document(unit=world.here, created_by=by), published=False, created_by=by)


def file_version(world, by):
    return make_file_version(make_document(unit=world.here, created_by=by), by=None)


def documents(world, n):
    for _ in range(n):
        document(world, None)


def document_body(world, row):
    return {
        "number": f"N{world.here.pk}-{row.pk if row else 0}",
        "kind": "policy",
        "title": "Keys",
        "summary": "",
        "topic": "",
        "unit": world.here.pk,
        "owner": "",
        "reviewed_on": "",
        "review_months": "",
        "visibility": "staff",
    }


def version_body(world, row):
    return {
        "effective_on": f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}",
        "change_kind": "material",
        "summary": "Keys are counted twice.",
        "text": "Count the keys twice.",
    }


def reason(world, row):
    return {"note": "Replaced by the state's rule.", "successor": ""}


def nothing(world, row):
    return {}


PAGES = (
    Case("mission:document-list", queries=10, rows=documents, empty_query="?q=no-such-document"),
    Case("mission:document-create", queries=9, scope="unit", body=document_body, elsewhere=Expect(200, 200)),
    Case("mission:document-detail", queries=10, row=document, args=by_key, elsewhere=OPEN),
    Case(
        "mission:document-edit", queries=11, row=document, args=by_key, body=document_body, scope="unit", elsewhere=SEEN
    ),
    Case("mission:document-withdraw", queries=7, row=document, args=by_key, body=reason, scope="unit", elsewhere=SEEN),
    Case("mission:document-compare", queries=9, row=two_versions, args=by_key, elsewhere=OPEN),
    Case(
        "mission:documentversion-create",
        queries=8,
        row=document,
        args=by_key,
        body=version_body,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("mission:documentversion-detail", queries=8, row=version, args=by_number, elsewhere=OPEN),
    Case(
        "mission:documentversion-edit",
        queries=8,
        row=draft,
        args=by_number,
        body=version_body,
        also=WRITES,
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case(
        "mission:documentversion-publish",
        queries=7,
        row=draft,
        args=by_number,
        body=nothing,
        also=WRITES,
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case("mission:documentversion-file", row=file_version, args=by_number, elsewhere=OPEN, html=False),
)
