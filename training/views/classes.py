"""Pages of classes: finding one, reading about it, and taking a seat."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from training.actions.enrolment import enrol_oneself
from training.actions.meetings import kit_of
from training.forms.classes import ClassFilter
from training.issues import issues_of
from training.models import Enrolment, ScheduledClass
from training.tables.classes import ClassTable

FIND = "Find a class"


class ScheduledClassList(ListPage):
    """The classes one can enroll in; others where a status is asked for."""

    model = ScheduledClass
    permission_required = "training.view_scheduledclass"
    title = FIND
    intro = "Classes one can enroll in. Ask for a status to see others."
    filterset_class = ClassFilter
    table_class = ClassTable
    order_by = "starts_at"
    empty_text = "Classes appear here once a scheduler publishes them."

    def unasked(self, rows):
        return rows.enrolling()


class ClassPage(Page):
    """A page about one class, found by its number."""

    model = ScheduledClass
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return [(FIND, reverse("training:scheduledclass-list"))]


class ScheduledClassDetail(ClassPage, DetailPage):
    """One class: its meetings, who teaches it, seats, and where oneself stands."""

    permission_required = "training.view_scheduledclass"
    template_name = "training/scheduledclass_detail.html"

    def facts(self):
        """What it is and how full."""
        one = self.object
        return [
            ("Course", _link(one.course)),
            ("Center", one.center or "Online"),
            ("Starts", long_moment(one.starts_at) if one.starts_at else "Date to be announced"),
            ("Ends", long_moment(one.ends_at) if one.ends_at else BLANK),
            ("Seats", f"{one.seats_taken} of {one.capacity} taken"),
            ("Note", one.note or BLANK),
        ]

    @cached_property
    def meetings(self) -> list:
        """Its meetings in their order, canceled ones marked."""
        return list(self.object.meetings.select_related("room__center"))

    @cached_property
    def instructors(self) -> list:
        """Who teaches it, the lead first."""
        rows = self.object.instructors.standing().select_related("instructor__person").order_by("-role", "pk")
        return [one for one in rows if not one.instructor.person.suppressed]

    @cached_property
    def lays_out(self) -> bool:
        """Whether who looks may change the schedule of the class now."""
        return self.object.editable and self.may("training.change_scheduledclass", self.object)

    @cached_property
    def kit(self) -> list:
        """Vehicles and kit booked for it."""
        return kit_of(self.object) if self.lays_out else []

    @cached_property
    def issues(self) -> list:
        """What is wrong with it, for who can mend that."""
        return issues_of(self.object) if self.lays_out else []

    def further_acts(self) -> list[tuple[str, str]]:
        """What is done less often: (words, address)."""
        one, found = self.object, []
        if self.may("training.add_scheduledclass", one):
            found.append(("Lay this class out again from another day on", "clone"))
        if self.lays_out:
            found.append(("Swap rooms with another class", "swap"))
        if one.status in ScheduledClass.OFFERED and self.may("training.cancel_scheduledclass", one):
            found.append(("Merge into another class of the course", "merge"))
        return [(words, reverse(f"training:scheduledclass-{verb}", args=[one.number])) for words, verb in found]

    @cached_property
    def mine(self) -> Enrolment | None:
        """Where the person asking stands with this class."""
        return Enrolment.objects.of(self.request.user).filter(scheduled_class=self.object).order_by("pk").last()

    @cached_property
    def may_enrol(self) -> bool:
        """Whether to offer enrolling."""
        return (
            self.object.takes_enrolments
            and self.may("training.enrol_enrolment", self.object)
            and (self.mine is None or not self.mine.is_live)
        )


class ScheduledClassEnrol(ClassPage, ActionPage):
    """Take a seat for oneself."""

    permission_required = "training.enrol_enrolment"
    form_class = ConfirmForm
    button = "Enroll"
    action = staticmethod(enrol_oneself)
    done = "Your enrollment is kept. The page of the class says where you stand."

    def get_title(self):
        return f"Enroll: {self.object}"

    def get_intro(self):
        """What pressing the button does."""
        if self.object.course.needs_approval:
            return "Your supervisor is asked first. Until then no seat is taken."
        if self.object.seats_left:
            return "You take a seat, and your time at every meeting is booked."
        return "Every seat is taken. You are put on the waiting list."

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


def _link(record):
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)
