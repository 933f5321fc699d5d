"""Pages of vouchers, their payment, and interest on late payment."""

from doc_portal.core.addresses import address_of
from doc_portal.core.forms import ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, ListPage
from fiscal.actions.paying import ask_interest, enter_voucher, record_payment, void_voucher
from fiscal.forms.invoices import InterestForm, PaidForm, PaymentFilter, VoucherForm
from fiscal.models import PaymentRequest
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

    def done_message(self):
        return f"Recorded. {dollars(self.object.interest_due)} of interest are due."


class PaymentStep(ActionPage):
    """A step of a voucher."""

    model = PaymentRequest

    def get_queryset(self):
        return super().get_queryset().select_related("invoice__vendor", "invoice__order__worksite")

    def trail(self):
        return [("Vouchers", address_of("fiscal:paymentrequest-list"))]

    def get_intro(self):
        return f"{self.object.invoice}, {dollars(self.object.amount)}."


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
    form_class = ReasonForm
    action = staticmethod(void_voucher)
    button = "Void voucher"
    done = "The voucher is void. Its bill can be vouchered again."

    def is_dangerous(self):
        return True
