"""What the database refuses of people, their assignments, corrections and role contacts."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import Correction
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_contacts import make_contact
from personnel.tests.rules import bad, copy_of, fine, protected, rule


def correction():
    return Correction.objects.create(person=make_person(), text="Wrong number.")


@rule
def person_has_a_name():
    bad("person_has_a_name", make_person(), "last_name = ''")


@rule
def person_phone_has_ten_digits():
    bad("person_phone_has_ten_digits", make_person(), "phone = '555-0100'")


@rule
def person_photo_is_shown_with_consent():
    """A photo stands with consent alone; the file that is named need not be looked at for that."""
    bad("person_photo_is_shown_with_consent", make_person(), "photo_id = 1")


@rule
def person_closed_after_access_stopped():
    bad("person_closed_after_access_stopped", make_person(), "closed_at = now()")


@rule
def person_dates_within_reason():
    bad("person_dates_within_reason", make_person(), "ended_on = '1959-12-31'")


@rule
def person_ends_and_is_never_deleted():
    protected(make_person())


@rule
def assignment_ends_after_it_starts():
    bad("assignment_ends_after_it_starts", make_assignment(), "ends_on = starts_on")


@rule
def assignment_has_a_title():
    bad("assignment_has_a_title", make_assignment(), "title = ''")


@rule
def assignment_nobody_supervises_themselves():
    bad("assignment_nobody_supervises_themselves", make_assignment(), "supervisor_id = person_id")


@rule
def assignment_dates_within_reason():
    bad("assignment_dates_within_reason", make_assignment(), "starts_on = '1959-12-31'")


@rule
def assignment_one_primary_at_a_time():
    row = make_assignment(ends_on=timezone.localdate())
    copy_of("assignment_one_primary_at_a_time", row, starts_on=timezone.localdate() - timedelta(days=1))


@rule
def assignment_supervisors_form_no_loop():
    first = make_assignment()
    second = make_assignment(supervisor=first.person)
    third = make_assignment(supervisor=second.person)
    bad("assignment_supervisors_form_no_loop", first, "supervisor_id = %s", third.person_id)
    copy_of("assignment_supervisors_form_no_loop", first, primary=False, supervisor_id=third.person_id)


@rule
def account_is_listed_as_the_person_is():
    person = make_person(user=make_user())
    fine(person, "suppressed = true")
    person.user.refresh_from_db()
    assert person.user.listed is False


@rule
def correction_says_something():
    bad("correction_says_something", correction(), "text = ''")


@rule
def correction_is_decided_by_somebody():
    bad("correction_is_decided_by_somebody", correction(), "outcome = 'taken', decided_at = now()")


@rule
def role_contact_last_review_within_reason():
    bad("role_contact_last_review_within_reason", make_contact(), "reviewed_on = '1899-12-31'")


@rule
def role_contact_reviewed_every_1_to_120_months():
    for months in (0, 121):
        bad("role_contact_reviewed_every_1_to_120_months", make_contact(), f"review_months = {months}")


@rule
def role_contact_backup_is_another_person():
    bad("role_contact_backup_is_another_person", make_contact(), "backup_id = holder_id")


@rule
def role_contact_names_a_service():
    bad("role_contact_names_a_service", make_contact(), "service = ''")


@rule
def role_contact_is_for_a_worksite_or_a_region():
    row = make_contact(worksite=make_worksite())
    bad("role_contact_is_for_a_worksite_or_a_region", row, "region = 'North'")


@rule
def role_contact_once_per_place():
    copy_of("role_contact_once_per_place", make_contact())


@rule
def role_contact_ends_and_is_never_deleted():
    protected(make_contact())
