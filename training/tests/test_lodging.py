"""Beds: for whom, from which distance on, once a night, and back with the seat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.enrolment import withdraw_enrolment
from training.actions.holds import AlreadyBooked
from training.actions.lodging import end_stay, give_bed
from training.models import Distance, Hold
from training.tests.factories import make_bed, make_center, make_class, make_enrolment

pytestmark = pytest.mark.django_db


def comer(center, *, miles=100, days=(10, 11), **fields):
    """Somebody who works so far away, with a seat in a class of two days."""
    person = make_assignment(make_person(), worksite=make_worksite()).person
    if miles is not None:
        Distance.objects.create(worksite=person.worksite, center=center, miles=miles)
    return make_enrolment(make_class(center=center, days=days), person, **fields)


def lodge(enrolment, bed, *, group=None, nights=2):
    first = timezone.localdate() + timedelta(days=9)
    return give_bed(
        enrolment, by=make_user(), group=group or bed.room.group, bed=bed, arrives_on=first,
        leaves_on=first + timedelta(days=nights),
    )  # fmt: skip


def test_a_bed_is_booked_once_a_night_and_free_again_with_the_seat():
    center = make_center()
    bed, one, other = make_bed(center), comer(center), comer(center)
    lodge(one, bed)
    with pytest.raises(AlreadyBooked, match="bed 1 is already booked"):
        lodge(other, bed)
    withdraw_enrolment(one, by=make_user())
    lodge(other, bed)
    stay = other.stays.get()
    end_stay(stay, by=make_user())
    assert not Hold.objects.firm().filter(resource__bed=bed).exists()
    with pytest.raises(Refused, match="already given back"):
        end_stay(stay, by=make_user())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"miles": 20}, "works 20 miles from .* offered from 60 miles on"),
        ({"miles": None}, "is not known. Enter the distance first"),
        ({"days": (10,)}, "meets on one day"),
        ({"status": "waitlisted"}, "has no seat"),
        ({"days": (-11, -10)}, "is over"),
    ],
)
def test_who_is_offered_no_bed_is_told_why(fields, words):
    center = make_center()
    with pytest.raises(Refused, match=words):
        lodge(comer(center, **fields), make_bed(center))


def test_rooms_are_kept_apart_by_group_and_nobody_has_two_beds():
    center = make_center()
    bed, one = make_bed(center), comer(center)
    with pytest.raises(Refused, match="kept for another group"):
        lodge(one, bed, group=make_bed(center).room.group)
    assert not Hold.objects.filter(resource__bed=bed).exists()
    with pytest.raises(Refused, match="must leave after they arrive"):
        lodge(one, bed, nights=0)
    lodge(one, bed)
    with pytest.raises(Refused, match="already has a bed"):
        lodge(one, make_bed(center))
