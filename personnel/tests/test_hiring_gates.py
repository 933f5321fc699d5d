"""What the gates of applications let through and what they overwrite, with plain SQL (personnel.md 4).

What they refuse is in `rules_of_applications.py`.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from doc_portal.core.tests.concurrency import meanwhile
from doc_portal.core.tests.factories import make_user
from personnel.models import Application, Posting
from personnel.tests.factories_hiring import expire, make_application, make_posting
from personnel.tests.rules import refused, run

pytestmark = pytest.mark.django_db

SUBMIT = (
    "UPDATE personnel_application SET status = 'submitted', number = 'X', submitted_at = '2020-01-01' WHERE id = %s"
)


def test_a_forged_moment_of_sending_is_overwritten():
    draft = make_application(Application.Status.DRAFT)
    run(SUBMIT, draft.pk)
    draft.refresh_from_db()
    assert timezone.now() - draft.submitted_at < timedelta(minutes=1)


def test_a_documented_extension_is_accepted_and_one_without_a_day_is_not():
    draft = make_application(Application.Status.DRAFT, posting=expire(make_posting()))
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


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_number_is_given_to_one_sender_at_a_time():
    capped = make_posting(closing_type=Posting.ClosingType.CAP, applicant_cap=2)
    make_application(posting=capped)
    first, second = (make_application(Application.Status.DRAFT, posting=capped) for _ in range(2))
    send = SUBMIT.replace("'X'", "'X' || id")

    def late():
        try:
            return run(send, second.pk)
        except IntegrityError as error:
            return error.__cause__.diag.constraint_name

    assert meanwhile(lambda: run(send, first.pk), late) == [1, "application_posting_open"]
    assert capped.applications.sent().count() == 2
