"""Pages of appointments: the list the academy plans by, its export, and linking somebody from outside."""

from django.urls import reverse

from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, PlainPage
from personnel.actions.appointments import link_appointment
from personnel.appointments import COLUMNS, lines_of
from personnel.forms.offers import AppointmentFilter, LinkForm
from personnel.models import Appointment
from personnel.tables.offers import AppointmentTable

APPOINTMENTS = "Appointments"


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
            ("Entry in the directory", one.person or "Not linked yet: a directory steward adds the entry and links it"),
            *super().facts(),
            ("Announcement", str(one.application.posting)),
        ]


class AppointmentLink(ActionPage):
    """Say which entry of the directory somebody from outside became."""

    model = Appointment
    permission_required = "personnel.add_person"
    form_class = LinkForm
    action = staticmethod(link_appointment)
    button = "Link entry"
    intro = "Add the new entry under People first. Then name it here: the position is filled and their list is theirs."
    done = "Entry linked."

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
