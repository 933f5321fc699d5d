"""The sample of training: every kind of class and enrollment, and nothing in it that the portal would refuse."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

from doc_portal.core.models import Notification, OutboxMail, User
from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from training import todo
from training.fitting import fits_shift
from training.issues import classes_to_look_at, issues_in
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
    PersonRequirement,
    Room,
    RuleTerms,
    ScheduledClass,
    TrainingCredit,
    UnplacedCompletion,
    Waiver,
)
from training.planning.asked import Asked
from training.planning.plan import propose
from training.relief import groups_of, meters
from training.sample.days import is_open, open_days

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
    expected = [
        (one.pk, source, "tentative" if one.scheduled_class.status == S.DRAFT else "firm")
        for one in standing.select_related("scheduled_class").annotate(many=Count("scheduled_class__instructors"))
        for source in ("meeting", *["teaching"] * one.many)
    ]
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


def require_a_job_for_each_sign_in(now):
    """Whoever signs in finds what the first page of the portal says they do."""
    users = {one.username: one for one in User.objects.filter(sample=True)}
    for name in ("instructor.central", "instructor.eastern"):
        mine = ScheduledClass.objects.taught_by(users[name])
        over = Enrolment.objects.filter(scheduled_class__in=mine, status="enrolled", scheduled_class__ends_at__lt=now)
        assert over.annotate(lines=Count("attendance")).filter(lines__lt=2).exists()
        assert {S.IN_PROGRESS, S.COMPLETED} <= set(mine.values_list("status", flat=True))
        assert mine.filter(status__in=ScheduledClass.OFFERED).exists()
    assert not ScheduledClass.objects.taught_by(users["scheduler.academy"]).exists()
    undecided = todo.classes_undecided(users["scheduler.academy"])
    assert undecided.filter(seats_taken__lt=F("course_version__min_seats")).count() == 1
    assert todo.seats_asked(users["supervisor.bonneterre"]).exists()
    assert todo.versions_waiting(users["training.approver"]).count() == 1
    assert RuleTerms.objects.filter(approved=False, rule__slug="sample-sy-6").count() == 1
    assert todo.reopenings(users["registrar.academy"]).count() == 1
    waiting = ScheduledClass.objects.enrolling().filter(enrolments__status="waitlisted", seats_taken=F("capacity"))
    assert waiting.exists()
    assert Enrolment.objects.get(status="offered").offer_expires_at < now + timedelta(hours=72)
    assert len(issues_in(classes_to_look_at(now + timedelta(days=365)))) <= 3
    require_a_day_of_an_officer(users["officer.jefferson"], now)
    today = timezone.localdate(now)
    assert propose(Asked(today + timedelta(days=7), today + timedelta(days=120))).classes


def require_a_day_of_an_officer(officer, now):
    """Classes beside the shift, something owed with a class to come, and a certificate that is valid."""
    assert fits_shift(ScheduledClass.objects.enrolling(), officer).exists()
    owed = PersonRequirement.objects.of(officer).filter(settled="").values("terms__courses")
    assert ScheduledClass.objects.next_by_course(owed)
    assert Certificate.objects.filter(person__user=officer, valid_until__gt=now.date()).exists()


def test_the_sample_shows_every_kind_and_contradicts_no_rule_of_the_portal():
    made = load_sample(SMALL, 1)
    assert made["classes"] == ScheduledClass.objects.count() == 40
    now = timezone.now()
    require_every_kind()
    require_classes_as_the_portal_keeps_them(now)
    require_people_as_the_portal_keeps_them(now)
    require_a_job_for_each_sign_in(now)
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_academy_of_the_sample_is_open_when_offices_of_the_state_are():
    assert open_days(date(2026, 11, 26), 1, 2) == [date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30)]
