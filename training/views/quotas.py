"""Pages of seats: how many a class has, for whom some are kept, relief caps, distances, and whom a course is for."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_moment
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, ListPage, Page
from training.actions.enrolment import change_seats
from training.actions.quotas import free_kept_seats, keep_seats
from training.forms.enrolment import (
    AudienceForm,
    DistanceForm,
    ReliefCapForm,
    SeatQuotaForm,
    SeatsForm,
    released_from,
)
from training.models import Course, Distance, ReliefCap, ScheduledClass, SeatQuota
from training.tables.teams import DistanceTable, ReliefCapKeptTable, ReliefCapTable
from training.views.classes import FIND, ClassPage


class ScheduledClassSeats(ClassPage, ActionPage):
    """Change how many seats a class has; new ones go to the waiting list."""

    permission_required = "training.change_scheduledclass"
    template_name = "generic/form.html"
    form_class = SeatsForm
    button = "Change seats"
    intro = "New seats go to the waiting list at once. There cannot be fewer than are taken."
    done = "The seats are changed."
    action = staticmethod(change_seats)

    def get_title(self):
        return f"Change the seats of {self.object}"

    def get_initial(self):
        return {"capacity": self.object.capacity}

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class OfClass(Page):
    """Under the page of a class."""

    def trail(self):
        one = self.scheduled_class
        return [(FIND, address_of("training:scheduledclass-list")), (str(one), one.get_absolute_url())]


class SeatQuotaCreate(OfClass, CreatePage):
    """Keep seats of a class."""

    model = SeatQuota
    permission_required = "training.add_seatquota"
    form_class = SeatQuotaForm
    button = "Keep seats"
    done = "The seats are kept."

    @cached_property
    def scheduled_class(self) -> ScheduledClass:
        """The class of the address, as far as one sees it."""
        rows = ScheduledClass.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_title(self):
        return f"Keep seats of {self.scheduled_class}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": SeatQuota(scheduled_class=self.scheduled_class)}

    def get_initial(self):
        """Until the days before the class that are set for all."""
        return {"release_at": released_from(self.scheduled_class)}

    def keep(self, form):
        return keep_seats(form.instance, by=self.request.user)


class QuotaPage(OfClass):
    """A page about seats that are kept."""

    model = SeatQuota

    def get_queryset(self):
        """Those of classes one sees."""
        seen = ScheduledClass.objects.visible_to(self.request.user)
        rows = SeatQuota.objects.filter(scheduled_class__in=seen)
        return rows.select_related(
            "scheduled_class__course_version__course", "scheduled_class__center", "worksite", "cohort__job_class",
            "cohort__worksite",
        )  # fmt: skip

    @property
    def scheduled_class(self) -> ScheduledClass:
        """Whose seats they are."""
        return self.object.scheduled_class


class SeatQuotaEdit(QuotaPage, EditPage):
    """Change how many seats are kept for whom, and until when."""

    permission_required = "training.change_seatquota"
    form_class = SeatQuotaForm

    def get_title(self):
        return f"Kept seats of {self.scheduled_class}"

    def keep(self, form, changed):
        return keep_seats(form.instance, by=self.request.user, changed=changed)


class SeatQuotaFree(QuotaPage, ActionPage):
    """Free seats that are kept."""

    permission_required = "training.delete_seatquota"
    form_class = ConfirmForm
    button = "Free the seats"
    done = "The seats are free for all."
    action = staticmethod(free_kept_seats)

    def get_title(self):
        return f"Free the kept seats of {self.scheduled_class}"

    def get_intro(self):
        return f"{self.object}. By themselves they are free from {long_moment(self.object.release_at)} on."


class ReliefCapList(ListPage):
    """Caps that are set for worksites; elsewhere the share set for all counts."""

    model = ReliefCap
    permission_required = "training.view_reliefcap"
    order_by = "worksite"
    intro = "How many of a shift may be away for training on one day, where the share set for all is not right."
    empty_text = "No worksite has a cap of its own: the share set for all counts."

    @cached_property
    def table_kind(self):
        """With the way to change a cap for who may."""
        return ReliefCapKeptTable if self.request.user.has_perm("training.change_reliefcap") else ReliefCapTable

    def may_export(self):
        return False


class ReliefCapCreate(CreatePage):
    """Set a cap."""

    model = ReliefCap
    permission_required = "training.add_reliefcap"
    form_class = ReliefCapForm
    button = "Set the cap"


class ReliefCapEdit(EditPage):
    """Change a cap, or end it."""

    model = ReliefCap
    permission_required = "training.change_reliefcap"
    form_class = ReliefCapForm

    def get_queryset(self):
        return super().get_queryset().for_list()


class DistanceList(ListPage):
    """How far worksites lie from centers: from a set distance on beds are offered."""

    model = Distance
    permission_required = "training.change_center"
    table_class = DistanceTable
    order_by = "worksite"
    title = "Distances"
    intro = "By road, in miles. Whose worksite has no line here is offered no bed."
    empty_text = "No distance is known yet."
    create_url_name = "training:distance-create"

    def get_rows(self):
        return Distance.objects.permitted(self.request.user, self.permission_required).for_list()

    def may_export(self):
        return False

    def create_url(self):
        return address_of(self.create_url_name)


class DistanceCreate(CreatePage):
    """Enter a distance."""

    model = Distance
    permission_required = "training.change_center"
    form_class = DistanceForm
    title = "New distance"


class DistanceEdit(EditPage):
    """Change a distance."""

    model = Distance
    permission_required = "training.change_center"
    form_class = DistanceForm

    def get_queryset(self):
        return Distance.objects.permitted(self.request.user, self.permission_required).for_list()


class CourseAudience(EditPage):
    """Say whom a course is for."""

    model = Course
    permission_required = "training.change_course"
    form_class = AudienceForm
    button = "Save who may enroll"
    intro = "Nobody else can enroll or be nominated. What is left empty asks nothing."

    def get_title(self):
        return f"Who may enroll in {self.object}"
