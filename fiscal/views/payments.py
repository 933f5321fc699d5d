"""Pages of vouchers, their payment, and interest on late payment."""

from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, ListPage
from doc_portal.core.workflow import not_from_here
from fiscal.actions.paying import ask_interest, decided_on, enter_voucher, record_payment, void_voucher
from fiscal.duties import why_another
from fiscal.forms.external import systems
from fiscal.forms.invoices import InterestForm, PaidForm, PaymentFilter, VoidVoucherForm, VoucherForm
from fiscal.models import Invoice, PaymentRequest
from fiscal.tables.purchases import PaymentTable
from fiscal.views.invoices import InvoiceStep


class PaymentRequestList(ListPage):
    """Vouchers."""

    model = PaymentRequest
    permission_required = "fiscal.view_paymentrequest"
    title = "Vouchers"
    filterset_class = PaymentFilter
    table_class = PaymentTable
    order_by = "-vouchered_at"
    row_name = "voucher"
    empty_text = "No voucher is entered."


class InvoiceVoucher(InvoiceStep):
    """Enter the voucher of an approved bill."""

    permission_required = "fiscal.add_paymentrequest"
    form_class = VoucherForm
    button = "Enter voucher"
    done = "Voucher entered. Record the payment once it was made."
    verb = "voucher"
    template_name = "fiscal/invoice_voucher.html"

    def get_queryset(self):
        """A credit memo has no voucher of its own."""
        return super().get_queryset().exclude(kind=Invoice.Kind.CREDIT)

    def not_now(self):
        """Who took part in the purchase does not pay it; a bill is vouchered once it is approved."""
        part = why_another(self.request.user, decided_on(self.object), "enter the voucher")
        return part or not_from_here(self.object, self.step)

    def credits(self):
        """Credit memos of the vendor that wait to be taken off."""
        return Invoice.objects.to_take_off(self.object.vendor_id).order_by("pk")

    def action(self, invoice, *, by, **typed):
        """The bill goes on with its voucher."""
        return enter_voucher(invoice, by=by, **typed).invoice


class InvoiceInterest(InvoiceStep):
    """The vendor asks for interest: the day is kept, with what is due."""

    permission_required = "fiscal.interest_invoice"
    template_name = "fiscal/invoice_interest.html"
    form_class = InterestForm
    action = staticmethod(ask_interest)
    button = "Record application"

    def get_title(self):
        return f"Vendor asks for interest: {self.object}"

    def not_now(self):
        """It was asked for, is not owed, or cannot be worked out."""
        one, interest = self.object, self.interest or {}
        if one.interest_asked_on is not None:
            return f"The vendor asked for it on {long_date(one.interest_asked_on)}."
        owed = "found" in interest and interest["found"].due
        return "" if owed else "No interest is owed as it stands below; nothing is to be recorded."

    def done_message(self):
        return f"Recorded. {dollars(self.object.interest_due)} of interest are due."


class PaymentStep(ActionPage):
    """A step of a voucher."""

    model = PaymentRequest

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("invoice__vendor", "invoice__order__worksite", "invoice__order__requisition")
        )

    def trail(self):
        return [("Vouchers", address_of("fiscal:paymentrequest-list"))]

    def get_intro(self):
        return f"{self.object.invoice}, {dollars(self.object.amount)}."

    def not_now(self):
        """Who took part in the purchase neither records its payment nor voids its voucher."""
        return why_another(self.request.user, decided_on(self.object.invoice), "do this")


class PaymentRequestPay(PaymentStep):
    """It was paid."""

    permission_required = "fiscal.pay_paymentrequest"
    form_class = PaidForm
    action = staticmethod(record_payment)
    button = "Record payment"
    done = "Paid."


class PaymentRequestVoid(PaymentStep):
    """It does not stand."""

    permission_required = "fiscal.void_paymentrequest"
    form_class = VoidVoucherForm
    button = "Void voucher"

    @cached_property
    def system(self) -> str:
        """The system in which it was entered."""
        return dict(systems()).get(self.object.system, self.object.system)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"system": self.system}

    def action(self, payment, *, by, **typed):
        """With whether it is void there as well, for what is said afterwards."""
        self.voided_there = typed["voided_there"]
        return void_voucher(payment, by=by, **typed)

    def done_message(self):
        there = (
            ""
            if self.voided_there
            else f" Void it in {self.system} too: its cancellation is still to be entered there."
        )
        return f"The voucher is void. Its bill can be vouchered again.{there}"

    def is_dangerous(self):
        return True
