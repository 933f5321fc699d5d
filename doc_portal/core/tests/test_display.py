"""One way to write each kind of value."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from doc_portal.core.display import BLANK, cell, heading, long_moment, short_date, short_moment, written
from doc_portal.core.models import Worksite
from doc_portal.core.prose import prose

NOW = datetime(2026, 6, 3, 11, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, BLANK),
        ("", BLANK),
        (True, "Yes"),
        (False, "No"),
        (Decimal("4271.2"), "$4,271.20"),
        (11000, "11,000"),
        ([], BLANK),
        (["a", "b"], "a, b"),
        ("plain", "plain"),
    ],
)
def test_values_are_written_one_way(value, text):
    assert written(value) == text


@time_machine.travel(NOW)
def test_the_year_is_left_out_of_tables_in_the_same_year():
    assert short_date(date(2026, 1, 15)) == "Jan 15"
    assert short_date(date(2025, 1, 15)) == "Jan 15, 2025"


@time_machine.travel(NOW)
def test_moments_are_told_in_missouri_time():
    assert long_moment(NOW) == "June 3, 2026, 6:45 am"
    assert short_moment(NOW) == "Jun 3, 6:45 am"


def test_the_night_the_clocks_go_back_has_two_of_the_same_hour():
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7))
    assert long_moment(first) == long_moment(second) == "November 1, 2026, 1:30 am"


def test_what_people_typed_is_escaped_in_links():
    site = Worksite(slug="x", name="<b>Bold</b>", county=None)
    assert "<b>" not in str(cell(site, "slug"))
    assert cell(site, "county.name") == BLANK
    assert heading(Worksite, "former_names") == "Former names"


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[go](javascript:alert(1))", "href"),
        ("# Title", "<h1"),
        ("![](/files/1/)", "<img"),
        ("![Words](https://example.org/x.png)", "<img"),
        ("![Words](//example.org/x.png)", "<img"),
        ("<p style='color:red'>x</p>", "<p style"),
        ("[x](data:text/html,hi)", "href"),
    ],
)
def test_markdown_yields_nothing_that_runs_or_shouts(text, gone):
    assert gone not in prose(text)


def test_markdown_shows_a_picture_of_the_portal_with_its_words():
    assert '<img src="/files/1/" alt="A vest">' in prose("![A vest](/files/1/)")


def test_markdown_headings_fit_below_the_page_they_stand_on():
    assert "<h3>One</h3>" in prose("# One")
    assert "<h4>Three</h4>" in prose("### Three")
    assert '<th scope="col">' in prose("|a|b|\n|-|-|\n|1|2|")
