"""What follows the hire: first weeks, records, who stays, and the director's figures (items 20, 21, 22 and 28)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import AuditEvent, Notification
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.appointments import appoint
from personnel.actions.first_weeks import finish_task, start_first_weeks
from personnel.actions.records import hold_record, release_record
from personnel.appointments import retention
from personnel.figures import Where, demand, legs, vacancies
from personnel.hiring_measures import days_to_approve, days_to_fill, vacancy_percent
from personnel.hiring_todo import first_weeks
from personnel.models import Application, Appointment, ChecklistItem, Posting, Requisition
from personnel.records import APPLICATIONS, POSTINGS, REQUISITIONS, note_retention
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    make_application,
    make_job_class,
    make_position,
    make_posting,
    make_reason,
    make_requisition,
)
from personnel.tests.factories_selection import make_appointment, make_offer, make_panellist, make_request

pytestmark = pytest.mark.django_db
S = Application.Status
LONG_AGO = date(2001, 1, 1)


def new_hire(posting=None, **job_class):
    """An appointment of a member of staff with an account."""
    posting = posting or make_posting(job_class=make_job_class(**job_class))
    person = make_assignment(make_person(user=make_panellist())).person
    return appoint(make_offer(make_application(S.INTERVIEW, posting=posting, person=person)), by=make_user())


def texts(appointment):
    return set(appointment.tasks.values_list("text", flat=True))


def test_the_entry_tells_who_may_see_the_appointment_what_begins_and_when(client):
    one = new_hire()
    told = f"{one.job_class}, {one.worksite}"
    for role, sees in (("staff", False), ("personnel_analyst", True)):
        user = make_user()
        grant(user, "staff")
        if sees:
            grant(user, role)
        client.force_login(user)
        facts = parse(client.get(one.person.get_absolute_url())).xpath("//dl//dt[.='Begins']/following-sibling::dd[1]")
        assert [told in dd.text_content() for dd in facts] == [True] * sees


# First weeks


def test_the_checklist_starts_with_what_a_source_gives_as_a_marked_draft():
    items = ChecklistItem.objects.order_by("order")
    assert [(one.who, one.due_days, one.confirmed) for one in items] == [
        ("new_hire", 7, False), ("supervisor", 30, False), ("supervisor", 90, False),
    ]  # fmt: skip
    assert items[0].link == "/about/expectations/"


def test_the_list_of_the_kind_of_work_is_copied_once_and_stays_as_it_was_given():
    for track, text in (("all", "Badge"), ("custody", "Radio"), ("probation", "Case files")):
        ChecklistItem.objects.create(track=track, text=text, due_days=3, starts_on=LONG_AGO)
    ChecklistItem.objects.create(text="Old", starts_on=LONG_AGO, ends_on=date(2002, 1, 1))
    hire = new_hire(custody=True)
    assert texts(hire) >= {"Badge", "Radio"}
    assert not texts(hire) & {"Case files", "Old"}
    assert set(hire.tasks.values_list("person", flat=True)) == {hire.person_id}
    assert hire.tasks.get(text="Badge").due_on == hire.starts_on + timedelta(days=3)
    assert start_first_weeks(hire) == 0
    ChecklistItem.objects.filter(text="Badge").update(text="Badge and keys")
    assert "Badge" in texts(hire)
    assert Notification.objects.filter(user=hire.person.user, kind="first-weeks").count() == 1
    assert "Case files" in texts(new_hire(category="probation"))


def test_the_new_hire_the_supervisor_and_personnel_note_what_is_theirs(client):
    leader = make_assignment(make_person(user=make_panellist())).person
    hire = new_hire()
    hire.person.assignments.update(supervisor=leader)
    own, led = hire.tasks.get(who="new_hire"), hire.tasks.filter(who="supervisor").first()
    desk = hire.tasks.create(item=ChecklistItem.objects.create(text="Payroll form"), person=hire.person,
                             text="Payroll form", who="personnel", due_on=hire.starts_on)  # fmt: skip
    page = "/hiring/first-weeks/tasks/{}/"
    client.force_login(hire.person.user)
    assert len(parse(client.get("/hiring/first-weeks/")).xpath("//ul[@class='rows']/li")) == 4
    assert [item.url for item in first_weeks(hire.person.user)] == [page.format(own.pk)]
    assert post_form(client, page.format(own.pk)).url == "/hiring/first-weeks/"
    assert post_form(client, page.format(own.pk)).status_code == 409
    assert client.get(page.format(led.pk)).status_code == 403
    client.force_login(leader.user)
    assert {item.url for item in first_weeks(leader.user)} == {
        page.format(key) for key in hire.tasks.filter(who="supervisor").values_list("pk", flat=True)
    }
    assert post_form(client, page.format(led.pk)).url == "/hiring/first-weeks/tasks/"
    assert client.get(page.format(desk.pk)).status_code == 403
    right = ("personnel.view_own_newhiretask", "personnel.view_newhiretask", "personnel.finish_newhiretask")
    client.force_login(make_user(*right, worksite=hire.worksite))
    assert post_form(client, page.format(desk.pk)).status_code == 302
    client.force_login(make_user(*right, worksite=make_worksite()))
    assert client.get(page.format(led.pk)).status_code == 404
    client.force_login(make_panellist())
    assert client.get(page.format(own.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_task_is_noted_once():
    task, by = new_hire().tasks.first(), [make_user(), make_user()]
    assert endings(*(lambda b=b: finish_task(task, by=b) for b in by)) == ["done", "refused"]
    assert acts_of(task) == ["finish"]


def test_a_link_leads_to_a_page_of_the_portal(client):
    client.force_login(make_user("personnel.add_checklistitem", "personnel.view_checklistitem"))
    body = {"text": "Read", "who": "new_hire", "track": "all", "due_days": "1", "order": "1", "source": "",
            "starts_on": "2026-01-01", "ends_on": "2026-01-01"}  # fmt: skip
    said = post_form(client, "/manage/first-weeks/new/", **body, link="https://example.com/").content.decode()
    assert "That is no page of the portal." in said
    assert "Enter an end after the first day." in said


# Records


def test_what_has_ended_is_kept_two_years_from_its_end():
    application = make_application(S.NOT_SELECTED, reason=make_reason("not_selected"))
    live = make_application(S.INTERVIEW)
    request = make_requisition(Requisition.Status.DENIED)
    AuditEvent.objects.create(
        act="deny", record=request, at=datetime(2026, 3, 1, 3, tzinfo=UTC), before="in_approval", after="denied"
    )
    assert note_retention() == 2
    application.refresh_from_db()
    request.refresh_from_db()
    live.refresh_from_db()
    assert application.retention_until == timezone.localdate().replace(year=timezone.localdate().year + 2)
    assert request.retention_until == date(2028, 2, 28), "the day in Chicago, at nine in the evening"
    assert live.retention_until is None
    assert note_retention() == 0


def test_a_hold_keeps_a_record_and_what_hangs_on_it():
    posting = make_posting(Posting.Status.COMPLETED)
    Posting.objects.filter(pk=posting.pk).update(status="published")
    application = make_application(S.WITHDRAWN, posting=posting)
    Posting.objects.filter(pk=posting.pk).update(status="completed", retention_until=LONG_AGO)
    Application.objects.update(retention_until=LONG_AGO)
    request = make_request(posting, status="filled")
    assert list(APPLICATIONS.due()) == [application]
    assert list(POSTINGS.due()) == [posting]
    by = make_user()
    with pytest.raises(Refused, match="Say why"):
        hold_record(request, by=by, note=" ")
    hold_record(request, by=by, note="Charge 12 is open")
    assert not APPLICATIONS.due().exists()
    assert not POSTINGS.due().exists()
    assert list(APPLICATIONS.on_hold()) == [application]
    assert list(REQUISITIONS.on_hold()) == [request]
    with pytest.raises(Refused, match="is already on legal hold"):
        hold_record(request, by=by, note="Again")
    release_record(request, by=by, note="Settled")
    assert list(APPLICATIONS.due()) == [application]
    with pytest.raises(Refused, match="is not on legal hold"):
        release_record(request, by=by, note="Again")
    assert acts_of(request) == ["hold", "release"]


def test_records_that_are_due_are_listed_and_held_on_the_pages(client):
    posting = make_posting(Posting.Status.COMPLETED)
    Posting.objects.filter(pk=posting.pk).update(retention_until=LONG_AGO)
    client.force_login(make_user("personnel.hold_requisition"))
    page = "/hiring/records/announcements/"
    link = parse(client.get(page)).xpath("//table//a/@href")
    assert post_form(client, link[-1], note="Charge 12").url == page
    assert "Nothing is due" in client.get(page).content.decode()
    held = parse(client.get(f"{page}?state=held"))
    assert "On hold" in held.xpath("//table")[0].text_content()


# Who stays


def test_who_stayed_is_counted_by_worksite_shift_source_and_month():
    today, site = timezone.localdate(), make_worksite(name="Stay Center")
    for began, left in ((400, None), (400, 100), (40, None), (10, None)):
        ended = today - timedelta(days=left) if left else None
        person = make_person(ended_on=ended)
        made = make_appointment(make_offer(make_application(S.INTERVIEW, posting=make_posting(worksite=site))))
        Appointment.objects.filter(pk=made.pk).update(person=person, starts_on=today - timedelta(days=began))
    (row,) = retention("worksite")
    assert row["group"] == "Stay Center"
    assert [(row[f"began_{n}"], row[f"stayed_{n}"]) for n in (30, 90, 365)] == [(3, 3), (2, 2), (2, 1)]
    assert [one["group"] for one in retention("source")] == [True]
    assert sum(one["began_365"] for one in retention("cohort")) == 2
    assert retention("shift")[0]["stayed_365"] == 1


# The board


def test_where_the_time_went_follows_from_moments_and_acts():
    day = timezone.now() - timedelta(days=100)

    def at(days):
        return day + timedelta(days=days)

    posting = make_posting(published_at=at(8), vacancies=2)
    other, request = make_request(posting), make_request(posting)
    Requisition.objects.filter(pk=other.pk).update(submitted_at=at(3), approved_at=at(4), shift="1")
    Requisition.objects.filter(pk=request.pk).update(submitted_at=at(0), approved_at=at(6))
    hire = new_hire(posting)
    assert hire.requisition == request, "its own request is counted, not the first of the announcement"
    Posting.objects.filter(pk=posting.pk).update(list_sent_at=at(30))
    log("interview", hire.application, by=None, after=S.INTERVIEW)
    whole, *rest = legs()
    assert whole.count == 1
    assert (round(whole.medians["approve"]), round(whole.medians["publish"])) == (6, 2)
    assert (round(whole.medians["interview"]), round(whole.medians["close"])) == (70, 102)
    assert 129 <= whole.medians["fill"] <= 130
    assert {one.worksite or one.job_class for one in rest} == {str(hire.worksite), str(hire.job_class)}
    assert legs(where=Where(False, (make_worksite().pk,)))[0].count == 0
    assert legs(timezone.localdate() - timedelta(days=2))[0].count == 0
    assert days_to_approve(timezone.localdate()) == Decimal("6.0")
    assert 129 <= days_to_fill(timezone.localdate()) <= 130


def test_vacancies_and_applicants_are_counted_where_the_right_counts():
    site, other = make_worksite(), make_worksite()
    job_class = make_job_class()
    make_position(job_class, site, holder=make_person())
    make_position(job_class, site)
    make_position(job_class, other)
    frozen = make_position(job_class, other)
    frozen.status = "frozen"
    frozen.save()
    whole = vacancies()[0]
    assert (whole.vacant, whole.authorised) == (2, 3)
    here = vacancies(Where(False, (site.pk,)))
    assert [(one.vacant, one.authorised) for one in here if one.worksite] == [(1, 2)]
    assert vacancy_percent(timezone.localdate()) == Decimal("66.7")
    posting = make_posting(worksite=site, vacancies=2)
    for _ in range(3):
        make_application(posting=posting)
    found = demand(where=Where(False, (site.pk,)))
    assert (found.vacancies, found.sent, found.per_vacancy) == (2, 3, 1.5)
    assert demand(where=Where(False, (other.pk,))).vacancies == 0


def test_without_figures_the_board_says_so(client):
    director = make_panellist()
    grant(director, "executive_reader")
    client.force_login(director)
    page = " ".join(parse(client.get("/hiring/board/")).text_content().split())
    assert "Nobody was appointed in the last 12 months." in page
    assert "There are no figures yet." in page
    new_hire()
    make_position()
    page = " ".join(parse(client.get("/hiring/board/")).text_content().split())
    assert "Median of 1 appointments" in page
    assert "100.0%" in page


def test_the_eeo_officer_reads_totals_and_the_reason_where_there_are_none(client):
    officer = make_panellist()
    grant(officer, "eeo_officer")
    client.force_login(officer)
    posting = make_posting()
    year = timezone.localdate().year - 1
    page = f"/hiring/selection/?year={year}&class={posting.job_class.slug}"
    said = client.get(page).content.decode()
    assert "not yet." in said
    assert f"{year + 1} can be chosen from January 1, {year + 2}, on" in said
    assert f"years that are over, so {year} is shown" in client.get("/hiring/selection/?year=1066").content.decode()
    assert "not in the catalogue" in client.get("/hiring/selection/?class=no-such").content.decode()
    for other in ("/hiring/offers/", "/hiring/claims/", "/hiring/appointments/"):
        assert client.get(other).status_code == 403
