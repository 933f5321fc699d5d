"""Pages on which classes are laid out, offered, confirmed, stopped, and laid out again."""

from datetime import datetime

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, AskPage, CreatePage, EditPage, ListPage
from training.actions.classes import (
    cancel_class,
    confirm_class,
    lay_out_class,
    merge_class,
    minimum_day,
    postpone_class,
    publish_class,
    revise_class,
)
from training.actions.cloning import clone_class, clone_schedule
from training.actions.kit import book_kit
from training.actions.meetings import swap_rooms
from training.fit import Unfit
from training.forms.schedule import (
    ClassEditForm,
    ClassForm,
    CloneForm,
    FurtherCloneForm,
    KitForm,
    MergeForm,
    OtherClassForm,
    StoppingForm,
)
from training.models import Meeting, ScheduledClass
from training.needed import kit_of
from training.tables.schedule import DueTable
from training.views.classes import ClassPage
from training.views.dates import DatesPage

MOST_TOLD = 12


class ClassAct(ClassPage, ActionPage):
    """Something done to one class, under its page."""

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class ScheduledClassCreate(CreatePage):
    """Lay out a class; its meetings and instructors come after."""

    model = ScheduledClass
    permission_required = "training.add_scheduledclass"
    form_class = ClassForm
    button = "Lay out class"
    intro = "It begins as a draft that only schedulers see. Add its meetings and instructors, then publish it."
    done = "Class laid out as a draft. Add its meetings."

    def keep(self, form):
        return lay_out_class(form.instance, by=self.request.user)


class ScheduledClassEdit(ClassPage, EditPage):
    """Change seats, center, windows and the note of a class."""

    permission_required = "training.change_scheduledclass"
    form_class = ClassEditForm
    button = "Save class"
    done = "Class saved."

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    def keep(self, form, changed):
        return revise_class(form.instance, by=self.request.user, changed=changed)


class ScheduledClassPublish(ClassAct):
    """Offer a class to staff."""

    permission_required = "training.publish_scheduledclass"
    intro = "Staff can then find it and enroll. Tentative bookings of its rooms become firm."
    form_class = NoteForm
    template_name = "training/scheduledclass_publish.html"
    unfit: tuple[str, ...] = ()

    def action(self, record, *, by, note):
        """Publish it, or know each reason why it does not fit."""
        try:
            return publish_class(record, by=by, note=note)
        except Unfit as unfit:
            self.unfit = tuple(unfit.found)
            raise

    def get_context_data(self, **kwargs):
        """What does not fit stands as a list below, not in one sentence."""
        context = super().get_context_data(**kwargs)
        told = {"refusal": f"{self.object.number} does not fit, so it was not published."} if self.unfit else {}
        return context | told


class ScheduledClassConfirm(ClassAct):
    """Say that a class takes place."""

    permission_required = "training.confirm_scheduledclass"
    form_class = NoteForm
    action = staticmethod(confirm_class)

    def get_intro(self):
        """How many come, and how many the course asks."""
        one = self.object
        return f"{one.seats_taken} people have a seat; the course asks at least {one.course_version.min_seats}."


class ScheduledClassPostpone(ClassAct):
    """Take a class off its dates."""

    permission_required = "training.postpone_scheduledclass"
    intro = "Its meetings fall away and everybody is told. Who has a seat keeps it; add new meetings and publish again."
    form_class = StoppingForm
    action = staticmethod(postpone_class)


class ScheduledClassCancel(ClassAct):
    """A class is not held."""

    permission_required = "training.cancel_scheduledclass"
    intro = "Rooms, instructors and everybody's time are free again, and all on its list are told why."
    form_class = StoppingForm
    action = staticmethod(cancel_class)


class OtherClassAct(ClassAct):
    """An act that needs a second class, chosen from those that fit."""

    def others(self):
        """The classes to choose from."""
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"classes": self.others()}


class ScheduledClassMerge(OtherClassAct):
    """Move everybody to another class of the course and cancel this one."""

    permission_required = "training.cancel_scheduledclass"
    verb = "merge"
    button = "Merge and cancel class"
    intro = "Everybody on its list moves to the other class; this one is canceled. Who is busy then is told so."
    form_class = MergeForm
    done = "The class was merged and canceled."

    def action(self, record, *, by, other, note):
        return merge_class(record, other, by=by, note=note)

    def others(self):
        mine = ScheduledClass.objects.permitted(self.request.user, self.permission_required).coming()
        rows = mine.filter(course_version__course=self.object.course, status__in=ScheduledClass.OFFERED)
        return rows.exclude(pk=self.object.pk)

    def is_dangerous(self):
        return True


class ScheduledClassSwap(OtherClassAct):
    """Two classes change rooms in one edit."""

    permission_required = "training.change_scheduledclass"
    button = "Swap rooms"
    intro = "Each takes the room of the other for all of its meetings to come."
    form_class = OtherClassForm
    done = "Rooms swapped."

    def action(self, record, *, by, other):
        return swap_rooms(record, other, by=by)

    def others(self):
        mine = Meeting.objects.standing().filter(scheduled_class=self.object).exclude(room=None)
        rows = ScheduledClass.objects.permitted(self.request.user, self.permission_required).coming()
        rows = rows.filter(meetings__canceled_at=None, meetings__room__center__in=mine.values("room__center"))
        return ScheduledClass.objects.filter(pk__in=rows.values("pk")).exclude(pk=self.object.pk)


class ScheduledClassClone(DatesPage, ClassAct):
    """Lay a class out again from another day on."""

    permission_required = "training.add_scheduledclass"
    template_name = "training/dates.html"
    button = "Lay out again"
    intro = "A new draft with the same times and rooms, of the version of the course that is in force."
    form_class = CloneForm
    done = "Class laid out again as a draft."

    @cached_property
    def meetings(self) -> list[Meeting]:
        """What is laid out again."""
        return list(self.object.meetings.standing().select_related("room__center", "room__resource"))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"meetings": self.meetings}

    def write(self, record, by, typed):
        return clone_class(record, by=by, **typed)


class ScheduleClone(AskPage):
    """Lay out again what a center held between two days."""

    permission_required = "training.add_scheduledclass"
    title = "Lay out a past schedule again"
    intro = "Every class that began between the two days becomes a draft so many weeks later, at the same times."
    form_class = FurtherCloneForm
    button = "Lay out classes"

    def trail(self):
        return [("Schedule", reverse("training:board"))]

    def work(self, form):
        typed = form.cleaned_data
        told = clone_schedule(
            typed["center"], typed["starts_on"], typed["ends_on"], weeks=typed["weeks"], by=self.request.user,
            instructors=typed["instructors"],
        )  # fmt: skip
        count = len(told.made)
        messages.success(self.request, f"{count} {'class' if count == 1 else 'classes'} laid out as drafts.")
        for words in told.left_out[:MOST_TOLD]:
            messages.warning(self.request, f"Left out: {words}")
        if len(told.left_out) > MOST_TOLD:
            messages.warning(self.request, f"{len(told.left_out) - MOST_TOLD} more dates were left out.")
        return f"{reverse('training:scheduledclass-list')}?status=draft"


class ScheduledClassDue(ListPage):
    """Published classes that begin soon: confirm them, or merge or cancel those too few come to."""

    model = ScheduledClass
    permission_required = "training.confirm_scheduledclass"
    title = "Classes to decide on"
    table_class = DueTable
    order_by = "starts_at"
    empty_text = "No class that begins soon waits for a decision."

    @cached_property
    def until(self) -> datetime:
        """Classes that begin until then are decided on now."""
        return minimum_day()

    def get_intro(self):
        """Which classes these are."""
        days = (timezone.localdate(self.until) - timezone.localdate()).days
        return (
            f"Published classes that begin within {days} days, as portal administrators set it. Those with enough "
            "people are confirmed at night."
        )

    def get_rows(self):
        rows = super().get_rows().permitted(self.request.user, self.permission_required)
        return rows.due_to_decide(self.until)

    def may_export(self):
        """A short list."""
        return False

    def create_url(self):
        """Nothing is added here."""


class ScheduledClassKit(ClassAct):
    """Book vehicles and kit for all meetings of a class to come."""

    permission_required = "training.change_scheduledclass"
    button = "Book vehicles and kit"
    intro = "What is ticked is booked for every meeting to come; what is not is given back."
    form_class = KitForm
    done = "Vehicles and kit booked."

    def get_title(self):
        return f"Vehicles and kit: {self.object}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"center": self.object.center}

    def get_initial(self):
        return super().get_initial() | {"equipment": [one.equipment_id for one in kit_of(self.object)]}

    def action(self, record, *, by, equipment):
        return book_kit(record, equipment, by=by)
