"""Announcements: written from approved requests, reviewed by another person, published, changed, ended (items 5, 6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from lxml import html

from doc_portal.core.models import Notification, OutboxMail, Setting
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.announcements import (
    approve_posting,
    cancel_posting,
    complete_posting,
    draft_posting,
    edit_posting,
    evaluate_posting,
    note_closed_outside,
    publish_posting,
    return_posting,
    submit_posting,
    withdraw_posting,
)
from personnel.actions.revisions import approve_revision, ask_change, ask_early_close, extend_posting, refuse_revision
from personnel.models import Application, Position, Posting, Requisition, StageTemplate
from personnel.postings import (
    changes_to_decide,
    returned,
    to_announce,
    to_close_outside,
    to_complete,
    to_publish,
    to_review,
)
from personnel.tests.factories import make_person
from personnel.tests.factories_announcements import make_announcement, make_change, make_closed, make_request
from personnel.tests.factories_hiring import expire, make_application, make_job_class, make_posting
from personnel.tests.pages_announcements import day, posting_body

pytestmark = pytest.mark.django_db
Status = Posting.Status
DESK = (
    "core.use_portal", "personnel.view_posting", "personnel.add_posting", "personnel.change_posting",
    "personnel.submit_posting", "personnel.view_unpublished_posting",
)  # fmt: skip


@pytest.fixture
def site():
    return make_worksite(name="Jefferson City Correctional Center")


@pytest.fixture
def writer(site):
    return make_user(*DESK, worksite=site)


def page(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- Writing ---


def test_a_draft_takes_class_pay_and_places_from_its_requests(site, writer):
    job_class = make_job_class(
        low=31_200, high=48_000, title="Cook", duties="Cooks.", min_quals="None.", category="food"
    )
    other = make_worksite()
    requests = [make_request(site, job_class, 2), make_request(site, job_class), make_request(other, job_class, 3)]

    made = draft_posting(requests, by=writer)

    assert (made.title, made.duties, made.min_quals, made.category) == ("Cook", "Cooks.", "None.", "food")
    assert (made.pay_low, made.pay_high) == (31_200, 48_000)
    assert made.yearly_pay == "$31,200 to $48,000"
    assert made.pay_twice_a_month == "$1,300 to $2,000"
    assert {(one.worksite, one.vacancies) for one in made.locations.all()} == {(site, 3), (other, 3)}
    assert made.openings == 6
    assert made.number.startswith("JOA-")
    assert acts_of(made) == ["create"]


def test_only_approved_requests_of_one_class_that_nobody_announces_are_announced(site, writer):
    draft = make_request(site, status=Requisition.Status.DRAFT)
    with pytest.raises(Refused, match=f"{draft.number} is draft"):
        draft_posting([draft], by=writer)
    with pytest.raises(Refused, match="One announcement is for one class"):
        draft_posting([make_request(site), make_request(site)], by=writer)
    asked = make_request(site)
    first = draft_posting([asked], by=writer)
    with pytest.raises(Refused, match=f"already stands on announcement {first.number}"):
        draft_posting([asked], by=writer)


def test_a_form_offers_the_requests_of_ones_worksites_alone(client, site, writer):
    mine, foreign = make_request(site), make_request()
    client.force_login(writer)
    shown = page(client.get(f"/manage/announcements/new/?requisition={mine.number}"))
    assert mine.number in shown
    assert foreign.number not in shown
    answer = post_form(client, "/manage/announcements/new/", requisitions=[foreign.pk])
    assert answer.status_code == 200
    answer = post_form(client, "/manage/announcements/new/", requisitions=[mine.pk])
    made = Posting.objects.get(requisitions=mine)
    assert answer.url == f"/jobs/{made.public_slug}/edit/"


WRONG = [
    ({"closes_on": day(1), "closes_time": "07:00"}, "closes_time", "Enter a day after that."),
    ({"closes_on": day(3)}, "closes_on", "It must be open at least 5 days"),
    ({"closes_on": ""}, "closes_on", "Enter the day on which it closes"),
    ({"place_1_vacancies": "0"}, "place_1_vacancies", "Enter 1 to 500 vacancies."),
    ({"place_1_worksite": "", "place_1_vacancies": ""}, "place_1_vacancies", "Name at least one worksite"),
    ({"place_1_vacancies": "2"}, "place_1_vacancies", "the approved requests ask for 1 there, and 2 stand here"),
    ({"pay_low": "$29,000"}, "pay_low", "this class pays $30,000 to $50,000 a year"),
    ({"pay_high": "50,000.01"}, "pay_high", "this class pays $30,000 to $50,000 a year"),
    ({"pay_low": "38,000", "pay_high": "33,000"}, "pay_high", "below the lowest"),
    ({"pay_low": "", "pay_high": ""}, "pay_low", "Enter the pay."),
    ({"apply_here": "", "how_to_apply": ""}, "how_to_apply", "Say how people apply"),
    ({"closing_type": "cap"}, "applicant_cap", "Enter the number of applications"),
    ({"closing_type": "cutoff"}, "first_cutoff_on", "Enter the first cut-off."),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), WRONG, ids=[str(one[0]) for one in WRONG])
def test_what_is_wrong_in_an_announcement_is_said_at_its_field_and_nothing_is_kept(
    client, site, writer, typed, field, sentence
):
    draft = make_announcement(worksite=site, created_by=writer)
    client.force_login(writer)
    url = f"/jobs/{draft.public_slug}/edit/"

    answer = post_form(client, url, **posting_body(None, draft) | typed, _version=draft.version)

    assert answer.status_code == 200
    errors = answer.context["form"].errors
    at_close = {"closes_time", "closes_on"}
    named = {field} if field not in at_close else at_close
    assert any(sentence in " ".join(errors.get(name, [])) for name in named), errors
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_draft_waits_for_its_contact_and_statement_and_review_does_not(client, site, writer):
    draft = make_announcement(worksite=site, created_by=writer)
    client.force_login(writer)
    url = f"/jobs/{draft.public_slug}/edit/"
    lacking = posting_body(None, draft) | {"eeo_statement": "", "contact": "", "contact_words": ""}
    assert post_form(client, url, **lacking, _version=draft.version).status_code == 302
    draft.refresh_from_db()
    assert draft.eeo_statement == draft.contact_words == ""
    asked = parse(client.get(f"/jobs/{draft.public_slug}/submit/"))
    links = asked.xpath("//main//*[@role='note']//a/@href")
    assert links == [f"{url}#id_eeo_statement", f"{url}#id_contact_words"]
    with pytest.raises(Refused, match=r"Enter the EEO statement.*Choose a contact"):
        submit_posting(draft, by=writer)


def test_every_problem_is_told_once_and_leads_to_its_field(client, site, writer):
    draft = make_announcement(worksite=site, created_by=writer)
    client.force_login(writer)
    wrong = posting_body(None, draft) | {"closing_type": "cap", "pay_low": "38,000", "pay_high": "33,000"}
    answer = post_form(client, f"/jobs/{draft.public_slug}/edit/", **wrong, _version=draft.version)
    summary = parse(answer).xpath("//*[contains(@class, 'error-summary')]")[0]
    assert summary.xpath(".//li/a/@href") == ["#id_pay_high", "#id_applicant_cap"]
    assert len(summary.xpath(".//li")) == 2


def test_a_new_draft_brings_the_statement_published_last(site, writer):
    make_posting(eeo_statement="Words in use.", published_at=timezone.now())
    asked = make_request(site)
    assert draft_posting([asked], by=writer).eeo_statement == "Words in use."


def test_who_approves_reads_what_they_approve(client, site, writer):
    draft = make_announcement(Status.IN_REVIEW, worksite=site, created_by=writer, duties="Keeps the boilers.")
    client.force_login(
        make_user(
            "core.use_portal",
            "personnel.view_posting",
            "personnel.view_unpublished_posting",
            "personnel.approve_posting",
            worksite=site,
        )
    )
    read = page(client.get(f"/jobs/{draft.public_slug}/approve/"))
    assert "Keeps the boilers." in read
    assert draft.min_quals in read


def test_what_has_closed_is_called_so_until_its_review_begins_and_is_completed_once_all_have_an_answer(client, site):
    posting = make_posting(worksite=site)
    waiting = make_application(Application.Status.SUBMITTED, posting=posting)
    expire(posting)
    posting.refresh_from_db()
    user = make_user(
        "core.use_portal", "personnel.view_posting", "personnel.view_unpublished_posting",
        "personnel.evaluate_posting", "personnel.complete_posting", worksite=site,
    )  # fmt: skip
    client.force_login(user)
    read = page(client.get(posting.get_absolute_url()))
    assert "The review of applications has not been started." in read
    assert "Reviewing applications" not in read
    posting.refresh_from_db()
    evaluate_posting(posting, by=user)
    assert to_complete(user) == []
    Application.objects.filter(pk=waiting.pk).update(status=Application.Status.WITHDRAWN)
    assert [one.title for one in to_complete(user)] == [f"Complete {posting}"]


def test_a_search_for_a_closed_announcement_leads_who_works_on_them_to_all(client, site):
    posting = expire(make_posting(worksite=site))
    client.force_login(make_user("core.use_portal", "personnel.view_unpublished_posting", worksite=site))
    (way,) = parse(client.get("/search/", {"q": posting.number})).xpath("//a[.='Look among all announcements']/@href")
    assert posting.number in page(client.get(way))


def test_a_saved_draft_closes_at_the_last_minute_of_the_day_and_keeps_its_process(client, site, writer):
    process = StageTemplate.objects.create(name="Short", stages=["qualified", "referred"])
    draft = make_announcement(worksite=site, created_by=writer)
    client.force_login(writer)
    body = posting_body(None, draft) | {"closes_time": "", "process": process.pk, "place_1_shift": "2"}

    answer = post_form(client, f"/jobs/{draft.public_slug}/edit/", **body, _version=1)

    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    closes = timezone.localtime(draft.closes_at)
    assert (closes.hour, closes.minute, f"{closes:%Y-%m-%d}") == (23, 59, day(15))
    assert draft.stages == ["qualified", "referred"]
    assert [one.shift for one in draft.locations.all()] == ["2"]
    assert (draft.pay_low, draft.pay_high, draft.revised_by) == (33_000, 38_000, writer)


def test_questions_are_kept_in_order_and_a_wrong_one_is_said_at_its_field(client, site, writer):
    draft = make_announcement(worksite=site, created_by=writer)
    client.force_login(writer)
    url = f"/jobs/{draft.public_slug}/questions/"
    body = {
        "question_1_text": "Which shift?", "question_1_kind": "choice", "question_1_choices": "first; second",
        "question_2_text": "Licensed?", "question_2_kind": "yes_no", "question_2_knockout": "no",
        "question_2_required": "on",
    }  # fmt: skip
    wrong = body | {"question_1_choices": "first", "question_2_knockout": "perhaps"}
    answer = post_form(client, url, **wrong, _version=1)
    assert set(answer.context["form"].errors) == {"question_1_choices", "question_2_knockout"}
    assert post_form(client, url, **body, _version=1).status_code == 302
    kept = [(one.text, one.choices, one.knockout_value, one.required) for one in draft.questions.all()]
    assert kept == [("Which shift?", ["first", "second"], "", False), ("Licensed?", [], "no", True)]


# --- Review and publication ---


def test_a_draft_with_a_fault_is_not_sent_for_review(site, writer):
    draft = make_announcement(worksite=site, created_by=writer, eeo_statement="")
    with pytest.raises(Refused, match="Enter the EEO statement"):
        submit_posting(draft, by=writer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    least = Setting.objects.get(key__key="posting_min_days_open")
    Setting.objects.filter(pk=least.pk).update(ends_on=tomorrow)
    Setting.objects.create(key=least.key, value="30", authority="Test", starts_on=tomorrow)
    short = make_announcement(worksite=site, created_by=writer)
    with pytest.raises(Refused, match="at least 30 days"):
        submit_posting(short, by=writer)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_nobody_approves_what_they_wrote_or_changed_last(site, writer):
    other, third = make_user(), make_user()
    waiting = make_announcement(Status.IN_REVIEW, worksite=site, created_by=writer, revised_by=other)
    for somebody in (writer, other):
        with pytest.raises(Refused, match="Someone else must approve it"):
            approve_posting(waiting, by=somebody)
    assert approve_posting(waiting, by=third).approved_by == third
    assert Notification.objects.filter(user=writer, kind="announcement-approved").count() == 1
    with pytest.raises(IntegrityError, match="posting_not_approved_by_its_author"), transaction.atomic():
        Posting.objects.filter(pk=waiting.pk).update(approved_by=writer)


def test_the_page_to_approve_does_not_open_for_who_wrote_it(client, site, writer):
    grant(writer, "personnel_analyst")
    client.force_login(writer)
    waiting = make_announcement(Status.IN_REVIEW, worksite=site, created_by=writer)
    page = f"/jobs/{waiting.public_slug}/approve/"
    for answer in (client.get(page), post_form(client, page, note="")):
        assert answer.status_code == 403
        assert "was written or last changed by you. Someone else must approve it" in answer.content.decode()
    Posting.objects.filter(pk=waiting.pk).update(created_by=make_user())
    assert client.get(page).status_code == 200


def test_an_approved_announcement_can_be_returned_and_loses_its_approval(site, writer):
    approved = make_announcement(Status.APPROVED, worksite=site, created_by=writer)
    with pytest.raises(Refused, match="Say what the author should change"):
        return_posting(approved, by=make_user(), note=" ")
    back = return_posting(approved, by=make_user(), note="The schedule is wrong.")
    assert (back.status, back.approved_by, back.approved_at) == (Status.RETURNED, None, None)


def test_publishing_announces_the_requests_and_opens_at_once_where_the_hour_has_passed(site):
    late = make_announcement(Status.APPROVED, worksite=site, opens_at=timezone.now() - timedelta(hours=3))
    published = publish_posting(late, by=make_user())
    assert published.is_open()
    assert timezone.now() - published.opens_at < timedelta(minutes=1)
    assert published.announced_closes_at == published.closes_at
    assert late.requisitions.get().status == Requisition.Status.POSTED


def test_nothing_is_published_for_a_position_that_is_gone_meanwhile(site):
    approved = make_announcement(Status.APPROVED, worksite=site)
    Position.objects.update(status=Position.Status.FROZEN)
    with pytest.raises(Refused, match="asks for 1"):
        publish_posting(approved, by=make_user())
    approved.refresh_from_db()
    assert approved.status == Status.APPROVED
    assert approved.requisitions.get().status == Requisition.Status.APPROVED


def test_an_announcement_whose_request_was_cancelled_is_not_published(site):
    approved = make_announcement(Status.APPROVED, worksite=site)
    Requisition.objects.update(status=Requisition.Status.CANCELLED)
    with pytest.raises(Refused, match="which is cancelled"):
        publish_posting(approved, by=make_user())


def test_a_right_counts_at_its_worksite_and_nowhere_else(client, site):
    elsewhere = make_worksite()
    clerk = make_user(*DESK, worksite=elsewhere)
    both = make_announcement(worksite=site)
    both.requisitions.add(make_request(elsewhere, both.job_class))
    both.locations.create(worksite=elsewhere, shift="days", vacancies=1)
    foreign = make_announcement(worksite=site)
    client.force_login(clerk)
    assert client.get(f"/jobs/{foreign.public_slug}/").status_code == 404
    assert client.get(f"/jobs/{both.public_slug}/").status_code == 200
    assert client.get(f"/jobs/{both.public_slug}/edit/").status_code == 403
    assert set(Posting.objects.permitted(clerk, "personnel.change_posting")) == set()
    assert clerk.has_perm("personnel.change_posting", make_announcement(worksite=elsewhere))


# --- Changes of a published one ---


def test_the_database_refuses_a_silent_edit(site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    for field, value in (("min_quals", "Others."), ("closes_at", timezone.now()), ("duties", "Other."), ("pay_low", 1)):
        with pytest.raises(IntegrityError, match="changes by a numbered revision"), transaction.atomic():
            Posting.objects.filter(pk=live.pk).update(**{field: value})
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        live.locations.update(vacancies=9)
    with pytest.raises(Refused, match="Ask for a change of it instead"):
        edit_posting(live, [], by=make_user())


def test_an_extension_takes_effect_at_once_and_tells_who_has_begun(site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    draft = make_application(Application.Status.DRAFT, posting=live)
    later = live.closes_at + timedelta(days=3)
    with pytest.raises(Refused, match="An extension is later than that"):
        extend_posting(live, by=make_user(), closes_at=live.closes_at, reason="Few applied.")

    by = make_user()
    extended = extend_posting(live, by=by, closes_at=later, reason="Few applied.")

    assert (extended.closes_at, extended.announced_closes_at, extended.revision) == (later, later, 1)
    made = extended.revisions.get()
    assert (made.no, made.approved_by, made.kind) == (1, by, "extension")
    assert "is open longer" in OutboxMail.objects.get(to=draft.applicant.email).subject


def test_an_early_close_needs_a_reason_and_another_person_and_is_told_to_who_has_begun(client, site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    announced = live.closes_at
    outsider = make_application(Application.Status.DRAFT, posting=live)
    colleague = make_person(user=make_user())
    make_application(Application.Status.DRAFT, posting=live, person=colleague)
    asker, decider = make_user(), make_user()
    with pytest.raises(Refused, match="Say why"):
        ask_early_close(live, by=asker, closes_at=None, reason=" ")
    asked = ask_early_close(live, by=asker, closes_at=None, reason="Enough applied.")
    live.refresh_from_db()
    assert (live.is_open(), asked.no) == (True, None)
    with pytest.raises(Refused, match="already waits for a decision"):
        ask_early_close(live, by=decider, closes_at=None, reason="Again.")
    with pytest.raises(Refused, match="You asked for this change yourself"):
        approve_revision(asked, by=asker)

    done = approve_revision(asked, by=decider)

    live.refresh_from_db()
    assert (live.is_open(), live.closed_early, live.announced_closes_at, done.no) == (False, True, announced, 1)
    assert not Posting.objects.open().filter(pk=live.pk).exists()
    assert "Your application is not submitted" in OutboxMail.objects.get(to=outsider.applicant.email).subject
    assert Notification.objects.filter(user=colleague.user, kind="job-change-1").count() == 1
    client.force_login(make_user("core.use_portal", "personnel.view_posting"))
    shown = page(client.get(live.get_absolute_url()))
    assert "It closed early" in shown
    assert "When the change is approved" not in shown
    assert f'href="{reverse("personnel:posting-list")}">See the open jobs' in shown
    assert live.deadline in shown
    with pytest.raises(IntegrityError, match="takes no applications now"), transaction.atomic():
        Application.objects.filter(pk=outsider.pk).update(status="submitted", number="A-1", submitted_at=timezone.now())


def test_other_pay_is_applied_once_approved_and_within_the_range(site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    live.refresh_from_db()
    asker = make_user()
    with pytest.raises(Refused, match="this class pays"):
        ask_change(live, by=asker, reason="Raise.", pay_low=live.pay_low, pay_high=60_000)
    with pytest.raises(Refused, match="Nothing differs"):
        ask_change(live, by=asker, reason="Raise.", pay_low=live.pay_low, title=live.title)
    asked = ask_change(live, by=asker, reason="Raise.", pay_low=34_000, pay_high=45_000, drug_test=True)
    approve_revision(asked, by=make_user())
    live.refresh_from_db()
    assert (live.pay_low, live.pay_high, live.drug_test, live.revision) == (34_000, 45_000, True, 1)
    assert acts_of(live) == ["ask_change", "revise"]


def test_a_change_can_be_taken_back_by_who_asked_and_by_nobody_without_the_right(site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    asker = make_user()
    asked = make_change(live, made_by=asker)
    with pytest.raises(Refused, match="take it back"):
        refuse_revision(asked, by=make_user(), note="No.")
    refused = refuse_revision(asked, by=asker, note="A mistake.")
    assert refused.refused_by == asker
    with pytest.raises(Refused, match="already turned down"):
        approve_revision(asked, by=make_user())
    extend_posting(live, by=asker, closes_at=live.closes_at + timedelta(days=1), reason="More time.")
    assert live.revisions.approved().get().no == 1


def test_what_has_closed_is_changed_no_more(site):
    over = make_closed(worksite=site)
    with pytest.raises(Refused, match="has closed, so it is changed no more"):
        extend_posting(over, by=make_user(), closes_at=timezone.now() + timedelta(days=3), reason="More.")


# --- Its end ---


def test_review_starts_once_it_has_closed_and_ends_once_everybody_has_an_answer(site):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    application = make_application(posting=live)
    with pytest.raises(Refused, match="is still open"):
        evaluate_posting(live, by=make_user())
    approve_revision(ask_early_close(live, by=make_user(), closes_at=None, reason="Enough."), by=make_user())
    evaluate_posting(live, by=make_user())
    with pytest.raises(Refused, match="1 application without an answer"):
        complete_posting(live, by=make_user())
    Application.objects.filter(pk=application.pk).update(status="withdrawn")
    complete_posting(live, by=make_user())
    assert live.requisitions.get().status == Requisition.Status.POSTED


@pytest.mark.parametrize(("end", "status"), [(withdraw_posting, "withdrawn"), (cancel_posting, "cancelled")])
def test_what_comes_to_nothing_frees_its_requests_and_is_told(site, end, status):
    live = make_announcement(Status.PUBLISHED, worksite=site)
    sent = make_application(posting=live)
    with pytest.raises(Refused, match="Say why"):
        end(live, by=make_user(), note="")
    ended = end(live, by=make_user(), note="The post is no longer funded.")
    assert ended.status == status
    assert live.requisitions.get().status == Requisition.Status.APPROVED
    mail = OutboxMail.objects.get(to=sent.applicant.email)
    assert status in mail.subject
    assert "no longer funded" in mail.body
    seen = Posting.objects.visible_to(make_user("personnel.view_posting")).filter(pk=live.pk).exists()
    assert seen == (status == "cancelled")


def test_other_boards_are_a_thing_to_do_until_it_is_noted_that_it_is_closed_there(site):
    analyst = make_user("personnel.publish_posting")
    over = make_closed(worksite=site, outside_boards="MO Careers")
    make_announcement(Status.PUBLISHED, worksite=site, outside_boards="MO Careers")
    assert [one.url for one in to_close_outside(analyst)] == [over.get_absolute_url()]
    note_closed_outside(over, by=analyst)
    assert to_close_outside(analyst) == []
    with pytest.raises(Refused, match="nothing to be closed"):
        note_closed_outside(over, by=analyst)


def test_an_approved_request_is_a_thing_to_do_and_leads_to_its_announcement(client, site, writer):
    waiting = make_request(site)
    make_request()
    way = f"/manage/announcements/new/?requisition={waiting.number}"
    assert [one.url for one in to_announce(writer)] == [way]
    assert to_announce(make_user(*DESK)) != []
    reader = make_user(*DESK, "personnel.view_requisition", worksite=site)
    client.force_login(reader)
    assert f'href="{way}"' in client.get(waiting.get_absolute_url()).content.decode()
    client.force_login(make_user("core.use_portal", "personnel.view_requisition", worksite=site))
    assert f'href="{way}"' not in client.get(waiting.get_absolute_url()).content.decode()
    draft_posting([waiting], by=writer)
    assert to_announce(writer) == []
    client.force_login(reader)
    assert f'href="{way}"' not in client.get(waiting.get_absolute_url()).content.decode()


def test_who_reviews_an_announcement_is_led_to_approving_it(client, site):
    client.force_login(make_user(*DESK, "personnel.approve_posting", "personnel.return_posting"))
    waiting = make_announcement(Status.IN_REVIEW, worksite=site)
    heads = html.fromstring(page(client.get(waiting.get_absolute_url())))
    primary = [one.text_content().strip() for one in heads.xpath("//a[contains(@class, 'btn-primary')]")]
    assert primary == ["Approve announcement"]


def test_things_to_do_are_for_those_who_may_and_did_not_write_it(site):
    analyst = make_user("personnel.approve_posting", "personnel.publish_posting")
    own = make_announcement(Status.IN_REVIEW, created_by=analyst)
    waiting = make_announcement(Status.IN_REVIEW, worksite=site)
    approved = make_announcement(Status.APPROVED, worksite=site)
    back = make_announcement(Status.RETURNED, worksite=site, created_by=analyst)
    change = make_change()
    make_change(made_by=analyst)
    assert [one.url for one in to_review(analyst)] == [waiting.get_absolute_url()]
    assert [one.url for one in to_publish(analyst)] == [approved.get_absolute_url()]
    assert [one.url for one in returned(analyst)] == [back.get_absolute_url()]
    assert [one.url for one in changes_to_decide(analyst)] == [change.get_absolute_url()]
    assert own.get_absolute_url() not in [one.url for one in to_review(analyst)]
