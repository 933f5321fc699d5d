"""How the pages of words and tasks are reached (doc_portal/tests/cases.py)."""

from doc_portal.tests.cases import Case, Expect
from mission.tests.factories_words import make_contact, make_service, make_term

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)


def by_slug(row):
    return [row.slug]


def term(world, by):
    """A term for which a contact of the unit here answers."""
    return make_term(owner=make_contact(world.here), created_by=by)


def terms(world, n):
    for _ in range(n):
        make_term()


def term_body(world, row):
    owner = row.owner if row else make_contact(world.here)
    return {
        "term": "QZZ",
        "expansion": "Quiet zone",
        "meaning": "",
        "aliases": "",
        "owner": owner.pk,
        "reviewed_on": "",
        "review_months": "",
    }


def service(world, by):
    return make_service(unit=world.here, created_by=by)


def services(world, n):
    for _ in range(n):
        make_service(unit=world.here)


def service_body(world, row):
    return {
        "title": "Order a vest",
        "summary": "How a vest is ordered.",
        "body": "1. Ask.",
        "contact": "",
        "form": "",
        "policy": "",
        "unit": world.here.pk,
        "reviewed_on": "",
        "review_months": "",
    }


def reason(world, row):
    return {"note": "Nobody needs it."}


PAGES = (
    Case("mission:glossaryterm-list", queries=6, rows=terms),
    Case("mission:glossaryterm-create", queries=6, scope="unit", body=term_body, elsewhere=Expect(200, 200)),
    Case("mission:glossaryterm-edit", queries=7, row=term, body=term_body, scope="unit", elsewhere=SEEN),
    Case("mission:glossaryterm-archive", queries=6, row=term, body=reason, scope="unit", elsewhere=SEEN),
    Case("mission:service-list", queries=6, rows=services),
    Case("mission:service-create", queries=8, scope="unit", body=service_body, elsewhere=Expect(200, 200)),
    Case("mission:service-detail", queries=8, row=service, args=by_slug, elsewhere=OPEN),
    Case("mission:service-edit", queries=9, row=service, args=by_slug, body=service_body, scope="unit", elsewhere=SEEN),
    Case("mission:service-archive", queries=6, row=service, args=by_slug, body=reason, scope="unit", elsewhere=SEEN),
)
