"""What the database refuses of the catalogue, positions, requests, their steps, and transfers."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import ApprovalRoute, Requisition
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_exchange,
    make_job_class,
    make_pay_range,
    make_position,
    make_reason,
    make_requisition,
    make_steps,
    make_wish,
)
from personnel.tests.rules import bad, copy_of, fine, protected, refused, rule, run

Status = Requisition.Status


def pay(**fields):
    return make_pay_range(make_job_class(), low="100", high="200", **fields)


def route(**fields):
    defaults = {"no": 7, "kind": "cao", "starts_on": timezone.localdate(), "authority": "Test"}
    return ApprovalRoute.objects.create(**defaults | fields)


def step(kinds=("cao", "budget"), no=1):
    return make_steps(make_requisition(), Status.SUBMITTED, kinds).steps.get(no=no)


def leg():
    return make_exchange([make_worksite(), make_worksite()]).legs.first()


# The catalogue


@rule
def job_class_code_once_per_scheme():
    make_job_class(scheme="ucp", code="0042")
    bad("job_class_code_once_per_scheme", make_job_class(scheme="ucp"), "code = '0042'")
    for _ in range(2):
        fine(make_job_class(scheme="ucp", code="1"), "code = NULL")


@rule
def job_class_code_is_blank_or_something():
    bad("job_class_code_is_blank_or_something", make_job_class(), "code = ''")


@rule
def job_class_has_a_title():
    bad("job_class_has_a_title", make_job_class(), "title = ''")


@rule
def job_class_dates_within_reason():
    bad("job_class_dates_within_reason", make_job_class(), "ended_on = '1899-01-01'")


@rule
def job_class_ends_and_is_never_deleted():
    protected(make_job_class())


@rule
def pay_range_ends_after_it_starts():
    bad("pay_range_ends_after_it_starts", pay(), "ends_on = starts_on")


@rule
def pay_range_lowest_not_above_highest():
    bad("pay_range_lowest_not_above_highest", pay(), "low = 201")
    fine(pay(), "low = 200")


@rule
def pay_range_is_positive():
    bad("pay_range_is_positive", pay(), "low = 0")


@rule
def pay_range_basis_known():
    bad("pay_range_basis_known", pay(), "basis = 4")


@rule
def pay_range_dates_within_reason():
    bad("pay_range_dates_within_reason", pay(), "starts_on = '1949-12-31'")


@rule
def pay_ranges_of_a_class_do_not_overlap():
    row = pay(ends_on="2024-07-01")
    copy_of("pay_ranges_of_a_class_do_not_overlap", row, but=["ends_on"], starts_on="2024-06-30")
    copy_of("pay_ranges_of_a_class_do_not_overlap", row, but=["ends_on"], starts_on=None)


@rule
def reason_code_once_per_use():
    copy_of("reason_code_once_per_use", make_reason())


@rule
def reason_code_is_retired_never_deleted():
    protected(make_reason())


# Positions


@rule
def position_is_filled_by_somebody():
    bad("position_is_filled_by_somebody", make_position(), "status = 'filled'")
    bad("position_is_filled_by_somebody", make_position(), "holder_id = %s", make_person().pk)


@rule
def position_status_known():
    bad("position_status_known", make_position(), "status = 'borrowed'")


@rule
def position_fte_between_nothing_and_one():
    for fte in ("0", "1.01"):
        bad("position_fte_between_nothing_and_one", make_position(), f"fte = {fte}")


@rule
def position_has_a_number():
    bad("position_has_a_number", make_position(), "position_no = ''")


@rule
def position_is_abolished_never_deleted():
    protected(make_position())


@rule
def position_frozen_or_abolished_is_not_filled():
    for status in ("frozen", "abolished"):
        row = make_position(status=status)
        bad("position_frozen_or_abolished_is_not_filled", row, "status = 'filled', holder_id = %s", make_person().pk)


# Requests and their steps


@rule
def approval_route_days_within_reason():
    bad("approval_route_days_within_reason", route(), "starts_on = '1899-12-31'")


@rule
def approval_route_ends_after_it_starts():
    bad("approval_route_ends_after_it_starts", route(), "ends_on = starts_on")


@rule
def approval_route_is_numbered_from_one():
    bad("approval_route_is_numbered_from_one", route(), "no = 0")


@rule
def approval_route_step_once():
    copy_of("approval_route_step_once", route())
    copy_of("approval_route_step_once", route(no=8, worksite=make_worksite()))
    ends = timezone.localdate() + timedelta(days=30)
    row = route(no=9, ends_on=ends)
    copy_of("approval_route_step_once", row, starts_on=ends - timedelta(days=1), ends_on=None)
    route(no=9, starts_on=ends)


@rule
def requisition_asks_for_somebody():
    bad("requisition_asks_for_somebody", make_requisition(), "vacancies = 0")


@rule
def requisition_pay_is_positive():
    bad("requisition_pay_is_positive", make_requisition(), "expected_pay = 0")


@rule
def requisition_dates_within_reason():
    bad("requisition_dates_within_reason", make_requisition(), "needed_by = '1999-12-31'")


@rule
def requisition_submitted_once_it_left_the_desk():
    bad("requisition_submitted_once_it_left_the_desk", make_requisition(), "status = 'submitted'")


@rule
def requisition_is_cancelled_never_deleted():
    protected(make_requisition())


@rule
def requisition_left_the_draft_by_its_steps():
    for before in (Status.DRAFT, Status.RETURNED, Status.DENIED, Status.CANCELLED):
        row = make_requisition(before)
        for after in ("approved", "posted", "partly_filled"):
            bad("requisition_left_the_draft_by_its_steps", row, f"status = '{after}', submitted_at = now()")


@rule
def requisition_with_its_requester():
    """The key steps are tied by: a copied requester that is not the request's finds nothing."""
    bad("approval_step_of_its_requester", step(), "requester_id = %s", make_user().pk)


@rule
def requisition_names_a_position_once():
    row = make_requisition()
    copy_of("requisition_names_a_position_once", row.chairs.create(position=make_position()))


@rule
def approval_step_once():
    copy_of("approval_step_once", step())


@rule
def approval_step_decided_by_somebody():
    bad("approval_step_decided_by_somebody", step(), "decision = 'approved'")
    bad("approval_step_decided_by_somebody", step(), "decided_by_id = %s, decided_at = now()", make_user().pk)


@rule
def approval_step_refused_with_a_reason():
    for decision in ("returned", "denied"):
        change = f"decision = '{decision}', decided_by_id = %s, decided_at = now()"
        bad("approval_step_refused_with_a_reason", step(), change, make_user().pk)
        fine(step(), f"{change}, reason = 'Not now.'", make_user().pk)


@rule
def approval_step_not_own_request():
    row = step()
    change = "decision = 'approved', decided_by_id = %s, decided_at = now()"
    bad("approval_step_not_own_request", row, change, row.requester_id)


@rule
def approval_step_one_person():
    first = step()
    second, by = first.requisition.steps.get(no=2), make_user()
    change = "decision = 'approved', decided_by_id = %s, decided_at = now()"
    fine(first, change, by.pk)
    bad("approval_step_one_person", second, change, by.pk)
    fine(second, change, make_user().pk)


@rule
def approval_step_in_its_turn():
    change = "decision = 'approved', decided_by_id = %s, decided_at = now()"
    bad("approval_step_in_its_turn", step(no=2), change, make_user().pk)


@rule
def approval_step_starts_undecided():
    row = step()
    decided = {"no": 3, "decision": "approved", "decided_by_id": make_user().pk, "decided_at": timezone.now()}
    copy_of("approval_step_starts_undecided", row, **decided)


@rule
def approval_step_once_decided_stays():
    row = step()
    fine(row, "decision = 'approved', decided_by_id = %s, decided_at = now()", make_user().pk)
    protected(row, "decision = NULL, decided_by_id = NULL, decided_at = NULL")
    protected(row, "reason = 'Another one'")
    protected(row)


# Transfers


@rule
def transfer_wish_end_within_reason():
    bad("transfer_wish_end_within_reason", make_wish(), "ends_on = '2200-01-01'")


@rule
def transfer_wish_leads_elsewhere():
    bad("transfer_wish_leads_elsewhere", make_wish(), "to_worksite_id = from_worksite_id")


@rule
def transfer_wish_ends_after_it_starts():
    bad("transfer_wish_ends_after_it_starts", make_wish(), "ends_on = starts_on")


@rule
def transfer_wish_dates_within_reason():
    bad("transfer_wish_dates_within_reason", make_wish(), "seniority_date = '1949-12-31'")


@rule
def transfer_wish_open_once():
    row = make_wish()
    copy_of("transfer_wish_open_once", row)
    fine(row, "status = 'withdrawn'")


@rule
def exchange_leg_once():
    row = leg()
    copy_of("exchange_leg_once", row, from_worksite_id=make_worksite().pk)


@rule
def exchange_leg_one_per_worksite():
    row = leg()
    copy_of("exchange_leg_one_per_worksite", row, wish_id=make_wish().pk)


@rule
def exchange_leg_decided_by_somebody():
    bad("exchange_leg_decided_by_somebody", leg(), "agreed = true")


@rule
def exchange_leg_refused_with_a_reason():
    change = "agreed = false, decided_by_id = %s, decided_at = now()"
    bad("exchange_leg_refused_with_a_reason", leg(), change, make_user().pk)


@rule
def exchange_leg_once_decided_stays():
    row = leg()
    fine(row, "agreed = false, reason = 'Short.', decided_by_id = %s, decided_at = now()", make_user().pk)
    protected(row, "agreed = true")
    protected(row)


@rule
def exchange_agreed_by_every_head():
    proposal = make_exchange([make_worksite(), make_worksite(), make_worksite()])
    agree = "agreed = true, decided_by_id = %s, decided_at = now()"
    *most, last = proposal.legs.all()
    for one in most:
        fine(one, agree, make_user().pk)
    bad("exchange_agreed_by_every_head", proposal, "status = 'approved'")
    fine(last, "agreed = false, reason = 'No.', decided_by_id = %s, decided_at = now()", make_user().pk)
    bad("exchange_agreed_by_every_head", proposal, "status = 'approved'")
    lone = make_exchange([make_worksite(), make_worksite()])
    run("DELETE FROM personnel_exchangeleg WHERE id = %s", lone.legs.last().pk)
    fine(lone.legs.get(), agree, make_user().pk)
    bad("exchange_agreed_by_every_head", lone, "status = 'approved'")


@rule
def requisition_filled_by_appointments():
    bad("requisition_filled_by_appointments", make_requisition(Status.POSTED), "status = 'filled'")


@rule
def requisition_approved_by_every_step():
    row = step(kinds=("cao",))
    make_position(row.requisition.job_class, row.requisition.worksite)
    bad("requisition_approved_by_every_step", row.requisition, "status = 'approved'")
    fine(row, "decision = 'approved', decided_by_id = %s, decided_at = now()", make_user().pk)
    fine(row.requisition, "status = 'approved'")


@rule
def requisition_within_free_positions():
    row = step(kinds=("cao",))
    fine(row, "decision = 'approved', decided_by_id = %s, decided_at = now()", make_user().pk)
    bad("requisition_within_free_positions", row.requisition, "status = 'approved'")


@rule
def requisition_of_free_positions():
    row = step(kinds=("cao",)).requisition
    chair, _ = (make_position(row.job_class, row.worksite) for _ in range(2))
    other = make_requisition(Status.APPROVED, job_class=row.job_class, worksite=make_worksite())
    for one in (row, other):
        one.chairs.create(position=chair)
    fine(row.steps.get(), "decision = 'approved', decided_by_id = %s, decided_at = now()", make_user().pk)
    bad("requisition_of_free_positions", row, "status = 'approved'")


@rule
def nobody_gives_a_request_another_requester():
    """Changing the requester, so that the copies in its steps no longer fit, is refused as well."""
    row = step().requisition
    change = "UPDATE personnel_requisition SET requester_id = %s WHERE id = %s"
    refused("approval_step_of_its_requester", change, make_user().pk, row.pk)
