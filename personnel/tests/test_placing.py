"""Where people belong follows the main assignment of the day, on their entry and on their account."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from doc_portal.core.models import SearchEntry, User
from doc_portal.core.registry import declared
from doc_portal.core.tests.factories import make_unit, make_user, make_worksite
from personnel.models import Person
from personnel.placing import place_everybody, place_people
from personnel.tests.factories import make_assignment, make_person

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
PLACE = ("title", "unit__slug", "worksite__slug")


def place_of(person, model=Person):
    key = person.pk if model is Person else person.user_id
    return model.objects.filter(pk=key).values_list(*PLACE).get()


def mover(starts: date):
    """Somebody who changes from the old place to the new one on a day."""
    person = make_person(user=make_user())
    old, new = make_worksite(slug="old-place"), make_worksite(slug="new-place")
    make_assignment(person, title="Cook I", worksite=old, starts_on=date(2020, 1, 1), ends_on=starts)
    make_assignment(person, title="Cook II", worksite=new, unit=make_unit(slug="kitchen"), starts_on=starts)
    place_people([person.pk], on=date(2021, 1, 1))
    return person


def at(monkeypatch, *moment, fold=0):
    """It is this moment of the Chicago clock."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=CHICAGO, fold=fold))


@pytest.mark.parametrize(
    ("begins", "before", "after"),
    [
        (date(2027, 1, 1), (2026, 12, 31, 23, 59), (2027, 1, 1, 0, 0)),
        (date(2027, 3, 14), (2027, 3, 13, 23, 59), (2027, 3, 14, 3, 0)),
        (date(2027, 11, 7), (2027, 11, 6, 23, 59), (2027, 11, 7, 0, 0)),
        (date(2028, 2, 29), (2028, 2, 28, 23, 59), (2028, 2, 29, 0, 0)),
    ],
    ids=["new year", "clocks forward", "clocks back", "leap day"],
)
def test_an_assignment_counts_from_the_first_minute_of_its_day_in_chicago(monkeypatch, begins, before, after):
    person = mover(begins)
    at(monkeypatch, *before)
    assert place_people() == 0
    assert place_of(person) == ("Cook I", None, "old-place")
    at(monkeypatch, *after)
    assert place_people() == 1
    assert place_of(person) == place_of(person, User) == ("Cook II", "kitchen", "new-place")


def test_the_hour_that_comes_twice_places_nobody_twice(monkeypatch):
    mover(date(2027, 11, 7))
    at(monkeypatch, 2027, 11, 7, 1, 30)
    assert place_people() == 1
    at(monkeypatch, 2027, 11, 7, 1, 30, fold=1)
    assert place_people() == 0


def test_any_number_of_missed_nights_is_made_up_by_one_run(monkeypatch):
    person = make_person()
    for year in range(2021, 2026):
        make_assignment(
            person,
            title=f"Title of {year}",
            worksite=make_worksite(slug=f"place-{year}"),
            starts_on=date(year, 1, 1),
            ends_on=date(year + 1, 1, 1),
        )
    place_people(on=date(2021, 6, 1))
    at(monkeypatch, 2025, 6, 1)
    assert place_people() == 1
    assert place_of(person) == ("Title of 2025", None, "place-2025")


def test_placing_again_changes_and_records_nothing():
    person = make_assignment(make_person(user=make_user())).person
    history = person.events.count(), person.user.events.count()
    assert place_people() == 0
    assert place_people([person.pk]) == 0
    assert (person.events.count(), person.user.events.count()) == history


def test_the_account_is_called_and_reached_as_the_entry_says():
    person = make_assignment(
        make_person(
            user=make_user(),
            first_name="Josephine",
            preferred_name="Jo",
            last_name="O'Neill",
            phone="(573) 555-0100",
            extension="12",
        )
    ).person
    account = User.objects.get(pk=person.user_id)
    assert (account.get_full_name(), account.phone) == ("Jo O'Neill", "(573) 555-0100 ext. 12")
    assert (account.email, account.title) == (person.email, "Corrections Officer I")
    Person.objects.filter(pk=person.pk).update(preferred_name="", phone="")
    assert place_people([person.pk]) == 1
    account.refresh_from_db()
    assert (account.get_full_name(), account.phone) == ("Josephine O'Neill", "")


def test_an_additional_assignment_places_nobody():
    person = make_assignment().person
    before = place_of(person)
    make_assignment(person, title="Instructor", primary=False)
    assert place_of(person) == before


def test_who_has_no_main_assignment_today_belongs_nowhere():
    person = make_assignment(title="Cook I", ends_on=date(2021, 1, 1)).person
    assert place_of(person) == ("", None, None)


def test_who_has_left_keeps_the_last_place():
    site = make_worksite(slug="last-place")
    person = make_assignment(make_person(ended_on=date(2021, 1, 1)), worksite=site, ends_on=date(2021, 1, 1)).person
    assert place_of(person) == ("Corrections Officer I", None, "last-place")


def test_only_the_people_named_are_placed():
    moved, other = make_assignment().person, make_assignment().person
    Person.objects.update(title="Wrong")
    assert place_people([moved.pk]) == 1
    assert place_of(moved)[0] == "Corrections Officer I"
    assert place_of(other)[0] == "Wrong"
    assert place_people([]) == 0


def test_an_account_without_an_entry_stays_as_it_is():
    account = make_user(title="Contractor")
    place_people()
    account.refresh_from_db()
    assert account.title == "Contractor"


def test_everybody_is_placed_in_a_handful_of_statements(django_assert_num_queries):
    for _ in range(20):
        make_assignment(make_person(user=make_user()))
    Person.objects.update(title="Wrong")
    with django_assert_num_queries(4):  # a savepoint around two statements
        assert place_people() == 20


def test_the_night_places_everyone_and_search_follows(monkeypatch):
    person = mover(date(2027, 1, 1))
    at(monkeypatch, 2027, 1, 1, 0, 0)
    assert place_everybody() == {"placed": 1}
    entry = SearchEntry.objects.get(kind="personnel.person", object_id=person.pk)
    assert (entry.summary.split(",")[0], entry.worksite_id) == ("Cook II", Person.objects.get(pk=person.pk).worksite_id)
    assert place_everybody() == {"placed": 0}
    assert [one.hour for one in declared("schedules") if one.name == "place_everybody"] == [0]
