"""Pages of what arrives: counting blind, returning, the receiving report, and handing capital objects over."""

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, cell, long_date, long_moment, plain_number
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage, ListPage, Page
from fiscal.actions.hand_offs import finish_hand_off
from fiscal.actions.receiving import receive_order
from fiscal.actions.returns import return_goods, still_here
from fiscal.duties import may_settle
from fiscal.forms.receiving import FundPurposeForm, HandOffForm, ReceiveForm, ReturnForm, WaitingFilter
from fiscal.models import CapitalHandOff, FundPurpose, MatchException, PurchaseOrder, Receipt
from fiscal.tables.purchases import FundPurposeTable, HandOffTable, ReceiptTable, WaitingTable
from fiscal.views.lines import LinePage

LIST = ("Receiving reports", "fiscal:receipt-list")


class ReceiptList(ListPage):
    """What came when."""

    model = Receipt
    permission_required = "fiscal.view_receipt"
    title = "Receiving reports"
    table_class = ReceiptTable
    order_by = "-number"
    empty_text = "Nothing came yet."


class ReceiptWaiting(ListPage):
    """Orders of which something is still to come."""

    model = PurchaseOrder
    permission_required = "fiscal.add_receipt"
    title = "To receive"
    intro = "Issued orders of which something has not come. Open the one on the packing slip and count what arrived."
    filterset_class = WaitingFilter
    table_class = WaitingTable
    order_by = "number"
    row_name = "order"
    empty_text = "Nothing is on its way."

    def get_rows(self):
        """Where this person receives."""
        return self.model.objects.permitted(self.request.user, "fiscal.add_receipt").to_receive().for_receiving()


class ReceiptPage(Page):
    """A page about one receiving report."""

    model = Receipt

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "order__vendor", "received_by", "support", "original")

    def trail(self):
        return [(LIST[0], address_of(LIST[1]))]


class ReceiptDetail(ReceiptPage, DetailPage):
    """What came: the paper people file."""

    permission_required = "fiscal.view_receipt"
    template_name = "fiscal/receipt_detail.html"

    def facts(self):
        """When, where, who."""
        one = self.object
        return [
            ("Order", cell(one, "order", long=True)),
            ("Vendor", str(one.order.vendor)),
            ("Worksite", str(one.worksite)),
            ("Went back on" if one.is_return else "Came on", long_date(one.received_on)),
            ("Counted by", f"{one.received_by.shown_name}, {long_moment(one.created_at)}"),
            ("Packing slip", one.packing_slip or BLANK),
            ("Note", one.note or BLANK),
            ("Support", cell(one, "support", long=True)),
            ("Follows", cell(one, "original", long=True)),
        ]

    def lines(self):
        """Line by line, with what came over and waits to be decided on, and whether this person may."""
        rows = list(self.object.lines.select_related("order_line"))
        waiting = MatchException.objects.open().filter(receipt_line__receipt=self.object).select_related("owner")
        found = {one.receipt_line_id: one for one in waiting}
        for row in rows:
            row.waits = found.get(row.pk)
            row.may_settle = row.waits is not None and self.may_settle(row.waits)
        return rows

    def may_settle(self, exception: MatchException) -> bool:
        """Whether this person decides on what came over."""
        exception.order = self.object.order
        user = self.request.user
        return self.may("fiscal.resolve_matchexception", exception) and may_settle(user, exception)

    def may_return(self) -> bool:
        """Whether something of it can go back, by this person."""
        return (
            not self.object.is_return
            and self.object.order.status == "issued"
            and self.may("fiscal.return_receipt", self.object)
        )


class ReceiptCreate(LinePage):
    """Count what came, without seeing what was ordered."""

    model = PurchaseOrder
    permission_required = "fiscal.add_receipt"
    form_class = ReceiveForm
    button = "Record what came"
    intro = "Count first, then enter what you counted. What was ordered is not shown here on purpose."

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "vendor", "requisition")

    def get_title(self):
        return f"Receive {self.object}"

    def trail(self):
        return [("To receive", address_of("fiscal:receipt-waiting"))]

    def get_lines(self):
        return self.object.lines.exclude(match_rule="order_invoice").filter(quantity__gt=0)

    def beside(self):
        """From whom."""
        return [("Vendor", str(self.object.vendor)), ("Worksite", str(self.object.worksite))]

    def act(self, form):
        typed = form.cleaned_data
        self.made = receive_order(
            self.object, form.counted(), received_on=typed["received_on"], by=self.request.user,
            packing_slip=typed["packing_slip"], note=typed["note"], support=typed["support"],
        )  # fmt: skip
        self.over = self.made.lines.filter(surplus__gt=0).exists()

    def done_message(self):
        if self.over:
            return f"{self.made} is recorded. More came than may come over; the buyer was told and decides on the rest."
        return f"{self.made} is recorded."

    def get_success_url(self):
        return self.made.get_absolute_url()


class ReceiptReturn(ReceiptPage, LinePage):
    """Send something back."""

    permission_required = "fiscal.return_receipt"
    form_class = ReturnForm
    button = "Record the return"
    done = "The return is recorded."

    def get_title(self):
        return f"Return of {self.object}"

    def get_lines(self):
        here = self.object.lines.filter(accepted__gt=0).values("order_line")
        return self.object.order.lines.filter(pk__in=here)

    def beside(self):
        """What of it is still here, line by line."""
        here = still_here(self.object)
        return [(f"Line {one.no}", f"{plain_number(here.get(one.pk))} {one.unit} still here") for one in self.lines]

    def act(self, form):
        self.made = return_goods(self.object, form.going(), by=self.request.user, note=form.cleaned_data["note"])

    def get_success_url(self):
        return self.made.get_absolute_url()


class CapitalHandOffList(ListPage):
    """Capital objects that came."""

    model = CapitalHandOff
    permission_required = "fiscal.view_capitalhandoff"
    title = "Capital objects to hand over"
    intro = "What came and belongs into the register of assets: its tag, who keeps it, where, and what paid for it."
    table_class = HandOffTable
    order_by = "tag"
    row_name = "object"
    empty_text = "No capital object came."

    def get_rows(self):
        """Those that did not go back."""
        return super().get_rows().standing()


class CapitalHandOffEdit(EditPage):
    """Say where it is."""

    model = CapitalHandOff
    permission_required = "fiscal.change_capitalhandoff"
    form_class = HandOffForm
    button = "Save"
    done = "Saved."

    def get_intro(self):
        one = self.object
        if one.went_back_id:
            return f"It went back to the vendor with {one.went_back.receipt}."
        where = f" It was bought for {one.permitted_site}." if one.permitted_site else ""
        return f"Paid by {one.funding_source}.{where}"

    def trail(self):
        return [("Capital objects to hand over", address_of("fiscal:capitalhandoff-list"))]

    def keep(self, form, changed):
        return finish_hand_off(form.instance, by=self.request.user, changed=changed)


class FundPurposeList(ListPage):
    """Which fund may not pay for what."""

    model = FundPurpose
    permission_required = "fiscal.view_fundpurpose"
    title = "Fund rules"
    intro = "What a fund may not pay for. An order is refused where a rule with a fund code says so."
    table_class = FundPurposeTable
    order_by = "fund_name"
    row_name = "rule"
    empty_text = "No rule is entered."


class FundPurposeCreate(CreatePage):
    """Enter one."""

    model = FundPurpose
    permission_required = "fiscal.add_fundpurpose"
    form_class = FundPurposeForm
    title = "New fund rule"
    button = "Add rule"


class FundPurposeEdit(EditPage):
    """Enter the code of its fund, or end it."""

    model = FundPurpose
    permission_required = "fiscal.change_fundpurpose"
    form_class = FundPurposeForm
    button = "Save rule"
