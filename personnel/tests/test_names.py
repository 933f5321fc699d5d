"""A person is found by any spelling of their name, and the database keeps the spelling that is compared."""

import pytest

from personnel.models import Person
from personnel.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["O'Neill", "O’Neill", "oneill", "o neill", "ONEILL", "neill", "sean o'neil", "shaun", "O'Neill Nunez", "nuñez",
     "nunez", "NUN\u0303EZ", "oneillnunez", "o'neill-nunez"],
)  # fmt: skip
def test_any_spelling_of_a_name_finds_its_person(typed):
    person = make_person(first_name="Seán", preferred_name="Shaun", last_name="O’Neill-Nuñez")
    make_person(first_name="Sean", last_name="Oliver")
    assert list(Person.objects.named(typed)) == [person]


@pytest.mark.parametrize("typed", ["", "  ", "'", "-", "%", "_", "eill", "unez"])
def test_what_begins_no_part_of_a_name_finds_nobody(typed):
    make_person(first_name="Seán", last_name="O’Neill-Nuñez")
    assert not Person.objects.named(typed).exists()


def test_a_name_changed_by_plain_sql_is_found_at_once():
    person = make_person(last_name="Before")
    Person.objects.filter(pk=person.pk).update(last_name="Ærø-Straße")
    assert list(Person.objects.named("aero strasse")) == [person]
