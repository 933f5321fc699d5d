"""Pages of the meetings of a class and of who teaches it."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.forms import NoteForm
from training.actions.instructing import assign_instructor, end_instructor
from training.actions.meetings import add_meetings, cancel_meeting, move_meeting
from training.forms.schedule import (
    DropForm,
    InstructorForm,
    MeetingForm,
    MeetingsForm,
    ReplaceForm,
    meeting_as_typed,
)
from training.free_rooms import free_rooms
from training.models import ClassInstructor, Meeting, Room, ScheduledClass
from training.obstacles import in_the_way
from training.sittings import Sitting
from training.views.dates import DatesPage
from training.views.schedule import ClassAct

CHANGES = "training.change_scheduledclass"


class SittingPage(DatesPage):
    """A page on which meetings of a class are given a time and a room; a room that is taken offers free ones."""

    template_name = "training/sitting.html"
    wanted: tuple[Sitting, ...] = ()

    def dropped(self) -> str:
        """What stands in the way of where a meeting was dropped; empty where none was."""
        return ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"center": self.object.center}

    def done_message(self):
        """With a word where the room is one of another center."""
        rooms = {one.room for one in self.wanted if one.room and one.room.center_id != self.object.center_id}
        words = [f"{one} is a room of {one.center}, not of {self.object.center or 'an online class'}." for one in rooms]
        return " ".join([super().done_message(), *sorted(words)])

    def free_rooms(self) -> list[Room]:
        """Rooms to choose instead, where something stood in the way of a room."""
        in_rooms = [one for one in self.wanted if one.room]
        return free_rooms(self.object, in_rooms, by=self.request.user) if self.problems else []

    def board_url(self) -> str:
        """The week of the board to look at."""
        center = self.object.center
        day = timezone.localdate(self.wanted[0].starts_at).isoformat() if self.wanted else ""
        return f"{address_of('training:board')}?day={day}{f'&center={center.code}' if center else ''}"


class ScheduledClassMeet(SittingPage, ClassAct):
    """Add meetings to a class: once, or coming back."""

    permission_required = CHANGES
    form_class = MeetingsForm
    button = "Add meetings"
    intro = "Times are those on the clock, also where clocks change between two dates."
    done = "Meetings added, and what they need is booked."

    def get_initial(self):
        """As the last meeting was: most classes meet at one time in one room."""
        last = self.object.meetings.standing().select_related("room__center", "room__resource").last()
        if last is None:
            return super().get_initial()
        typed = meeting_as_typed(last)
        return super().get_initial() | {name: value for name, value in typed.items() if name != "day"}

    def write(self, record, by, typed):
        self.wanted = tuple(typed["sittings"])
        return add_meetings(record, by=by, **typed)


class MeetingAct(ClassAct):
    """Something done to one meeting of a class."""

    permission_required = CHANGES

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting the address names."""
        rows = Meeting.objects.filter(scheduled_class=self.object, pk=self.kwargs["meeting"])
        rows = rows.select_related("room__center", "room__resource", "scheduled_class__course_version__course")
        return get_object_or_404(rows)

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        return self.meeting and self.object

    def get_title(self):
        return f"{self.button}: {self.meeting}"


class MeetingMove(SittingPage, MeetingAct):
    """Move a meeting to another time or room. The board leads here with where it was dropped, and back again."""

    button = "Move meeting"
    form_class = MeetingForm
    done = "Meeting moved."

    def get_intro(self):
        """What moves with it; nobody knows of a draft."""
        told = "" if self.object.status == ScheduledClass.Status.DRAFT else "; all on the list are told"
        return f"Who teaches, what is booked and everybody's time move with it{told}."

    @cached_property
    def asked(self) -> dict:
        """Where it was dropped, and the week of the board one comes from."""
        form = DropForm(self.request.GET)
        form.is_valid()
        return form.cleaned_data

    def get_initial(self):
        wanted = {name: value for name in ("room", "day") if (value := self.asked.get(name))}
        return super().get_initial() | meeting_as_typed(self.meeting) | wanted

    def dropped(self) -> str:
        """What stands in the way of where it was dropped; empty where it was not, or once something was typed."""
        if self.request.method == "POST" or not self.asked.get("day"):
            return ""
        return in_the_way(self.meeting, self.asked["day"], self.asked.get("room"), by=self.request.user)

    def write(self, record, by, typed):
        self.wanted = (typed["sitting"],)
        move_meeting(self.meeting, typed["sitting"], by=by)
        return record

    def get_success_url(self):
        """Back to the board for who came from there."""
        week = self.asked.get("board") or self.asked.get("day")
        return f"{address_of('training:board')}?day={week}" if week else super().get_success_url()


class MeetingCancel(MeetingAct):
    """One meeting falls away."""

    button = "Cancel meeting"
    form_class = NoteForm
    done = "Meeting canceled."

    def get_intro(self):
        """What becomes of it; nobody knows of a draft."""
        told = "" if self.object.status == ScheduledClass.Status.DRAFT else ", and all on the list are told"
        return f"What was booked for it is free again{told}."

    def is_dangerous(self):
        return True

    def action(self, record, *, by, note):
        cancel_meeting(self.meeting, by=by, note=note)
        return record


class ClassInstructorCreate(ClassAct):
    """Somebody teaches the class."""

    permission_required = CHANGES
    form_class = InstructorForm
    button = "Add instructor"
    intro = "They are booked for every meeting to come, and for the way to it where it is at another center."
    done = "Instructor added."

    def get_initial(self):
        led = ClassInstructor.objects.standing().filter(scheduled_class=self.object, role="lead").exists()
        return super().get_initial() | {"role": "assist" if led else "lead"}

    def action(self, record, *, by, instructor, role):
        return assign_instructor(record, instructor, role, by=by)


class InstructorAct(ClassAct):
    """Something done about one instructor of a class."""

    permission_required = CHANGES

    @cached_property
    def line(self) -> ClassInstructor:
        """Who the address names."""
        rows = ClassInstructor.objects.standing().filter(scheduled_class=self.object)
        return get_object_or_404(rows.select_related("instructor__person"), pk=self.kwargs["line"])

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        return self.line and self.object

    def get_title(self):
        return f"{self.button}: {self.line.instructor}, {self.object.number}"


class ClassInstructorReplace(InstructorAct):
    """Somebody else teaches in their place, from the next meeting on."""

    button = "Replace instructor"
    form_class = ReplaceForm
    done = "Instructor replaced."

    def action(self, record, *, by, instructor):
        return assign_instructor(record, instructor, self.line.role, by=by, instead_of=self.line)


class ClassInstructorEnd(InstructorAct):
    """Somebody no longer teaches the class."""

    button = "Take instructor off the class"
    form_class = NoteForm
    done = "The instructor no longer teaches this class."

    def is_dangerous(self):
        return True

    def action(self, record, *, by, note):
        return end_instructor(self.line, by=by, note=note)
