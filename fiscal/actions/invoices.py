"""What people do with bills: enter, match, settle, approve, dispute, void (fiscal.md 3.18, 3.19, 4.1, 4.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.commitments import (
    free_lines,
    hold_lines,
    parts_given_back,
    parts_of_bill,
    spend,
    unspend,
)
from fiscal.actions.contracts import follow_order
from fiscal.duties import Part, asked_for, received, require_another, why_not_settled_by
from fiscal.matching import Mismatch, mismatches
from fiscal.models import Invoice, InvoiceLine, MatchException, OrderLine, PurchaseOrder
from fiscal.refusals import kept_or_told

NOTICE = "fiscal-bill"
Kind = MatchException.Kind
CANNOT_BE_WAIVED = (Kind.QUANTITY, Kind.NOT_RECEIVED, Kind.NOT_ACCEPTED, Kind.OVER_ORDER, Kind.TOTAL)
"""What only goes away: by a receipt, an acceptance, a change of the order or a bill that is right."""


@dataclass(frozen=True)
class Billed:
    """What is billed of a line of the order."""

    line: int
    quantity: Decimal
    price: Decimal
    weight: Decimal | None = None


@transaction.atomic
def keep_invoice(invoice: Invoice, lines: Sequence[Billed], *, by: User, changed: str = "") -> Invoice:
    """Enter a bill of an issued order, and match it at once. One that came before is refused, showing the first."""
    added, order = invoice.pk is None, lock(invoice.order)
    _require_orderly(order, invoice)
    invoice.vendor_id = order.vendor_id
    _require_new(invoice)
    wanted = [one for one in lines if one.quantity]
    if not wanted:
        raise Refused(f"Nothing is billed of order {order}. Enter a quantity on at least one line.")
    with kept_or_told():
        if added:
            invoice.created_by = by
        invoice.suffix = invoice.suffix.upper()
        invoice.writers = sorted({*invoice.writers, by.pk})
        invoice.save()
        invoice.exceptions.exclude(resolved_by=None).filter(lapsed=False).update(lapsed=True)
        invoice.lines.all().delete()
        InvoiceLine.objects.bulk_create(
            InvoiceLine(
                invoice=invoice, order_line_id=one.line, quantity=one.quantity, price=one.price, weight=one.weight
            )
            for one in wanted
        )
    log("create" if added else "edit", invoice, by=by, reason=changed)
    return match_invoice(invoice, by=by)


def _require_orderly(order: PurchaseOrder, invoice: Invoice) -> None:
    standing = (PurchaseOrder.Status.ISSUED, PurchaseOrder.Status.ON_HOLD)
    if order.status not in standing and not (invoice.kind == Invoice.Kind.CREDIT and order.issued_on):
        raise Refused(
            f"Order {order} stands as “{order.get_status_display().lower()}”, so no bill is entered for it. "
            "Look for the order the bill is for, or return it to the vendor."
        )
    if invoice.received_on > timezone.localdate():
        raise Refused(f"{long_date(invoice.received_on)} is still to come. Enter the day on which the bill came.")


def _require_new(invoice: Invoice) -> None:
    """No bill of the vendor whose number reads the same is here, unless a suffix says why this is another."""
    first = (
        Invoice.objects.alike(invoice.vendor_id, invoice.number).filter(suffix=invoice.suffix).exclude(pk=invoice.pk)
    ).first()
    if first is not None:
        raise Refused(
            f"{first.vendor} billed {first.number} already: it came on {long_date(first.received_on)} over "
            f"{dollars(first.amount)} for order {first.order} and stands as “{first.get_status_display().lower()}”. "
            "If this is another bill, enter a suffix and say why; somebody else then looks at both."
        )


def match_invoice(invoice: Invoice, *, by: User | None, note: str = "") -> Invoice:
    """Compare the bill with order and receipts: it matches, or what differs becomes exceptions with an owner."""
    with kept_or_told():
        order = lock(invoice.order)
        list(OrderLine.objects.select_for_update(no_key=True).filter(order=order).order_by("pk"))
        found = mismatches(invoice, timezone.localdate())
        open_ones = _settle_what_is_gone(invoice, found)
        waived = invoice.exceptions.exclude(resolved_by=None).filter(lapsed=False)
        settled = {(one.kind, one.order_line_id, one.found) for one in waived}
        for one in found:
            key = (one.kind, one.line.pk if one.line else None)
            if key not in open_ones and (*key, one.found) not in settled:
                _raise(invoice, order, one, by)
        verb = "except" if invoice.exceptions.open().exists() else "match"
        with transition(invoice, verb, by=by, note=note) as locked:
            pass
    return locked


def match_waiting(order: PurchaseOrder, *, by: User | None) -> None:
    """Goods came or went back: the bills of the order that nobody decided on are compared again."""
    for invoice in order.invoices.filter(status__in=Invoice.UNDECIDED).order_by("pk"):
        match_invoice(invoice, by=by)


def _settle_what_is_gone(invoice: Invoice, found: list[Mismatch]) -> set[tuple[str, int | None]]:
    """Exceptions that are none any more settle themselves; those that still stand are given back."""
    still = {(one.kind, one.line.pk if one.line else None) for one in found}
    standing = set()
    for one in invoice.exceptions.open():
        key = (one.kind, one.order_line_id)
        if key in still:
            standing.add(key)
        else:
            one.resolution, one.of_itself, one.resolved_at = "It matches now.", True, timezone.now()
            one.save(update_fields=["resolution", "of_itself", "resolved_at"])
    return standing


def _raise(invoice: Invoice, order: PurchaseOrder, one: Mismatch, by: User | None) -> None:
    """Prices and quantities of the order are the buyer's; what did not come is the requester's to look into."""
    waits = one.kind in (Kind.NOT_RECEIVED, Kind.QUANTITY, Kind.NOT_ACCEPTED)
    owner = order.requisition.requested_by if waits else order.buyer
    made = MatchException.objects.create(
        order=order, invoice=invoice, order_line=one.line, kind=one.kind, expected=one.expected, found=one.found,
        owner=owner, created_by=by,
    )  # fmt: skip
    notify([owner], NOTICE, f"A bill does not match: {made}", made)


@transaction.atomic
def resolve_exception(exception: MatchException, *, by: User, note: str) -> MatchException:
    """Say how a difference was settled. What is not there cannot be waived, only come or be billed right."""
    lock(exception.order)
    exception = lock(exception)
    if exception.resolved_at is not None:
        raise Refused(f"{exception} was settled already. Nothing was changed.")
    require_one_who_settles(exception, by)
    if exception.kind == Kind.SURPLUS:
        raise Refused("What came over is kept or goes back; words alone do not settle it. Choose one of the two.")
    if sentence := why_not_waived(exception):
        raise Refused(sentence)
    exception.resolution, exception.resolved_by, exception.resolved_at = note, by, timezone.now()
    exception.version += 1
    with kept_or_told():
        exception.save(update_fields=["resolution", "resolved_by", "resolved_at", "version"])
    log("resolve", exception, by=by, reason=note)
    if exception.invoice_id and exception.invoice.status == Invoice.Status.EXCEPTION:
        match_invoice(exception.invoice, by=by)
    return exception


def why_not_waived(exception: MatchException) -> str:
    """Why words do not settle it, and what does; empty where they do."""
    if exception.kind not in CANNOT_BE_WAIVED:
        return ""
    return (
        f"{exception.get_kind_display()} cannot be waived: the expected is {exception.expected} and "
        f"{exception.found} is found. Enter the receipt, change the order, or have the vendor bill right; "
        "then match the bill again."
    )


def require_one_who_settles(exception: MatchException, by: User) -> None:
    """Refuse who entered the bill, who wanted what is dearer now, and all but the owner and who oversees exceptions."""
    if sentence := why_not_settled_by(by, exception):
        raise Refused(sentence)


@transaction.atomic
def give_exception(exception: MatchException, owner: User, *, by: User) -> MatchException:
    """Somebody else is to settle it."""
    exception = lock(exception)
    if exception.resolved_at is not None:
        raise Refused(f"{exception} was settled already. Nothing was changed.")
    before, exception.owner = exception.owner.shown_name, owner
    exception.version += 1
    exception.save(update_fields=["owner", "version"])
    log("hand_over", exception, by=by, before=before, after=owner.shown_name)
    notify([owner], NOTICE, f"Yours to settle: {exception}", exception)
    return exception


@transaction.atomic
def approve_invoice(
    invoice: Invoice, *, by: User, descriptive: bool = False, relationship: bool = False, note: str = ""
) -> Invoice:
    """Approve a bill that matches: what was set aside gives way to what is spent (1 CSR 10-3.010).

    It is checked that the goods came first, that the bill describes them, and that business with the vendor is clear.
    """
    lock(invoice.order)
    invoice = lock(invoice)
    _require_one_who_may_approve(invoice, by)
    if not (descriptive and relationship):
        raise Refused(
            f"{invoice} is approved once it is checked that it describes what was bought and that the business with "
            "the vendor is clear (1 CSR 10-3.010). Tick both, or dispute the bill."
        )
    matched = match_invoice(invoice, by=by) if invoice.status in Invoice.UNDECIDED else invoice
    if matched.status == Invoice.Status.EXCEPTION:
        open_one = matched.exceptions.open().first()
        raise Refused(
            f"{invoice} does not match: {open_one.get_kind_display().lower()}. "
            "Match it again on its page, so that who settles it is told."
        )
    with kept_or_told():
        order = lock(invoice.order)
        _require_orderly(order, invoice)
        with transition(matched, "approve", by=by, note=note, amount=str(matched.amount)) as locked:
            locked.descriptive = locked.relationship = True
            locked.approved_by, locked.approved_at = by, timezone.now()
        _post(locked, order, by)
    return locked


def _post(invoice: Invoice, order: PurchaseOrder, by: User) -> None:
    today = timezone.localdate()
    amounts = {one.order_line_id: one.amount for one in invoice.lines.all()}
    if invoice.kind == Invoice.Kind.CREDIT:
        reopens = order.status != PurchaseOrder.Status.CLOSED
        parts = parts_given_back(order, amounts)
        unspend(order, invoice.pk, parts, seq=1, reopens=reopens, on=today, by=by)
    else:
        spend(order, invoice.pk, amounts, seq=1, on=today, by=by)
        billed = [one.pk for one in order.lines.filter(pk__in=amounts) if one.billed >= one.quantity]
        if billed:
            free_lines(order, billed, on=today, by=by)
    follow_order(order, on=today, more_on=order.issued_on, by=by)


def _require_one_who_may_approve(invoice: Invoice, by: User) -> None:
    settled = invoice.exceptions.values_list("resolved_by", flat=True)
    require_another(by, took_part(invoice, settled), f"approve the {invoice.kind_word}")


def took_part(invoice: Invoice, settled: Iterable[int | None]) -> list[Part]:
    """Everybody who had a hand in a bill, keeps its vendor, or counted what came, and so does not approve it."""
    order, vendor = invoice.order, invoice.order.vendor
    keeps = (vendor.keepers_since(order.created_at), f"keep the vendor {vendor}")
    return [*entered(invoice, settled), keeps, *received(order)]


def entered(invoice: Invoice, settled: Iterable[int | None]) -> list[Part]:
    """Who wrote a bill, asked for what it pays, or settled what differs (`settled`), and so does not approve it."""
    return [
        ([invoice.created_by_id, *invoice.writers], f"entered {invoice}"),
        (settled, f"settled what differs in {invoice}"),
        *asked_for(invoice.order),
    ]


def dispute_invoice(invoice: Invoice, *, by: User, note: str) -> Invoice:
    """It is talked over with the vendor."""
    with kept_or_told(), transition(invoice, "dispute", by=by, note=note) as locked:
        pass
    return locked


def resume_invoice(invoice: Invoice, *, by: User, note: str = "") -> Invoice:
    """The dispute is over; the bill is matched again."""
    with kept_or_told():
        with transition(invoice, "resume", by=by, note=note) as locked:
            pass
        return match_invoice(locked, by=by)


def void_invoice(invoice: Invoice, *, by: User, note: str) -> Invoice:
    """It is none. One that was approved is taken back posting by posting; one with a voucher is voided there first.

    What a line no longer needed as it was billed in full is set aside again with it.
    """
    with kept_or_told():
        order = lock(invoice.order)
        with transition(invoice, "void", by=by, note=note) as locked:
            approved = locked.status == Invoice.Status.APPROVED
            if approved and locked.kind == Invoice.Kind.CREDIT:
                raise Refused(f"{invoice} was approved and stays. Enter a bill over the same amount instead.")
        if approved:
            reopens, today = order.status != PurchaseOrder.Status.CLOSED, timezone.localdate()
            unspend(order, locked.pk, parts_of_bill(locked.pk), seq=2, reopens=reopens, on=today, by=by)
            if reopens:
                hold_lines(order, locked.lines.values_list("order_line", flat=True), on=today, by=by)
            follow_order(order, on=today, more_on=order.issued_on, by=by)
    return locked
