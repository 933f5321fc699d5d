"""Money that arrives and is handed over: what auditors found does not go through, by the pages or around them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.models import Notification
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user, make_worksite, post_form
from doc_portal.core.tests.raw_sql import refusing
from doc_portal.core.workflow import Refused
from fiscal.actions.commissions import expect_commissions, state_commission, tell_of_commissions
from fiscal.actions.contracts import tell_of_expiring_contracts
from fiscal.actions.handovers import pay_hand_over, witness_hand_over
from fiscal.actions.imprest import count_fund
from fiscal.actions.needs import send_list
from fiscal.actions.receipts import (
    log_receipt,
    post_receipts,
    record_receipts,
    reopen_receipts,
    tell_of_late_receipts,
    transmit_receipts,
    void_receipt,
)
from fiscal.actions.tickets import count_tickets
from fiscal.models import CashHandOver, CashReceipt, CommissionMonth, ImprestCount, NeedsLine, NeedsList, ReceiptBatch
from fiscal.tests.factories_cash import (
    make_batch,
    make_commission,
    make_fund,
    make_hand_over,
    make_list,
    make_machine,
    make_need,
    make_receipt,
    make_roll,
    make_vending,
)
from fiscal.tests.factories_suppliers import make_contract
from fiscal.todo_cash import (
    hand_overs_to_witness,
    late_receipts,
    lists_to_send,
    receipts_to_record,
    receipts_to_transmit,
    statements_to_enter,
    statements_to_question,
)
from fiscal.words import in_words

pytestmark = pytest.mark.django_db
FORTY = Decimal("40.00")


def forced(batch: ReceiptBatch, **fields) -> None:
    """Around the application: columns of a day's receipts written as SQL would."""
    ReceiptBatch.objects.filter(pk=batch.pk).update(**fields)


def test_af_03_receipts_that_wait_over_one_business_day_are_listed_and_told_of():
    worksite = make_worksite()
    director = make_user("fiscal.review_receiptbatch", "fiscal.view_receiptbatch")
    new = make_batch(worksite=worksite)
    day = timezone.localdate() - timedelta(days=9)
    late = ReceiptBatch.objects.create(
        number="RCB-T-1", worksite=worksite, received_by=new.received_by, received_on=day
    )

    assert list(ReceiptBatch.objects.late(1)) == [late]
    assert [one.due_on < timezone.localdate() for one in late_receipts(director)] == [True]
    assert tell_of_late_receipts() == 1
    assert tell_of_late_receipts() == 0
    assert "is not deposited" in Notification.objects.get(user=director).title


def test_af_12_a_check_that_is_not_endorsed_as_it_is_logged_is_refused():
    check = CashReceipt(payer="A. Payer", instrument_no="7", amount=FORTY, kind="other")
    with pytest.raises(Refused, match="Endorse the check"):
        log_receipt(check, make_worksite(), endorsed=False, by=make_user())

    logged = make_receipt()
    assert logged.endorsed_by == logged.created_by
    assert timezone.now() - logged.endorsed_at < timedelta(minutes=1)
    with refusing("receipt_is_voided_never_changed"):
        CashReceipt.objects.all().update(endorsed_at=None)


def test_af_13_receiving_recording_and_transmitting_take_three_people():
    receiver, recorder, third = make_user(), make_user(), make_user()
    batch = make_batch(by=receiver)
    with pytest.raises(Refused, match="Somebody else must record"):
        record_receipts(batch, by=receiver, counted=FORTY)
    batch = record_receipts(batch, by=recorder, counted=FORTY)
    for same in (receiver, recorder):
        with pytest.raises(Refused, match="A third person must transmit"):
            transmit_receipts(batch, by=same, deposited=FORTY, reference="DS-1")
    batch = transmit_receipts(batch, by=third, deposited=FORTY, reference="DS-1")

    assert batch.status == "transmitted"
    with refusing("receipts_transmitted_by_a_third"):
        forced(batch, transmitted_by=recorder)
    with refusing("receipts_recorded_by_another"):
        forced(batch, recorded_by=receiver)
    with refusing("receipt_batch_keeps_who_received"):
        forced(batch, received_by=make_user())
    with pytest.raises(Refused, match="logged by who received"):
        make_receipt_in(make_batch(), by=make_user())


def test_no_page_tells_what_the_money_comes_to_before_its_next_person_has_counted(client):
    site = make_worksite()
    read = ("core.use_portal", "fiscal.view_receiptbatch", "fiscal.view_cashreceipt", "fiscal.view_commissionmonth")
    steps = ("fiscal.transmit_receiptbatch", "fiscal.review_receiptbatch", "fiscal.record_receiptbatch")
    receiver, second = (make_user(*read, *steps, worksite=site) for _ in range(2))
    third = make_user(*read, *steps[:2], worksite=site)
    month = make_commission(machine := make_machine(worksite=site))
    stated = {"stated_on": timezone.localdate(), "stated_commission": FORTY, "lines": {machine: Decimal(400)}}
    month = state_commission(month, by=make_user(), **stated)
    batch = make_batch(by=receiver, worksite=site, kind="commission", commission=month, amount=Decimal("50.00"))
    pages = (
        "/fiscal/cash/", batch.get_absolute_url(), batch.receipts.get().get_absolute_url(), month.get_absolute_url(),
        "/fiscal/commissions/", "/fiscal/commissions/?state=differing", "/me/to-do/",
    )  # fmt: skip

    def told(user):
        client.force_login(user)
        read = [client.get(url).content.decode() for url in pages]
        return [any(words in page for words in ("50.00", "10.00", ">Differs</span>")) for page in read]

    blind, seen = [False] * 7, [True] * 6 + [False]
    assert told(second) == told(third) == blind
    assert told(receiver) == seen
    assert "/record/" not in client.get(batch.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="Somebody else must record"):
        record_receipts(batch, by=receiver, counted=Decimal("1.00"))
    batch = record_receipts(batch, by=second, counted=Decimal("50.00"))
    assert told(second) == seen
    assert told(third) == blind
    with pytest.raises(Refused, match="A third person must transmit"):
        transmit_receipts(batch, by=receiver, deposited=Decimal("1.00"), reference="DS-1")
    assert "/transmit/" in client.get(batch.get_absolute_url()).content.decode()
    client.force_login(second)
    assert "/transmit/" not in client.get(batch.get_absolute_url()).content.decode()


def make_receipt_in(batch: ReceiptBatch, by) -> None:
    """A receipt put among the receipts of somebody else."""
    from_another = CashReceipt(
        batch=batch, number="RCP-T-1", payer="A", instrument="cash", amount=1, kind="other", created_by=by
    )
    try:
        with transaction.atomic():
            from_another.save()
    except IntegrityError as error:
        raise Refused("Receipts are logged by who received them.") from error


def test_what_is_deposited_and_posted_is_what_was_received():
    batch = make_batch()
    with pytest.raises(Refused, match=r"\$39.99 counted differs from what was received. Count again") as wrong:
        record_receipts(batch, by=make_user(), counted=Decimal("39.99"))
    assert "40.00" not in str(wrong.value), "the second person counts; nobody tells them what to count"
    batch = record_receipts(batch, by=make_user(), counted=FORTY)
    with pytest.raises(Refused, match="deposited"):
        transmit_receipts(batch, by=make_user(), deposited=Decimal("30.00"), reference="DS-1")
    batch = transmit_receipts(batch, by=make_user(), deposited=FORTY, reference="DS-1")
    with pytest.raises(Refused, match="posted"):
        post_receipts(batch, by=make_user(), posted=Decimal("41.00"), document="CR 1")
    batch = post_receipts(batch, by=make_user(), posted=FORTY, document="CR 1")

    assert batch.total == batch.deposited_total == batch.posted_total == FORTY
    with refusing("receipt_batch_keeps_who_received"):
        forced(batch, deposited_total=1)
    with refusing("receipts_total_follows_receipts"):
        forced(make_batch(), total=1)


def test_a_wrong_receipt_is_voided_by_another_before_it_is_recorded_and_never_changed():
    batch = make_batch("recorded")
    receipt = batch.receipts.get()
    with pytest.raises(Refused, match="voided and logged anew"):
        void_receipt(receipt, by=make_user(), note="Entered twice")
    reopen_receipts(batch, by=make_user(), note="Entered twice")
    with pytest.raises(Refused, match="Somebody else must void"):
        void_receipt(receipt, by=receipt.created_by, note="Entered twice")
    void_receipt(receipt, by=make_user(), note="Entered twice")

    batch.refresh_from_db()
    assert (batch.status, batch.total) == ("open", 0)
    with refusing("receipt_is_voided_never_changed"):
        CashReceipt.objects.all().delete()


def test_af_11_a_deposit_closes_only_with_the_money_for_the_tickets_that_are_gone():
    site, receiver = make_worksite(), make_user()
    roll = make_roll(site)
    batch = make_receipt(by=receiver, worksite=site, kind="tickets", roll=roll, amount=Decimal("18.00")).batch
    roll = count_tickets(roll, by=make_user(), batch=batch, next_no=roll.first_no + 10)
    batch = record_receipts(batch, by=make_user(), counted=Decimal("18.00"))
    third = make_user()

    with pytest.raises(Refused, match=r"tickets for \$20.00 were sold by the count, \$18.00 was received"):
        transmit_receipts(batch, by=third, deposited=Decimal("18.00"), reference="DS-1")
    with refusing("receipts_of_tickets_are_what_was_sold"):
        forced(
            batch,
            status="transmitted",
            transmitted_by=third,
            transmitted_at=timezone.now(),
            deposited_total=Decimal("18.00"),
            deposit_reference="DS-1",
        )

    batch = reopen_receipts(batch, by=third, note="$2.00 short")
    make_receipt(by=receiver, worksite=site, kind="tickets", roll=roll, amount=Decimal("2.00"), instrument="cash")
    batch = record_receipts(batch, by=make_user(), counted=Decimal("20.00"))
    batch = transmit_receipts(batch, by=third, deposited=Decimal("20.00"), reference="DS-1")
    assert (batch.status, roll.on_hand) == ("transmitted", 90)


def test_tickets_on_hand_only_fall_and_spoiled_ones_have_a_reason():
    roll = make_roll()
    batch = make_batch(worksite=roll.worksite)
    roll = count_tickets(roll, by=make_user(), batch=batch, next_no=roll.first_no + 5, spoiled=5, spoiled_reason="Torn")
    assert roll.counts.get().due == 0

    with pytest.raises(Refused, match="than the last count left"):
        count_tickets(roll, by=make_user(), batch=make_batch(worksite=roll.worksite), next_no=roll.first_no)
    with pytest.raises(Refused, match="Say what happened"):
        count_tickets(roll, by=make_user(), batch=make_batch(worksite=roll.worksite), next_no=roll.next_no + 2,
                      spoiled=2)  # fmt: skip
    with pytest.raises(Refused, match="of its worksite"):
        count_tickets(roll, by=make_user(), batch=make_batch(), next_no=roll.next_no)


def test_af_14_a_count_of_a_fund_that_differs_is_closed_with_its_reason_alone():
    fund = make_fund(authorized=100)
    with pytest.raises(Refused, match=r"a difference of -\$5.00"):
        count_fund(fund, by=make_user(), stamps=Decimal(40), cash=Decimal(35), vouchers=Decimal(20))
    with refusing("imprest_count_explains_its_difference"):
        ImprestCount.objects.create(fund=fund, cash=95)

    count_fund(fund, by=make_user(), stamps=Decimal(40), cash=Decimal(35), vouchers=Decimal(20), reason="Stamps lost")
    count_fund(fund, by=make_user(), stamps=Decimal(40), cash=Decimal(40), vouchers=Decimal(20))
    assert [one.difference for one in fund.counts.order_by("pk")] == [-5, 0]
    with refusing("imprest_count_stays"):
        ImprestCount.objects.all().update(stamps=45)


def test_stamps_are_asked_of_a_fund_that_holds_some_and_the_total_is_told(client):
    petty = make_fund(authorized=100, holds_stamps=False)
    rights = ("fiscal.view_imprestfund", "fiscal.count_imprestfund")
    client.force_login(make_user("core.use_portal", *rights, worksite=petty.worksite))
    url = f"{petty.get_absolute_url()}count/"
    assert "stamps" not in client.get(url).content.decode().lower()
    answer = post_form(client, url, cash="60.00", vouchers="40.00", reason="")
    assert "$100.00 together, $100.00 authorized" in client.get(answer.url).content.decode()


def test_af_10_no_commission_is_taken_without_a_live_contract_and_expiry_is_told_180_days_ahead():
    over = make_vending(starts_on=timezone.localdate() - timedelta(days=400))
    amended = make_machine(over, placed_on=over.starts_on)
    beyond = (over.ends_on + timedelta(days=40)).replace(day=1)
    with refusing("commission_month_of_a_live_contract"):
        CommissionMonth.objects.create(contract=over, worksite=amended.worksite, month=beyond, due_on=beyond)
    with pytest.raises(Refused, match="log the money as “Other”"):
        make_receipt(kind="commission")
    with refusing("vending_machine_of_a_vending_contract"):
        make_machine(make_contract())

    keeper = make_user("fiscal.amend_contract", "fiscal.view_contract")
    soon = make_contract(ends_on=timezone.localdate() + timedelta(days=180))
    make_contract(ends_on=timezone.localdate() + timedelta(days=181))
    assert (tell_of_expiring_contracts(), tell_of_expiring_contracts()) == (1, 0)
    assert soon.number in Notification.objects.get(user=keeper).title


def test_af_21_commission_is_worked_out_of_each_machines_sales_and_the_difference_shows(client):
    contract = make_vending("12.50")
    first, second = make_machine(contract), make_machine(contract)
    second.worksite = first.worksite
    second.save()
    month = make_commission(first)
    month = state_commission(
        month, by=make_user(), stated_on=timezone.localdate(), stated_commission=Decimal("100.00"),
        lines={first: Decimal("600.00"), second: Decimal("400.10")},
    )  # fmt: skip
    assert (month.sales, month.expected, month.state) == (Decimal("1000.10"), Decimal("125.01"), "Check late")
    assert month.stated_short == Decimal("25.01")
    rights = ("fiscal.view_commissionmonth", "fiscal.state_commissionmonth")
    clerk = make_user("core.use_portal", *rights, worksite=first.worksite)
    assert [one.title.split(":")[0] for one in statements_to_question(clerk)] == [
        "Statement $25.01 short of the contract"
    ]
    client.force_login(clerk)
    assert "statement is $25.01 short of the contract" in client.get(month.get_absolute_url()).content.decode()
    assert "$25.01" in client.get("/fiscal/commissions/?state=short").content.decode()
    tell_of_commissions()
    assert Notification.objects.filter(user=clerk, title__startswith="The statement is short of the contract").exists()

    make_receipt(kind="commission", commission=month, amount=Decimal("100.00"))
    month.refresh_from_db()
    assert (month.difference, month.state) == (Decimal("-25.01"), "Statement short")
    assert list(CommissionMonth.objects.differing()) == [month]
    with refusing("commission_sums_follow_rows"):
        CommissionMonth.objects.filter(pk=month.pk).update(received=125)
    with refusing("machine_of_the_contract_and_worksite"):
        month.lines.create(machine=make_machine(), gross=1)


def test_af_22_every_month_of_a_contract_is_expected_and_a_missing_statement_or_late_check_is_told_once():
    today = timezone.localdate()
    contract = make_vending(starts_on=today - timedelta(days=200), commission_due_day=10)
    machine = make_machine(contract, placed_on=contract.starts_on)
    clerk = make_user("fiscal.state_commissionmonth", "fiscal.view_commissionmonth", worksite=machine.worksite)
    expect_commissions()
    months = CommissionMonth.objects.order_by("month")
    begun = contract.starts_on.replace(day=1)

    assert months.count() == (today.year - begun.year) * 12 + today.month - begun.month + 1
    assert {one.due_on.day for one in months} == {10}
    overdue = months.filter(due_on__lt=today).count()
    assert tell_of_commissions() == 2 * overdue
    assert tell_of_commissions() == 0
    assert Notification.objects.filter(user=clerk, title__startswith="No statement").count() == overdue


def test_af_42_a_hand_over_has_its_amount_in_figures_and_words():
    made = make_hand_over(amount=Decimal("1234.56"))
    assert made.amount_words == "One thousand two hundred thirty-four and 56/100 dollars"

    with refusing("hand_over_stays_as_prepared"):
        CashHandOver.objects.all().update(amount_words="Nothing")
    with refusing("hand_over_in_figures_and_words"):
        CashHandOver.objects.create(
            number="CHO-T-1", amount=5, amount_words="", worksite=make_worksite(), recipient="R", purpose="Fare"
        )
    with pytest.raises(Refused, match="nothing about executions"):
        make_hand_over(purpose="Execution team, second shift")


def test_af_43_a_hand_over_closes_and_prints_with_a_payer_and_a_witness_who_are_two(client):
    payer, site = make_user(), make_worksite()
    made = make_hand_over(worksite=site)
    with pytest.raises(Refused):
        witness_hand_over(made, by=make_user())
    made = pay_hand_over(made, by=payer)
    with pytest.raises(Refused, match="Somebody else must witness"):
        witness_hand_over(made, by=payer)
    with refusing("hand_over_confirmed_by_two"):
        CashHandOver.objects.all().update(status="closed")

    client.force_login(make_user("core.use_portal", "fiscal.view_cashhandover", worksite=site))
    assert 'id="paper"' not in client.get(made.get_absolute_url()).content.decode()
    made = witness_hand_over(made, by=make_user())
    paper = client.get(made.get_absolute_url()).content.decode()
    assert 'id="paper"' in paper
    assert "Fifty and 00/100 dollars" in paper


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.05", "Zero and 05/100 dollars"),
        ("10.00", "Ten and 00/100 dollars"),
        ("21.10", "Twenty-one and 10/100 dollars"),
        ("100.00", "One hundred and 00/100 dollars"),
        ("1000019.99", "One million nineteen and 99/100 dollars"),
    ],
)
def test_amounts_are_written_out(amount, words):
    assert in_words(Decimal(amount)) == words


def test_a_list_of_needs_is_sent_with_a_class_on_every_line_and_takes_none_afterwards():
    made = make_list()
    with pytest.raises(Refused, match="each of which has a class"):
        send_list(made, by=make_user())
    need = make_need(classified=False)
    with pytest.raises(Refused, match="Classify them"):
        send_list(made, by=make_user())
    NeedsLine.objects.filter(pk=need.pk).update(withdrawn=True)
    make_need()
    made = send_list(made, by=make_user())

    assert (made.status, made.sent_on) == ("sent", timezone.localdate())
    with refusing("need_of_a_list_that_takes_lines"):
        NeedsLine.objects.all().update(estimate=1)
    with refusing("needs_list_has_its_days"):
        NeedsList.objects.all().update(sent_on=None)


def test_each_step_waits_on_the_list_of_who_can_take_it_and_of_nobody_who_took_another():
    site = make_worksite()
    rights = ("fiscal.record_receiptbatch", "fiscal.transmit_receiptbatch", "fiscal.witness_cashhandover",
              "fiscal.state_commissionmonth")  # fmt: skip
    here, elsewhere = make_user(*rights, worksite=site), make_user(*rights, worksite=make_worksite())
    make_batch(by=here, worksite=site)
    make_batch(worksite=site)
    make_batch("recorded", worksite=site)
    make_hand_over("paid", worksite=site)
    make_commission(make_machine(worksite=site))
    steps = (receipts_to_record, receipts_to_transmit, hand_overs_to_witness, statements_to_enter)

    assert [len(step(here)) for step in steps] == [1, 1, 1, 1]
    assert [len(step(elsewhere)) for step in steps] == [0, 0, 0, 0]
    make_list()
    assert len(lists_to_send(make_user("fiscal.send_needslist"))) == 1


@pytest.mark.django_db(transaction=True)
def test_receipts_logged_at_once_by_one_person_are_one_batch_whose_total_is_exact():
    receiver, site = make_user(), make_worksite()

    answers = at_once(*[lambda: make_receipt(by=receiver, worksite=site)] * 8)

    assert len({one.number for one in answers}) == 8
    assert ReceiptBatch.objects.get().total == 8 * FORTY
