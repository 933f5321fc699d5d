"""The sample of training: every kind of class and enrollment, and nothing in it that the portal would refuse."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

from doc_portal.core.models import Notification, OutboxMail
from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from training.models import (
    LIVE,
    SEATED,
    Attendance,
    Center,
    Certificate,
    Course,
    Enrolment,
    Hold,
    Meeting,
    OutsideCompletion,
    Room,
    ScheduledClass,
    TrainingCredit,
    UnplacedCompletion,
    Waiver,
)
from training.relief import groups_of, meters
from training.sample.days import holidays, is_open, open_days

pytestmark = pytest.mark.django_db
SMALL = Size("training", people=160, offices=0, grants=250, traces=0, notices=0, assignments=190, classes=40)
S = ScheduledClass.Status


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def require_every_kind():
    """What the portal can show is there to be seen."""
    assert Center.objects.in_use().count() == 4
    assert Course.objects.in_use().count() >= 60
    assert Room.objects.count() == 24
    assert set(ScheduledClass.objects.values_list("status", flat=True)) == set(S)
    assert set(Enrolment.objects.values_list("status", flat=True)) == set(Enrolment.Status)
    assert {one.standing_words for one in Certificate.objects.all()} == {"Valid", "Run out", "Revoked"}
    assert Certificate.objects.exclude(replaces=None).count() == 1
    assert TrainingCredit.objects.filter(source="class").count() > 20
    assert {one.state_words for one in UnplacedCompletion.objects.all()} == {"Waits", "Matched", "Set aside"}
    assert set(OutsideCompletion.objects.values_list("status", flat=True)) == {"waiting", "accepted", "refused"}
    assert {one.approved_at is None for one in Waiver.objects.all()} == {True, False}


def require_classes_as_the_portal_keeps_them(now):
    """Nothing is over before its time, seats and dates are as counted, no class is on a day nobody works."""
    rows = ScheduledClass.objects.annotate(seated=Count("enrolments", filter=Q(enrolments__status__in=SEATED)))
    assert all(one.seated == one.seats_taken for one in rows)
    assert not rows.filter(status__in=[S.COMPLETED, S.FINALISED], ends_at__gt=now).exists()
    assert not rows.filter(status__in=[S.DRAFT, *ScheduledClass.OFFERED], starts_at__lte=now).exists()
    assert not rows.filter(status=S.IN_PROGRESS, starts_at__gt=now).exists()
    off = Q(scheduled_class__status__in=[S.CANCELLED, S.POSTPONED])
    assert Meeting.objects.filter(off, canceled_at=None).count() == 0
    assert all(is_open(timezone.localdate(one.starts_at)) for one in Meeting.objects.all())
    standing = Meeting.objects.standing()
    assert not standing.exclude(scheduled_class__instructors__role="lead").exists()
    booked = Hold.objects.filter(source__in=["meeting", "teaching"]).values_list("meeting", "source", "status")
    expected = {
        (one.pk, source, "tentative" if one.scheduled_class.status == S.DRAFT else "firm")
        for one in standing.select_related("scheduled_class")
        for source in ("meeting", "teaching")
    }
    assert Counter(booked) == Counter(expected)


def require_people_as_the_portal_keeps_them(now):
    """Who has a seat is booked for each meeting and nobody else is; no shift is short; no list outlives its class."""
    there = Enrolment.objects.all()
    assert not there.live().filter(scheduled_class__status__in=[S.CANCELLED, S.COMPLETED, S.FINALISED]).exists()
    assert not there.filter(approved_at__gt=now).exists()
    assert not there.filter(approved_at=None, status__in=set(SEATED) | {"waitlisted"}).exists()
    assert not there.filter(approved_by=F("person__user")).exists()
    assert not there.exclude(person__instructor=None).exists()
    taken = there.filter(status__in=SEATED, scheduled_class__meetings__canceled_at=None)
    wanted = taken.exclude(scheduled_class__meetings=None).values_list("pk", "scheduled_class__meetings")
    booked = Hold.objects.filter(source="enrolment", status="firm").values_list("enrolment", "meeting")
    assert Counter(booked) == Counter(wanted)
    dates = Counter(there.filter(status__in=LIVE).values_list("person", "scheduled_class__course_version"))
    assert max(dates.values()) == 1
    seen = Attendance.objects.values_list("enrolment").annotate(Count("pk"))
    held = there.filter(scheduled_class__status__in=[S.COMPLETED, S.FINALISED]).exclude(
        status__in=["withdrawn", "bumped"]
    )
    assert {pk: lines for pk, lines in seen if lines == 2}.keys() == set(held.values_list("pk", flat=True))
    groups = set(groups_of(there.values_list("person", flat=True)).values())
    days = meters(groups, timezone.localdate(now) - timedelta(days=90), 200)
    assert not [one for rows in days.values() for one in rows if one.most is not None and one.away > one.most]


def test_the_sample_shows_every_kind_and_contradicts_no_rule_of_the_portal():
    made = load_sample(SMALL, 1)
    assert made["classes"] == ScheduledClass.objects.count() == 40
    now = timezone.now()
    require_every_kind()
    require_classes_as_the_portal_keeps_them(now)
    require_people_as_the_portal_keeps_them(now)
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_academy_of_the_sample_is_closed_on_weekends_and_on_holidays_as_the_state_keeps_them():
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 12), date(2026, 2, 16), date(2026, 5, 8), date(2026, 5, 25),
        date(2026, 6, 19), date(2026, 7, 3), date(2026, 7, 4), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11),
        date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip
    assert not is_open(date(2027, 12, 31))  # New Year of 2028 is a Saturday
    assert open_days(date(2026, 11, 26), 1, 2) == [date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30)]
