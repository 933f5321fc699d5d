"""Applications in the sample: people from outside and of the department, at every stage, told to nobody."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Notification, OutboxMail
from doc_portal.core.sample.context import Context, Size
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture
from personnel.models import Applicant, Application, Posting
from personnel.sample import applications
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_posting, make_reason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner_of_tables")]
SIZE = Size("tiny", people=0, offices=0, grants=0, traces=0, notices=0, applicants=30, applications=60)


@pytest.fixture
def context():
    make_user(username="analyst.central", sample=True)
    for _ in range(20):
        make_person(sample=True)
    make_reason("not_qualified")
    make_reason("not_selected")
    make_posting()
    make_posting(audience=Posting.Audience.DEPARTMENT)
    now = timezone.now()
    past = {"opens_at": now - timedelta(days=18), "closes_at": now - timedelta(days=4), "published_at": None}
    make_posting(title="Closed long ago", **past)
    return Context(SIZE, 1, timezone.localdate())


def test_applications_stand_at_every_stage_and_nobody_was_told(context):
    assert applications.sign_up(context) == Applicant.objects.filter(sample=True).count() == 30
    made = applications.apply_for_jobs(context)
    statuses = Counter(Application.objects.values_list("status", flat=True))
    assert sum(statuses.values()) == made == 60
    assert set(statuses) == set(applications.PATHS)
    sent = Application.objects.sent()
    assert all(one.version_sent is not None and one.number for one in sent)
    assert AuditEvent.objects.filter(object_id=sent.filter(status="referred").first().pk, act="refer").exists()
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()
    assert not Application.objects.filter(posting__audience="department", applicant__isnull=False).exists()
    closed = Posting.objects.get(title="Closed long ago")
    assert closed.applications.sent().exists()
    assert not closed.is_open()
    assert all(one.submitted_at <= closed.closes_at for one in closed.applications.sent())


def test_what_is_there_is_not_made_again(context):
    for part in (applications.sign_up, applications.apply_for_jobs):
        assert part(context)
        assert not part(context)
    assert all(one.email.endswith("@example.com") for one in Applicant.objects.filter(sample=True))
