"""Pages over many people: who is cleared for a post with inmate contact, and how compliant each worksite is."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core import export
from doc_portal.core.access import scope_of
from doc_portal.core.display import long_date
from doc_portal.core.models import Worksite
from doc_portal.core.views.errors import fault_page
from doc_portal.core.views.pages import UNKNOWN_FORMAT, ListPage, PlainPage
from personnel.models import Person
from training.briefing import DAYS, READS, away_this_week
from training.compliance import standings, summed
from training.forms.board import BriefingForm
from training.forms.requirements import GateFilter
from training.owing import fiscal_year_of
from training.post_gate import gates, with_clearance
from training.tables.requirements import ComplianceLinkedTable, ComplianceTable, GateTable

GATE = "training.view_gate_personrequirement"


class PostGateList(ListPage):
    """Who is cleared for a post with inmate contact, at the worksites one looks after."""

    model = Person
    permission_required = GATE
    title = "Post gate"
    filterset_class = GateFilter
    table_class = GateTable
    order_by = "last_name"
    empty_text = "Nobody here has a post that asks for clearance."

    def get_intro(self):
        """What the flag rests on."""
        told = "Who is cleared for a post with inmate contact. Only training is told of here"
        others = [one.label for one in gates()]
        if not others:
            return f"{told}; the health clearance is not connected, so the flag rests on training alone."
        return f"{told}; the flag also rests on {' and '.join(others)}, of which nothing but yes or no is known here."

    def get_rows(self):
        people = Person.objects.visible_to(self.request.user).permitted(self.request.user, GATE)
        return with_clearance(people.directory().select_related("worksite"))

    def export_permission(self):
        return "training.export_personrequirement"


class ComplianceBoard(ListPage):
    """The share of people with nothing overdue, hours and overdue gates by worksite, counted now."""

    model = Worksite
    permission_required = "training.view_board_scheduledclass"
    template_name = "training/compliance.html"
    title = "Compliance board"
    table_class = ComplianceTable
    order_by = "percent"
    empty_text = "Nobody works at these worksites."

    def get_intro(self):
        """The day of the count."""
        year = fiscal_year_of(timezone.localdate())
        return (
            "Compliant is who owes nothing that is overdue. "
            f"As of {long_date(timezone.localdate())}; hours of fiscal year {year}, from July 1, {year - 1}."
        )

    @cached_property
    def table_kind(self):
        """With the way to the people for who may see what they owe."""
        reads = self.request.user.has_perm("training.view_personrequirement")
        return ComplianceLinkedTable if reads else ComplianceTable

    @cached_property
    def sites(self) -> list:
        """The worksites of the right."""
        return standings(scope_of(self.request.user, self.permission_required))

    def get_queryset(self):
        return self.sites

    def tiles(self) -> list[tuple[str, str, str]]:
        """The figures to see first: name, figure, what it is of."""
        whole = summed(self.sites)
        return [
            ("Compliant", f"{whole.percent}%", f"{whole.people - whole.late:,} of {whole.people:,} people"),
            ("Overdue requirements", f"{whole.overdue:,}", f"of {whole.late:,} people"),
            ("Overdue before a post", f"{whole.gates:,}", "people with inmate contact or to have it"),
            ("Hours this fiscal year", f"{whole.whole_hours:,}", f"{whole.hours_each:,} a person"),
        ]

    def export_permission(self):
        return self.permission_required

    def create_url(self):
        """Worksites are not added here."""
        return

    def export(self, form):
        """The whole board; the figures name nobody."""
        if not self.may_export():
            raise PermissionDenied(self.export_permission())
        if form not in export.FORMATS:
            return fault_page(self.request, UNKNOWN_FORMAT)
        self.object_list = self.sites
        return export.respond(
            form, self.table, self.sites, title=self.get_title(), filter_words="", by=self.request.user
        )


class Week(PlainPage):
    """Who is away for training in the next seven days, for the briefing of a shift; made to be printed."""

    permission_required = READS
    template_name = "training/week.html"
    title = "Classes this week"

    @cached_property
    def worksite(self) -> Worksite | None:
        """The one that is asked for by its name in the address; else one's own; all of one's people for “all”."""
        if not self.request.GET.get("worksite"):
            return self.request.user.worksite
        form = BriefingForm(self.request.GET)
        form.is_valid()
        return form.cleaned_data.get("worksite")

    def get_intro(self):
        """Where, and from when until when."""
        first = timezone.localdate()
        where = self.worksite or "all worksites"
        return f"People you answer for, {where}: {long_date(first)} to {long_date(first + timedelta(days=DAYS - 1))}."

    @cached_property
    def lines(self) -> list:
        """Each person at each meeting, in order of time."""
        return away_this_week(self.request.user, self.worksite)
