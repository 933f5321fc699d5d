"""What the database keeps of requests, positions and exchanges by itself, tried with plain SQL."""

import pytest

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import Requisition
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_exchange,
    make_job_class,
    make_pay_range,
    make_position,
    make_requisition,
    make_steps,
)
from personnel.tests.test_hiring_gates import refused, run

pytestmark = pytest.mark.django_db

DECIDE = (
    "UPDATE personnel_approvalstep SET decision = 'approved', decided_by_id = %s, decided_at = now()"
    " WHERE requisition_id = %s AND no = %s"
)
APPROVE = "UPDATE personnel_requisition SET status = 'approved' WHERE id = %s"


def in_approval(vacancies=1, chairs=1, kinds=("cao",)):
    """A request on its way, with vacant positions of its kind."""
    requisition = make_requisition(vacancies=vacancies)
    for _ in range(chairs):
        make_position(requisition.job_class, requisition.worksite)
    return make_steps(requisition, Requisition.Status.SUBMITTED, kinds)


def test_steps_are_decided_in_their_turn_and_all_of_them_before_approval():
    requisition = in_approval(kinds=("cao", "budget"))
    refused("approval_step_in_its_turn", DECIDE, make_user().pk, requisition.pk, 2)
    run(DECIDE, make_user().pk, requisition.pk, 1)
    refused("requisition_approved_by_every_step", APPROVE, requisition.pk)
    run(DECIDE, make_user().pk, requisition.pk, 2)
    run(APPROVE, requisition.pk)


def test_more_than_is_free_is_not_approved():
    requisition = in_approval(vacancies=2, chairs=2)
    run(DECIDE, make_user().pk, requisition.pk, 1)
    taken = make_requisition(Requisition.Status.POSTED, job_class=requisition.job_class, worksite=requisition.worksite)
    refused("requisition_within_free_positions", APPROVE, requisition.pk)
    run("UPDATE personnel_requisition SET status = 'cancelled' WHERE id = %s", taken.pk)
    run(APPROVE, requisition.pk)


def test_an_approved_request_grows_no_further_than_what_is_free():
    requisition = in_approval()
    run(DECIDE, make_user().pk, requisition.pk, 1)
    run(APPROVE, requisition.pk)
    refused(
        "requisition_within_free_positions",
        "UPDATE personnel_requisition SET vacancies = 2 WHERE id = %s",
        requisition.pk,
    )


def test_a_position_that_is_named_must_be_free():
    requisition = in_approval(chairs=2)
    run(DECIDE, make_user().pk, requisition.pk, 1)
    chair = requisition.job_class.positions.order_by("pk").first()
    name = "INSERT INTO personnel_requisitionposition (requisition_id, position_id) VALUES (%s, %s)"
    run(name, requisition.pk, chair.pk)
    chair.status, chair.holder = "filled", make_person()
    chair.save()
    refused("requisition_of_free_positions", APPROVE, requisition.pk)


def test_a_request_is_filled_by_appointments_alone():
    posted = make_requisition(Requisition.Status.POSTED)
    refused(
        "requisition_filled_by_appointments",
        "UPDATE personnel_requisition SET status = 'filled' WHERE id = %s",
        posted.pk,
    )


def test_a_frozen_position_is_not_filled_and_none_is_deleted():
    frozen = make_position(status="frozen")
    refused(
        "position_frozen_or_abolished_is_not_filled",
        "UPDATE personnel_position SET status = 'filled', holder_id = %s WHERE id = %s",
        make_person().pk,
        frozen.pk,
    )
    refused(
        "position_is_filled_by_somebody",
        "UPDATE personnel_position SET status = 'vacant', holder_id = %s WHERE id = %s",
        make_person().pk,
        frozen.pk,
    )


def test_pay_ranges_of_one_basis_do_not_overlap_also_where_their_beginning_is_not_known():
    job_class = make_job_class()
    make_pay_range(job_class, low="100", high="200", starts_on=None, ends_on="2020-07-01")
    add = (
        "INSERT INTO personnel_payrange (job_class_id, basis, low, high, starts_on, ends_on, authority, source,"
        " confirmed, created_at, version) VALUES (%s, %s, 100, %s, %s, NULL, 'Plan', '', true, now(), 1)"
    )
    refused("pay_ranges_of_a_class_do_not_overlap", add, job_class.pk, 1, 200, "2020-06-30")
    refused("pay_range_lowest_not_above_highest", add, job_class.pk, 1, 50, "2020-07-01")
    run(add, job_class.pk, 3, 200, "2020-06-30")
    run(add, job_class.pk, 1, 200, "2020-07-01")


def test_a_class_number_stands_once_in_its_scheme_and_blank_ones_many_times():
    add = (
        "INSERT INTO personnel_jobclass (slug, title, scheme, kind, code, category, structure, pay_grade,"
        " overtime_code, service, supervisory, custody, inmate_contact, eeo4_category, duties, min_quals, ksa, note,"
        " source, confirmed, created_at, version)"
        " VALUES (%s, 'Clerk', 'ucp', 'class', %s, 'office', '', '', '', '', '', false, false, '',"
        " '', '', '', '', '', true, now(), 1)"
    )
    run(add, "one", "0042")
    refused("job_class_code_once_per_scheme", add, "two", "0042")
    run(add, "three", None)
    run(add, "four", None)


def test_an_exchange_is_agreed_by_every_head():
    proposal = make_exchange([make_worksite(), make_worksite()])
    agree = "UPDATE personnel_exchangeleg SET agreed = true, decided_by_id = %s, decided_at = now() WHERE id = %s"
    approve = "UPDATE personnel_exchangeproposal SET status = 'approved' WHERE id = %s"
    first, second = proposal.legs.order_by("pk")
    run(agree, make_user().pk, first.pk)
    refused("exchange_agreed_by_every_head", approve, proposal.pk)
    run(agree, make_user().pk, second.pk)
    run(approve, proposal.pk)
