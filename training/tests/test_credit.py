"""Credit at finalising, corrections, certificates, transcripts on paper, and what a verifier learns."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from doc_portal.core.models import Notification
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.tests.raw_sql import copied, refused, run, update
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.attendance import Mark, correct_attendance, record_attendance
from training.actions.certificates import issue_certificate, reissue_certificate, revoke_certificate
from training.actions.completing import ask_reopen, complete_class, finalise_class, reopen_class
from training.actions.crediting import Given, give_credit, void_by_hand
from training.actions.keeping import list_past_records
from training.keeping import kept_from, past_their_years
from training.models import Certificate, ChangedFact, Course, TrainingCredit
from training.papers import certificate_paper, transcript_paper
from training.tests.factories import (
    make_certification,
    make_class,
    make_course,
    make_credit,
    make_enrolment,
    make_rule,
    make_version,
)
from training.transcripts import Transcript

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    user = make_user()
    grant(user, "staff")
    grant(user, "training_registrar")
    return user


def completed(registrar, people=2, *, days=(-2, -1), **version):
    """A class that was held and completed; everybody was there."""
    scheduled = make_class(make_version(**version), days=days)
    rows = [make_enrolment(scheduled) for _ in range(people)]
    for meeting in scheduled.meetings.all():
        record_attendance(meeting, [Mark(one.pk, "present") for one in rows], by=registrar)
    complete_class(scheduled, by=registrar)
    return scheduled, rows


def standing(*rows):
    return list(TrainingCredit.objects.standing().filter(enrolment__in=rows).order_by("enrolment"))


def reopened(scheduled, registrar):
    ask_reopen(scheduled, by=registrar, note="A sheet turned up")
    return reopen_class(scheduled, by=make_user())


def absent(one, registrar):
    for line in one.attendance.all():
        correct_attendance(line, by=registrar, status="absent", minutes=0, reason="Another's signature")


def test_whoever_earned_it_has_the_credit_once_the_class_is_final(registrar):
    scheduled, rows = completed(registrar, 3, contact_hours=None)
    make_rule(scheduled.course, authority="D2-10.2", starts_on=date(2020, 1, 1))
    make_rule(scheduled.course, authority="Draft", approved=False)
    absent(rows[2], registrar)
    assert not TrainingCredit.objects.exists()
    finalise_class(scheduled, by=registrar)
    first, second = standing(*rows)
    assert (first.person, second.person) == (rows[0].person, rows[1].person)
    assert (first.hours, first.source, first.counts, first.authority) == (Decimal(8), "class", True, "D2-10.2")
    assert first.completed_on == timezone.localdate() - timedelta(days=1)
    assert set(ChangedFact.objects.values_list("person", flat=True)) >= {rows[0].person_id, rows[1].person_id}


def test_a_registrar_who_took_the_class_does_not_make_it_final(registrar):
    scheduled = make_class(days=(-1,))
    own = make_enrolment(scheduled, make_person(user=registrar))
    record_attendance(scheduled.meetings.get(), [Mark(own.pk, "present")], by=make_user("training.record_attendance"))
    complete_class(scheduled, by=registrar)
    with pytest.raises(Refused, match=r"You took CLS-.* yourself, and nobody credits training to themselves"):
        finalise_class(scheduled, by=registrar)
    scheduled.refresh_from_db()
    assert (scheduled.status, TrainingCredit.objects.count()) == ("completed", 0)
    finalise_class(scheduled, by=make_user())
    assert len(standing(own)) == 1


def test_after_a_correction_credit_follows_and_what_was_right_stays(registrar):
    scheduled, (one, other) = completed(registrar, grants=make_certification())
    finalise_class(scheduled, by=registrar)
    kept, lost = standing(one, other)
    reopened(scheduled, registrar)
    absent(other, registrar)
    assert standing(one, other) == [kept, lost]
    finalise_class(scheduled, by=registrar)
    lost.refresh_from_db()
    assert standing(one, other) == [kept]
    assert (lost.voided_by, lost.void_reason) == (registrar, f"{scheduled.number} was corrected")
    assert acts_of(lost) == ["void"]
    assert lost.certificates.get().revoke_reason == f"The credit was voided: {scheduled.number} was corrected"
    reopened(scheduled, registrar)
    for line in other.attendance.filter(corrected_by=None):
        correct_attendance(line, by=registrar, status="present", minutes=240, reason="The signature was theirs")
    finalise_class(scheduled, by=registrar)
    back = standing(other)[0]
    assert (back.hours, back.certificates.get().revoked_at) == (Decimal(8), None)
    assert TrainingCredit.objects.filter(enrolment=other).count() == 2


def test_a_line_that_reads_otherwise_is_voided_and_another_takes_its_place(registrar):
    scheduled, (one,) = completed(registrar, 1)
    finalise_class(scheduled, by=registrar)
    before = standing(one)[0]
    reopened(scheduled, registrar)
    later = make_version(scheduled.course, contact_hours=6, status="former")
    type(scheduled).objects.filter(pk=scheduled.pk).update(course_version=later)
    scheduled.refresh_from_db()
    finalise_class(scheduled, by=registrar)
    after = standing(one)[0]
    assert (after.hours, after.replaces, after.external_id) == (Decimal(6), before, before.external_id)


def test_a_course_taken_online_and_in_seat_in_one_year_counts_once_whichever_is_known_first(registrar):
    version = make_version()
    person = make_person()

    def given(day, source, hours=8, course=version):
        (key,) = give_credit(
            [Given(person.pk, course.pk, Decimal(hours), day, source, f"{source}-{day}")], by=registrar
        )
        return TrainingCredit.objects.get(pk=key)

    seat = given(date(2026, 3, 10), "class")
    assert seat.counts
    online = given(date(2025, 9, 1), "docota", 2)
    seat.refresh_from_db()
    assert (online.counts, seat.counts) == (True, False)
    assert Transcript(person).hours == "2"
    next_year = given(date(2026, 7, 1), "molearning", 3)
    assert (next_year.counts, next_year.fiscal_year) == (True, 2027)
    void_by_hand(online, by=registrar, note="Sent for another person")
    seat.refresh_from_db()
    assert (seat.counts, Transcript(person).hours) == (True, "11")
    talk = make_version(make_course(repeatable=True))
    assert [given(date(2026, 1, n), "docota", 1, talk).counts for n in (1, 2)] == [True, True]


def test_a_class_across_the_end_of_june_counts_in_the_year_of_its_last_day(registrar):
    first = (date(2026, 6, 30) - timezone.localdate()).days
    scheduled, (one,) = completed(registrar, 1, days=(first, first + 1))
    finalise_class(scheduled, by=registrar)
    credit = standing(one)[0]
    assert (credit.completed_on, credit.fiscal_year) == (date(2026, 7, 1), 2027)


def test_credit_of_a_class_is_corrected_there_and_nobody_voids_their_own(registrar):
    scheduled, (one,) = completed(registrar, 1)
    finalise_class(scheduled, by=registrar)
    with pytest.raises(Refused, match="Ask that the class be reopened"):
        void_by_hand(standing(one)[0], by=registrar, note="No")
    own = make_credit(make_person(user=registrar), source="docota")
    with pytest.raises(Refused, match="Nobody voids their own credit"):
        void_by_hand(own, by=registrar, note="No")
    other = make_credit(source="docota")
    void_by_hand(other, by=registrar, note="Sent twice")
    with pytest.raises(Refused, match="was voided already"):
        void_by_hand(other, by=registrar, note="Again")


# Certificates


def test_a_certificate_is_issued_with_the_credit_and_a_renewal_in_its_window_loses_no_day(registrar):
    version = make_version(grants=make_certification(), validity_months=12, renew_window_days=90)
    person = make_person()
    days = (date(2024, 1, 31), date(2025, 1, 10), date(2026, 6, 1))
    for n, day in enumerate(days):
        give_credit([Given(person.pk, version.pk, Decimal(8), day, "docota", f"{n}")], by=registrar)
    made = Certificate.objects.filter(person=person).order_by("pk")
    assert [one.valid_until for one in made] == [date(2025, 1, 31), date(2026, 1, 31), date(2027, 6, 1)]
    assert len({one.serial for one in made} | {one.verify_code for one in made}) == 6
    assert all(one.serial.startswith(f"CRT-{timezone.localdate().year}-") for one in made)


def test_a_certificate_is_issued_on_request_revoked_and_issued_again(registrar):
    credit = make_credit()
    first = issue_certificate(credit, by=registrar)
    with pytest.raises(Refused, match="stands already"):
        issue_certificate(credit, by=registrar)
    second = reissue_certificate(first, by=registrar, note="The name was misspelled")
    first.refresh_from_db()
    assert (first.revoke_reason, second.replaces, second.credit) == ("The name was misspelled", first, credit)
    assert first.verify_code != second.verify_code
    with pytest.raises(Refused, match="took the place"):
        reissue_certificate(first, by=registrar, note="Again")
    with pytest.raises(Refused, match="was revoked already"):
        revoke_certificate(first, by=registrar, note="Again")
    own = issue_certificate(make_credit(make_person(user=registrar)), by=make_user())
    with pytest.raises(Refused, match="Nobody revokes their own"):
        revoke_certificate(own, by=registrar, note="No")
    void_by_hand(TrainingCredit.objects.get(pk=make_credit(source="ojt").pk), by=registrar, note="No")
    voided = TrainingCredit.objects.exclude(voided_at=None).get()
    with pytest.raises(Refused, match="was voided"):
        issue_certificate(voided, by=registrar)


def test_whoever_verifies_learns_whether_it_holds_and_nobodys_name(client, settings, registrar):
    settings.PUBLIC_CERTIFICATES = True
    person = make_person(last_name="Quillfeather")
    one = issue_certificate(make_credit(person), by=registrar)
    url = "/training/verify/"
    spoken = one.code_words.lower()
    page = client.get(url, {"code": spoken})
    assert "This certificate holds" in page.text
    assert one.serial in page.text
    revoke_certificate(one, by=registrar, note="Quillfeather was not there")
    page = client.get(url, {"code": spoken})
    assert "was revoked and does not hold" in page.text
    assert "Quillfeather" not in page.text
    assert "No certificate has this code" in client.get(url, {"code": "0" * 20}).text
    settings.PUBLIC_CERTIFICATES = False
    assert client.get(url, {"code": spoken}).status_code == 302


def test_somebody_who_tries_many_codes_is_told_to_wait(client, settings):
    settings.PUBLIC_CERTIFICATES = True
    settings.CERTIFICATE_CHECKS_A_MINUTE = 2
    with time_machine.travel(timezone.now().replace(second=1), tick=False):
        answers = [client.get("/training/verify/", {"code": "A"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


# Paper


def checked(content):
    """A PDF that says of itself that it is PDF/UA, and is tagged, titled and in a language."""
    reader = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    return root, "\n".join(page.extract_text() for page in reader.pages)


def tags(node, found):
    """Every kind of element of a tagged PDF."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            tags(one, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.add(str(node["/S"]))
        if "/K" in node:
            tags(node["/K"], found)
    return found


def test_the_transcript_is_an_accessible_pdf_with_hours_year_and_authority(registrar):
    person = make_person(last_name="Ōe #[*strong*]")
    credit = make_credit(person, completed_on=date(2026, 6, 30), authority="D2-10.2", hours=Decimal("7.50"))
    issue_certificate(credit, by=registrar)
    root, text = checked(transcript_paper(Transcript(person), printed="Printed today"))
    found = tags(root["/StructTreeRoot"]["/K"], set())
    assert found >= {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD"}
    for told in ("Fiscal year 2026, 7.5 hours", "D2-10.2", "Ōe #[*strong*]", credit.course.code, "CRT-"):
        assert told in text.replace("\n", " ")


def test_a_certificate_on_paper_names_its_code_and_says_when_it_was_revoked(registrar):
    one = issue_certificate(make_credit(), by=registrar)
    _, text = checked(certificate_paper(one, verify_url="https://portal.example/training/verify/"))
    assert one.code_words in text.replace("\n", " ")
    revoke_certificate(one, by=registrar, note="Wrong")
    one.refresh_from_db()
    _, text = checked(certificate_paper(one, verify_url="https://portal.example/training/verify/"))
    assert "Certificate (revoked)" in text


# Pages


def test_one_reads_ones_own_transcript_a_supervisor_their_peoples_and_nobody_else(client, registrar):
    lead, worker = make_user(), make_user()
    for user in (lead, worker):
        grant(user, "staff")
    boss, person = make_person(user=lead), make_person(user=worker)
    make_assignment(person, supervisor=boss)
    make_credit(person, authority="D2-10.2")
    url = f"/training/transcripts/{person.uuid}/"
    for user, answer in ((worker, 200), (lead, 200), (registrar, 200)):
        client.force_login(user)
        assert client.get(url).status_code == answer
    assert "D2-10.2" in client.get(url).text
    paper = client.get(f"{url}paper/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    client.force_login(worker)
    assert "Transcript" in client.get("/training/mine/").text
    assert client.get(f"/training/transcripts/{boss.uuid}/").status_code == 404


def test_the_registrar_voids_a_completion_on_its_page_and_the_trail_stays(client, registrar):
    credit = make_credit(source="docota")
    issue_certificate(credit, by=registrar)
    client.force_login(registrar)
    url = credit.get_absolute_url()
    assert post_form(client, f"{url}void/", note="").status_code == 200
    assert post_form(client, f"{url}void/", note="Sent twice").status_code == 302
    page = client.get(url).text
    assert "Sent twice" in page
    assert "voided, and its certificate revoked" in page
    assert post_form(client, f"{url}void/", note="Again").status_code == 409
    bare = make_credit(source="docota").get_absolute_url()
    post_form(client, f"{bare}void/", note="Sent twice")
    page = client.get(bare).text
    assert ("The completion is voided." in page, "certificate revoked" in page) == (True, False)
    scheduled, (one,) = completed(registrar, 1)
    finalise_class(scheduled, by=registrar)
    listed = client.get(f"/training/completions/?number={scheduled.number.lower()}").text
    assert (str(one.person) in listed, str(credit.person) in listed) == (True, False)


def test_completions_past_their_years_are_listed_by_the_kind_of_their_course(client, registrar):
    long, short = make_version(), make_version(make_course(kept_as=Course.Kept.BBP))
    on = date(2026, 2, 28)
    assert kept_from(on) == {"training": date(2019, 2, 28), "bbp": date(2023, 2, 28)}
    old = make_credit(version=long, completed_on=date(2019, 2, 27))
    kept = make_credit(version=long, completed_on=date(2019, 2, 28))
    blood = make_credit(version=short, completed_on=date(2023, 2, 27))
    assert set(past_their_years(on=on)) == {old, blood}
    assert kept not in past_their_years(on=on)
    client.force_login(registrar)
    page = client.get("/training/completions/?state=past").text
    assert (old.course.code in page, blood.course.code in page) == (True, True)
    assert client.get(f"/training/completions/?state=past&year={kept.completed_on.year}&q=no-such").status_code == 200


def test_the_night_counts_what_is_past_its_years_removes_nothing_and_tells_registrars_once_a_year(registrar):
    blood = make_version(make_course(kept_as=Course.Kept.BBP))
    make_credit(version=blood, completed_on=date(2015, 1, 31))
    assert list_past_records() == {"training": 0, "bbp": 1}
    assert list_past_records() == {"training": 0, "bbp": 1}
    told = Notification.objects.filter(kind="training-keeping")
    assert [(one.user, one.url) for one in told] == [(registrar, "/training/completions/?state=past")]
    assert TrainingCredit.objects.count() == 1


# What the database refuses


def test_a_line_takes_the_place_of_a_voided_one_and_a_place_has_one_credit_that_stands():
    row = make_enrolment()
    credit = make_credit(row.person, enrolment=row)
    refused("credit_stands_once_an_enrolment", *copied(credit, external_id="again", counts=False))
    refused("credit_replaces_what_was_voided", *copied(make_credit(), external_id="new", replaces_id=credit.pk))
    void = {"voided_at": timezone.now(), "voided_by_id": make_user().pk, "void_reason": "Wrong"}
    run(*update(credit, **void))
    run(*copied(credit, replaces_id=credit.pk, voided_at=None, voided_by_id=None, void_reason=""))


def test_a_certificate_is_of_a_credit_that_stands_and_nobodys_own_doing():
    user = make_user()
    credit = make_credit(make_person(user=user))
    one = Certificate.objects.create(
        serial="CRT-T-1", person=credit.person, course=credit.course, credit=credit, issued_on=credit.completed_on
    )
    refused("certificate_stands_once_a_credit", *copied(one, serial="CRT-T-2", verify_code="B"))
    refused("certificate_not_issued_to_oneself", *copied(one, serial="X", verify_code="B", issued_by_id=user.pk))
    other = make_person().pk
    refused("certificate_is_of_its_credit", *copied(one, serial="X", verify_code="B", person_id=other))
    gone = {"revoked_at": timezone.now(), "revoke_reason": "Wrong"}
    refused("certificate_not_revoked_by_oneself", *update(one, revoked_by_id=user.pk, **gone))
    run(*update(one, revoked_by_id=make_user().pk, **gone))
    run(*copied(one, serial="CRT-T-3", verify_code="C", revoked_at=None, revoked_by_id=None, revoke_reason=""))


def test_how_long_records_are_kept_is_one_of_what_is_known():
    refused("course_kept_as_known", *update(make_course(), kept_as="forever"))
