"""From the appointment to the seat, and who of a cohort is still here."""

from datetime import timedelta

import pytest
from django.utils import timezone

from personnel.models import Person
from personnel.tests.factories import make_person
from personnel.tests.factories_selection import make_appointment, make_offer
from training.actions.cohorts import form_cohorts
from training.models import Cohort, Enrolment, SeatQuota
from training.retention import retention
from training.tests.factories import make_class, make_rule, make_version

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


def test_who_is_still_here_is_told_once_the_day_has_come():
    appointment = appointed(person=make_person())
    form_cohorts()
    start = Cohort.objects.get().starts_on
    Person.objects.filter(pk=appointment.person_id).update(ended_on=start + timedelta(days=60))

    def told(days):
        return [one.words for one in retention(Cohort.objects.for_list().get(), start + timedelta(days=days))]

    assert told(20) == ["Not reached yet"] * 3
    assert told(400) == ["1 of 1 (100%)", "0 of 1 (0%)", "0 of 1 (0%)"]
