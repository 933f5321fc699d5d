"""Pages of ledgers brought in from SAM II, and of reconciling them."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, long_date, long_moment
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage
from fiscal.actions.ledger import bring_ledger
from fiscal.actions.reconciliation import begin_reconciliation, explain_difference, sign_reconciliation
from fiscal.forms.ledger import (
    ExplainForm,
    LedgerFilter,
    LedgerForm,
    LedgerLineFilter,
    ProblemFilter,
    ReconciliationFilter,
    ReconciliationForm,
)
from fiscal.models import LedgerColumn, LedgerImport, LedgerLine, LedgerProblem, Reconciliation
from fiscal.reconciled import compare
from fiscal.tables.ledger import LedgerImportTable, LedgerLineTable, LedgerProblemTable, ReconciliationTable
from fiscal.views.sam_ii import DeskList, DeskPage

SHOWN = 20


class LedgerImportList(DeskList):
    """Ledgers brought in, the latest first."""

    model = LedgerImport
    permission_required = "fiscal.view_ledgerimport"
    title = "Ledgers of SAM II"
    intro = "Files of SAM II's ledger by period. A file is loaded once every row of it is clean, and then as a whole."
    filterset_class = LedgerFilter
    table_class = LedgerImportTable
    order_by = "-created_at"
    row_name = "ledger"
    empty_text = "No ledger is brought in."


class LedgerPage(DeskPage):
    """A page about one import."""

    model = LedgerImport
    list_title = "Ledgers of SAM II"
    list_url_name = "fiscal:ledgerimport-list"

    def get_queryset(self):
        return super().get_queryset().select_related("period", "job", "header", "data", "created_by", "replaces")


class LedgerImportDetail(LedgerPage, DetailPage):
    """One import: how far it is, its errors, and what was loaded."""

    permission_required = "fiscal.view_ledgerimport"
    template_name = "fiscal/ledgerimport_detail.html"

    @cached_property
    def working(self):
        """The job that works on it now; None where none does."""
        job = self.object.job
        return job if self.object.status == LedgerImport.Status.WAITING and job and not job.finished_at else None

    def trouble(self) -> str:
        """Why its work ended in the middle; empty where it did not."""
        one = self.object
        if one.status not in (LedgerImport.Status.WAITING, LedgerImport.Status.STOPPED) or self.working:
            return ""
        told = one.job.error if one.job and one.job.error else "The work was never finished."
        return f"{told} Nothing was loaded. Bring the files in again."

    @cached_property
    def problems(self):
        """The first of its errors."""
        return list(self.object.problems.order_by("line", "pk")[:SHOWN]) if self.object.problems_found else []

    def facts(self):
        one = self.object
        files = [file for file in (one.data, one.header) if file]
        links = [format_html('<a href="{}">{}</a>', file.get_absolute_url(), file.name) for file in files]
        return [
            ("Period", one.period),
            *([("Files", format_html("{}" + " and {}" * (len(links) - 1), *links))] if links else []),
            ("Rows", f"{one.rows:,}"),
            ("Errors", f"{one.problems_found:,}"),
            ("Columns not used", one.unused or BLANK),
            *self.replaced(),
            ("Brought in", f"{long_moment(one.created_at)}, {one.created_by.shown_name if one.created_by else BLANK}"),
        ]

    def replaced(self) -> list[tuple]:
        """The ledger it took the place of, or is to."""
        one = self.object.replaces
        link = one and format_html('<a href="{}">{}</a>', one.get_absolute_url(), one.file_name)
        return [("Replaces", link)] if one else []

    def actions(self):
        return []


class LedgerImportCreate(LedgerPage, CreatePage):
    """Bring in the ledger of a period."""

    permission_required = "fiscal.add_ledgerimport"
    template_name = "fiscal/ledgerimport_form.html"
    form_class = LedgerForm
    title = "New ledger"
    intro = "The worker checks every row. It loads the whole file, or lists what to mend and loads nothing."
    button = "Bring in ledger"
    done = "The ledger is being checked in the background. You may leave this page."
    keeps_draft = False

    def columns(self):
        """What the header file must name."""
        return LedgerColumn.objects.all()

    def keep(self, form):
        typed = form.cleaned_data
        return bring_ledger(
            typed["period"], header=typed["header"], data=typed["data"], by=self.request.user, replace=typed["replace"]
        )


class LedgerProblemList(DeskList):
    """Every error of one file, to be taken away and mended."""

    model = LedgerProblem
    permission_required = "fiscal.view_ledgerproblem"
    filterset_class = ProblemFilter
    table_class = LedgerProblemTable
    order_by = "line"
    empty_text = "The file has no errors."

    @cached_property
    def run(self) -> LedgerImport:
        """The import they belong to."""
        found = LedgerImport.objects.filter(pk=self.kwargs["pk"]).select_related("period").first()
        if found is None:
            raise Http404
        return found

    def get_title(self):
        return f"Errors in {self.run}"

    def trail(self):
        return [*super().trail(), ("Ledgers of SAM II", reverse("fiscal:ledgerimport-list"))]

    def get_rows(self):
        return super().get_rows().filter(run=self.run)


class LedgerLineList(DeskList):
    """Lines of SAM II's ledger that stand for their period."""

    model = LedgerLine
    permission_required = "fiscal.view_ledgerline"
    title = "Lines of SAM II's ledger"
    intro = "A mirror of SAM II, as it was last brought in for each period. SAM II is the book of record."
    filterset_class = LedgerLineFilter
    table_class = LedgerLineTable
    empty_text = "No ledger is loaded."

    def get_rows(self):
        return super().get_rows().standing()


class ReconciliationList(DeskList):
    """Periods reconciled or to be."""

    model = Reconciliation
    permission_required = "fiscal.view_reconciliation"
    title = "Reconciliations"
    intro = "What the portal and SAM II say of a period, until nothing is unexplained and somebody else signs."
    filterset_class = ReconciliationFilter
    table_class = ReconciliationTable
    order_by = "-period"
    empty_text = "No period is reconciled yet."


class ReconciliationPage(DeskPage):
    """A page about one reconciliation."""

    model = Reconciliation
    list_title = "Reconciliations"
    list_url_name = "fiscal:reconciliation-list"

    def get_queryset(self):
        return super().get_queryset().select_related("period", "created_by", "signed_by", "ledger")

    @cached_property
    def lines(self):
        """The two books as they stand now."""
        return compare(self.object)


class ReconciliationDetail(ReconciliationPage, DetailPage):
    """The two books of a period, place by place, and what explains their difference."""

    permission_required = "fiscal.view_reconciliation"
    template_name = "fiscal/reconciliation_detail.html"

    def facts(self):
        one = self.object
        signed = f"{one.signed_by.shown_name}, {long_date(one.signed_on)}" if one.signed_by else BLANK
        return [
            ("Period", one.period),
            ("Prepared by", one.created_by.shown_name if one.created_by else BLANK),
            ("Signed by", signed),
            ("Ledger signed on", one.ledger.file_name if one.ledger else BLANK),
        ]

    @cached_property
    def shown_lines(self):
        """As signed, or as the books stand while it is open."""
        if self.object.status == Reconciliation.Status.OPEN:
            return self.lines
        return list(self.object.lines.select_related("appropriation"))

    @cached_property
    def totals(self):
        """Every column added up."""
        names = ("portal", "ledger", "difference", "explained", "unexplained")
        return {name: sum(getattr(line, name) for line in self.shown_lines) for name in names}

    def open_amount(self):
        """How much is unexplained, place by place without regard to its sign."""
        return sum(abs(line.unexplained) for line in self.shown_lines)

    def items(self):
        """What was entered to explain differences."""
        return self.object.items.select_related("appropriation", "created_by")

    def changed_since(self):
        """What the books of a signed period moved by since it was signed."""
        if self.object.status == Reconciliation.Status.OPEN:
            return 0
        signed = {(line.appropriation_id, line.bucket): line.portal for line in self.shown_lines}
        now = {(line.appropriation.pk, line.bucket): line.portal for line in self.lines}
        return sum(abs(now.get(place, 0) - signed.get(place, 0)) for place in {*signed, *now})

    def actions(self):
        """Explain and sign, while it is open."""
        one, user = self.object, self.request.user
        if one.status != Reconciliation.Status.OPEN:
            return []
        found = []
        if self.lines and self.may("fiscal.explain_reconciliation", one):
            found.append(("explain", "Explain a difference"))
        if user.pk != one.created_by_id and self.may("fiscal.sign_reconciliation", one):
            found.append(("sign", "Sign reconciliation"))
        return [
            {
                "verb": verb,
                "url": reverse(f"fiscal:reconciliation-{verb}", args=[one.pk]),
                "label": label,
                "danger": False,
            }
            for verb, label in found
        ]


class ReconciliationCreate(ReconciliationPage, CreatePage):
    """Begin with a period."""

    permission_required = "fiscal.add_reconciliation"
    form_class = ReconciliationForm
    intro = "Choose a period whose ledger is loaded. Its figures are read from both books."
    button = "Begin reconciliation"
    done = "Begun. Explain every difference; somebody else signs."

    def keep(self, form):
        return begin_reconciliation(form.instance, by=self.request.user)


class ReconciliationExplain(ReconciliationPage, ActionPage):
    """Enter why the books differ in one place."""

    permission_required = "fiscal.explain_reconciliation"
    form_class = ExplainForm
    action = staticmethod(explain_difference)
    button = "Add explanation"
    done = "Explanation added."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def get_title(self):
        return f"Explain a difference: {self.object}"


class ReconciliationSign(ReconciliationPage, ActionPage):
    """Sign what somebody else prepared."""

    permission_required = "fiscal.sign_reconciliation"
    form_class = NoteForm
    action = staticmethod(sign_reconciliation)

    def get_intro(self):
        return "Signing freezes the figures. It is refused while anything is unexplained."
