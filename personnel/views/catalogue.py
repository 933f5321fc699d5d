"""Pages of the class catalogue: kinds of job, what they pay, and the reasons chosen in decisions."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.catalogue import (
    add_job_class,
    add_pay_range,
    add_reason,
    revise_job_class,
    revise_pay_range,
    revise_reason,
)
from personnel.forms.catalogue import JobClassFilter, JobClassForm, PayRangeForm, ReasonForm
from personnel.models import JobClass, PayRange, ReasonCode
from personnel.tables.catalogue import JobClassTable, KeptReasonTable, ReasonTable

TEXTS = (("duties", "Duties"), ("min_quals", "Minimum qualifications"), ("ksa", "Knowledge, skills, abilities"))


class JobClassList(ListPage):
    """Every kind of job; those in use unless ended ones are asked for."""

    model = JobClass
    permission_required = "personnel.view_jobclass"
    filterset_class = JobClassFilter
    table_class = JobClassTable
    order_by = "title"
    row_name = "class"
    intro = "Kinds of job and what they pay. What no source gives is left blank."
    empty_text = "Classes appear here once the catalogue is brought in."

    def unasked(self, rows):
        return rows.in_use()


class JobClassPage(Page):
    """A page about one class, found by its address."""

    model = JobClass

    def trail(self):
        up = [("Job classes", address_of("personnel:jobclass-list"))]
        named = not isinstance(self, DetailPage) and getattr(self, "object", None) is not None
        return [*up, (str(self.object), self.object.get_absolute_url())] if named else up


class JobClassDetail(JobClassPage, DetailPage):
    """One class: what it is, what it asks for, and what it has paid since when."""

    permission_required = "personnel.view_jobclass"
    template_name = "personnel/jobclass_detail.html"
    fields = (
        "scheme", "kind", "code", "category", "structure", "pay_grade", "overtime_code", "service", "probation_months",
        "supervisory", "custody", "inmate_contact", "eeo4_category", "ended_on",
    )  # fmt: skip

    def facts(self):
        """What is known; blanks stay blank, and notes and sources are told."""
        one = self.object
        further = [("Note", one.note), ("Source", one.source)]
        return [*super().facts(), *((label, value) for label, value in further if value)]

    @cached_property
    def ranges(self) -> list[dict]:
        """The history of pay, the latest first, with whether the person asking may change each."""
        keeps = self.request.user.has_perm("personnel.change_payrange")
        rows = self.object.pay_ranges.newest_first()
        return [{"pay": one, "keeps": keeps} for one in rows]

    @cached_property
    def pay_now(self) -> PayRange | None:
        """What it pays today."""
        in_force = [one["pay"] for one in self.ranges if one["pay"].is_in_force]
        return min(in_force, key=lambda one: one.basis, default=None)

    def texts(self) -> list[tuple[str, str]]:
        """The texts that new announcements start from."""
        return [(label, getattr(self.object, name)) for name, label in TEXTS if getattr(self.object, name)]

    def may_add_pay(self) -> bool:
        """Whether to offer a new pay range."""
        return self.request.user.has_perm("personnel.add_payrange")

    def history(self):
        """Acts, for those who keep the catalogue."""
        return super().history() if self.may("personnel.change_jobclass", self.object) else []


class JobClassCreate(JobClassPage, CreatePage):
    """Add a class."""

    permission_required = "personnel.add_jobclass"
    form_class = JobClassForm
    button = "Add class"
    done = "Class added. Add what it pays."

    def keep(self, form):
        return add_job_class(form.instance, by=self.request.user)


class JobClassEdit(JobClassPage, EditPage):
    """Change a class."""

    permission_required = "personnel.change_jobclass"
    form_class = JobClassForm
    button = "Save class"
    done = "Class saved."

    def keep(self, form, changed):
        return revise_job_class(form.instance, by=self.request.user, changed=changed)


class PayRangeCreate(CreatePage):
    """Say what a class pays from a day on."""

    model = PayRange
    permission_required = "personnel.add_payrange"
    form_class = PayRangeForm
    button = "Add pay range"
    done = "Pay range added."

    @cached_property
    def job_class(self) -> JobClass:
        """Whose pay it is."""
        return get_object_or_404(JobClass.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": PayRange(job_class=self.job_class)}

    def get_title(self):
        return f"New pay range for {self.job_class}"

    def trail(self):
        up = ("Job classes", address_of("personnel:jobclass-list"))
        return [up, (str(self.job_class), self.job_class.get_absolute_url())]

    def keep(self, form):
        return add_pay_range(form.instance, by=self.request.user)


class PayRangeEdit(EditPage):
    """Change a pay range, or end it."""

    model = PayRange
    permission_required = "personnel.change_payrange"
    form_class = PayRangeForm
    button = "Save pay range"
    done = "Pay range saved."

    def get_queryset(self):
        return super().get_queryset().select_related("job_class")

    def get_title(self):
        return f"Edit the pay of {self.object}"

    def trail(self):
        one = self.object.job_class
        return [("Job classes", address_of("personnel:jobclass-list")), (str(one), one.get_absolute_url())]

    def keep(self, form, changed):
        return revise_pay_range(form.instance, by=self.request.user, changed=changed)


class ReasonCodeList(ListPage):
    """The reasons people choose from, decision by decision."""

    model = ReasonCode
    permission_required = "personnel.view_reasoncode"
    table_class = ReasonTable
    title = "Reasons"
    row_name = "reason"
    intro = "What is chosen when somebody is not qualified, not selected, declines, or an offer is taken back."

    @cached_property
    def table_kind(self):
        return KeptReasonTable if self.request.user.has_perm("personnel.change_reasoncode") else ReasonTable

    def may_export(self):
        """A short list."""
        return False


class ReasonCodeCreate(CreatePage):
    """Add a reason."""

    model = ReasonCode
    permission_required = "personnel.add_reasoncode"
    form_class = ReasonForm
    button = "Add reason"
    done = "Reason added."

    def keep(self, form):
        return add_reason(form.instance, by=self.request.user)


class ReasonCodeEdit(EditPage):
    """Change the words of a reason, or retire it."""

    model = ReasonCode
    permission_required = "personnel.change_reasoncode"
    form_class = ReasonForm
    button = "Save reason"
    done = "Reason saved."

    def get_title(self):
        return f"Edit the reason “{self.object}”"

    def trail(self):
        return [("Reasons", address_of("personnel:reasoncode-list"))]

    def keep(self, form, changed):
        return revise_reason(form.instance, by=self.request.user, changed=changed)
