"""A week of rooms: what is in each on each day, as the schedule board shows it (training.md 5, screen 6)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from doc_portal.core.display import clock
from doc_portal.core.local_time import moment_of
from training.models import Center, Hold, Meeting, Room, ScheduledClass
from training.teaching import week_of

DAYS = 7
Source = Hold.Source


@dataclass(frozen=True)
class Block:
    """One booking in a cell."""

    hold: Hold | None
    meeting: Meeting | None
    start: datetime
    stop: datetime
    begins_here: bool

    @property
    def span(self) -> str:
        """When, on the clock."""
        return f"{clock(self.start)} to {clock(self.stop)}"

    @property
    def words(self) -> str:
        """What it is: the class, or that the room is closed or blocked."""
        if self.meeting is not None:
            one = self.meeting.scheduled_class
            return f"{one.course.title} ({one.number})"
        return self.hold.note or self.hold.get_source_display()

    @property
    def tentative(self) -> bool:
        """Whether it may still overlap."""
        return self.hold is not None and self.hold.status == Hold.Status.TENTATIVE


@dataclass
class Cell:
    """A room on a day."""

    day: date
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Line:
    """A room with its week; meetings without a room stand in a line of their own."""

    room: Room | None
    cells: list[Cell]


@dataclass(frozen=True)
class Week:
    """The board of one center for one week."""

    center: Center
    days: list[date]
    lines: list[Line]


def span_of(monday: date) -> tuple[datetime, datetime]:
    """A week from midnight to midnight in Chicago."""
    return tuple(moment_of(datetime.combine(day, time())) for day in (monday, monday + timedelta(days=DAYS)))


def board(centers: list[Center], day: date) -> list[Week]:
    """The week a day lies in, center by center: three queries, however many rooms."""
    days = [week_of(day) + timedelta(days=n) for n in range(DAYS)]
    start, stop = span_of(days[0])
    rooms = list(Room.objects.in_use().filter(center__in=centers))
    lines = {room.pk: Line(room, [Cell(one) for one in days]) for room in rooms}
    held = (
        Hold.objects.standing()
        .touching(start, stop)
        .filter(resource__room__in=rooms)
        .select_related("resource", "meeting__scheduled_class__course_version__course")
    )
    for one in held.order_by("during", "pk"):
        _place(lines[one.resource.room_id], one, days)
    bare = {center.pk: Line(None, [Cell(one) for one in days]) for center in centers}
    for meeting in _without_room(centers, start, stop):
        _put(bare[meeting.scheduled_class.center_id], None, meeting, meeting.starts_at, meeting.ends_at, days)
    of_center = {one.pk: [lines[room.pk] for room in rooms if room.center_id == one.pk] for one in centers}
    return [Week(one, days, [*of_center[one.pk], *_used(bare[one.pk])]) for one in centers]


def _without_room(centers: list[Center], start: datetime, stop: datetime):
    rows = Meeting.objects.standing().filter(
        room=None, scheduled_class__center__in=centers, starts_at__lt=stop, ends_at__gt=start
    )
    rows = rows.exclude(scheduled_class__status=ScheduledClass.Status.CANCELLED)
    return rows.select_related("scheduled_class__course_version__course")


def _used(line: Line) -> list[Line]:
    return [line] if any(cell.blocks for cell in line.cells) else []


def _place(line: Line, hold: Hold, days: list[date]) -> None:
    """A booking on each day it touches; of a meeting the time people come is shown."""
    meeting = hold.meeting
    start, stop = (meeting.starts_at, meeting.ends_at) if meeting else (hold.during.lower, hold.during.upper)
    _put(line, hold, meeting, start, stop, days)


def _put(line: Line, hold, meeting, start: datetime, stop: datetime, days: list[date]) -> None:
    first, last = timezone.localdate(start), timezone.localdate(stop - timedelta(microseconds=1))
    for cell in line.cells:
        if first <= cell.day <= last:
            cell.blocks.append(Block(hold, meeting, start, stop, cell.day == first))
