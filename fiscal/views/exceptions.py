"""Pages of what differs on bills and receipts, and how it is settled."""

from doc_portal.core.addresses import address_of
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, ListPage
from fiscal.actions.invoices import resolve_exception
from fiscal.actions.returns import settle_surplus
from fiscal.forms.invoices import ExceptionFilter
from fiscal.forms.receiving import SurplusForm
from fiscal.models import MatchException
from fiscal.tables.purchases import ExceptionTable


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
    button = "Settle"
    done = "Settled."

    def get_queryset(self):
        return super().get_queryset().select_related("order", "order_line")

    def get_form_class(self):
        return SurplusForm if self.object.kind == MatchException.Kind.SURPLUS else ReasonForm

    def action(self, exception, *, by, note, decision="", weight=None):
        """By words, or by what is done with the goods."""
        if not decision:
            return resolve_exception(exception, by=by, note=note)
        return settle_surplus(exception, keeps=decision == "keep", by=by, note=note, weight=weight)

    def get_intro(self):
        one = self.object
        line = f" of {one.order_line}" if one.order_line else ""
        return f"{one.get_kind_display()}{line}: expected {one.expected}, found {one.found}."

    def trail(self):
        return [("Exceptions", address_of("fiscal:matchexception-list"))]

    def get_success_url(self):
        return (self.object.invoice or self.object.order).get_absolute_url()
