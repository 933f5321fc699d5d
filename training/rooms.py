"""What a room asks of whoever books it: its hours, how far ahead, what it has and how many it seats."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from doc_portal.core.display import hour_and_minute, listed, long_date
from doc_portal.core.values import value_of
from training.models import Course, CourseVersion, Room, RoomHours

AHEAD = "training_ahead_days"


def days_ahead() -> int:
    """How far ahead rooms can be booked that have no limit of their own."""
    return value_of(AHEAD)


def seats_for(room: Room, course: Course) -> int:
    """How many the room seats for a course, where that differs from what it seats otherwise."""
    return next((one.seats for one in room.seats_by_course.all() if one.course_id == course.pk), room.seats)


def lacking(room: Room, version: CourseVersion) -> list[str]:
    """What the course needs in its room and this one does not have."""
    return sorted(set(version.room_features) - set(room.features))


class RoomRules:
    """Asks one room about many times, reading its hours once. `ahead` counts where it has no limit of its own."""

    def __init__(self, room: Room, ahead: int):
        self.room = room
        self.hours = {one.weekday: one for one in room.hours.all()}
        days = ahead if room.ahead_days is None else room.ahead_days
        self.until = timezone.localdate() + timedelta(days=days)

    def problems(self, start: datetime, stop: datetime) -> list[str]:
        """Why the room cannot be booked then; empty where nothing but other bookings could stand in the way."""
        first, last = timezone.localtime(start), timezone.localtime(stop)
        found = []
        if self.room.retired:
            found.append(f"{self.room} is no longer used")
        if first.date() > self.until:
            found.append(f"{self.room} can be booked up to {long_date(self.until)}")
        if self.hours and not self._open(first, last):
            found.append(self._closed_words(first))
        return found

    def _open(self, first: datetime, last: datetime) -> bool:
        hours = self.hours.get(first.isoweekday())
        return (
            hours is not None
            and first.date() == last.date()
            and hours.opens <= first.time()
            and last.time() <= hours.closes
        )

    def _closed_words(self, first: datetime) -> str:
        hours = self.hours.get(first.isoweekday())
        weekday = RoomHours.Weekday(first.isoweekday()).label
        if hours is None:
            return f"{self.room} cannot be booked on a {weekday}"
        span = f"{_clock(hours.opens)} to {_clock(hours.closes)}"
        return f"{self.room} can be booked on a {weekday} from {span}, setup and teardown included"


def _clock(hour) -> str:
    return hour_and_minute(datetime.combine(date(2000, 1, 1), hour))


def lacking_words(room: Room, version: CourseVersion) -> str:
    """“Central, room 101 has no mats, which TC-40 needs”; empty where it has all."""
    found = lacking(room, version)
    return f"{room} has no {listed(found)}, which {version.course.code} needs" if found else ""
