"""What purchases give people to do: steps that wait for them, what differs, and bills that wait too long."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.money import dollars
from doc_portal.core.registry import TodoItem
from doc_portal.core.values import value_of
from fiscal.duties import payable_by, wanted_by_others
from fiscal.models import Invoice, MatchException, PaymentRequest, PurchaseOrder, Receipt, Requisition
from fiscal.models.invoices import CLOCK

SHOWN = 20


def requisitions_waiting(user):
    """Submitted by others where one certifies or approves."""
    return Requisition.objects.awaiting(user)


def requisitions_to_decide(user) -> list[TodoItem]:
    """Each of them, what is needed first on top."""
    rows = requisitions_waiting(user).with_total().order_by("need_by", "pk")
    return [
        TodoItem(
            title=f"{one.next_step}: {one.number}", url=one.get_absolute_url(),
            note=f"{one.need_words} {dollars(one.total)}", due_on=one.need_by,
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip


def requisitions_returned(user):
    """One's own that came back."""
    return Requisition.objects.filter(Q(requested_by=user) | Q(created_by=user), status="returned")


def requisitions_to_change(user) -> list[TodoItem]:
    """Each of them."""
    return [
        TodoItem(title=f"Change {one.number} and submit it again", url=one.get_absolute_url(), due_on=one.need_by)
        for one in requisitions_returned(user).order_by("need_by", "pk")[:SHOWN]
    ]


def requisitions_approved(user):
    """Approved, and no buyer has taken them up; none of one's own."""
    rows = Requisition.objects.permitted(user, "fiscal.source_requisition").filter(status="approved")
    return wanted_by_others(user, rows)


def requisitions_to_take_up(user) -> list[TodoItem]:
    """Each of them, what is needed first on top."""
    return [
        TodoItem(title=f"Take up {one.number}", url=one.get_absolute_url(), note=one.need_words, due_on=one.need_by)
        for one in requisitions_approved(user).order_by("need_by", "pk")[:SHOWN]
    ]


def requisitions_without_order(user):
    """Taken up by this buyer, and nothing is ordered on them; none of one's own."""
    rows = Requisition.objects.permitted(user, "fiscal.add_purchaseorder").without_order().filter(buyer=user)
    return wanted_by_others(user, rows)


def requisitions_to_order(user) -> list[TodoItem]:
    """Each of them, what is needed first on top."""
    return [
        TodoItem(title=f"Order {one.number}", url=one.get_absolute_url(), note=one.need_words, due_on=one.need_by)
        for one in requisitions_without_order(user).order_by("need_by", "pk")[:SHOWN]
    ]


def orders_written(user):
    """Drafts of others that one may approve."""
    rows = PurchaseOrder.objects.permitted(user, "fiscal.approve_purchaseorder").filter(status="draft")
    return rows.exclude(Q(created_by=user) | Q(requisition__requested_by=user) | Q(requisition__created_by=user))


def orders_to_approve(user) -> list[TodoItem]:
    """Each of them."""
    rows = orders_written(user).select_related("vendor").order_by("deliver_by", "pk")
    return [
        TodoItem(
            title=f"Approve order {one.number}", url=one.get_absolute_url(), note=str(one.vendor), due_on=one.deliver_by
        )
        for one in rows[:SHOWN]
    ]


def orders_approved(user):
    """Approved ones where one issues orders, of what others asked for."""
    rows = PurchaseOrder.objects.permitted(user, "fiscal.issue_purchaseorder").filter(status="approved")
    return wanted_by_others(user, rows, "requisition__")


def orders_to_issue(user) -> list[TodoItem]:
    """Each of them, what is wanted first on top."""
    rows = orders_approved(user).select_related("vendor").order_by("deliver_by", "pk")
    return [
        TodoItem(
            title=f"Issue order {one.number}", url=one.get_absolute_url(), note=str(one.vendor), due_on=one.deliver_by
        )
        for one in rows[:SHOWN]
    ]


def invoices_matched(user):
    """Matched bills and credit memos where one approves, but for those one wrote, settled or asked for."""
    rows = Invoice.objects.permitted(user, "fiscal.approve_invoice").filter(status="matched")
    asked = Q(order__requisition__requested_by=user) | Q(order__requisition__created_by=user)
    settled = MatchException.objects.filter(invoice=OuterRef("pk"), resolved_by=user)
    received = Receipt.objects.filter(Q(received_by=user) | Q(created_by=user), order=OuterRef("order"))
    own = Q(created_by=user) | Q(writers__contains=[user.pk])
    return rows.exclude(own | asked).exclude(Exists(settled)).exclude(Exists(received))


def invoices_to_approve(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = invoices_matched(user).select_related("vendor").order_by("received_on", "pk")
    return [
        TodoItem(
            title=f"Approve {one.kind_word} {one.number} of {one.vendor}",
            url=address_of("fiscal:invoice-detail", one.pk), note=dollars(one.signed_amount),
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip


def invoices_approved(user):
    """Approved bills where one enters vouchers, but for those of whose purchase one took part."""
    rows = Invoice.objects.permitted(user, "fiscal.add_paymentrequest").filter(status="approved", kind="bill")
    return payable_by(user, rows)


def invoices_to_voucher(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = invoices_approved(user).select_related("vendor").order_by("received_on", "pk")
    return [
        TodoItem(
            title=f"Enter the voucher of {one.number} of {one.vendor}",
            url=address_of("fiscal:invoice-detail", one.pk), note=dollars(one.amount),
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip


def vouchers_unpaid(user):
    """Vouchers to pay where one records payments, but for those of whose purchase one took part."""
    rows = PaymentRequest.objects.permitted(user, "fiscal.pay_paymentrequest").filter(paid_on=None, voided_at=None)
    return payable_by(user, rows, "invoice__")


def vouchers_to_pay(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = vouchers_unpaid(user).select_related("invoice__vendor").order_by("vouchered_at", "pk")
    return [
        TodoItem(
            title=f"Record when voucher {one.voucher_number} was paid",
            url=address_of("fiscal:invoice-detail", one.invoice_id),
            note=f"{one.invoice.vendor}, {dollars(one.amount)}",
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip


def exceptions_owned(user):
    """Open exceptions that are one's to settle."""
    return MatchException.objects.open().filter(owner=user)


def exceptions_to_settle(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = exceptions_owned(user).select_related("order", "invoice").order_by("created_at", "pk")
    return [
        TodoItem(
            title=str(one), url=(one.invoice or one.order).get_absolute_url(),
            note=one.says,
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip


def invoices_slow(user):
    """Bills where one approves that wait longer than the days after which they turn amber."""
    today = timezone.localdate()
    rows = Invoice.objects.permitted(user, "fiscal.approve_invoice").unpaid().exclude(kind="credit")
    old = rows.filter(received_on__lte=today - timedelta(days=int(value_of(CLOCK[0], today))))
    return old.with_clock(today).filter(clock_words__in=["Amber", "Red", "Interest"])


def invoices_to_hurry(user) -> list[TodoItem]:
    """Each of them, the slowest on top."""
    rows = invoices_slow(user).select_related("vendor").order_by("-clock_days", "pk")
    return [
        TodoItem(
            title=f"Day {one.clock_days}: {one.kind_word} {one.number} of {one.vendor}",
            url=address_of("fiscal:invoice-detail", one.pk), note=dollars(one.amount),
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip
