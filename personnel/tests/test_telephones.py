"""Telephone numbers are taken as they are typed and kept in one way."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from personnel.telephones import ten_digits
from personnel.tests.factories import make_person


@pytest.mark.parametrize(
    "typed",
    ["(573) 555-0100", "573-555-0100", "573.555.0100", "5735550100", "+1 573 555 0100", "1-573-555-0100",
     " 573/555-0100 "],
)  # fmt: skip
def test_a_number_is_kept_in_one_way(typed):
    assert ten_digits(typed) == "(573) 555-0100"


def test_no_number_is_none():
    assert ten_digits("  ") == ""


@pytest.mark.parametrize(
    "typed", ["555-0100", "573-555-01000", "2-573-555-0100", "073-555-0100", "call me", "٥٧٣٥٥٥٠١٠٠"]
)
def test_a_number_without_ten_digits_is_refused(typed):
    with pytest.raises(ValidationError, match="ten digits, like"):
        ten_digits(typed)


@pytest.mark.parametrize("typed", ["573-555-0100 x12", "573-555-0100, ext. 12", "573-555-0100 #4"])
def test_an_extension_has_its_own_field(typed):
    with pytest.raises(ValidationError, match="its own field"):
        ten_digits(typed)


@pytest.mark.django_db
def test_the_database_takes_no_other_form():
    person = make_person()
    with pytest.raises(IntegrityError, match="person_phone_has_ten_digits"), connection.cursor() as cursor:
        cursor.execute("UPDATE personnel_person SET phone = '573-555-0100' WHERE id = %s", [person.pk])
