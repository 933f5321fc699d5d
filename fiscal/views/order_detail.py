"""The page of an order: its lines with what came and was billed, what stands in its way, and what can be done now."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, cell, long_date
from doc_portal.core.models import AuditEvent
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import DetailPage
from fiscal.closing import UNDECIDED, why_not_closed
from fiscal.duties import buys_for_others, may_settle, why_not_approved_by
from fiscal.elsewhere import elsewhere
from fiscal.models import MatchException, OrderFunding
from fiscal.tables.purchases import STATE_LEVELS
from fiscal.views.orders import COUNTS, OrderPage


class PurchaseOrderDetail(OrderPage, DetailPage):
    """One order: its lines with what came and was billed, receipts, bills, versions."""

    permission_required = "fiscal.view_purchaseorder"
    template_name = "fiscal/purchaseorder_detail.html"

    def facts(self):
        """What the paper says, and who decided."""
        one = self.object
        return [
            ("State", one.state_words),
            ("Vendor", cell(one, "vendor", long=True)),
            ("Requisition", cell(one, "requisition", long=True)),
            ("Contract", cell(one, "contract", long=True)),
            ("Deliver by", long_date(one.deliver_by)),
            ("Deliver to", one.deliver_to or str(one.worksite)),
            ("For the department’s own use", "Yes" if one.own_use else f"No: {one.own_use_reason}"),
            ("In service on", long_date(one.in_service_on) if one.in_service_on else BLANK),
            ("Version", str(one.revision)),
            ("Written by", one.created_by.shown_name if one.created_by else BLANK),
            ("Approved by", one.approved_by.shown_name if one.approved_by else BLANK),
            ("Issued by", f"{one.issued_by.shown_name}, {long_date(one.issued_on)}" if one.issued_by else BLANK),
        ]

    @property
    def state(self) -> tuple[str, str]:
        """What is still to come, in words, and the shape of them."""
        words = self.object.state_words
        return words, STATE_LEVELS[words]

    def actions(self):
        """The steps that can be taken: none that what came or a bill stands in the way of, nor one of one's own."""
        ended = any(one.received or one.billed for one in self.ordered)
        waiting = any(one.status in UNDECIDED for one in self.invoices)
        one, user = self.object, self.request.user
        came = any(line.accepted > line.billed for line in self.ordered)
        hidden = {
            "cancel": ended or waiting, "close": waiting or (came and why_not_closed(one, user)),
            "issue": not buys_for_others(user, one.requisition), "approve": why_not_approved_by(user, one),
        }  # fmt: skip
        return [step for step in super().actions() if not hidden.get(step["verb"])]

    def notices(self) -> list[tuple[str, str]]:
        """Why it is on hold, and what it was closed short of; each with its shape."""
        one = self.object
        if one.status == "on_hold":
            told = AuditEvent.objects.of(one).filter(act="hold", outcome=AuditEvent.Outcome.DONE)
            why = told.order_by("-pk").values_list("reason", flat=True).first()
            return [("warning", f"On hold: {why}" if why else "On hold.")]
        if one.status == "closed" and not self.is_blind:
            return [("info", self.closed_words())]
        return []

    def closed_words(self) -> str:
        """What was given back as it was closed, and what is paid on it."""
        back = OrderFunding.objects.filter(line__order=self.object).aggregate(sum=Sum("released"))["sum"]
        paid = sum((one.billed_amount for one in self.ordered), Decimal(0))
        unbilled = self.object.unbilled_reason
        why = f" Not all that came was billed: {unbilled}" if unbilled else ""
        return (
            f"Closed: {dollars(back or Decimal(0))} was released. What was billed comes to {dollars(paid)}; no more is "
            f"paid on this order.{why}"
        )

    def came_over(self) -> list[tuple[MatchException, bool]]:
        """What came over and waits to be decided on, and whether this person may."""
        if self.is_blind:
            return []
        rows = MatchException.objects.open().filter(order=self.object, kind=MatchException.Kind.SURPLUS)
        return [(one, self.may_settle(one)) for one in rows.select_related("owner", "order_line").order_by("pk")]

    def may_settle(self, exception: MatchException) -> bool:
        """Whether this person decides on what came over."""
        exception.order = self.object
        user = self.request.user
        return self.may("fiscal.resolve_matchexception", exception) and may_settle(user, exception)

    @cached_property
    def receipts(self):
        """What came."""
        return list(self.object.receipts.visible_to(self.request.user).order_by("pk"))

    @cached_property
    def invoices(self):
        """What was billed."""
        return list(self.object.invoices.visible_to(self.request.user).order_by("pk"))

    def revisions(self):
        """Its versions."""
        return self.object.revisions.select_related("made_by") if self.object.revision > 1 else ()

    def references(self):
        """Under which numbers other systems hold it; nothing before it is issued."""
        return elsewhere([self.object])[self.object.pk] if self.object.issued_on else ()

    def may_follow(self) -> bool:
        """Whether this person reads the documents of other systems."""
        return self.request.user.has_perm("fiscal.view_externaldocref")

    def ways_on(self) -> list[tuple[str, str]]:
        """What can be entered for it now, by this person."""
        one = self.object
        found = []
        if one.status == "issued" and self.may(COUNTS, one):
            found.append(("Receive", address_of("fiscal:receipt-create", one.pk)))
        if one.issued_on and one.status != "cancelled" and self.may("fiscal.add_invoice", one):
            found += self.ways_to_bill()
        if one.status in ("issued", "on_hold") and self.may("fiscal.modify_purchaseorder", one):
            found.append(("Change", address_of("fiscal:purchaseorder-modify", one.pk)))
        if one.issued_on and self.may("fiscal.refer_purchaseorder", one):
            found.append(("Note reference", address_of("fiscal:purchaseorder-refer", one.pk)))
        return found

    def ways_to_bill(self) -> list[tuple[str, str]]:
        """A bill while something is left to bill, a credit memo once something was billed."""
        url, found = address_of("fiscal:invoice-create", self.object.pk), []
        open_still = self.object.status in ("issued", "on_hold")
        if open_still and any(line.billed < max(line.quantity, line.accepted) for line in self.ordered):
            found.append(("Enter a bill", url))
        if any(line.billed for line in self.ordered):
            found.append(("Enter a credit memo", f"{url}?kind=credit"))
        return found
