"""Asking suppliers: written, posted, changed by addenda, answered, opened, rejected or canceled (fiscal.md 3.12)."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_moment
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.bidding import compare
from fiscal.models import (
    Addendum,
    CommodityClass,
    Method,
    ProcurementRule,
    Solicitation,
    SolicitationItem,
    SolicitationQuestion,
)
from fiscal.refusals import broken
from fiscal.sourcing import rule_for

TESTS = {
    Solicitation.Method.QUOTES: Method.QUOTES,
    Solicitation.Method.BIDS: Method.OA_BIDS,
    Solicitation.Method.PROPOSALS: Method.OA_BIDS,
    Solicitation.Method.CONSTRUCTION: Method.CONSTRUCTION,
}


def rule_of(solicitation: Solicitation) -> ProcurementRule | None:
    """The sourcing rule of today that says how a solicitation of its estimate is held; None where none does."""
    works = solicitation.commodity.kind == CommodityClass.Kind.CONSTRUCTION
    test = Method.CONSTRUCTION if works else TESTS[solicitation.method]
    return rule_for(ProcurementRule.objects.effective(), test, solicitation.estimate)


@transaction.atomic
def keep_solicitation(solicitation: Solicitation, items: list[dict], *, by: User, changed: str = "") -> Solicitation:
    """Write a draft with its lines."""
    added = solicitation.pk is None
    if added:
        solicitation.created_by = by
    try:
        with transaction.atomic():
            solicitation.save()
            _write_items(solicitation, items)
    except IntegrityError as error:
        raise broken(error) from error
    log("create" if added else "edit", solicitation, by=by, reason=changed)
    return solicitation


def _write_items(solicitation: Solicitation, items: list[dict]) -> None:
    wanted = [SolicitationItem(solicitation=solicitation, no=no, **one) for no, one in enumerate(items, 1)]
    there = list(solicitation.items.all())
    same = [(one.description, one.quantity, one.unit) for one in there]
    if same != [(one.description, one.quantity, one.unit) for one in wanted]:
        solicitation.items.all().delete()
        SolicitationItem.objects.bulk_create(wanted)


def post_solicitation(solicitation: Solicitation, *, by: User, note: str = "") -> Solicitation:
    """Suppliers can answer from now on. How many must, and the days of advertising, are those of today's rule."""
    if not solicitation.items.exists():
        raise Refused(f"{solicitation.number} asks for nothing yet. Add at least one line, then post it.")
    if (
        solicitation.method == Solicitation.Method.QUOTES
        and solicitation.commodity.kind != CommodityClass.Kind.CONSTRUCTION
    ):
        _require_small_enough(solicitation)
    try:
        with transition(solicitation, "post", by=by, note=note) as locked:
            rule = rule_of(locked)
            locked.quotes_required = rule.quotes_required if rule else 0
            locked.advertise_days = rule.advertise_days if rule else 0
            locked.posted_at = timezone.now()
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def _require_small_enough(solicitation: Solicitation) -> None:
    """Informal quotes end where bids begin."""
    rule = ProcurementRule.objects.effective().filter(method=Method.QUOTES).order_by("-lower").first()
    if rule is not None and rule.upper is not None and solicitation.estimate >= rule.upper:
        raise Refused(
            f"{solicitation.number} is estimated at {dollars(solicitation.estimate)}; informal quotes hold below "
            f"{dollars(rule.upper)} ({rule.authority}). Make it an invitation for bids."
        )


@transaction.atomic
def issue_addendum(
    solicitation: Solicitation, *, by: User, says: str, closes_at: datetime | None = None
) -> Solicitation:
    """Change a posted solicitation for every supplier; the closing moves to a later time only."""
    solicitation = lock(solicitation)
    number = (solicitation.addenda.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            Addendum.objects.create(
                solicitation=solicitation, number=number, says=says, closes_at=closes_at, created_by=by
            )
    except IntegrityError as error:
        raise broken(error) from error
    solicitation.refresh_from_db()
    log("amend", solicitation, by=by, reason=f"Addendum {number}: {says}"[:240])
    return solicitation


@transaction.atomic
def enter_question(solicitation: Solicitation, *, by: User, asked_by: str, question: str, answer: str = ""):
    """A supplier asked; with the answer where it is known at once."""
    if solicitation.status != Solicitation.Status.POSTED or not solicitation.is_sealed:
        raise Refused(f"Questions about {solicitation.number} are taken while it is posted and not closed.")
    answered = {"answer": answer, "answered_by": by, "answered_at": timezone.now()} if answer else {}
    SolicitationQuestion.objects.create(
        solicitation=solicitation, asked_by=asked_by, question=question, created_by=by, **answered
    )
    log("question", solicitation, by=by, reason=question[:240])
    return solicitation


@transaction.atomic
def answer_question(question: SolicitationQuestion, *, by: User, answer: str) -> Solicitation:
    """Every supplier gets the answer, once."""
    question = SolicitationQuestion.objects.select_for_update(no_key=True, of=("self",)).get(pk=question.pk)
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("answer", question.solicitation, by=by, reason=answer[:240])
    return question.solicitation


def close_solicitation(solicitation: Solicitation, *, by: User, note: str = "") -> Solicitation:
    """Open the quotes, once their time is over."""
    if solicitation.is_sealed:
        raise Refused(
            f"Quotes for {solicitation.number} stay sealed until {long_moment(solicitation.closes_at)}. Open them then."
        )
    try:
        with transition(solicitation, "close", by=by, note=note) as locked:
            locked.opened_at, locked.opened_by = timezone.now(), by
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def reject_quotes(
    solicitation: Solicitation, *, by: User, note: str, open_market_amount: Decimal | None = None
) -> Solicitation:
    """Any or all quotes may be rejected; where the open market is cheaper, its price is kept."""
    if open_market_amount is not None:
        best = compare(solicitation).best()
        if best is not None and not solicitation.by_percent and best.total <= open_market_amount:
            raise Refused(
                f"{best.quote.vendor} quotes {dollars(best.total)}: {dollars(open_market_amount)} on the open market "
                "is no less. Award the quote, or reject all of them for another reason."
            )
    with transition(solicitation, "reject", by=by, note=note) as locked:
        locked.award_reason, locked.open_market_amount = note, open_market_amount
    return locked


def cancel_solicitation(solicitation: Solicitation, *, by: User, note: str) -> Solicitation:
    """Before anything is opened; what was quoted stays sealed for ever."""
    try:
        with transition(solicitation, "cancel", by=by, note=note) as locked:
            pass
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def tell_of_closings() -> dict:
    """Whose solicitation's time is over is told so, until it is opened: once a day."""
    told = 0
    for one in Solicitation.objects.to_open().select_related("created_by").order_by("pk"):
        told += notify([one.created_by], "purchase-closing", f"Quotes can be opened: {one.number}", one)
    return {"told": told}
