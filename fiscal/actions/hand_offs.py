"""Capital objects on their way into the register of assets: one by one, and back again (fiscal.md 3.23)."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.money import split, to_cents
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused
from fiscal.models import CapitalHandOff, OrderLine, Receipt, ReceiptLine
from fiscal.refusals import kept_or_told

MOST = "fiscal_hand_off_most"


def hand_off(made: Sequence[ReceiptLine], lines: dict[int, OrderLine]) -> None:
    """Capital objects that came wait for tag, custodian and location, each for its own."""
    capital = [one for one in made if one.accepted > 0 and lines[one.order_line_id].is_capital]
    if capital:
        most = int(value_of(MOST))
        CapitalHandOff.objects.bulk_create(
            each for one in capital for each in _objects(one, lines[one.order_line_id], most)
        )


def _objects(one: ReceiptLine, line: OrderLine, most: int) -> Iterator[CapitalHandOff]:
    """A row for each object; one for all where they are too many, or no whole ones."""
    apart = one.accepted <= most and one.accepted == one.accepted.to_integral_value()
    quantity = Decimal(1) if apart else one.accepted
    many = int(one.accepted) if apart else 1
    cost = to_cents(line.price * (one.accepted if line.weight is None else one.weight))
    funds = {str(each.appropriation.fund) for each in line.fundings.select_related("appropriation__fund")}
    for part in split(cost, [1] * many):
        yield CapitalHandOff(
            receipt_line=one, description=line.description, quantity=quantity, cost=part,
            funding_source=", ".join(sorted(funds))[:200], permitted_site_id=one.receipt.worksite_id,
        )  # fmt: skip


def take_off(original: Receipt, back: Iterable[ReceiptLine], *, by: User) -> None:
    """Objects that went back to the vendor are handed over no more: those without a tag first."""
    for line in back:
        standing = CapitalHandOff.objects.standing().filter(
            receipt_line__receipt=original, receipt_line__order_line=line.order_line_id
        )
        left = -line.accepted
        for one in standing.order_by(F("done_at").desc(nulls_first=True), "-pk"):
            if left <= 0:
                break
            left -= _take(one, left, line, by)


def _take(one: CapitalHandOff, left: Decimal, line: ReceiptLine, by: User) -> Decimal:
    """One of them, or a part of one that stands for many; how much of it went back."""
    gone = min(left, one.quantity)
    if gone == one.quantity:
        one.went_back = line
    else:
        one.cost = to_cents(one.cost * (one.quantity - gone) / one.quantity)
        one.quantity -= gone
    one.version += 1
    one.save(update_fields=["went_back", "cost", "quantity", "version"])
    log("return", one, by=by, after=f"{gone.normalize():f} went back")
    return gone


@transaction.atomic
def finish_hand_off(hand_off: CapitalHandOff, *, by: User, changed: str = "") -> CapitalHandOff:
    """Tag, custodian and location are known. Elsewhere than it was ordered for, Fiscal Management says why."""
    if hand_off.went_back_id:
        raise Refused(f"{hand_off} went back to the vendor with {hand_off.went_back.receipt}. Nothing was changed.")
    elsewhere = hand_off.permitted_site_id and hand_off.site_id and hand_off.site_id != hand_off.permitted_site_id
    if elsewhere:
        if not by.has_perm("fiscal.override_capitalhandoff", hand_off) or not hand_off.override_reason:
            raise Refused(
                f"{hand_off.description} was ordered for {hand_off.permitted_site}, whose order paid for it. "
                "Put it in service there, or have Fiscal Management record why elsewhere."
            )
        hand_off.override_by = by
    if hand_off.done_at is None and hand_off.tag and hand_off.custodian and hand_off.location:
        hand_off.done_by, hand_off.done_at = by, timezone.now()
    with kept_or_told():
        hand_off.save()
    log("finish" if hand_off.done_at else "edit", hand_off, by=by, reason=changed)
    return hand_off
