"""Laying out classes: meetings that come back, what stands in their way, who teaches, and what becomes of a class."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.models import Notification, SearchEntry
from doc_portal.core.tests.factories import grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.models import Person
from personnel.tests.factories import make_assignment, make_person
from training.actions.classes import (
    cancel_class,
    confirm_class,
    confirm_classes_due,
    merge_class,
    postpone_class,
    publish_class,
    revise_class,
)
from training.actions.cloning import clone_schedule
from training.actions.holds import AlreadyBooked
from training.actions.instructing import assign_instructor, end_instructor
from training.actions.kit import book_kit
from training.actions.meetings import add_meetings, cancel_meeting, move_meeting, swap_rooms
from training.actions.places import close_room, revise_center, revise_room, set_hours, set_room_seats
from training.actions.seats import take_seat
from training.board import board
from training.issues import issues_of
from training.models import Enrolment, Hold, InstructorCertificate, ScheduledClass, SeatQuota, TravelTime
from training.recurrence import Hours, days_of
from training.sittings import DatesTaken, Sitting, sitting_of
from training.tests.factories import (
    make_center,
    make_certification,
    make_class,
    make_course,
    make_equipment,
    make_instructor,
    make_room,
    make_version,
    morning,
)
from training.what_if import Asked, would_fit

pytestmark = pytest.mark.django_db
S = ScheduledClass.Status


@pytest.fixture
def scheduler():
    user = make_user()
    grant(user, "staff")
    grant(user, "academy_scheduler")
    return user


def weekday(ahead: int = 10, weekday: int = 1) -> date:
    """A coming Monday (or another weekday), so many days ahead at least."""
    day = timezone.localdate() + timedelta(days=ahead)
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def sit(day: date, room=None, start: int = 8, stop: int = 12, **fields) -> Sitting:
    starts_at, ends_at = Hours(time(start), time(stop)).on(day)
    return Sitting(planned_on=day, starts_at=starts_at, ends_at=ends_at, room=room, **fields)


def draft(room=None, *instructors, **fields) -> ScheduledClass:
    return make_class(status=S.DRAFT, days=(), center=room.center if room else None, instructors=instructors, **fields)


def held(resource, source="meeting"):
    return list(Hold.objects.firm().filter(resource=resource, source=source).order_by("during"))


def at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def turn_of_clocks() -> date:
    """The next Sunday on which clocks change, far enough ahead."""
    day = timezone.localdate() + timedelta(days=21)
    while (
        timezone.make_aware(datetime.combine(day, time(0))).utcoffset()
        == timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0))).utcoffset()
    ):
        day += timedelta(days=1)
    return day


def test_a_weekly_class_keeps_its_time_when_clocks_change_and_one_clashing_date_is_told_and_left_out(scheduler):
    room, other = make_room(ahead_days=400), make_instructor()
    first = turn_of_clocks() - timedelta(days=10)
    days = days_of(first, "weekly", 4)
    taken = add_meetings(draft(room, other), [sit(days[2], room, 10, 14)], by=scheduler)
    mine = draft(room)
    with pytest.raises(DatesTaken, match=f"booked for {taken.number}") as refusal:
        add_meetings(mine, [sit(day, room) for day in days], by=scheduler)
    assert list(refusal.value.problems) == [days[2]]
    assert not mine.meetings.exists()
    add_meetings(mine, [sit(day, room) for day in days if day != days[2]], by=scheduler)
    kept = list(mine.meetings.all())
    assert [at(one.starts_at) for one in kept] == ["08:00"] * 3
    assert len({timezone.localtime(one.starts_at).utcoffset() for one in kept}) == 2
    assert len(held(room.resource)) == 4


def test_the_page_lists_each_clashing_date_and_one_can_be_left_out_and_another_moved(client, scheduler):
    room = make_room()
    first = weekday()
    days = days_of(first, "weekly", 3)
    add_meetings(draft(room), [sit(days[0], room), sit(days[1], room)], by=scheduler)
    mine = draft(room)
    client.force_login(scheduler)
    url = f"{mine.get_absolute_url()}meetings/new/"
    typed = {
        "first_on": first.isoformat(), "repeat": "weekly", "times": 3, "starts": "08:00", "ends": "12:00", "setup": 30,
        "teardown": 0, "mode": "in_seat", "room": room.pk,
    }  # fmt: skip
    answer = post_form(client, url, **typed)
    assert answer.status_code == 409
    assert answer.text.count("is booked for") >= 2
    assert f'name="skip-{days[0]}"' in answer.text
    moved = days[1] + timedelta(days=1)
    again = post_form(client, url, **typed, **{f"skip-{days[0]}": "on", f"to-{days[1]}": moved.isoformat()})
    assert again.status_code == 302
    assert [timezone.localdate(one.starts_at) for one in mine.meetings.all()] == [moved, days[2]]
    assert at(mine.meetings.first().during.lower) == "07:30"


def test_a_room_keeps_its_hours_its_closings_and_how_far_ahead_it_is_booked(scheduler):
    room = make_room(ahead_days=60)
    monday = weekday()
    set_hours(room, {1: (time(8), time(12))}, by=scheduler)
    one = draft(room)
    for wish, words in (
        (sit(monday + timedelta(days=1), room), "cannot be booked on a Tuesday"),
        (sit(monday, room, setup=30), "on a Monday from 8:00 am to 12:00 pm, setup and teardown included"),
        (sit(weekday(70), room), "can be booked up to"),
    ):
        with pytest.raises(DatesTaken, match=words):
            add_meetings(one, [wish], by=scheduler)
    start, stop = Hours(time(6), time(18)).on(monday)
    close_room(room, start, stop, by=scheduler, kind="closed", note="Painting")
    with pytest.raises(DatesTaken, match="is closed on"):
        add_meetings(one, [sit(monday, room)], by=scheduler)
    later = monday + timedelta(days=7)
    add_meetings(one, [sit(later, room)], by=scheduler)
    with pytest.raises(AlreadyBooked, match=f"booked for {one.number}.*Move what is booked"):
        close_room(room, *Hours(time(6), time(18)).on(later), by=scheduler, kind="block")


def test_a_room_without_what_the_course_needs_is_refused(scheduler):
    room = make_room(features=["projector"])
    one = draft(room, version=make_version(room_features=["mats", "projector"]))
    with pytest.raises(DatesTaken, match="has no mats, which"):
        add_meetings(one, [sit(weekday(), room)], by=scheduler)


def test_a_class_is_published_only_where_it_fits_and_the_refusal_names_what_does_not(client, scheduler):
    room = make_room(seats=10)
    version = make_version(instructor_ratio=8)
    one = draft(room, make_instructor(), version=version, capacity=12)
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    with pytest.raises(Refused, match=r"has 12 seats, and .* seats 10; .* 12 seats and 1 instructor, one for every 8"):
        publish_class(one, by=scheduler)
    client.force_login(scheduler)
    refused = post_form(client, f"{one.get_absolute_url()}publish/", note="")
    assert (refused.status_code, refused.text.count("has 12 seats")) == (409, 2)
    assert f"{one.get_absolute_url()}seats/" in refused.text
    one.refresh_from_db()
    assert one.status == S.DRAFT
    one.capacity = 8
    revise_class(one, by=scheduler)
    assert publish_class(one, by=scheduler).status == S.PUBLISHED
    one.refresh_from_db()
    one.capacity = 9
    with pytest.raises(Refused, match="one for every 8 people"):
        revise_class(one, by=scheduler)


def test_tentative_bookings_overlap_until_the_class_is_published(scheduler):
    room, day = make_room(), weekday()
    first, second = draft(room), draft(room)
    add_meetings(first, [sit(day, room)], by=scheduler, firm=False)
    add_meetings(second, [sit(day, room)], by=scheduler, firm=False)
    assert publish_class(first, by=scheduler).status == S.PUBLISHED
    with pytest.raises(AlreadyBooked, match=f"booked for {first.number}"):
        publish_class(second, by=scheduler)
    second.refresh_from_db()
    assert second.status == S.DRAFT


def test_an_instructor_is_certified_free_within_hours_and_not_on_the_road(scheduler):
    cert, far = make_certification(), make_center()
    room, there = make_room(), make_room(far)
    TravelTime.objects.create(
        **dict(zip(("one", "other"), sorted((room.center, far), key=lambda one: one.pk), strict=True)), minutes=240
    )  # fmt: skip
    ann = make_instructor()
    days = days_of(weekday(), "weekly", 3)
    InstructorCertificate.objects.create(
        instructor=ann, certification=cert, starts_on=date(2020, 1, 1), ends_on=days[2]
    )
    asked = draft(room, version=make_version(instructor_cert=cert))
    add_meetings(asked, [sit(day, room) for day in days], by=scheduler)
    with pytest.raises(Refused, match=r"is not certified in .* on"):
        assign_instructor(asked, ann, "lead", by=scheduler)
    cancel_meeting(asked.meetings.last(), by=scheduler)
    assign_instructor(asked, ann, "lead", by=scheduler)
    assert len(held(ann.person.resource, "teaching")) == 2

    same_time = draft(there)
    add_meetings(same_time, [sit(days[0], make_room(far), 11, 15)], by=scheduler)
    with pytest.raises(AlreadyBooked, match=f"is booked for {asked.number}"):
        assign_instructor(same_time, ann, "lead", by=scheduler)
    too_far = draft(there)
    add_meetings(too_far, [sit(days[0], there, 14, 16)], by=scheduler)
    with pytest.raises(Refused, match=r"cannot be there in time: the way from .* takes 4 h 00 min"):
        assign_instructor(too_far, ann, "lead", by=scheduler)
    evening = draft(there)
    add_meetings(evening, [sit(days[0], there, 17, 20)], by=scheduler)
    assign_instructor(evening, ann, "lead", by=scheduler)
    (road,) = held(ann.person.resource, "travel")
    assert (at(road.during.lower), at(road.during.upper)) == ("13:00", "17:00")
    with pytest.raises(DatesTaken, match=r"would teach 10 hours on .* and may teach 8"):
        add_meetings(asked, [sit(days[0], room, 5, 8)], by=scheduler)
    end_instructor(evening.instructors.get(), by=scheduler)
    assert held(ann.person.resource, "travel") == []


def test_who_is_replaced_is_free_again_and_the_ratio_is_looked_at_once_at_the_end(scheduler):
    room = make_room()
    ann, bob = make_instructor(), make_instructor()
    one = draft(room, version=make_version(instructor_ratio=25))
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    assign_instructor(one, ann, "lead", by=scheduler)
    publish_class(one, by=scheduler)
    with pytest.raises(Refused, match="more seats than its instructors may teach"):
        end_instructor(one.instructors.get(), by=scheduler)
    assign_instructor(one, bob, "lead", by=scheduler, instead_of=one.instructors.get())
    assert [str(line.instructor) for line in one.instructors.standing()] == [str(bob)]
    assert (held(ann.person.resource, "teaching"), len(held(bob.person.resource, "teaching"))) == ([], 1)


def test_a_moved_meeting_takes_everything_with_it_and_tells_who_comes(scheduler):
    room, other = make_room(), make_room()
    ann, officer = make_instructor(), make_person(user=make_user())
    van = make_equipment(room.center)
    one = draft(room)
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    assign_instructor(one, ann, "lead", by=scheduler)
    book_kit(one, [van], by=scheduler)
    publish_class(one, by=scheduler)
    take_seat(one, officer, by=scheduler)
    meeting, later = one.meetings.get(), weekday(20)
    moved = move_meeting(meeting, sit(later, other, 13, 17), by=scheduler)
    assert (moved.sequence, moved.room, at(moved.starts_at)) == (1, other, "13:00")
    for resource, source in (
        (other.resource, "meeting"), (ann.person.resource, "teaching"), (van.resource, "meeting"),
        (officer.resource, "enrolment"),
    ):  # fmt: skip
        assert [timezone.localdate(each.during.lower) for each in held(resource, source)] == [later], source
    assert held(room.resource) == []
    assert Notification.objects.filter(user=officer.user, kind="class-changed").count() == 1
    move_meeting(moved, sit(later, other, 12, 16), by=scheduler)


def test_a_meeting_of_a_class_with_long_names_is_moved(client, scheduler):
    center = make_center(name="Training Academy of the Southeast Region at Farmington, the former hospital")
    room, other = (make_room(center, code=f"{n}", name="Assembly hall on the second floor, east") for n in (101, 102))
    one = draft(room, version=make_version(make_course(title="Leadership and Supervision of Shifts, " * 4)))
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    publish_class(one, by=scheduler)
    client.force_login(scheduler)
    told = {"starts": "13:00", "ends": "14:00", "setup": 0, "teardown": 0, "mode": "in_seat", "room": other.pk}
    url = f"{one.get_absolute_url()}meetings/{one.meetings.get().pk}/move/"
    assert post_form(client, url, day=weekday(20).isoformat(), **told).status_code == 302
    assert one.meetings.get().room == other


def test_a_class_meets_once_at_a_time(scheduler):
    room, day = make_room(), weekday()
    other, one = make_room(room.center), draft(room)
    add_meetings(one, [sit(day, room)], by=scheduler)
    with pytest.raises(DatesTaken, match=f"{one.number} itself meets on .*, 8:00 am to 12:00 pm already"):
        add_meetings(one, [sit(day, other, 11, 15)], by=scheduler)
    later = day + timedelta(days=1)
    with pytest.raises(DatesTaken, match="itself meets"):
        add_meetings(one, [sit(later, room), sit(later, other, 9, 10)], by=scheduler)
    add_meetings(one, [sit(day, other, 12, 15)], by=scheduler)
    move_meeting(one.meetings.first(), sit(day, room, 9, 12), by=scheduler)
    whole = sit(day, room, 8, 17)
    with pytest.raises(IntegrityError, match="class_meets_once_at_a_time"), transaction.atomic():
        one.meetings.update(starts_at=whole.starts_at, ends_at=whole.ends_at, during=whole.during)
    close = draft(room)
    add_meetings(close, [sit(later, room), sit(later, other, 12, 15, setup=30)], by=scheduler)
    with pytest.raises(Refused, match=f"booked twice .* by two meetings of {close.number}, setup and teardown"):
        assign_instructor(close, make_instructor(), "lead", by=scheduler)


def test_rooms_of_the_center_come_first_and_a_room_that_is_taken_offers_free_ones(client, scheduler):
    center, day = make_center(name="Zion"), weekday()
    room, small, lacking, far = (make_room(center, seats=30), make_room(center, seats=5), make_room(center, seats=26),
                                 make_room(make_center(name="Aurora"), code="Far"))  # fmt: skip
    free = [make_room(center, seats=seats, features=["mats"]) for seats in (27, 28, 29, 31)]
    type(room).objects.filter(pk=room.pk).update(features=["mats"])
    add_meetings(draft(room), [sit(day, room)], by=scheduler)
    one = draft(room, version=make_version(room_features=["mats"]))
    client.force_login(scheduler)
    url = f"{one.get_absolute_url()}meetings/new/"
    page = client.get(url).text
    assert page.index('<optgroup label="Zion">') < page.index('<optgroup label="Aurora">')
    typed = {
        "first_on": day.isoformat(), "repeat": "once", "times": 1, "starts": "08:00", "ends": "12:00", "setup": 0,
        "teardown": 0, "mode": "in_seat",
    }  # fmt: skip
    told = post_form(client, url, room=room.pk, **typed).text
    offered = [each for each in (room, small, lacking, *free) if f"<li>{each} ({each.seats} seats)</li>" in told]
    assert offered == free[:3]
    assert f"/training/schedule/?day={day}&amp;center={center.code}" in told
    type(far).objects.filter(pk=far.pk).update(features=["mats"])
    kept = client.get(post_form(client, url, room=far.pk, **typed).url).text
    assert f"{far} is a room of Aurora, not of Zion." in kept


def test_seats_nobody_entered_are_those_of_the_course(client, scheduler):
    client.force_login(scheduler)
    version, center = make_version(max_seats=17), make_center()
    told = {"course_version": version.pk, "center": center.pk, "capacity": ""}
    assert post_form(client, "/training/classes/new/", **told).status_code == 302
    assert ScheduledClass.objects.get().capacity == 17


def test_who_comes_and_is_booked_elsewhere_at_the_new_time_is_among_the_issues(scheduler):
    room, officer = make_room(), make_person()
    day, later = weekday(), weekday(20)
    one, other = draft(room, make_instructor()), make_class(days=((later - timezone.localdate()).days,))
    add_meetings(one, [sit(day, room)], by=scheduler)
    publish_class(one, by=scheduler)
    take_seat(one, officer, by=scheduler)
    take_seat(other, officer, by=scheduler)
    move_meeting(one.meetings.get(), sit(later, room), by=scheduler)
    assert [each.words for each in issues_of(one)] == [f"Booked elsewhere at the time of {one.number}: {officer}."]


def test_two_classes_swap_rooms_in_one_edit(scheduler):
    center = make_center()
    small, large = make_room(center, seats=10), make_room(center, seats=30)
    day = weekday()
    one, two = draft(small, capacity=10), draft(large, capacity=10)
    add_meetings(one, [sit(day, small), sit(day + timedelta(days=1), small)], by=scheduler)
    add_meetings(two, [sit(day, large)], by=scheduler)
    swap_rooms(one, two, by=scheduler)
    assert [set(each.meetings.values_list("room", flat=True)) for each in (one, two)] == [{large.pk}, {small.pk}]
    assert (len(held(large.resource)), len(held(small.resource))) == (2, 1)


def test_a_room_does_not_seat_fewer_than_a_class_in_it_and_the_refusal_names_the_class(scheduler):
    room = make_room(seats=20)
    one = make_class(room=room, capacity=18)
    room.seats = 12
    with pytest.raises(Refused, match=rf"fewer than these classes: {one.number} \(18 seats, 0 taken\)"):
        revise_room(room, by=scheduler)
    with pytest.raises(Refused, match=one.number):
        set_room_seats(room, one.course, 10, by=scheduler)
    set_room_seats(room, make_version().course, 10, by=scheduler)


def test_a_class_with_too_few_is_confirmed_with_a_reason_and_the_others_at_night(scheduler):
    few, enough, far = (make_class(make_version(min_seats=1), days=(days,)) for days in (5, 6, 40))
    take_seat(enough, make_person(), by=scheduler)
    take_seat(far, make_person(), by=scheduler)
    assert confirm_classes_due() == 1
    assert set(ScheduledClass.objects.filter(status=S.CONFIRMED)) == {enough}
    assert list(ScheduledClass.objects.due_to_decide(timezone.now() + timedelta(days=10))) == [few]
    with pytest.raises(Refused, match="has 0 of the 1 people"):
        confirm_class(few, by=scheduler)
    assert confirm_class(few, by=scheduler, note="Two more are named on Monday").status == S.CONFIRMED


def test_a_postponed_class_keeps_its_people_and_frees_its_rooms(scheduler):
    room, officer = make_room(), make_person(user=make_user())
    one = draft(room, make_instructor())
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    publish_class(one, by=scheduler)
    take_seat(one, officer, by=scheduler)
    one = postpone_class(one, by=scheduler, note="Ice")
    assert (one.status, one.starts_at, one.seats_taken, held(room.resource)) == (S.POSTPONED, None, 1, [])
    add_meetings(one, [sit(weekday(20), room)], by=scheduler)
    assert publish_class(one, by=scheduler).reason == ""
    assert len(held(officer.resource, "enrolment")) == 1


def test_a_canceled_class_frees_everything_and_tells_everybody(scheduler):
    room, officer = make_room(), make_person(user=make_user())
    one = draft(room, make_instructor())
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    publish_class(one, by=scheduler)
    take_seat(one, officer, by=scheduler)
    one = cancel_class(one, by=scheduler, note="Too few people")
    assert (one.status, one.reason, one.seats_taken) == (S.CANCELLED, "Too few people", 0)
    assert not Hold.objects.firm().exists()
    assert one.meetings.get().canceled_at is not None
    assert Notification.objects.get(user=officer.user, kind="class-canceled").title.endswith("Too few people")
    with pytest.raises(Refused, match="stood as “Canceled”"):
        cancel_class(one, by=scheduler, note="Again")


def test_a_class_is_merged_into_another_with_everybody_who_is_free_then(scheduler):
    version = make_version()
    old, new = make_class(version, days=(10,)), make_class(version, days=(20,), capacity=2)
    going, busy = make_person(), make_person()
    for person in (going, busy):
        take_seat(old, person, by=scheduler)
    take_seat(make_class(days=(20,)), busy, by=scheduler)
    with pytest.raises(Refused, match="can be merged into another class of"):
        merge_class(old, make_class(), by=scheduler)
    old = merge_class(old, new, by=scheduler)
    assert (old.status, old.reason.startswith(f"Merged into {new.number}")) == (S.CANCELLED, True)
    assert list(Enrolment.objects.seated().filter(scheduled_class=new).values_list("person", flat=True)) == [going.pk]
    new.refresh_from_db()
    assert new.seats_taken == 1


def test_a_merge_sends_nobody_whose_shift_is_short_then(scheduler):
    version, site = make_version(), make_worksite()
    going, away = (make_assignment(make_person(), worksite=site, shift="day").person for _ in range(2))
    old, new = make_class(version, days=(10,)), make_class(version, days=(20,))
    take_seat(old, going, by=scheduler)
    take_seat(make_class(days=(20,)), away, by=scheduler)
    merge_class(old, new, by=scheduler)
    assert not Enrolment.objects.seated().filter(scheduled_class=new).exists()
    assert going.enrolments.get().status == "withdrawn"


def test_a_merge_takes_no_seat_that_is_kept_for_others(scheduler):
    version, site = make_version(), make_worksite()
    old, new = make_class(version, capacity=2), make_class(version, days=(20,), capacity=2)
    SeatQuota.objects.create(scheduled_class=new, worksite=site, seats=1, release_at=morning(15))
    _, other = (take_seat(old, make_assignment(make_person()).person, by=scheduler) for _ in range(2))
    with pytest.raises(Refused, match=rf"seats of {new.number} are kept for others than those of {old.number}"):
        merge_class(old, new, by=scheduler)
    assert set(Enrolment.objects.values_list("scheduled_class", "status")) == {(old.pk, "enrolled")}
    Person.objects.filter(pk=other.person_id).update(worksite=site)
    merge_class(old, new, by=scheduler)
    assert Enrolment.objects.seated().filter(scheduled_class=new).count() == 2


def test_a_meeting_moves_to_no_day_on_which_a_shift_of_who_comes_is_short(scheduler):
    site = make_worksite()
    going, away = (make_assignment(make_person(), worksite=site, shift="day").person for _ in range(2))
    one, other = make_class(days=(10,)), make_class(days=(20,))
    take_seat(one, going, by=scheduler)
    take_seat(other, away, by=scheduler)
    meeting, short = one.meetings.get(), timezone.localdate() + timedelta(days=20)
    for move in (lambda: move_meeting(meeting, sit(short), by=scheduler),
                 lambda: add_meetings(one, [sit(short)], by=scheduler)):  # fmt: skip
        with pytest.raises(DatesTaken, match=rf"{site}, day shift, cannot spare 1 more on .* \(1 of 1 away\)"):
            move()
    move_meeting(meeting, sit(short + timedelta(days=1)), by=scheduler)
    assert timezone.localdate(one.meetings.get().starts_at) == short + timedelta(days=1)


def test_who_teaches_is_chosen_among_those_one_may_see(client, scheduler):
    hidden = make_instructor(make_person(last_name="Quill", suppressed=True))
    shown = make_instructor(make_person(last_name="Ash"))
    client.force_login(scheduler)
    url = f"{make_class().get_absolute_url()}instructors/new/"
    page = client.get(url).text
    assert ("Quill" in page, "Ash" in page) == (False, True)
    assert post_form(client, url, instructor=hidden.pk, role="lead").status_code == 200
    assert post_form(client, url, instructor=shown.pk, role="lead").status_code == 302
    page = client.get("/training/instructors/").text
    assert ("Quill" in page, "Ash" in page) == (False, True)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    told = {"who": hidden.person.employee_number, "home_center": hidden.home_center.pk}
    answer = post_form(client, "/training/instructors/new/", **told)
    assert "Nobody who works here" in answer.text
    assert "Quill" not in answer.text


def test_a_new_room_is_found_at_once_and_none_of_a_center_that_is_given_up(client, scheduler):
    client.force_login(scheduler)
    center = make_center()
    post_form(client, "/training/rooms/new/", center=center.pk, code="Z-9", name="Zebra hall", seats=20, features="")
    entry = SearchEntry.objects.get(kind="training.room")
    assert "Z-9" in entry.title
    center.retired = True
    revise_center(center, by=scheduler)
    assert not SearchEntry.objects.filter(kind="training.room").exists()


def test_a_right_at_one_center_fills_no_class_and_books_no_room_of_another(client):
    here, there, version = make_center(), make_center(), make_version()
    rights = [f"training.{verb}_scheduledclass" for verb in ("view", "cancel", "change")]
    local = make_user("core.use_portal", *rights, worksite=here.worksite)
    room, own_room = make_room(there), make_room(here)
    old, other = make_class(version, center=here), make_class(version, center=there, days=(20,))
    client.force_login(local)
    url = old.get_absolute_url()
    assert post_form(client, f"{url}merge/", other=other.pk, note="").status_code == 200
    old.refresh_from_db()
    assert old.status == S.PUBLISHED
    told = {
        "first_on": weekday(), "repeat": "once", "times": 1, "starts": "13:00", "ends": "14:00", "setup": 0,
        "teardown": 0, "mode": "in_seat",
    }  # fmt: skip
    before = old.meetings.count()
    assert post_form(client, f"{url}meetings/new/", room=room.pk, **told).status_code == 200
    assert old.meetings.count() == before
    post_form(client, f"{url}meetings/new/", room=own_room.pk, **told)
    assert old.meetings.count() == before + 1
    assert not Hold.objects.filter(resource__room=room).exists()


def test_how_long_a_way_takes_is_said_at_one_of_its_ends(client):
    here, there, third = make_center(), make_center(), make_center()
    client.force_login(make_user("core.use_portal", "training.change_traveltime", worksite=here.worksite))
    for one, other, kept in ((there, third, 0), (here, third, 1)):
        post_form(client, "/training/ways/new/", one=one.pk, other=other.pk, minutes=5)
        assert TravelTime.objects.count() == kept


def test_a_meeting_in_a_room_of_another_center_is_moved_there_by_who_may_at_both(client):
    here, there = make_center(), make_center()
    rights = [f"training.{verb}_scheduledclass" for verb in ("view", "change")]
    local = make_user("core.use_portal", *rights, worksite=here.worksite)
    own_room, room = make_room(here), make_room(there)
    one = make_class(center=here, room=room)
    meeting, day = one.meetings.get(), weekday()
    client.force_login(local)
    url = f"{one.get_absolute_url()}meetings/{meeting.pk}/move/"
    told = {"day": day.isoformat(), "starts": "13:00", "ends": "14:00", "setup": 0, "teardown": 0, "mode": "in_seat"}
    words = f"your right to lay out classes does not count at {there}"
    assert str(room) in client.get(url).text
    refused = post_form(client, url, room=room.pk, **told)
    assert (refused.status_code, words in refused.text) == (409, True)
    asked = f"/training/schedule/in-the-way/?meeting={meeting.pk}&day={day}&room="
    assert words in client.get(f"{asked}{room.pk}").json()["words"]
    assert client.get(f"{asked}{own_room.pk}").json()["free"]
    assert post_form(client, url, room=own_room.pk, **told).status_code == 302
    assert one.meetings.get().room == own_room


@pytest.mark.parametrize("day", ["0001-01-01", "1990-01-01", "2199-12-31", "9999-12-31", "%00", "10"])
def test_the_board_answers_nonsense_in_words(client, scheduler, day):
    room = make_room()
    one = draft(room)
    add_meetings(one, [sit(weekday(), room)], by=scheduler)
    assign_instructor(one, make_instructor(home_center=make_center()), "lead", by=scheduler)
    client.force_login(scheduler)
    meeting = one.meetings.get().pk
    for asked in (f"meeting={meeting}&room={room.pk}", f"meeting={meeting}&room=%00", f"meeting={'9' * 40}"):
        told = client.get(f"/training/schedule/in-the-way/?{asked}&day={day}")
        assert (told.status_code, bool(told.json()["words"])) == (200, True)


def test_a_past_schedule_is_laid_out_again_and_what_clashes_is_left_out_and_told(scheduler):
    room, ann = make_room(), make_instructor()
    day = timezone.localdate() - timedelta(days=70)
    old = make_class(room=room, days=(-70, -63), status=S.COMPLETED, instructors=(ann,))
    taken = day + timedelta(weeks=15)
    add_meetings(draft(room), [sit(taken, room)], by=scheduler)
    told = clone_schedule(room.center, day, timezone.localdate(), weeks=15, by=scheduler)
    (made,) = told.made
    assert [timezone.localdate(one.starts_at) for one in made.meetings.all()] == [taken + timedelta(days=7)]
    assert [at(one.starts_at) for one in made.meetings.all()] == ["08:00"]
    assert made.instructors.get().instructor == ann
    assert [words.startswith(old.number) for words in told.left_out] == [True]


def test_the_board_shows_a_week_of_rooms_and_moving_works_by_link_alone(client, scheduler):
    room, other = make_room(), None
    other = make_room(room.center)
    one = draft(room)
    day = weekday()
    add_meetings(one, [sit(day, room)], by=scheduler)
    close_room(other, *Hours(time(8), time(17)).on(day), by=scheduler, kind="closed", note="Painting")
    (week,) = board([room.center], day)
    assert [len(line.cells[0].blocks) for line in week.lines] == [1, 1]
    client.force_login(scheduler)
    page = client.get(f"/training/schedule/?day={day}").text
    meeting = one.meetings.get()
    move = f"{one.get_absolute_url()}meetings/{meeting.pk}/move/"
    assert move in page
    assert "Painting" in page
    ask = f"/training/schedule/in-the-way/?meeting={meeting.pk}&room={other.pk}&day={day}"
    assert "is closed" in client.get(ask).json()["words"]
    free = client.get(f"/training/schedule/in-the-way/?meeting={meeting.pk}&room={room.pk}&day={day}").json()
    assert free == {"words": "Nothing stands in the way there.", "free": True}
    later = day + timedelta(days=1)
    shown = client.get(f"{move}?room={other.pk}&day={later}").text
    assert f'value="{later}"' in shown
    assert "Nothing stands in the way there." in shown
    assert "is closed" in client.get(f"{move}?room={other.pk}&day={day}").text
    told = {"starts": "13:00", "ends": "14:00", "setup": 0, "teardown": 0, "mode": "in_seat", "room": room.pk}
    back = post_form(client, f"{move}?board={day}", day=later.isoformat(), **told)
    assert back.url == f"/training/schedule/?day={day}"
    typed = sitting_of(meeting)
    assert (typed.setup, typed.teardown) == (0, 0)


def test_what_is_wrong_with_a_class_is_listed_with_the_way_to_mend_it(client, scheduler):
    version = make_version(kit=["van"], instructor_cert=make_certification())
    room = make_room()
    one = make_class(version, status=S.DRAFT, days=(5,), room=room, instructors=(make_instructor(),))
    set_hours(room, {7: (time(1), time(2))}, by=scheduler)
    told = issues_of(one)
    words = " ".join(each.words for each in told)
    assert [each.meetings for each in told if "be booked on a" in each.words] == [(one.meetings.get(),)]
    for part in ("is not certified in", "be booked on a", "needs van, which is not booked", "is a draft still"):
        assert part in words
    assert "no date yet" in " ".join(each.words for each in issues_of(draft()))
    client.force_login(scheduler)
    page = client.get("/training/schedule/issues/").text
    assert "is not certified in" in page
    assert f'href="{one.get_absolute_url()}#meeting-{one.meetings.get().pk}"' in page


def test_what_would_fit_names_what_is_short(scheduler):
    center = make_center()
    room = make_room(center, seats=25)
    version = make_version(contact_hours=16)
    monday = weekday()
    asked = Asked(version, center, 3, 20, monday, monday + timedelta(days=4), 8)
    assert "certified at a time" in would_fit(asked).reason
    ann = make_instructor(home_center=center)
    found = would_fit(asked)
    assert (len(found.placed), found.missing) == (2, 1)
    assert "Rooms are short" in found.reason
    add_meetings(draft(room, ann), [sit(monday + timedelta(days=1), room)], by=scheduler)
    assert [one.first for one in would_fit(asked).placed] == [monday + timedelta(days=2)]
    assert "No room of" in would_fit(Asked(version, make_center(), 1, 20, monday, monday, 8)).reason
