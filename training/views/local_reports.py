"""Pages of training that worksites hold by themselves."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.suppression import NOT_LISTED, shown_to
from training.actions.local_reports import accept_report, least_minutes, return_report, send_report, write_report
from training.forms.local_reports import LocalReportFilter, LocalReportForm
from training.models import LocalReport
from training.tables.local_reports import LocalReportTable


class LocalReportList(ListPage):
    """Reports of one's worksites; for the registrar, of all."""

    model = LocalReport
    permission_required = "training.view_localreport"
    table_class = LocalReportTable
    filterset_class = LocalReportFilter
    order_by = "-held_on"
    title = "Training held by worksites"
    row_name = "report"
    intro = "Report what your worksite held, with roster and lesson plan. The registrar accepts or returns it."
    empty_text = "Nothing was reported yet."

    def may_export(self):
        return False


class ReportPage(Page):
    """A page about one report."""

    model = LocalReport

    def get_queryset(self):
        return super().get_queryset().for_list()


class LocalReportDetail(ReportPage, DetailPage):
    """One report with its roster."""

    permission_required = "training.view_localreport"
    template_name = "training/localreport_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("lesson_plan")

    def facts(self):
        one, course = self.object, self.object.course_version.course
        return [
            ("Course", format_html('<a href="{}">{}</a>', course.get_absolute_url(), course)),
            ("Worksite", one.worksite),
            ("Held on", long_date(one.held_on)),
            ("Taught by", one.taught_by),
            ("Lesson plan", _plan(one)),
            ("The registrar says", one.answer or BLANK),
        ]

    @cached_property
    def roster(self) -> list[dict]:
        """Everybody who was there, and whether it is enough for the credit."""
        rows = list(self.object.roster.select_related("person").order_by("pk"))
        shown = shown_to(self.request.user, [one.person for one in rows])
        least = least_minutes(self.object)
        return [
            {
                "name": str(one.person) if one.person_id in shown else NOT_LISTED,
                "minutes": one.minutes,
                "enough": one.minutes >= least,
            }
            for one in rows
        ]

    def actions(self):
        """The registrar's answers are one right."""
        found = super().actions()
        waits = self.object.status == LocalReport.Status.SENT
        if waits and self.may("training.accept_localreport", self.object):
            url = address_of("training:localreport-return", self.object.pk)
            found.append({"verb": "return", "url": url, "label": "Return report", "danger": False})
        return found


def _plan(one: LocalReport):
    if one.lesson_plan is None:
        return BLANK
    url = address_of("core:attachment-download", one.lesson_plan.uuid)
    return format_html('<a href="{}">{}</a>', url, one.lesson_plan.name)


class LocalReportCreate(CreatePage):
    """Report training."""

    model = LocalReport
    permission_required = "training.add_localreport"
    form_class = LocalReportForm
    title = "Report training your worksite held"
    button = "Keep report"
    done = "The report is kept. Send it to the registrar when it is whole."

    def keep(self, form):
        return write_report(form.instance, form.roster, by=self.request.user, plan=form.cleaned_data["plan"])


class LocalReportEdit(ReportPage, EditPage):
    """Change a report that waits to be sent."""

    permission_required = "training.change_localreport"
    form_class = LocalReportForm

    def keep(self, form, changed):
        plan = form.cleaned_data["plan"]
        return write_report(form.instance, form.roster, by=self.request.user, plan=plan, changed=changed)


class LocalReportSend(ReportPage, ActionPage):
    """Send a report to the registrar."""

    permission_required = "training.send_localreport"
    form_class = NoteForm
    action = staticmethod(send_report)


class LocalReportAccept(ReportPage, ActionPage):
    """Accept a report: the credit is given with it."""

    permission_required = "training.accept_localreport"
    form_class = NoteForm
    action = staticmethod(accept_report)
    intro = "Everybody who was there long enough has the credit. The report then stays as it is."


class LocalReportReturn(ReportPage, ActionPage):
    """Return a report."""

    permission_required = "training.accept_localreport"
    verb = "return"
    form_class = ReasonForm
    action = staticmethod(return_report)
    intro = "The worksite reads your reason, mends the report and sends it again."
