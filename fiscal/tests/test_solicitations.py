"""Quotes are sealed until their time, late ones for ever; an award is the lowest and best (fiscal.md 3.12, 3.13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from doc_portal.core.actions.holidays import resting_on
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.owner import run_as_owner
from doc_portal.core.tests.raw_sql import refusing
from doc_portal.core.workflow import Refused
from fiscal.actions.contracts import begin_contract
from fiscal.actions.quotes import (
    award_solicitation,
    decide_protest,
    enter_prices,
    evaluate_quotes,
    finalize_award,
    record_protest,
    withdraw_quote,
)
from fiscal.actions.solicitations import (
    answer_question,
    cancel_solicitation,
    close_solicitation,
    enter_question,
    issue_addendum,
    post_solicitation,
    reject_quotes,
    tell_of_closings,
)
from fiscal.models import Addendum, Award, Protest, PurchaseOrder, Quote, QuoteLine, Solicitation
from fiscal.sourcing import blocks_ordering
from fiscal.tests.factories_bids import (
    let_time_pass,
    let_window_pass,
    make_awarded,
    make_draft_bids,
    make_evaluated,
    make_opened,
    make_posted,
    make_quote,
    scores_of,
)
from fiscal.tests.factories_sourcing import make_asked, make_class, make_decision
from fiscal.tests.factories_suppliers import make_draft, make_vendor

pytestmark = pytest.mark.django_db

TWO = ({"description": "Towels", "quantity": Decimal(10), "unit": "dozen"},
       {"description": "Soap", "quantity": Decimal(4), "unit": "case"})  # fmt: skip


def seen() -> int:
    """How many lines of quotes the role that serves requests can read, by whatever statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fiscal_quoteline")
        return cursor.fetchone()[0]


def test_what_is_quoted_is_read_by_nobody_before_its_time_and_late_quotes_never():
    posted = make_posted()
    make_quote(posted, "412.55")
    assert (seen(), QuoteLine.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fiscal_quoteline SET price = 1")
        assert cursor.rowcount == 0
    for change in ({"closes_at": timezone.now()}, {"closes_at": timezone.now() + timedelta(days=99)}):
        with refusing("solicitation_time_follows_addenda"):
            Solicitation.objects.filter(pk=posted.pk).update(**change)
    let_time_pass(posted)
    assert seen() == 1
    late = make_quote(posted, "1.00")
    assert (late.late, seen()) == (True, 1)
    with refusing("quote_line_of_one_that_counts"):
        QuoteLine.objects.create(quote=late, item=posted.items.get(), price=1)
    with refusing("quote_stays_as_it_came"):
        Quote.objects.filter(pk=late.pk).update(late=False)


def test_sealed_words_stand_on_no_page_in_no_list_search_or_act(client):
    posted = make_posted()
    make_quote(posted, "412.55")
    client.force_login(
        make_user("fiscal.view_solicitation", "fiscal.export_solicitation", "core.view_auditevent", "core.use_portal")
    )
    pages = (
        posted.get_absolute_url(), "/fiscal/solicitations/", "/fiscal/solicitations/?export=csv", "/search/?q=towels",
        "/audit/",
    )  # fmt: skip
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        read = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"412.55" not in read
        assert b"41,255" not in read
    let_time_pass(posted)
    close_solicitation(posted, by=make_user())
    assert b"$41,255.00" in client.get(posted.get_absolute_url()).content


def test_a_canceled_solicitation_keeps_its_quotes_sealed_and_one_that_closed_is_not_canceled():
    posted = make_posted()
    make_quote(posted)
    canceled = cancel_solicitation(posted, by=make_user(), note="No longer needed.")
    let_time_pass(canceled)
    assert seen() == 0
    with pytest.raises(Refused, match="Open the quotes, and reject all of them"):
        cancel_solicitation(let_time_pass(make_posted()), by=make_user(), note="x")


def test_quotes_are_opened_after_they_close_and_a_quote_is_taken_back_before():
    posted, by = make_posted(), make_user()
    with pytest.raises(Refused, match="stay sealed until"):
        close_solicitation(posted, by=by)
    with refusing("solicitation_opened_after_it_closes"):
        Solicitation.objects.filter(pk=posted.pk).update(status="closed", opened_by=by, opened_at=timezone.now())
    quote = make_quote(posted)
    withdraw_quote(quote, by=by, note="Wrong price.")
    make_quote(posted, vendor=quote.vendor)
    envelope = make_quote(posted, None)
    let_time_pass(posted)
    with pytest.raises(Refused, match="until the solicitation closes"):
        withdraw_quote(envelope, by=by, note="x")
    with pytest.raises(Refused, match="once quotes are opened"):
        enter_prices(envelope, {posted.items.get().pk: Decimal("3.10")}, by=by)
    tell_of_closings()
    opened = close_solicitation(posted, by=by)
    enter_prices(envelope, {opened.items.get().pk: Decimal("3.10")}, by=by)
    assert seen() == 2


@pytest.mark.parametrize(
    ("kind", "method", "estimate", "days", "enough"),
    [
        ("goods", "bids", "100000.00", 4, False), ("goods", "bids", "100000.00", 5, True),
        ("construction", "construction", "100000.01", 9, False),
        ("construction", "construction", "100000.01", 10, True),
        ("goods", "quotes", "99999.99", None, True),
    ],
)  # fmt: skip
def test_it_is_advertised_for_days_before_opening(kind, method, estimate, days, enough):
    closes = timezone.now() + timedelta(days=30)
    advertised = days and timezone.localdate(closes) - timedelta(days=days)
    draft = make_draft_bids(
        method=method, estimate=Decimal(estimate), commodity=make_class(kind=kind), closes_at=closes,
        advertised_on=advertised,
    )  # fmt: skip
    if enough:
        assert post_solicitation(draft, by=make_user()).status == "posted"
    else:
        with pytest.raises(Refused, match="advertised for more days"):
            post_solicitation(draft, by=make_user())


def test_informal_quotes_end_where_bids_begin_and_nothing_is_posted_empty_or_past():
    with pytest.raises(Refused, match="Make it an invitation for bids"):
        post_solicitation(make_draft_bids(estimate=Decimal("100000.00")), by=make_user())
    with pytest.raises(Refused, match="asks for nothing yet"):
        post_solicitation(make_draft_bids(items=()), by=make_user())
    with pytest.raises(Refused, match="The closing is past"):
        post_solicitation(make_draft_bids(closes_at=timezone.now() - timedelta(1)), by=make_user())


def test_a_posted_solicitation_changes_by_numbered_addenda_alone():
    posted, by = make_posted(), make_user()
    with refusing("solicitation_changes_by_addendum"):
        Solicitation.objects.filter(pk=posted.pk).update(title="Rugs")
    with refusing("solicitation_item_fixed_once_posted"):
        posted.items.all().delete()
    later = posted.closes_at + timedelta(days=7)
    issue_addendum(posted, by=by, says="White only.")
    moved = issue_addendum(posted, by=by, says="A week more.", closes_at=later)
    assert (moved.closes_at, list(moved.addenda.values_list("number", flat=True))) == (later, [1, 2])
    with pytest.raises(Refused, match="to a later time only"):
        issue_addendum(posted, by=by, says="Sooner.", closes_at=later - timedelta(days=1))
    with refusing("addendum_stays"):
        Addendum.objects.filter(solicitation=posted).update(says="x")
    enter_question(posted, by=by, asked_by="Show-Me Linen", question="Which white?")
    question = posted.questions.get()
    answer_question(question, by=by, answer="Bleached.")
    with pytest.raises(Refused, match="Correct it by an addendum"):
        answer_question(question, by=by, answer="Ecru.")
    let_time_pass(posted)
    with pytest.raises(Refused, match="while suppliers can still answer"):
        issue_addendum(posted, by=by, says="Too late.")


def test_fewer_quotes_than_required_block_an_award():
    opened = make_opened("1.00", "2.00")
    done = evaluate_quotes(opened, scores_of(opened), by=make_user())
    with pytest.raises(Refused, match="Too few quotes came in time"):
        award_solicitation(done, {None: done.quotes.first().pk}, by=make_user())
    assert not Award.objects.exists()
    assert reject_quotes(done, by=make_user(), note="Ask more.").status == "no_award"


def test_another_than_the_lowest_is_awarded_with_a_reason_alone():
    done, by = make_evaluated("3.00", "1.00", "2.00"), make_user()
    first, lowest, _ = done.quotes.order_by("pk")
    with pytest.raises(Refused, match=r"is not the lowest\. Write why its quote is the best"):
        award_solicitation(done, {None: first.pk}, by=by)
    made = award_solicitation(done, {None: first.pk}, by=by, reason="Lasts three times as long.")
    award = made.awards.get()
    assert (award.amount, award.lowest, made.award_reason) == (Decimal("300.00"), False, "Lasts three times as long.")
    assert lowest.awards.count() == 0


def test_lines_go_to_several_only_where_that_was_said():
    for several in (False, True):
        posted = make_posted(items=TWO, multiple_award=several)
        towels, soap = posted.items.all()
        quotes = [make_quote(posted, None) for _ in range(3)]
        opened, by = close_solicitation(let_time_pass(posted), by=make_user()), make_user()
        for quote, prices in zip(quotes, (("1", "9"), ("2", "2"), ("3", "8")), strict=True):
            enter_prices(quote, {towels.pk: Decimal(prices[0]), soap.pk: Decimal(prices[1])}, by=by)
        done = evaluate_quotes(opened, scores_of(opened), by=by)
        picks = {towels.pk: quotes[0].pk, soap.pk: quotes[1].pk}
        if several:
            made = award_solicitation(done, picks, by=by)
            assert sorted(made.awards.values_list("amount", "lowest")) == [(8, True), (10, True)]
        else:
            with pytest.raises(Refused, match="did not say that several suppliers"):
                award_solicitation(done, picks, by=by)


def test_catalog_discounts_and_commissions_go_to_the_highest():
    done = make_evaluated("12.5", "31", "8", award_by="discount")
    best = done.quotes.order_by("pk")[1]
    award = award_solicitation(done, {None: best.pk}, by=make_user()).awards.get()
    assert (award.percent, award.amount, award.lowest) == (Decimal(31), None, True)


def test_no_award_without_bid_security_to_the_unresponsive_or_to_who_is_debarred():
    secured = make_evaluated(bid_security="5 percent of the bid")
    with pytest.raises(Refused, match="came without bid security"):
        award_solicitation(secured, {None: secured.quotes.first().pk}, by=make_user())
    opened = make_opened()
    off = evaluate_quotes(opened, scores_of(opened, responsive=False), by=make_user())
    with pytest.raises(Refused, match="answer what was asked"):
        award_solicitation(off, {None: off.quotes.first().pk}, by=make_user())
    barred = make_vendor(debarred_from=date(2026, 1, 1), debarment_authority="OA")
    posted = make_posted(estimate=Decimal("500.00"))
    make_quote(posted, vendor=barred)
    opened = close_solicitation(let_time_pass(posted), by=make_user())
    done = evaluate_quotes(opened, scores_of(opened), by=make_user())
    with pytest.raises(Refused, match="is debarred"):
        award_solicitation(done, {None: done.quotes.first().pk}, by=make_user())


def test_the_open_market_is_taken_where_it_is_cheaper():
    done = make_evaluated("1.00", "2.00", "3.00")
    with pytest.raises(Refused, match=r"\$100.00 on the open market is no less"):
        reject_quotes(done, by=make_user(), note="Cheaper outside.", open_market_amount=Decimal("100.00"))
    kept = reject_quotes(done, by=make_user(), note="Cheaper outside.", open_market_amount=Decimal("99.99"))
    assert (kept.status, kept.open_market_amount) == ("no_award", Decimal("99.99"))


def test_a_protest_on_the_tenth_state_business_day_across_a_holiday_is_timely_and_the_day_after_is_not():
    awarded, by = make_awarded(), make_user()
    run_as_owner(
        "UPDATE fiscal_solicitation SET awarded_on = '2026-12-18', protest_ends_on = core_business_day_after("
        "'2026-12-18', 10) WHERE id = %s", (awarded.pk,),
    )  # fmt: skip
    awarded.refresh_from_db()
    assert awarded.protest_ends_on == date(2027, 1, 5)
    assert [awarded.number in name for name in resting_on(date(2026, 12, 25))] == [True]
    assert resting_on(date(2026, 12, 18)) == resting_on(date(2027, 1, 6)) == []
    days = {}
    for day in (date(2027, 1, 5), date(2027, 1, 6)):
        made = record_protest(
            Protest(solicitation=awarded, protested_by="Show-Me Linen", received_on=day, grounds="Ours was lower."),
            by=by,
        )
        days[day.day] = made.timely
    assert days == {5: True, 6: False}
    with refusing("protest_timely_by_its_day"):
        Protest.objects.create(
            solicitation=awarded, protested_by="x", received_on=date(2027, 1, 6), grounds="x", timely=True
        )
    with refusing("solicitation_window_in_business_days"):
        Solicitation.objects.filter(pk=awarded.pk).update(protest_ends_on=date(2027, 1, 4))


def test_an_award_is_final_after_its_window_and_every_timely_protest():
    requisition = make_asked("20000.00")
    make_decision(requisition, path=4, papers=["quotes"], quotes_required=3)
    awarded, by = make_awarded(requisition=requisition), make_user()
    with pytest.raises(Refused, match="Make the award final after that day"):
        finalize_award(awarded, by=by)
    assert "Quotes are missing" in blocks_ordering(requisition)[0]
    protest = record_protest(
        Protest(solicitation=awarded, protested_by="Show-Me Linen", grounds="Ours was lower."), by=by
    )
    let_window_pass(awarded)
    with pytest.raises(Refused, match="every timely protest was denied"):
        finalize_award(awarded, by=by)
    decide_protest(protest, by=by, outcome="denied", decision="It was not.")
    with pytest.raises(Refused, match="decided already"):
        decide_protest(protest, by=by, outcome="sustained", decision="It was.")
    assert finalize_award(awarded, by=by).status == "final"
    assert blocks_ordering(requisition) == []
    written = {"deliver_by": requisition.need_by, "requisition": requisition, "budget_fy": requisition.budget_fy}
    issued = {"status": "issued", "issued_by": by, "issued_on": timezone.localdate()}
    for vendor, number in ((make_vendor(), "PO-1"), (awarded.awards.get().quote.vendor, "PO-2")):
        order = PurchaseOrder.objects.create(worksite=requisition.worksite, vendor=vendor, number=number, **written)
        rows = PurchaseOrder.objects.filter(pk=order.pk)
        rows.update(status="approved", approved_by=by, approved_at=timezone.now())
        if number == "PO-1":
            with refusing("order_now_issued_as_it_was_sourced"):
                rows.update(**issued)
        else:
            with transaction.atomic():
                rows.update(**issued)
                transaction.set_rollback(True)


def test_a_contract_of_a_solicitation_is_with_who_it_was_awarded_to_once_that_is_final():
    awarded, by = make_awarded(), make_user()
    ours = make_draft(solicitation=awarded.number, vendor=awarded.awards.get().quote.vendor)
    with pytest.raises(Refused, match="is not final"):
        begin_contract(ours, by=by)
    let_window_pass(awarded)
    finalize_award(awarded, by=by)
    with pytest.raises(Refused, match="was not awarded to"):
        begin_contract(make_draft(solicitation=awarded.number), by=by)
    assert begin_contract(ours, by=by).status == "in_force"
