"""The waiting list: in which order it moves, who is passed over and why, offers and their end, bumping, more seats."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from doc_portal.core.models import Notification
from doc_portal.core.tests.factories import acts_of, make_user, make_worksite
from doc_portal.core.workflow import Refused
from personnel.models import Person
from personnel.tests.factories import make_assignment, make_person
from training.actions.enrolment import (
    accept_offer,
    approve_enrolment,
    bump_enrolment,
    change_seats,
    decline_offer,
    deny_enrolment,
    excuse_enrolment,
    withdraw_enrolment,
)
from training.actions.seats import take_seat
from training.actions.waiting import end_offers
from training.models import Enrolment, Hold, Prerequisite, PromotionSkip, ReliefCap, ScheduledClass, SeatQuota
from training.tests.factories import (
    make_class,
    make_course,
    make_credit,
    make_enrolment,
    make_owed,
    make_rule,
    make_version,
    morning,
)

pytestmark = pytest.mark.django_db


def known(**fields) -> Person:
    """Somebody with an account, who can be told and can answer."""
    return make_person(user=make_user(), **fields)


def seat(scheduled, person=None, **fields):
    return take_seat(scheduled, person or make_person(), by=make_user(), **fields)


def status_of(enrolment) -> str:
    return Enrolment.objects.values_list("status", flat=True).get(pk=enrolment.pk)


def full_class(waiting: int, **fields) -> tuple[ScheduledClass, Enrolment, list[Enrolment]]:
    """A class of one seat that is taken, and so many who wait."""
    scheduled = make_class(capacity=1, **fields)
    first = seat(scheduled, known())
    return scheduled, first, [seat(scheduled, known()) for _ in range(waiting)]


def test_a_freed_seat_goes_to_the_first_and_their_time_is_booked():
    _, first, (second, third) = full_class(2)
    withdraw_enrolment(first, by=first.person.user, note="Ill")
    assert [status_of(one) for one in (first, second, third)] == ["withdrawn", "enrolled", "waitlisted"]
    assert not Hold.objects.firm().filter(enrolment=first).exists()
    assert Hold.objects.firm().filter(enrolment=second).count() == 1
    assert Notification.objects.filter(user=second.person.user, title__contains="You have a seat").exists()
    assert acts_of(second) == ["wait", "enrol"]


def test_the_list_goes_by_need_before_it_goes_by_time():
    course = make_course()
    scheduled = make_class(make_version(course), capacity=1)
    first = seat(scheduled)
    elective, owed, late, gate = (seat(scheduled, known()) for _ in range(4))
    today = timezone.localdate()
    make_owed(owed.person, make_rule(course))
    make_owed(late.person, make_rule(course), due_on=today - timedelta(days=40))
    make_owed(gate.person, make_rule(course, is_post_gate=True), due_on=today - timedelta(days=2))
    order = []
    for _ in range(4):
        withdraw_enrolment(Enrolment.objects.seated().get(scheduled_class=scheduled), by=make_user())
        order.append(Enrolment.objects.seated().get(scheduled_class=scheduled))
    assert order == [gate, late, owed, elective]
    assert status_of(first) == "withdrawn"


def test_whoever_cannot_take_the_seat_is_passed_over_and_the_reason_is_kept():
    course, before = make_course(), make_version().course
    scheduled = make_class(make_version(course), capacity=1)
    first = seat(scheduled, known())
    clashing, unapproved, lacking, short, able = (known() for _ in range(5))
    waiting = [seat(scheduled, one) for one in (clashing, unapproved, lacking, short, able)]
    make_credit(clashing, before.current), make_credit(short, before.current), make_credit(able, before.current)
    make_credit(unapproved, before.current)
    Prerequisite.objects.create(course=course, needs_course=before)
    type(course).objects.filter(pk=course.pk).update(needs_approval=True)
    Enrolment.objects.exclude(pk=waiting[1].pk).update(approved_by=make_user(), approved_at=timezone.now())
    seat(make_class(), clashing)
    site = make_worksite()
    make_assignment(short, worksite=site, shift="day")
    busy = make_assignment(known(), worksite=site, shift="day").person
    seat(make_class(), busy)

    withdraw_enrolment(first, by=make_user())

    assert [status_of(one) for one in waiting] == ["waitlisted"] * 4 + ["enrolled"]
    told = dict(PromotionSkip.objects.values_list("enrolment", "reason"))
    assert [told[one.pk] for one in waiting[:4]] == ["clash", "approval", "prerequisite", "relief"]
    words = PromotionSkip.objects.get(enrolment=waiting[3]).words
    assert "cannot spare anybody more" in words
    assert "1 of 1 away" in words


def test_the_same_reason_again_is_kept_once():
    scheduled = make_class(capacity=1)
    first, blocked = seat(scheduled, known()), seat(scheduled, known())
    seat(make_class(), blocked.person)
    withdraw_enrolment(first, by=make_user())
    assert seat(scheduled).status == "enrolled"
    end_offers()
    assert PromotionSkip.objects.filter(enrolment=blocked).count() == 1


def test_kept_seats_pass_over_those_they_are_not_for_until_the_clock_frees_them():
    scheduled = make_class(capacity=2)
    SeatQuota.objects.create(scheduled_class=scheduled, worksite=make_worksite(), seats=1, release_at=morning(5))
    seat(scheduled)
    waits = seat(scheduled, known())
    assert waits.status == "waitlisted"
    assert PromotionSkip.objects.get(enrolment=waits).reason == "quota"
    SeatQuota.objects.update(release_at=timezone.now())
    assert end_offers() == {"ended": 0, "moved_up": 1}
    assert status_of(waits) == "enrolled"


# Offers


@pytest.fixture
def soon():
    """A class of tomorrow with one seat, taken, and two who wait: seats are offered now."""
    return full_class(2, days=(1,))


def test_shortly_before_the_class_a_seat_is_offered_and_held(soon):
    scheduled, first, (second, third) = soon
    withdraw_enrolment(first, by=make_user())
    second.refresh_from_db()
    assert (second.status, status_of(third)) == ("offered", "waitlisted")
    assert timezone.now() < second.offer_expires_at <= scheduled.starts_at
    assert ScheduledClass.objects.get(pk=scheduled.pk).seats_taken == 1
    assert Hold.objects.firm().filter(enrolment=second).exists()
    told = Notification.objects.get(user=second.person.user, kind="seat-offered")
    assert told.url == f"/training/enrollments/{second.uid}/accept/"


def test_an_offer_is_accepted_by_its_person_alone_and_once(soon):
    _, first, (second, _) = soon
    withdraw_enrolment(first, by=make_user())
    with pytest.raises(Refused, match="answered by the person it was made to"):
        accept_offer(second, by=make_user())
    assert accept_offer(second, by=second.person.user).status == "enrolled"
    with pytest.raises(Refused, match="No seat is offered here: you are enrolled"):
        accept_offer(second, by=second.person.user)


def test_a_declined_offer_goes_to_the_next(soon):
    _, first, (second, third) = soon
    withdraw_enrolment(first, by=make_user())
    decline_offer(second, by=second.person.user)
    assert (status_of(second), status_of(third)) == ("withdrawn", "offered")


def test_an_offer_that_ran_out_is_refused_at_once_and_goes_to_the_next_with_the_job(soon):
    _, first, (second, third) = soon
    withdraw_enrolment(first, by=make_user())
    Enrolment.objects.filter(pk=second.pk).update(offer_expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match=r"stood until .* The seat goes to the next"):
        accept_offer(second, by=second.person.user)
    assert end_offers() == {"ended": 1, "moved_up": 1}
    assert (status_of(second), status_of(third)) == ("withdrawn", "offered")
    assert not Hold.objects.firm().filter(enrolment=second).exists()
    assert end_offers() == {"ended": 0, "moved_up": 0}


def test_who_asks_while_the_list_is_empty_has_the_seat_also_shortly_before():
    assert seat(make_class(days=(1,))).status == "enrolled"


def test_after_the_start_nothing_moves():
    scheduled, first, (second, *_) = full_class(1)
    begun, over = timezone.now() - timedelta(hours=1), timezone.now()
    scheduled.meetings.update(starts_at=begun, ends_at=over, during=DateTimeTZRange(begun, over))
    Enrolment.objects.filter(pk=first.pk).update(status="withdrawn")
    end_offers()
    assert status_of(second) == "waitlisted"
    with pytest.raises(Refused, match="excused by the registrar"):
        withdraw_enrolment(second, by=second.person.user)


# Approving, bumping, excusing, more seats


def test_approval_is_a_fact_of_its_own_and_stays_where_the_seat_has_to_wait():
    scheduled, _, _ = full_class(0)
    asked = make_enrolment(scheduled, known(), "pending_supervisor")
    boss = make_user()
    decided = approve_enrolment(asked, by=boss)
    assert (decided.status, decided.approved_by) == ("waitlisted", boss)
    assert acts_of(asked) == ["approve", "wait"]
    assert "You are on the waiting list" in Notification.objects.get(user=asked.person.user).title


def test_approved_with_a_free_seat_one_has_it_and_oneself_approves_nothing():
    asked = make_enrolment(make_class(), known(), "pending_supervisor")
    with pytest.raises(Refused, match="Nobody approves their own enrollment"):
        approve_enrolment(asked, by=asked.person.user)
    assert status_of(asked) == "pending_supervisor"
    assert approve_enrolment(asked, by=make_user()).status == "enrolled"
    with pytest.raises(Refused, match="stood as “Enrolled” since"):
        deny_enrolment(asked, by=make_user(), note="Too late")


def test_a_denial_says_why_and_is_not_made_by_oneself():
    asked = make_enrolment(make_class(), known(), "pending_supervisor")
    with pytest.raises(Refused, match="Nobody denies their own"):
        deny_enrolment(asked, by=asked.person.user, note="No")
    assert deny_enrolment(asked, by=make_user(), note="Short of people").note == "Short of people"
    assert "Short of people" in Notification.objects.get(user=asked.person.user).title


def test_a_seat_is_given_up_for_a_higher_need_alone():
    course = make_course()
    scheduled = make_class(make_version(course), capacity=1)
    first, second = seat(scheduled, known()), seat(scheduled, known())
    with pytest.raises(Refused, match=r"Nobody who waits .* needs it more than .* \(elective\)"):
        bump_enrolment(first, by=make_user(), note="Audit")
    make_owed(second.person, make_rule(course), due_on=timezone.localdate() - timedelta(days=3))
    assert bump_enrolment(first, by=make_user(), note="Audit").status == "bumped"
    assert status_of(second) == "enrolled"


def test_a_higher_need_that_cannot_come_takes_nobodys_seat():
    course = make_course()
    scheduled = make_class(make_version(course), capacity=1)
    first, second = seat(scheduled, known()), seat(scheduled, known())
    make_owed(second.person, make_rule(course), due_on=timezone.localdate() - timedelta(days=3))
    seat(make_class(), second.person)
    with pytest.raises(Refused, match=r"waits first .* but cannot take the seat"):
        bump_enrolment(first, by=make_user(), note="Audit")
    assert (status_of(first), status_of(second)) == ("enrolled", "waitlisted")


def test_who_said_beforehand_that_they_cannot_come_is_excused_and_the_seat_goes_on():
    _, first, (second, *_) = full_class(1)
    excuse_enrolment(first, by=make_user(), note="Jury duty")
    assert (status_of(first), status_of(second)) == ("excused", "enrolled")


def test_more_seats_go_to_the_list_through_the_same_door_and_fewer_than_taken_are_refused():
    scheduled, _, waiting = full_class(3)
    change_seats(scheduled, by=make_user(), capacity=3)
    assert [status_of(one) for one in waiting] == ["enrolled", "enrolled", "waitlisted"]
    with pytest.raises(Refused, match="More seats are taken than that"):
        change_seats(scheduled, by=make_user(), capacity=2)
    with pytest.raises(Refused, match="more seats than its course allows"):
        change_seats(scheduled, by=make_user(), capacity=26)


def test_a_new_booker_passes_nobody_but_those_who_cannot_take_the_seat():
    scheduled, first, (second, *_) = full_class(1)
    seat(make_class(), second.person)
    withdraw_enrolment(first, by=make_user())
    assert (seat(scheduled).status, status_of(second)) == ("enrolled", "waitlisted")


# The shift that must be covered


@pytest.fixture
def shift():
    """Thirty people of one shift: four percent of them is one."""
    site = make_worksite()
    return [make_assignment(known(), worksite=site, shift="night").person for _ in range(30)]


def test_a_shift_spares_as_many_as_the_share_says_and_the_sentence_names_the_day(shift):
    scheduled = make_class(days=(10, 11))
    seat(scheduled, shift[0])
    with pytest.raises(Refused, match=r"The shift of .* cannot spare anybody more \(.*1 of 1 away.*; .*1 of 1 away\)"):
        seat(make_class(days=(11, 10), room=None), shift[1])
    assert seat(make_class(days=(12,)), shift[1]).status == "enrolled"


def test_a_cap_of_the_worksite_goes_before_the_share(shift):
    ReliefCap.objects.create(
        worksite=shift[0].worksite, shift="night", most=2, authority="Warden", starts_on=timezone.localdate()
    )
    scheduled = make_class()
    assert [seat(scheduled, one).status for one in shift[:2]] == ["enrolled", "enrolled"]
    with pytest.raises(Refused, match="2 of 2 away"):
        seat(scheduled, shift[2])
