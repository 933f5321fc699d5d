"""Typed times on the nights on which clocks change, and on every other."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.local_time import MomentField, moment_of


def typed(text: str) -> datetime:
    """A time without a zone."""
    return datetime.fromisoformat(text)


def sentence(call, *args) -> str:
    with pytest.raises(ValidationError) as raised:
        call(*args)
    return raised.value.messages[0]


def test_a_typed_time_is_chicago_time_in_winter_and_summer():
    assert moment_of(typed("2026-01-15T09:30")) == datetime(2026, 1, 15, 15, 30, tzinfo=UTC)
    assert moment_of(typed("2026-07-15T09:30")) == datetime(2026, 7, 15, 14, 30, tzinfo=UTC)


def test_an_hour_left_out_in_march_is_refused_with_the_way_out():
    assert sentence(moment_of, typed("2026-03-08T02:30")) == (
        "2:30 am does not exist on March 8, 2026: clocks go forward from 2:00 am to 3:00 am. "
        "Enter a time before 2:00 am, or 3:00 am or later."
    )


def test_an_hour_that_comes_twice_in_november_is_refused_with_the_way_out():
    assert sentence(moment_of, typed("2026-11-01T01:00")) == (
        "1:00 am comes twice on November 1, 2026: clocks go back from 2:00 am to 1:00 am. "
        "Enter a time before 1:00 am, or 2:00 am or later."
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-08T01:59", datetime(2026, 3, 8, 7, 59, tzinfo=UTC)),
        ("2026-03-08T03:00", datetime(2026, 3, 8, 8, 0, tzinfo=UTC)),
        ("2026-11-01T00:59", datetime(2026, 11, 1, 5, 59, tzinfo=UTC)),
        ("2026-11-01T02:00", datetime(2026, 11, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_minutes_beside_the_doubtful_hour_are_taken(text, meant):
    assert moment_of(typed(text)) == meant


@pytest.mark.parametrize("year", [1, 1989, 2200, 9999])
def test_a_year_out_of_reason_is_refused(year):
    assert sentence(moment_of, typed(f"{year:04}-06-01T00:00")) == "Enter a year between 1990 and 2199."


def test_hours_added_to_a_typed_moment_are_hours_also_over_such_a_night():
    three_days = moment_of(typed("2026-03-07T10:00")) + timedelta(hours=72)
    assert three_days == moment_of(typed("2026-03-10T11:00"))


def test_a_field_takes_what_browsers_send_and_refuses_the_rest():
    class Form(forms.Form):
        at = MomentField(required=False, error_messages={"invalid": "Enter a date and a time."})

    def read(text):
        form = Form({"at": text})
        return form.cleaned_data["at"] if form.is_valid() else form.errors["at"][0]

    assert read("2026-01-15T09:30") == datetime(2026, 1, 15, 15, 30, tzinfo=UTC)
    assert read("2026-01-15T09:30:00-05:00") == datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
    assert read("") is None
    assert read("tomorrow") == read("2026-13-45T99:99") == "Enter a date and a time."
    assert read("2026-03-08T02:15").startswith("2:15 am does not exist")
