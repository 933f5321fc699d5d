"""Applying: what is kept, what is sent and when, who may, and what reviewers never see."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Notification, OutboxMail
from doc_portal.core.registry import declared
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.tests.files_for_tests import PDF, upload, zipped
from doc_portal.tests.markup import fields, page_form, parse
from doc_portal.tests.test_access import drain
from personnel import vault
from personnel.actions.application_notices import remind_of_drafts
from personnel.actions.extensions import grant_extension
from personnel.applying import Asker
from personnel.models import (
    Application,
    ApplicationVersion,
    PreaAnswer,
    PreaQuestion,
    PreferenceClaim,
    PreferenceRule,
)
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    expire,
    make_applicant,
    make_application,
    make_document,
    make_job_class,
    make_position,
    make_posting,
)

pytestmark = pytest.mark.django_db
Status = Application.Status
STATEMENT = "Two years in the control center at Algoa, 2021 to 2023."
GOOD = {"statement": STATEMENT, "phone": "", "document_kind": "resume", "certified": "on"}
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(client):
    """A member of staff of the directory, signed in."""
    user = make_user(first_name="Ada", last_name="Mills")
    grant(user, "staff")
    make_assignment(make_person(user=user, employee_number=user.employee_number, first_name="Ada", last_name="Mills"))
    client.force_login(user)
    return user


def url_of(posting):
    return f"/jobs/{posting.public_slug}/apply/"


def apply(client, posting, **data):
    return post_form(client, url_of(posting), **GOOD | {"_saved": stamp_of(client, posting)} | data)


def save(client, posting, **data):
    return client.post(url_of(posting), GOOD | {"save": "draft", "_saved": stamp_of(client, posting)} | data)


def stamp_of(client, posting):
    """The draft a form opened now is filled from."""
    form = page_form(parse(client.get(url_of(posting))))
    return fields(form)["_saved"][0] if form is not None else ""


def text_of(answer):
    return " ".join(parse(answer).text_content().split())


def mine(user):
    return Application.objects.get(person__user=user)


# The draft


def test_a_draft_is_kept_and_says_in_large_type_that_it_is_not_submitted(client, ada):
    posting = make_posting()
    assert Application.objects.count() == 0
    client.get(url_of(posting))
    assert Application.objects.count() == 0, "reading begins nothing"

    answer = save(client, posting, statement="Half a sentence", certified="")
    assert answer.url == url_of(posting)
    draft = mine(ada)
    assert (draft.status, draft.body["statement"], draft.number) == (Status.DRAFT, "Half a sentence", None)
    for address in (url_of(posting), "/jobs/applications/", f"/jobs/applications/{draft.pk}/"):
        large = parse(client.get(address)).xpath("//*[contains(@class, 'due')]")
        assert [one.text_content().strip() for one in large] == ["Not submitted"], address
    panel = parse(client.get("/")).xpath("//*[@aria-labelledby='my-applications']")[0]
    assert panel.xpath(".//strong")[0].text_content() == "Not submitted"
    assert "Not submitted" in text_of(client.get("/me/to-do/"))
    assert acts_of(draft) == ["create"]


def test_what_is_typed_is_kept_without_a_press_and_the_page_says_so(client, ada):
    posting = make_posting()
    typed = {"statement": "As I type", "_saved": ""}
    told = client.post(f"{url_of(posting)}save/", typed)
    assert "Draft saved at" in text_of(told)
    stamp = re.search(r'name="_saved" value="([^"]+)"', told.content.decode())[1]
    client.post(f"{url_of(posting)}save/", {"statement": "As I type on", "_saved": stamp.replace("&amp;", "&")})
    assert mine(ada).body["statement"] == "As I type on"
    form = fields(page_form(parse(client.get(url_of(posting)))))
    assert form["statement"] == ["As I type on"]


def test_another_window_is_not_written_over_unseen(client, ada):
    posting = make_posting()
    save(client, posting, statement="First window")
    stale = client.post(f"{url_of(posting)}save/", {"statement": "Second window", "_saved": ""})
    assert "changed in another window" in text_of(stale)
    pressed = client.post(url_of(posting), GOOD | {"statement": "Second window", "save": "draft", "_saved": ""})
    assert pressed.status_code == 409
    form = fields(page_form(parse(pressed)))
    assert form["statement"] == ["Second window"]
    assert mine(ada).body["statement"] == "First window"
    client.post(url_of(posting), GOOD | {k: v for k, v in form.items() if k != "certified"} | {"save": "draft"})
    assert mine(ada).body["statement"] == "Second window"


def test_a_draft_is_thrown_away_with_what_nobody_should_keep(client, ada):
    PreaQuestion.objects.all().delete()
    posting = make_posting(job_class=make_job_class(inmate_contact=True))
    question = prea()
    save(client, posting, **{f"prea_{question.pk}": "yes", f"prea_note_{question.pk}": "Long ago."})
    draft = mine(ada)
    make_document(draft)
    assert draft.prea_answers.count() == 1
    post_form(client, f"/jobs/applications/{draft.pk}/abandon/")
    draft.refresh_from_db()
    assert (draft.status, draft.body, draft.prea_answers.count()) == (Status.ABANDONED, {}, 0)
    assert draft.documents.kept().count() == 0
    assert apply(client, posting, **{f"prea_{question.pk}": "no"}).status_code == 302, "one may begin again"


def test_whoever_has_a_draft_is_reminded_once_two_days_before_the_close(ada, settings):
    soon, later = make_posting(closes_at=timezone.now() + 40 * HOUR), make_posting()
    person, outside = ada.person, make_applicant()
    make_application(Status.DRAFT, posting=soon, person=person)
    make_application(Status.DRAFT, posting=soon, applicant=outside)
    make_application(Status.DRAFT, posting=later, person=person)
    make_application(Status.DRAFT, posting=expire(make_posting()), person=person)
    make_application(posting=soon)

    assert remind_of_drafts() == {"reminders": 1}, "nobody outside while the public side is off"
    settings.PUBLIC_JOBS = True
    assert remind_of_drafts() == {"reminders": 1}
    assert remind_of_drafts() == {"reminders": 0}
    notice = Notification.objects.get(user=ada)
    assert notice.title == f"Not submitted: your application for {soon.title}"
    mail = OutboxMail.objects.get(to=outside.email)
    assert "Your draft is not submitted. The announcement closes at" in mail.body


def test_the_announcement_says_what_one_has_there(client, ada):
    posting = make_posting()
    page = parse(client.get(posting.get_absolute_url()))
    assert page.xpath(f"//a[@href='{url_of(posting)}'][normalize-space()='Apply']")
    save(client, posting)
    page = parse(client.get(posting.get_absolute_url()))
    assert [one.text_content().strip() for one in page.xpath("//*[contains(@class, 'due')]")] == ["Not submitted"]
    assert not page.xpath("//a[normalize-space()='Apply']")
    apply(client, posting)
    assert f"You applied: {mine(ada).number}, Application received." in text_of(client.get(posting.get_absolute_url()))
    other = expire(make_posting())
    assert not parse(client.get(other.get_absolute_url())).xpath("//a[normalize-space()='Apply']")


# Sending


def test_submitting_gives_a_number_a_version_and_a_receipt(client, ada):
    posting = make_posting()
    answer = apply(client, posting)
    sent = mine(ada)
    assert answer.url == f"/jobs/applications/{sent.pk}/#main"
    assert (sent.status, sent.number) == (Status.SUBMITTED, f"APP-{timezone.localdate():%y}-0001")
    version = sent.version_sent
    assert (version.no, version.body["statement"]) == (1, STATEMENT)
    assert version.body["places"] == [{"place": posting.locations.get().pk, "name": str(posting.locations.get())}]
    assert acts_of(sent) == ["create", "submit"]
    page = text_of(client.get(answer.url))
    assert "Application received" in page
    assert sent.number in page
    assert Notification.objects.get(user=ada).title.startswith(f"Application {sent.number} arrived")
    assert OutboxMail.objects.get().to == ada.person.email


def test_an_applicant_gets_the_receipt_by_mail_and_is_named_in_the_record(client, settings):
    settings.PUBLIC_JOBS = True
    nora = make_applicant(first_name="Nora", last_name="Vale")
    sign_in_applicant(client, nora)
    posting = make_posting()
    answer = apply(client, posting)
    sent = Application.objects.get(applicant=nora)
    assert answer.url == f"/jobs/applications/{sent.pk}/#main"
    mail = OutboxMail.objects.get()
    assert (mail.to, sent.number in mail.subject) == (nora.email, True)
    assert "It arrived at" in mail.body
    event = AuditEvent.objects.of(sent).last()
    assert (event.act, event.actor, event.actor_name) == ("submit", None, "Nora Vale")
    again = client.post(url_of(posting), GOOD | {"_saved": "", "_key": "x"})
    assert again.url == answer.url, "sent twice it has one effect"
    assert sent.versions.count() == 1


def test_an_applicant_who_presses_twice_sends_one_application_with_one_paper(client, settings):
    settings.PUBLIC_JOBS = True
    sign_in_applicant(client, nora := make_applicant())
    posting = make_posting()
    answers = [
        client.post(url_of(posting), GOOD | {"_saved": "", "_key": "x", "document": upload("cv.pdf", PDF)})
        for _ in range(2)
    ]
    sent = Application.objects.get(applicant=nora)
    assert [answer.url for answer in answers] == [f"/jobs/applications/{sent.pk}/#main"] * 2
    assert (sent.versions.count(), sent.documents.count(), OutboxMail.objects.count()) == (1, 1, 1)


def test_the_same_from_another_window_is_no_conflict_and_other_answers_apart_are(client, ada):
    question = prea()
    posting = make_posting(job_class=make_job_class(inmate_contact=True))
    answered = {f"prea_{question.pk}": "no", "save": "draft", "_saved": ""}
    first, second = (client.post(url_of(posting), GOOD | answered) for _ in range(2))
    assert first.url == second.url == url_of(posting)
    other = client.post(url_of(posting), GOOD | answered | {f"prea_{question.pk}": "yes"})
    assert other.status_code == 409
    assert not PreaAnswer.objects.get(application=mine(ada), question=question).yes


def test_more_papers_than_anybody_needs_are_refused(client, ada, monkeypatch):
    monkeypatch.setattr("personnel.actions.applications.MOST_PAPERS", 2)
    posting = make_posting()
    for n in (1, 2):
        save(client, posting, document=upload("cv.pdf", PDF.replace(b"%%EOF", b"%% " + bytes([48 + n]) + b"\n%%EOF")))
    draft = mine(ada)
    client.post(url_of(posting), GOOD | {"remove": draft.documents.first().pk, "_saved": stamp_of(client, posting)})
    answer = save(client, posting, document=upload("third.txt", b"Third"))
    assert "2 files were attached to this application, those taken back counted" in text_of(answer)
    assert draft.documents.count() == 2


def test_an_applicant_finds_nothing_of_others_whatever_key_is_sent(client, settings):
    settings.PUBLIC_JOBS = True
    other = make_application(posting=make_posting(), applicant=make_applicant(), person=None)
    sign_in_applicant(client, make_applicant())
    for act in ("withdraw", "abandon"):
        answer = client.post(f"/jobs/applications/{other.pk}/{act}/", {"_key": str(uuid.uuid4())})
        assert answer.status_code == 404, act


def sign_in_applicant(client, applicant):
    from personnel.applicants import KEY, fingerprint

    now = timezone.now().timestamp()
    session = client.session
    session[KEY] = {"pk": applicant.pk, "print": fingerprint(applicant), "started": now, "seen": now}
    session.save()
    client.cookies["sessionid"] = session.session_key


def test_what_is_missing_is_told_and_nothing_is_sent(client, ada):
    asked = [{"text": "Do you hold a license?"}, {"text": "Years of service?", "kind": "number"}]
    posting = make_posting(also_at=[make_worksite()], questions=asked)
    first, second = posting.locations.order_by("pk")
    question, number = posting.questions.all()
    answer = apply(
        client, posting, statement=" ", certified="", **{f"question_{number.pk}": "many", f"place_{first.pk}": ""}
    )
    assert answer.status_code == 200
    summary = " ".join(parse(answer).xpath("//*[contains(@class, 'error-summary')]")[0].text_content().split())
    for sentence in (
        "Enter how you meet the qualifications.",
        "Choose at least one place, as your first choice.",
        "Answer “Do you hold a license?”",
        "Answer “Years of service?” with a number, like 3 or 2.5.",
        "Tick “I certify that what I say here is true and complete” to submit.",
    ):
        assert sentence in summary, summary
    assert Application.objects.count() == 0
    places = {f"place_{first.pk}": "1", f"place_{second.pk}": "1"}
    answers = {f"question_{question.pk}": "yes", f"question_{number.pk}": "3"}
    assert "is already your 1st choice. Choose another here." in text_of(apply(client, posting, **places, **answers))
    places[f"place_{first.pk}"] = "2"
    assert apply(client, posting, **places, **answers).status_code == 302
    told = mine(ada).version_sent.body
    assert [one["place"] for one in told["places"]] == [second.pk, first.pk]
    assert [(one["text"], one["answer"]) for one in told["answers"]] == [
        ("Do you hold a license?", "Yes"), ("Years of service?", "3"),
    ]  # fmt: skip


def test_attaching_without_a_file_says_so_and_keeps_the_text(client, ada):
    posting = make_posting()
    answer = save(client, posting, save="document", statement="Kept")
    assert parse(answer).xpath("//*[contains(@class, 'error-summary')]//a[@href='#id_document']/text()") == [
        "Choose a file first, then attach it."
    ]
    assert mine(ada).body["statement"] == "Kept"


def test_documents_asked_for_are_not_left_out_unawares_and_a_telephone_is_a_number(client, ada):
    posting = make_posting(documents="Transcripts.")
    answer = apply(client, posting, phone="abc")
    assert "No document is attached, and the announcement asks for: Transcripts." in text_of(answer)
    assert "Enter a telephone number, like (573) 555-0100, or leave it empty." in text_of(answer)
    assert parse(answer).xpath("//input[@name='without_documents']")
    assert Application.objects.count() == 0
    proof = {"document": upload("dd214.pdf", PDF), "document_kind": "preference"}
    assert "No document is attached" in text_of(apply(client, posting, **proof)), "proof is not for reviewers"
    assert apply(client, posting, without_documents="on", phone="573-555-0100 ext. 12").status_code == 302
    assert mine(ada).version_sent.body["phone"] == "573-555-0100 ext. 12"
    assert apply(client, make_posting(documents="A license."), document=upload("cv.pdf", PDF)).status_code == 302


def test_what_was_withdrawn_is_copied_into_a_new_application_where_one_wants(client, ada):
    posting = make_posting()
    apply(client, posting)
    first = mine(ada)
    post_form(client, f"/jobs/applications/{first.pk}/withdraw/", note="", _version=first.version)
    again = f"{url_of(posting)}?copy=1"
    assert parse(client.get("/jobs/applications/")).xpath(f"//a[@href='{again}']")
    fresh = parse(client.get(url_of(posting)))
    assert fields(page_form(fresh))["statement"] == [""]
    assert f"You withdrew {first.number}." in " ".join(fresh.text_content().split())
    assert fields(page_form(parse(client.get(again))))["statement"] == [STATEMENT]
    assert apply(client, posting).status_code == 302
    assert not parse(client.get("/jobs/applications/")).xpath(f"//a[@href='{again}']")


def test_until_the_close_it_is_sent_again_and_the_latest_version_counts(client, ada):
    posting = make_posting()
    apply(client, posting)
    same = apply(client, posting)
    assert same.status_code == 302
    assert mine(ada).versions.count() == 1, "the same again is no new version"
    save(client, posting, statement="Better words, not sent yet")
    assert mine(ada).version_sent.body["statement"] == STATEMENT
    assert "count once you submit again" in text_of(client.get(url_of(posting)))
    apply(client, posting, statement="Better words")
    sent = mine(ada)
    assert [one.body["statement"] for one in sent.versions.all()] == [STATEMENT, "Better words"]
    assert acts_of(sent) == ["create", "submit", "resubmit"]
    assert Notification.objects.filter(user=ada, title__contains="arrived, version 2").count() == 1


def test_a_new_version_after_the_close_is_refused(client, ada):
    posting = make_posting()
    apply(client, posting)
    expire(posting)
    answer = apply(client, posting, statement="Too late")
    assert answer.status_code == 409
    assert mine(ada).versions.count() == 1


def test_what_comes_late_is_refused_kept_and_told_how_to_go_on(client, ada):
    posting = expire(make_posting())
    answer = apply(client, posting, statement="Typed to the last minute")
    assert answer.status_code == 409
    told = text_of(answer)
    assert f"“{posting.title}” closed at" in told
    assert "Central Time" in told
    assert f"ask Office of Personnel for an extension and name {posting.number}" in told
    assert "What you typed is kept as a draft." in told
    assert fields(page_form(parse(answer)))["statement"] == ["Typed to the last minute"]
    kept = mine(ada)
    assert (kept.status, kept.body["statement"]) == (Status.DRAFT, "Typed to the last minute")

    analyst = make_user()
    until = timezone.now() + HOUR
    grant_extension(
        posting, Asker(user=ada, person=ada.person), kind="outage", justification="Down.", until=until, by=analyst
    )
    page = client.get(url_of(posting))
    assert "For you it is open until" in text_of(page)
    assert apply(client, posting, statement="Typed to the last minute").status_code == 302
    assert mine(ada).status == Status.SUBMITTED


def test_a_closed_announcement_says_since_when_before_anything_is_typed(client, ada):
    posting = expire(make_posting())
    page = client.get(url_of(posting))
    assert page_form(parse(page)) is None
    assert f"“{posting.title}” closed at" in text_of(page)
    future = make_posting(opens_at=timezone.now() + HOUR)
    assert client.get(url_of(future)).status_code == 404, "it is not announced yet"


def test_a_second_application_leads_to_the_first(client, ada):
    posting = make_posting()
    apply(client, posting)
    first = mine(ada)
    assert f"You submitted {first.number}" in text_of(client.get(url_of(posting)))
    Application.objects.filter(pk=first.pk).update(status=Status.QUALIFIED)
    page = client.get(url_of(posting))
    assert f"You applied: {first.number}." in text_of(page)
    assert parse(page).xpath(f"//a[@href='/jobs/applications/{first.pk}/']")
    answer = apply(client, posting, statement="Another one")
    assert answer.status_code == 409
    assert f"Application {first.number} is already being worked on" in text_of(answer)
    assert Application.objects.count() == 1


# Who may


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        ("public", ""),
        ("department", ""),
        ("promotional", ""),
        ("worksite", "is for staff of Far Correctional Center. You work at"),
        ("transfer", "is a transfer, for staff of the class"),
    ],
)
def test_who_may_apply_is_told_before_the_form(client, ada, audience, sentence):
    posting = make_posting(audience=audience, worksite=make_worksite(name="Far Correctional Center"))
    page = client.get(url_of(posting))
    answer = apply(client, posting)
    if sentence:
        assert sentence in text_of(page)
        assert (answer.status_code, Application.objects.count()) == (409, 0)
    else:
        assert answer.status_code == 302


def test_staff_of_the_worksite_and_of_the_class_may_apply(client, ada):
    here = ada.person.worksite
    assert apply(client, make_posting(audience="worksite", worksite=here)).status_code == 302
    job_class = make_job_class()
    make_position(job_class, holder=ada.person)
    assert apply(client, make_posting(audience="transfer", job_class=job_class)).status_code == 302


def test_staff_without_an_entry_in_the_directory_are_told_the_way(client):
    user = make_user()
    grant(user, "staff")
    client.force_login(user)
    assert "You have no entry in the directory" in text_of(client.get(url_of(make_posting())))


def test_where_applications_go_elsewhere_the_page_says_where(client, ada):
    posting = make_posting(apply_here=False, how_to_apply="Apply at mocareers.mo.gov.")
    assert "Apply at mocareers.mo.gov." in text_of(client.get(url_of(posting)))
    assert apply(client, posting).status_code == 409


# Questions, papers, and what reviewers never see


def test_a_knockout_flags_and_screens_nobody_out(client, ada):
    posting = make_posting(questions=[{"text": "Have you a driver's license?", "knockout_value": "No"}])
    question = posting.questions.get()
    apply(client, posting, **{f"question_{question.pk}": "no"})
    sent = mine(ada)
    assert (sent.flagged, sent.status, sent.reason) == (True, Status.SUBMITTED, None)
    assert sent.version_sent.body["answers"][0]["flagged"] is True
    apply(client, posting, **{f"question_{question.pk}": "yes"})
    assert mine(ada).flagged is False
    assert acts_of(sent) == ["create", "submit", "resubmit"]


def test_a_paper_is_judged_by_its_content_and_handed_out_as_a_download(client, ada):
    posting = make_posting()
    wrong = {
        "a ZIP called .pdf": upload("cv.pdf", zipped({"x": "y"})),
        "a page": upload("cv.pdf", b"<html><script>1</script></html>"),
        "a drawing": upload("cv.svg", b"<svg onload='alert(1)'/>"),
        "nothing": upload("cv.pdf", b""),
    }
    for what, file in wrong.items():
        answer = save(client, posting, document=file)
        assert answer.status_code == 200, what
        assert parse(answer).xpath("//*[contains(@class, 'error-summary')]//a[@href='#id_document']"), what
    draft = mine(ada)
    assert (draft.documents.count(), draft.body["statement"]) == (0, STATEMENT), "the text is kept all the same"
    shown = fields(page_form(parse(save(client, posting, statement="More words", document=wrong["a page"]))))
    client.post(url_of(posting), GOOD | {"save": "draft", "statement": "Again", "_saved": shown["_saved"][0]})
    assert mine(ada).body["statement"] == "Again", "the form that comes back knows that its text was kept"
    save(client, posting)

    answer = save(client, posting, document=upload("my.c.v.pdf", PDF), document_kind="transcript")
    assert answer.url.endswith("#documents")
    paper = draft.documents.get()
    assert (paper.kind, paper.attachment.name) == ("transcript", "my-c-v.pdf")
    download = client.get(f"/jobs/applications/documents/{paper.attachment.uuid}/")
    assert download["Content-Disposition"] == 'attachment; filename="my-c-v.pdf"'
    assert (download["X-Content-Type-Options"], download["Content-Type"]) == ("nosniff", "application/pdf")
    drain(download)
    apply(client, posting)
    assert mine(ada).version_sent.body["documents"] == [
        {"document": paper.pk, "kind": "Transcript", "name": "my-c-v.pdf"}
    ]
    client.post(url_of(posting), GOOD | {"remove": paper.pk, "_saved": stamp_of(client, posting)})
    assert draft.documents.kept().count() == 0


def test_a_paper_reaches_who_may_read_it_and_nobody_else(client, ada):
    posting = make_posting()
    apply(client, posting)
    sent, site = mine(ada), posting.locations.get().worksite
    cv, proof = make_document(sent, "resume"), make_document(sent, "preference")
    readers = {
        "reviewer here": make_user("personnel.review_application", "core.use_portal", worksite=site),
        "reviewer elsewhere": make_user("personnel.review_application", "core.use_portal", worksite=make_worksite()),
        "verifier": make_user("personnel.decide_preferenceclaim", "core.use_portal"),
        "colleague": make_user("core.use_portal"),
        "who applied": ada,
    }
    got = {}
    for who, user in readers.items():
        client.force_login(user)
        answers = [client.get(paper.attachment.get_absolute_url()) for paper in (cv, proof)]
        got[who] = tuple(answer.status_code for answer in answers)
        for answer in answers:
            drain(answer)
    assert got == {
        "reviewer here": (200, 404),
        "reviewer elsewhere": (404, 404),
        "verifier": (404, 200),
        "colleague": (404, 404),
        "who applied": (200, 200),
    }


def prea(kind="bar", **fields):
    return PreaQuestion.objects.create(
        **{"kind": kind, "text": "Have you …?", "authority": "28 CFR 115.17(a)(1)", "starts_on": date(2020, 1, 1)}
        | fields
    )


def test_prea_is_asked_where_inmates_are_met_and_never_stands_on_the_file(client, ada):
    PreaQuestion.objects.all().delete()
    question, old = prea(), prea(text="No longer asked", ends_on=date(2021, 1, 1))
    outside = make_posting()
    assert "Asked by federal law" not in text_of(client.get(url_of(outside)))
    posting = make_posting(job_class=make_job_class(inmate_contact=True))
    page = text_of(client.get(url_of(posting)))
    assert "Office of Professional Standards alone" in page
    assert old.text not in page

    assert "Answer “Have you …?”" in text_of(apply(client, posting))
    assert "Explain your “yes”." in text_of(apply(client, posting, **{f"prea_{question.pk}": "yes"}))
    secret = {f"prea_{question.pk}": "yes", f"prea_note_{question.pk}": "Told to a court in 2009."}
    apply(client, posting, **secret)
    answer = PreaAnswer.objects.get()
    assert (answer.application, answer.yes, answer.explanation) == (mine(ada), True, "Told to a court in 2009.")
    version = ApplicationVersion.objects.get()
    assert "2009" not in str((version.body, mine(ada).body))
    reviewer = make_user("personnel.review_application", "personnel.view_application", "core.use_portal")
    client.force_login(reviewer)
    file = client.get(f"/jobs/files/{mine(ada).pk}/").content.decode()
    assert "2009" not in file
    assert "Have you …?" not in file


def test_preference_is_claimed_by_the_rules_of_the_opening_day_and_waits_for_proof(client, ada):
    PreferenceRule.objects.all().delete()
    rule = {"effect": "guaranteed_interview", "evidence": "NGB-22", "authority": "RSMo 36.221"}
    PreferenceRule.objects.create(kind="national_guard", starts_on=date(2020, 1, 1), **rule)
    PreferenceRule.objects.create(kind="parental", starts_on=date(2190, 1, 1), **rule)
    posting = make_posting()
    form = page_form(parse(client.get(url_of(posting))))
    assert form.xpath(".//input[@name='claims']/@value") == ["national_guard"]

    save(client, posting, claims=["national_guard"])
    save(client, posting, claims=["national_guard"], document=upload("ngb22.pdf", PDF), document_kind="preference")
    apply(client, posting, claims=["national_guard"])
    claim = PreferenceClaim.objects.get()
    assert (claim.application, claim.status) == (mine(ada), "claimed")
    assert claim.evidence.attachment.name == "ngb22.pdf"
    assert "ngb22" not in str(mine(ada).version_sent.body)
    apply(client, posting, claims=[], statement="Other words")
    assert PreferenceClaim.objects.count() == 0, "an open claim may be taken back"


def test_voluntary_answers_go_into_the_vault_and_leave_no_trace(client, ada, monkeypatch):
    kept = []
    monkeypatch.setattr(vault, "is_on", lambda: True)
    monkeypatch.setattr(vault, "record", lambda application, **answers: kept.append((application.number, answers)))
    posting = make_posting()
    receipt = apply(client, posting).url.removesuffix("#main")
    page = client.get(receipt)
    assert "Two voluntary questions" in text_of(page)
    events = AuditEvent.objects.count()
    again = text_of(client.post(f"{receipt}voluntary/", {"sex": "no such", "race_ethnicity": ""}))
    assert "Two voluntary questions" in again
    assert "Thank you" not in again
    assert kept == []
    client.post(f"{receipt}voluntary/", {"sex": "female", "race_ethnicity": ""})
    client.post(f"{receipt}voluntary/", {"sex": "male", "race_ethnicity": ""})
    assert kept == [(mine(ada).number, {"sex": "female", "race_ethnicity": "decline"})]
    assert AuditEvent.objects.count() == events
    assert "Two voluntary questions" not in text_of(client.get(receipt))
    assert "female" not in str((mine(ada).body, mine(ada).version_sent.body))


def test_where_there_is_no_vault_nothing_is_asked(client, ada, monkeypatch):
    monkeypatch.setattr(vault, "is_on", lambda: False)
    receipt = apply(client, make_posting()).url.removesuffix("#main")
    assert "voluntary" not in text_of(client.get(receipt))
    assert client.post(f"{receipt}voluntary/", {"sex": "female"}).status_code == 404


# Taking back


def test_an_application_is_withdrawn_and_until_the_close_sent_anew(client, ada):
    posting = make_posting()
    apply(client, posting)
    first = mine(ada)
    url = f"/jobs/applications/{first.pk}/withdraw/"
    assert "You can apply again until the announcement closes." in text_of(client.get(url))
    post_form(client, url, note="I moved.", _version=first.version)
    first.refresh_from_db()
    assert first.status == Status.WITHDRAWN
    assert apply(client, posting).status_code == 302
    second = Application.objects.live().get(person__user=ada)
    expire(posting)
    url = f"/jobs/applications/{second.pk}/withdraw/"
    assert "The announcement has closed, so this cannot be undone." in text_of(client.get(url))
    post_form(client, url, note="", _version=second.version)
    assert apply(client, posting).status_code == 409
    assert Application.objects.live().filter(person__user=ada).exclude(status=Status.DRAFT).count() == 0
    assert post_form(client, url, note="", _version=second.version).status_code == 409, "it has ended"


def test_my_applications_show_number_plain_status_next_step_and_the_announcement(client, ada):
    posting = make_posting()
    apply(client, posting)
    Application.objects.filter(person__user=ada).update(status=Status.REFERRED)
    page = text_of(client.get("/jobs/applications/"))
    for words in (mine(ada).number, "Referred to hiring manager", "decides whom to invite", "accepting applications"):
        assert words in page
    assert "Withdraw" in page


def test_applications_are_in_no_search():
    assert not [one.kind for one in declared("search") if "application" in one.kind or "applicant" in one.kind]
