"""A seat for everybody: the earliest due first, to the earliest class at which they can be spared.

Whoever finds none may take a seat of somebody who can be moved to another class, one step and a bounded number of
tries. For everybody left a reason is told.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from training.planning.asked import Asked
from training.planning.layout import Layout
from training.planning.needs import Need
from training.planning.people import Crowd, Somebody, days_of
from training.planning.supply import Laid

TRIES = 20_000
ORDER = ("relief", "leave", "clash", "day_off")


class Left(NamedTuple):
    """Somebody without a seat, and why."""

    need: Need
    reason: str
    words: str = ""


@dataclass
class Placing:
    """Who sits where, and who does not sit."""

    left: list[Left] = field(default_factory=list)
    placed: int = 0
    moved: int = 0


class Seats:
    """Gives out the seats of classes. `report(done, total, note)` is told how far it is."""

    def __init__(self, asked: Asked, crowd: Crowd, classes: list[Laid], layout: Layout):
        self.asked, self.crowd, self.layout = asked, crowd, layout
        self.by_line: dict[tuple[int, int], list[Laid]] = defaultdict(list)
        for one in sorted(classes, key=lambda one: (one.first, one.last, one.stands == 0)):
            self.by_line[one.course, one.center].append(one)
        self.merged: dict[tuple[int, tuple[int, ...]], list[Laid]] = {}
        self.first_free: dict[tuple[int, tuple[int, ...]], int] = defaultdict(int)
        self.seat_of: dict[tuple[int, int], Laid] = {}
        self.fixed = {one for course, those in crowd.needs.items() for one in (course, *those)}
        self.tries = TRIES

    def give_out(self, needs: list[Need], report) -> Placing:
        """All needs in their order, then those without a seat once more with others moved."""
        found, waiting = Placing(), []
        for done, need in enumerate(sorted(needs, key=self._order)):
            if done % 500 == 0:
                report(40 + done * 50 // max(1, len(needs)), 100, f"{found.placed:,} seats given out")
            if self._seat(need):
                found.placed += 1
            else:
                waiting.append(need)
        for done, need in enumerate(waiting):
            if done % 100 == 0:
                report(90 + done * 8 // len(waiting), 100, f"{len(waiting) - done:,} without a seat looked at again")
            if self._make_room(need):
                found.placed += 1
                found.moved += 1
            else:
                found.left.append(self._why(need))
        return found

    def _order(self, need: Need):
        late = need.due < self.asked.starts_on
        return self._depth(need.course), not (need.gate and late), need.due, need.person, need.course

    def _depth(self, course: int) -> int:
        """How many courses must come before."""
        before = [one for one in self.crowd.needs.get(course, ()) if one > 0]
        return 1 + max(map(self._depth, before)) if before else 0

    def _candidates(self, one: Somebody, course: int) -> list[Laid]:
        key = (course, one.reach)
        if key not in self.merged:
            rows = [each for center in one.reach for each in self.by_line.get((course, center), ())]
            self.merged[key] = sorted(rows, key=lambda each: (each.first, each.last, each.stands == 0))
        return self.merged[key]

    def _due(self, need: Need) -> int:
        number = self.asked.number(need.due)
        return self.asked.days - 1 if number < 0 else number

    def _from(self, need: Need) -> int | None:
        """The first day on which all that is needed before is done; None where something is missing."""
        first = 0
        for before in self.crowd.needs.get(need.course, ()):
            if (need.person, need.course, before) in self.crowd.done:
                continue
            planned = self.seat_of.get((need.person, before))
            if planned is None:
                return None
            first = max(first, planned.last + 1)
        return first

    def _seat(self, need: Need) -> bool:
        one = self.crowd.people.get(need.person)
        if one is None or (need.person, need.course) in self.crowd.barred:
            return False
        first = self._from(need)
        if first is None:
            return False
        rows, due, key = self._candidates(one, need.course), self._due(need), (need.course, one.reach)
        place = self.first_free[key]
        while place < len(rows) and rows[place].free <= 0:
            place += 1
        self.first_free[key] = place
        for number in range(place, len(rows)):
            each = rows[number]
            if each.first > due:
                return False
            if each.free > 0 and each.last <= due and each.first >= first and self._obstacle(one, each) is None:
                self._take(one, need, each)
                return True
        return False

    def _obstacle(self, one: Somebody, each: Laid) -> str | None:
        """Why somebody cannot come to a class; None where they can."""
        days = each.days
        if days & ~one.here or days & one.leave:
            return "leave"
        if days & one.off:
            return "day_off"
        if days & one.busy_days and each.hours & one.busy:
            return "clash"
        return None if self._full_day(one, each) is None else "relief"

    def _full_day(self, one: Somebody, each: Laid) -> tuple[int, int] | None:
        """The group and the first day on which it can spare nobody more."""
        for day in each.each:
            if not one.gone >> day & 1:
                group = _group(one, day)
                if self.crowd.away[group][day] >= self.crowd.caps[group][day]:
                    return group, day
        return None

    def _take(self, one: Somebody, need: Need, each: Laid) -> None:
        each.free -= 1
        each.people.append(need)
        for day in each.each:
            if not one.gone >> day & 1:
                self.crowd.away[_group(one, day)][day] += 1
        one.gone |= each.days
        one.busy |= each.hours
        one.busy_days |= each.days
        self.seat_of[need.person, need.course] = each

    def _give_back(self, one: Somebody, need: Need, each: Laid) -> None:
        each.free += 1
        each.people.remove(need)
        one.busy &= ~each.hours
        still = days_of(self.asked, one.busy)
        for day in each.each:
            if not still >> day & 1:
                one.busy_days &= ~(1 << day)
                one.gone &= ~(1 << day)
                self.crowd.away[_group(one, day)][day] -= 1
        del self.seat_of[need.person, need.course]

    def _make_room(self, need: Need) -> bool:
        """Move one other person to another class so that this one can come; False where nobody can be moved."""
        one = self.crowd.people.get(need.person)
        if one is None or (need.person, need.course) in self.crowd.barred or self.tries <= 0:
            return False
        first = self._from(need)
        if first is None:
            return False
        due = self._due(need)
        for each in self._candidates(one, need.course):
            if each.first > due:
                break
            if each.last > due or each.first < first or self.tries <= 0:
                continue
            why = self._obstacle(one, each)
            if why is None and (each.free > 0 or self._move_one(each.people, each)):
                self._take(one, need, each)
                return True
            if why == "relief" and each.free > 0 and self._move_of_group(one, each):
                self._take(one, need, each)
                return True
        return False

    def _move_of_group(self, one: Somebody, each: Laid) -> bool:
        """Move somebody of the same group away from the day on which it is full."""
        group, day = self._full_day(one, each)
        for other in each.people:
            if _group(self.crowd.people[other.person], day) == group and self._move(other, each):
                return self._full_day(one, each) is None
        return False

    def _move_one(self, people: list[Need], each: Laid) -> bool:
        return any(self._move(other, each) for other in list(people))

    def _move(self, need: Need, now: Laid) -> bool:
        """Another class for somebody who sits in this one."""
        self.tries -= 1
        if self.tries <= 0 or need.course in self.fixed:
            return False
        one, due = self.crowd.people[need.person], self._due(need)
        self._give_back(one, need, now)
        for each in self._candidates(one, need.course):
            if each.first > due:
                break
            if each is not now and each.free > 0 and each.last <= due and self._obstacle(one, each) is None:
                self._take(one, need, each)
                return True
        self._take(one, need, now)
        return False

    def _why(self, need: Need) -> Left:
        """One reason: what stood in the way at most of the classes that were in time and had a seat."""
        one = self.crowd.people.get(need.person)
        if one is None:
            return Left(need, "leave", "Does not work here in these days.")
        if (need.person, need.course) in self.crowd.barred:
            return Left(need, "audience")
        if self._from(need) is None:
            return Left(need, "before")
        rows = self._candidates(one, need.course)
        if not rows:
            return self._no_class(one, need)
        due = self._due(need)
        free = [each for each in rows if each.last <= due and each.free > 0]
        if not free:
            in_time = sum(each.last <= due for each in rows)
            words = f"{in_time} classes in time, all full." if in_time else "No class in time."
            return Left(need, "no_seat", words)
        tally = Counter(self._obstacle(one, each) or "before" for each in free)
        reason = max(tally, key=lambda name: (tally[name], name in ORDER and -ORDER.index(name)))
        return Left(need, reason, f"At {tally[reason]} of {len(free)} classes with a seat in time.")

    def _no_class(self, one: Somebody, need: Need) -> Left:
        for center in one.reach:
            if told := self.layout.impossible.get((need.course, center)):
                return Left(need, *told)
        if any(self.layout.short.get((need.course, center)) for center in one.reach):
            return Left(need, "no_seat", "No day had a room and instructors free.")
        return Left(need, "no_class", "")


def _group(one: Somebody, day: int) -> int:
    """The relief group of somebody on a day."""
    for days, group in one.groups:
        if days >> day & 1:
            return group
    return one.groups[0][1]
