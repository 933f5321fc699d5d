"""How the pages of people, their assignments and corrections are reached."""

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from personnel.models import Correction, Person
from personnel.tests.factories import make_assignment, make_person

OPEN = Expect(200, 405)
HIDDEN = Expect(404, 404)
SEEN = Expect(403, 403)


def by_uuid(row):
    return [row.uuid]


def somebody(world, by, **fields):
    """A person who works at the site."""
    return make_assignment(make_person(**fields), worksite=world.site).person


def newcomer(world, by):
    """A person at the site who has no account."""
    return somebody(world, by, user=None)


def account_body(world, row):
    return {"username": row.employee_number, "reason": "Begins on Monday."}


def unlisted(world, by):
    return somebody(world, by, suppressed=True)


def own(world, by):
    """The entry of the person asking; the same one however often it is asked for."""
    found = Person.objects.filter(user=by).first()
    if found is None:
        found = make_assignment(make_person(user=by, preferred_name=by.first_name, last_name=by.last_name)).person
    return found


def people(world, n):
    for _ in range(n):
        somebody(world, None)


def entry_body(world, row):
    return {
        "first_name": "Ada", "last_name": "Lind", "preferred_name": "Addie", "pronunciation": "", "email": "",
        "phone": "573.555.0142", "extension": "12", "employee_number": row.employee_number if row else "",
        "languages": "Spanish", "can_help_with": "Retirement papers",
    }  # fmt: skip


def own_body(world, row):
    return {
        "preferred_name": "Addie", "pronunciation": "", "phone": "(573) 555-0142", "extension": "",
        "languages": "Spanish", "can_help_with": "Retirement papers",
    }  # fmt: skip


def place_body(world, row):
    return {
        "title": "Corrections Officer II", "unit": "", "worksite": world.site.pk, "shift": "night", "supervisor": "",
        "starts_on": "2020-01-01", "ends_on": "",
    }  # fmt: skip


def new_body(world, row):
    return entry_body(world, None) | place_body(world, row)


def assignment(world, by):
    return make_assignment(worksite=world.site)


def main_body(world, row):
    return place_body(world, row) | {"primary": "on"}


def ending(world, row):
    return {"ends_on": f"{timezone.localdate():%Y-%m-%d}", "note": "Promoted."}


def leaving(world, row):
    return {"ended_on": f"{timezone.localdate():%Y-%m-%d}", "note": "Retired."}


def note(world, row):
    return {"note": "Asked for by the person."}


def nothing(world, row):
    return {}


def suggested(world, by):
    return Correction.objects.create(person=somebody(world, None), text="The number is old.", created_by=by)


def suggestions(world, n):
    for _ in range(n):
        suggested(world, None)


PEOPLE = (
    Case("personnel:person-list", queries=11, rows=people, empty_query="?q=no-such-person"),
    Case("personnel:person-detail", queries=10, row=somebody, args=by_uuid, elsewhere=OPEN, scope="worksite"),
    Case("personnel:person-create", queries=8, body=new_body, scope="worksite", elsewhere=Expect(200, 200)),
    Case(
        "personnel:person-edit", queries=7, row=somebody, args=by_uuid, body=entry_body, scope="worksite",
        elsewhere=SEEN,
    ),
    Case(
        "personnel:person-own", queries=7, row=own, args=by_uuid, body=own_body, personal=True,
        also=("personnel.change_person",),
    ),
    Case("personnel:person-confirm", queries=7, row=own, args=by_uuid, body=nothing, personal=True),
    Case("personnel:person-account", queries=7, row=newcomer, args=by_uuid, body=account_body,
         role="portal_administrator", elsewhere=SEEN),
    Case(
        "personnel:person-suppress", queries=7, row=somebody, args=by_uuid, body=note, scope="worksite",
        elsewhere=SEEN,
    ),
    Case(
        "personnel:person-list-again", queries=8, row=unlisted, args=by_uuid, body=note, scope="worksite",
        also=("personnel.view_suppressed_person",), elsewhere=HIDDEN,
    ),
    Case("personnel:person-end", queries=7, row=somebody, args=by_uuid, body=leaving, scope="worksite", elsewhere=SEEN),
    Case(
        "personnel:assignment-create", queries=10, row=lambda world, by: make_person(), args=by_uuid, body=main_body,
        scope="worksite", elsewhere=Expect(200, 200),
    ),
    Case(
        "personnel:assignment-edit", queries=9, row=assignment, body=main_body, scope="worksite", elsewhere=SEEN
    ),
    Case("personnel:assignment-end", queries=7, row=assignment, body=ending, scope="worksite", elsewhere=SEEN),
    Case(
        "personnel:correction-create", queries=7, row=somebody, args=by_uuid, scope="worksite",
        body=lambda world, row: {"text": "The number is old."}, elsewhere=Expect(200, 302),
    ),
    Case("personnel:correction-list", queries=8, rows=suggestions, scope="worksite"),
    Case(
        "personnel:correction-detail", queries=8, row=suggested, also=("personnel.view_correction",), scope="worksite",
        elsewhere=HIDDEN,
    ),
    Case(
        "personnel:correction-take", queries=7, row=suggested, body=note, also=("personnel.view_correction",),
        scope="worksite", elsewhere=HIDDEN,
    ),
    Case(
        "personnel:correction-decline", queries=7, row=suggested, body=note, also=("personnel.view_correction",),
        scope="worksite", elsewhere=HIDDEN,
    ),
)  # fmt: skip
