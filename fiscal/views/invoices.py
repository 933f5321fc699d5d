"""Pages of bills: entering, matching, settling, approving, vouchers and payment."""

from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, cell, long_date, long_moment, plain_number, unit_price
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from doc_portal.core.workflow import Refused, not_from_here
from fiscal.actions.invoices import (
    approve_invoice,
    dispute_invoice,
    entered,
    keep_invoice,
    match_invoice,
    resume_invoice,
    took_part,
    void_invoice,
)
from fiscal.actions.paying import decided_on, interest_of
from fiscal.duties import may_settle, why_another
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
        """What is billed beside what was ordered and accepted; of a credit memo beside what went back."""
        lines = self.object.lines.select_related("order_line").order_by("order_line__no")
        if self.object.is_credit:
            lines = lines.with_returns()
        return [{"billed": one, "ordered": one.order_line} for one in lines]

    def unreturned(self) -> str:
        """That a credit memo gives back goods at the price of the order that nobody sent back; empty where none."""
        if not self.object.is_credit or self.object.status == Invoice.Status.VOID:
            return ""
        found = [
            f"{one.order_line.no}: {plain_number(one.credited)} credited, {plain_number(one.went_back)} went back"
            for one in (row["billed"] for row in self.rows)
            if one.went_back < one.credited and one.price == one.order_line.price
        ]
        if not found:
            return ""
        return (
            f"Fewer went back than are given back, at the price of the order (line {'; line '.join(found)}). Ask why: "
            "have the goods sent back on their receiving report, or say in the note what it is for."
        )

    @cached_property
    def interest(self):
        """What interest comes to and why, or the sentence why it cannot be worked out; None before it is paid."""
        if self.object.status != "paid" or self.object.kind == "credit":
            return None
        try:
            return {"found": interest_of(self.object)}
        except Refused as refusal:
            return {"sentence": str(refusal)}

    @cached_property
    def exceptions(self) -> list:
        """What differs, open ones first; each says whether this person may settle it."""
        rows = list(self.object.exceptions.select_related("owner", "resolved_by").order_by("resolved_at", "pk"))
        for one in rows:
            one.invoice, one.order = self.object, self.object.order
            may = self.may("fiscal.resolve_matchexception", one)
            one.may_settle = may and may_settle(self.request.user, one)
        return rows

    @cached_property
    def why_not_approved(self) -> str:
        """Why somebody else approves it, as far as the page reads who had a hand in it; the action asks for all."""
        return why_another(self.request.user, entered(self.object, self.settled), self.approving)

    @property
    def settled(self) -> list[int | None]:
        """Who settled what differs."""
        return [each.resolved_by_id for each in self.exceptions]

    @property
    def approving(self) -> str:
        """What somebody else must do."""
        return f"approve the {self.object.kind_word}"


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
            ("Gives back" if one.is_credit else "Amount", dollars(one.amount)),
            ("Dated", long_date(one.invoice_date)),
            ("Came on", long_date(one.received_on)),
            *(() if one.is_credit else (("Delivered on", long_date(one.delivered) if one.delivered else BLANK),)),
            ("Why it is no duplicate", one.suffix_reason or BLANK),
            ("Entered by", one.created_by.shown_name if one.created_by else BLANK),
            (
                "Approved by",
                f"{one.approved_by.shown_name}, {long_moment(one.approved_at)}" if one.approved_by else BLANK,
            ),
            ("Note", one.note or BLANK),
        ]

    def actions(self):
        """The steps, but for those that would end in a refusal for this person; a credit memo is called so."""
        one, found = self.object, super().actions()
        if one.is_credit:
            stays = one.status == Invoice.Status.APPROVED
            found = [step_of_credit(each) for each in found if not (stays and each["verb"] == "void")]
        return [each for each in found if each["verb"] != "approve" or not self.why_not_approved]

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
        return self.may("fiscal.pay_paymentrequest", self.object) and self.took_no_part

    def may_void(self) -> bool:
        """Whether this person voids its vouchers."""
        return self.may("fiscal.void_paymentrequest", self.object) and self.took_no_part

    @cached_property
    def took_no_part(self) -> bool:
        """Whether this person had no hand in what it pays, and so may pay it."""
        return not why_another(self.request.user, decided_on(self.object), "pay it")

    def may_voucher(self) -> bool:
        """Whether a voucher can be entered now, by this person."""
        return (
            self.object.status == "approved"
            and self.object.kind == "bill"
            and self.may("fiscal.add_paymentrequest", self.object)
            and self.took_no_part
        )


def step_of_credit(step: dict) -> dict:
    """A button as it reads on a credit memo."""
    return step | {"label": "Approve credit memo"} if step["verb"] == "approve" else step


class InvoiceCreate(LinePage):
    """Enter a bill of an order."""

    model = PurchaseOrder
    permission_required = "fiscal.add_invoice"
    form_class = InvoiceForm

    @property
    def button(self) -> str:
        """With what is entered."""
        return f"Save {self.kind_words.lower()}"

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "vendor", "requisition")

    def get_title(self):
        return f"{self.kind_words} for {self.object}"

    @property
    def kind_words(self) -> str:
        """What is entered: a bill, unless the address or what was typed says a credit memo."""
        kinds = dict(Invoice.Kind.choices)
        asked = self.request.POST.get("kind") or self.request.GET.get("kind")
        return str(kinds.get(asked, kinds[Invoice.Kind.BILL]))

    def get_initial(self):
        asked = self.request.GET.get("kind")
        return super().get_initial() | ({"kind": asked} if asked in Invoice.Kind.values else {})

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
        if self.made.status != Invoice.Status.MATCHED:
            return f"The {self.kind_words.lower()} is kept. It does not match; see below."
        if self.made.is_credit:
            return "The credit memo is kept. No more is given back than was billed; see below what of it went back."
        return "The bill matches."

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
    asks_version = True

    @property
    def button(self) -> str:
        """With what it is."""
        return f"Save {self.object.kind_word}"

    def done_message(self):
        return f"{self.object.get_kind_display()} saved and matched again."

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
        name = self.object.kind_word
        return f"The {name} {'matches' if self.object.status == 'matched' else 'still does not match'}."


class InvoiceApprove(InvoiceStep):
    """Approve it for payment."""

    permission_required = "fiscal.approve_invoice"
    form_class = ApproveInvoiceForm
    action = staticmethod(approve_invoice)

    def get_button(self):
        return "Approve credit memo" if self.object.is_credit else super().get_button()

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.object.is_credit:
            form.fields["descriptive"].label = "The credit memo describes what is given back"
        return form

    def not_now(self):
        """Somebody else approves it, or it is at another step."""
        told = why_another(self.request.user, took_part(self.object, self.settled), self.approving)
        return told or not_from_here(self.object, self.step)

    def done_message(self):
        """A credit memo is paid by no voucher of its own."""
        if self.object.is_credit:
            return "Approved. Take it off the vendor’s next voucher."
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
