"""The page of a solicitation: what was asked and quoted, what it was awarded for, and what comes next."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, listed, long_date, long_moment
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import DetailPage
from fiscal.bidding import Comparison, compare
from fiscal.duties import buys_for_others, why_not_chosen_by
from fiscal.forms.solicitations import amount_words
from fiscal.models import Contract, Protest, Requisition, Vendor
from fiscal.views.parts import linked
from fiscal.views.solicitations import PREFERENCE, SolicitationPage


class SolicitationDetail(SolicitationPage, DetailPage):
    """One solicitation with its lines, addenda, questions, quotes, awards and protests."""

    permission_required = "fiscal.view_solicitation"
    template_name = "fiscal/solicitation_detail.html"
    preference = PREFERENCE

    def trail(self):
        return super().trail()[:1]

    def facts(self):
        """What is asked, how and until when."""
        one = self.object
        several = ", to several suppliers" if one.multiple_award else ""
        advertised = f"{long_date(one.advertised_on)}, {one.advertised_in or BLANK}" if one.advertised_on else BLANK
        return [
            ("Method", one.get_method_display()),
            ("What is asked for", one.asks),
            ("Class", one.commodity),
            ("Estimated amount", dollars(one.estimate)),
            ("Requisition", one.requisition or BLANK),
            ("Awarded by", f"{one.get_award_by_display()}{several}"),
            ("Bid security", one.bid_security or BLANK),
            ("Quotes required", one.quotes_required if one.posted_at else "Set when it is posted"),
            ("Advertised", advertised),
            ("Closes", long_moment(one.closes_at)),
            ("Opened", f"{long_moment(one.opened_at)} by {one.opened_by.shown_name}" if one.opened_at else BLANK),
            *self._award_facts(),
        ]

    def _award_facts(self):
        one = self.object
        found = []
        if one.awarded_on:
            until = f"{long_date(one.protest_ends_on)}, {one.protest_days} state business days after the award"
            found += [("Awarded", long_date(one.awarded_on)), ("Protests are timely until", until)]
            if one.status == "protest_window":
                found.append(("Made final", self.final_words()))
        found += [("Contract", linked(row)) for row in self.contracts]
        if one.award_reason:
            found.append(("Reason", one.award_reason))
        if one.open_market_amount is not None:
            found.append(("Price on the open market", dollars(one.open_market_amount)))
        return found

    def final_words(self) -> str:
        """From which day on the award can be made final, or what keeps it from that."""
        waiting = [one for one in self.protests if one.timely and one.outcome != Protest.Outcome.DENIED]
        if waiting:
            return f"Not while a protest stands: {listed([one.protested_by for one in waiting])}"
        return f"From {long_date(self.object.protest_ends_on + timedelta(days=1))} on"

    @cached_property
    def protests(self) -> list[Protest]:
        """Every protest, timely or not."""
        return list(self.object.protests.all())

    @property
    def can_be_final(self) -> bool:
        """Whether the time to protest is over, and every timely protest was denied."""
        ends, denied = self.object.protest_ends_on, Protest.Outcome.DENIED
        over = ends is not None and ends < timezone.localdate()
        return over and all(one.outcome == denied for one in self.protests if one.timely)

    @cached_property
    def comparison(self) -> Comparison:
        """Quotes that count, with what can be read of them."""
        return compare(self.object)

    @cached_property
    def quotes(self) -> list[dict]:
        """Every quote that came; what it comes to once it may be read."""
        totals = {one.quote.pk: one.total for one in self.comparison.bids}
        return [
            {"row": one, "total": self.written(totals.get(one.pk)), "state": one.state}
            for one in self.object.quotes.select_related("vendor", "received_by")
        ]

    def written(self, value) -> str:
        """An amount or a percentage; what keeps it from being read."""
        if value is None:
            return "Sealed" if self.object.is_sealed else BLANK
        return amount_words(self.object, value)

    @cached_property
    def awards(self) -> list[dict]:
        """What was awarded to whom."""
        return [
            {"row": one, "value": self.written(one.percent if self.object.by_percent else one.amount)}
            for one in self.object.awards.select_related("quote__vendor", "item")
        ]

    def papers(self) -> list[tuple[str, list[dict]]]:
        """Addenda, questions and protests, each with its heading."""
        one = self.object
        addenda = [
            {"words": row.says, "meta": f"Addendum {row.number}, {long_moment(row.created_at)}"}
            for row in one.addenda.all()
        ]
        questions = [
            {"words": row.question, "meta": f"{row.asked_by}: {row.answer or 'not answered yet'}"}
            for row in one.questions.all()
        ]
        protests = [
            {
                "words": row.grounds,
                "meta": f"{row.protested_by}, {long_date(row.received_on)}. {row.decision}",
                "mark": (row.get_outcome_display(), "info") if row.timely else ("Untimely", "off"),
            }
            for row in self.protests
        ]
        return [("Addenda", addenda), ("Questions and answers", questions), ("Protests", protests)]

    def actions(self):
        """What a final award leads to, the moves this person can take now, and what suppliers bring about."""
        hidden = self._hidden()
        moves = [move for move in super().actions() if not hidden.get(move["verb"])]
        return [*self.ways_on(), *moves, *self._from_suppliers()]

    def _hidden(self) -> dict[str, bool]:
        """Moves that would end in a refusal: it is not their time, or this person asked for what is bought."""
        sealed, own = self.object.is_sealed, bool(why_not_chosen_by(self.request.user, self.object))
        return {
            "close": sealed, "cancel": self.object.status == "posted" and not sealed, "evaluate": own, "award": own,
            "finalize": own or not self.can_be_final,
        }  # fmt: skip

    def _from_suppliers(self) -> list[dict]:
        """What can be entered now of what suppliers send, ask, take back or protest against."""
        one, status = self.object, self.object.status
        open_still = status == "posted" and one.is_sealed
        steps = [
            ("receive", "Log quote", "receive", one.posted_at is not None and status not in ("cancelled", "final")),
            ("amend", "Issue addendum", "amend", open_still),
            ("question", "Enter question", "amend", open_still),
            ("answer", "Answer question", "amend", status == "posted"),
            ("withdraw", "Quote taken back", "receive", open_still),
            ("prices", "Enter prices", "close", status == "closed"),
            ("protest", "Record protest", "protest", one.awarded_on is not None),
            ("decide", "Decide protest", "protest", any(row.outcome == Protest.Outcome.OPEN for row in self.protests)),
        ]
        return [
            {
                "verb": verb,
                "url": reverse(f"fiscal:solicitation-{verb}", args=[one.pk]),
                "label": label,
                "danger": False,
            }
            for verb, label, right, possible in steps
            if possible and self.may(f"fiscal.{right}_solicitation", one)
        ]

    def ways_on(self) -> list[dict]:
        """What a final award leads to: a contract with each supplier it went to, or their order."""
        if self.object.status != "final":
            return []
        several = len(self.awarded) > 1
        return [
            {"verb": verb, "url": url, "label": f"{label}: {vendor}" if several else label, "danger": False}
            for vendor in self.awarded
            for verb, label, url in self._ways_with(vendor)
        ]

    def _ways_with(self, vendor: Vendor) -> list[tuple[str, str, str]]:
        one, asking, found = self.object, self.object.requisition, []
        if vendor.pk not in {each.vendor_id for each in self.contracts} and self.may("fiscal.add_contract", one):
            url = f"{reverse('fiscal:contract-create')}?solicitation={one.pk}&vendor={vendor.pk}"
            found.append(("contract", "Make contract", url))
        if asking is not None and asking.status in ("approved", "sourcing") and self._may_order(asking):
            url = f"{reverse('fiscal:purchaseorder-create', args=[asking.pk])}?{urlencode({'vendor': vendor.number})}"
            found.append(("order", "Order", url))
        return found

    def _may_order(self, asking: Requisition) -> bool:
        return buys_for_others(self.request.user, asking) and self.may("fiscal.add_purchaseorder", asking)

    @cached_property
    def awarded(self) -> list[Vendor]:
        """Each supplier it was awarded to, once."""
        return list({row["row"].quote.vendor_id: row["row"].quote.vendor for row in self.awards}.values())

    @cached_property
    def contracts(self) -> list[Contract]:
        """Contracts made of it, once it is final."""
        if self.object.status != "final":
            return []
        return list(Contract.objects.visible_to(self.request.user).filter(solicitation=self.object.number))
