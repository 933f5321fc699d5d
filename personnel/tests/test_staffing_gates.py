"""The staffing guard of the database, tried with plain SQL: what is promised, and what is free again.

What else it refuses of requests is in `rules_of_positions.py`.
"""

import pytest
from django.db import IntegrityError

from doc_portal.core.tests.concurrency import meanwhile
from doc_portal.core.tests.factories import make_user
from personnel.models import Requisition
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_position, make_requisition, make_steps
from personnel.tests.rules import bad, refused, run

pytestmark = pytest.mark.django_db

DECIDE = (
    "UPDATE personnel_approvalstep SET decision = 'approved', decided_by_id = %s, decided_at = now()"
    " WHERE requisition_id = %s AND no = %s"
)
APPROVE = "UPDATE personnel_requisition SET status = 'approved' WHERE id = %s"


def decided(vacancies=1, chairs=1, **fields):
    """A request whose only step is approved, with vacant positions of its kind."""
    requisition = make_requisition(vacancies=vacancies, **fields)
    for _ in range(chairs):
        make_position(requisition.job_class, requisition.worksite)
    make_steps(requisition, Requisition.Status.SUBMITTED, ("cao",))
    run(DECIDE, make_user().pk, requisition.pk, 1)
    return requisition


def test_more_than_is_free_is_not_approved():
    requisition = decided(vacancies=2, chairs=2)
    taken = make_requisition(Requisition.Status.POSTED, job_class=requisition.job_class, worksite=requisition.worksite)
    refused("requisition_within_free_positions", APPROVE, requisition.pk)
    run("UPDATE personnel_requisition SET status = 'cancelled' WHERE id = %s", taken.pk)
    run(APPROVE, requisition.pk)


def test_an_approved_request_grows_no_further_than_what_is_free():
    requisition = decided()
    run(APPROVE, requisition.pk)
    bad("requisition_within_free_positions", requisition, "vacancies = 2")


def test_a_position_that_is_named_must_be_free():
    requisition = decided(chairs=2)
    chair = requisition.job_class.positions.order_by("pk").first()
    name = "INSERT INTO personnel_requisitionposition (requisition_id, position_id) VALUES (%s, %s)"
    run(name, requisition.pk, chair.pk)
    chair.status, chair.holder = "filled", make_person()
    chair.save()
    refused("requisition_of_free_positions", APPROVE, requisition.pk)


@pytest.mark.django_db(transaction=True)
def test_the_last_free_position_is_given_to_one_request_at_a_time():
    first = decided()
    second = decided(chairs=0, job_class=first.job_class, worksite=first.worksite)

    def late():
        try:
            return run(APPROVE, second.pk)
        except IntegrityError as error:
            return error.__cause__.diag.constraint_name

    assert meanwhile(lambda: run(APPROVE, first.pk), late) == [1, "requisition_within_free_positions"]
