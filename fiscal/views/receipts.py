"""Pages of money that arrives: the day's receipts of who received them, each receipt, and the three steps."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment, written
from doc_portal.core.forms import ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, ListPage, Page
from doc_portal.core.workflow import not_from_here
from fiscal.actions.receipts import (
    log_receipt,
    post_receipts,
    record_receipts,
    reopen_receipts,
    ticket_money,
    transmit_receipts,
    void_receipt,
)
from fiscal.forms.cash import BatchFilter, CountedForm, DepositForm, PostingForm, ReceiptForm
from fiscal.models import CashReceipt, ReceiptBatch
from fiscal.models.cash import HAD_A_HAND, RECEIVED_IT, TRANSMIT_DAYS
from fiscal.tables.cash import BatchTable
from fiscal.views.parts import Part, RecordPage

MONEY = frozenset({"Amount", "Sold by the count", "Received"})
NOT_SHOWN = "Shown once you have counted"
NOT_YET = "You have still to count this money, so its amounts are not shown to you yet."


class ReceiptBatchList(ListPage):
    """The day's receipts of everybody who opens mail, the latest first; those that wait too long by a filter."""

    model = ReceiptBatch
    permission_required = "fiscal.view_receiptbatch"
    title = "Cash receipts"
    intro = "Money as it came out of the mail: received, recorded and transmitted by three people, then posted."
    table_class = BatchTable
    filterset_class = BatchFilter
    order_by = "-received_on"
    create_url_name = "fiscal:cashreceipt-create"
    row_name = "receipt"
    empty_text = "No receipts are logged here."

    def get_rows(self):
        """With the day by which each is transmitted, and what it comes to, but for who has still to count it."""
        return super().get_rows().with_due(int(value_of(TRANSMIT_DAYS))).with_shown(self.request.user)

    def create_url(self):
        """Logging a receipt begins a day's receipts."""
        return address_of(self.create_url_name) if self.request.user.has_perm("fiscal.add_cashreceipt") else None


class BatchPage(Page):
    """A page about a day's receipts."""

    model = ReceiptBatch

    def get_queryset(self):
        return super().get_queryset().for_list()


class ReceiptBatchDetail(BatchPage, RecordPage):
    """A day's receipts: each of them, who did which step, and what they came to at each."""

    permission_required = "fiscal.view_receiptbatch"

    def get_queryset(self):
        rows = super().get_queryset().select_related("posted_by").with_shown(self.request.user)
        return rows.with_due(int(value_of(TRANSMIT_DAYS)))

    def notices(self):
        """That they wait too long, and that the amounts are kept from who has still to count."""
        one = self.object
        waiting = ReceiptBatch.objects.late(int(value_of(TRANSMIT_DAYS))).filter(pk=one.pk).exists()
        words = f"This money should have been transmitted by {long_date(one.due_on)}. Fiscal Management is told."
        found = [("danger", words)] if waiting else []
        return [*found, ("info", NOT_YET)] if one.is_blind else found

    def actions(self):
        """The steps of others: whoever received money neither records nor transmits it."""
        one, user = self.object, self.request.user.pk
        had_a_hand = {"record": (one.received_by_id,), "transmit": (one.received_by_id, one.recorded_by_id)}
        return [each for each in super().actions() if user not in had_a_hand.get(each["verb"], ())]

    def facts(self):
        """The three amounts, and who did which step."""
        one = self.object
        return [
            ("Worksite", one.worksite),
            ("Received on", long_date(one.received_on)),
            ("Transmit by", long_date(one.due_on)),
            ("Received", NOT_SHOWN if one.is_blind else dollars(one.total)),
            ("Deposited", BLANK if one.deposited_total is None else dollars(one.deposited_total)),
            ("Posted", BLANK if one.posted_total is None else dollars(one.posted_total)),
            ("Deposit slip", written(one.deposit_reference)),
            ("SAM II document", written(one.posted_document)),
            ("Received by", one.received_by.shown_name),
            ("Recorded by", _who(one.recorded_by, one.recorded_at)),
            ("Transmitted by", _who(one.transmitted_by, one.transmitted_at)),
            ("Posted by", _who(one.posted_by, one.posted_at)),
        ]

    def parts(self):
        """Each receipt, and tickets against their counts."""
        return [
            Part(
                "Receipts", ("Receipt", "From", "Paid by", "Endorsed", "For", "Amount"), self.receipt_rows,
                "No receipt is logged.", MONEY, totals=1,
            ),
            Part(
                "Tickets", ("Roll", "Sold by the count", "Received"),
                [(str(roll), self.money(due), self.money(cash)) for roll, cash, due in ticket_money(self.object)],
                "No money for tickets.", MONEY,
            ),
        ]  # fmt: skip

    @cached_property
    def receipt_rows(self) -> list[tuple]:
        """Each receipt, voided ones marked, and the sum of the others."""
        found = list(self.object.receipts.order_by("pk"))
        rows = [
            (
                format_html('<a class="row-link" href="{}">{}</a>', one.get_absolute_url(), one.number),
                one.payer,
                f"{one.get_instrument_display()} {one.instrument_no}".strip(),
                "Not needed" if one.endorsed_at is None else written(one.endorsed_at),
                "Voided" if one.voided_at else one.get_kind_display(),
                self.money(one.amount),
            )
            for one in found
        ]
        return [*rows, ("All", "", "", "", "", self.money(self.object.total))] if rows else []

    def money(self, amount) -> str:
        """An amount, but for who has still to count."""
        return NOT_SHOWN if self.object.is_blind else dollars(amount)


def _who(user, moment) -> str:
    return BLANK if user is None else f"{user.shown_name}, {long_moment(moment)}"


class ReceiptBatchRecord(BatchPage, ActionPage):
    """Record what somebody else received, after counting it."""

    permission_required = "fiscal.record_receiptbatch"
    form_class = CountedForm
    action = staticmethod(record_receipts)
    intro = "Count checks and cash yourself; amounts are shown afterwards. Whoever received them cannot record them."

    def not_now(self):
        """It is to be done by another, or was done."""
        one = self.object
        return RECEIVED_IT if self.request.user.pk == one.received_by_id else not_from_here(one, self.step)


class ReceiptBatchTransmit(BatchPage, ActionPage):
    """Transmit what two others received and recorded."""

    permission_required = "fiscal.transmit_receiptbatch"
    form_class = DepositForm
    action = staticmethod(transmit_receipts)
    intro = "Whoever received or recorded this money cannot transmit it."

    def not_now(self):
        """It is to be done by a third, or is not to be done yet."""
        one = self.object
        mine = self.request.user.pk in (one.received_by_id, one.recorded_by_id)
        return HAD_A_HAND if mine else not_from_here(one, self.step)


class ReceiptBatchReopen(BatchPage, ActionPage):
    """Return recorded receipts to who received them."""

    permission_required = "fiscal.reopen_receiptbatch"
    form_class = ReasonForm
    action = staticmethod(reopen_receipts)
    intro = "A receipt that is wrong is then voided by somebody else and logged anew."


class ReceiptBatchPost(BatchPage, ActionPage):
    """Note that a deposit is posted."""

    permission_required = "fiscal.post_receiptbatch"
    form_class = PostingForm
    action = staticmethod(post_receipts)
    intro = "What is posted is what was deposited and what was received."


class ReceiptPage(Page):
    """A page about one receipt."""

    model = CashReceipt

    def get_queryset(self):
        return super().get_queryset().select_related("batch__worksite", "endorsed_by", "voided_by", "created_by")

    def trail(self):
        """Under the day's receipts."""
        up = [("Cash receipts", address_of("fiscal:receiptbatch-list"))]
        one = getattr(self, "object", None)
        if one is None or one.pk is None:
            return up
        up.append((one.batch.number, one.batch.get_absolute_url()))
        return up if isinstance(self, RecordPage) else [*up, (str(one), one.get_absolute_url())]


class CashReceiptCreate(ReceiptPage, CreatePage):
    """Log a receipt as the mail is opened."""

    permission_required = "fiscal.add_cashreceipt"
    form_class = ReceiptForm
    title = "Log a receipt"
    intro = "Log each check and sum of cash as the mail is opened, and endorse checks at once."
    button = "Log receipt"
    done = "Receipt logged. Somebody else records the day's receipts, a third person transmits them."

    def keep(self, form):
        given = form.cleaned_data
        return log_receipt(form.instance, given["worksite"], endorsed=given["endorsed"], by=self.request.user)


class CashReceiptDetail(ReceiptPage, RecordPage):
    """One receipt, as it is printed and filed."""

    permission_required = "fiscal.view_cashreceipt"

    def get_queryset(self):
        rows = super().get_queryset().with_shown(self.request.user)
        return rows.select_related("commission__contract", "commission__worksite", "roll")

    def notices(self):
        """That it was voided, by whom and why; that its amount is kept from who has still to count."""
        one = self.object
        if one.voided_at is None:
            return [("info", NOT_YET)] if one.is_blind else []
        return [("danger", f"Voided by {one.voided_by.shown_name}, {long_moment(one.voided_at)}: {one.void_reason}")]

    def paper(self):
        """The receipt; none of a voided one, and none for who has still to count it."""
        one = self.object
        if one.voided_at is not None or one.is_blind:
            return None
        return {
            "title": f"Receipt {one.number}",
            "lines": [
                ("Received at", one.batch.worksite),
                ("On", long_date(one.batch.received_on)),
                ("From", one.payer),
                ("Amount", dollars(one.amount)),
                ("Paid by", f"{one.get_instrument_display()} {one.instrument_no}".strip()),
                ("For", one.get_kind_display()),
                ("Received by", one.created_by.shown_name),
            ],
            "signs": (),
        }

    def history(self):
        """Its acts, which name its amount: not before it is counted."""
        return [] if self.object.is_blind else super().history()

    def facts(self):
        """What it is for and its endorsement."""
        one = self.object
        return [
            ("Day's receipts", format_html('<a href="{}">{}</a>', one.batch.get_absolute_url(), one.batch.number)),
            ("Endorsed", _who(one.endorsed_by, one.endorsed_at)),
            ("Month of commission", written(one.commission, long=True)),
            ("Roll of tickets", written(one.roll, long=True)),
            ("Note", written(one.note)),
        ]

    def actions(self):
        """Voiding, while the day's receipts are being received."""
        one = self.object
        possible = one.voided_at is None and one.batch.status == ReceiptBatch.Status.OPEN
        if not (possible and self.may("fiscal.void_cashreceipt", one)):
            return []
        url = address_of("fiscal:cashreceipt-void", one.pk)
        return [{"verb": "void", "url": url, "label": "Void receipt", "danger": True}]


class CashReceiptVoid(ReceiptPage, ActionPage):
    """Void a receipt somebody else logged."""

    permission_required = "fiscal.void_cashreceipt"
    form_class = ReasonForm
    action = staticmethod(void_receipt)
    button = "Void receipt"
    done = "Receipt voided."
    intro = "It stays on record with your reason. Whoever logged it cannot void it."

    def is_dangerous(self):
        return True
