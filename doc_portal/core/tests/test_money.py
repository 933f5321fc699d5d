"""Money to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_portal.core.money import dollars, split, to_cents

amounts = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("amount", "text"),
    [("4271.20", "$4,271.20"), ("0", "$0.00"), ("-3.5", "-$3.50"), ("1234567.891", "$1,234,567.89")],
)
def test_amounts_are_written_with_cents_and_the_sign_first(amount, text):
    assert dollars(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("computed", "kept"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.344", "2.34"), ("2.345", "2.35")]
)
def test_halves_of_a_cent_round_away_from_zero(computed, kept):
    assert to_cents(Decimal(computed)) == Decimal(kept)


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_to_the_cent(amount, weights):
    parts = split(amount, weights)

    assert sum(parts) == amount
    assert all(part == to_cents(part) for part in parts)


@given(amounts, weights)
def test_no_part_is_a_cent_or_more_away_from_its_share(amount, weights):
    whole = sum(weights)

    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(part * whole - amount * weight) < Decimal("0.01") * whole


def test_a_remainder_goes_to_the_first_among_equals():
    assert split(Decimal("1.00"), [1, 1, 1]) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Weights"):
        split(Decimal("1.00"), weights)
