"""Pages of bills: entering, matching, settling, approving, vouchers and payment."""

from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, cell, long_date, long_moment, plain_number, unit_price
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from doc_portal.core.workflow import Refused
from fiscal.actions.invoices import (
    approve_invoice,
    dispute_invoice,
    keep_invoice,
    match_invoice,
    resume_invoice,
    void_invoice,
)
from fiscal.actions.paying import interest_of
from fiscal.elsewhere import elsewhere
from fiscal.forms.invoices import ApproveInvoiceForm, InvoiceFilter, InvoiceForm
from fiscal.models import Invoice, PurchaseOrder
from fiscal.tables.purchases import CLOCK_LEVELS, InvoiceTable
from fiscal.views.lines import LinePage

LIST = ("Bills", "fiscal:invoice-list")
TYPED = ("kind", "number", "invoice_date", "received_on", "amount", "suffix", "suffix_reason", "note")


class InvoiceList(ListPage):
    """Bills, those that wait longest first."""

    model = Invoice
    permission_required = "fiscal.view_invoice"
    title = "Bills"
    intro = "Entered on the page of its order. The clock runs from the later of delivery and bill (RSMo 34.055)."
    filterset_class = InvoiceFilter
    table_class = InvoiceTable
    order_by = "received_on"
    empty_text = "No bill waits."

    def unasked(self, rows):
        """Those still to be paid."""
        return rows.unpaid()


class InvoicePage(Page):
    """A page about one bill."""

    model = Invoice

    def get_queryset(self):
        return super().get_queryset().with_clock().select_related("vendor", "order__requisition", "order__worksite")

    def trail(self):
        up = [(LIST[0], address_of(LIST[1]))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    @cached_property
    def rows(self) -> list[dict]:
        """What is billed beside what was ordered and accepted."""
        return [
            {"billed": one, "ordered": one.order_line}
            for one in self.object.lines.select_related("order_line").order_by("order_line__no")
        ]

    @cached_property
    def interest(self):
        """What interest comes to and why, or the sentence why it cannot be worked out; None before it is paid."""
        if self.object.status != "paid" or self.object.kind == "credit":
            return None
        try:
            return {"found": interest_of(self.object)}
        except Refused as refusal:
            return {"sentence": str(refusal)}

    def exceptions(self):
        """What differs, open ones first."""
        return self.object.exceptions.select_related("owner", "resolved_by").order_by("resolved_at", "pk")


class InvoiceDetail(InvoicePage, DetailPage):
    """One bill: its lines against order and receipts, what differs, its clock and its voucher."""

    permission_required = "fiscal.view_invoice"
    template_name = "fiscal/invoice_detail.html"

    def facts(self):
        """What the bill says, and who decided."""
        one = self.object
        return [
            ("Vendor", cell(one, "vendor", long=True)),
            ("Order", cell(one, "order", long=True)),
            ("Amount", dollars(one.amount)),
            ("Dated", long_date(one.invoice_date)),
            ("Came on", long_date(one.received_on)),
            ("Delivered on", long_date(one.delivered) if one.delivered else BLANK),
            ("Why it is no duplicate", one.suffix_reason or BLANK),
            ("Entered by", one.created_by.shown_name if one.created_by else BLANK),
            (
                "Approved by",
                f"{one.approved_by.shown_name}, {long_moment(one.approved_at)}" if one.approved_by else BLANK,
            ),
            ("Note", one.note or BLANK),
        ]

    def clock_level(self) -> str:
        """The shape of the clock's word."""
        return CLOCK_LEVELS.get(self.object.clock_words, "off")

    def payments(self):
        """Its vouchers, each with the numbers under which other systems hold it."""
        rows = list(self.object.payments.visible_to(self.request.user).order_by("pk"))
        held = elsewhere(rows)
        for one in rows:
            one.references = [each for each in held[one.pk] if each.documents or not one.voided_at]
        return rows

    def may_follow(self) -> bool:
        """Whether this person reads the documents of other systems."""
        return self.request.user.has_perm("fiscal.view_externaldocref")

    def may_refer(self) -> bool:
        """Whether this person notes under which number another system holds its vouchers."""
        return self.may("fiscal.refer_paymentrequest", self.object)

    def may_ask(self) -> bool:
        """Whether the vendor's application for interest can be recorded now, by this person."""
        one = self.object
        open_to = one.status == "paid" and one.kind == "bill" and one.interest_asked_on is None
        return open_to and self.may("fiscal.interest_invoice", one)

    def may_pay(self) -> bool:
        """Whether this person records payments of it."""
        return self.may("fiscal.pay_paymentrequest", self.object)

    def may_void(self) -> bool:
        """Whether this person voids its vouchers."""
        return self.may("fiscal.void_paymentrequest", self.object)

    def may_voucher(self) -> bool:
        """Whether a voucher can be entered now, by this person."""
        return (
            self.object.status == "approved"
            and self.object.kind == "bill"
            and self.may("fiscal.add_paymentrequest", self.object)
        )


class InvoiceCreate(LinePage):
    """Enter a bill of an order."""

    model = PurchaseOrder
    permission_required = "fiscal.add_invoice"
    form_class = InvoiceForm
    button = "Save bill"

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "vendor", "requisition")

    def get_title(self):
        return f"Bill for {self.object}"

    def trail(self):
        return [("Orders", address_of("fiscal:purchaseorder-list")), (str(self.object), self.object.get_absolute_url())]

    def get_lines(self):
        return self.object.lines.filter(quantity__gt=0)

    def beside(self):
        """What was ordered, accepted and billed so far."""
        return [("Vendor", str(self.object.vendor)), *order_words(self.lines)]

    def act(self, form):
        invoice = Invoice(order=self.object, **{name: form.cleaned_data[name] for name in TYPED})
        self.made = keep_invoice(invoice, form.billed(), by=self.request.user)

    def done_message(self):
        return (
            "The bill matches." if self.made.status == "matched" else "The bill is kept. It does not match; see below."
        )

    def get_success_url(self):
        return self.made.get_absolute_url()


def order_words(lines) -> list[tuple[str, str]]:
    """What was ordered at what price, accepted and billed, line by line."""
    return [
        (
            f"Line {one.no}",
            f"{plain_number(one.quantity)} {one.unit} at {unit_price(one.price)}; "
            f"{plain_number(one.accepted)} accepted, {plain_number(one.billed)} billed",
        )
        for one in lines
    ]


class InvoiceEdit(InvoicePage, LinePage):
    """Correct a bill that was not approved."""

    permission_required = "fiscal.change_invoice"
    form_class = InvoiceForm
    button = "Save bill"
    done = "Bill saved and matched again."
    asks_version = True

    def get_title(self):
        return f"Edit {self.object}"

    def get_lines(self):
        kept = {one.order_line_id: one for one in self.object.lines.all()}
        lines = list(self.object.order.lines.all())
        for line in lines:
            line.kept = kept.get(line.pk)
        return lines

    def get_initial(self):
        return {name: getattr(self.object, name) for name in TYPED}

    def beside(self):
        return order_words(self.lines)

    def act(self, form):
        if not self.object.editable:
            raise Refused(f"{self.object} was decided on and stays. Void it, or enter a credit memo.")
        for name in TYPED:
            setattr(self.object, name, form.cleaned_data[name])
        keep_invoice(self.object, form.billed(), by=self.request.user, changed="Bill")


class InvoiceStep(InvoicePage, ActionPage):
    """A step of a bill, with its lines beside the decision."""

    template_name = "fiscal/invoice_step.html"


class InvoiceMatch(InvoiceStep):
    """Compare again."""

    permission_required = "fiscal.match_invoice"
    action = staticmethod(match_invoice)
    form_class = NoteForm

    def done_message(self):
        return "The bill matches." if self.object.status == "matched" else "The bill still does not match."


class InvoiceApprove(InvoiceStep):
    """Approve it for payment."""

    permission_required = "fiscal.approve_invoice"
    form_class = ApproveInvoiceForm
    action = staticmethod(approve_invoice)

    def done_message(self):
        """A credit memo is paid by no voucher of its own."""
        if self.object.kind == Invoice.Kind.CREDIT:
            return "Approved. Take it off the next voucher of the vendor."
        return "Approved. Next, its voucher is entered."


class InvoiceDispute(InvoiceStep):
    """Talk it over with the vendor."""

    permission_required = "fiscal.dispute_invoice"
    form_class = ReasonForm
    action = staticmethod(dispute_invoice)
    done = "Disputed. It is not paid until it is taken up again."


class InvoiceResume(InvoiceStep):
    """The dispute is over."""

    permission_required = "fiscal.resume_invoice"
    action = staticmethod(resume_invoice)
    done = "Taken up again and matched."


class InvoiceVoid(InvoiceStep):
    """It is none."""

    permission_required = "fiscal.void_invoice"
    form_class = ReasonForm
    action = staticmethod(void_invoice)
    done = "Voided. Its number is free again."
