"""Solicitations in every state, and quotes, for tests."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.owner import run_as_owner
from fiscal.actions.quotes import award_solicitation, evaluate_quotes, receive_quote
from fiscal.actions.solicitations import close_solicitation, keep_solicitation, post_solicitation
from fiscal.models import Quote, Solicitation
from fiscal.tests.factories_sourcing import make_class
from fiscal.tests.factories_suppliers import make_vendor

_serial = count(1)
TOWELS = ({"description": "Towels", "quantity": Decimal(100), "unit": "dozen"},)


def make_draft_bids(items=TOWELS, **fields) -> Solicitation:
    """A solicitation in preparation, for informal quotes of three suppliers."""
    defaults = {
        "number": f"RFQ-27-{next(_serial):05}", "title": "Towels", "asks": "Towels for the housing units",
        "estimate": Decimal("20000.00"), "closes_at": timezone.now() + timedelta(days=28),
    }  # fmt: skip
    fields.setdefault("commodity", None)
    fields["commodity"] = fields["commodity"] or make_class()
    by = fields.pop("created_by", None) or make_user()
    return keep_solicitation(Solicitation(**defaults | fields), list(items), by=by)


def make_posted(**fields) -> Solicitation:
    made = make_draft_bids(**fields)
    return post_solicitation(made, by=made.created_by)


def make_quote(solicitation: Solicitation, price: str | None = "1.00", **fields) -> Quote:
    """A quote with the same answer for every line; an envelope where there is none."""
    fields.setdefault("vendor", None)
    fields["vendor"] = fields["vendor"] or make_vendor()
    answers = {} if price is None else {one.pk: Decimal(price) for one in solicitation.items.all()}
    return receive_quote(Quote(solicitation=solicitation, **fields), answers, by=make_user())


def let_time_pass(solicitation: Solicitation) -> Solicitation:
    """The solicitation closed a moment ago."""
    run_as_owner(
        "UPDATE fiscal_solicitation SET closes_at = now() - interval '1 minute' WHERE id = %s", (solicitation.pk,)
    )
    solicitation.refresh_from_db()
    return solicitation


def make_opened(*prices: str, **fields) -> Solicitation:
    """Quotes opened: three unless others are told."""
    made = make_posted(**fields)
    for price in prices or ("1.00", "2.00", "3.00"):
        make_quote(made, price)
    return close_solicitation(let_time_pass(made), by=make_user())


def scores_of(solicitation: Solicitation, **scores) -> dict[int, dict]:
    given = {"responsive": True, "value_score": 80, "performance_score": 80, "quality_score": 80} | scores
    return {one.pk: given for one in solicitation.quotes.counted()}


def make_evaluated(*prices: str, **fields) -> Solicitation:
    made = make_opened(*prices, **fields)
    return evaluate_quotes(made, scores_of(made), by=make_user())


def make_awarded(*prices: str, **fields) -> Solicitation:
    """Awarded to the lowest, its window running."""
    made = make_evaluated(*prices, **fields)
    return award_solicitation(made, {None: made.quotes.counted().first().pk}, by=make_user())


def let_window_pass(solicitation: Solicitation) -> Solicitation:
    """The last day to protest was yesterday."""
    run_as_owner(
        "UPDATE fiscal_solicitation SET protest_ends_on = (now() AT TIME ZONE 'America/Chicago')::date - 1"
        " WHERE id = %s", (solicitation.pk,),
    )  # fmt: skip
    solicitation.refresh_from_db()
    return solicitation
