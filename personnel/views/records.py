"""Pages of records: what is due for disposal, and legal holds (item 21)."""

import django_filters
from django.db.models import Case, CharField, Value, When
from django.urls import reverse

from doc_portal.core.forms import ReasonForm
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, ListPage
from personnel.actions.records import hold_record, release_record
from personnel.models import Application, Posting, Requisition
from personnel.records import APPLICATIONS, HOLDS, POSTINGS, REQUISITIONS, Kind
from personnel.tables.records import RecordTable

DUE = "Records that are due"


class RecordFilter(django_filters.FilterSet):
    """How records are narrowed: those that are due, unless those on hold or all that ended are asked for."""

    STATES = [("held", "On hold"), ("ended", "All that have ended")]

    state = django_filters.ChoiceFilter(choices=STATES, label="Which", empty_label="Due", method="in_state")

    def in_state(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Those that are due, unless others are asked for."""
        kind = self.request.resolver_match.func.view_class.kind
        match self.form.cleaned_data.get("state"):
            case "held":
                return rows.filter(pk__in=kind.on_hold().values("pk"))
            case "ended":
                return rows.filter(retention_until__isnull=False)
        return rows.filter(pk__in=kind.due().values("pk"))


class RecordsDue(ListPage):
    """Records of one kind that are due."""

    kind: Kind
    permission_required = HOLDS
    template_name = "personnel/records_due.html"
    filterset_class = RecordFilter
    table_class = RecordTable
    row_name = "record"
    order_by = "retention_until"
    empty_text = "Nothing is due. What ends from now on is listed when its time is over."

    def get_intro(self):
        """How long they are kept."""
        years = value_of("hiring_records_years")
        return f"Kept {years} years from their end, and longer on legal hold. Nothing is removed here."

    def get_rows(self):
        """Where this person may hold records, with what holds each."""
        rows = self.model.objects.permitted(self.request.user, HOLDS).for_list()
        told = Case(
            When(legal_hold=True, then=Value("On hold")),
            When(self.kind.held_by_others(), then=Value("Held by what it hangs on")),
            default=Value("No"),
            output_field=CharField(),
        )
        return rows.annotate(hold_told=told)

    def get_queryset(self):
        """Those that are due, unless others are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().filter(pk__in=self.kind.due().values("pk"))

    def may_export(self):
        """It is seen to here."""
        return False

    def kinds(self) -> list[tuple[str, str, bool]]:
        """The three lists: name, address, and which is shown."""
        found = (("Applications", "application"), ("Announcements", "posting"), ("Requisitions", "requisition"))
        here = self.model._meta.model_name
        return [(name, reverse(f"personnel:{one}-due"), one == here) for name, one in found]


class ApplicationDue(RecordsDue):
    """Applications that are due."""

    model, kind = Application, APPLICATIONS
    title = f"{DUE}: applications"


class PostingDue(RecordsDue):
    """Announcements that are due."""

    model, kind = Posting, POSTINGS
    title = f"{DUE}: announcements"


class RequisitionDue(RecordsDue):
    """Requisitions that are due."""

    model, kind = Requisition, REQUISITIONS
    title = f"{DUE}: requisitions"


class HoldPage(ActionPage):
    """Put a record on hold."""

    permission_required = HOLDS
    form_class = ReasonForm
    action = staticmethod(hold_record)
    button = "Put on legal hold"
    intro = "It is kept until the hold ends, whatever its date. Applications of a request or announcement are held too."
    done = "Put on legal hold."

    @property
    def step(self):
        """A hold is no move of the workflow."""
        return

    def get_queryset(self):
        """Where this person may hold records."""
        return self.model.objects.permitted(self.request.user, HOLDS).for_list()

    def get_title(self):
        """Which record."""
        return f"{self.button}: {self.object}"

    def trail(self):
        """Under the list of its kind."""
        return [(DUE, self.get_success_url())]

    def get_success_url(self):
        """Back to the list of its kind."""
        return reverse(f"personnel:{self.model._meta.model_name}-due")


class ReleasePage(HoldPage):
    """End a hold."""

    action = staticmethod(release_record)
    button = "End legal hold"
    intro = "From then on its date counts again."
    done = "Legal hold ended."


class ApplicationHold(HoldPage):
    """Hold an application."""

    model = Application


class ApplicationRelease(ReleasePage):
    """End the hold of an application."""

    model = Application


class PostingHold(HoldPage):
    """Hold an announcement with its applications."""

    model = Posting


class PostingRelease(ReleasePage):
    """End the hold of an announcement."""

    model = Posting


class RequisitionHold(HoldPage):
    """Hold a request with its announcements and their applications."""

    model = Requisition


class RequisitionRelease(ReleasePage):
    """End the hold of a request."""

    model = Requisition
