"""Requests to fill positions: sent, decided step by step in order, by different people; only appointments fill one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Notification, SearchEntry
from doc_portal.core.search import rebuild_search
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import fields, page_form, parse
from personnel import staffing as guard
from personnel.actions.requisitions import (
    announce_requisitions,
    approve_step,
    cancel_requisition,
    choose_positions,
    deny_requisition,
    draft_requisition,
    note_appointment,
    return_requisition,
    revise_requisition,
    submit_requisition,
    take_back_announcement,
)
from personnel.models import ApprovalRoute, Posting, Requisition, StepKind
from personnel.models.requisitions import step_permission
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    make_job_class,
    make_position,
    make_posting,
    make_requisition,
    make_steps,
)
from personnel.todo import returned_requests, steps_to_decide

pytestmark = pytest.mark.django_db

Status = Requisition.Status
RIGHTS = tuple(
    f"personnel.{right}_requisition" for right in ("add", "change", "view", "submit", "cancel")
)  # fmt: skip


@pytest.fixture
def site():
    return make_worksite(name="Algoa Correctional Center")


@pytest.fixture
def clerk(site):
    """An HR specialist of the worksite."""
    return make_user("core.use_portal", *RIGHTS, worksite=site, first_name="Paloma", last_name="Wren")


def decider(kind, site=None, **fields):
    """Somebody who decides a kind of step, at one worksite or everywhere."""
    place = {"worksite": site} if site else {}
    return make_user("core.use_portal", "personnel.view_requisition", step_permission(kind), **place, **fields)


@pytest.fixture
def deciders(site):
    """Who decides the four steps, in order."""
    return [decider(StepKind.CAO, site), *(decider(kind) for kind in StepKind.values[1:])]


def asked(site, requester, vacancies=1, chairs=1, **fields) -> Requisition:
    """A draft of a class of its own, with vacant positions there."""
    job_class = fields.pop("job_class", None) or make_job_class()
    for _ in range(chairs):
        make_position(job_class, site)
    return make_requisition(requester=requester, job_class=job_class, worksite=site, vacancies=vacancies, **fields)


def sent(site, requester, **fields) -> Requisition:
    return submit_requisition(asked(site, requester, **fields), by=requester)


def approved(requisition, deciders, steps=4) -> Requisition:
    for one in deciders[:steps]:
        requisition = approve_step(requisition, by=one)
    return requisition


# The way of a request


def test_a_request_passes_its_four_steps_in_order_and_everyone_is_told(site, clerk, deciders):
    requisition = draft_requisition(
        Requisition(job_class=make_job_class(), worksite=site, explanation="Overtime covers it."), by=clerk
    )
    make_position(requisition.job_class, site)
    assert (requisition.number[:4], requisition.status) == ("REQ-", Status.DRAFT)
    requisition = submit_requisition(requisition, by=clerk)
    assert [one.kind for one in requisition.steps.order_by("no")] == ["cao", "analyst", "budget", "appointing"]
    for place, one in enumerate(deciders):
        assert [item.url for item in steps_to_decide(one)] == [requisition.get_absolute_url()]
        assert Notification.objects.filter(user=one, kind="requisition-step").count() == 1
        assert requisition.step_now.no == place + 1
        requisition = approve_step(requisition, by=one, note="Agreed." if place == 0 else "")
        assert steps_to_decide(one) == []
    assert (requisition.status, requisition.held_by) == (Status.APPROVED, "")
    assert requisition.approved_at is not None
    assert Notification.objects.get(user=clerk, kind="requisition-decided").title.endswith("was approved by every step")
    assert acts_of(requisition) == ["create", "submit", "approve", "approve", "approve", "complete"]


def test_a_worksite_with_steps_of_its_own_passes_those_alone(site, clerk):
    today = timezone.localdate()
    ApprovalRoute.objects.create(no=1, kind="appointing", worksite=site, starts_on=today, authority="Memo")
    ended = today - timedelta(days=1)
    ApprovalRoute.objects.create(
        no=2, kind="budget", worksite=site, starts_on=ended - timedelta(days=9), ends_on=ended, authority="Memo"
    )
    assert [one.kind for one in sent(site, clerk).steps.all()] == ["appointing"]
    assert sent(make_worksite(), clerk).steps.count() == 4


def test_without_a_route_in_force_nothing_is_sent(site, clerk):
    ApprovalRoute.objects.update(ends_on=timezone.localdate())
    with pytest.raises(Refused, match="No approval steps are in force"):
        sent(site, clerk)


def test_a_step_stands_once_on_a_day_of_the_route(client):
    client.force_login(make_user("core.use_portal", "personnel.view_requisition", "personnel.add_approvalroute"))
    today = timezone.localdate()
    body = {
        "worksite": "",
        "no": "9",
        "kind": "budget",
        "authority": "Memo",
        "ends_on": f"{today + timedelta(days=30)}",
    }
    assert post_form(client, "/manage/approval-route/new/", **body, starts_on=f"{today}").status_code == 302
    for starts, ends, sentence in (
        (today + timedelta(days=29), "", "already stands on the route on some of these days"),
        (today + timedelta(days=60), f"{today + timedelta(days=59)}", "Enter an end after the first day."),
    ):
        answer = post_form(client, "/manage/approval-route/new/", **body | {"starts_on": f"{starts}", "ends_on": ends})
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
    follows = body | {"starts_on": f"{today + timedelta(days=30)}", "ends_on": ""}
    assert post_form(client, "/manage/approval-route/new/", **follows).status_code == 302


def test_what_is_returned_is_changed_and_passes_every_step_anew(site, clerk, deciders):
    requisition = approved(sent(site, clerk), deciders, 2)
    requisition = return_requisition(requisition, by=deciders[2], note="Name the position.")
    assert (requisition.status, requisition.held_by) == (Status.RETURNED, "Requester")
    assert [item.title for item in returned_requests(clerk)] == [f"Change {requisition.number} and send it again"]
    requisition.explanation = "Position P1."
    revise_requisition(requisition, by=clerk, changed="Why it is needed")
    again = submit_requisition(requisition, by=clerk)
    assert (again.round, again.step_now.no, again.steps.count()) == (2, 1, 8)
    assert approved(again, deciders).status == Status.APPROVED


def test_a_denied_request_ends_and_a_cancelled_one_uses_up_nothing(site, clerk, deciders):
    denied = deny_requisition(sent(site, clerk), by=deciders[0], note="Not this year.")
    assert denied.status == Status.DENIED
    with pytest.raises(Refused, match="stood as “Denied” since"):
        submit_requisition(denied, by=clerk)
    taken = approved(sent(site, clerk), deciders)
    assert guard.staffing_of(asked(site, clerk, chairs=0, job_class=taken.job_class)).free == 0
    cancel_requisition(taken, by=clerk, note="Filled from within.")
    assert guard.staffing_of(asked(site, clerk, chairs=0, job_class=taken.job_class)).free == 1


def test_return_and_denial_need_a_reason(site, clerk, deciders):
    requisition = sent(site, clerk)
    with pytest.raises(Refused, match="Say what the requester should change"):
        return_requisition(requisition, by=deciders[0], note=" ")
    with pytest.raises(Refused, match="Say why the request is denied"):
        deny_requisition(requisition, by=deciders[0], note="")


def test_what_was_sent_is_not_changed_and_what_cannot_be_filled_is_not_sent(site, clerk):
    requisition = sent(site, clerk)
    with pytest.raises(Refused, match=r"No step is decided yet, so take it back for changes first"):
        revise_requisition(requisition, by=clerk)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="which has passed"):
        sent(site, clerk, needed_by=yesterday)
    with pytest.raises(Refused, match="is no longer used"):
        sent(site, clerk, job_class=make_job_class(ended_on=yesterday))
    with pytest.raises(Refused, match="is closed"):
        sent(make_worksite(status="closed"), clerk)


# Who may not


def test_the_requester_approves_no_step_by_whatever_role(client, site, clerk):
    requisition = sent(site, clerk)
    grant(clerk, "worksite_head", worksite=site)
    with pytest.raises(Refused, match=r"You asked for REQ-.* Somebody else must decide every step of it"):
        approve_step(requisition, by=clerk)
    client.force_login(clerk)
    for verb in ("approve", "return", "deny"):
        client.get(f"/requisitions/{requisition.number}/{verb}/")
        assert not AuditEvent.objects.of(requisition).filter(outcome="refused", act=verb).exists(), (
            "opening tries nothing"
        )
        for answer in (client.get(f"/requisitions/{requisition.number}/{verb}/"),
                       post_form(client, f"/requisitions/{requisition.number}/{verb}/", note="Yes")):  # fmt: skip
            assert answer.status_code == 403
            assert "You asked for REQ-" in answer.content.decode()
            assert f"Back to {requisition}" in answer.content.decode()
    assert requisition.steps.filter(decision=None).count() == 4
    refusals = AuditEvent.objects.of(requisition).filter(outcome=AuditEvent.Outcome.REFUSED)
    assert set(refusals.values_list("act", flat=True)) == {"approve", "return", "deny"}
    told = client.get(requisition.get_absolute_url()).content.decode()
    assert "Tried to approve step: refused" in told
    assert "Refused: step approved" not in told
    assert steps_to_decide(clerk) == []


def test_a_step_out_of_order_is_403_and_says_which_comes_first(client, site, clerk, deciders):
    requisition = sent(site, clerk)
    client.force_login(deciders[2])
    answer = post_form(client, f"/requisitions/{requisition.number}/approve/", note="")
    assert answer.status_code == 403
    words = answer.content.decode()
    assert f"Step 3 of {requisition.number} (FMU budget review) is not open yet: step 1" in words
    assert f"{deciders[0]} can." in words
    with pytest.raises(Refused, match="is not open yet"):
        approve_step(requisition, by=deciders[2])


def test_one_person_decides_one_step_at_most(site, clerk, deciders):
    requisition = approved(sent(site, clerk), deciders, 1)
    grant(deciders[0], "personnel_analyst")
    with pytest.raises(Refused, match=r"You decided step 1 of .* One person decides one step at most"):
        approve_step(requisition, by=deciders[0])
    assert steps_to_decide(deciders[0]) == []


def test_approving_rights_at_one_prison_do_nothing_at_another(client, site, clerk):
    elsewhere = decider(StepKind.CAO, make_worksite())
    requisition = sent(site, clerk)
    client.force_login(elsewhere)
    assert client.get(requisition.get_absolute_url()).status_code == 404
    assert post_form(client, f"/requisitions/{requisition.number}/approve/", note="").status_code == 404
    with pytest.raises(Refused, match="You can read this requisition but not decide on it"):
        approve_step(requisition, by=elsewhere)
    assert steps_to_decide(elsewhere) == []
    assert not Notification.objects.filter(user=elsewhere).exists()


def test_where_nobody_holds_the_role_the_page_says_so(client, site, clerk):
    requisition = sent(site, clerk)
    client.force_login(clerk)
    assert f"Nobody holds the role for it at {site}" in client.get(requisition.get_absolute_url()).content.decode()


def test_a_step_decided_meanwhile_is_told(client, site, clerk, deciders):
    requisition = sent(site, clerk)
    client.force_login(deciders[0])
    page = f"/requisitions/{requisition.number}/approve/"
    deny_requisition(requisition, by=decider(StepKind.CAO, site), note="No.")
    answer = post_form(client, page, note="", _version=requisition.version)
    assert answer.status_code == 409
    assert "is denied: no step of it waits for a decision" in answer.content.decode()


# The guard


def test_the_last_step_is_refused_where_positions_are_missing_and_names_who_uses_them(site, clerk, deciders):
    job_class = make_job_class(title="Cook I")
    first = approved(sent(site, clerk, job_class=job_class, chairs=2, vacancies=2), deciders)
    make_position(job_class, site, holder=make_person())
    second = approved(sent(site, clerk, job_class=job_class, chairs=1, vacancies=2), deciders, 3)
    with pytest.raises(Refused) as refusal:
        approve_step(second, by=deciders[3])
    assert str(refusal.value) == (
        f"{second.number} asks for 2 vacancies, but only 1 is free: Cook I at {site} has 4 authorized positions, "
        f"1 filled and 2 promised to {first.number} (2). 1 position is missing. Lower the vacancies, cancel a "
        "request that is not needed, or have positions authorized."
    )
    second.refresh_from_db()
    assert (second.status, second.step_now.no) == (Status.IN_APPROVAL, 4)


def test_frozen_and_abolished_positions_are_not_counted(site, clerk, deciders):
    requisition = approved(sent(site, clerk), deciders, 3)
    requisition.job_class.positions.update(status="frozen")
    with pytest.raises(Refused, match="but only 0 are free"):
        approve_step(requisition, by=deciders[3])


def test_a_position_filled_by_another_request_meanwhile_is_named(site, clerk, deciders):
    requisition = asked(site, clerk, chairs=2)
    chair = requisition.job_class.positions.order_by("pk").first()
    choose_positions(requisition, [chair], by=clerk)
    requisition = approved(submit_requisition(requisition, by=clerk), deciders, 3)
    type(chair).objects.filter(pk=chair.pk).update(status="filled", holder=make_person())
    with pytest.raises(Refused, match=f"names positions that are not free: position {chair.position_no} is now filled"):
        approve_step(requisition, by=deciders[3])


def test_a_position_is_named_by_one_live_request(site, clerk, deciders):
    first = asked(site, clerk)
    chair = first.job_class.positions.get()
    choose_positions(first, [chair], by=clerk)
    second = asked(site, clerk, chairs=0, job_class=first.job_class)
    choose_positions(second, [chair], by=clerk)
    first = submit_requisition(first, by=clerk)
    with pytest.raises(Refused, match=f"already to be filled by {first.number}"):
        submit_requisition(second, by=clerk)
    deny_requisition(first, by=deciders[0], note="No.")
    assert submit_requisition(second, by=clerk).status == Status.SUBMITTED


def test_positions_that_do_not_fit_are_not_chosen(site, clerk):
    requisition = asked(site, clerk, chairs=2)
    chairs = list(requisition.job_class.positions.all())
    with pytest.raises(Refused, match="asks for 1 person, and you chose 2 positions"):
        choose_positions(requisition, chairs, by=clerk)
    with pytest.raises(Refused, match="of another class or worksite"):
        choose_positions(requisition, [make_position()], by=clerk)
    chairs[0].status = "frozen"
    chairs[0].save()
    with pytest.raises(Refused, match="is frozen, so nobody can be asked for it"):
        choose_positions(requisition, chairs[:1], by=clerk)


def test_the_guard_counts_once_more_at_publication(site, clerk, deciders):
    requisition = approved(sent(site, clerk), deciders)
    chair = requisition.job_class.positions.get()
    type(chair).objects.filter(pk=chair.pk).update(status="frozen")
    with pytest.raises(Refused, match="but only 0 are free"):
        announce_requisitions([requisition], by=clerk)
    type(chair).objects.filter(pk=chair.pk).update(status="vacant")
    (posted,) = announce_requisitions([requisition], by=clerk)
    assert posted.status == Status.POSTED
    assert take_back_announcement(posted, by=clerk).status == Status.APPROVED


def test_a_request_under_an_announcement_is_not_cancelled(site, clerk, deciders):
    (requisition,) = announce_requisitions([approved(sent(site, clerk), deciders)], by=clerk)
    posting = make_posting(job_class=requisition.job_class, worksite=site)
    posting.requisitions.add(requisition)
    with pytest.raises(Refused, match=f"is covered by announcement {posting.number}, which is published"):
        cancel_requisition(requisition, by=clerk, note="No longer.")
    Posting.objects.filter(pk=posting.pk).update(status=Posting.Status.WITHDRAWN)
    assert cancel_requisition(requisition, by=clerk, note="No longer.").status == Status.CANCELLED


def test_nothing_but_appointments_fills_a_request(site, clerk, deciders):
    (requisition,) = announce_requisitions([approved(sent(site, clerk), deciders)], by=clerk)
    with pytest.raises(Refused, match="Nobody has been appointed for"):
        note_appointment(requisition, by=clerk)


# Pages


def test_a_request_is_written_and_sent_in_pages(client, site, clerk, deciders):
    job_class = make_job_class(title="Cook I")
    chair = make_position(job_class, site, shift="1")
    other_shift = make_position(job_class, site, shift="2")
    client.force_login(clerk)
    body = {
        "job_class": job_class.pk, "worksite": site.pk, "shift": "1", "vacancies": "1", "expected_pay": "$38,000",
        "reason": "replacement", "replaces": "", "explanation": "Two cooks left.", "needed_by": "",
    }  # fmt: skip
    wrong = parse(post_form(client, "/requisitions/new/", **body | {"vacancies": "0", "expected_pay": "none"}))
    told = wrong.xpath("//main//*[@role='alert']")[0].text_content()
    assert "Ask for 1 to 500 vacancies." in told
    assert "Enter an amount above zero" in told
    made = post_form(client, "/requisitions/new/", **body)
    requisition = Requisition.objects.get()
    assert made.url == f"/requisitions/{requisition.number}/positions/"
    page = parse(client.get(made.url))
    labels = [
        " ".join(one.text_content().split())
        for one in page.xpath("//label[input[@name='positions']]|//div[input[@name='positions']]/label")
    ]
    assert [label.split(",")[0] for label in labels] == [chair.position_no, other_shift.position_no]
    assert "Free" in page.text_content()
    assert post_form(client, made.url, positions=[chair.pk]).status_code == 302
    assert post_form(client, f"/requisitions/{requisition.number}/submit/", note="").status_code == 302
    words = parse(client.get(requisition.get_absolute_url())).text_content()
    assert "Worksite head (CAO): decides now" in words
    assert f"{deciders[0]} can." in " ".join(words.split())
    mine = parse(client.get("/requisitions/mine/")).text_content()
    assert requisition.number in mine
    assert "Worksite head (CAO)" in mine


def test_what_cannot_be_approved_is_said_before_it_is_sent_and_at_every_step(client, site, clerk, deciders):
    requisition = asked(site, clerk, vacancies=99, chairs=3)
    short = f"{requisition.number} asks for 99 vacancies, but only 3 are free"

    def warned(verb):
        page = parse(client.get(f"/requisitions/{requisition.number}/{verb}/"))
        return " ".join(" ".join(one.text_content() for one in page.xpath("//main//*[@role='status']")).split())

    client.force_login(clerk)
    assert short in warned("submit")
    submit_requisition(requisition, by=clerk)
    for one in deciders[:3]:
        client.force_login(one)
        assert "96 positions are missing. Lower the vacancies" in warned("approve")
        assert "Until then the last step cannot approve it." in warned("approve")
        assert "99" not in warned("return")
        approve_step(requisition, by=one)


def test_a_request_is_taken_back_while_nobody_has_decided_on_it(client, site, clerk, deciders):
    requisition = sent(site, clerk)
    client.force_login(clerk)
    back = f"/requisitions/{requisition.number}/take-back/"
    assert f'href="{back}"' in client.get(requisition.get_absolute_url()).content.decode()
    assert post_form(client, back, note="").status_code == 302
    requisition.refresh_from_db()
    assert (requisition.status, requisition.step_now, requisition.held_by) == (Status.DRAFT, None, "Requester")
    assert steps_to_decide(deciders[0]) == []
    with pytest.raises(Refused, match="is draft: no step of it waits for a decision"):
        approve_step(requisition, by=deciders[0])
    requisition.explanation = "Two posts, not one."
    revise_requisition(requisition, by=clerk, changed="Why it is needed")
    again = submit_requisition(requisition, by=clerk)
    assert (again.round, again.step_now.no) == (2, 1)
    approve_step(again, by=deciders[0])
    assert f'href="{back}"' not in client.get(requisition.get_absolute_url()).content.decode()
    answer = post_form(client, back, note="")
    assert answer.status_code == 409
    assert "A step of" in answer.content.decode()
    assert "Ask whoever decides the open step to return it." in answer.content.decode()
    assert acts_of(again) == ["submit", "take_back", "edit", "submit", "approve"]


def test_pay_the_class_does_not_pay_is_refused_and_another_shift_is_said(client, site, clerk):
    job_class = make_job_class(low="58800", high="75600")
    chair = make_position(job_class, site, shift="2")
    client.force_login(clerk)
    body = {
        "job_class": job_class.pk, "worksite": site.pk, "shift": "days", "vacancies": "1", "expected_pay": "38,000",
        "reason": "new", "replaces": "", "explanation": "", "needed_by": "",
    }  # fmt: skip
    refused = post_form(client, "/requisitions/new/", **body).content.decode()
    assert "this class pays $58,800 to $75,600 a year. Enter an amount within that." in refused
    assert not Requisition.objects.exists()
    post_form(client, "/requisitions/new/", **body | {"expected_pay": "60,000"})
    requisition = Requisition.objects.get()
    address = f"/requisitions/{requisition.number}/"
    assert "The class pays $58,800 to $75,600 a year." in client.get(f"{address}edit/").content.decode()
    picker = client.get(f"{address}positions/").content.decode()
    assert f"{chair.position_no}, Second shift, not the shift asked for" in picker
    assert "Tick at most" not in picker, "there is one to tick"
    choose_positions(requisition, [chair], by=clerk)
    read = " ".join(parse(client.get(f"{address}submit/")).text_content().split())
    assert "asks for people on day hours, and one of its positions is worked on another shift" in read
    assert "$60,000 a year; the class pays $58,800 to $75,600" in read


def test_a_vacant_position_leads_to_a_request_for_it(client, site):
    chair = make_position(make_job_class(), site, shift="3")
    client.force_login(person := make_user("core.use_portal", "personnel.view_position", *RIGHTS, worksite=site))
    (link,) = parse(client.get(chair.get_absolute_url())).xpath("//a[normalize-space()='Ask to fill']/@href")
    form = fields(page_form(parse(client.get(link))))
    assert [form[name] for name in ("job_class", "worksite", "shift")] == [
        [str(chair.job_class_id)], [str(site.pk)], ["3"],
    ]  # fmt: skip
    post_form(client, link, **{name: values[0] for name, values in form.items() if values and name != "_key"})
    requisition = Requisition.objects.get(requester=person)
    assert [one.position for one in requisition.chairs.all()] == [chair]
    submit_requisition(requisition, by=person)
    assert "Ask to fill" not in client.get(chair.get_absolute_url()).content.decode()


def test_the_filters_of_the_list_fold_where_there_is_no_room(client, clerk):
    client.force_login(clerk)
    page = parse(client.get("/requisitions/"))
    assert page.xpath("//details[contains(@class, 'fold')]//form[contains(@class, 'filters')]")


def test_the_list_is_sorted_by_the_number_it_says_it_is_sorted_by(client, site, clerk):
    numbers = ["REQ-2026-00012", "REQ-2026-00002", "REQ-2026-00016"]
    for number in numbers:
        make_requisition(requester=clerk, worksite=site, number=number)
    client.force_login(clerk)
    for address in ("/requisitions/", "/requisitions/mine/"):
        words = client.get(address).content.decode()
        assert sorted(numbers, key=words.index) == sorted(numbers, reverse=True)


def test_a_request_for_a_place_where_one_has_no_right_is_not_kept(client, site, clerk):
    client.force_login(clerk)
    body = {
        "job_class": make_job_class().pk, "worksite": make_worksite().pk, "shift": "1", "vacancies": "1",
        "expected_pay": "", "reason": "new", "replaces": "", "explanation": "", "needed_by": "",
    }  # fmt: skip
    assert "from the list" in post_form(client, "/requisitions/new/", **body).content.decode()
    assert not Requisition.objects.exists()


def test_requests_are_found_by_those_who_may_read_them_at_their_worksite(client, site, clerk):
    requisition = sent(site, clerk)
    rebuild_search("personnel.requisition")
    entry = SearchEntry.objects.get(kind="personnel.requisition", object_id=requisition.pk)
    assert (entry.permission, entry.worksite_id) == ("personnel.view_requisition", site.pk)
    staff, elsewhere = make_user(), make_user("core.use_portal", *RIGHTS, worksite=make_worksite())
    grant(staff, "staff")
    for user, finds in ((clerk, True), (elsewhere, False), (staff, False)):
        client.force_login(user)
        page = parse(client.get("/search/", {"q": requisition.number})).text_content()
        assert (f"Requisition {requisition.number}: {requisition.job_class}" in page) is finds


def test_the_page_of_the_office_leads_to_what_one_may_open_and_to_nothing_else(client, clerk):
    staff = make_user()
    for user in (staff, clerk):
        grant(user, "staff")
    shown = {}
    for user in (staff, clerk):
        client.force_login(user)
        block = parse(client.get("/units/office-of-personnel/")).xpath(
            "//section[@aria-labelledby='unit-hiring']//a/@href"
        )
        shown[user] = block
    assert shown[staff] == ["/transfers/", "/job-classes/"]
    assert shown[clerk] == ["/transfers/", "/job-classes/", "/requisitions/mine/", "/requisitions/"]
    assert "unit-hiring" not in client.get("/units/general-services/").content.decode()


def test_who_is_not_listed_is_not_named_as_the_one_replaced(client, site, clerk):
    hidden = make_assignment(
        make_person(first_name="Hidden", last_name="Person", suppressed=True), worksite=site
    ).person
    requisition = asked(site, clerk, replaces=hidden)
    client.force_login(clerk)
    page = client.get(requisition.get_absolute_url()).content.decode()
    assert "Not listed" in page
    assert "Hidden" not in page


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_one_step_at_once_one_is_told():
    site = make_worksite()
    requisition = sent(site, make_user(*RIGHTS))
    heads = [decider(StepKind.CAO, site), decider(StepKind.CAO, site)]
    assert endings(*(lambda h=h: approve_step(requisition, by=h) for h in heads)) == ["done", "refused"]
    assert requisition.steps.exclude(decision=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_free_position_is_promised_once():
    site, clerk, job_class = make_worksite(), make_user(*RIGHTS), make_job_class()
    make_position(job_class, site)
    asking = [asked(site, clerk, chairs=0, job_class=job_class) for _ in range(3)]
    for one in asking:
        make_steps(one, Status.SUBMITTED, ["appointing"])
    people = [decider(StepKind.APPOINTING) for _ in asking]
    ended = endings(*(lambda r=r, p=p: approve_step(r, by=p) for r, p in zip(asking, people, strict=True)))
    assert ended == ["done", "refused", "refused"]
    assert Requisition.objects.filter(status=Status.APPROVED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_that_name_one_position_and_are_sent_at_once_one_is_told():
    site, job_class = make_worksite(), make_job_class()
    chair, people = make_position(job_class, site), [make_user(*RIGHTS) for _ in range(2)]
    drafts = [asked(site, one, chairs=0, job_class=job_class) for one in people]
    for draft, one in zip(drafts, people, strict=True):
        choose_positions(draft, [chair], by=one)
    ended = endings(*(lambda d=d, p=p: submit_requisition(d, by=p) for d, p in zip(drafts, people, strict=True)))
    assert ended == ["done", "refused"]
    assert Requisition.objects.filter(status=Status.SUBMITTED).count() == 1
