"""What the Office of Personnel counts of hiring, for the page of measures."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from personnel.figures import LEGS, legs

TENTH = Decimal("0.1")


def days(leg: str, on: date) -> Decimal | None:
    """The median days of one leg, of appointments made in the year up to a day."""
    whole = legs(on)[0]
    found = whole.medians[leg]
    return None if found is None else Decimal(found).quantize(TENTH, ROUND_HALF_UP)


(
    days_to_approve,
    days_to_publish,
    days_to_close,
    days_to_list,
    days_to_interview,
    days_to_offer,
    days_to_start,
    days_to_fill,
) = (partial(days, leg[0]) for leg in LEGS)
