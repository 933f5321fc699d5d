"""Money that cannot be overspent: by any path, to the cent (fiscal.md 4.1)."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_portal.core.tests.raw_sql import refused, refusing
from doc_portal.core.workflow import Refused
from fiscal.actions.posting import Posting, post_entries
from fiscal.models import Adjustment, Allotment, Appropriation, BudgetEntry, FundingString
from fiscal.tests.factories import DOCUMENT, make_appropriation, make_code, make_string, make_year, period

pytestmark = pytest.mark.django_db


def post(appropriation, bucket, amount, doc_id=1, *, seq=1, doc_type="RXQ", line=1):
    return post_entries(
        [Posting(appropriation.pk, bucket, Decimal(amount), doc_type, doc_id, line, seq)], period=period(), by=None
    )


def adjust(appropriation, kind, amount):
    return Adjustment.objects.create(
        appropriation=appropriation, kind=kind, amount=Decimal(amount), authority_document=DOCUMENT
    )


def sums(appropriation) -> dict[str, Decimal]:
    found = BudgetEntry.objects.filter(appropriation=appropriation)
    return {
        bucket: sum((one.amount for one in found.filter(bucket=bucket)), Decimal(0)) for bucket in ("pre", "enc", "exp")
    }


def test_the_last_cent_can_be_set_aside_and_not_one_more():
    appropriation = make_appropriation("100.00")
    post(appropriation, "pre", "99.99")
    post(appropriation, "enc", "0.01", 2)
    with pytest.raises(Refused) as told:
        post(appropriation, "pre", "0.01", 3)
    assert "has $0.00 left and $0.01 is asked for: $0.01 are missing" in str(told.value)
    assert "RXQ 1 ($99.99), RXQ 2 ($0.01)" in str(told.value)
    appropriation.refresh_from_db()
    assert (appropriation.pre, appropriation.enc, appropriation.available) == (Decimal("99.99"), Decimal("0.01"), 0)


def test_reserve_and_restriction_are_not_there_to_be_spent_and_cannot_be_taken_from_what_is_set_aside():
    appropriation = make_appropriation("100.00")
    adjust(appropriation, "reserve", "3.00")
    adjust(appropriation, "restriction", "7.00")
    with pytest.raises(Refused, match=r"has \$90.00 left"):
        post(appropriation, "pre", "90.01")
    post(appropriation, "pre", "90.00")
    for kind in ("restriction", "reserve", "transfer_out"):
        with refusing("appropriation_cannot_be_overspent"):
            adjust(appropriation, kind, "0.01")
    adjust(appropriation, "reserve_release", "3.00")
    post(appropriation, "pre", "3.00", 2)


def test_an_order_takes_the_place_of_its_estimate_at_full_authority():
    appropriation = make_appropriation("100.00")
    post(appropriation, "pre", "100.00")
    post_entries(
        [
            Posting(appropriation.pk, "enc", Decimal("100.00"), "PDQ", 7, 1),
            Posting(appropriation.pk, "pre", Decimal("-100.00"), "RXQ", 1, 1, 2),
        ],
        period=period(),
        by=None,
    )
    appropriation.refresh_from_db()
    assert (appropriation.pre, appropriation.enc) == (0, Decimal("100.00"))


def test_what_is_posted_again_is_posted_once():
    appropriation = make_appropriation("100.00")
    assert [post(appropriation, "pre", "60.00"), post(appropriation, "pre", "60.00")] == [1, 0]
    appropriation.refresh_from_db()
    assert appropriation.pre == Decimal("60.00")


def test_more_than_was_ordered_is_not_given_back():
    appropriation = make_appropriation("100.00")
    post(appropriation, "enc", "40.00")
    with pytest.raises(Refused, match="More would be taken back than was set aside"):
        post(appropriation, "enc", "-40.01", seq=2)


def test_where_allotments_are_controlled_no_more_is_ordered_than_is_released():
    appropriation = make_appropriation("100.00", allotment_controlled=True)
    Allotment.objects.create(appropriation=appropriation, quarter=1, amount=Decimal("25.00"))
    post(appropriation, "pre", "70.00")
    post(appropriation, "enc", "25.00", 2)
    with pytest.raises(Refused, match=r"has \$0.00 left and \$0.01 is asked for"):
        post(appropriation, "exp", "0.01", 3)
    with refusing("appropriation_allots_no_more_than_it_has"):
        Allotment.objects.create(appropriation=appropriation, quarter=2, amount=Decimal("75.01"))


def test_a_closed_period_is_refused_and_the_next_open_one_named():
    appropriation, june = make_appropriation(), period(no=12)
    june.is_open = False
    june.save()
    posting = [Posting(appropriation.pk, "exp", Decimal(1), "P1", 1)]
    with pytest.raises(Refused, match=r"The period is closed. Post to period 13 of FY 2027, the next that is open"):
        post_entries(posting, period=june, by=None)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE fiscal_appropriation SET pre = pre - 1 WHERE id = %s", "appropriation_sums_follow_rows"),
        ("UPDATE fiscal_appropriation SET authority = 1000000 WHERE id = %s", "appropriation_sums_follow_rows"),
        ("DELETE FROM fiscal_appropriation WHERE id = %s", "appropriation_never_deleted"),
        ("UPDATE fiscal_budgetentry SET amount = 1 WHERE appropriation_id = %s",
         "budget_entry_is_reversed_never_changed"),
        ("DELETE FROM fiscal_budgetentry WHERE appropriation_id = %s", "budget_entry_is_reversed_never_changed"),
        ("DELETE FROM fiscal_adjustment WHERE appropriation_id = %s", "adjustment_is_reversed_never_changed"),
        ("INSERT INTO fiscal_budgetentry (appropriation_id, period_id, bucket, amount, doc_type, doc_id, line, seq)"
         " SELECT appropriation_id, period_id, 'exp', 100000, 'P1', 99, 1, 1 FROM fiscal_budgetentry"
         " WHERE appropriation_id = %s", "appropriation_cannot_be_overspent"),
    ],
)  # fmt: skip
def test_the_database_holds_around_the_application(sql, rule):
    appropriation = make_appropriation("100.00")
    post(appropriation, "pre", "10.00")
    refused(rule, sql, appropriation.pk)


def test_an_appropriation_is_not_made_with_money_in_it():
    year = make_year()
    with refusing("appropriation_begins_empty"):
        Appropriation.objects.create(
            budget_fy=year, fund=make_code("fund", year), agency=make_code("agency", year), code="1", name="x",
            authority=5,
        )  # fmt: skip


def test_a_funding_string_stands_once_and_its_codes_are_of_its_year_and_kind():
    string = make_string()
    same = {part: getattr(string, part) for part in ("fund", "agency", "org", "appropriation_code")}
    with refusing("funding_string_stands_once"):
        make_string(string.budget_fy, **same)
    for wrong in ({"fund": make_code("fund", make_year(2026))}, {"project": make_code("object")}):
        with refusing("funding_string_of_codes_of_its_year"):
            make_string(string.budget_fy, **wrong)
    assert FundingString.objects.count() == 1


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["pre", "enc", "exp"]), st.integers(-5000, 9000)), max_size=14))
def test_whatever_is_posted_sums_are_those_of_entries_and_never_beyond_authority(steps):
    with transaction.atomic():
        appropriation = make_appropriation("150.00")
        for n, (bucket, cents) in enumerate(steps):
            try:
                post(appropriation, bucket, Decimal(cents) / 100, n)
            except Refused:
                continue
        appropriation.refresh_from_db()
        held = {bucket: getattr(appropriation, bucket) for bucket in ("pre", "enc", "exp")}
        assert held == sums(appropriation)
        assert appropriation.available >= 0
        assert min(held.values()) >= 0
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_32_people_post_against_one_appropriation_until_it_is_exhausted_to_the_cent():
    appropriation, other, july = make_appropriation("1000.00"), make_appropriation("1000.00"), period()
    start, taken, refusals = threading.Barrier(32), [], []

    def clerk(no):
        start.wait()
        try:
            for turn in range(4):
                amount = Decimal("17.53")
                both = [appropriation, other] if no % 2 else [other, appropriation]
                try:
                    post_entries(
                        [Posting(one.pk, "pre", amount, "RXQ", no * 100 + turn, line) for line, one in enumerate(both)],
                        period=july,
                        by=None,
                    )
                    taken.append(amount)
                except Refused as refusal:
                    refusals.append(str(refusal))
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=clerk, args=(no,)) for no in range(32)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()
    for one in (appropriation, other):
        one.refresh_from_db()
        assert one.pre == sum(taken) == sums(one)["pre"]
        assert one.pre == 57 * Decimal("17.53")
    assert len(refusals) == 32 * 4 - 57
