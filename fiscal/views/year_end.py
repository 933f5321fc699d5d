"""Year-end: the worksheet on which open order lines are decided, and the cockpit that shows what will lapse."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.views.pages import ActionPage, AskPage, ListPage, Page
from fiscal.actions.year_end import decide_lines, decide_rest, set_in_service
from fiscal.forms.year_end import InServiceForm, LineFilter, WorksheetForm, YearAskedForm
from fiscal.lapse import Totals, for_pages, open_to, totals_of
from fiscal.models import FiscalYear, OrderLine, PurchaseOrder
from fiscal.periods import fiscal_year_of
from fiscal.reconciled import control_label
from fiscal.tables.year_end import LapseTable
from fiscal.year_days import day_in

LINES_A_PAGE = 50
DECIDES = "fiscal.decide_yearenddecision"
VIEWS = "fiscal.view_yearenddecision"


class YearEndPage(Page):
    """A page about the open lines of one year: that of the address, else this one."""

    model = OrderLine

    @cached_property
    def fy(self) -> int:
        """The year."""
        asked = YearAskedForm(self.request.GET)
        year = asked.cleaned_data["year"] if asked.is_valid() else None
        return year.pk if year else fiscal_year_of(timezone.localdate())

    def trail(self):
        """The worksheet hangs under the cockpit for who may see that."""
        return []


class YearEndWorksheet(YearEndPage, AskPage):
    """Every open line gets its disposition: a page of lines in one form, and the rest alike."""

    permission_required = DECIDES
    form_class = WorksheetForm
    template_name = "fiscal/worksheet.html"
    button = "Save dispositions"
    done = "The dispositions are saved. An order stands until its buyer cancels it, or closes it short."
    keeps_draft = False

    def get_title(self):
        return f"Year-end worksheet, FY {self.fy}"

    @cached_property
    def intro(self) -> str:
        """By when, and what follows."""
        due = long_date(day_in("worksheet_due", self.fy))
        return (
            f"Every open order line gets its disposition by {due}. What was received is paid from the old year until "
            "SAM II closes it, then claimed until the appropriations expire. “Cancel” and “Ordered, not received” free "
            "nothing yet: the buyer cancels the order, or closes it short, and orders again in the new year."
        )

    @cached_property
    def filterset(self):
        """The filter of the address over the lines one decides."""
        return LineFilter(self.request.GET or None, queryset=open_to(self.request.user, self.fy, DECIDES))

    @cached_property
    def lines(self):
        """The open lines asked for."""
        return self.filterset.qs if self.filterset.form.is_valid() else self.filterset.queryset

    @cached_property
    def page(self):
        """The page of them, in the order of orders."""
        rows = for_pages(self.lines, self.fy).order_by("order", "no", "pk")
        return Paginator(rows, LINES_A_PAGE).get_page(self.request.GET.get("page"))

    @cached_property
    def totals(self) -> Totals:
        """Of what is asked for."""
        return totals_of(self.lines)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": list(self.page.object_list)}

    def work(self, form):
        """Decide the lines of the page, then the rest."""
        year = get_object_or_404(FiscalYear, pk=self.fy)
        decide_lines(year, form.decisions(), by=self.request.user)
        if rest := form.cleaned_data["rest"]:
            decide_rest(year, self.lines, rest, by=self.request.user)
        return self.request.get_full_path()


class LapseCockpit(YearEndPage, ListPage):
    """What becomes of each open line on June 30, July 31 and December 31."""

    permission_required = VIEWS
    template_name = "fiscal/lapse.html"
    filterset_class = LineFilter
    table_class = LapseTable
    order_by = "-held"
    row_name = "open line"
    empty_text = "Nothing is ordered that could lapse."

    def get_title(self):
        return f"Lapse cockpit, FY {self.fy}"

    @cached_property
    def intro(self) -> str:
        """From when it is watched, and how far the figures agree with SAM II."""
        since = long_date(day_in("lapse_cockpit_from", self.fy))
        return f"Money of open orders by what becomes of it. Watched from {since}. {control_label()}."

    def get_rows(self):
        return for_pages(open_to(self.request.user, self.fy, VIEWS), self.fy)

    @cached_property
    def totals(self) -> Totals:
        """Of all one sees."""
        return totals_of(open_to(self.request.user, self.fy, VIEWS))

    def may_export(self):
        return False

    def create_url(self):
        """None: lines come with orders."""

    def worksheet_url(self) -> str:
        """For who decides somewhere."""
        may = self.request.user.has_perm(DECIDES)
        return f"{address_of('fiscal:worksheet')}?year={self.fy}" if may else ""


class LapseService(ActionPage):
    """Say when a late buy goes into service."""

    model = PurchaseOrder
    permission_required = DECIDES
    template_name = "generic/form.html"
    form_class = InServiceForm
    button = "Save the day"
    done = "The in-service date is saved."
    action = staticmethod(set_in_service)

    def get_queryset(self):
        return PurchaseOrder.objects.permitted(self.request.user, DECIDES)

    def get_title(self):
        return f"In-service date of {self.object.number}"

    def get_initial(self):
        return {"in_service_on": self.object.in_service_on}

    def trail(self):
        return []

    def get_success_url(self):
        return self.object.get_absolute_url()
