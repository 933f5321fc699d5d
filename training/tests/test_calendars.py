"""Classes in calendars, read by a parser that did not write them: one entry a meeting through moves and cancels."""

from datetime import timedelta

import pytest
import time_machine
import vobject
from django.conf import settings as portal
from django.utils import timezone

from doc_portal.core.calendars import calendar_of
from doc_portal.core.tests.factories import make_user
from personnel.tests.factories import make_person
from training.actions.classes import cancel_class
from training.actions.enrolment import accept_offer, withdraw_enrolment
from training.actions.instructing import assign_instructor, end_instructor
from training.actions.meetings import add_meetings, cancel_meeting, move_meeting
from training.actions.seats import take_seat
from training.calendars import classes_of
from training.models import ClassInstructor, Enrolment
from training.sittings import Sitting
from training.tests.factories import (
    make_class,
    make_course,
    make_enrolment,
    make_instructor,
    make_meeting,
    make_room,
    make_version,
    morning,
)

pytestmark = pytest.mark.django_db
READER = ("core.use_portal", "training.view_scheduledclass")


def follow(user) -> dict:
    """What somebody's calendar program takes in: their entries by their names, as another library reads them."""
    now = timezone.now()
    file = calendar_of(classes_of(user, now - timedelta(days=90), now + timedelta(days=366)), "Training")
    read = vobject.readOne(file.decode())
    assert read.vtimezone.tzid.value == portal.TIME_ZONE
    return {one.uid.value: one for one in read.contents.get("vevent", ())}


@pytest.fixture
def reader():
    return make_user(*READER)


def sitting(days: float, room=None, start: int = 8, stop: int = 12) -> Sitting:
    starts_at = morning(days, start)
    return Sitting(planned_on=starts_at.date(), starts_at=starts_at, ends_at=morning(days, stop), room=room)


def test_a_seat_is_an_entry_for_each_meeting_that_survives_a_move_and_a_cancel(reader):
    scheduler, room = make_user("training.change_scheduledclass"), make_room()
    one = make_class(make_version(make_course(title="First aid")), days=(), room=room)
    add_meetings(one, [sitting(10, room), sitting(11, room)], by=scheduler)
    seat = take_seat(one, make_person(user=reader), by=reader)
    first, second = one.meetings.order_by("starts_at")
    names = [f"{seat.uid}-{meeting.uid}" for meeting in (first, second)]

    before = follow(reader)
    assert list(before) == names
    entry = before[names[0]]
    assert entry.dtstart.value == first.starts_at
    assert (entry.summary.value, entry.location.value) == ("First aid", str(room))
    assert entry.status.value == "CONFIRMED"

    move_meeting(first, sitting(12, room, 13, 17), by=scheduler)
    moved = follow(reader)
    assert set(moved) == set(names)
    assert moved[names[0]].dtstart.value == morning(12, 13)
    assert int(moved[names[0]].sequence.value) > int(entry.sequence.value)
    assert moved[names[0]].last_modified.value >= entry.last_modified.value
    assert moved[names[1]].sequence.value == before[names[1]].sequence.value

    cancel_meeting(second, by=scheduler)
    assert [follow(reader)[name].status.value for name in names] == ["CONFIRMED", "CANCELLED"]
    cancel_class(one, by=scheduler, note="Snow")
    gone = follow(reader)
    assert {each.status.value for each in gone.values()} == {"CANCELLED"}
    assert int(gone[names[0]].sequence.value) > int(moved[names[0]].sequence.value)
    assert gone[names[0]].summary.value == "Canceled: First aid"
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert follow(reader) == {}


def test_who_leaves_keeps_the_entry_as_canceled_and_who_never_had_a_seat_has_none(reader):
    person, scheduler = make_person(user=reader), make_user()
    one, full = make_class(), make_class(capacity=1)
    take_seat(full, make_person(), by=scheduler)
    waits, seat = take_seat(full, person, by=reader), take_seat(make_class(days=(20,)), person, by=reader)
    make_enrolment(one, person, Enrolment.Status.DENIED)
    assert waits.status == "waitlisted"
    assert len(follow(reader)) == 1
    number = seat.sequence
    withdraw_enrolment(waits, by=reader)
    withdraw_enrolment(seat, by=reader)
    [(name, entry)] = follow(reader).items()
    assert name.startswith(str(seat.uid))
    assert (entry.status.value, int(entry.sequence.value)) == ("CANCELLED", number + 1)


def test_an_offered_seat_is_tentative_until_it_is_taken(reader):
    seat = make_enrolment(make_class(), make_person(user=reader), Enrolment.Status.OFFERED)
    [entry] = follow(reader).values()
    assert entry.status.value == "TENTATIVE"
    accept_offer(seat, by=reader)
    [taken] = follow(reader).values()
    assert (taken.status.value, taken.uid.value) == ("CONFIRMED", entry.uid.value)


def test_who_teaches_sees_what_they_teach_and_not_what_they_never_did(reader):
    instructor, scheduler = make_instructor(make_person(user=reader)), make_user()
    one = make_class(days=(10,), room=make_room())
    assign_instructor(one, make_instructor(), "lead", by=scheduler)
    cancel_meeting(make_meeting(one, 9, room=one.meetings.get().room), by=scheduler)
    assert follow(reader) == {}
    assign_instructor(one, instructor, "assist", by=scheduler)
    [entry] = follow(reader).values()
    assert entry.summary.value == f"Teaching: {one.course.title}"
    assert entry.status.value == "CONFIRMED"
    end_instructor(ClassInstructor.objects.get(instructor=instructor), by=scheduler)
    [ended] = follow(reader).values()
    assert (ended.status.value, ended.uid.value) == ("CANCELLED", entry.uid.value)
    assert int(ended.sequence.value) > int(entry.sequence.value)


def test_the_clock_time_is_chicagos_on_both_sides_of_the_night_clocks_change():
    with time_machine.travel("2026-10-20T12:00Z", tick=False):
        reader = make_user(*READER)
        make_enrolment(make_class(days=(10, 13)), make_person(user=reader))
        starts = [one.dtstart for one in follow(reader).values()]
    assert [one.value.hour for one in starts] == [8, 8]
    assert [one.value.utcoffset() for one in starts] == [timedelta(hours=-5), timedelta(hours=-6)]
