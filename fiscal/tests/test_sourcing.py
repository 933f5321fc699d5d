"""The lawful way to buy: found by the rules of a day, frozen, and its papers on file before anything is ordered."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import PDF
from doc_portal.core.tests.raw_sql import refused, refusing, update
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import faults, parse
from fiscal.actions.sourcing import (
    Choice,
    ask_mve,
    attach_paper,
    decide_sourcing,
    deny_certificate,
    found_for,
    issue_certificate,
)
from fiscal.models import Method, MveCertificate, ProcurementRule, PurchaseOrder, Requisition, SourcingDecision
from fiscal.sourcing import Ask, NoRule, blocks_ordering, find_path
from fiscal.tests.factories import make_approver, make_code, make_year
from fiscal.tests.factories_purchases import asked, make_money, make_requisition
from fiscal.tests.factories_sourcing import make_asked, make_certificate, make_class, make_decision
from fiscal.tests.factories_suppliers import make_contract, make_vendor
from fiscal.wizard import answer_to

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 26)


def found(amount, on=ON, **asked):
    return find_path(Ask(Decimal(amount), on, **asked), ProcurementRule.objects.effective(on))


def manager():
    return make_user("fiscal.override_sourcingdecision")


def pdf():
    return SimpleUploadedFile("paper.pdf", PDF)


@pytest.mark.parametrize(
    ("amount", "asked", "path", "quotes", "days", "papers"),
    [
        ("10000.00", {}, Method.NO_COMPETITION, 0, 0, []),
        ("10000.01", {}, Method.QUOTES, 3, 0, ["quotes"]),
        ("99999.99", {}, Method.QUOTES, 3, 0, ["quotes"]),
        ("100000.00", {}, Method.OA_BIDS, 0, 5, ["oa_award"]),
        ("24999.99", {"kind": "construction"}, Method.QUOTES, 3, 0, ["quotes"]),
        ("25000.00", {"kind": "construction"}, Method.CONSTRUCTION, 3, 0, ["quotes"]),
        ("100000.00", {"kind": "construction"}, Method.CONSTRUCTION, 3, 0, ["quotes"]),
        ("100000.01", {"kind": "construction"}, Method.CONSTRUCTION, 0, 10, ["advertisement", "quotes"]),
        ("5.00", {"mve_makes": True}, Method.MVE, 0, 0, []),
        ("5.00", {"mve_makes": True, "certificate": True}, Method.NO_COMPETITION, 0, 0, ["mve_certificate"]),
        ("5.00", {"contracts": ("CR1512801",)}, Method.CONTRACT, 0, 0, []),
        ("5.00", {"kind": "vehicle"}, Method.OA_BIDS, 0, 5, ["oa_award"]),
        ("250000.00", {"kind": "utility"}, Method.NO_COMPETITION, 0, 0, []),
        ("9999.99", {"single_source": True}, Method.NO_COMPETITION, 0, 0, []),
        ("10000.01", {"single_source": True}, Method.SINGLE_SOURCE, 0, 0, ["determination", "notice", "delegation"]),
        ("100000.00", {"single_source": True}, Method.SINGLE_SOURCE, 0, 5,
         ["determination", "notice", "advertisement", "delegation"]),
        ("50000.00", {"cooperative": True}, Method.COOPERATIVE, 0, 0, ["agreement"]),
        ("50000.00", {"emergency": True}, Method.EMERGENCY, 0, 0, ["justification"]),
    ],
)  # fmt: skip
def test_the_first_test_that_applies_says_how_to_buy(amount, asked, path, quotes, days, papers):
    way = found(amount, **asked)
    assert (way.path, way.quotes_required, way.advertise_days, list(way.papers())) == (path, quotes, days, papers)
    assert [one.method for one in way.steps] == list(Method)


@pytest.mark.parametrize(
    ("amount", "asked", "path", "papers"),
    [
        ("3000.00", {}, Method.NO_COMPETITION, []),
        ("3000.01", {}, Method.QUOTES, ["quotes"]),
        ("25000.00", {}, Method.OA_BIDS, ["oa_award"]),
        ("5000.00", {"single_source": True}, Method.SINGLE_SOURCE, ["determination", "notice"]),
        ("25000.00", {"single_source": True}, Method.SINGLE_SOURCE, ["determination", "notice", "advertisement"]),
    ],
)
def test_before_2020_the_limits_were_those_of_their_day(amount, asked, path, papers):
    way = found(amount, on=date(2019, 12, 31), **asked)
    assert (way.path, list(way.papers())) == (path, papers)


def test_a_day_without_rules_says_who_can_enter_one():
    with pytest.raises(NoRule, match=r"No sourcing rule covers \$5.00 on December 31, 1999"):
        found("5.00", on=date(1999, 12, 31))


def test_two_rules_of_one_test_never_hold_for_the_same_amount_and_day():
    with refusing("procurement_rule_says_one_thing_at_a_time"):
        ProcurementRule.objects.create(
            method=3, lower=Decimal("10000.00"), upper=Decimal("20000.00"), starts_on=date(2027, 1, 1), says="x",
            authority="y",
        )  # fmt: skip
    ProcurementRule.objects.create(
        method=3, lower=Decimal("10000.01"), upper=Decimal("20000.00"), starts_on=date(2027, 1, 1), says="x",
        authority="y",
    )  # fmt: skip
    with refusing("procurement_rule_stays"):
        ProcurementRule.objects.filter(method=3, ends_on=None).update(upper=1)


def test_what_is_decided_stays_with_the_rules_of_its_day():
    requisition, buyer = make_asked("10000.01"), make_user()
    made = decide_sourcing(requisition, Choice(), by=buyer)
    assert (made.path, made.found_path, made.papers, made.quotes_required) == (4, 4, ["quotes"], 3)
    assert next(one for one in made.rules_used if one["test"] == 4)["lower"] == "10000.01"
    for change in ({"path": 3}, {"rules_used": []}, {"papers": []}):
        with refusing("sourcing_decision_stays"):
            SourcingDecision.objects.filter(pk=made.pk).update(**change)
    again = decide_sourcing(requisition, Choice(emergency=True, grounds="The boiler burst."), by=buyer)
    made.refresh_from_db()
    assert again.path == Method.EMERGENCY
    assert made.superseded_at is not None
    assert SourcingDecision.objects.current().get(requisition=requisition) == again


def test_a_later_way_needs_the_purchasing_managers_reason_and_an_earlier_one_must_apply():
    requisition = make_asked("500.00")
    for by, reason in ((make_user(), "Better price."), (manager(), " ")):
        with pytest.raises(Refused, match="Only the Purchasing Manager may depart from it, with a reason"):
            decide_sourcing(requisition, Choice(path=Method.QUOTES, reason=reason), by=by)
    chief = manager()
    made = decide_sourcing(requisition, Choice(path=Method.QUOTES, reason="Prices vary widely."), by=chief)
    assert (made.path, made.found_path, made.overridden_by) == (4, 3, chief)
    with pytest.raises(Refused, match="is no way to buy"):
        decide_sourcing(make_asked("10000.01"), Choice(path=Method.NO_COMPETITION, reason="x"), by=chief)
    with refusing("sourcing_later_test_has_a_reason"):
        make_decision(path=4, found_path=3)


def test_nothing_is_decided_for_what_nobody_approved():
    with pytest.raises(Refused, match="once the requisition is approved"):
        decide_sourcing(make_asked(status="certified"), Choice(), by=make_user())


def order(requisition, status="issued", **fields):
    by = make_user()
    made = PurchaseOrder.objects.create(
        number=f"PO-{requisition.pk}", requisition=requisition, worksite=requisition.worksite,
        budget_fy=requisition.budget_fy, deliver_by=requisition.need_by,
        **{"vendor": fields.pop("vendor", None) or make_vendor(), **fields},
    )  # fmt: skip
    rows = PurchaseOrder.objects.filter(pk=made.pk)
    rows.update(status="approved", approved_by=by, approved_at=timezone.now())
    if status == "issued":
        with transaction.atomic():
            rows.update(status="issued", issued_by=by, issued_on=timezone.localdate())
            transaction.set_rollback(True)
    made.refresh_from_db()
    return made


def test_missing_papers_block_ordering_also_in_the_database():
    requisition, buyer = make_asked("10000.01"), make_user()
    assert "It is not decided yet" in blocks_ordering(requisition)[0]
    with refusing("order_now_issued_once_sourced"):
        order(requisition)
    decision = decide_sourcing(requisition, Choice(), by=buyer)
    attach_paper(decision, by=buyer, paper="quotes", file=pdf(), covers=2)
    assert blocks_ordering(requisition) == ["Quotes are missing: 3 suppliers are asked. Attach what they answered."]
    waiting = order(requisition, status="approved")
    issued = {"status": "issued", "issued_by": buyer, "issued_on": timezone.localdate()}
    with refusing("order_now_issued_once_sourced"):
        PurchaseOrder.objects.filter(pk=waiting.pk).update(**issued)
    attach_paper(decision, by=buyer, paper="quotes", file=pdf())
    assert blocks_ordering(requisition) == []
    order_columns = {"status": "issued", "issued_by_id": buyer.pk, "issued_on": timezone.localdate()}
    refused("order_issued_with_its_postings", *update(waiting, **order_columns))
    with pytest.raises(Refused, match="asks for no such paper"):
        attach_paper(decision, by=buyer, paper="notice", file=pdf())


def test_what_mve_makes_is_ordered_from_mve_or_with_its_certificate_at_any_amount():
    desks = make_class(mve_makes=True)
    requisition, buyer = make_asked("5.00", commodity=desks), make_user()
    decision = decide_sourcing(requisition, Choice(), by=buyer)
    assert decision.path == Method.MVE
    with refusing("order_now_issued_as_it_was_sourced"):
        order(requisition)
    order(requisition, vendor=make_vendor(is_mve=True))
    other, certificate = make_asked("5.00", commodity=desks), make_certificate(commodity=desks)
    with pytest.raises(Refused, match="MVE did not issue that certificate"):
        decide_sourcing(other, Choice(certificate=certificate), by=buyer)
    with pytest.raises(Refused, match="Choose one issued for the class"):
        decide_sourcing(other, Choice(certificate=make_certificate("issued", worksite=other.worksite)), by=buyer)
    issued = make_certificate("issued", commodity=desks, worksite=other.worksite)
    decided = decide_sourcing(other, Choice(certificate=issued), by=buyer)
    assert (decided.path, decided.papers, blocks_ordering(other)) == (Method.NO_COMPETITION, ["mve_certificate"], [])


def test_mve_has_ninety_days_or_a_reasonable_time():
    asked = ask_mve(
        MveCertificate(
            commodity=make_class(mve_makes=True), worksite=make_worksite(), item="Desks", amount=5, need_by=ON
        ),
        by=make_user(),
    )
    by, answer = make_user(), {"certificate_number": "NA-1", "market_days": None, "note": ""}
    with pytest.raises(Refused, match="within 90 days, and it has 90: order from MVE"):
        issue_certificate(asked, by=by, promised_days=90, **answer)
    with refusing("mve_certificate_not_where_mve_supplies"):
        MveCertificate.objects.filter(pk=asked.pk).update(
            status="issued", promised_days=90, answered_on=ON, holds_until=ON, certificate_number="NA-1"
        )
    with pytest.raises(Refused, match="Note why 120 days are not reasonable"):
        issue_certificate(asked, by=by, promised_days=120, **answer | {"market_days": 100})
    assert issue_certificate(asked, by=by, promised_days=91, **answer).status == "issued"
    assert deny_certificate(make_certificate(), by=by, promised_days=30, note="").status == "denied"


def test_a_contract_is_ordered_from_that_contract():
    contract = make_contract()
    requisition = make_asked("50000.00")
    decision = decide_sourcing(requisition, Choice(contract=contract), by=make_user())
    assert decision.path == Method.CONTRACT
    with refusing("order_now_issued_as_it_was_sourced"):
        order(requisition)
    order(requisition, vendor=contract.vendor, contract=contract)


def test_a_purchase_split_over_eleven_months_and_two_worksites_is_seen_and_stopped():
    year = make_year()
    root = make_code("org", year, code="931-T")
    first, second = (make_code("org", year, parent=root) for _ in range(2))
    rugs, vendor = make_class(), make_vendor()
    shared = {"commodity": rugs, "suggested_vendor": vendor}
    make_asked("4000.00", org=first, submitted_days=335, **shared)
    make_asked("9000.00", org=first, submitted_days=366, **shared)
    make_asked("9000.00", org=make_code("org", year), **shared)
    make_asked("9000.00", org=first, status="draft", **shared)
    warned = make_asked("4000.00", org=second, submitted_days=2, **shared)
    _, near = found_for(warned, Choice())
    assert (near.total, near.is_near, near.is_over) == (Decimal("8000.00"), True, False)
    assert near.says.startswith("With related purchases of the last 365 days it comes to $8,000.00")
    last = make_asked("2000.01", org=second, commodity=rugs, suggested_vendor=make_vendor())
    with pytest.raises(
        Refused, match=r"cannot be bought apart. .* comes to \$10,000.01, which reaches the limit"
    ) as told:
        decide_sourcing(last, Choice(split_reason="Two carpets for two purposes."), by=make_user())
    assert warned.number in str(told.value)
    chief = manager()
    made = decide_sourcing(last, Choice(split_reason="Two carpets for two purposes."), by=chief)
    assert (made.split_allowed_by, made.related_total, made.split_limit) == (
        chief, Decimal("10000.01"), Decimal("10000.01"),
    )  # fmt: skip
    with refusing("sourcing_split_is_allowed_with_a_reason"):
        make_decision(make_asked(), related_total=11, split_limit=10)


def test_a_worksite_buys_nothing_apart_by_naming_organizations_of_other_trees():
    year, site, rugs = make_year(), make_worksite(), make_class()
    first = make_asked("9000.00", org=make_code("org", year), worksite=site, commodity=rugs)
    last = make_asked("1000.01", org=make_code("org", year), worksite=site, commodity=rugs)
    with pytest.raises(Refused, match=r"comes to \$10,000.01, which reaches the limit") as told:
        decide_sourcing(last, Choice(), by=make_user())
    assert first.number in str(told.value)
    elsewhere = make_asked("1000.01", org=make_code("org", year), commodity=rugs)
    assert decide_sourcing(elsewhere, Choice(), by=make_user()).related_total == Decimal("1000.01")


def test_af_31_what_is_for_recreation_music_or_fitness_needs_a_second_approver():
    trumpet = make_class(second_approver=True)
    way, _ = found_for(make_asked("1600.00", commodity=trumpet), Choice())
    assert way.approvals == ("A second approver, as its class asks",)
    requisition = make_requisition(asked(commodity=trumpet), status="certified")
    with refusing("requisition_has_its_second_approval"):
        Requisition.objects.filter(pk=requisition.pk).update(
            status="approved", approved_by=make_approver("1600.00"), approved_at=timezone.now()
        )


def test_anybody_may_ask_how_to_buy_and_is_told_the_law_and_led_on(client):
    site, desks = make_worksite(), make_class(mve_makes=True, code="DESK")
    client.force_login(make_user("fiscal.view_procurementrule", "fiscal.add_mvecertificate"))
    asked = {"item": "Desks", "amount": "900.00", "need_by": f"{timezone.localdate()}", "commodity": desks.pk}
    tree = parse(client.get("/fiscal/how-to-buy/", asked | {"worksite": site.pk}))
    assert faults(tree) == []
    words = tree.text_content()
    assert "Missouri Vocational Enterprises." in words
    assert "RSMo 217.575, in force from January 1, 2000" in words
    (link,) = tree.xpath("//a[text()='Ask MVE']/@href")
    assert "Ask MVE now" in words
    form = parse(client.get(link)).xpath("//form[@method='post'][.//input[@name='item']]")[0]
    assert form.xpath(".//input[@name='item']/@value") == ["Desks"]
    dear = make_class(code="DEAR")
    words = parse(
        client.get("/fiscal/how-to-buy/", asked | {"commodity": dear.pk, "amount": "10000.01"})
    ).text_content()
    assert "Informal quotes." in words
    assert "At least 3" in words
    contract = make_contract(title="Desks and chairs")
    tree = parse(client.get("/fiscal/how-to-buy/", asked | {"commodity": dear.pk, "amount": "10000.01"}))
    (link,) = tree.xpath(f"//a[contains(., '{contract.number}')]/@href")
    assert "Statewide or agency contract." in parse(client.get(link)).text_content()


def test_a_certificate_counts_before_a_purchase_as_far_as_it_would_serve_it():
    site, desks = make_worksite(), make_class(mve_makes=True)
    paper = make_certificate("issued", commodity=desks, worksite=site)
    asked = {"item": paper.item, "amount": Decimal("5.00"), "commodity": desks}

    def told(**said):
        found = answer_to(asked | said)
        return found.asks_mve, found.certified_somewhere

    assert told(worksite=site) == (False, False)
    assert told(worksite=make_worksite()) == (True, False)
    assert told() == (True, True)
    decide_sourcing(make_asked("5.00", commodity=desks, worksite=site), Choice(certificate=paper), by=make_user())
    assert told(worksite=site) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_buyers_who_decide_at_once_one_decision_holds():
    requisition, buyers = make_asked("500.00"), (make_user(), make_user())
    ended = endings(*(partial(decide_sourcing, requisition, Choice(), by=one) for one in buyers))
    assert ended == ["done", "done"]
    assert SourcingDecision.objects.filter(requisition=requisition).count() == 2
    assert SourcingDecision.objects.current().filter(requisition=requisition).count() == 1


def test_a_requisition_says_how_it_is_bought_and_a_wish_becomes_one(client):
    line = asked(make_money("20000.00"), quantity=Decimal(1), price=Decimal("10000.01"))
    requisition = make_requisition(line, status="approved")
    client.force_login(make_user("fiscal.view_requisition", "fiscal.add_requisition", "fiscal.add_sourcingdecision"))
    words = parse(client.get(requisition.get_absolute_url())).text_content()
    assert "Informal quotes." in words
    assert "Takes: Quotes" in words
    decide_sourcing(requisition, Choice(), by=make_user())
    assert "3 suppliers are asked" in parse(client.get(requisition.get_absolute_url())).text_content()
    form = parse(client.get("/fiscal/requisitions/new/?item=Desks&amount=900.00&need_by=2026-12-24&class=425"))
    found = {name: form.xpath(f"//input[@name='row0_{name}']/@value") for name in ("description", "price", "commodity")}
    assert found == {"description": ["Desks"], "price": ["900.00"], "commodity": ["425"]}
