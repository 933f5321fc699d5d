"""Deadlines count days on which offices of the state are open."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from doc_portal.core.actions.holidays import add_holiday, correct_holiday
from doc_portal.core.business_days import (
    UnknownHolidays,
    business_days_after,
    business_days_between,
    is_open,
    kept_holidays,
)
from doc_portal.core.display import long_date
from doc_portal.core.models import StateHoliday
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import refused
from doc_portal.core.workflow import Refused


def test_holidays_are_those_of_the_law_on_the_day_they_are_kept():
    assert sorted(kept_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 12), date(2026, 2, 16), date(2026, 5, 8), date(2026, 5, 25),
        date(2026, 6, 19), date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11),
        date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip
    assert not is_open(date(2027, 12, 31))  # New Year of 2028 is a Saturday
    assert is_open(date(2020, 6, 19))
    assert kept_holidays(2023)[date(2023, 11, 10)] == "Veterans Day"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "n", "found"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 12, 18), 10, date(2027, 1, 5)),
        (date(2026, 7, 1), 2, date(2026, 7, 6)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),
    ],
)
def test_so_many_business_days_after_a_day(day, n, found):
    assert business_days_after(day, n) == found
    assert business_days_between(day, found) == n


@pytest.mark.django_db
def test_a_day_the_governor_closes_offices_on_is_one_more_row():
    StateHoliday.objects.create(day=date(2058, 12, 24), name="Day before Christmas", authority="Executive order")
    assert business_days_after(date(2058, 12, 23), 1) == date(2058, 12, 26)


@pytest.mark.django_db
def test_days_whose_holidays_nobody_entered_are_not_guessed():
    with pytest.raises(UnknownHolidays, match="2000 to 2060"):
        business_days_after(date(2060, 12, 30), 5)
    with pytest.raises(UnknownHolidays):
        business_days_between(date(1999, 1, 1), date(2001, 1, 1))


@pytest.mark.django_db
def test_offices_are_closed_by_proclamation_on_days_to_come_alone():
    day = timezone.localdate() + timedelta(days=30)
    while not is_open(day):
        day += timedelta(days=1)
    made = add_holiday(StateHoliday(day=day, name="Day of mourning", authority="Proclamation"), by=make_user())
    assert business_days_after(day - timedelta(days=1), 1) > made.day
    for wrong, says in (
        (timezone.localdate(), "is not to come"),
        (date(2061, 1, 4), "Holidays are kept for 2000 to 2060"),
    ):
        with pytest.raises(Refused, match=says):
            add_holiday(StateHoliday(day=wrong, name="Day of mourning", authority="Proclamation"), by=make_user())
    with pytest.raises(Refused, match="closed on that day already"):
        add_holiday(StateHoliday(day=day, name="Another", authority="Proclamation"), by=make_user())
    assert str(made) == f"Day of mourning, {long_date(day)}"
    rest = {"name": "Day of rest", "authority": "Proclamation 7", "note": "Misread"}
    correct_holiday(made, by=make_user(), day=day, removed=False, **rest)
    refused("state_holiday_of_a_day_to_come", "UPDATE core_stateholiday SET day = '2020-03-04' WHERE id = %s", made.pk)
    refused("state_holiday_of_a_day_to_come", "DELETE FROM core_stateholiday WHERE day = '2024-12-25'")
    with pytest.raises(Refused, match="kept by the law"):
        correct_holiday(StateHoliday.objects.last(), by=make_user(), day=day, removed=True, **rest)
    with pytest.raises(Refused, match="Name the proclamation or order"):
        correct_holiday(made, by=make_user(), day=day, removed=False, **rest | {"authority": "RSMo 9.010"})
    as_it_was_read = StateHoliday.objects.get(pk=made.pk)
    correct_holiday(made, by=make_user(), day=day, removed=True, **rest)
    with pytest.raises(Refused, match="was taken back meanwhile"):
        correct_holiday(as_it_was_read, by=make_user(), day=day, removed=False, **rest)
    assert not StateHoliday.objects.filter(day=day).exists()
