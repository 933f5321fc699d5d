"""Quotes that arrive, what is in them, their evaluation, the award, and protests against it (fiscal.md 3.12, 3.13)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.business_days import UnknownHolidays, business_days_after
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.bidding import Bid, Comparison, compare
from fiscal.duties import why_not_chosen_by
from fiscal.models import Award, Protest, Quote, QuoteLine, Solicitation
from fiscal.refusals import broken
from fiscal.vendors import refusal_for


@transaction.atomic
def receive_quote(quote: Quote, answers: dict[int, Decimal], *, by: User) -> Quote:
    """Log a quote at the moment it comes. A late one is logged and stays unopened: nothing of it is kept.

    `answers` gives for items what a supplier sent electronically; nobody reads it before the solicitation closes.
    """
    quote.received_by = by
    try:
        with transaction.atomic():
            quote.save()
            quote.refresh_from_db(fields=["late", "received_at"])
            if not quote.late and not quote.declined:
                _write_lines(quote, answers)
    except IntegrityError as error:
        raise broken(error) from error
    log("receive_late" if quote.late else "receive", quote.solicitation, by=by, reason=str(quote.vendor))
    return quote


@transaction.atomic
def enter_prices(quote: Quote, answers: dict[int, Decimal], *, by: User) -> Quote:
    """What stands in an envelope, entered once it is opened."""
    solicitation = lock(quote.solicitation)
    if solicitation.status != Solicitation.Status.CLOSED:
        raise Refused(f"What is in envelopes for {solicitation.number} is entered once quotes are opened.")
    try:
        with transaction.atomic():
            _write_lines(quote, answers)
    except IntegrityError as error:
        raise broken(error) from error
    log("enter", solicitation, by=by, reason=str(quote.vendor))
    return quote


def _write_lines(quote: Quote, answers: dict[int, Decimal]) -> None:
    column = "percent" if quote.solicitation.by_percent else "price"
    for item, value in answers.items():
        if value is not None:
            QuoteLine.objects.create(quote=quote, item_id=item, **{column: value})


@transaction.atomic
def withdraw_quote(quote: Quote, *, by: User, note: str) -> Solicitation:
    """A supplier takes a quote back before the solicitation closes. What was in it is never read."""
    Quote.objects.select_for_update(no_key=True, of=("self",)).get(pk=quote.pk)
    try:
        with transaction.atomic():
            Quote.objects.filter(pk=quote.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    except IntegrityError as error:
        raise broken(error) from error
    log("withdraw", quote.solicitation, by=by, reason=f"{quote.vendor}: {note}"[:240])
    return quote.solicitation


def evaluate_quotes(solicitation: Solicitation, scores: dict[int, dict], *, by: User, note: str = "") -> Solicitation:
    """Say of each quote that counts whether it answers what was asked, and score value, performance and quality."""
    try:
        with transition(solicitation, "evaluate", by=by, note=note) as locked:
            _require_one_who_chooses(locked, by)
            for quote in locked.quotes.counted():
                if quote.pk not in scores:
                    raise Refused(f"The quote of {quote.vendor} is not evaluated yet. Evaluate every quote.")
                Quote.objects.filter(pk=quote.pk).update(**scores[quote.pk])
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def _require_one_who_chooses(solicitation: Solicitation, by: User) -> None:
    if sentence := why_not_chosen_by(by, solicitation):
        raise Refused(sentence)


def award_solicitation(
    solicitation: Solicitation, picks: dict[int | None, int], *, by: User, reason: str = ""
) -> Solicitation:
    """Award to the lowest and best, and begin the window to protest.

    `picks` gives the quote for each item, or for all of it under None. Another than the lowest takes a reason.
    """
    days, today = int(value_of("protest_days")), timezone.localdate()
    try:
        until = business_days_after(today, days)
    except UnknownHolidays as unknown:
        raise Refused(f"The end of the time to protest cannot be counted. {unknown}") from unknown
    try:
        with transition(solicitation, "award", by=by, note=reason) as locked:
            _require_one_who_chooses(locked, by)
            found = compare(locked)
            awards = [_award(found, item, quote, by) for item, quote in picks.items()]
            _require_reason(found, awards, reason)
            Award.objects.bulk_create(awards)
            locked.awarded_on, locked.protest_days, locked.protest_ends_on = today, days, until
            locked.award_reason = reason
    except IntegrityError as error:
        raise broken(error) from error
    with transition(locked, "announce", by=by, note=f"Protests are timely until {long_date(until)}.") as announced:
        pass
    return announced


def _award(found: Comparison, item_id: int | None, quote_id: int, by: User) -> Award:
    solicitation = found.solicitation
    bid = next((one for one in found.bids if one.quote.pk == quote_id), None)
    if bid is None or not bid.can_win:
        raise Refused(
            f"{solicitation.number} can be awarded to quotes only that came in time and answer what was asked."
        )
    item = next((one for one in found.items if one.pk == item_id), None)
    value = found.value(bid, item)
    if value is None:
        raise Refused(f"{bid.quote.vendor} did not answer every line. Award line by line, or choose another quote.")
    _require_able(solicitation, bid)
    money = {"percent": value} if solicitation.by_percent else {"amount": value}
    best = found.best(item)
    return Award(
        solicitation=solicitation, quote=bid.quote, item=item, created_by=by,
        lowest=best is not None and found.value(best, item) == value, **money,
    )  # fmt: skip


def _require_able(solicitation: Solicitation, bid: Bid) -> None:
    if solicitation.bid_security and not bid.quote.security_received:
        raise Refused(
            f"The quote of {bid.quote.vendor} came without bid security ({solicitation.bid_security}). "
            "Choose another quote, or reject all of them."
        )
    if refusal := refusal_for(bid.quote.vendor, timezone.localdate()):
        raise Refused(refusal)


def _require_reason(found: Comparison, awards: list[Award], reason: str) -> None:
    solicitation = found.solicitation
    if not awards:
        raise Refused(f"Nothing of {solicitation.number} is awarded. Choose a quote, or reject all of them.")
    if len({one.quote_id for one in awards}) > 1 and not solicitation.multiple_award:
        raise Refused(f"{solicitation.number} did not say that several suppliers may be awarded. Choose one quote.")
    passed = [one for one in awards if not one.lowest]
    if passed and not reason.strip():
        raise Refused(
            f"{passed[0].quote.vendor} is not the lowest. Write why its quote is the best: value, performance, quality."
        )


@transaction.atomic
def record_protest(protest: Protest, *, by: User) -> Protest:
    """Somebody protests. What comes after the last day is recorded as untimely."""
    solicitation = lock(protest.solicitation)
    if solicitation.protest_ends_on is None:
        raise Refused(f"{solicitation.number} is not awarded. A protest is recorded once it is.")
    protest.created_by, protest.timely = by, protest.received_on <= solicitation.protest_ends_on
    try:
        with transaction.atomic():
            protest.save()
    except IntegrityError as error:
        raise broken(error) from error
    timely = "timely" if protest.timely else "untimely"
    log("protest", solicitation, by=by, reason=f"{protest.protested_by}, {timely}")
    notify([solicitation.created_by], "purchase-protest", f"Protest ({timely}): {solicitation.number}", solicitation)
    return protest


@transaction.atomic
def decide_protest(protest: Protest, *, by: User, outcome: str, decision: str) -> Solicitation:
    """Deny or sustain it, once."""
    protest = Protest.objects.select_for_update(no_key=True, of=("self",)).get(pk=protest.pk)
    protest.outcome, protest.decision, protest.decided_by, protest.decided_at = outcome, decision, by, timezone.now()
    try:
        with transaction.atomic():
            protest.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("decide_protest", protest.solicitation, by=by, reason=f"{protest.get_outcome_display()}: {decision}"[:240])
    return protest.solicitation


def finalize_award(solicitation: Solicitation, *, by: User, note: str = "") -> Solicitation:
    """Once the time to protest is over and every timely protest was denied."""
    if solicitation.protest_ends_on and solicitation.protest_ends_on >= timezone.localdate():
        raise Refused(
            f"Protests against {solicitation.number} are timely until {long_date(solicitation.protest_ends_on)}. "
            "Make the award final after that day."
        )
    try:
        with transition(solicitation, "finalize", by=by, note=note) as locked:
            _require_one_who_chooses(locked, by)
    except IntegrityError as error:
        raise broken(error) from error
    return locked
