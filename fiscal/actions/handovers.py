"""Cash handed over: prepared in figures and words, confirmed by the payer, then by a witness (fiscal.md 3.24)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import transition
from fiscal.models import CashHandOver
from fiscal.numbers import next_document_number
from fiscal.refusals import kept_or_told
from fiscal.words import in_words


@transaction.atomic
def prepare_hand_over(hand_over: CashHandOver, *, by: User) -> CashHandOver:
    """Prepare a hand-over; its amount is written out in words here and nowhere else."""
    hand_over.number = next_document_number("CHO", hand_over.handed_on)
    hand_over.amount_words = in_words(hand_over.amount)
    with kept_or_told():
        hand_over.save()
    log("create", hand_over, by=by)
    return hand_over


@transaction.atomic
def pay_hand_over(hand_over: CashHandOver, *, by: User, note: str = "") -> CashHandOver:
    """The payer confirms that they handed the cash over."""
    with kept_or_told(), transition(hand_over, "pay", by=by, note=note) as one:
        one.payer, one.paid_at = by, timezone.now()
    return one


@transaction.atomic
def witness_hand_over(hand_over: CashHandOver, *, by: User, note: str = "") -> CashHandOver:
    """Somebody else confirms that they saw it; that closes the hand-over."""
    with kept_or_told(), transition(hand_over, "witness", by=by, note=note) as one:
        one.witness, one.witnessed_at = by, timezone.now()
    return one


@transaction.atomic
def cancel_hand_over(hand_over: CashHandOver, *, by: User, note: str) -> CashHandOver:
    """Cancel a hand-over nobody paid."""
    with transition(hand_over, "cancel", by=by, note=note) as one:
        pass
    return one
