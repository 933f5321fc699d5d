"""What is typed to lay out classes: the class itself, its meetings, who teaches it and what becomes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.local_time import MomentField
from personnel.models import Person
from training.models import (
    Center,
    ClassInstructor,
    CourseVersion,
    Equipment,
    Instructor,
    Mode,
    Room,
    ScheduledClass,
)
from training.recurrence import MOST, Hours, Repeat, days_of
from training.sittings import Sitting, again, day_of, sitting_of

MOST_MINUTES = 480


class VersionChoice(forms.ModelChoiceField):
    """Courses by name; which version is meant follows from it."""

    def label_from_instance(self, version):
        return str(version.course)


class ClassForm(PortalModelForm):
    """A class to be laid out: of which course, where, and for how many."""

    course_version = VersionChoice(CourseVersion.objects.none(), label="Course")
    enrol_opens_at = MomentField(
        label="Enrolling opens", required=False, help_text="Empty: as soon as the class is published."
    )
    enrol_closes_at = MomentField(label="Enrolling closes", required=False, help_text="Empty: when the class begins.")

    class Meta:
        model = ScheduledClass
        fields = ["course_version", "center", "capacity", "enrol_opens_at", "enrol_closes_at", "note"]
        help_texts = {
            "center": "Empty for a class that is held online.", "capacity": "Empty: as many as the course allows.",
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].required = False
        versions = CourseVersion.objects.current().filter(course__retired=False, course__outside=False)
        self.fields["course_version"].queryset = versions.select_related("course").order_by("course__code")
        self.fields["center"].queryset = Center.objects.in_use().permitted(self.user, "training.add_scheduledclass")

    def clean(self):
        """Seats nobody entered are those of the course."""
        cleaned = super().clean()
        if "capacity" not in self.errors and cleaned.get("capacity") is None and cleaned.get("course_version"):
            cleaned["capacity"] = cleaned["course_version"].max_seats
        return cleaned


class ClassEditForm(ClassForm):
    """A class that is laid out. The course stays; a newer version of it can be taken."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.course_version
        rows = CourseVersion.objects.filter(course=kept.course_id).select_related("course")
        self.fields["course_version"].queryset = rows.current() | rows.filter(pk=kept.pk)
        self.fields["course_version"].label_from_instance = str
        self.fields["center"].queryset |= Center.objects.filter(pk=self.instance.center_id)


@dataclass
class PlannedDay:
    """One day of a pattern as it stands in the form: left out, moved to another day, and what is wrong with it."""

    day: date
    skip: bool = False
    to: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How its fields are called."""
        return self.day.isoformat()


def rooms_for(user):
    """The rooms somebody may book for a class: of centers where their right to change classes counts."""
    centers = Center.objects.in_use().permitted(user, "training.change_scheduledclass")
    return Room.objects.in_use().filter(center__in=centers)


class SittingForm(PortalForm):
    """When on the clock, where, and how long before and after the room is needed."""

    starts = forms.TimeField(label="From", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="Until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    mode = forms.ChoiceField(label="How", choices=Mode.choices, initial=Mode.IN_SEAT)
    room = forms.ModelChoiceField(Room.objects.none(), required=False, help_text="Empty for what needs no room.")
    setup = forms.IntegerField(
        label="Minutes of setup", min_value=0, max_value=MOST_MINUTES, initial=0,
        help_text="The room and who teaches are booked for them too.",
    )  # fmt: skip
    teardown = forms.IntegerField(label="Minutes of teardown", min_value=0, max_value=MOST_MINUTES, initial=0)

    def __init__(self, *args, center: Center | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.center = center
        kept = self.initial.get("room")
        rooms = rooms_for(self.user) | Room.objects.filter(pk=kept.pk if kept else None)
        self.fields["room"].queryset = rooms.for_list().select_related("resource")
        self.fields["room"].choices = self._rooms
        for name in ("starts", "ends"):
            self.fields[name].error_messages["invalid"] = "Enter a time of day, like 08:00."

    def _rooms(self) -> list[tuple]:
        """The rooms by center, those of the center of the class first."""
        of_center: dict[Center, list[tuple[int, str]]] = {}
        for one in self.fields["room"].queryset:
            of_center.setdefault(one.center, []).append((one.pk, f"{one} ({one.seats} seats)"))
        own_first = sorted(of_center.items(), key=lambda one: one[0] != self.center)
        return [("", self.fields["room"].empty_label), *((str(center), rooms) for center, rooms in own_first)]

    def hours(self, cleaned: dict) -> Hours | None:
        """From when to when, once all of it could be read and makes sense."""
        names = ("starts", "ends", "setup", "teardown")
        if any(cleaned.get(name) is None for name in names):
            return None
        if cleaned["starts"] >= cleaned["ends"]:
            self.add_error("ends", "Enter a time after the meeting begins.")
            return None
        return Hours(*(cleaned[name] for name in names))

    def sitting(self, planned_on: date, day: date, hours: Hours, cleaned: dict) -> Sitting:
        """The sitting on a day. Raises `ValidationError` where clocks change just then."""
        starts_at, ends_at = hours.on(day)
        return Sitting(
            planned_on=planned_on, starts_at=starts_at, ends_at=ends_at, room=cleaned.get("room"),
            mode=cleaned["mode"], setup=hours.setup, teardown=hours.teardown,
        )  # fmt: skip


class DatesForm(PortalForm):
    """A form that works on many dates at once: each can be left out or moved to another day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.days: list[PlannedDay] = []

    def plan(self, days: Iterable[date]) -> None:
        """Read for each of these days whether it is left out or moved."""
        self.days = [
            PlannedDay(day, skip=f"skip-{day.isoformat()}" in self.data, to=self.data.get(f"to-{day.isoformat()}", ""))
            for day in days
        ]

    def sittings(self, make: Callable[[date, date], list[Sitting]]) -> list[Sitting]:
        """What `make(planned day, day)` gives for each day that is kept; what is wrong with one is told at it."""
        found = []
        for one in self.days:
            if one.skip:
                continue
            try:
                found += make(one.day, date.fromisoformat(one.to) if one.to else one.day)
            except ValidationError as error:
                one.wrong += error.messages
                self.add_error(None, " ".join(error.messages))
            except ValueError:
                one.wrong.append("Enter the other day as a date, like 01/15/2026.")
                self.add_error(None, f"{long_date(one.day)}: we could not read the day it is moved to.")
        return found


class MeetingsForm(DatesForm, SittingForm):
    """Meetings of a class: once, or coming back. Single dates can be left out or moved.

    Valid, it gives `sittings` and whether their bookings are `firm`.
    """

    first_on = forms.DateField(label="First day")
    repeat = forms.ChoiceField(label="Comes back", choices=Repeat.choices, initial=Repeat.ONCE)
    times = forms.IntegerField(
        label="How many times", min_value=1, max_value=MOST, initial=1,
        help_text=f"In all, up to {MOST}; counts where it comes back.",
    )  # fmt: skip
    tentative = forms.BooleanField(
        label="Book the room tentatively", required=False,
        help_text="It may then overlap with other bookings until the class is published.",
    )  # fmt: skip

    FIELDSETS = (
        ("Days", ("first_on", "repeat", "times")),
        ("Time", ("starts", "ends", "setup", "teardown")),
        ("Place", ("mode", "room", "tentative")),
    )

    def clean(self):
        cleaned = super().clean()
        hours, first = self.hours(cleaned), cleaned.get("first_on")
        if hours is None or first is None or not {"repeat", "times", "mode"} <= cleaned.keys():
            return cleaned
        try:
            self.plan(days_of(first, cleaned["repeat"], cleaned["times"]))
        except OverflowError:
            self.add_error("first_on", "Enter a year between 1990 and 2199.")
            return cleaned
        found = self.sittings(lambda planned, day: [self.sitting(planned, day, hours, cleaned)])
        return {"sittings": found, "firm": not cleaned["tentative"]}


class MeetingForm(SittingForm):
    """One meeting, moved to another time or room."""

    day = forms.DateField(label="Day")

    FIELDSETS = (
        ("When", ("day", "starts", "ends", "setup", "teardown")),
        ("Where", ("mode", "room")),
    )

    def clean(self):
        cleaned = super().clean()
        hours, day = self.hours(cleaned), cleaned.get("day")
        if hours is None or day is None or "mode" not in cleaned:
            return cleaned
        try:
            return {"sitting": self.sitting(day, day, hours, cleaned)}
        except ValidationError as error:
            self.add_error("day", error)
            return cleaned


def meeting_as_typed(meeting) -> dict:
    """What the form of a meeting shows before anything is changed."""
    kept = sitting_of(meeting)
    start, stop = timezone.localtime(kept.starts_at), timezone.localtime(kept.ends_at)
    return {
        "day": start.date(), "starts": start.time(), "ends": stop.time(), "setup": kept.setup,
        "teardown": kept.teardown, "mode": kept.mode, "room": kept.room,
    }  # fmt: skip


class DropForm(forms.Form):
    """Where a meeting is dragged to, and the week of the board one comes from, as the address says."""

    meeting = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    room = forms.ModelChoiceField(Room.objects.in_use().select_related("center", "resource"), required=False)
    day = forms.DateField(required=False)
    board = forms.DateField(required=False)


class ReplaceForm(PortalForm):
    """Who teaches in somebody's place; of who is not listed only those whom one may see."""

    instructor = forms.ModelChoiceField(Instructor.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Instructor.objects.in_use().filter(person__in=Person.objects.visible_to(self.user))
        self.fields["instructor"].queryset = rows.for_list()


class InstructorForm(ReplaceForm):
    """Who teaches a class, and as what."""

    role = forms.ChoiceField(choices=ClassInstructor.Role.choices, widget=forms.RadioSelect)


class OtherClassForm(PortalForm):
    """Another class, chosen from those that fit the act. `classes` are those."""

    other = forms.ModelChoiceField(ScheduledClass.objects.none(), label="Class")

    def __init__(self, *args, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = classes.for_list().order_by("starts_at", "pk")
        self.fields["other"].label_from_instance = _named


class MergeForm(OtherClassForm):
    """The class people move to, and why."""

    note = forms.CharField(label="Note", required=False, max_length=200)


def _named(one: ScheduledClass) -> str:
    when = timezone.localtime(one.starts_at).strftime("%Y-%m-%d %H:%M") if one.starts_at else "date to be announced"
    return f"{one}, {when}, {one.center or 'online'}, {one.seats_left} seats left"


class StoppingForm(PortalForm):
    """Why a class is postponed or canceled; everybody on its list reads it."""

    note = forms.CharField(label="Reason", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class CloneForm(DatesForm):
    """A class again from another day on: its meetings keep their time on the clock and the days between them."""

    first_on = forms.DateField(label="First day")
    instructors = forms.BooleanField(label="With the same instructors", required=False, initial=True)

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = meetings

    def clean(self):
        cleaned = super().clean()
        first = cleaned.get("first_on")
        if first is None:
            return cleaned
        try:
            later = {day: day + shift for day, shift in self._shifts(first)}
        except OverflowError:
            self.add_error("first_on", "Enter a year between 1990 and 2199.")
            return cleaned
        self.plan(later.values())
        kept = {planned: [one for one in self.meetings if day_of(one) == day] for day, planned in later.items()}
        found = self.sittings(lambda planned, day: [again(one, day, planned) for one in kept[planned]])
        return {"sittings": found, "instructors": cleaned["instructors"]}

    def _shifts(self, first: date):
        days = sorted({day_of(one) for one in self.meetings})
        return [(day, first - days[0]) for day in days]


class FurtherCloneForm(PortalForm):
    """Classes of a center again, so many weeks later."""

    center = forms.ModelChoiceField(Center.objects.none())
    starts_on = forms.DateField(label="Classes that began from")
    ends_on = forms.DateField(label="Until", help_text="The last day on which they began.")
    weeks = forms.IntegerField(label="Weeks later", min_value=1, max_value=260, initial=52)
    instructors = forms.BooleanField(label="With the same instructors", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["center"].queryset = Center.objects.in_use().permitted(self.user, "training.add_scheduledclass")

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=190):
            self.add_error("ends_on", "Enter a day on or after the first, at most half a year later.")
        return cleaned


class KitForm(PortalForm):
    """The vehicles and kit a class uses, of those of its center."""

    equipment = forms.ModelMultipleChoiceField(
        Equipment.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Vehicles and kit"
    )

    def __init__(self, *args, center, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Equipment.objects.in_use().filter(center=center).select_related("center", "resource")
        self.fields["equipment"].queryset = rows
