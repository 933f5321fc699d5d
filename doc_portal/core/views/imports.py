"""Lists brought in: the dry run with its differences, then the button that applies them."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.actions.imports import apply_import, check_import, discard_import, may_import, waiting_job
from doc_portal.core.attachments import UploadField
from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.forms import ConfirmForm, PortalForm
from doc_portal.core.imports import ENCODINGS, MAX_ROWS, Unreadable, kind_named, read_heading, read_rows
from doc_portal.core.models import ImportRun
from doc_portal.core.registry import declared
from doc_portal.core.tables import CappedPaginator, Column, LinkColumn, NumberColumn, PortalTable
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, AskPage, DetailPage, ListPage

CHANGES_PER_PAGE = 100
ERRORS_SHOWN = 200
READ_AT_ONCE = 100_000  # bytes of a workbook that are read while somebody waits


class ImportRunFilter(django_filters.FilterSet):
    """Imports by where they stand."""

    status = django_filters.ChoiceFilter(choices=ImportRun.Status, empty_label="Any status")

    class Meta:
        model = ImportRun
        fields = ["status"]


class ImportRunTable(PortalTable):
    """Imports with what they change, or would."""

    file_name = LinkColumn(verbose_name="File", orderable=False)
    kind = Column(verbose_name="List", orderable=False)
    status = Column(verbose_name="Status")
    new = NumberColumn(verbose_name="New", orderable=False)
    changed = NumberColumn(verbose_name="Changed", orderable=False)
    ended = NumberColumn(verbose_name="Ended", orderable=False)
    created_by = Column(verbose_name="Checked by", accessor="created_by__shown_name", orderable=False, wide=True)
    created_at = Column(verbose_name="Checked", nowrap=True)

    class Meta(PortalTable.Meta):
        sequence = ("file_name", "kind", "status", "new", "changed", "ended", "created_by", "created_at")


class ImportRunList(ListPage):
    """Every list that was checked, and what came of it."""

    model = ImportRun
    permission_required = "core.view_importrun"
    template_name = "core/importrun_list.html"
    table_class = ImportRunTable
    filterset_class = ImportRunFilter
    order_by = "-created_at"
    title = "Imports"
    row_name = "import"
    intro = "A list is checked first and shown with all it would change. Nothing is written until someone applies it."
    empty_text = "No list has been brought in yet. Choose which one to check."

    def get_rows(self):
        """One's own imports, and all where one may see them, newest first."""
        rows = ImportRun.objects.visible_to(self.request.user).select_related("created_by")
        return rows.defer("report").order_by("-created_at", "-pk")

    def kinds(self):
        """The lists this person may bring in."""
        if not self.request.user.has_perm("core.add_importrun"):
            return []
        return [kind for kind in declared("import_kinds") if may_import(self.request.user, kind)]

    def create_url(self):
        """None: each kind of list has a button of its own."""


class ImportForm(PortalForm):
    """The file and how to read it. Read while it is checked, so that what is wrong comes back with the form."""

    file = UploadField(
        label="List",
        allowed=("csv", "xlsx"),
        help_text=f"A CSV file or an Excel workbook (.xlsx), up to 10 MB and {MAX_ROWS:,} rows.",
    )
    encoding = forms.ChoiceField(
        label="Encoding of a CSV file",
        choices=ENCODINGS,
        initial="utf-8",
        required=False,
        help_text="UTF-8 is always tried first. Older Excel files are often “Windows (Western European)”.",
    )

    def __init__(self, *args, kind=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.rows = None
        if kind.complete:
            self.fields["complete"] = forms.BooleanField(label=kind.complete, required=False)

    def clean(self):
        """Read the file as its list, so that what is wrong with it is told at the field.

        Of a large workbook, which takes seconds to read, the columns alone: the worker reads the rest.
        """
        cleaned = super().clean()
        if file := cleaned.get("file"):
            encoding, xlsx = cleaned.get("encoding", ""), file.name.casefold().endswith(".xlsx")
            try:
                if xlsx and file.size > READ_AT_ONCE:
                    read_heading(file.read(), self.kind, xlsx=True)
                else:
                    self.rows = read_rows(file.read(), self.kind, xlsx=xlsx, encoding=encoding)
            except Unreadable as reason:
                self.add_error("file", str(reason))
            file.seek(0)
        return cleaned


class ImportRunCreate(AskPage):
    """Check a list: a dry run, nothing is changed."""

    permission_required = "core.add_importrun"
    form_class = ImportForm
    template_name = "core/importrun_form.html"
    intro = "This is a dry run: you see everything the list would change, and nothing is written yet."
    button = "Check the list"

    @cached_property
    def kind(self):
        """The kind of list named in the address; 404 where there is none."""
        kind = kind_named(self.kwargs["kind"])
        if kind is None:
            raise Http404
        if not may_import(self.request.user, kind):
            raise PermissionDenied(kind.permission)
        return kind

    def get_form_kwargs(self):
        """With the kind of list, whose columns the form checks."""
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_title(self):
        """Which list is brought in."""
        return f"Import of {self.kind.label.lower()}"

    def trail(self):
        """Under the imports."""
        return [("Imports", reverse("core:importrun-list"))]

    def columns(self) -> list[dict]:
        """What the file's columns are called, what may be typed in them, and which must be there."""
        told = {column: (name, rule) for column, name, rule in self.kind.told}
        return [
            {"column": one, "name": told.get(one, (one, ""))[0], "rule": told.get(one, (one, ""))[1], "must": must}
            for group, must in ((self.kind.columns, True), (self.kind.optional, False))
            for one in group
        ]

    def current_url(self) -> str:
        """Where the list is downloaded as it stands; empty for those who may not export it."""
        known = self.kind.current_url and self.request.user.has_perm(self.kind.export_permission)
        return reverse(self.kind.current_url) if known else ""

    def work(self, form):
        """Check the list as a dry run and show its differences."""
        run = check_import(
            self.kind,
            file=form.cleaned_data["file"],
            rows=form.rows,
            encoding=form.cleaned_data["encoding"],
            by=self.request.user,
            complete=form.cleaned_data.get("complete", False),
        )
        job = waiting_job(run)
        return job.get_absolute_url() if job else run.get_absolute_url()


def button_of(run: ImportRun, verb: str) -> str:
    """What the button of a decision says: it names the list, and how much of it changes."""
    kind = kind_named(run.kind)
    name = kind.label.lower() if kind else run.kind
    count = run.new + run.changed + run.ended
    changes = "1 change" if count == 1 else f"{count:,} changes"
    return f"Apply {changes} to {name}" if verb == "apply" else f"Discard this list of {name}"


class ImportRunDetail(DetailPage):
    """All that a list would change or has changed: every row, field by field."""

    model = ImportRun
    permission_required = "core.view_importrun"
    template_name = "core/importrun_detail.html"

    def get_queryset(self):
        """With the people and the file the facts name."""
        return super().get_queryset().select_related("created_by", "second_person", "attachment")

    def facts(self):
        """Where the import stands and how many rows it touches."""
        run, kind = self.object, kind_named(self.object.kind)
        return [
            ("List", f"{kind.label if kind else run.kind}{', complete' if run.report.get('complete') else ''}"),
            ("Rows in the file", f"{run.report.get('rows', 0):,}"),
            ("New", f"{run.new:,}"),
            ("Changed", f"{run.changed:,}"),
            ("Ended", f"{run.ended:,} of {run.report.get('existing', 0):,}"),
            ("Unchanged", f"{run.unchanged:,}"),
            ("Checked", f"{long_moment(run.created_at)} by {run.created_by.shown_name}"),
            ("Applied", long_moment(run.applied_at) if run.applied_at else BLANK),
            ("Second person", run.second_person or BLANK),
        ]

    def actions(self):
        """Applying and discarding, where the import is open and this person may bring in such a list."""
        run, user, kind = self.object, self.request.user, kind_named(self.object.kind)
        if run.status not in run.TRANSITIONS["discard"].sources or self.job is not None:
            return []
        open_to = {
            "apply": run.status == ImportRun.Status.CHECKED
            and kind is not None
            and may_import(user, kind)
            and bool(run.new + run.changed + run.ended),
            "discard": True,
        }
        return [
            {
                "verb": verb,
                "url": reverse(f"core:importrun-{verb}", args=[run.pk]),
                "label": button_of(run, verb),
                "danger": step.danger,
            }
            for verb, step in run.TRANSITIONS.items()
            if open_to.get(verb) and user.has_perm(f"core.{verb}_importrun")
        ]

    @cached_property
    def job(self):
        """The background work that checks or applies this import, if some is waiting or running."""
        return waiting_job(self.object)

    @cached_property
    def tells_rows(self) -> bool:
        """Whether this person may read the rows; others see how many there are."""
        return self.object.tells_rows_to(self.request.user)

    def errors(self):
        """What must be mended in the file, as much as a page holds."""
        return self.object.report.get("errors", [])[:ERRORS_SHOWN]

    def may_mend(self) -> bool:
        """Whether to offer a new try to this person."""
        kind = kind_named(self.object.kind)
        return kind is not None and may_import(self.request.user, kind)

    def more_errors(self) -> int:
        """How many errors are not shown."""
        return max(0, len(self.object.report.get("errors", [])) - ERRORS_SHOWN)

    @cached_property
    def changes(self):
        """One page of the differences: ended rows first, since they matter most."""
        order = {"ended": 0, "changed": 1, "new": 2}
        found = sorted(self.object.report.get("changes", []), key=lambda change: order.get(change["kind"], 3))
        return CappedPaginator(found, CHANGES_PER_PAGE).get_page(self.request.GET.get("page", "1")[:8])


class ImportRunApply(ActionPage):
    """Apply a checked list. A long one goes to the worker."""

    model = ImportRun
    permission_required = "core.apply_importrun"
    form_class = ConfirmForm
    template_name = "core/importrun_apply.html"
    action = staticmethod(apply_import)

    def get_button(self):
        """The button names the list."""
        return button_of(self.object, "apply")

    def get_title(self):
        """The list's file under what is to be done with it."""
        return f"{self.step.label} {self.object.file_name}"

    def needs_another(self) -> bool:
        """Whether the stop guard will ask this person for somebody else."""
        run, existing = self.object, self.object.report.get("existing", 0)
        limit = value_of("import_stop_guard_percent")
        return run.created_by_id == self.request.user.pk and run.ended * 100 > limit * existing > 0

    def done_message(self):
        """Whether it is done, or under way in the background."""
        if self.object.status == ImportRun.Status.APPLIED:
            return f"{self.object.file_name} is applied."
        return f"{self.object.file_name} is being applied in the background. A notice tells you when it ends."

    def get_success_url(self):
        """To the background work where there is some, else to the import."""
        job = waiting_job(self.object)
        return job.get_absolute_url() if job else self.object.get_absolute_url()


class ImportRunDiscard(ActionPage):
    """Put a dry run aside."""

    model = ImportRun
    permission_required = "core.discard_importrun"
    form_class = ConfirmForm
    template_name = "core/importrun_discard.html"
    action = staticmethod(discard_import)
    done = "The import is discarded. Nothing was changed."

    def get_button(self):
        """The button names the list."""
        return button_of(self.object, "discard")

    def get_title(self):
        """The list's file under what is to be done with it."""
        return f"{self.step.label} {self.object.file_name}"
