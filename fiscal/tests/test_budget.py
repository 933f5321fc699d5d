"""Years, codes, strings, adjustments, allotments and plans: what is refused, and by what (fiscal.md 3.1 to 3.7)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_portal.core.imports import Listing, Row
from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import acts_of, make_user, make_worksite
from doc_portal.core.tests.raw_sql import refused, refusing
from doc_portal.core.workflow import Refused
from fiscal.actions.budget import (
    adjust_appropriation,
    allot,
    equal_shares,
    released_by_quarter,
    reverse_adjustment,
    revise_appropriation,
)
from fiscal.actions.codes import copy_codes, string_for
from fiscal.actions.posting import Posting, post_entries
from fiscal.actions.requisitions import approve_requisition
from fiscal.actions.years import begin_lapse, close_year, expire_year, set_days, set_periods
from fiscal.code_changes import differences
from fiscal.codes import KIND_NAMES, codes_of
from fiscal.funds import allotment_warning, appropriation_of, funds_of
from fiscal.lists import codes as code_list
from fiscal.models import AccountingPeriod, Adjustment, Appropriation, CoaCode, FiscalYear, FundingString
from fiscal.periods import fiscal_year_of, period_for, period_on
from fiscal.sample import budget
from fiscal.tests.factories import DOCUMENT, make_appropriation, make_code, make_string, make_year, period
from fiscal.tests.factories_budget import make_adjustment, make_billed, make_charged, make_plan
from fiscal.tests.factories_purchases import asked, make_approver, make_issued, make_money, make_requisition
from fiscal.year_days import day_in

pytestmark = pytest.mark.django_db


def post(appropriation, bucket, amount, *, on=None, doc_id=1, doc_type="RXQ", seq=1):
    return post_entries(
        [Posting(appropriation.pk, bucket, Decimal(amount), doc_type, doc_id, 1, seq)], period=on or period(), by=None
    )


def adjust(appropriation, kind, amount, other=None):
    return adjust_appropriation(
        appropriation, kind=kind, amount=Decimal(amount), authority_document=DOCUMENT, other=other, by=make_user()
    )


def rule(sql, *values) -> str:
    """The rule by which the database refuses a statement."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return refusal.value.__cause__.diag.constraint_name or refusal.value.__cause__.pgcode


def past(fy=2020, status="open", **fields):
    year = make_year(fy, **fields)
    steps = ("open", "lapse", "closed", "expired")
    for step in steps[1 : steps.index(status) + 1]:
        FiscalYear.objects.filter(pk=fy).update(status=step)
    year.refresh_from_db()
    return year


# Years and periods


def test_a_day_posts_to_its_month_and_july_to_the_adjustments_of_the_year_before():
    make_year(2026), make_year(2027)
    june, july = datetime(2026, 7, 1, 4, 59, tzinfo=UTC), datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
    told = [
        (period_on(june, 2026), (2026, 12)),
        (period_on(july, 2027), (2027, 1)),
        (period_on(july, 2026), (2026, 13)),
        (period_on(date(2026, 7, 31), 2026), (2026, 13)),
        (period_on(date(2026, 8, 1), 2026), (2027, 2)),
        (period_on(date(2026, 2, 28), 2026), (2026, 8)),
    ]
    assert [(found.year_id, found.no) for found, _ in told] == [wanted for _, wanted in told]
    with pytest.raises(Refused, match=r"FY 2028.*Create the fiscal year first"):
        period_on(date(2027, 8, 1), 2027)


def test_the_second_year_of_a_biennial_budget_stays_of_the_first():
    first = make_year(2026)
    make_year(2027)
    built = make_appropriation("100.00", first, kind="capital_biennial")
    july = period_for(built, date(2026, 7, 15))
    assert (july.year_id, july.no) == (2027, 1)
    begin_lapse(past(2026), by=make_user())
    post(built, "enc", "60.00", on=july)
    built.refresh_from_db()
    assert (built.budget_fy_id, built.enc) == (2026, Decimal("60.00"))


def test_nothing_is_ordered_after_june_30_but_bills_are_paid_until_the_authority_expires():
    year, by = past(2020), make_user()
    one = make_appropriation("100.00", year)
    june, july = period(2020, 12), period(2020, 13)
    post(one, "enc", "50.00", on=june)
    for bucket in ("pre", "enc"):
        with pytest.raises(Refused, match=r"Nothing new is ordered.*after June 30"):
            post(one, bucket, "1.00", on=july, doc_id=2)
    year = begin_lapse(year, by=by)
    assert list(AccountingPeriod.objects.open().filter(year=2020).values_list("no", flat=True)) == [13]
    with pytest.raises(Refused, match=r"The period is closed. Post to period 13 of FY 2020"):
        post(one, "exp", "1.00", on=june, doc_id=2)
    paid = [Posting(one.pk, "enc", Decimal(-50), "RXQ", 1, 1, 2), Posting(one.pk, "exp", Decimal(55), "P1", 3)]
    post_entries(paid, period=july, by=None)
    year = close_year(year, by=by)
    with pytest.raises(Refused, match="No later period of FY 2020 is open"):
        post(one, "exp", "1.00", on=july, doc_id=4)
    claim = period(2027, 3)
    post(one, "exp", "2.00", on=claim, doc_id=5)
    expire_year(year, by=by)
    with pytest.raises(Refused, match="nothing is paid from it once it has expired"):
        post(one, "exp", "1.00", on=claim, doc_id=6)
    with pytest.raises(Refused, match="has expired"):
        adjust(one, "supplemental", "1.00")
    post(one, "exp", "-2.00", on=claim, doc_id=5, seq=2)


def test_a_year_takes_its_steps_no_earlier_than_its_days():
    by, late = make_user(), {"expires_on": date(2098, 12, 31)}
    for step, year, words in (
        (begin_lapse, make_year(2098), "begins after June 30, 2098"),
        (close_year, past(2020, "lapse", closes_on=date(2098, 7, 31), **late), "closes the year on July 31, 2098"),
        (expire_year, past(2019, "closed", **late), "expire on December 31, 2098"),
    ):
        status, ages_ago = year.status, date(2001, 1, 1)
        year.ends_on = year.closes_on = year.expires_on = ages_ago  # read before somebody corrected them
        with pytest.raises(Refused, match=words):
            step(year, by=by)
        assert FiscalYear.objects.get(pk=year.pk).status == status
        following = {"open": "lapse", "lapse": "closed", "closed": "expired"}[status]
        update = "UPDATE fiscal_fiscalyear SET status = %s WHERE fy = %s"
        refused("fiscal_year_moves_on_its_days", update, following, year.pk)


def test_a_year_made_ahead_stands_as_not_begun_and_nothing_is_charged_to_it(client):
    make_code("fund", make_year(fiscal_year_of(timezone.localdate())))
    year = make_year(fiscal_year_of(timezone.localdate()) + 1)
    string = make_money("1000.00", year)
    one = Appropriation.objects.get(budget_fy=year)
    now = period_on(timezone.localdate(), year.fy - 1)
    for bucket, day in (("pre", period(year.fy, 1)), ("pre", now), ("exp", now)):
        with pytest.raises(Refused, match="has not begun"):
            post_entries([Posting(one.pk, bucket, Decimal(1), "RXQ", 1)], period=day, by=None)
    asked_ahead = make_requisition(asked(string), status="certified")
    with pytest.raises(Refused, match=f"begins on July 1, {year.fy - 1}; its money cannot be set aside before"):
        approve_requisition(asked_ahead, by=make_approver())
    client.force_login(make_user("fiscal.view_fiscalyear", "fiscal.lapse_fiscalyear", "fiscal.add_coacode"))
    shown = client.get(year.get_absolute_url()).content.decode()
    assert "Not begun" in shown
    assert "Begin lapse period" not in shown
    assert "must be copied forward" in shown
    assert "Not begun" in client.get("/fiscal/years/").content.decode()


def test_days_of_a_year_and_flags_of_an_appropriation_change_in_the_name_of_who_changes_them():
    one, by = make_appropriation("100.00", allotment_controlled=True), make_user()
    for rule_name, statement in (
        ("fiscal_year_change_names_who", "UPDATE fiscal_fiscalyear SET expires_on = '2199-01-01'"),
        ("appropriation_change_names_who", "UPDATE fiscal_appropriation SET allotment_controlled = false"),
        (
            "appropriation_change_names_who",
            "UPDATE fiscal_appropriation SET flex_percent = 100, flex_authority = 'me'",
        ),
        ("appropriation_keeps_its_code", "UPDATE fiscal_appropriation SET kind = 'capital_biennial'"),
    ):
        assert rule(statement) == rule_name
    one.allotment_controlled = False
    revise_appropriation(one, by=by, changed="Allotments bind")
    year = set_days(one.budget_fy, by=by)
    assert (one.changed_by, year.changed_by) == (by, by)
    assert list(one.events.order_by("pgh_id").values_list("allotment_controlled", "changed_by")) == [
        (True, None), (False, by.pk),
    ]  # fmt: skip
    assert one.events.count() == 2


def test_periods_open_and_close_and_tell_so_but_not_of_a_closed_year():
    year, by = make_year(2027), make_user()
    set_periods(year, set(range(2, 14)), by=by)
    assert not period(2027, 1).is_open
    assert acts_of(year) == ["close_periods"]
    with pytest.raises(Refused, match="none of its periods is opened again"):
        set_periods(past(2020, "closed"), {13}, by=by)


# Codes and funding strings


def test_next_years_codes_are_copied_with_their_tree_and_only_what_is_missing():
    this, following = make_year(2027), make_year(2028)
    top = make_code("org", this, code="10", name="Institutions")
    make_code("org", this, code="1010", name="Algoa", parent=top)
    make_code("org", this, code="99", active=False)
    renumbered = make_code("fund", this, code="0644")
    make_code("fund", following, code="0645", follows=renumbered)
    by = make_user()
    copy_codes(following, by=by)
    copied = {one.code: one for one in CoaCode.objects.filter(year=2028).select_related("parent")}
    assert set(copied) == {"10", "1010", "0645"}
    assert copied["1010"].parent == copied["10"]
    with pytest.raises(Refused, match="has every code in use of FY 2027"):
        copy_codes(following, by=by)


def test_the_difference_of_two_years_names_added_renamed_ended_and_orphaned_codes():
    this, following = make_year(2027), make_year(2028)
    for code, name in (("A", "Same"), ("B", "Old name"), ("C", "Ends"), ("D", "Orphan"), ("E", "Renumbered")):
        make_code("object", this, code=code, name=name)
    for code, name, more in (
        ("A", "Same", {}), ("B", "New name", {}), ("C", "Ends", {"active": False}), ("F", "New", {}),
        ("E2", "Renumbered", {"follows": CoaCode.objects.get(code="E")}),
    ):  # fmt: skip
        make_code("object", following, code=code, name=name, **more)
    told = {(one.before, one.after): one.what for one in differences(2028, KIND_NAMES)}
    assert told == {
        ("", "F"): "Added", ("B", "B"): "Renamed", ("C", "C"): "No longer in use", ("D", ""): "No successor",
        ("E", "E2"): "Renamed",
    }  # fmt: skip


def test_a_code_of_the_wrong_year_is_told_with_its_successor():
    this, following = make_year(2027), make_year(2028)
    old = make_code("fund", this, code="0644")
    make_code("fund", following, code="0645", name="Highway", follows=old)
    lost = make_code("org", this, code="77")
    found, wrong = codes_of(2028, {"fund": "0644", "org": "77", "object": "zz"})
    assert found == {}
    assert "Fund 0644 is a code of FY 2027. FY 2028 has 0645 Highway in its place" in wrong["fund"]
    assert "FY 2028 has none in its place" in wrong["org"]
    assert "No year has the object zz" in wrong["object"]
    with pytest.raises(Refused, match="is a code of FY 2027"):
        string_for(2028, {"org": lost})


def test_a_list_of_codes_tells_every_bad_line_and_loads_nothing_then_loads_all():
    make_code("fund", make_year(2026), code="0644")
    make_year(2027)
    by = make_user()

    def line(no, **values):
        told = {"year": "2027", "kind": "fund", "code": "", "name": "A fund", "under": "", "replaces": ""}
        return Row(no, told | values)

    bad = [
        line(2, year="2031", code="1"), line(3, kind="planet", code="1"), line(4), line(5, code="1", under="0644"),
        line(6, code="2"), line(7, code="2"),
    ]  # fmt: skip
    made = code_list.plan(Listing(bad), by)
    assert [(one.line, one.column) for one in made.errors] == [
        (2, "year"), (3, "kind"), (4, "code"), (5, "under"), (7, "code"),
    ]  # fmt: skip
    assert "is a code of FY 2026. FY 2027 has none" in made.errors[3].message
    good = [line(2, code="0646", under="06"), line(3, code="06"), line(4, code="0645", replaces="0644")]
    code_list.apply(code_list.plan(Listing(good), by), by)
    kept = {one.code: one for one in CoaCode.objects.filter(year=2027).for_list()}
    assert (kept["0646"].parent.code, kept["0645"].follows.year_id) == ("06", 2026)
    assert code_list.plan(Listing([line(2, code="06", name="A fund")]), by).unchanged == 1
    assert ["2027", "Fund", "0645", "A fund", "", "0644", "yes", "no", ""] in list(
        code_list.current(make_user("fiscal.view_coacode"))
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_string_at_once_get_the_same_one():
    one = make_string()
    parts = {part: getattr(one, part) for part in ("fund", "agency", "org", "appropriation_code")}
    parts["object"] = make_code("object", one.budget_fy)
    found = at_once(*(lambda: string_for(2027, parts).pk for _ in range(4)))
    assert len(set(found)) == 1
    assert string_for(2027, parts).pk == found[0]


# Appropriations, adjustments, allotments


def test_money_moves_in_two_legs_or_not_at_all_and_back_again():
    giving, getting = make_appropriation("100.00"), make_appropriation("5.00")
    post(giving, "pre", "60.00")
    with pytest.raises(Refused, match=r"can be cut by \$40.00 at most, and \$40.01 is asked"):
        adjust(giving, "transfer_out", "40.01", getting)
    assert Adjustment.objects.count() == 2
    adjust(getting, "transfer_in", "40.00", giving)
    assert [one.authority for one in Appropriation.objects.order_by("pk")] == [Decimal("60.00"), Decimal("45.00")]
    post(getting, "pre", "45.00", doc_id=2)
    leg = giving.adjustments.get(kind="transfer_out")
    with pytest.raises(Refused, match=r"can be cut by \$0.00 at most"):
        reverse_adjustment(leg, authority_document=DOCUMENT, by=make_user())
    post(getting, "pre", "-45.00", doc_id=2, seq=2)
    reverse_adjustment(leg, authority_document=DOCUMENT, by=make_user())
    assert [one.authority for one in Appropriation.objects.order_by("pk")] == [Decimal("100.00"), Decimal("5.00")]
    with pytest.raises(Refused, match="reversed already"):
        reverse_adjustment(leg, authority_document=DOCUMENT, by=make_user())


def test_money_moves_within_one_year_to_another_appropriation():
    one = make_appropriation("100.00")
    with pytest.raises(Refused, match="of different years"):
        adjust(one, "transfer_out", "1.00", make_appropriation("1.00", make_year(2028)))
    with pytest.raises(Refused, match=r"does not move from appropriation .* to itself"):
        adjust(one, "transfer_out", "1.00", one)
    with pytest.raises(Refused, match="Only transfers and flex"):
        adjust(one, "restriction", "1.00", make_appropriation("1.00"))


def test_flex_is_refused_until_the_bills_share_is_entered_and_beyond_it():
    giving, getting = make_appropriation("1000.00"), make_appropriation("1.00")
    with pytest.raises(Refused, match="Choose the other one"):
        adjust(giving, "flex_out", "1.00")
    with pytest.raises(Refused, match="No share is entered that may be flexed out"):
        adjust(giving, "flex_out", "1.00", getting)
    giving.refresh_from_db()
    giving.flex_percent, giving.flex_authority = Decimal("10.00"), "HB 9, 9.010"
    revise_appropriation(giving, by=make_user(), changed="Share")
    adjust(giving, "supplemental", "500.00")
    adjust(giving, "flex_out", "99.99", getting)
    with pytest.raises(Refused, match=r"\$100.00 may be flexed out .*; \$99.99 is already"):
        adjust(giving, "flex_out", "0.02", getting)
    adjust(getting, "flex_in", "0.01", giving)


def test_a_cut_goes_no_deeper_than_what_is_set_aside_or_released():
    one = make_appropriation("100.00")
    post(one, "enc", "30.00")
    with pytest.raises(Refused, match=r"can be cut by \$70.00 at most, and \$70.01 is asked: \$30.00 is intended"):
        adjust(one, "restriction", "70.01")
    allot(one, [Decimal("50.00"), *[Decimal(0)] * 3], by=make_user())
    with pytest.raises(Refused, match=r"can be cut by \$50.00 at most.*released by allotments; lower these first"):
        adjust(one, "restriction", "50.01")
    adjust(one, "restriction", "50.00")


def test_quarters_are_equal_to_the_cent_and_together_no_more_than_can_be_released():
    one, by = make_appropriation("100.03"), make_user()
    adjust(one, "reserve", "3.00")
    one.refresh_from_db()
    shares = equal_shares(one)
    assert shares == [Decimal(part) for part in ("24.26", "24.26", "24.26", "24.25")]
    allot(one, shares, by=by)
    with pytest.raises(Refused, match=r"has \$97.03 to release, and \$97.04 is asked"):
        allot(one, [*shares[:3], Decimal("24.26")], by=by)
    allot(one, [shares[0], Decimal(0), Decimal(0), Decimal(0)], by=by)
    assert released_by_quarter(one) == [shares[0], 0, 0, 0]
    one.refresh_from_db()
    assert one.released == shares[0]


def test_going_beyond_what_is_released_warns_or_is_a_hard_stop():
    for controlled in (False, True):
        one = make_appropriation("100.00", allotment_controlled=controlled)
        allot(one, [Decimal(25), *[Decimal(0)] * 3], by=make_user())
        one.refresh_from_db()
        assert allotment_warning(one, Decimal(25)) == ""
        assert "$0.01 beyond what is released" in allotment_warning(one, Decimal("25.01"))
        if controlled:
            with pytest.raises(Refused, match=r"has \$25.00 left"):
                post(one, "enc", "25.01", doc_id=one.pk)
        else:
            assert post(one, "enc", "25.01", doc_id=one.pk) == 1


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE fiscal_adjustment SET amount = 1 WHERE appropriation_id = %s", "adjustment_is_reversed_never_changed"),
        ("INSERT INTO fiscal_adjustment (appropriation_id, kind, amount, authority_document)"
         " VALUES (%s, 'transfer_out', 90.01, 'x')", "appropriation_cannot_be_overspent"),
        ("INSERT INTO fiscal_adjustment (appropriation_id, kind, amount, authority_document, pair)"
         " VALUES (%s, 'flex_out', 1, 'x', gen_random_uuid())", "adjustment_legs_are_equal"),
        ("INSERT INTO fiscal_adjustment (appropriation_id, kind, amount, authority_document)"
         " VALUES (%s, 'flex_in', 1, 'x')", "adjustment_flex_has_two_legs"),
        ("INSERT INTO fiscal_adjustment (appropriation_id, kind, amount, authority_document)"
         " VALUES (%s, 'supplemental', 1, '')", "adjustment_names_its_document"),
        ("INSERT INTO fiscal_adjustment (appropriation_id, kind, amount, authority_document, reverses_id)"
         " SELECT appropriation_id, kind, 1, 'x', id FROM fiscal_adjustment WHERE appropriation_id = %s",
         "adjustment_reverses_one_like_it"),
        ("INSERT INTO fiscal_allotment (appropriation_id, quarter, amount) VALUES (%s, 1, 100.01)",
         "appropriation_allots_no_more_than_it_has"),
        ("UPDATE fiscal_allotment SET amount = 0.5 WHERE appropriation_id = %s",
         "allotment_is_reversed_never_changed"),
        ("UPDATE fiscal_appropriation SET flexed = 1 WHERE id = %s", "appropriation_sums_follow_rows"),
        ("UPDATE fiscal_appropriation SET code = 'other' WHERE id = %s", "appropriation_keeps_its_code"),
        ("UPDATE fiscal_appropriation SET flex_percent = 5 WHERE id = %s", "appropriation_flex_has_its_authority"),
    ],
)  # fmt: skip
def test_the_database_keeps_the_budget_around_the_application(sql, broken):
    one = make_appropriation("100.00")
    post(one, "pre", "10.00")
    allot(one, [Decimal(1), *[Decimal(0)] * 3], by=make_user())
    assert rule(sql, one.pk) == broken


def test_codes_and_plans_keep_to_their_year():
    plan, other = make_plan(), make_year(2028)
    with refusing("spending_plan_of_codes_of_its_year"):
        make_plan(other, org=plan.org)
    assert rule("UPDATE fiscal_spendingplan SET amounts[3] = -1 WHERE id = %s", plan.pk) == "spending_plan_of_amounts"
    with refusing("account_code_follows_an_earlier_one"):
        make_code("org", make_year(2026), follows=plan.org)
    with refusing("account_code_lies_under_its_year"):
        make_code("org", other, parent=plan.org)
    with refusing("appropriation_of_codes_of_its_year"):
        make_appropriation("1.00", other, fund=make_code("fund", plan.year))


KINDS = [kind for kind in Adjustment.Kind.values if not kind.startswith("flex")]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 9000)),
        st.tuples(st.just("quarter"), st.integers(-4000, 9000)),
        st.tuples(st.just("reverse"), st.integers(0, 9)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_is_adjusted_and_released_sums_are_those_of_rows_and_never_below_commitments(steps):
    with transaction.atomic():
        one = make_appropriation("150.00")
        post(one, "enc", "40.00")
        by = make_user()
        for kind, number in steps:
            try:
                with transaction.atomic():
                    _take(one, kind, number, by)
            except (Refused, IntegrityError):
                continue
        one.refresh_from_db()
        signed = {"original": 1, "supplemental": 1, "transfer_in": 1, "transfer_out": -1}
        rows = list(one.adjustments.all())
        worth = {row.pk: -row.amount if row.reverses_id else row.amount for row in rows}
        assert one.authority == sum(signed.get(row.kind, 0) * worth[row.pk] for row in rows)
        assert one.released == sum(row.amount for row in one.allotments.all()) <= one.spendable
        assert one.available >= 0
        transaction.set_rollback(True)


def _take(one, kind, number, by):
    if kind == "quarter":
        one.allotments.create(quarter=1, amount=Decimal(number) / 100)
    elif kind == "reverse":
        rows = list(one.adjustments.order_by("pk"))
        reverse_adjustment(rows[number % len(rows)], authority_document=DOCUMENT, by=by)
    else:
        make_adjustment(one, kind, Decimal(number) / 100)


# Funds and plans


def test_funds_of_lines_count_what_earlier_lines_ask_and_take_one_query(django_assert_num_queries):
    one, string = make_charged("100.00")
    lost = make_string()
    asked = [Decimal(60), Decimal(40), Decimal("0.01"), Decimal(1)]
    with django_assert_num_queries(1):
        told = funds_of([string.pk, string.pk, string.pk, lost.pk], asked)
    assert [line.fits for line in told] == [True, True, False, False]
    assert told[1].after == 0
    assert "$0.01 over what is left in appropriation" in told[2].words()
    assert "No appropriation of the year" in told[3].words()
    assert appropriation_of(string) == one
    assert appropriation_of(lost) is None


def test_the_page_of_funds_answers_alone_and_as_a_part(client):
    _, string = make_charged("100.00")
    client.force_login(make_user("fiscal.view_fundingstring"))
    url = f"/fiscal/funds/?string={string.pk}&amount=100.01"
    whole = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    for page in (whole, part):
        assert "Does not fit" in page
        assert "$0.01 over what is left" in page
    assert "<h1" in whole
    assert "<h1" not in part
    typed = {"string": string.written, "year": string.budget_fy_id, "amount": "100.01"}
    assert "$0.01 over what is left" in client.get("/fiscal/funds/", typed).content.decode()
    other = client.get("/fiscal/funds/", typed | {"year": string.budget_fy_id - 1}).content.decode()
    assert f"FY {string.budget_fy_id - 1} has no funding string “{string.written}”" in other


def test_a_plan_over_its_months_warns_and_stops_nothing(client):
    one, string = make_charged("2000.00", make_year(2020), object=make_code("object", make_year(2020)))
    plan = make_plan(string.budget_fy, org=string.org, object=string.object)
    make_billed(one, string, "300.00", no=2)
    client.force_login(make_user("fiscal.view_spendingplan"))
    assert "Within plan" in client.get("/fiscal/plans/").content.decode()
    make_billed(one, string, "900.01", no=13)
    assert "Over plan" in client.get("/fiscal/plans/").content.decode()
    assert "$0.01 more was billed than was planned" in client.get(plan.get_absolute_url()).content.decode()


def test_days_of_a_year_are_found_by_their_setting():
    assert day_in("codes_reach_oa_by", 2027) == date(2027, 6, 1)


def test_the_sample_has_budgets_that_hold_and_is_made_once():
    context = Context(replace(SIZES["small"], name="budget", appropriations=20), seed=1, today=date(2026, 11, 26))
    make_worksite(), make_worksite(), make_worksite(), make_worksite()
    parts = (budget.open_years, budget.add_codes, budget.appropriate, budget.plan_spending, budget.close_past_years)
    made = [part(context) for part in parts]
    assert (made[0], made[2]) == (2, 40)
    assert {part(context) for part in parts} == {0}
    assert set(FiscalYear.objects.values_list("fy", "status")) == {(2026, "closed"), (2027, "open")}
    assert set(Adjustment.objects.values_list("kind", flat=True)) == set(Adjustment.Kind.values)
    assert set(Appropriation.objects.values_list("kind", flat=True)) == set(Appropriation.Kind.values)
    assert CoaCode.objects.filter(code="0101", confirmed=False).count() == 2
    assert FundingString.objects.count() >= 100
    assert all(fund.fits for fund in funds_of(list(FundingString.objects.values_list("pk", flat=True))[:9], [1] * 9))


def test_who_holds_the_money_is_named_and_linked_for_who_may_see_it(client):
    order = make_issued()
    one = Appropriation.objects.get(order_fundings__line__order=order)
    for rights, linked in (((), False), (("fiscal.view_purchaseorder",), True)):
        client.force_login(make_user("fiscal.view_appropriation", *rights))
        page = client.get(one.get_absolute_url()).content.decode()
        assert order.number in page
        assert (f'href="{order.get_absolute_url()}"' in page) == linked
        assert "Portal control" in page
    with pytest.raises(Refused, match=rf"Most is held by {order.number}"):
        post(one, "enc", "99999999.00", on=period(one.budget_fy_id))
