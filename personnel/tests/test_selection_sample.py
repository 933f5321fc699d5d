"""Selection in the sample: a panel mid-way, claims, offers at every point, and nobody who was told of it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.actor import act_as
from doc_portal.core.models import Notification
from doc_portal.core.sample.context import SIZES, Context, Size
from doc_portal.core.tests.factories import make_user
from personnel.models import Application, Appointment, NewHireTask, Panel, Posting, PreferenceClaim, ScoreSheet
from personnel.sample.selection import claim, offer, sit
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import expire, make_application, make_job_class, make_position, make_posting

pytestmark = pytest.mark.django_db
SIZE = Size("tiny", people=0, offices=0, grants=0, traces=0, notices=0, panels=1, offers=8)


@pytest.fixture
def context():
    for n in range(3):
        make_user(username=("officer.jefferson", "supervisor.bonneterre", "coordinator.farmington")[n])
    make_user(username="analyst.central")
    scored = make_posting()
    for _ in range(3):
        make_application(Application.Status.INTERVIEW, posting=scored)
    posting = make_posting(job_class=make_job_class(inmate_contact=True), vacancies=5)
    make_position(posting.job_class, posting.locations.get().worksite)
    for n in range(8):
        who = {"person": make_person()} if n % 2 else {}
        make_application(Application.Status.REFERRED if n else Application.Status.INTERVIEW, posting=posting, **who)
    for one in (scored, posting):
        expire(one)
    return Context(SIZE, 1, timezone.localdate())


def test_a_panel_is_mid_way_and_offers_stand_at_every_point(context):
    assert (sit(context), claim(context), offer(context)) == (1, 3, 6)
    panel = Panel.objects.get()
    assert Counter(member.phase for member in panel.members.all()) == {"Locked": 1, "Scores": 1, "To declare": 1}
    locked = panel.members.get(locked_at__isnull=False)
    act_as(locked.user)
    assert ScoreSheet.objects.count() == panel.candidates.count() * panel.competencies.count()
    statuses = Counter(Application.objects.values_list("status", flat=True))
    assert statuses["conditional_offer"] and statuses["clearance"] and statuses["appointed"]  # noqa: PT018
    hired = Appointment.objects.all()
    assert hired.count() == statuses["appointed"]
    assert NewHireTask.objects.count() == 3 * hired.count()
    assert hired.filter(person__isnull=False, position__isnull=False).count() == 1
    assert not Notification.objects.exists()
    assert PreferenceClaim.objects.filter(status="claimed").count() == 3


def test_what_is_there_is_not_made_again(context):
    for part in (sit, claim, offer):
        part(context)
    assert [part(context) for part in (sit, claim, offer)] == [0, 0, 0]
    assert (SIZES["small"].panels, SIZES["full"].panels) == (1, 60)


def test_nothing_is_scored_or_offered_before_an_announcement_has_closed(context):
    for one in Posting.objects.all():
        expire(one, timezone.now() + timedelta(days=9))
    assert (sit(context), offer(context)) == (0, 0)
