"""Pages of the meetings of a class and of who teaches it."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

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
from training.models import ClassInstructor, Meeting
from training.views.dates import DatesPage
from training.views.schedule import ClassAct

CHANGES = "training.change_scheduledclass"


class ScheduledClassMeet(DatesPage, ClassAct):
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


class MeetingMove(DatesPage, MeetingAct):
    """Move a meeting to another time or room. The board leads here with where it was dropped."""

    button = "Move meeting"
    intro = "Who teaches, what is booked and everybody's time move with it; all on the list are told."
    form_class = MeetingForm
    done = "Meeting moved."

    def get_initial(self):
        typed = meeting_as_typed(self.meeting)
        asked = DropForm(self.request.GET)
        asked.is_valid()
        wanted = {name: value for name in ("room", "day") if (value := asked.cleaned_data.get(name))}
        return super().get_initial() | typed | wanted

    def write(self, record, by, typed):
        move_meeting(self.meeting, typed["sitting"], by=by)
        return record


class MeetingCancel(MeetingAct):
    """One meeting falls away."""

    button = "Cancel meeting"
    intro = "What was booked for it is free again, and all on the list are told."
    form_class = NoteForm
    done = "Meeting canceled."

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
