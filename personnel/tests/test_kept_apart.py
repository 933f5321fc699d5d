"""What is kept apart stays apart: health, preference and charges; and rivals are kept from each other's files."""

import pytest
from django.utils import timezone

from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.factories import grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.application_review import pass_application, start_review
from personnel.actions.extensions import grant_extension
from personnel.actions.offers import decide_clearance
from personnel.actions.prea import clear_prea, record_check
from personnel.actions.preferences import apply_points, refuse_claim, verify_claim
from personnel.actions.records import hold_record
from personnel.applying import Asker
from personnel.models import Application, Panel, PreaCheck, PreferenceClaim
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_application, make_document, make_job_class, make_posting, make_reason
from personnel.tests.factories_selection import (
    answered,
    checked,
    closed,
    make_claim,
    make_offer,
    make_panel,
    make_proof,
    make_verified,
)

pytestmark = pytest.mark.django_db
S = Application.Status


def somebody(role, worksite=None):
    user = make_user()
    grant(user, "staff")
    grant(user, role, worksite=worksite)
    return user


def read(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, url
    return " ".join(parse(answer).text_content().split())


def prea_item():
    posting = make_posting(job_class=make_job_class(inmate_contact=True))
    application = answered(make_application(S.INTERVIEW, posting=posting), yes=("bar",))
    return make_offer(application, cleared=False).clearance.get(kind="prea")


def test_the_history_of_a_clearance_says_that_it_was_decided_and_never_how(client):
    item, auditor = prea_item(), somebody("auditor")
    clear_prea(item, by=make_user(), outcome="not_cleared", conclusion="Dismissed from a jail.")
    told = read(client, auditor, f"/audit/history/personnel.clearanceitem/{item.pk}/")
    assert "Not shown here" in told
    assert "Dismissed" not in told
    assert "not cleared" not in told.lower()
    check = checked(item.offer.application, outcome="barred")
    assert "Barred" not in read(client, auditor, f"/audit/history/personnel.preacheck/{check.pk}/")


def test_the_history_of_a_claim_to_preference_does_not_say_which(client):
    claim, verifier = make_claim("disabled_veteran"), somebody("preference_verifier")
    verify_claim(claim, by=verifier, evidence=make_proof(claim.application))
    auditor = somebody("auditor")
    told = read(client, auditor, f"/audit/history/personnel.preferenceclaim/{claim.pk}/")
    assert "Claim verified" in told
    assert "isabled" not in told
    assert "isabled" not in AuditEvent.objects.of(claim).get(act="verify").object_name


def test_why_a_claim_is_refused_is_read_by_who_verifies_claims_alone(client):
    claim, verifier, auditor = make_claim(), somebody("preference_verifier"), somebody("auditor")
    refuse_claim(claim, by=verifier, note="Discharged for bad conduct.")
    assert "Discharged for bad conduct." in read(client, verifier, f"/hiring/claims/{claim.pk}/")
    act = AuditEvent.objects.of(claim).get(act="refuse")
    for url in (act.get_absolute_url(), f"/audit/history/personnel.preferenceclaim/{claim.pk}/", "/audit/"):
        assert "bad conduct" not in read(client, auditor, url)


def test_an_auditor_learns_that_points_were_given_and_never_how_many(client):
    panel, keeper, auditor = make_panel(applicants=1), make_user(), somebody("auditor")
    application = closed(panel, (3,), (3,), (3,)).candidates.get().application
    Application.objects.filter(pk=application.pk).update(result=80)
    make_verified(application=application, points=7)
    apply_points(application, by=keeper)
    assert Application.objects.get(pk=application.pk).points == 7
    act = AuditEvent.objects.of(application).get(act="points")
    assert (act.reason, act.details) == ("", {})
    told = read(client, auditor, f"/audit/history/personnel.application/{application.pk}/")
    assert "Points of preference given" in told
    assert "Preference points" in told
    assert "7.00" not in told


def test_a_paper_that_was_taken_back_is_found_by_nobody(client):
    application = make_application()
    paper = make_document(application)
    reviewer, url = somebody("personnel_analyst"), paper.attachment.get_absolute_url()
    client.force_login(reviewer)
    assert b"".join(client.get(url).streaming_content)
    type(paper).objects.filter(pk=paper.pk).update(removed_at=timezone.now())
    assert client.get(url).status_code == 404


def test_a_refused_clearance_leaves_no_answer_in_the_audit_trail(client):
    item, office = prea_item(), somebody("professional_standards")
    client.force_login(office)
    assert post_form(client, f"/hiring/prea/{item.pk}/", outcome="cleared", conclusion="x").status_code == 409
    refused = AuditEvent.objects.of(item).get(outcome=AuditEvent.Outcome.REFUSED)
    assert refused.reason == "Why is told to those who decide on such records alone."
    assert "cleared" not in refused.object_name


def test_why_an_extension_was_granted_is_read_by_who_grants_them_alone(client):
    site, analyst = make_worksite(), somebody("personnel_analyst")
    posting = make_posting(worksite=site, managers_see_before_close=True)
    application = make_application(S.REFERRED, posting=posting)
    grant_extension(
        posting, Asker(applicant=application.applicant), kind="accommodation", justification="Dialysis.", until=None,
        by=analyst,
    )  # fmt: skip
    page, board = f"/jobs/files/{application.pk}/", f"/jobs/{posting.public_slug}/applicants/"
    assert "Disability accommodation. Dialysis." in read(client, analyst, page)
    head = somebody("worksite_head", site)
    for url in (page, board):
        told = read(client, head, url)
        assert "Extension" in told
        assert "Dialysis" not in told
        assert "isability" not in told
    act = AuditEvent.objects.of(application).get(act="extend")
    assert (act.reason, act.after) == ("", "")


def test_a_charge_is_no_matter_of_who_selects(client):
    site, analyst = make_worksite(), somebody("personnel_analyst")
    posting = make_posting(worksite=site, managers_see_before_close=True)
    application = make_application(S.REFERRED, posting=posting)
    hold_record(application, by=analyst, note="Charge of age discrimination.")
    page, board = f"/jobs/files/{application.pk}/", f"/jobs/{posting.public_slug}/applicants/"
    assert "age discrimination" in read(client, analyst, page)
    head = somebody("worksite_head", site)
    assert "age discrimination" not in read(client, head, page)
    assert "age discrimination" not in read(client, head, board)


def test_who_applied_reads_and_decides_nothing_of_those_they_compete_with(client):
    site = make_worksite()
    rival = somebody("hr_specialist", site)
    grant(rival, "personnel_analyst")
    posting, other = make_posting(worksite=site), make_application(S.SUBMITTED, posting=make_posting(worksite=site))
    theirs = make_application(S.SUBMITTED, posting=posting)
    client.force_login(rival)
    page = f"/jobs/files/{theirs.pk}/"
    assert client.get(page).status_code == 200
    make_application(S.DRAFT, posting=other.posting, person=make_person(user=rival))
    own = make_application(S.SUBMITTED, posting=posting, person=rival.person)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}review/").status_code == 404
    queue = Application.objects.permitted(rival, "personnel.review_application").in_review()
    assert set(queue) == {own, other}
    with pytest.raises(Refused, match=r"You applied for .* yourself, so you decide on nobody who applied there"):
        start_review(theirs, by=rival)
    with pytest.raises(Refused, match="You applied for"):
        pass_application(theirs, by=rival, reason=make_reason("not_selected"))
    offer = make_offer(theirs, cleared=False)
    with pytest.raises(Refused, match="You applied for"):
        decide_clearance(offer.clearance.get(kind="background"), by=rival, outcome="not_cleared", conclusion="x")
    start_review(other, by=rival)


def test_who_applied_sees_no_panel_and_no_claim_there():
    rival = somebody("personnel_analyst")
    grant(rival, "preference_verifier")
    panel = make_panel(applicants=1)
    claim = make_claim(application=panel.candidates.get().application)
    assert panel in Panel.objects.visible_to(rival)
    assert claim in PreferenceClaim.objects.visible_to(rival)
    own = make_application(S.SUBMITTED, posting=panel.posting, person=make_person(user=rival))
    assert panel not in Panel.objects.visible_to(rival)
    assert claim not in PreferenceClaim.objects.visible_to(rival)
    with pytest.raises(Refused, match="You applied for"):
        verify_claim(claim, by=rival, evidence=make_proof(claim.application))
    with pytest.raises(Refused, match="is your own application"):
        apply_points(own, by=rival)


def test_nobody_records_their_own_background_check():
    officer = somebody("professional_standards")
    mine = PreaCheck(person=make_person(user=officer), checked_on=timezone.localdate())
    with pytest.raises(Refused, match="Nobody records their own background check"):
        record_check(mine, by=officer)
    assert record_check(mine, by=somebody("professional_standards")).pk
