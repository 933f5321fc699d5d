"""Booking anything: what clashes is named, all is kept or nothing, and two may change places in one edit."""

from datetime import timedelta

import pytest
from django.db import transaction

from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_person
from training.actions.holds import AlreadyBooked, Move, approve_holds, hold, move, release
from training.booking import Booking, clashes
from training.models import Hold, Resource
from training.resources import resources_of
from training.tests.factories import make_bed, make_center, make_class, make_equipment, make_room, morning

pytestmark = pytest.mark.django_db


def booking(resource, day=1, start=8, stop=12, **fields):
    kept = {"source": "block"} | fields
    return Booking(resource=resource, start=morning(day, start), stop=morning(day, stop), **kept)


@pytest.fixture
def room():
    return make_room(make_center(name="Central"), code="101").resource.pk


def test_rooms_beds_vehicles_and_kit_are_resources_from_the_beginning():
    things = [make_room(), make_bed(), make_equipment(), make_equipment(kind="kit")]
    assert [one.resource.kind for one in things] == ["room", "bed", "vehicle", "kit"]
    assert [one.resource.thing for one in things] == things


def test_people_become_resources_when_they_are_first_booked_and_keep_their_number():
    people = [make_person().pk for _ in range(3)]
    first = resources_of(people[:2])
    again = resources_of(people)
    assert set(again) == set(people)
    assert first.items() <= again.items()
    assert Resource.objects.filter(kind="person").count() == 3


def test_what_follows_on_fits_and_what_overlaps_is_named_with_its_time(room):
    hold([booking(room, 1, 8, 12), booking(room, 1, 12, 16)])
    with pytest.raises(AlreadyBooked) as refused, transaction.atomic():
        hold([booking(room, 1, 11, 13)])
    said = str(refused.value)
    assert "Central, room 101 is blocked" in said
    assert "8:00 am to 12:00 pm" in said
    assert "12:00 pm to 4:00 pm" in said
    assert len(refused.value.clashes) == 2


def test_the_class_that_holds_a_room_is_named(room):
    meeting = make_class(days=(1,)).meetings.get()
    hold([booking(room, 1, source="meeting", meeting=meeting.pk)])
    with pytest.raises(AlreadyBooked, match=f"is booked for {meeting.scheduled_class.number} on"):
        hold([booking(room, 1)])


def test_what_clashes_is_named_in_one_look_up_and_one_question_for_each_kind_of_thing(room, django_assert_num_queries):
    person = make_person(first_name="Ada", last_name="Busy")
    mine = resources_of([person.pk])[person.pk]
    meeting = make_class(days=(1, 2)).meetings.first()
    hold([booking(each, day, meeting=meeting.pk) for each in (room, mine) for day in (1, 2)])
    with django_assert_num_queries(4):
        told = [one.words for one in clashes([booking(each, day) for each in (room, mine) for day in (1, 2)])]
    assert [one.split(" is booked for ")[0] for one in told] == ["Central, room 101"] * 2 + ["Ada Busy"] * 2


def test_why_somebody_is_away_is_not_told():
    person = make_person(first_name="Ada", last_name="Away")
    mine = resources_of([person.pk])[person.pk]
    hold([booking(mine, source="leave", note="kept from others")])
    with pytest.raises(AlreadyBooked, match="Ada Away is away on") as refused:
        hold([booking(mine)])
    assert "kept from others" not in str(refused.value)


def test_all_is_booked_or_nothing(room):
    other = make_room().resource.pk
    hold([booking(other)])
    with pytest.raises(AlreadyBooked):
        hold([booking(room), booking(other)])
    assert not Hold.objects.filter(resource=room).exists()


def test_wishes_that_clash_among_themselves_are_refused(room):
    with pytest.raises(Refused, match="would be booked twice"):
        hold([booking(room, 1, 8, 12), booking(room, 1, 9, 10)])


def test_released_time_is_free_again_and_stays_on_record(room):
    hold([booking(room)])
    assert release(Hold.objects.filter(resource=room)) == 1
    hold([booking(room)])
    assert sorted(Hold.objects.filter(resource=room).values_list("status", flat=True)) == ["firm", "released"]


def test_tentative_ones_overlap_until_one_is_approved(room):
    first, second = hold([booking(room, firm=False)]) + hold([booking(room, firm=False)])
    assert approve_holds(Hold.objects.filter(pk=first.pk)) == 1
    with pytest.raises(AlreadyBooked):
        approve_holds(Hold.objects.filter(pk=second.pk))
    assert Hold.objects.get(pk=second.pk).status == "tentative"


def test_two_classes_change_rooms_in_one_edit(room):
    other = make_room().resource.pk
    here, there = hold([booking(room), booking(other)])
    start, stop = here.during.lower, here.during.upper
    move([Move(here, there.resource_id, start, stop), Move(there, here.resource_id, start, stop)])
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.resource_id, there.resource_id) == (other, room)


def test_a_move_is_not_in_its_own_way_but_in_that_of_others(room):
    one, _ = hold([booking(room, 1, 8, 12), booking(room, 1, 14, 16)])
    hour = timedelta(hours=1)
    move([Move(one, room, one.during.lower + hour, one.during.upper + hour)])
    one.refresh_from_db()
    assert one.during.lower == morning(1, 9)
    with pytest.raises(AlreadyBooked, match="2:00 pm to 4:00 pm"):
        move([Move(one, room, morning(1, 13), morning(1, 15))])
    one.refresh_from_db()
    assert one.during.lower == morning(1, 9)
