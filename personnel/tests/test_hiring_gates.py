"""What the database keeps of hiring by itself, tried around the application with plain SQL (personnel.md 4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from personnel.models import Application, Posting
from personnel.tests.factories_hiring import make_applicant, make_application, make_posting, make_requisition

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(name, sql, *values):
    """The statement is refused, and by the rule of this name."""
    with pytest.raises(IntegrityError) as refusal:
        run(sql, *values)
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


SUBMIT = (
    "UPDATE personnel_application SET status = 'submitted', number = 'X', submitted_at = '2020-01-01' WHERE id = %s"
)


def test_a_draft_sent_after_the_close_is_refused():
    draft = make_application(Application.Status.DRAFT)
    past = timezone.now() - timedelta(minutes=1)
    closed = make_posting(closes_at=past, opens_at=past - timedelta(days=5))
    late = make_application(Application.Status.DRAFT, posting=closed)
    refused("application_posting_open", SUBMIT, late.pk)
    run(SUBMIT, draft.pk)


def test_a_forged_moment_of_sending_is_overwritten():
    draft = make_application(Application.Status.DRAFT)
    run(SUBMIT, draft.pk)
    draft.refresh_from_db()
    assert timezone.now() - draft.submitted_at < timedelta(minutes=1)


def test_a_new_version_after_the_close_is_refused():
    past = timezone.now() - timedelta(minutes=1)
    sent = make_application(
        posting=make_posting(opens_at=past - timedelta(days=5), closes_at=timezone.now() + timedelta(seconds=2))
    )
    run("SELECT pg_sleep(2.2)")
    refused(
        "application_posting_open",
        "INSERT INTO personnel_applicationversion (application_id, no, sent_at, body) VALUES (%s, 2, now(), '{}')",
        sent.pk,
    )


def test_a_documented_extension_is_accepted_and_one_without_a_day_is_not():
    past = timezone.now() - timedelta(minutes=1)
    closed = make_posting(closes_at=past, opens_at=past - timedelta(days=5))
    draft = make_application(Application.Status.DRAFT, posting=closed)
    grant = (
        "INSERT INTO personnel_applicationextension (application_id, kind, justification, granted_by_id, granted_at,"
        " until) VALUES (%s, 'outage', 'The network was down.', %s, now(), %s)"
    )
    run(grant, draft.pk, make_user().pk, None)
    refused("application_posting_open", SUBMIT, draft.pk)
    run(grant, draft.pk, make_user().pk, timezone.now() + timedelta(days=1))
    run(SUBMIT, draft.pk)


def test_the_number_that_closes_an_announcement_closes_it():
    capped = make_posting(closing_type=Posting.ClosingType.CAP, applicant_cap=1)
    make_application(posting=capped)
    capped.refresh_from_db()
    assert capped.cap_reached_at is not None
    late = make_application(Application.Status.DRAFT, posting=capped)
    refused("application_posting_open", SUBMIT, late.pk)


def test_one_person_has_one_live_application_for_an_announcement():
    posting, applicant = make_posting(), make_applicant()
    make_application(posting=posting, applicant=applicant)
    with pytest.raises(IntegrityError, match="application_one_live_per_applicant"), transaction.atomic():
        make_application(Application.Status.DRAFT, posting=posting, applicant=applicant)


def step(requisition, requester, decided_by, no=1):
    return (
        "INSERT INTO personnel_approvalstep (requisition_id, requester_id, round, no, kind, decision, decided_by_id,"
        " decided_at, reason) VALUES (%s, %s, 1, %s, 'cao', 'approved', %s, now(), '')",
        requisition.pk,
        requester.pk,
        no,
        decided_by.pk,
    )


def test_nobody_decides_their_own_request_or_two_steps_of_one():
    asked = make_requisition()
    head = make_user()
    refused("approval_step_not_own_request", *step(asked, asked.requester, asked.requester))
    refused("approval_step_of_its_requester", *step(asked, make_user(), head))
    run(*step(asked, asked.requester, head))
    refused("approval_step_one_person", *step(asked, asked.requester, head, no=2))


def test_a_published_announcement_is_not_changed_silently():
    posting = make_posting()
    refused(
        "posting_once_published_changes_by_revision",
        "UPDATE personnel_posting SET pay_low = 1, pay_high = 2 WHERE id = %s",
        posting.pk,
    )
