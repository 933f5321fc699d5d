"""How the pages of requisitions, orders, receipts, bills and vouchers are reached."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from fiscal.actions.invoices import dispute_invoice
from fiscal.actions.orders import approve_order, hold_order, issue_order
from fiscal.actions.paying import record_payment
from fiscal.actions.sourcing import Choice, decide_sourcing
from fiscal.models import ApprovalLimit, FundPurpose
from fiscal.tests.factories_purchases import (
    asked,
    enter_prime,
    make_approved_invoice,
    make_invoice,
    make_money,
    make_order,
    make_payment,
    make_receipt,
    make_requisition,
)
from fiscal.tests.factories_suppliers import make_vendor
from personnel.tests.factories import make_person

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)
SEEN_NOT_WRITTEN = Expect(404, 404)
WRITES = Expect(200, 302)
REFUSED = Expect(200, 409)


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def requisition(status):
    return lambda world, by: make_requisition(
        status=status, worksite=world.site, by=by if status in ("draft", "submitted", "certified") else None
    )


def mine(world, by):
    return make_requisition(worksite=world.site, by=by)


def approvable(world, by):
    made = make_requisition(status="certified", worksite=world.site, by=by)
    for user in (by,):
        ApprovalLimit.objects.get_or_create(user=user, defaults={"up_to": 10_000_000, "authority": "Delegation"})
    return made


def order(status):
    def make(world, by):
        requisition = make_requisition(status="approved", worksite=world.site)
        if status == "approved":
            decide_sourcing(requisition, Choice(), by=make_user())
        return make_order(requisition, status=status, by=by if status == "draft" else None)

    return make


def held(world, by):
    return hold_order(order("issued")(world, by), by=make_user(), note="Price to be clarified")


def many(world, n):
    string = make_money("1000000.00")
    for _ in range(n):
        make_requisition(asked(string), status="submitted", worksite=world.site, by=world.author)


def many_orders(world, n):
    string = make_money("1000000.00")
    for _ in range(n):
        make_order(make_requisition(asked(string), status="approved", worksite=world.site), status="issued")


def received(world):
    made = order("issued")(world, None)
    make_receipt(made)
    return made


def receipt(world, by):
    return make_receipt(order("issued")(world, None))


def many_receipts(world, n):
    string = make_money("1000000.00")
    for _ in range(n):
        make_receipt(
            make_order(make_requisition(asked(string), status="approved", worksite=world.site), status="issued")
        )


def bill(world, by):
    return make_invoice(received(world), by=by)


def early_bill(world, by):
    return make_invoice(order("issued")(world, None), by=by)


def many_bills(world, n):
    string = make_money("1000000.00")
    for no in range(n):
        made = make_order(make_requisition(asked(string), status="approved", worksite=world.site), status="issued")
        make_invoice(made, f"B-{no}")


def disputed(world, by):
    return dispute_invoice(bill(world, by), by=make_user(), note="Billed twice")


def approved_bill(world, by):
    return make_approved_invoice(received(world))


def paid_late(world, by):
    enter_prime("8.5")
    made = order("issued")(world, None)
    come = timezone.localdate() - timedelta(days=60)
    make_receipt(made, on=come)
    payment = make_payment(make_approved_invoice(made, received_on=come), f"P1-{made.pk}")
    return record_payment(payment, paid_on=timezone.localdate(), by=make_user()).invoice


def exception(world, by):
    made = received(world)
    return make_invoice(made, price="26.00").exceptions.get()


def voucher(world, by):
    return make_payment(approved_bill(world, by), f"P1-{make_user().pk}")


def many_vouchers(world, n):
    string = make_money("1000000.00")
    for _ in range(n):
        made = make_order(make_requisition(asked(string), status="approved", worksite=world.site), status="issued")
        make_receipt(made)
        make_payment(make_approved_invoice(made), f"P1-{make_user().pk}")


def hand_off(world, by):
    made = make_order(
        make_requisition(asked(quantity=Decimal(1)), status="approved", worksite=world.site), status="draft"
    )
    made.lines.update(is_capital=True)
    decide_sourcing(made.requisition, Choice(), by=make_user())
    made = issue_order(approve_order(made, by=make_user()), by=make_user())
    return make_receipt(made).lines.get().hand_offs.get()


def many_hand_offs(world, n):
    for _ in range(n):
        hand_off(world, None)


def limit(world, by):
    return ApprovalLimit.objects.create(user=make_user(), up_to=5000, authority="Delegation of 2026")


def limits(world, n):
    for _ in range(n):
        limit(world, None)


def fund_rule(world, by):
    return FundPurpose.objects.create(
        fund_name="Working Capital Revolving Fund", purpose="own_use_mve", authority="RSMo 217.595"
    )


def fund_rules(world, n):
    for _ in range(n):
        fund_rule(world, None)


def requisition_body(world, row):
    string = make_money()
    return {
        "worksite": world.site.pk, "budget_fy": string.budget_fy_id, "org": string.org.code, "kind": "goods",
        "need": "Floors are mopped daily.", "need_by": day(30), "pre_encumbering": "on", "rows": "2",
        "charge_1": str(string), "row0_description": "Mop heads", "row0_quantity": "10", "row0_price": "25",
        "row0_commodity": "450",
    }  # fmt: skip


def order_body(world, row):
    asking = row if hasattr(row, "need") else row.requisition
    line = asking.lines.first()
    return {
        "vendor": make_vendor().number, "deliver_by": day(14), "own_use": "on", f"quantity-{line.pk}": "4",
        f"price-{line.pk}": "25", f"match-{line.pk}": "order_receipt_invoice", "_version": getattr(row, "version", 1),
    }  # fmt: skip


def fewer(world, row):
    line = row.lines.first()
    return {"reason": "Fewer are needed", f"quantity-{line.pk}": "8", f"price-{line.pk}": "25"}


def counted(world, row):
    return {"received_on": day(), f"came-{row.lines.first().pk}": "10"}


def back(world, row):
    return {"note": "Wrong size", f"back-{row.order.lines.first().pk}": "2"}


def billed(world, row):
    lines = row.lines if hasattr(row, "deliver_by") else row.order.lines
    line = lines.first()
    return {
        "kind": "bill", "number": "A-77", "invoice_date": day(), "received_on": day(), "amount": "250.00",
        f"quantity-{line.pk}": "10", f"price-{line.pk}": "25", "_version": row.version,
    }  # fmt: skip


def reason(world, row):
    return {"note": "Not needed any more"}


def no_words(world, row):
    return {}


def prime_body(world, row):
    return {"percent": "7.5", "starts_on": day(), "authority": "Quarterly release"}


def applied(world, row):
    return {"asked_on": day()}


def checked(world, row):
    return {"descriptive": "on", "relationship": "on"}


def voucher_body(world, row):
    return {"system": "SAMII", "doc_type": "P1", "voucher_number": f"P1-{row.pk}"}


def give_body(world, row):
    buyer = make_user("fiscal.source_requisition")
    return {"person": make_person(user=buyer, email=f"buyer.{buyer.pk}@doc.example").email}


def reference_body(world, row):
    return {"system": "MOVERS", "doc_type": "P1", "agency": "931", "number": f"M-{row.pk}"}


def limit_body(world, row):
    user = make_user()
    person = make_person(user=user, email=f"approver.{user.pk}@doc.example")
    return {"person": person.email, "up_to": "5000.00", "starts_on": day(), "authority": "Delegation of 2026"}


def limit_end(world, row):
    return {"ends_on": day(30), "authority": "Delegation of 2026"}


def fund_rule_body(world, row):
    return {
        "fund_name": "Working Capital Revolving Fund", "fund_code": "0999", "purpose": "own_use_mve",
        "authority": "RSMo 217.595", "starts_on": day(),
    }  # fmt: skip


def tagged(world, row):
    return {"tag": "T-1001", "custodian": "Storekeeper", "location": "Laundry"}


def step(name, row, body=no_words, *, owner=WRITES, **more):
    """A page of a verb at a worksite."""
    return Case(f"fiscal:{name}", row=row, body=body, scope="worksite", elsewhere=SEEN_NOT_WRITTEN, owner=owner, **more)


SEE = ("fiscal.view_requisition",)
SEE_ORDER = ("fiscal.view_purchaseorder",)
SEE_BILL = ("fiscal.view_invoice",)
PURCHASES = (
    Case("fiscal:requisition-list", scope="worksite", rows=many, queries=8),
    Case("fiscal:requisition-mine", scope="worksite", also=SEE, rows=many, queries=7),
    Case("fiscal:requisition-approvals", scope="worksite", also=(*SEE, "fiscal.certify_requisition"),
         rows=many, queries=8),
    Case("fiscal:requisition-funds", scope="worksite", queries=7),
    Case("fiscal:requisition-create", scope="worksite", body=requisition_body,
         elsewhere=Expect(200, 200), queries=14),
    Case("fiscal:requisition-detail", row=requisition("approved"), scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=20),
    Case("fiscal:requisition-print", row=requisition("approved"), scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=16),
    step("requisition-edit", requisition("draft"), requisition_body, also=SEE, queries=18),
    step("requisition-submit", requisition("draft"), also=SEE, queries=16),
    step("requisition-certify", requisition("submitted"), also=SEE, owner=REFUSED, queries=16),
    step("requisition-endorse", requisition("certified"), also=SEE, owner=REFUSED, stays=409, queries=17),
    step("requisition-approve", requisition("certified"), also=SEE, owner=REFUSED, stays=409, queries=18),
    step("requisition-source", requisition("approved"), also=SEE, queries=18),
    step("requisition-give", requisition("sourcing"), give_body, also=SEE, queries=19),
    step("requisition-return", requisition("submitted"), reason, also=SEE, queries=16),
    step("requisition-close", requisition("approved"), also=SEE, queries=18),
    step("requisition-reject", requisition("submitted"), reason, also=SEE, queries=16),
    step("requisition-cancel", requisition("draft"), reason, also=SEE, queries=16),
    Case("fiscal:approvallimit-list", rows=limits, queries=8),
    Case("fiscal:approvallimit-create", body=limit_body, elsewhere=REFUSED, also=("fiscal.view_approvallimit",),
         queries=6),
    Case("fiscal:approvallimit-edit", row=limit, body=limit_end, also=("fiscal.view_approvallimit",),
         elsewhere=SEEN_NOT_WRITTEN, owner=WRITES, queries=9),
    Case("fiscal:purchaseorder-list", scope="worksite", rows=many_orders, queries=8),
    step("purchaseorder-create", requisition("approved"), order_body, also=(*SEE, *SEE_ORDER), queries=12),
    Case("fiscal:purchaseorder-detail", row=order("issued"), scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=15),
    Case("fiscal:purchaseorder-print", row=order("issued"), scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=13),
    step("purchaseorder-edit", order("draft"), order_body, also=SEE_ORDER, queries=10),
    step("purchaseorder-modify", order("issued"), fewer, also=SEE_ORDER, queries=8),
    step("purchaseorder-approve", order("draft"), also=SEE_ORDER, owner=REFUSED, queries=9),
    step("purchaseorder-issue", order("approved"), also=SEE_ORDER, queries=10),
    step("purchaseorder-hold", order("issued"), reason, also=SEE_ORDER, queries=8),
    step("purchaseorder-resume", held, also=SEE_ORDER, queries=8),
    step("purchaseorder-close", order("issued"), reason, also=SEE_ORDER, queries=10),
    step("purchaseorder-cancel", order("issued"), reason, also=SEE_ORDER, queries=8),
    step("purchaseorder-refer", order("issued"), reference_body, also=SEE_ORDER, queries=9),
    Case("fiscal:receipt-waiting", scope="worksite", rows=many_orders, queries=8),
    step("receipt-create", order("issued"), counted, also=(*SEE_ORDER, "fiscal.view_receipt"), queries=8),
    Case("fiscal:receipt-list", scope="worksite", rows=many_receipts, queries=8),
    Case("fiscal:receipt-detail", row=receipt, scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=10),
    step("receipt-return", receipt, back, also=("fiscal.view_receipt",), queries=9),
    Case("fiscal:capitalhandoff-list", scope="worksite", rows=many_hand_offs, queries=8),
    step("capitalhandoff-edit", hand_off, tagged, also=("fiscal.view_capitalhandoff",), queries=11),
    Case("fiscal:fundpurpose-list", rows=fund_rules, queries=8),
    Case("fiscal:fundpurpose-create", body=fund_rule_body, elsewhere=REFUSED, also=("fiscal.view_fundpurpose",),
         queries=6),
    Case("fiscal:fundpurpose-edit", row=fund_rule, body=fund_rule_body, also=("fiscal.view_fundpurpose",),
         elsewhere=SEEN_NOT_WRITTEN, owner=WRITES, queries=7),
    Case("fiscal:invoice-list", scope="worksite", rows=many_bills, queries=8),
    step("invoice-create", order("issued"), billed, also=(*SEE_ORDER, *SEE_BILL), queries=8),
    Case("fiscal:invoice-detail", row=bill, scope="worksite",
         elsewhere=NOWHERE, owner=READ, queries=11),
    step("invoice-edit", bill, billed, also=SEE_BILL, queries=9),
    step("invoice-match", early_bill, also=SEE_BILL, queries=9),
    step("invoice-approve", bill, checked, also=SEE_BILL, owner=REFUSED, queries=12),
    step("invoice-dispute", bill, reason, also=SEE_BILL, queries=9),
    step("invoice-resume", disputed, also=SEE_BILL, queries=9),
    step("invoice-void", bill, reason, also=SEE_BILL, queries=9),
    step("invoice-voucher", approved_bill, voucher_body, also=(*SEE_BILL, "fiscal.view_paymentrequest"), queries=12),
    Case("fiscal:primerate-list", rows=lambda world, n: [enter_prime("8.5") for _ in range(n)], queries=8),
    Case("fiscal:primerate-create", body=prime_body, elsewhere=REFUSED, also=("fiscal.view_primerate",), queries=6),
    step("invoice-interest", paid_late, applied, also=SEE_BILL, queries=13),
    Case("fiscal:matchexception-list", scope="worksite", rows=many_bills, queries=8),
    step("matchexception-resolve", exception, reason,
         also=("fiscal.view_matchexception", "fiscal.oversee_matchexception", *SEE_BILL), queries=7),
    Case("fiscal:paymentrequest-list", scope="worksite", rows=many_vouchers, queries=8),
    step("paymentrequest-pay", voucher, lambda world, row: {"paid_on": day()},
         also=("fiscal.view_paymentrequest", *SEE_BILL), queries=8),
    step("paymentrequest-void", voucher, reason, also=("fiscal.view_paymentrequest", *SEE_BILL), queries=9),
    step("paymentrequest-refer", voucher, reference_body, also=("fiscal.view_paymentrequest", *SEE_BILL), queries=9),
)  # fmt: skip
