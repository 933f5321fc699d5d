"""What the Office of Personnel counts of hiring, for the page of measures."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from personnel.figures import LEGS, legs, vacancies

TENTH = Decimal("0.1")


def days(leg: str, on: date) -> Decimal | None:
    """The median days of one leg, of appointments made in the year up to a day."""
    return _rounded(legs(on)[0].medians[leg])


def vacancy_percent(on: date) -> Decimal | None:
    """The share of authorised positions nobody holds, as they stand now, whatever the day; None where there are none.

    It is the first figure of the director's board.
    """
    whole = next(iter(vacancies()), None)
    return _rounded(whole and whole.percent)


def _rounded(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(figure).quantize(TENTH, ROUND_HALF_UP)


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
