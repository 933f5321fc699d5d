"""Pages of the chart of accounts and of funding strings."""

from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.views.pages import AskPage, CreatePage, EditPage, ListPage, PlainPage
from fiscal.actions.codes import keep_code, string_for
from fiscal.forms.budget import CodeFilter, CodeForm, NewCodeForm, StringFilter, StringForm
from fiscal.lists import codes
from fiscal.models import CoaCode, FiscalYear, FundingString
from fiscal.tables.budget import CodeTable, KeptCodeTable, StringTable
from fiscal.year_days import day_in

CHART = "Chart of accounts"


class CoaCodeList(ListPage):
    """Every code of every year."""

    model = CoaCode
    permission_required = "fiscal.view_coacode"
    title = CHART
    filterset_class = CodeFilter
    order_by = "code"
    row_name = "code"
    empty_text = "No code is entered."

    @cached_property
    def intro(self) -> str:
        """By when changes are due."""
        last = FiscalYear.objects.order_by("-fy").values_list("fy", flat=True).first()
        if last is None:
            return "Create a fiscal year first; its codes are entered or copied then."
        due = long_date(day_in("codes_reach_oa_by", last - 1))
        return (
            f"Codes are of one year each. Those of FY {last} must have reached the Office of Administration by {due}."
        )

    @cached_property
    def table_kind(self):
        """With the way to change a code for who may."""
        return KeptCodeTable if self.request.user.has_perm("fiscal.change_coacode") else CodeTable


class CoaCodeCreate(CreatePage):
    """Add a code to a year."""

    model = CoaCode
    permission_required = "fiscal.add_coacode"
    form_class = NewCodeForm
    button = "Add code"
    done = "The code is added."

    def trail(self):
        return [(CHART, address_of("fiscal:coacode-list"))]

    def keep(self, form):
        return keep_code(form.instance, by=self.request.user)


class CoaCodeEdit(EditPage):
    """Change what may change of a code."""

    model = CoaCode
    permission_required = "fiscal.change_coacode"
    form_class = CodeForm
    button = "Save code"
    intro = "A code keeps its kind, year and writing. Add another one where these change, and say which it replaces."

    def get_title(self):
        return f"{self.object.get_kind_display()} {self.object}, FY {self.object.year_id}"

    def trail(self):
        return [(CHART, address_of("fiscal:coacode-list"))]

    def keep(self, form, changed):
        return keep_code(form.instance, by=self.request.user, changed=changed)


class CoaCodeCurrent(PlainPage):
    """The chart as a file that can be changed and brought in again."""

    permission_required = "fiscal.export_coacode"
    title = "Codes to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(codes.COLUMNS, codes.current(request.user), title=self.title, by=request.user)


class FundingStringList(ListPage):
    """Strings that stand; each once."""

    model = FundingString
    permission_required = "fiscal.view_fundingstring"
    title = "Funding strings"
    intro = "Codes of one budget year that money is charged to. The number is what lines of a purchase name."
    filterset_class = StringFilter
    table_class = StringTable
    order_by = "-pk"
    empty_text = "No funding string stands yet."

    def may_export(self):
        return False


class FundingStringCreate(AskPage):
    """Enter a string: the one that stands is used again."""

    permission_required = "fiscal.add_fundingstring"
    form_class = StringForm
    title = "New funding string"
    intro = "Type the codes. Where the same string stands already, it is used again."
    button = "Use funding string"

    def trail(self):
        return [("Funding strings", address_of("fiscal:fundingstring-list"))]

    def work(self, form):
        """To what is left of it."""
        found = string_for(form.cleaned_data["year"].fy, form.codes, by=self.request.user)
        return found.get_absolute_url()
