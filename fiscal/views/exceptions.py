"""Pages of what differs on bills and receipts, and how it is settled."""

from django.utils.html import format_html_join

from doc_portal.core.addresses import address_of
from doc_portal.core.display import plain_number, unit_price
from doc_portal.core.forms import ReasonForm
from doc_portal.core.money import dollars, to_cents
from doc_portal.core.views.pages import ActionPage, ListPage
from fiscal.actions.invoices import resolve_exception, why_not_waived
from fiscal.actions.returns import settle_surplus
from fiscal.duties import why_not_settled_by
from fiscal.forms.invoices import ExceptionFilter
from fiscal.forms.receiving import SurplusForm
from fiscal.models import MatchException
from fiscal.tables.purchases import ExceptionTable
from fiscal.views.parts import linked

OTHERS = "Whoever settles it does not approve the bill."
FOLLOWS = {
    MatchException.Kind.PRICE: "Settled, the bill can be approved at the price billed, as far as that was approved for "
    f"what is bought. {OTHERS}",
    MatchException.Kind.WEIGHT: f"Settled, the bill can be approved at the weight billed. {OTHERS}",
    MatchException.Kind.SUFFIX: "Settled, the bill counts as another than the one that came under its number before. "
    f"Look at both first. {OTHERS}",
    MatchException.Kind.SURPLUS: "Kept, the order takes it and it can be billed; change the order first where it does "
    "not take so much. Sent back, nothing of it is billed.",
}
"""What settling does."""


class MatchExceptionList(ListPage):
    """What does not match and nobody has settled."""

    model = MatchException
    permission_required = "fiscal.view_matchexception"
    title = "Exceptions"
    intro = "What differs between order, receipt and bill, and whose it is to settle."
    filterset_class = ExceptionFilter
    table_class = ExceptionTable
    order_by = "created_at"
    empty_text = "Everything matches."

    def get_rows(self):
        """The open ones."""
        return super().get_rows().open()


class MatchExceptionResolve(ActionPage):
    """Say how it was settled; of what came over, decide."""

    model = MatchException
    permission_required = "fiscal.resolve_matchexception"
    template_name = "fiscal/matchexception_resolve.html"
    button = "Settle"
    done = "Settled."

    def get_queryset(self):
        return super().get_queryset().select_related(
            "order__vendor", "order__requisition", "order_line", "owner", "invoice__vendor", "receipt_line__receipt"
        )  # fmt: skip

    @property
    def came_over(self) -> bool:
        """Whether it is about what came over, so that it is kept or goes back."""
        return self.object.kind == MatchException.Kind.SURPLUS

    def not_now(self):
        """It is settled, is for somebody else, or no words settle it."""
        one = self.object
        if one.resolved_at is not None:
            return f"It is settled: {one.resolution}"
        return why_not_settled_by(self.request.user, one) or why_not_waived(one)

    def what_follows(self) -> str:
        """What settling it does; empty where it cannot be settled now."""
        return "" if self.not_now() else FOLLOWS.get(self.object.kind, "")

    def get_form_class(self):
        return SurplusForm if self.came_over else ReasonForm

    def get_form_kwargs(self):
        line = self.object.order_line
        by_weight = {"by_weight": line is not None and line.weight is not None} if self.came_over else {}
        return super().get_form_kwargs() | by_weight

    def facts(self):
        """What it is about, and what keeping would cost."""
        one = self.object
        receipt = one.receipt_line and one.receipt_line.receipt
        found = [
            ("Order", linked(one.order)),
            ("Vendor", str(one.order.vendor)),
            *([("Receiving report", linked(receipt))] if receipt else []),
            *(self.of_the_bill() if one.invoice else []),
            ("Whose", one.owner.shown_name),
        ]
        if self.came_over and one.order_line.weight is None:
            over, price = one.receipt_line.surplus, one.order_line.price
            cost = f"{plain_number(over)} at {unit_price(price)} each: {dollars(to_cents(over * price))}"
            found.append(("To keep it costs", cost))
        return found

    def of_the_bill(self) -> list[tuple]:
        """The bill, what it comes to, and what came of its order for who may see that."""
        one = self.object
        found = [("Bill", linked(one.invoice)), ("It comes to", dollars(one.invoice.signed_amount))]
        if not self.may("fiscal.view_receipt", one.order):
            return found
        receipts = one.order.receipts.visible_to(self.request.user).order_by("pk")
        came = format_html_join(", ", "{}", ((linked(each),) for each in receipts))
        return [*found, ("Receiving reports", came or "Nothing came yet")]

    def action(self, exception, *, by, note, decision="", weight=None):
        """By words, or by what is done with the goods."""
        if not decision:
            return resolve_exception(exception, by=by, note=note)
        return settle_surplus(exception, keeps=decision == "keep", by=by, note=note, weight=weight)

    def get_intro(self):
        one = self.object
        line = f" of {one.order_line}" if one.order_line else ""
        return f"{one.get_kind_display()}{line}. {one.says}"

    def trail(self):
        return [("Exceptions", address_of("fiscal:matchexception-list"))]

    def get_success_url(self):
        return (self.object.invoice or self.object.order).get_absolute_url()
