"""What the database refuses of applicants, applications, extensions, and preference."""

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from personnel.models import Application, ApplicationExtension, ApplicationNote
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    expire,
    make_applicant,
    make_application,
    make_document,
    make_posting,
    make_reason,
)
from personnel.tests.factories_selection import make_claim, make_panel, make_proof, make_rule, make_verified
from personnel.tests.rules import bad, copy_of, fine, protected, refused, rule, run

Status = Application.Status
SUBMIT = "status = 'submitted', number = 'APP-X', submitted_at = '2020-01-01'"


def draft(**fields):
    return make_application(Status.DRAFT, **fields)


def extension(application=None, **fields):
    defaults = {"kind": "leave", "justification": "On leave.", "granted_by": make_user()}
    return ApplicationExtension.objects.create(application=application or draft(), **defaults | fields)


@rule
def applicant_email_once():
    make_applicant(email="nora@example.com")
    bad("applicant_email_once", make_applicant(), "email = 'Nora@Example.com'")


@rule
def applicant_has_a_name():
    bad("applicant_has_a_name", make_applicant(), "last_name = ''")


@rule
def application_is_of_one_person():
    both = (
        "INSERT INTO personnel_application (created_at, version, posting_id, body, saved_at, status, flagged, points,"
        " legal_hold, person_id, applicant_id) VALUES (now(), 1, %s, '{}', now(), 'draft', false, 0, false, %s, %s)"
    )
    posting, person, applicant = make_posting().pk, make_person().pk, make_applicant().pk
    refused("application_is_of_one_person", both, posting, person, applicant)
    refused("application_is_of_one_person", both, posting, None, None)
    assert run(both, posting, person, None) == 1


@rule
def application_submitted_unless_draft_or_abandoned():
    name = "application_submitted_unless_draft_or_abandoned"
    begun, sent, reason = draft(), make_application(), make_reason().pk
    for status in set(Status.values) - {"draft", "abandoned"}:
        bad(name, begun, f"status = '{status}', number = 'APP-X', reason_id = %s", reason)
    for status in ("draft", "abandoned"):
        bad(name, sent, f"status = '{status}'")
        bad(name, begun, f"status = '{status}', number = 'APP-X', submitted_at = now()")


@rule
def application_submitted_has_a_number():
    bad("application_submitted_has_a_number", draft(), "status = 'submitted', submitted_at = now()")


@rule
def application_turned_down_with_a_reason():
    for status in ("not_qualified", "not_selected"):
        bad("application_turned_down_with_a_reason", make_application(), f"status = '{status}'")


@rule
def application_one_live_per_person():
    row = draft(person=make_person())
    copy_of("application_one_live_per_person", row)
    fine(row, "status = 'abandoned'")
    make_application(posting=row.posting, person=row.person)


@rule
def application_one_live_per_applicant():
    copy_of("application_one_live_per_applicant", make_application(), number="APP-Y")


@rule
def application_is_withdrawn_never_deleted():
    protected(draft())


@rule
def application_stays_whose_it_is():
    name, sent = "application_stays_whose_it_is", make_application()
    bad(name, sent, "applicant_id = %s", make_applicant().pk)
    bad(name, sent, "posting_id = %s", make_posting().pk)
    bad(name, sent, "submitted_at = now() - interval '1 day'")
    bad(name, sent, "number = 'APP-Z'")
    bad(name, draft(), "applicant_id = NULL, person_id = %s", make_person().pk)


@rule
def application_taken_back_stays_so():
    posting = make_posting()
    gone, thrown = make_application(Status.WITHDRAWN, posting=posting), make_application(Status.ABANDONED)
    bad("application_taken_back_stays_so", gone, "status = 'submitted'")
    bad("application_taken_back_stays_so", thrown, SUBMIT)
    expire(posting)
    bad("application_taken_back_stays_so", gone, "status = 'qualified'")


@rule
def application_from_outside_to_the_public_alone():
    for audience in ("department", "worksite", "promotional", "transfer"):
        inside = make_posting(audience=audience)
        row = draft(posting=inside, person=make_person())
        name, other = "application_from_outside_to_the_public_alone", make_applicant().pk
        copy_of(name, row, person_id=None, applicant_id=other)
    copied = draft(posting=make_posting(), person=make_person())
    make_application(Status.DRAFT, posting=copied.posting)


@rule
def application_posting_open():
    closed, again = expire(make_posting()), make_application()
    bad("application_posting_open", draft(posting=closed), SUBMIT)
    bad("application_posting_open", draft(posting=make_posting("draft")), SUBMIT)
    bad("application_posting_open", draft(posting=make_posting("withdrawn")), SUBMIT)
    elsewhere = make_posting(apply_here=False, how_to_apply="By mail")
    bad("application_posting_open", draft(posting=elsewhere), SUBMIT)
    later = make_posting(opens_at=timezone.now() + timezone.timedelta(hours=1))
    bad("application_posting_open", draft(posting=later), SUBMIT)
    expire(again.posting)
    copy_of("application_posting_open", again.versions.get(), no=2)


@rule
def application_not_of_its_panel():
    person = make_person(user=make_user())
    panel = make_panel(members=[person.user], applicants=0, started=False)
    row = draft(posting=panel.posting, person=person)
    bad("application_not_of_its_panel", row, SUBMIT)
    panel.members.update(declared_at=timezone.now(), conflict=True)
    fine(row, SUBMIT)


@rule
def application_version_once():
    copy_of("application_version_once", make_application().versions.get())


@rule
def application_document_seen_by_somebody():
    bad("application_document_seen_by_somebody", make_document(make_application()), "seen_at = now()")


@rule
def application_extension_says_why():
    copy_of("application_extension_says_why", extension(), justification="")


@rule
def application_extension_within_reason():
    copy_of("application_extension_within_reason", extension(), until="1999-12-31T00:00Z")


@rule
def application_extension_not_granted_to_oneself():
    person = make_person(user=make_user())
    row = extension(draft(person=person))
    copy_of("application_extension_not_granted_to_oneself", row, granted_by_id=person.user_id)


@rule
def application_note_says_something():
    row = ApplicationNote.objects.create(application=make_application(), text="Called.", made_by=make_user())
    copy_of("application_note_says_something", row, text="")


# Preference


@rule
def preference_rule_days_within_reason():
    bad("preference_rule_days_within_reason", make_rule(), "starts_on = '1899-12-31'")


@rule
def preference_rule_gives_points_where_it_says_so():
    name = "preference_rule_gives_points_where_it_says_so"
    bad(name, make_rule(), "effect = 'guaranteed_interview'")
    bad(name, make_rule(), "points = 0")


@rule
def preference_rule_ends_after_it_starts():
    bad("preference_rule_ends_after_it_starts", make_rule(), "ends_on = starts_on")


@rule
def preference_rule_one_without_an_end():
    copy_of("preference_rule_one_without_an_end", make_rule())


@rule
def preference_claimed_once():
    copy_of("preference_claimed_once", make_claim())


@rule
def preference_verified_with_proof():
    claim, by = make_claim(), make_user().pk
    change = "status = 'verified', decided_by_id = %s, decided_at = now()"
    bad("preference_verified_with_proof", claim, change, by)
    proof, kind = make_proof(claim.application).pk, make_rule().pk
    bad("preference_verified_with_proof", claim, f"{change}, evidence_id = %s", by, proof)
    fine(claim, f"{change}, evidence_id = %s, rule_id = %s", by, proof, kind)


@rule
def preference_points_of_verified_claims_alone():
    name = "preference_points_of_verified_claims_alone"
    change = "points_applied = 5, applied_by_id = %s, applied_at = now()"
    bad(name, make_claim(), change, make_user().pk)
    bad(name, make_verified(), "points_applied = 5")
    bad(name, make_verified(), "applied_by_id = %s, applied_at = now()", make_user().pk)


@rule
def application_points_of_verified_claims():
    claim = make_verified(application=make_application(), points=5)
    for points in (5, -1):
        bad("application_points_of_verified_claims", claim.application, f"points = {points}")
    fine(claim, "points_applied = 5, applied_by_id = %s, applied_at = now()", make_user().pk)
    bad("application_points_of_verified_claims", claim.application, "points = 10")
    fine(claim.application, "points = 5")


@rule
def preference_verifier_sits_on_no_panel():
    sits = make_user()
    panel = make_panel(members=[sits], applicants=1, started=False)
    claim = make_claim(application=panel.candidates.get().application)
    decide = "status = 'refused', decided_by_id = %s, decided_at = now()"
    bad("preference_verifier_sits_on_no_panel", claim, decide, sits.pk)
    fine(claim, decide, make_user().pk)


@rule
def preference_points_after_the_panel_locked():
    panel = make_panel(applicants=1)
    claim = make_verified(application=panel.candidates.get().application)
    give = "points_applied = 5, applied_by_id = %s, applied_at = now()"
    bad("preference_points_after_the_panel_locked", claim, give, make_user().pk)
