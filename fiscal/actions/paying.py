"""Vouchers in the book of record outside: entered, paid, voided (fiscal.md 3.19, 3.20, 4.4)."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.external import note_reference, void_references
from fiscal.actions.vendors import note_payment
from fiscal.duties import Part, approved, asked_for, received, require_another
from fiscal.interest import Interest, NoRate, interest_on
from fiscal.models import Invoice, PaymentRequest
from fiscal.refusals import kept_or_told


@transaction.atomic
def enter_voucher(invoice: Invoice, *, system: str, doc_type: str, voucher_number: str, by: User) -> PaymentRequest:
    """Note that an approved bill was vouchered. A number that was used is refused, naming what it paid."""
    lock(invoice.order)
    invoice = lock(invoice)
    _require_one_who_may_pay(invoice, by)
    if invoice.kind == Invoice.Kind.CREDIT:
        raise Refused(f"{invoice} gives back and is not paid. Take it off the next voucher of the vendor.")
    used = PaymentRequest.objects.filter(system=system, voucher_key=_key(voucher_number)).first()
    if used is not None:
        raise Refused(
            f"Voucher {voucher_number} was used for {used.invoice}"
            f"{' and is void' if used.voided_at else ''}. A number is used once; enter that of this voucher."
        )
    with kept_or_told():
        with transition(invoice, "voucher", by=by, note=f"Voucher {voucher_number}") as locked:
            pass
        made = PaymentRequest.objects.create(
            invoice=locked, amount=locked.amount, system=system, doc_type=doc_type, voucher_number=voucher_number,
            paid_by=by, created_by=by,
        )  # fmt: skip
        note_reference(made, system=system, doc_type=doc_type, number=voucher_number, by=by)
    log("create", made, by=by)
    return made


def _key(number: str) -> str:
    return "".join(one for one in number.upper() if one.isascii() and one.isalnum())


def _require_one_who_may_pay(invoice: Invoice, by: User, what: str = "enter the voucher") -> None:
    """Refuse who took part in the purchase. Whoever calls holds the lock of its order, so that nobody joins now."""
    require_another(by, decided_on(invoice), what)


def decided_on(invoice: Invoice) -> Iterator[Part]:
    """Who took part in what a bill pays, and so does not pay it."""
    yield ([invoice.approved_by_id], f"approved {invoice}")
    yield from asked_for(invoice.order)
    yield from approved(invoice.order)
    yield from received(invoice.order)


@transaction.atomic
def record_payment(payment: PaymentRequest, *, paid_on: date, by: User, note: str = "") -> PaymentRequest:
    """The voucher was paid on a day; the late-payment clock of the bill stands still."""
    lock(payment.invoice.order)
    payment = lock(payment)
    if payment.voided_at or payment.paid_on:
        how = f"paid on {long_date(payment.paid_on)}" if payment.paid_on else "void"
        raise Refused(f"{payment} is {how} already. Nothing was changed.")
    _require_one_who_may_pay(payment.invoice, by, "record the payment")
    if paid_on < payment.invoice.received_on:
        raise Refused(
            f"The bill came on {long_date(payment.invoice.received_on)} and cannot have been paid before. "
            "Enter the day on which it was paid."
        )
    if paid_on > timezone.localdate():
        raise Refused(f"{long_date(paid_on)} is still to come. Enter the day on which it was paid.")
    with kept_or_told():
        payment.paid_on, payment.recorded_by, payment.version = paid_on, by, payment.version + 1
        payment.save(update_fields=["paid_on", "recorded_by", "version"])
        with transition(payment.invoice, "pay", by=by, note=note):
            pass
        note_payment(payment.invoice.vendor_id, paid_on)
    log("pay", payment, by=by, reason=note)
    return payment


@transaction.atomic
def ask_interest(invoice: Invoice, *, asked_on: date, by: User, note: str = "") -> Invoice:
    """The vendor asks for interest on a bill that was paid late; what is due is kept (RSMo 34.055)."""
    invoice = lock(invoice)
    if invoice.interest_asked_on is not None:
        raise Refused(
            f"The vendor asked for interest on {invoice} on {long_date(invoice.interest_asked_on)} already. "
            "Nothing was changed."
        )
    if asked_on > timezone.localdate():
        raise Refused(f"{long_date(asked_on)} is still to come. Enter the day on which the vendor asked.")
    found = interest_of(invoice)
    if not found.due:
        raise Refused(
            f"{invoice} was paid on day {found.clock_days}; interest is owed from day {found.last_day + 1} "
            "(RSMo 34.055). Tell the vendor that none is due."
        )
    with kept_or_told():
        invoice.interest_asked_on, invoice.interest_due = asked_on, found.due
        invoice.version += 1
        invoice.save(update_fields=["interest_asked_on", "interest_due", "version"])
    log("interest", invoice, by=by, after=dollars(found.due), reason=note)
    return invoice


def interest_of(invoice: Invoice) -> Interest:
    """What is due on a bill that was paid. Raises `Refused` where it was not, or a rate is not entered."""
    payment = invoice.payments.exclude(paid_on=None).filter(voided_at=None).first()
    if invoice.kind == Invoice.Kind.CREDIT or payment is None or invoice.clock_from is None:
        raise Refused(f"{invoice} is not paid. Interest is worked out once it was: record the payment first.")
    try:
        return interest_on(invoice.amount, invoice.clock_from, payment.paid_on)
    except NoRate as missing:
        raise Refused(str(missing)) from missing


@transaction.atomic
def void_voucher(payment: PaymentRequest, *, by: User, note: str, voided_there: bool = False) -> PaymentRequest:
    """The voucher does not stand; its bill can be vouchered again, under another number.

    Its document in the book of record is void with it: it was canceled there (`voided_there`), or that is to be sent.
    """
    lock(payment.invoice.order)
    payment = lock(payment)
    if payment.voided_at or payment.paid_on:
        how = f"paid on {long_date(payment.paid_on)}" if payment.paid_on else "void already"
        raise Refused(f"{payment} is {how}. What was paid comes back with a credit memo.")
    _require_one_who_may_pay(payment.invoice, by, "void the voucher")
    with kept_or_told():
        payment.voided_at, payment.voided_by, payment.void_reason = timezone.now(), by, note
        payment.version += 1
        payment.save(update_fields=["voided_at", "voided_by", "void_reason", "version"])
        with transition(payment.invoice, "unvoucher", by=by, note=note):
            pass
        void_references(payment, sent=voided_there, by=by, note=note)
    log("void", payment, by=by, reason=note)
    return payment
