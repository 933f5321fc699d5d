"""Figures the directory answers for."""

from datetime import date

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.measures import people_assigned, people_by_kind
from personnel.tests.factories import make_assignment, make_person

pytestmark = pytest.mark.django_db


def test_listed_people_are_counted_once_by_the_kind_of_worksite_of_their_main_assignment():
    today = timezone.localdate()
    prison, office = make_worksite(), make_worksite(kind="pp_district_office")
    one = make_assignment(worksite=prison).person
    make_assignment(one, worksite=office, primary=False)
    make_assignment(worksite=prison)
    make_assignment(worksite=office)
    make_assignment(make_person(suppressed=True), worksite=office)
    make_assignment(worksite=office, ends_on=today)
    make_assignment(make_person(ended_on=today), worksite=office)
    make_assignment(worksite=office, starts_on=date(2199, 1, 1))
    assert people_assigned(today) == 3
    drawn = people_by_kind(today)
    assert [(bar.label, bar.value) for bar in drawn.bars] == [
        ("Institution", 2), ("Probation and Parole district office", 1),
    ]  # fmt: skip
    assert drawn.total == "3"


def test_nothing_is_drawn_where_nobody_is_assigned():
    assert people_by_kind(date(1970, 1, 1)) is None


def test_the_page_of_measures_draws_it_with_its_numbers_and_its_day(client):
    for _ in range(2):
        make_assignment()
    client.force_login(make_user("core.use_portal", "core.view_measures"))
    page = client.get("/manage/measures/").content.decode()
    assert "People by kind of worksite</caption>" in page
    today = timezone.localdate()
    assert f"On {today:%B} {today.day}, {today.year}: 2, measured in people." in page
