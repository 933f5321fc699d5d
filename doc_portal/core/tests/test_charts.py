"""Charts: positions follow the figures, and every figure is written."""

from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_portal.core import charts
from doc_portal.core.templatetags.portal import chart

MONTHS = [("Feb", 88.9), ("Mar", 89.4), ("Apr", 89.2), ("May", 94.3)]
figures = st.one_of(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda x: round(x, 4)),
)


class Text(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.words, self.styles = [], 0
        self.feed(html)

    def handle_data(self, data):
        self.words += data.split()

    def handle_starttag(self, tag, attrs):
        self.styles += any(name == "style" or name.startswith("on") for name, _ in attrs)


@given(st.lists(figures, min_size=1, max_size=40))
def test_a_scale_holds_every_value_in_four_steps(values):
    scale = charts.scale_of(values)
    assert scale.low <= min(values) + 1e-6 * max(1, abs(min(values)))
    assert scale.high >= max(values) - 1e-6 * max(1, abs(max(values)))


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=40))
def test_counts_are_never_marked_in_halves_or_below_zero(values):
    scale = charts.scale_of(values)
    assert scale.low >= 0
    assert scale.step == int(scale.step)


def test_a_line_runs_from_its_first_to_its_last_value():
    drawn = charts.line(MONTHS, name="Staff up to date", unit="%", target=95)
    assert drawn.path.startswith("M0 ")
    assert drawn.end[0] == 100
    assert drawn.last == "94.3%"
    assert drawn.target == "Target 95%"
    assert drawn.name == "Staff up to date: from 88.9% in Feb to 94.3% in May. Target 95%"


def test_a_line_that_starts_above_zero_says_so():
    assert charts.line(MONTHS, name="x", unit="%").finding == "Up 5.4 points since Feb. Scale starts at 88%."
    assert "Scale" not in charts.line([("Jan", 0), ("Feb", 4)], name="x").finding


def test_a_missing_month_leaves_a_gap_and_a_lone_month_a_dot():
    drawn = charts.line([("Jan", 1), ("Feb", None), ("Mar", 3), ("Apr", 2)], name="x")
    assert drawn.path == "M0 100h0 M66.67 50L100 75"
    assert [place.text for place in drawn.places] == ["1", "—", "3", "2"]


def test_no_figures_draw_no_chart_but_say_so():
    assert charts.line([("Jan", None)], name="x") is None
    assert "no figures yet" in chart(None)


def test_a_year_of_weeks_names_at_most_twelve_places_and_always_the_last():
    drawn = charts.line([(f"W{n}", n) for n in range(52)], name="x")
    shown = [place.label for place in drawn.places if place.shown]
    assert len(shown) <= 12
    assert shown[-1] == "W51"


@pytest.mark.parametrize("target", [94.3, 94.5, 94.0, 88.9])
def test_the_labels_of_line_and_target_never_touch(target):
    drawn = charts.line(MONTHS, name="x", unit="%", target=target)
    assert abs(drawn.last_y - drawn.target_y) >= charts.APART


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([88.9, 90.0, 94.3], "Rose from 88.9% to 94.3% in 3 months"),
        ([94.3, 90.0, 88.9], "Fell from 94.3% to 88.9% in 3 months"),
        ([90.0, 88.9, 94.3], "Ranged from 88.9% to 94.3% in 3 months"),
        ([90.0, 90.0, 90.0], "Stayed at 90.0% in 3 months"),
    ],
)
def test_a_spark_says_its_range_in_words(values, words):
    drawn = charts.spark([("", value) for value in values], unit="%", over="3 months")
    assert drawn.name == words


def test_bars_start_at_zero_and_share_one_measure():
    table = charts.bars(
        [charts.Bar("A", 10), charts.Bar("B", 5, hot=True)], name="x", head="Division", measure="People", target=20
    )
    assert [bar.width for bar in table.bars] == [50, 25]
    assert table.mark_at == 100
    with pytest.raises(ValueError, match="start at zero"):
        charts.bars([charts.Bar("A", -1)], name="x", head="Division", measure="People")


def test_bars_of_nothing_but_zeros_have_no_length():
    table = charts.bars([charts.Bar("A", 0)], name="x", head="Division", measure="People")
    assert table.bars[0].width == 0


def test_parts_and_rest_add_up_to_the_whole_to_the_cent():
    bar = charts.parts(
        [charts.Part("Spent", Decimal("112408.37")), charts.Part("Encumbered", Decimal("41250.00"), "pale")],
        Decimal("186000.00"), key="funds", whole_label="Allotted", rest_label="Left", unit="$",
    )  # fmt: skip
    assert [part.text for part in bar.parts] == ["$112,408.37", "$41,250.00"]
    assert bar.rest == "$32,341.63"
    assert not bar.short


def test_parts_over_the_whole_fill_the_bar_and_leave_a_negative_rest():
    bar = charts.parts(
        [charts.Part("Spent", Decimal(90)), charts.Part("Encumbered", Decimal(30))],
        Decimal(100), key="funds", whole_label="Allotted", rest_label="Left", unit="$",
    )  # fmt: skip
    assert bar.parts[-1].at + bar.parts[-1].width <= 100.01
    assert bar.rest == "-$20.00"
    assert bar.short


@pytest.mark.parametrize(
    ("figure", "numbers"),
    [
        (charts.line(MONTHS, name="Up to date", unit="%"), {"88.9%", "89.4%", "89.2%", "94.3%"}),
        (charts.bars([charts.Bar("A", 1500)], name="x", head="Division", measure="People", total=1500), {"1,500"}),
        (
            charts.parts([charts.Part("Spent", 60)], 100, key="k", whole_label="All", rest_label="Left"),
            {"100", "60", "40"},
        ),
    ],
)
def test_every_drawn_chart_holds_its_numbers_and_no_inline_style(figure, numbers):
    drawn = Text(chart(figure))
    assert numbers <= set(drawn.words)
    assert drawn.styles == 0


def test_the_shape_alone_has_a_name():
    assert 'aria-label="Rose from 88.9% to 94.3% in 4 months"' in chart(charts.spark(MONTHS, unit="%", over="4 months"))
