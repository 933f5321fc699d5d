"""From the appointment to the seat, and who of a cohort is still here."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_user, make_worksite
from personnel.models import Person
from personnel.tests.factories import make_person
from personnel.tests.factories_selection import make_appointment, make_offer
from training.actions.cohorts import form_cohorts
from training.actions.leaving import give_up_seats
from training.models import Cohort, Enrolment, SeatQuota
from training.retention import retention
from training.tests.factories import make_class, make_cohort, make_enrolment, make_rule, make_version

pytestmark = pytest.mark.django_db


def appointed(**fields):
    """Somebody who begins in a week."""
    offer = make_offer()
    return make_appointment(offer, starts_on=timezone.localdate() + timedelta(days=7), **fields)


def test_an_appointment_keeps_an_academy_seat_and_the_seat_is_theirs_once_they_are_in_the_directory():
    version = make_version()
    appointment = appointed(person=None)
    terms = make_rule(version.course, is_post_gate=True)
    terms.job_classes.add(appointment.job_class)
    early, scheduled = make_class(version, days=(3,)), make_class(version, days=(30,))

    assert form_cohorts() == {"joined": 1, "kept": 1, "seated": 0}
    cohort = Cohort.objects.get()
    quota = SeatQuota.objects.get()
    assert (quota.cohort, quota.scheduled_class, quota.seats) == (cohort, scheduled, 1)
    assert quota.release_at == scheduled.starts_at - timedelta(days=14)
    assert not early.quotas.exists()

    person = make_person()
    type(appointment).objects.filter(pk=appointment.pk).update(person=person)
    assert form_cohorts() == {"joined": 0, "kept": 0, "seated": 1}
    assert Enrolment.objects.get().person == person
    assert form_cohorts() == {"joined": 0, "kept": 0, "seated": 0}


def test_no_seat_is_kept_for_who_did_not_begin_and_the_seat_taken_goes_to_who_waits():
    version = make_version()
    appointment = appointed(person=make_person())
    terms = make_rule(version.course, is_post_gate=True)
    terms.job_classes.add(appointment.job_class)
    scheduled = make_class(version, days=(30,), capacity=1)
    assert form_cohorts() == {"joined": 1, "kept": 1, "seated": 1}
    waiting = make_enrolment(scheduled, status="waitlisted")

    type(appointment).objects.filter(pk=appointment.pk).update(
        not_begun_at=timezone.now(), not_begun_note="Did not come"
    )
    assert form_cohorts() == {"joined": 0, "kept": 0, "seated": 0}
    assert not SeatQuota.objects.exists()

    left = Enrolment.objects.get(person=appointment.person)
    assert (left.status, left.note) == ("withdrawn", "Did not begin.")
    waiting.refresh_from_db()
    assert waiting.status == "enrolled"
    assert Cohort.objects.for_list().get().people == 0


def test_who_leaves_the_department_before_a_class_gives_up_the_seat_and_keeps_those_before():
    person = make_person()
    early, late = make_class(days=(3,)), make_class(days=(30,))
    for scheduled in (early, late):
        make_enrolment(scheduled, person=person)
    Person.objects.filter(pk=person.pk).update(ended_on=timezone.localdate() + timedelta(days=10))

    assert give_up_seats() == {"given_up": 1}
    assert [one.scheduled_class for one in Enrolment.objects.live().filter(person=person)] == [early]
    late.refresh_from_db()
    assert late.seats_taken == 0


def test_a_coordinator_sees_the_cohorts_of_their_own_worksite_and_no_others(client):
    appointment = appointed(person=make_person())
    form_cohorts()
    here = Cohort.objects.get()
    there = make_cohort(worksite=make_worksite(), job_class=appointment.job_class)
    coordinator = make_user()
    grant(coordinator, "staff")
    grant(coordinator, "training_coordinator", worksite=here.worksite)
    client.force_login(coordinator)
    answers = [client.get(one.get_absolute_url()).status_code for one in (here, there)]
    assert answers == [200, 404]
    listed = client.get("/training/cohorts/").text
    assert (here.get_absolute_url() in listed, there.get_absolute_url() in listed) == (True, False)


def test_who_is_still_here_is_told_once_the_day_has_come():
    appointment = appointed(person=make_person())
    form_cohorts()
    start = Cohort.objects.get().starts_on
    Person.objects.filter(pk=appointment.person_id).update(ended_on=start + timedelta(days=60))

    def told(days):
        return [one.words for one in retention(Cohort.objects.for_list().get(), start + timedelta(days=days))]

    assert told(20) == ["Not reached yet"] * 3
    assert told(400) == ["1 of 1 (100%)", "0 of 1 (0%)", "0 of 1 (0%)"]
