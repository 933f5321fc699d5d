"""What tests of the directory need: people, with an account or without, and where they work."""

from datetime import date
from itertools import count

from doc_portal.core.tests.factories import make_worksite
from personnel.models import Assignment, Person
from personnel.placing import place_people

_serial = count(1)
LONG_AGO = date(2020, 1, 1)


def make_person(**fields) -> Person:
    """A current person of the directory. Where `user` is given, the account follows the entry as it always does."""
    n = next(_serial)
    defaults = {
        "employee_number": f"P{n:06}",
        "first_name": "Test",
        "last_name": f"Colleague {n}",
        "email": f"colleague{n}@doc.mo.gov",
        "phone": f"(573) 555-01{n % 100:02}",
    }
    person = Person.objects.create(**defaults | fields)
    place_people([person.pk])
    return person


def make_assignment(person: Person | None = None, **fields) -> Assignment:
    """What a person does from long ago on, as their main assignment; the person is placed by it."""
    person = person or make_person()
    if "worksite" not in fields:
        fields["worksite"] = make_worksite()
    defaults = {"title": "Corrections Officer I", "starts_on": LONG_AGO}
    made = Assignment.objects.create(person=person, **defaults | fields)
    place_people([person.pk])
    person.refresh_from_db()
    return made
