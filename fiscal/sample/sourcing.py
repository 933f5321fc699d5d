"""Questions to MVE and solicitations of the sample, in every state. What is quoted is invented."""

from datetime import timedelta
from decimal import Decimal

import pgtrigger
from django.db.models import F
from django.utils import timezone

from doc_portal.core.business_days import business_days_after
from doc_portal.core.display import long_date
from doc_portal.core.models import AuditEvent, Worksite
from doc_portal.core.rights import rights_of_role
from doc_portal.core.sample.context import MARK, Context
from fiscal.actions.quotes import (
    award_solicitation,
    evaluate_quotes,
    finalize_award,
    receive_quote,
    record_protest,
)
from fiscal.actions.solicitations import (
    cancel_solicitation,
    close_solicitation,
    enter_question,
    issue_addendum,
    keep_solicitation,
    post_solicitation,
    reject_quotes,
)
from fiscal.actions.sourcing import ask_mve, deny_certificate, issue_certificate
from fiscal.models import CommodityClass, MveCertificate, Protest, Quote, Solicitation, Vendor
from fiscal.numbers import next_document_number
from fiscal.sample.purchases import People

ITEMS = (
    ("Office chairs", "425", "2140.00"), ("Steel desks", "425", "5600.00"), ("Door signs", "801", "310.00"),
    ("Winter coats", "200", "8800.00"),
)  # fmt: skip
SOUGHT = (
    ("draft", "Kitchen smallwares", "165", "14000.00"), ("posted", "LED tubes", "450", "22000.00"),
    ("cancelled", "Lobby rugs", "615", "12000.00"), ("to_open", "Work gloves", "450", "18000.00"),
    ("closed", "Boiler service", "939", "31000.00"), ("evaluated", "Copy paper", "615", "64000.00"),
    ("protest_window", "Batteries", "450", "15500.00"), ("protested", "Radio repair", "939", "28000.00"),
    ("final", "Floor wax", "485", "19000.00"), ("no_award", "Folding tables", "420", "11000.00"),
)  # fmt: skip
SEALED_YET = ("draft", "posted", "cancelled")
PRICES = ("41.20", "39.85", "44.10")
BEFORE_IT_CLOSED = ("create", "post", "question", "answer")
OF_THE_PAST = (
    "fiscal.Solicitation:solicitation_time_follows_addenda",
    "fiscal.Solicitation:solicitation_window_in_business_days",
)


def ask_about_mve(context: Context) -> int:
    """Questions to MVE: two not answered, one certificate, one that MVE supplies."""
    if MveCertificate.objects.exists():
        return 0
    people, site = People(), Worksite.objects.get(slug="erdcc")
    asked = [
        ask_mve(
            MveCertificate(
                item=item, commodity=CommodityClass.objects.get(code=code), amount=Decimal(amount), worksite=site,
                need_by=timezone.localdate() + timedelta(days=120),
            ),
            by=people.clerk,
        )
        for item, code, amount in ITEMS
    ]  # fmt: skip
    issue_certificate(
        asked[2], by=people.buyer, certificate_number="NA-SAMPLE-1", promised_days=150, market_days=30, note=""
    )
    deny_certificate(asked[3], by=people.buyer, promised_days=60, note="The mill has stock.")
    return len(asked)


def ask_suppliers(context: Context) -> int:
    """A solicitation in every state. Those whose time is over are made by the owner of the tables alone."""
    if Solicitation.objects.exists():
        return 0
    people, owner = People(), rights_of_role().owner
    vendors = list(Vendor.objects.usable_for_orders().exclude(is_mve=True).order_by("pk")[:3])
    wanted = [one for one in SOUGHT if owner or one[0] in SEALED_YET]
    for stage, title, code, estimate in wanted:
        _bring(_draft(people, title, code, estimate), stage, people, vendors)
    return len(wanted)


def _draft(people: People, title: str, code: str, estimate: str) -> Solicitation:
    made = Solicitation(
        number=next_document_number("RFQ", timezone.localdate()), title=f"{title} {MARK}",
        asks=f"{title}, delivered to the warehouse dock. Invented.", estimate=Decimal(estimate),
        commodity=CommodityClass.objects.get(code=code), closes_at=timezone.now() + timedelta(days=28),
    )  # fmt: skip
    items = [{"description": title, "quantity": Decimal(300), "unit": "each"}]
    return keep_solicitation(made, items, by=people.buyer)


def _bring(one: Solicitation, stage: str, people: People, vendors: list[Vendor]) -> None:
    """Step by step until the stage is reached."""
    if stage == "draft":
        return
    one = post_solicitation(one, by=people.buyer)
    if stage == "cancelled":
        cancel_solicitation(one, by=people.buyer, note="The worksite has rugs.")
        return
    item = one.items.get()
    for vendor, price in zip(vendors, PRICES, strict=False):
        quote = Quote(solicitation=one, vendor=vendor, how="electronic")
        receive_quote(quote, {item.pk: Decimal(price)}, by=people.buyer)
    enter_question(one, by=people.buyer, asked_by=vendors[0].name, question="Is freight included?", answer="Yes.")
    if stage == "posted":
        issue_addendum(one, by=people.buyer, says="Pallets of 50 are welcome.")
        return
    _set_back(one, closes_at=timezone.now() - timedelta(days=2))
    with pgtrigger.ignore("fiscal.Quote:quote_stays_as_it_came"):
        one.quotes.update(received_at=timezone.now() - timedelta(days=3))
    if stage != "to_open":
        _open(one, stage, people)


def _open(one: Solicitation, stage: str, people: People) -> None:
    one = close_solicitation(one, by=people.buyer)
    if stage == "closed":
        return
    if stage == "no_award":
        reject_quotes(one, by=people.buyer, note="The open market is cheaper.", open_market_amount=Decimal("9900.00"))
        return
    scores = {"responsive": True, "value_score": 80, "performance_score": 75, "quality_score": 85}
    one = evaluate_quotes(one, {quote.pk: scores for quote in one.quotes.counted()}, by=people.buyer)
    if stage == "evaluated":
        return
    best = one.quotes.order_by("pk")[1]
    one = award_solicitation(one, {None: best.pk}, by=people.buyer)
    if stage == "protested":
        record_protest(
            Protest(solicitation=one, protested_by=one.quotes.first().vendor.name, grounds="Ours serves longer."),
            by=people.manager,
        )
    if stage == "final":
        finalize_award(_of_last_month(one), by=people.manager)


def _of_last_month(one: Solicitation) -> Solicitation:
    """As if it had been opened and awarded so long ago that nobody can protest any more; what happened says so too."""
    closed, awarded = timezone.now() - timedelta(days=32), timezone.localdate() - timedelta(days=30)
    until = business_days_after(awarded, one.protest_days)
    with pgtrigger.ignore("fiscal.Quote:quote_stays_as_it_came"):
        one.quotes.update(received_at=closed - timedelta(days=1))
    _set_back(
        one, posted_at=closed - timedelta(days=28), closes_at=closed, opened_at=closed + timedelta(hours=1),
        awarded_on=awarded, protest_ends_on=until,
    )  # fmt: skip
    told = AuditEvent.objects.of(one)
    with pgtrigger.ignore("core.AuditEvent:append_only"):
        told.filter(act__in=BEFORE_IT_CLOSED).update(at=F("at") - timedelta(days=60))
        told.exclude(act__in=BEFORE_IT_CLOSED).update(at=F("at") - timedelta(days=30))
        told.filter(act="receive").update(at=closed - timedelta(days=1))
        told.filter(act="close").update(at=one.opened_at)
        told.filter(act="announce").update(reason=f"Protests are timely until {long_date(until)}.")
    return one


def _set_back(one: Solicitation, **days) -> None:
    """As if it had happened earlier."""
    with pgtrigger.ignore(*OF_THE_PAST):
        Solicitation.objects.filter(pk=one.pk).update(**days)
    one.refresh_from_db()
