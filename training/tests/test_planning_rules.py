"""What must hold of every plan, whoever is away and whatever is short: worked out in memory, without the database."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from training.planning.asked import Asked
from training.planning.layout import Line, lay_out
from training.planning.needs import Need
from training.planning.people import Crowd, Somebody
from training.planning.placing import Seats
from training.planning.plan import untold
from training.planning.supply import Place, Supply, Teacher

FIRST = date(2027, 7, 1)
CENTER = 1


def supply(rooms, teachers):
    made = Supply()
    made.centers = {CENTER: "Central"}
    made.rooms[CENTER] = [Place(n, CENTER, seats, {}, frozenset(), {}, 999) for n, seats in enumerate(rooms)]
    made.teachers[CENTER] = [Teacher(n, n, {}, 8, 40) for n in range(teachers)]
    return made


def version(pk, hours):
    return SimpleNamespace(
        pk=pk, course_id=pk, room_features=[], instructor_cert_id=None, max_seats=25, instructor_ratio=None,
        contact_hours=hours, course=SimpleNamespace(code=f"C{pk}"),
    )  # fmt: skip


def worked_out(asked, versions, people, caps, needs, rooms, teachers):
    """The classes, who is left, and the crowd, of these facts."""
    crowd, there = Crowd(people={one.pk: one for one in people}, caps=caps), supply(rooms, teachers)
    crowd.away = [[0] * asked.days for _ in caps]
    dues = defaultdict(list)
    for one in needs:
        dues[one.course].append(asked.number(one.due))
    lines = [Line(versions[course], CENTER, sorted(those)) for course, those in sorted(dues.items())]
    layout = lay_out(asked, there, lines, untold)
    return layout.classes, Seats(asked, crowd, layout.classes, layout).give_out(needs, untold), crowd


def require_sound(asked, classes, found, crowd, needs):
    """Nobody twice at one time, no room over its seats or twice, caps kept, everybody seated or told why."""
    taken, away, rooms = Counter(), defaultdict(set), Counter()
    for one in classes:
        assert len(one.people) <= one.seats
        for day, begin, hours in one.sittings:
            rooms.update((one.room, day, begin + n) for n in range(hours))
            assert day in asked.class_days
            for need in one.people:
                taken.update((need.person, day, begin + n) for n in range(hours))
                away[crowd.people[need.person].groups[0][1], day].add(need.person)
                assert not (crowd.people[need.person].off | crowd.people[need.person].leave) >> day & 1
                assert asked.day(day) <= need.due or need.due < asked.starts_on
    assert max(taken.values(), default=1) == max(rooms.values(), default=1) == 1
    assert all(len(those) <= crowd.caps[group][day] for (group, day), those in away.items())
    seated = sorted(need for one in classes for need in one.people)
    assert sorted([*seated, *(one.need for one in found.left)]) == sorted(needs)
    assert all(one.reason for one in found.left)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_short_nobody_is_booked_twice_and_every_cap_is_kept(data):
    asked = Asked(FIRST, FIRST + timedelta(days=data.draw(st.integers(4, 20))), slack=data.draw(st.integers(0, 50)))
    bits = st.integers(0, (1 << asked.days) - 1)
    versions = {n: version(n, data.draw(st.sampled_from([2, 4, 8, 16]))) for n in (1, 2)}
    groups = data.draw(st.integers(1, 3))
    people = [
        Somebody(n, (1 << asked.days) - 1, (((1 << asked.days) - 1, n % groups),), data.draw(bits) & data.draw(bits),
                 (CENTER,), data.draw(bits) & data.draw(bits))
        for n in range(data.draw(st.integers(1, 25)))
    ]  # fmt: skip
    days = st.integers(-3, asked.days - 1)
    needs = [Need(one.pk, course, asked.day(data.draw(days)), False) for one in people for course in versions]
    caps = [[data.draw(st.integers(0, 4))] * asked.days for _ in range(groups)]
    rooms = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
    found = worked_out(asked, versions, people, caps, needs, rooms, data.draw(st.integers(1, 3)))
    require_sound(asked, *found, needs)


def test_a_year_seats_everybody_where_shifts_can_spare_them_and_names_relief_where_they_cannot():
    """Five days each for 720 people in classes of 25: forty shifts spare one a day each, ten do not fill a class."""
    asked = Asked(FIRST, FIRST + timedelta(days=365), slack=6)
    versions = {n: version(n, 8) for n in range(1, 6)}
    everyday = (1 << asked.days) - 1
    off = [sum(1 << n for n in range(asked.days) if asked.day(n).isoweekday() == day) for day in range(1, 8)]
    for groups, reasons in ((40, set()), (10, {"relief"})):
        people = [Somebody(n, everyday, ((everyday, n % groups),), off[n % 7], (CENTER,)) for n in range(720)]
        last = asked.day(asked.days - 1)
        needs = [Need(one.pk, course, last, False) for one in people for course in versions]
        caps = [[1] * asked.days for _ in range(groups)]
        classes, found, crowd = worked_out(asked, versions, people, caps, needs, [25] * 3, 5)
        require_sound(asked, classes, found, crowd, needs)
        assert {one.reason for one in found.left} == reasons
