"""What must stay true of announcements when two people act at the same moment."""

from datetime import timedelta

import pytest
from django.db import connection

from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, make_user
from doc_portal.core.workflow import Refused
from personnel.actions.announcements import approve_posting, draft_posting, publish_posting
from personnel.actions.job_alerts import announce_openings, send_alerts, wish_for_jobs
from personnel.actions.revisions import ask_early_close, extend_posting
from personnel.models import JobAlert, JobAlertMatch, Posting, Requisition
from personnel.tests.factories_announcements import make_alert, make_announcement, make_request

pytestmark = pytest.mark.django_db(transaction=True)
Status = Posting.Status


def test_one_request_is_drafted_once_and_one_vacancy_published_once():
    asked, writers = make_request(), [make_user(), make_user()]
    drafts = [lambda by=by: draft_posting([asked], by=by) for by in writers]
    assert endings(*drafts) == ["done", "refused"]

    one = make_announcement(Status.APPROVED)
    two = make_announcement(Status.APPROVED, job_class=one.job_class)
    two.requisitions.set(one.requisitions.all())
    two.locations.update(worksite=one.locations.get().worksite)
    publishers = [make_user(), make_user()]
    published = at_once(
        *(lambda p=p, by=by: publish_posting(p, by=by) for p, by in zip([one, two], publishers, strict=True))
    )
    assert sorted(isinstance(answer, Refused) for answer in published) == [False, True]
    assert Posting.objects.filter(status=Status.PUBLISHED).count() == 1
    assert one.requisitions.get().status == Requisition.Status.POSTED


def test_one_announcement_is_approved_once_and_changes_are_numbered_one_by_one():
    waiting = make_announcement(Status.IN_REVIEW)
    approvers = [make_user(), make_user()]
    assert endings(*(lambda by=by: approve_posting(waiting, by=by) for by in approvers)) == ["done", "refused"]
    assert acts_of(waiting) == ["approve"]

    live, deciders = make_announcement(Status.PUBLISHED), [make_user() for _ in range(2)]
    later = [live.closes_at + timedelta(days=3)] * 2
    extensions = (
        lambda by=by, until=until: extend_posting(live, by=by, closes_at=until, reason="More time.")
        for by, until in zip(deciders, later, strict=True)
    )
    assert endings(*extensions) == ["done", "refused"]
    asked = (lambda by=by: ask_early_close(live, by=by, closes_at=None, reason="Enough.") for by in deciders)
    assert endings(*asked) == ["done", "refused"]
    live.refresh_from_db()
    assert live.revision == 1


def test_alerts_are_matched_and_mailed_once_by_two_workers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    for cadence in JobAlert.Cadence.values:
        make_alert(cadence=cadence)
    make_announcement(Status.PUBLISHED)

    found = at_once(announce_openings, announce_openings)
    mailed = at_once(send_alerts, send_alerts)

    assert sorted(one["matches"] for one in found) == [0, 3]
    assert sum(one["mails"] for one in found) == 1
    assert sum(mailed) == 2
    assert JobAlertMatch.objects.filter(sent_at__isnull=True).count() == 0


def test_one_wish_pressed_twice_is_kept_once():
    owner = make_user()
    wishes = (lambda: wish_for_jobs(JobAlert(user=owner, category="food", cadence="daily")) for _ in range(2))
    assert endings(*wishes) == ["done", "refused"]
    assert JobAlert.objects.filter(user=owner).count() == 1
