"""Preference: rules by their dates, claims against proof, points after the last lock (items 14, 25 and 29)."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.tests.concurrency import endings, meanwhile
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.tests.files_for_tests import PDF, upload
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.panels import add_member
from personnel.actions.preferences import apply_points, keep_rule, refuse_claim, verify_claim
from personnel.hiring_todo import points_to_give
from personnel.models import Application, ApplicationDocument, Posting, PreferenceClaim, PreferenceRule
from personnel.preferences import guaranteed_interviews, points_of
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import expire, make_application, make_posting
from personnel.tests.factories_selection import (
    closed,
    declared,
    make_claim,
    make_panel,
    make_panellist,
    make_proof,
    make_rule,
    make_verified,
    set_from_tomorrow,
)

pytestmark = pytest.mark.django_db
S = Application.Status


def verifier():
    user = make_panellist()
    grant(user, "preference_verifier")
    return user


def found(ratings=((3,), (4,), (5,))):
    """An applicant whose panel has closed with a result."""
    application = closed(make_panel(applicants=1), *ratings).candidates.get().application
    Application.objects.filter(pk=application.pk).update(result=Decimal(80))
    return Application.objects.get(pk=application.pk)


# Rules


def test_what_a_source_gives_is_there_from_the_start_and_none_of_it_is_confirmed():
    rules = {rule.kind: rule for rule in PreferenceRule.objects.all()}
    assert (rules["veteran"].points, rules["disabled_veteran"].points) == (5, 10)
    assert rules["national_guard"].effect == "guaranteed_interview"
    assert "36.221" in rules["national_guard"].authority
    assert "1 CSR 20-3.010" in rules["parental"].authority
    assert not PreferenceRule.objects.filter(confirmed=True).exists()


def test_two_rules_of_a_kind_do_not_hold_on_one_day():
    make_rule(starts_on=date(2019, 1, 1), ends_on=date(2025, 1, 1))
    keep_rule(
        PreferenceRule(kind="veteran", effect="points", evidence="x", authority="x", starts_on=date(2025, 1, 1)),
        by=make_user(),
    )
    with pytest.raises(Refused, match="on some of these days there would be two"):
        keep_rule(
            PreferenceRule(kind="veteran", effect="points", evidence="x", authority="x", starts_on=date(2024, 6, 1)),
            by=make_user(),
        )
    with pytest.raises(IntegrityError, match="preference_rule_one_without_an_end"), transaction.atomic():
        PreferenceRule.objects.create(
            kind="veteran", effect="points", evidence="x", authority="x", starts_on=date(2030, 1, 1)
        )


def test_points_stand_only_where_the_effect_is_points(client):
    client.force_login(make_user("personnel.add_preferencerule", "personnel.view_preferencerule"))
    body = {
        "kind": "national_guard", "effect": "guaranteed_interview", "points": "5", "applies_to": "",
        "evidence": "NGB-22", "authority": "RSMo 36.221", "rule_text": "",
        "starts_on": "1990-01-01", "ends_on": "1989-01-01",
    }  # fmt: skip
    said = post_form(client, "/manage/preference-rules/new/", **body).content.decode()
    assert "Leave the points empty: this rule gives an interview." in said
    assert "Enter an end after the first day." in said


# Claims


def test_a_claim_is_verified_against_its_proof_by_the_rule_of_the_day_the_announcement_opened():
    old = make_rule(points=5, ends_on=timezone.localdate())
    PreferenceRule.objects.create(
        kind="veteran", effect="points", points=10, evidence="x", authority="x", starts_on=timezone.localdate()
    )
    claim, by = make_claim(), verifier()
    proof, foreign = make_proof(claim.application), make_proof(make_application())
    with pytest.raises(Refused, match="does not belong to this application"):
        verify_claim(claim, by=by, evidence=foreign)
    kept = verify_claim(claim, by=by, evidence=proof)
    assert (kept.rule, kept.evidence, kept.decided_by, kept.status) == (old, proof, by, "verified")
    with pytest.raises(Refused, match="stood as “Verified” since"):
        refuse_claim(claim, by=by, note="Late")


def test_without_a_rule_a_claim_is_not_verified():
    PreferenceRule.objects.filter(kind="parental").update(ends_on=date(2001, 1, 1))
    claim = make_claim("parental")
    with pytest.raises(Refused, match="No rule of preference for “Parental preference” was in force on"):
        verify_claim(claim, by=verifier(), evidence=make_proof(claim.application))


def test_a_refusal_says_why():
    claim, by = make_claim(), verifier()
    with pytest.raises(Refused, match="Say why the claim is refused"):
        refuse_claim(claim, by=by, note=" ")
    assert refuse_claim(claim, by=by, note="Not a DD-214").status == "refused"
    assert acts_of(claim) == ["refuse"]


def test_who_sits_on_the_panel_or_claims_themselves_does_not_verify():
    posting, sits = make_posting(), verifier()
    claim = make_claim(application=make_application(posting=posting))
    make_panel(posting, members=[sits], applicants=0, started=False)
    proof = make_proof(claim.application)
    with pytest.raises(Refused, match="who scores there decides no claim"):
        verify_claim(claim, by=sits, evidence=proof)
    own = make_person(user=verifier())
    mine = make_claim(application=make_application(posting=posting, person=own))
    with pytest.raises(Refused, match="This is your own claim"):
        refuse_claim(mine, by=own.user, note="x")
    with (
        pytest.raises(IntegrityError, match="decides no claim"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE personnel_preferenceclaim SET status = 'refused', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            [sits.pk, claim.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_verifiers_at_once_one_decides():
    claim, proof = make_claim(), None
    proof = make_proof(claim.application)
    make_rule()
    two = [verifier(), verifier()]
    assert endings(*(lambda by=by: verify_claim(claim, by=by, evidence=proof) for by in two)) == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_a_verifier_who_decides_while_being_asked_onto_the_panel_does_one_of_both():
    claim, by, keeper = make_claim(), verifier(), make_user()
    panel = make_panel(claim.application.posting, members=0, applicants=0, started=False)

    _, late = meanwhile(lambda: refuse_claim(claim, by=by, note="No proof."), lambda: add_member(panel, by, by=keeper))

    assert isinstance(late, Refused)
    assert "decided claims to preference for this announcement" in str(late)


@pytest.mark.parametrize(
    "change",
    ["status = 'verified', decided_by_id = {by}, decided_at = now()", "points_applied = 5, applied_by_id = {by}"],
)
def test_the_database_refuses_preference_without_proof(change):
    claim, by = make_claim(), make_user()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE personnel_preferenceclaim SET {change.format(by=by.pk)} WHERE id = {claim.pk}")  # noqa: S608


# Points


def test_points_are_added_after_the_last_lock_by_the_highest_claim():
    application, by = found(), verifier()
    first = make_verified("veteran", application=application, points=5)
    second = make_verified("disabled_veteran", application=application, points=10)
    assert [one.url for one in points_to_give(by)] == [f"/hiring/points/{application.pk}/"]
    assert points_to_give(application.panel_seats.get().panel.members.first().user) == []
    kept = apply_points(application, by=by)
    assert (kept.result, kept.points) == (Decimal(80), Decimal(10))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.points_applied, second.points_applied, second.applied_by) == (0, 10, by)
    with pytest.raises(Refused, match="were given already"):
        apply_points(application, by=by)
    assert points_to_give(by) == []


def test_points_add_up_where_the_setting_of_the_opening_day_says_so():
    application = found()
    claims = [
        make_verified(kind, application=application, points=points)
        for kind, points in (("veteran", 5), ("disabled_veteran", 10))
    ]
    day = set_from_tomorrow("preference_points_add_up", "yes")
    later = Posting(opens_at=timezone.make_aware(datetime.combine(day, time(8))))
    assert list(points_of(claims, application.posting).values()) == [0, 10]
    assert list(points_of(claims, later).values()) == [5, 10]


def test_points_without_verified_evidence_are_refused():
    application, by = found(), verifier()
    with pytest.raises(Refused, match="Points without verified proof are not given"):
        apply_points(application, by=by)
    make_claim(application=application)
    with pytest.raises(Refused, match="no verified claim that gives points"):
        apply_points(application, by=by)
    make_verified("parental", application=application, points=None)
    with pytest.raises(Refused, match="is not decided yet"):
        apply_points(application, by=by)
    PreferenceClaim.objects.filter(status="claimed").update(status="refused", decided_by=by, decided_at=timezone.now())
    with pytest.raises(Refused, match="does not say how many points it gives"):
        apply_points(application, by=by)


def test_points_wait_for_the_last_lock_and_come_from_nobody_who_scored():
    panel = declared(make_panel(applicants=1))
    application = panel.candidates.get().application
    claim = make_verified(application=application)
    with pytest.raises(Refused, match="once every sheet is locked"):
        apply_points(application, by=verifier())
    assert points_to_give(verifier()) == []
    give = (
        "UPDATE personnel_preferenceclaim SET points_applied = 5, applied_by_id = %s, applied_at = now() WHERE id = %s"
    )
    with (
        pytest.raises(IntegrityError, match="once every sheet is locked"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(give, [make_user().pk, claim.pk])
    done = found()
    make_verified(application=done)
    scored = done.panel_seats.get().panel.members.first().user
    with pytest.raises(Refused, match="gives no points there"):
        apply_points(done, by=scored)


def test_a_verifier_of_claims_is_not_asked_onto_a_panel_of_them():
    claim = make_verified(application=make_application())
    panel = make_panel(claim.application.posting, members=0, applicants=0, started=False)
    with pytest.raises(Refused, match="decided claims to preference"):
        add_member(panel, claim.decided_by, by=make_user())


# Guaranteed interviews


def test_who_is_owed_an_interview_is_computed_with_the_words_of_the_rule(client):
    posting = make_posting()
    qualified, invited, rejected = (
        make_application(status, posting=posting) for status in (S.QUALIFIED, S.INTERVIEW, S.NOT_QUALIFIED)
    )
    give = {"effect": "guaranteed_interview", "points": None, "rule_text": "Guard members are offered an interview."}
    for application in (qualified, invited, rejected):
        make_verified("national_guard", application=application, **give)
    make_claim("national_guard", application=make_application(S.QUALIFIED, posting=posting))
    assert [one.application for one in guaranteed_interviews(posting)] == [qualified]
    url = f"/hiring/guaranteed-interviews/{posting.public_slug}/"
    hr = make_panellist()
    grant(hr, "hr_specialist", worksite=posting.locations.get().worksite)
    client.force_login(hr)
    page = parse(client.get(url))
    assert page.xpath("//blockquote")[0].text_content().strip() == give["rule_text"]
    assert page.xpath("//ul[@class='rows']/li//a/@href") == [qualified.get_absolute_url()]
    assert f'href="{url}"' in client.get(f"/jobs/{posting.public_slug}/applicants/").content.decode()
    warden = make_panellist()
    grant(warden, "worksite_head", worksite=posting.locations.get().worksite)
    client.force_login(warden)
    assert "Nobody is waiting for an interview" in client.get(url).content.decode(), "no name before it is referred"
    Application.objects.filter(pk=qualified.pk).update(status=S.REFERRED)
    expire(posting)
    assert str(qualified.who) in client.get(url).content.decode()


# Pages


def test_a_verifier_reads_the_proof_and_decides_and_a_manager_reads_none_of_it(client):
    claim, by = make_claim(), verifier()
    make_rule()
    file = store(upload("dd214.pdf", PDF), claim.application, make_user(), ("pdf",))
    ApplicationDocument.objects.create(application=claim.application, attachment=file, kind="preference")
    client.force_login(by)
    queue = parse(client.get("/hiring/claims/"))
    assert [one.text_content() for one in queue.xpath("//a[@class='row-link']")] == [str(claim.application.who)]
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == PDF
    PreferenceClaim.objects.filter(pk=claim.pk).update(evidence=claim.application.documents.get())
    assert "Verified with this" not in client.get(f"/hiring/claims/{claim.pk}/").content.decode()
    said = post_form(client, f"/hiring/claims/{claim.pk}/verify/", note="").content.decode()
    assert "Without proof there is no preference" in said
    assert post_form(client, f"/hiring/claims/{claim.pk}/verify/", evidence=claim.application.documents.get().pk).url
    assert parse(client.get("/hiring/claims/")).xpath("//a[@class='row-link']") == []
    head = make_user("core.use_portal", "personnel.view_application", "personnel.interview_application")
    client.force_login(head)
    assert client.get("/hiring/claims/").status_code == 403
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_claim_of_an_unsent_draft_waits_for_nobody(client):
    make_claim(application=make_application(S.DRAFT))
    client.force_login(verifier())
    assert parse(client.get("/hiring/claims/")).xpath("//a[@class='row-link']") == []


def test_a_claim_of_an_ended_application_waits_for_nobody():
    claim = make_claim()
    assert list(PreferenceClaim.objects.open()) == [claim]
    Application.objects.filter(pk=claim.application_id).update(status=S.WITHDRAWN)
    assert not PreferenceClaim.objects.open().exists()


def test_points_are_not_offered_before_the_panel_found_a_result(client):
    claim, user = make_verified(), verifier()
    client.force_login(user)
    link = f"/hiring/points/{claim.application_id}/"
    assert link not in client.get(claim.get_absolute_url()).content.decode()
    Application.objects.filter(pk=claim.application_id).update(result=Decimal(80))
    assert link in client.get(claim.get_absolute_url()).content.decode()
