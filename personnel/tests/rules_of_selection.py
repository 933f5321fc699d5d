"""What the database refuses of panels, offers, clearance, appointments, checks, and the first weeks."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.actor import act_as
from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import (
    Application,
    ChecklistItem,
    InstitutionalEmployerContact,
    NewHireTask,
    PreaAnswer,
    PreaQuestion,
    ScoreSheet,
)
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_application, make_job_class, make_position, make_posting
from personnel.tests.factories_selection import (
    answered,
    checked,
    closed,
    declared,
    make_appointment,
    make_claim,
    make_offer,
    make_panel,
    make_panellist,
    make_request,
    rate,
)
from personnel.tests.rules import bad, copy_of, fine, protected, refused, rule

S = Application.Status


def rated():
    """A panel with one applicant, rated by its first member, who asks."""
    panel = declared(make_panel(applicants=1))
    one = panel.members.order_by("pk").first().user
    rate(panel, one, 3)
    act_as(one)
    return panel, ScoreSheet.objects.get()


# Panels


@rule
def panel_day_within_reason():
    bad("panel_day_within_reason", make_panel(), "meets_on = '1899-12-31'")


@rule
def panel_named_once():
    copy_of("panel_named_once", make_panel(started=False))


@rule
def panel_closed_once_all_have_locked():
    row = declared(make_panel())
    bad("panel_closed_once_all_have_locked", row, "closed_at = now()")
    bad("panel_closed_once_all_have_locked", make_panel(started=False), "closed_at = now()")


@rule
def panel_once_started_or_closed_stays_so():
    name, row = "panel_once_started_or_closed_stays_so", closed(make_panel(applicants=1), (3,), (3,), (3,))
    for change in ("closed_at = NULL", "closed_at = now() + interval '1 day'"):
        bad(name, row, change)
    bad(name, make_panel(), "started_at = NULL")
    bad(name, make_panel(started=False), "posting_id = %s", make_posting().pk)


@rule
def competency_once_per_panel():
    copy_of("competency_once_per_panel", make_panel(started=False).competencies.get())


@rule
def competency_weighs_something():
    bad("competency_weighs_something", make_panel(started=False).competencies.get(), "weight = 0")


@rule
def competency_settled_before_the_start():
    row = make_panel().competencies.get()
    bad("competency_settled_before_the_start", row, "weight = 9")
    refused("competency_settled_before_the_start", "DELETE FROM personnel_competency WHERE id = %s", row.pk)
    copy_of("competency_settled_before_the_start", row, name="Late")


@rule
def panel_scores_an_applicant_once():
    copy_of("panel_scores_an_applicant_once", make_panel(applicants=1, started=False).candidates.get())


@rule
def panel_applicant_settled_before_the_start():
    panel = make_panel(applicants=1)
    late = make_application(S.INTERVIEW, posting=panel.posting)
    copy_of("panel_applicant_settled_before_the_start", panel.candidates.get(), application_id=late.pk)


@rule
def panel_applicant_of_its_announcement():
    row = make_panel(applicants=1, started=False).candidates.get()
    copy_of("panel_applicant_of_its_announcement", row, application_id=make_application(S.INTERVIEW).pk)


@rule
def panel_member_once():
    copy_of("panel_member_once", make_panel().members.first())


@rule
def panel_member_declared_before_locking():
    bad("panel_member_declared_before_locking", make_panel().members.first(), "locked_at = now()")


@rule
def panel_member_conflict_is_declared():
    bad("panel_member_conflict_is_declared", make_panel().members.first(), "conflict = false")


@rule
def panel_member_once_locked_stays():
    row = closed(make_panel(applicants=1), (3,), (3,), (3,)).members.first()
    bad("panel_member_once_locked_stays", row, "conflict = true")
    refused("panel_member_once_locked_stays", "DELETE FROM personnel_panelmember WHERE id = %s", row.pk)


@rule
def panel_member_verified_no_claim():
    panel, verifier = make_panel(applicants=1, started=False), make_user()
    make_claim(
        application=panel.candidates.get().application, status="refused", decided_by=verifier, decided_at=timezone.now()
    )
    copy_of("panel_member_verified_no_claim", panel.members.first(), user_id=verifier.pk)


@rule
def panel_member_not_after_the_end():
    panel = closed(make_panel(applicants=1), (3,), (3,), (3,))
    copy_of("panel_member_not_after_the_end", panel.members.first(), user_id=make_user().pk)


@rule
def panel_member_did_not_apply():
    from_inside = make_application(person=make_person(user=make_user()))
    panel = make_panel(from_inside.posting, applicants=0, started=False)
    copy_of("panel_member_did_not_apply", panel.members.first(), user_id=from_inside.person.user_id)


@rule
def score_sheet_once():
    copy_of("score_sheet_once", rated()[1])


@rule
def score_sheet_rating_from_one_to_five():
    _, sheet = rated()
    for rating in (0, 6):
        bad("score_sheet_rating_from_one_to_five", sheet, f"rating = {rating}")


@rule
def score_sheet_once_locked_stays():
    panel, sheet = rated()
    panel.members.filter(user=sheet.panellist_id).update(locked_at=timezone.now())
    bad("score_sheet_once_locked_stays", sheet, "rating = 5")
    refused("score_sheet_once_locked_stays", "DELETE FROM personnel_scoresheet WHERE id = %s", sheet.pk)


@rule
def score_sheet_written_by_a_member_who_declared():
    panel, sheet = rated()
    late = make_panellist()
    panel.members.create(user=late)
    act_as(late)
    put = (
        "INSERT INTO personnel_scoresheet (panel_id, panellist_id, application_id, competency_id, rating, note,"
        " rated_at) VALUES (%s, %s, %s, %s, 3, '', now())"
    )
    keys = panel.pk, late.pk, sheet.application_id, sheet.competency_id
    refused("score_sheet_written_by_a_member_who_declared", put, *keys)
    panel.members.filter(user=late).update(declared_at=timezone.now(), conflict=True)
    refused("score_sheet_written_by_a_member_who_declared", put, *keys)


@rule
def score_sheet_about_what_its_panel_scores():
    _, sheet = rated()
    bad("score_sheet_about_what_its_panel_scores", sheet, "application_id = %s", make_application(S.INTERVIEW).pk)


# Offers, clearance, appointments


@rule
def offer_one_standing_per_application():
    copy_of("offer_one_standing_per_application", make_offer())


@rule
def offer_pay_is_positive():
    bad("offer_pay_is_positive", make_offer(), "annual_pay = 0")


@rule
def offer_dates_within_reason():
    bad("offer_dates_within_reason", make_offer(), "starts_on = '1999-12-31'")


@rule
def clearance_item_once():
    copy_of("clearance_item_once", make_offer().clearance.get())


@rule
def clearance_item_decided_by_somebody():
    bad("clearance_item_decided_by_somebody", make_offer(cleared=False).clearance.get(), "outcome = 'cleared'")


@rule
def clearance_medical_says_the_outcome_alone():
    row = make_offer().clearance.get()
    bad("clearance_medical_says_the_outcome_alone", row, "kind = 'medical', conclusion = 'Back trouble'")


@rule
def clearance_restriction_is_medical():
    bad("clearance_restriction_is_medical", make_offer().clearance.get(), "outcome = 'restricted'")


APPOINT = (
    "INSERT INTO personnel_appointment (created_at, version, application_id, offer_id, location_id, job_class_id,"
    " worksite_id, shift, starts_on, position_id, requisition_id) SELECT now(), 1, o.application_id, o.id,"
    " coalesce(%(location)s, l.id), coalesce(%(job_class)s, p.job_class_id), coalesce(%(worksite)s, l.worksite_id),"
    " l.shift, o.starts_on, %(position)s, %(requisition)s FROM personnel_offer o JOIN personnel_postinglocation l"
    " ON l.id = o.location_id JOIN personnel_posting p ON p.id = l.posting_id WHERE o.id = %(offer)s"
)
PARTS = dict.fromkeys(("location", "job_class", "worksite", "position", "requisition"))


def unsigned(name, offer, **parts):
    """Nobody is appointed on this offer, by the rule of this name."""
    refused(name, APPOINT, **PARTS | {"offer": offer.pk} | parts)


def with_inmates(**fields):
    """An application to work with inmates."""
    return make_application(S.INTERVIEW, posting=make_posting(job_class=make_job_class(inmate_contact=True)), **fields)


@rule
def appointment_within_vacancies():
    offer = make_offer()
    make_appointment(make_offer(make_application(S.INTERVIEW, posting=offer.application.posting)))
    unsigned("appointment_within_vacancies", offer)


@rule
def appointment_of_an_accepted_offer():
    unsigned("appointment_of_an_accepted_offer", make_offer(accepted=False))
    unsigned("appointment_of_an_accepted_offer", make_offer(ended_at=timezone.now()))


@rule
def appointment_as_the_announcement_says():
    name, offer = "appointment_as_the_announcement_says", make_offer()
    unsigned(name, offer, location=make_posting().locations.get().pk)
    unsigned(name, offer, job_class=make_job_class().pk)
    unsigned(name, offer, worksite=make_worksite().pk)


@rule
def appointment_once_everything_is_cleared():
    name = "appointment_once_everything_is_cleared"
    unsigned(name, make_offer(cleared=False))
    for asked in ("drug_test", "physical"):
        unsigned(name, make_offer(make_application(S.INTERVIEW, posting=make_posting(**{asked: True}))))
    nothing = make_offer()
    nothing.clearance.all().delete()
    unsigned(name, nothing)
    barred = make_offer()
    barred.clearance.update(outcome="not_cleared")
    unsigned(name, barred)


@rule
def appointment_with_every_prea_answer():
    unsigned("appointment_with_every_prea_answer", make_offer(with_inmates()))


@rule
def appointment_not_barred_under_prea():
    unsigned("appointment_not_barred_under_prea", make_offer(answered(with_inmates(), yes=("bar",))))


@rule
def appointment_with_a_current_background_check():
    name, today = "appointment_with_a_current_background_check", timezone.localdate()
    unsigned(name, make_offer(answered(with_inmates())))
    lapsed = answered(with_inmates())
    checked(lapsed, checked_on=today - timedelta(days=9), valid_until=make_offer(lapsed).starts_on)
    unsigned(name, lapsed.offers.get())
    found = answered(with_inmates(person=make_person()))
    checked(found)
    checked(found, outcome="barred")
    unsigned(name, make_offer(found))


@rule
def appointment_to_a_vacant_position():
    offer = make_offer()
    frozen = make_position(offer.application.posting.job_class, offer.location.worksite, status="frozen")
    unsigned("appointment_to_a_vacant_position", offer, position=frozen.pk)


@rule
def appointment_within_its_request():
    posting = make_posting(vacancies=2)
    request = make_request(posting)
    first, second = (make_offer(make_application(S.INTERVIEW, posting=posting)) for _ in range(2))
    make_appointment(first)
    unsigned("appointment_within_its_request", second)
    unsigned("appointment_within_its_request", make_offer(), requisition=request.pk)


@rule
def appointment_is_never_deleted():
    protected(make_appointment())


@rule
def appointment_stays_as_it_was_signed():
    row, name = make_appointment(), "appointment_stays_as_it_was_signed"
    bad(name, row, "worksite_id = %s", make_worksite().pk)
    bad(name, row, "job_class_id = %s", make_job_class().pk)
    bad(name, row, "location_id = %s", make_posting().locations.get().pk)
    fine(row, "person_id = %s", make_person().pk)


@rule
def appointment_not_begun_says_why_and_holds_nothing():
    row, name = make_appointment(seated_at=timezone.now()), "appointment_not_begun_says_why_and_holds_nothing"
    bad(name, row, "not_begun_at = now(), seated_at = NULL")
    bad(name, row, "not_begun_note = 'Did not come'")
    bad(name, row, "not_begun_at = now(), not_begun_note = 'Did not come'")
    fine(row, "not_begun_at = now(), not_begun_note = 'Did not come', seated_at = NULL")


@rule
def appointment_not_begun_stays_so():
    row, name = make_appointment(), "appointment_not_begun_stays_so"
    fine(row, "not_begun_at = now(), not_begun_note = 'Did not come'")
    bad(name, row, "not_begun_at = NULL, not_begun_note = ''")
    bad(name, row, "not_begun_note = 'Something else'")
    fine(row, "person_id = %s", make_person().pk)


# PREA and the first weeks


@rule
def prea_question_days_within_reason():
    bad("prea_question_days_within_reason", PreaQuestion.objects.first(), "starts_on = '1899-12-31'")


@rule
def prea_answered_once():
    answered(with_inmates())
    copy_of("prea_answered_once", PreaAnswer.objects.first())


@rule
def prea_check_is_of_one_person():
    bad("prea_check_is_of_one_person", checked(make_application()), "person_id = %s", make_person().pk)


@rule
def prea_check_due_again_later():
    bad("prea_check_due_again_later", checked(make_application()), "valid_until = checked_on")


@rule
def prea_check_dates_within_reason():
    bad("prea_check_dates_within_reason", checked(make_application()), "checked_on = '1999-12-31'")


def contact():
    return InstitutionalEmployerContact.objects.create(
        application=make_application(), employer="County jail", contacted_on=timezone.localdate(), outcome="nothing",
        made_by=make_user(),
    )  # fmt: skip


@rule
def employer_contact_day_within_reason():
    copy_of("employer_contact_day_within_reason", contact(), contacted_on="1899-12-31")


@rule
def employer_contact_names_the_employer():
    copy_of("employer_contact_names_the_employer", contact(), employer="")


def item():
    return ChecklistItem.objects.create(text="Keys", starts_on=timezone.localdate())


@rule
def checklist_item_days_within_reason():
    bad("checklist_item_days_within_reason", item(), "starts_on = '1899-12-31'")


@rule
def checklist_item_says_something():
    bad("checklist_item_says_something", item(), "text = ''")


@rule
def checklist_item_ends_after_it_starts():
    bad("checklist_item_ends_after_it_starts", item(), "ends_on = starts_on")


def task():
    return NewHireTask.objects.create(
        appointment=make_appointment(), item=item(), text="Keys", who="personnel", due_on=timezone.localdate()
    )


@rule
def new_hire_task_once():
    copy_of("new_hire_task_once", task())


@rule
def new_hire_task_done_by_somebody():
    bad("new_hire_task_done_by_somebody", task(), "done_at = now()")
