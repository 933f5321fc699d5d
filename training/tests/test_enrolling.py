"""Taking a seat for oneself: who gets one, who waits, and what is said to who gets none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.enrolment import enrol_oneself
from training.actions.holds import AlreadyBooked
from training.actions.seats import take_seat
from training.models import Enrolment, Hold, ScheduledClass, SeatQuota
from training.seats import free_seats
from training.tests.factories import make_class, make_course, make_enrolment, make_version, morning

pytestmark = pytest.mark.django_db
S = ScheduledClass.Status


@pytest.fixture
def officer():
    user = make_user()
    grant(user, "staff")
    return make_person(user=user, first_name="Olive", last_name="Officer")


def seat(scheduled, person=None, **fields):
    return take_seat(scheduled, person or make_person(), by=make_user(), **fields)


def test_a_seat_books_ones_time_at_every_meeting(officer):
    scheduled = make_class(days=(10, 11))
    enrol_oneself(scheduled, by=officer.user)
    mine = officer.enrolments.get()
    assert (mine.status, acts_of(mine)) == ("enrolled", ["enrol"])
    assert [one.during.lower for one in Hold.objects.filter(enrolment=mine)] == [morning(10), morning(11)]
    scheduled.refresh_from_db()
    assert scheduled.seats_left == 24


def test_a_course_that_wants_approval_asks_first_and_takes_no_seat(officer):
    scheduled = make_class(make_version(make_course(needs_approval=True)))
    enrol_oneself(scheduled, by=officer.user)
    scheduled.refresh_from_db()
    assert (officer.enrolments.get().status, scheduled.seats_taken) == ("pending_supervisor", 0)


def test_a_full_class_puts_on_the_waiting_list_and_a_new_one_never_passes_it():
    scheduled = make_class(capacity=1)
    first, second = seat(scheduled), seat(scheduled)
    assert (first.status, second.status) == ("enrolled", "waitlisted")
    Enrolment.objects.filter(pk=first.pk).update(status="withdrawn")
    assert seat(scheduled).status == "waitlisted"


def test_a_full_class_says_so_before_one_enrolls_and_where_one_stands_after(client, officer):
    scheduled = make_class(capacity=1)
    seat(scheduled), seat(scheduled)
    client.force_login(officer.user)
    url = f"{scheduled.get_absolute_url()}enroll/"
    assert "1 of 1 seats are taken. You would wait for a seat; 1 person waits so far." in client.get(url).text
    assert "You wait for a seat." in client.get(post_form(client, url).url).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": S.DRAFT}, "is draft: nobody can enroll"),
        ({"status": S.CANCELLED}, "is canceled: nobody can enroll"),
        ({"days": (-1,)}, "began on"),
        ({"enrol_opens_at": timezone.now() + timedelta(days=1)}, "opens on"),
        ({"enrol_closes_at": timezone.now() - timedelta(days=1)}, "closed on"),
    ],
)
def test_outside_its_window_nobody_enrols_and_the_sentence_says_why(fields, words):
    with pytest.raises(Refused, match=words):
        seat(make_class(**fields))
    assert not Enrolment.objects.exists()


def test_nobody_stands_on_one_list_twice(officer):
    scheduled = make_class()
    seat(scheduled, officer)
    with pytest.raises(Refused, match=r"Olive Officer already stands on the list of CLS-T-\d+: enrolled"):
        seat(scheduled, officer)


def test_who_is_booked_elsewhere_is_told_for_what_and_when(officer):
    other = make_class()
    seat(other, officer)
    with pytest.raises(AlreadyBooked, match=f"Olive Officer is booked for {other.number} on .*8:00 am to 12:00 pm"):
        seat(make_class(), officer)
    assert officer.enrolments.count() == 1


@pytest.mark.parametrize("clash", ["none", "warn"])
def test_a_course_that_allows_clashes_takes_the_seat_without_a_firm_booking(officer, clash):
    seat(make_class(), officer)
    made = seat(make_class(make_version(make_course(clash=clash))), officer)
    assert made.status == "enrolled"
    assert Hold.objects.get(enrolment=made).status == "tentative"


def test_kept_seats_are_for_their_worksite_until_they_are_freed():
    site, scheduled = make_worksite(), make_class(capacity=2)
    quota = SeatQuota.objects.create(scheduled_class=scheduled, worksite=site, seats=1, release_at=morning(5))
    own = make_assignment(make_person(), worksite=site).person
    assert (free_seats(scheduled, own), free_seats(scheduled, make_person())) == (2, 1)
    assert [seat(scheduled).status, free_seats(ScheduledClass.objects.get(pk=scheduled.pk), make_person())] == [
        "enrolled",
        0,
    ]
    SeatQuota.objects.filter(pk=quota.pk).update(release_at=timezone.now())
    assert seat(scheduled).status == "enrolled"


def test_kept_seats_of_a_region_are_used_up_by_its_people():
    site, scheduled = make_worksite(region="Western"), make_class(capacity=3)
    SeatQuota.objects.create(scheduled_class=scheduled, region="Western", seats=2, release_at=morning(5))
    western = make_assignment(make_person(), worksite=site).person
    assert free_seats(scheduled, make_person()) == 1
    make_enrolment(scheduled, western)
    scheduled.refresh_from_db()
    assert free_seats(scheduled, make_person()) == 1


def test_an_officer_finds_a_class_and_enrols(client, officer):
    scheduled = make_class()
    client.force_login(officer.user)
    assert scheduled.number in client.get("/training/").text
    page = client.get(scheduled.get_absolute_url()).text
    assert "Enroll" in page
    answer = post_form(client, f"{scheduled.get_absolute_url()}enroll/")
    assert (answer.status_code, answer.url) == (302, scheduled.get_absolute_url())
    assert "Enrolled" in client.get(answer.url).text
    again = post_form(client, f"{scheduled.get_absolute_url()}enroll/")
    assert again.status_code == 409
    assert "already stands on the list" in again.text


def test_without_an_entry_in_the_directory_one_is_told_whom_to_ask(client):
    user = make_user()
    grant(user, "staff")
    client.force_login(user)
    answer = post_form(client, f"{make_class().get_absolute_url()}enroll/")
    assert answer.status_code == 409
    assert "A directory steward can add you" in answer.text


def test_a_class_in_preparation_is_seen_by_who_lays_it_out_alone(client, officer):
    scheduled = make_class(status=S.DRAFT)
    client.force_login(officer.user)
    assert client.get(scheduled.get_absolute_url()).status_code == 404
    planner = make_user("training.view_scheduledclass", "training.change_scheduledclass")
    client.force_login(planner)
    assert client.get(scheduled.get_absolute_url()).status_code == 200
