"""Role contacts for tests."""

from itertools import count

from doc_portal.core.models import Unit
from personnel.models import RoleContact
from personnel.tests.factories import make_assignment

_serial = count(1)


def make_holder(**fields):
    """Somebody who works here and may hold a contact."""
    return make_assignment(**fields).person


def make_contact(**fields) -> RoleContact:
    """A service of the first unit for the whole department, with a holder."""
    n = next(_serial)
    if "unit" not in fields:
        fields["unit"] = Unit.objects.seven()[0]
    if "holder" not in fields:
        fields["holder"] = make_holder()
    return RoleContact.objects.create(**{"service": f"Service {n}", "phone": "(573) 555-0100"} | fields)
