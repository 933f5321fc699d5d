"""How each address of contacts and reviews is reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from personnel.actions.leaving import owned_by
from personnel.models import Person
from personnel.tests.factories_contacts import make_contact, make_holder

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
KEEPS = ("personnel.change_rolecontact",)


def contact(world, by):
    """A contact of the unit here."""
    return make_contact(unit=world.here, created_by=by)


def contacts(world, n):
    for _ in range(n):
        make_contact(unit=world.here)


def contact_body(world, row):
    return {
        "service": row.service if row else f"Service of {world.here.pk}",
        "summary": "What it covers.",
        "unit": world.here.pk,
        "worksite": "",
        "region": "",
        "holder": "",
        "backup": "",
        "phone": "(573) 555-0100",
        "email": "",
        "review_months": "",
    }


def reason(world, row):
    return {"note": "It is offered elsewhere now."}


def nothing(world, row):
    return {}


def leaver(world, by):
    """Somebody of the unit here who left yesterday and whose access has stopped."""
    person = make_holder(unit=world.here, worksite=world.site)
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.filter(pk=person.pk).update(ended_on=yesterday, access_ended_at=timezone.now())
    return Person.objects.get(pk=person.pk)


def owning_leaver(world, by):
    """The same, who holds a contact still."""
    person = make_holder(unit=world.here, worksite=world.site)
    make_contact(unit=world.here, holder=person)
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.filter(pk=person.pk).update(ended_on=yesterday, access_ended_at=timezone.now())
    return Person.objects.get(pk=person.pk)


def by_uuid(row):
    return [row.uuid]


def handing_over(world, row):
    return {"what": [thing.key for thing in owned_by(row)], "to": make_holder().email}


CONTACTS = (
    Case("personnel:rolecontact-list", queries=11, rows=contacts, empty_query="?q=no-such-service"),
    Case("personnel:rolecontact-detail", queries=7, row=contact, elsewhere=OPEN),
    Case("personnel:rolecontact-create", queries=9, scope="unit", body=contact_body, elsewhere=Expect(200, 200)),
    Case("personnel:rolecontact-edit", queries=12, row=contact, body=contact_body, scope="unit", elsewhere=SEEN),
    Case("personnel:rolecontact-end", queries=7, row=contact, body=reason, scope="unit", elsewhere=SEEN),
    Case(
        "personnel:person-hand-over",
        queries=16,
        row=owning_leaver,
        args=by_uuid,
        body=handing_over,
        scope="unit",
        elsewhere=SEEN,
    ),
    Case("personnel:person-close", queries=7, row=leaver, args=by_uuid, body=nothing, scope="unit", elsewhere=SEEN),
    Case(
        "personnel:review-mark",
        queries=7,
        row=contact,
        args=lambda row: ["contacts", row.pk],
        body=nothing,
        also=KEEPS,
        scope="unit",
        elsewhere=Expect(302, 403),
    ),
)
