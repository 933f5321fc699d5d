"""28 CFR 115.17 inside hiring and promotion: who answers, who decides, and what cannot be cleared (item 23)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from doc_portal.core.models import Notification, OutboxMail
from doc_portal.core.tests.concurrency import endings, meanwhile
from doc_portal.core.tests.factories import grant, make_user, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.appointments import appoint
from personnel.actions.offers import decide_clearance
from personnel.actions.prea import answer_prea, ask_to_answer, clear_prea, keep_question, note_contact, record_check
from personnel.applying import Asker
from personnel.hiring_todo import prea_to_clear
from personnel.models import Application, InstitutionalEmployerContact, PreaCheck, PreaQuestion
from personnel.prea import due_again, lapsing
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_applicant,
    make_application,
    make_job_class,
    make_position,
    make_posting,
)
from personnel.tests.factories_selection import answered, checked, make_offer, make_panellist, set_from_tomorrow

pytestmark = pytest.mark.django_db
S = Application.Status


def office():
    user = make_panellist()
    grant(user, "professional_standards")
    return user


def with_inmates(**fields):
    posting = make_posting(job_class=make_job_class(inmate_contact=True))
    return make_application(S.INTERVIEW, posting=posting, **fields)


def item_of(application):
    return make_offer(application, cleared=False).clearance.get(kind="prea")


def contact(application, **fields):
    return InstitutionalEmployerContact(
        application=application, **{"employer": "County jail", "contacted_on": timezone.localdate(),
                                    "outcome": "nothing"} | fields,
    )  # fmt: skip


def test_a_bar_answer_cannot_be_cleared():
    item, by = item_of(answered(with_inmates(), yes=("bar",))), office()
    checked(item.offer.application)
    with pytest.raises(Refused, match=r"bars work with inmates \(28 CFR 115.17\(a\)\(1\)"):
        clear_prea(item, by=by, outcome="cleared", conclusion="Long ago", no_prior_employer=True)
    with pytest.raises(Refused, match="Write down why it is not cleared"):
        clear_prea(item, by=by, outcome="not_cleared")
    assert clear_prea(item, by=by, outcome="not_cleared", conclusion="Barred").outcome == "not_cleared"


def test_harassment_is_considered_with_a_written_conclusion():
    item, by = item_of(answered(with_inmates(), yes=("harassment",))), office()
    checked(item.offer.application)
    with pytest.raises(Refused, match="Write down how it was considered"):
        clear_prea(item, by=by, outcome="cleared", no_prior_employer=True)
    kept = clear_prea(item, by=by, outcome="cleared", conclusion="One remark in 2009.", no_prior_employer=True)
    assert (kept.outcome, kept.conclusion, kept.decided_by) == ("cleared", "One remark in 2009.", by)


def test_an_unanswered_question_a_missing_barred_or_lapsed_check_and_no_contact_stand_in_the_way():
    application, by = with_inmates(), office()
    item = item_of(application)
    with pytest.raises(Refused, match="has not answered"):
        clear_prea(item, by=by, outcome="cleared")
    answered(application)
    with pytest.raises(Refused, match="No background check of"):
        clear_prea(item, by=by, outcome="cleared")
    first = item.offer.starts_on
    check = checked(application, checked_on=first - timedelta(days=1000), valid_until=first)
    with pytest.raises(Refused, match="which is not after the first day"):
        clear_prea(item, by=by, outcome="cleared")
    PreaCheck.objects.filter(pk=check.pk).update(valid_until=first + timedelta(days=1))
    with pytest.raises(Refused, match="No former institutional employer was contacted"):
        clear_prea(item, by=by, outcome="cleared")
    note_contact(contact(application, outcome="substantiated"), by=by)
    with pytest.raises(Refused, match="Write down how it was considered"):
        clear_prea(item, by=by, outcome="cleared")
    assert clear_prea(item, by=by, outcome="cleared", conclusion="Considered.").outcome == "cleared"
    checked(application, outcome="barred", valid_until=first + timedelta(days=900))
    with pytest.raises(Refused, match="found something that bars"):
        clear_prea(item, by=by, outcome="cleared", conclusion="x")


def test_the_gate_of_appointments_asks_the_same():
    job_class = make_job_class(inmate_contact=True)
    posting, by = make_posting(job_class=job_class, vacancies=9), make_user()

    def ready():
        return make_application(S.INTERVIEW, posting=posting)

    one_sentence = (
        r"cannot be appointed as things stand under 28 CFR 115\.17: an answer or a background check is missing"
    )
    with pytest.raises(Refused, match=one_sentence):
        appoint(make_offer(ready()), by=by)
    with pytest.raises(Refused, match=one_sentence):
        appoint(make_offer(answered(ready(), yes=("bar",))), by=by)
    with pytest.raises(Refused, match=one_sentence):
        appoint(make_offer(answered(ready())), by=by)
    lapsed = answered(ready())
    checked(lapsed, checked_on=date(2015, 1, 1), valid_until=date(2020, 1, 1))
    with pytest.raises(Refused, match="background check is missing, has lapsed"):
        appoint(make_offer(lapsed), by=by)
    good = answered(ready())
    checked(good)
    assert appoint(make_offer(good), by=by).pk


def test_a_later_check_that_bars_is_not_passed_over_by_an_older_one_recorded_afterwards():
    application, today = answered(with_inmates()), timezone.localdate()
    checked(application, outcome="barred", checked_on=today - timedelta(days=5))
    checked(application, checked_on=today - timedelta(days=90))
    offer = make_offer(application)
    with pytest.raises(Refused, match="background check is missing, has lapsed"):
        appoint(offer, by=make_user())
    checked(application, checked_on=today - timedelta(days=1))
    assert appoint(offer, by=make_user()).pk


def test_a_promotion_is_asked_the_same_and_a_check_in_post_counts():
    person = make_person(user=make_panellist())
    application = with_inmates(person=person)
    item, by = item_of(application), office()
    answered(application)
    with pytest.raises(Refused, match="No background check of"):
        clear_prea(item, by=by, outcome="cleared", no_prior_employer=True)
    record_check(PreaCheck(person=person, checked_on=timezone.localdate() - timedelta(days=400)), by=by)
    clear_prea(item, by=by, outcome="cleared", no_prior_employer=True)
    decide_clearance(item.offer.clearance.get(kind="background"), by=make_user(), outcome="cleared")
    assert appoint(item.offer, by=make_user()).person == person


def test_only_the_office_decides_prea_and_nothing_else():
    item = item_of(answered(with_inmates()))
    with pytest.raises(Refused, match="cleared by the Office of Professional Standards"):
        decide_clearance(item, by=make_user(), outcome="cleared")
    background = item.offer.clearance.get(kind="background")
    with pytest.raises(Refused, match="not cleared under PREA"):
        clear_prea(background, by=office(), outcome="cleared")
    with pytest.raises(Refused, match="Only medical clearance comes with a restriction"):
        clear_prea(item, by=office(), outcome="restricted")


@pytest.mark.django_db(transaction=True)
def test_an_item_decided_while_the_offer_is_taken_is_one_after_the_other():
    item = item_of(answered(with_inmates()))
    checked(item.offer.application)
    by = [office(), office()]
    tasks = [lambda b=b: clear_prea(item, by=b, outcome="cleared", no_prior_employer=True) for b in by]
    assert endings(*tasks) == ["done", "done"]
    item.refresh_from_db()
    assert item.decided_by in by


@pytest.mark.django_db(transaction=True)
def test_an_item_and_the_appointment_decided_at_once_are_one_after_the_other():
    offer, by = make_offer(), [make_user(), make_user()]
    item = offer.clearance.get()
    _, late = meanwhile(
        lambda: decide_clearance(item, by=by[0], outcome="not_cleared"), lambda: appoint(offer, by=by[1])
    )
    assert "is not complete" in str(late)
    decide_clearance(item, by=by[0], outcome="cleared")
    _, late = meanwhile(
        lambda: appoint(offer, by=by[1]), lambda: decide_clearance(item, by=by[0], outcome="not_cleared")
    )
    assert "the appointment was made" in str(late)
    item.refresh_from_db()
    assert item.outcome == "cleared"


def test_a_question_that_was_answered_keeps_its_words():
    question, by = PreaQuestion.objects.order_by("pk").first(), office()
    answered(with_inmates())
    question.text = "Something else?"
    with pytest.raises(Refused, match="End it, and write the new one beside it"):
        keep_question(question, by=by)
    question.refresh_from_db()
    question.ends_on = timezone.localdate()
    keep_question(question, by=by, changed="Until")


def test_contacts_are_append_only_and_lie_in_the_past():
    application, by = with_inmates(), office()
    with pytest.raises(Refused, match="cannot lie ahead"):
        note_contact(contact(application, contacted_on=timezone.localdate() + timedelta(days=1)), by=by)
    kept = note_contact(contact(application), by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        InstitutionalEmployerContact.objects.filter(pk=kept.pk).update(employer="Another")


def test_who_did_not_answer_is_asked_answers_once_and_can_then_be_cleared(client):
    person = make_person(user=make_panellist())
    application, by = with_inmates(person=person), office()
    item = item_of(application)
    client.force_login(by)
    page = f"/hiring/prea/{item.pk}/"
    assert f"{page}ask/" in client.get(page).content.decode()
    assert post_form(client, f"{page}ask/").url == page
    notice = Notification.objects.get(user=person.user)
    assert notice.url == f"/jobs/applications/{application.pk}/"
    assert "28 CFR 115.17" in notice.title
    client.force_login(person.user)
    answers = f"/jobs/applications/{application.pk}/answer/"
    assert answers in client.get(notice.url).content.decode()
    told = {f"prea_{one.pk}": "no" for one in PreaQuestion.objects.all()}
    first = next(iter(told))
    assert "Explain your “yes”." in post_form(client, answers, **told | {first: "yes"}).content.decode()
    assert post_form(client, answers, **told).url == notice.url
    assert application.prea_answers.filter(yes=False).count() == len(told) > 0
    assert answers not in client.get(notice.url).content.decode()
    late = post_form(client, answers, **told)
    assert (late.status_code, "Nothing is left to answer" in late.content.decode()) == (409, True)
    with pytest.raises(Refused, match="Nothing is left to ask"):
        ask_to_answer(item, by=by)
    checked(application)
    assert clear_prea(item, by=by, outcome="cleared", no_prior_employer=True).outcome == "cleared"


def test_only_who_applied_answers_all_of_it_while_the_item_is_open():
    application, stranger = with_inmates(), make_applicant()
    asked = {one.pk: (False, "") for one in PreaQuestion.objects.all()}
    with pytest.raises(Refused, match="Nothing is left to answer"):
        answer_prea(application, answers=asked, asker=Asker(applicant=application.applicant))
    item_of(application)
    with pytest.raises(Refused, match="Only who applied"):
        answer_prea(application, answers=asked, asker=Asker(applicant=stranger))
    with pytest.raises(Refused, match="as well"):
        answer_prea(application, answers={}, asker=Asker(applicant=application.applicant))
    assert application.prea_answers.count() == 0


def test_somebody_from_outside_is_asked_by_mail_once_a_day_and_staff_without_account_are_not():
    item, by = item_of(with_inmates()), office()
    ask_to_answer(item, by=by)
    ask_to_answer(item, by=by)
    mail = OutboxMail.objects.get(to=item.offer.application.applicant.email, subject__contains="115.17")
    assert f"/jobs/applications/{item.offer.application_id}/" in mail.body
    with pytest.raises(Refused, match="has no account"):
        ask_to_answer(item_of(with_inmates(person=make_person(user=None))), by=by)


# Checks


def test_a_check_is_due_again_by_the_setting_of_its_day():
    assert due_again(date(2024, 2, 29)) == date(2029, 2, 28)
    day = set_from_tomorrow("prea_check_years", "3")
    assert due_again(day).year == day.year + 3
    with pytest.raises(Refused, match="cannot lie ahead"):
        record_check(PreaCheck(person=make_person(), checked_on=timezone.localdate() + timedelta(days=1)), by=office())


def test_who_meets_inmates_and_has_no_check_for_long_is_listed(client):
    today, contact_class = timezone.localdate(), make_job_class(inmate_contact=True)
    never, soon, long_ago, desk = (make_person() for _ in range(4))
    for person in (never, soon, long_ago):
        make_position(contact_class, holder=person)
    make_position(holder=desk)
    for person, days in ((soon, 20), (long_ago, 900)):
        PreaCheck.objects.create(person=person, checked_on=date(2022, 1, 1), valid_until=today + timedelta(days=days))
    PreaCheck.objects.create(person=long_ago, checked_on=date(2015, 1, 1), valid_until=date(2020, 1, 1))
    assert set(lapsing()) == {never, soon}
    client.force_login(office())
    page = parse(client.get("/hiring/checks/lapsing/"))
    assert {one.text_content() for one in page.xpath("//a[@class='row-link']")} == {str(never), str(soon)}


# Pages


def test_the_office_sees_answers_notes_contacts_records_a_check_and_decides(client):
    application, by = answered(with_inmates(), yes=("harassment",)), office()
    item = item_of(application)
    client.force_login(by)
    assert [one.url for one in prea_to_clear(by)] == [f"/hiring/prea/{item.pk}/"]
    page = f"/hiring/prea/{item.pk}/"
    assert post_form(client, page, outcome="cleared", conclusion="x").status_code == 409
    day = timezone.localdate().isoformat()
    assert post_form(client, f"{page}check/", checked_on=day, outcome="clear").url == page
    body = {"employer": "County jail", "contacted_on": day, "outcome": "nothing", "note": ""}
    assert post_form(client, f"{page}contact/", **body).url == page
    shown = " ".join(parse(client.get(page)).text_content().split())
    assert "Told" in shown
    assert "County jail" in shown
    assert post_form(client, page, outcome="cleared", conclusion="Considered.").url == "/hiring/prea/"
    analyst = make_panellist()
    grant(analyst, "personnel_analyst")
    client.force_login(analyst)
    assert client.get(page).status_code == 403
    assert client.get(f"/hiring/clearance/{item.pk}/").status_code == 404
    seen = client.get(f"/hiring/offers/{item.offer_id}/").content.decode()
    assert "PREA" in seen
    assert "Considered." not in seen
