"""What the database refuses of announcements, what belongs to them, their changes, and job alerts."""

import pytest
from django.db import DatabaseError

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import JobAlertMatch, Posting
from personnel.tests.factories_announcements import make_alert, make_change
from personnel.tests.factories_hiring import make_posting, revise
from personnel.tests.rules import bad, copy_of, fine, protected, refused, rule, run

Status = Posting.Status


def draft(**fields):
    return make_posting(Status.DRAFT, **fields)


def decided(**fields):
    """A change somebody else approved."""
    return revise(make_posting()).revisions.get()


@rule
def posting_closes_after_it_opens():
    bad("posting_closes_after_it_opens", draft(), "closes_at = opens_at")


@rule
def posting_without_a_close_stays_open_until_filled():
    bad("posting_without_a_close_stays_open_until_filled", draft(), "closes_at = NULL")
    fine(draft(), "closes_at = NULL, closing_type = 'until_filled'")


@rule
def posting_evaluated_once_closed():
    endless = make_posting(closes_at=None, closing_type="until_filled")
    for status in ("evaluating", "completed"):
        bad("posting_evaluated_once_closed", endless, f"status = '{status}'")


@rule
def posting_cap_where_it_closes_by_number():
    bad("posting_cap_where_it_closes_by_number", draft(), "applicant_cap = 5")
    for number in ("0", "NULL"):
        bad("posting_cap_where_it_closes_by_number", draft(), f"closing_type = 'cap', applicant_cap = {number}")


@rule
def posting_cutoff_where_it_continues():
    bad("posting_cutoff_where_it_continues", draft(), "first_cutoff_at = closes_at")
    for moment in ("opens_at", "NULL"):
        bad("posting_cutoff_where_it_continues", draft(), f"closing_type = 'cutoff', first_cutoff_at = {moment}")


@rule
def posting_lowest_pay_not_above_highest():
    bad("posting_lowest_pay_not_above_highest", draft(), "pay_low = 200, pay_high = 100")
    bad("posting_lowest_pay_not_above_highest", draft(), "pay_low = 200")
    bad("posting_lowest_pay_not_above_highest", draft(), "pay_high = 200")


@rule
def posting_not_approved_by_its_author():
    name = "posting_not_approved_by_its_author"
    change = "status = 'approved', approved_at = now(), approved_by_id = "
    bad(name, make_posting(Status.IN_REVIEW), f"{change} created_by_id")
    bad(name, make_posting(Status.IN_REVIEW, revised_by=make_user()), f"{change} revised_by_id")
    fine(make_posting(Status.IN_REVIEW), f"{change} %s", make_user().pk)


@rule
def posting_published_once_approved():
    row = make_posting(Status.IN_REVIEW)
    for status in ("approved", "published", "evaluating", "completed", "cancelled"):
        bad("posting_published_once_approved", row, f"status = '{status}'")


@rule
def posting_published_with_an_eeo_statement():
    row = make_posting(Status.APPROVED)
    for status in ("in_review", "approved", "published"):
        bad("posting_published_with_an_eeo_statement", row, f"eeo_statement = '', status = '{status}'")


@rule
def posting_says_how_to_apply():
    bad("posting_says_how_to_apply", make_posting(Status.IN_REVIEW), "apply_here = false")


@rule
def posting_dates_within_reason():
    bad("posting_dates_within_reason", draft(), "opens_at = '1999-12-31'")


@rule
def posting_is_withdrawn_never_deleted():
    for status in (Status.DRAFT, Status.PUBLISHED):
        protected(make_posting(status))


READ = {
    "title": "'Another'", "audience": "'department'", "pay_low": "1, pay_high = 2", "duties": "'Others'",
    "min_quals": "'None'", "ksa": "'x'", "drug_test": "true", "background_check": "false", "firearms": "true",
    "physical": "true", "special_requirements": "'x'", "documents": "'x'", "work_schedule": "'Nights'",
    "appointment_type": "'hourly'", "service": "'merit'", "supervisory": "'manager'", "promotion_potential": "'x'",
    "travel": "'x'", "telework": "'x'", "contact_words": "'Nobody'", "eeo_statement": "'x'",
    "apply_here": "false, how_to_apply = 'x'", "closing_type": "'until_filled'", "category": "'food'",
    "opens_at": "opens_at - interval '1 day'", "closes_at": "closes_at + interval '1 day'",
    "announced_closes_at": "now()", "stages": "'{}'", "public_slug": "'other'", "number": "'JOA-0'",
}  # fmt: skip
"""What people read on an announcement and go by, each with another value."""


@rule
def posting_once_published_changes_by_revision():
    row, unpublished = make_posting(), draft()
    for column, value in READ.items():
        bad("posting_once_published_changes_by_revision", row, f"{column} = {value}")
        fine(unpublished, f"{column} = {value}")
    bad("posting_once_published_changes_by_revision", row, "title = 'Another', revision = 1")
    change = make_change(row)
    bad("posting_once_published_changes_by_revision", row, "title = 'Another', revision = 1")
    fine(change, "no = 1, approved_by_id = %s, approved_at = now()", make_user().pk)
    bad("posting_once_published_changes_by_revision", row, "title = 'Another'")
    fine(row, "title = 'Another', revision = 1")
    bad("posting_once_published_changes_by_revision", row, "title = 'A third'")


@rule
def posting_once_published_stays_so():
    row = make_posting()
    bad("posting_once_published_stays_so", row, "published_at = NULL")
    bad("posting_once_published_stays_so", row, "published_at = now()")
    for status in ("draft", "in_review", "returned", "approved"):
        bad("posting_once_published_stays_so", row, f"status = '{status}'")


# What belongs to one


@rule
def posting_location_once():
    copy_of("posting_location_once", draft().locations.get())


@rule
def posting_location_has_vacancies():
    bad("posting_location_has_vacancies", draft().locations.get(), "vacancies = 0")


@rule
def posting_location_stays_once_published():
    name, published, other = "posting_location_stays_once_published", make_posting(), draft()
    place = published.locations.get()
    bad(name, place, "vacancies = 9")
    bad(name, place, "posting_id = %s", other.pk)
    bad(name, other.locations.get(), "posting_id = %s", published.pk)
    refused(name, "DELETE FROM personnel_postinglocation WHERE id = %s", place.pk)
    copy_of(name, place, worksite_id=make_worksite().pk)


@rule
def question_says_something():
    bad("question_says_something", draft(questions=[{"text": "Licensed?"}]).questions.get(), "text = ''")


@rule
def question_offers_choices_where_it_asks_for_one():
    row = draft(questions=[{"text": "Which?"}]).questions.get()
    bad("question_offers_choices_where_it_asks_for_one", row, "kind = 'choice', choices = '{one}'")


@rule
def question_stays_once_published():
    row = make_posting(questions=[{"text": "Licensed?"}]).questions.get()
    bad("question_stays_once_published", row, "knockout_value = 'no'")
    refused("question_stays_once_published", "DELETE FROM personnel_question WHERE id = %s", row.pk)
    copy_of("question_stays_once_published", row)


# Changes


@rule
def posting_revision_number_once():
    copy_of("posting_revision_number_once", decided())


@rule
def posting_revision_one_undecided():
    copy_of("posting_revision_one_undecided", make_change())


@rule
def posting_revision_numbered_once_approved():
    bad("posting_revision_numbered_once_approved", make_change(), "no = 1")


@rule
def posting_revision_refused_by_somebody():
    bad("posting_revision_refused_by_somebody", make_change(), "refused_at = now()")


@rule
def posting_revision_says_why():
    bad("posting_revision_says_why", make_change(), "reason = ''")


@rule
def posting_revision_approved_by_another():
    approve = "no = 1, approved_at = now(), approved_by_id = made_by_id"
    bad("posting_revision_approved_by_another", make_change(), approve)
    bad("posting_revision_approved_by_another", make_change(kind="early_close"), approve)
    fine(make_change(kind="extension"), approve)


@rule
def posting_revision_approved_by_somebody():
    bad("posting_revision_approved_by_somebody", make_change(), "no = 1, approved_at = now()")


@rule
def posting_revision_once_decided_stays():
    row = decided()
    protected(row, "reason = 'Another one'")
    protected(row, "changes = '{}', kind = 'extension'")


@rule
def posting_revision_is_never_deleted():
    protected(make_change())


# Job alerts


@rule
def job_alert_has_one_owner():
    bad("job_alert_has_one_owner", make_alert(), "user_id = NULL")


@rule
def job_alert_looks_for_something():
    bad("job_alert_looks_for_something", make_alert(), "category = ''")


@rule
def job_alert_match_once():
    copy_of("job_alert_match_once", JobAlertMatch.objects.create(alert=make_alert(), posting=make_posting()))


@rule
def the_gate_itself_stands():
    """The role that serves requests may not take a rule away."""
    for attack in (
        "ALTER TABLE personnel_application DISABLE TRIGGER ALL",
        "DROP TRIGGER application_posting_open ON personnel_application",
        "ALTER TABLE personnel_posting DROP CONSTRAINT posting_not_approved_by_its_author",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            run(attack)
