"""Pages of appointments: the list the academy plans by, its export, and linking somebody from outside."""

from django.urls import reverse

from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, PlainPage
from personnel.actions.appointments import link_appointment, release_appointment
from personnel.appointments import COLUMNS, lines_of
from personnel.forms.offers import AppointmentFilter, LinkForm
from personnel.models import Appointment
from personnel.tables.offers import AppointmentTable

APPOINTMENTS = "Appointments"
NOT_LINKED = "Not linked yet: a directory steward adds the entry and links it"
RELEASE = "Note that they did not begin"


class AppointmentList(ListPage):
    """Who begins when, where, in which class."""

    model = Appointment
    permission_required = "personnel.view_appointment"
    template_name = "personnel/appointment_list.html"
    filterset_class = AppointmentFilter
    table_class = AppointmentTable
    title = APPOINTMENTS
    intro = "Who begins when and where. Training plans its academies by this list."
    row_name = "appointment"
    order_by = "-starts_on"
    empty_text = "Nobody was appointed here yet."

    def get_rows(self):
        """With who they are."""
        return super().get_rows().select_related("application__person", "application__applicant")


class AppointmentCurrent(PlainPage):
    """The same as lines other systems read: class, worksite and first day of each."""

    permission_required = "personnel.export_appointment"
    title = APPOINTMENTS

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(COLUMNS, lines_of(request.user), title=self.title, by=request.user)


class AppointmentDetail(DetailPage):
    """One appointment, and whether the entry in the directory is linked."""

    model = Appointment
    permission_required = "personnel.view_appointment"
    fields = ("job_class", "worksite", "shift", "starts_on", "position", "requisition")

    def get_queryset(self):
        """With everything it names."""
        rows = super().get_queryset().for_list()
        return rows.select_related(
            "application__person", "application__applicant", "position__job_class", "requisition__job_class"
        )

    def facts(self):
        """Who it is, and which position it fills."""
        one = self.object
        return [
            ("Name", str(one.application.who)),
            ("Entry in the directory", one.person or (BLANK if self.is_over else NOT_LINKED)),
            *super().facts(),
            ("Announcement", str(one.application.posting)),
            *self.end(),
        ]

    def end(self) -> list[tuple[str, str]]:
        """What was noted where the person did not begin."""
        one = self.object
        told = f"Noted on {long_moment(one.not_begun_at)}: {one.not_begun_note}" if self.is_over else ""
        return [("Did not begin", told)] if told else []

    @property
    def is_over(self) -> bool:
        """Whether it was noted that the person did not begin."""
        return self.object.not_begun_at is not None

    def actions(self):
        """What frees the vacancy again, as long as the appointment stands."""
        if self.is_over or not self.may("personnel.release_appointment", self.object):
            return []
        url = reverse("personnel:appointment-release", args=[self.object.pk])
        return [{"verb": "release", "url": url, "label": RELEASE, "danger": True}]


class AppointmentRelease(ActionPage):
    """Note that somebody did not begin."""

    model = Appointment
    permission_required = "personnel.release_appointment"
    form_class = ReasonForm
    action = staticmethod(release_appointment)
    button = RELEASE
    intro = (
        "For somebody who did not come on the first day, or said before it that they will not. The vacancy and the "
        "position are free again and the request is open. Who began and left later is ended under People."
    )
    done = "Noted. The vacancy is free again."

    def get_queryset(self):
        """With who it is."""
        rows = Appointment.objects.visible_to(self.request.user).for_list()
        return rows.select_related("application__person", "application__applicant")

    def is_dangerous(self):
        return True


class AppointmentLink(ActionPage):
    """Say which entry of the directory somebody from outside became."""

    model = Appointment
    permission_required = "personnel.add_person"
    form_class = LinkForm
    action = staticmethod(link_appointment)
    button = "Link entry"
    template_name = "personnel/appointment_link.html"
    intro = "Name the entry they have already, or add one. Then the position is filled and their list is theirs."

    def done_message(self):
        """Who goes on where they cannot sign in yet."""
        waits = self.object.person.user_id is None
        return "Entry linked. A portal administrator is asked to open the account." if waits else "Entry linked."

    def get_queryset(self):
        """Appointments at worksites where this person adds people."""
        rows = Appointment.objects.permitted(self.request.user, self.permission_required).for_list()
        return rows.select_related("application__person", "application__applicant")

    def get_title(self):
        """Whom."""
        return f"Link the entry of {self.object.application.who}"

    def trail(self):
        """Under the people."""
        return [("People", reverse("personnel:person-list"))]

    def get_success_url(self):
        """To their entry."""
        return self.object.person.get_absolute_url()
