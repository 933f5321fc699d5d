"""The sample of training: every kind of enrollment, nobody booked twice, and the counts the database keeps."""

import pytest
from django.db.models import Count, Q

from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from training.models import (
    SEATED,
    Certificate,
    Enrolment,
    Hold,
    Instructor,
    OutsideCompletion,
    Room,
    ScheduledClass,
    TrainingCredit,
    UnplacedCompletion,
    Waiver,
)

pytestmark = pytest.mark.django_db
SMALL = Size("training", people=160, offices=0, grants=250, traces=0, notices=0, assignments=190)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_sample_has_forty_classes_and_every_kind_of_enrollment():
    made = load_sample(SMALL, 1)
    assert made["classes"] == ScheduledClass.objects.count() == 40
    assert Room.objects.count() == 24
    assert Instructor.objects.filter(person__user__username="instructor.central").exists()
    assert set(Enrolment.objects.values_list("status", flat=True)) == set(Enrolment.Status)
    assert set(ScheduledClass.objects.values_list("status", flat=True)) >= {
        "draft", "published", "confirmed", "completed", "finalised", "cancelled", "postponed",
    }  # fmt: skip
    counted = ScheduledClass.objects.annotate(seated=Count("enrolments", filter=Q(enrolments__status__in=SEATED)))
    assert all(one.seated == one.seats_taken for one in counted)
    assert Hold.objects.firm().filter(source="meeting").count() == 80
    assert {one.standing_words for one in Certificate.objects.all()} == {"Valid", "Run out", "Revoked"}
    assert Certificate.objects.exclude(replaces=None).count() == 1
    assert TrainingCredit.objects.filter(source="class").count() > 20
    assert {one.state_words for one in UnplacedCompletion.objects.all()} == {"Waits", "Matched", "Set aside"}
    assert set(OutsideCompletion.objects.values_list("status", flat=True)) == {"waiting", "accepted", "refused"}
    assert {one.approved_at is None for one in Waiver.objects.all()} == {True, False}
