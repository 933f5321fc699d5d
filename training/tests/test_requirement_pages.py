"""Rules as people keep and read them: terms and their second approver, waivers, reminders, the gate and the board."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit import log
from doc_portal.core.models import AuditEvent, Notification
from doc_portal.core.registry import PostGate, declared
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.models import JobClass, Person
from personnel.tests.factories import make_assignment, make_person
from training.actions.reminding import remind_of_training
from training.actions.requirements import rebuild_requirements
from training.actions.rules import approve_terms, end_terms
from training.actions.waivers import approve_waiver, end_waiver
from training.approving import terms_waiting
from training.compliance import standings
from training.models import ClockPause, PersonRequirement, Reminder, RequirementRule, RuleTerms, ScheduledClass, Waiver
from training.post_gate import with_clearance
from training.simulation import simulate
from training.tests.factories import (
    make_class,
    make_course,
    make_credit,
    make_curriculum,
    make_enrolment,
    make_owed,
    make_rule,
    make_version,
    make_waiver,
)
from training.tests.pages_requirements import day, terms_body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_the_published_rules():
    RuleTerms.objects.update(approved=False)


def signed_in(client, *roles, **place):
    user = make_user()
    for role in ("staff", *roles):
        grant(user, role, **(place if role != "staff" else {}))
    client.force_login(user)
    return user


@pytest.fixture
def keeper(client):
    """A curriculum owner who is signed in."""
    return signed_in(client, "curriculum_owner")


@pytest.fixture
def officer():
    user = make_user()
    grant(user, "staff")
    return make_assignment(make_person(user=user)).person


def error_words(answer) -> list[str]:
    """What the page says is wrong."""
    return [one.text_content().strip() for one in parse(answer).xpath("//*[contains(@class, 'invalid-feedback')]")]


def today() -> date:
    return timezone.localdate()


def test_my_training_tells_what_one_asked_for_and_which_shift_a_class_must_fit(client, officer):
    asked, full = make_class(days=(20,)), make_class(days=(25,), capacity=1)
    make_enrolment(asked, officer, "pending_supervisor")
    make_enrolment(full, make_person(), "waitlisted", nominated_at=timezone.now() - timedelta(days=1))
    make_enrolment(full, officer, "waitlisted")
    client.force_login(officer.user)
    page = client.get("/training/mine/").text
    assert all(words in page for words in (asked.number, "Waiting for the supervisor", full.number, "Place 2 of 2"))
    assert "You have no seat" not in page
    assert "My calendar address" not in page
    officer.assignments.update(shift="night")
    told = client.get("/training/?fits=on").text
    assert "Counted for the night shift" in told
    assert "Of 2 open to enroll, 2 meet outside these hours and 0 more clash" in told


# Rules and their terms


def test_terms_are_written_by_one_and_count_once_another_approves_them(client, keeper, officer):
    rule = RequirementRule.objects.create(slug="keys", name="Key control")
    course = make_version().course
    page = f"/training/requirements/{rule.slug}/terms/"
    answer = post_form(client, page, **terms_body(None, rule) | {"ends_on": "", "courses": [course.pk]})
    assert (answer.status_code, answer.url) == (302, rule.get_absolute_url())
    terms = rule.terms.get()
    rebuild_requirements([officer.pk])
    assert not terms.owed.exists()
    assert "Draft, not approved" in client.get(rule.get_absolute_url()).text
    with pytest.raises(Refused, match=r"You wrote “Key control, from .*Somebody else must approve it"):
        approve_terms(terms, by=keeper)
    signed_in(client, "training_approver")
    assert post_form(client, f"/training/terms/{terms.pk}/approve/", note="").status_code == 302
    rebuild_requirements([officer.pk])
    assert terms.owed.get().person == officer
    again = post_form(client, f"/training/terms/{terms.pk}/approve/", note="")
    assert (again.status_code, "already approved" in again.text) == (409, True)


def test_new_terms_are_written_beside_those_in_force_which_end_where_they_begin_once_approved(client, keeper):
    old = make_rule(make_course(), starts_on=date(2021, 1, 1))
    begins = today() + timedelta(days=30)
    body = terms_body(None, old.rule) | {"starts_on": f"{begins:%Y-%m-%d}", "ends_on": ""}
    assert post_form(client, f"/training/requirements/{old.rule.slug}/terms/", **body).status_code == 302
    old.refresh_from_db()
    assert old.ends_on is None
    new = old.rule.terms.get(approved=False)
    approver = signed_in(client, "training_approver")
    assert str(old) in client.get(f"/training/terms/{new.pk}/approve/").text
    approve_terms(new, by=approver)
    old.refresh_from_db()
    assert old.ends_on == begins
    assert AuditEvent.objects.of(old).filter(act="end", actor=approver).exists()


def test_new_terms_begin_with_what_those_in_force_say_and_no_earlier_writer_approves_them(client, keeper):
    course = make_course()
    begun, ends = date(2021, 1, 1), date(2025, 7, 1)
    terms = make_rule(
        course, authority="28 CFR 115.31", cadence="months", every_months=24, inmate_contact=True, starts_on=begun,
        ends_on=ends,
    )  # fmt: skip
    form = client.get(f"/training/requirements/{terms.rule.slug}/terms/").context["form"]
    told = {name: form[name].value() for name in ("authority", "cadence", "every_months", "inmate_contact")}
    assert told == {"authority": "28 CFR 115.31", "cadence": "months", "every_months": 24, "inmate_contact": True}
    assert (list(form["courses"].value()), form["starts_on"].value()) == ([course.pk], ends)

    draft = make_rule(course, rule=terms.rule, starts_on=ends, approved=False, created_by=keeper)
    log("create", draft, by=keeper)
    RuleTerms.objects.filter(pk=draft.pk).update(created_by=make_user())
    draft.refresh_from_db()
    assert (draft in terms_waiting(keeper), draft in terms_waiting(make_user())) == (False, True)
    with pytest.raises(Refused, match="Somebody else must approve it"):
        approve_terms(draft, by=keeper)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"authority": ""}, "Name the law, policy or decision this rests on."),
        ({"courses": []}, "Choose a course or a curriculum, or ask for hours instead."),
        ({"cadence": "months"}, "Enter after how many months it is due again."),
        ({"cadence": "fiscal_year"}, "due at its end or on the anniversary"),
        ({"due": "anniversary"}, "The anniversary comes every year"),
        ({"satisfied": "hours", "courses": []}, "Enter the hours, above zero."),
        ({"satisfied": "hours", "bucket_hours": 8}, "choose no course"),
        ({"ends_on": "2018-12-31"}, "Enter an end after January 1, 2019."),
        ({"starts_on": "2020-05-01", "ends_on": ""}, "already has terms from January 1, 2021 on, without an end"),
        ({"starts_on": "0001-01-01"}, "Enter a year between 1900 and 2199."),
    ],
)
def test_what_is_typed_wrong_comes_back_with_a_sentence_and_everything_kept(client, keeper, typed, words):
    rule = make_rule(make_course(), starts_on=date(2021, 1, 1)).rule
    body = terms_body(None, rule) | {"note": "Kept as typed"} | typed
    answer = post_form(client, f"/training/requirements/{rule.slug}/terms/", **body)
    assert answer.status_code == 200
    assert words in answer.text, error_words(answer)
    assert "Kept as typed" in answer.text
    assert rule.terms.count() == 1


def test_an_audience_that_matches_nobody_is_a_warning_and_no_refusal(client, keeper, officer):
    rule = RequirementRule.objects.create(slug="keys", name="Key control")
    body = terms_body(None, rule) | {"title_words": "Astronaut"}
    answer = post_form(client, f"/training/requirements/{rule.slug}/terms/", **body)
    assert "These terms ask nobody who works here today" in client.get(answer.url).text
    signed_in(client, "training_approver")
    assert "ask nobody" in client.get(f"/training/terms/{rule.terms.get().pk}/approve/").text


def test_approved_terms_are_not_rewritten_and_end_by_somebody_else(client, keeper):
    terms = make_rule(make_course(), created_by=keeper, approved_by=make_user())
    page = client.get(f"/training/terms/{terms.pk}/edit/")
    assert (page.status_code, "End it, and write new terms" in page.text) == (409, True)
    ends = today() + timedelta(days=1)
    with pytest.raises(Refused, match="Somebody else must end it"):
        end_terms(terms, by=keeper, ends_on=ends, note="Superseded")
    with pytest.raises(Refused, match="cannot end before it began"):
        end_terms(terms, by=make_user(), ends_on=terms.starts_on, note="Superseded")
    ended = end_terms(terms, by=make_user(), ends_on=ends, note="Superseded")
    assert (ended.ends_on, acts_of(ended)) == (ends, ["end"])
    with pytest.raises(Refused, match="already ends on"):
        end_terms(terms, by=make_user(), ends_on=ends + timedelta(days=1), note="Later")


def test_the_page_of_a_rule_tells_its_authority_audience_and_courses(client, officer):
    RuleTerms.objects.filter(rule__slug="pp-assistant-academy").update(approved=True)
    client.force_login(officer.user)
    page = client.get("/training/requirements/pp-assistant-academy/").text
    for words in (
        "Week 1 - P&amp;P onboarding page", "Staff with a title with “Probation &amp; Parole Assistant” or",
        "Every one of the courses", "Academy Level 3", "Before the assignment begins",
    ):  # fmt: skip
        assert words in page


# What one owes, and why


def test_somebody_reads_what_they_owe_why_and_what_clears_it(client, officer):
    first, second = make_version(), make_version()
    terms = make_rule(first.course, second.course, authority="28 CFR 115.31", due_in=30)
    make_credit(officer, first, completed_on=today() - timedelta(days=9))
    not_offered, offered = make_class(second, ScheduledClass.Status.DRAFT, days=(5,)), make_class(second)
    rebuild_requirements([officer.pk])
    client.force_login(officer.user)
    mine = client.get("/training/mine/").text
    assert terms.rule.name in mine
    assert offered.get_absolute_url() in mine
    assert not_offered.get_absolute_url() not in mine
    assert "Overdue" in mine
    assert "28 CFR 115.31" in mine
    page = client.get(PersonRequirement.objects.get(person=officer, rule=terms.rule).get_absolute_url()).text
    for words in (
        f"{officer.title}, {officer.worksite}, hired January 1, 2020", "Within 30 days after hire",
        "Every one of the courses below", "1 class takes enrollments now", "Last completed",
    ):  # fmt: skip
        assert words in page
    assert page.index(second.course.title) < page.index(first.course.title)


def test_why_somebody_owes_is_read_by_themselves_and_who_leads_them_alone(client, officer):
    leader = make_assignment(make_person(user=signed_in(client))).person
    row = make_owed(officer)
    assert client.get(row.get_absolute_url()).status_code == 404
    officer.assignments.update(supervisor=leader)
    assert client.get(row.get_absolute_url()).status_code == 200
    Person.objects.filter(pk=officer.pk).update(suppressed=True)
    assert client.get(row.get_absolute_url()).status_code == 200
    coordinator = signed_in(client, "training_coordinator", worksite=officer.worksite)
    assert officer.last_name not in client.get("/training/owed/?standing=due_60").text
    assert coordinator.has_perm("training.view_personrequirement")


# Waivers and pauses


def test_a_waiver_is_approved_by_neither_who_asked_nor_the_person(officer):
    asker, terms = make_user(), make_rule(make_course())
    waiver = make_waiver(officer, terms.rule, created_by=asker, approved_by=None, approved_at=None)
    with pytest.raises(Refused, match="Somebody else must approve it"):
        approve_waiver(waiver, by=asker)
    with pytest.raises(Refused, match="approved by somebody else than the person it is for"):
        approve_waiver(waiver, by=officer.user)
    approve_waiver(waiver, by=make_user())
    assert officer.requirements.get(rule=terms.rule).settled == "waived"
    end_waiver(Waiver.objects.get(), by=make_user(), note="Not needed")
    assert officer.requirements.get(rule=terms.rule).settled == ""
    with pytest.raises(Refused, match="already ended"):
        end_waiver(Waiver.objects.get(), by=make_user(), note="Again")
    assert set(Notification.objects.values_list("user", flat=True)) == {asker.pk, officer.user_id}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "Say why it is waived."),
        ({"ends_on": ""}, "Enter the day on which the waiver ends."),
        ({"ends_on": day(0)}, "Enter an end after today."),
    ],
)
def test_a_waiver_needs_a_reason_and_an_end(client, officer, typed, words):
    signed_in(client, "supervisor", worksite=officer.worksite)
    body = {"person": officer.email, "rule": make_rule().rule.pk, "reason": "Elsewhere", "starts_on": day(0),
            "ends_on": day(9)}  # fmt: skip
    answer = post_form(client, "/training/waivers/new/", **body | typed)
    assert (answer.status_code, words in answer.text) == (200, True)
    assert post_form(client, "/training/waivers/new/", **body).status_code == 302


def test_a_registrar_notes_leave_and_the_due_date_moves(client, officer):
    signed_in(client, "training_registrar")
    begun = today() - timedelta(days=20)
    officer.assignments.update(starts_on=begun)
    terms = make_rule(make_course())
    body = {"person": officer.email, "starts_on": f"{begun + timedelta(days=5):%Y-%m-%d}", "ends_on": day(0)}
    assert post_form(client, "/training/pauses/new/", **body).status_code == 302
    assert officer.requirements.get(rule=terms.rule).due_on == begun + timedelta(days=45)
    overlapping = post_form(client, "/training/pauses/new/", **body)
    assert (overlapping.status_code, "already stands still" in overlapping.text) == (200, True)
    assert ClockPause.objects.count() == 1


# Reminders


def test_a_reminder_of_each_step_goes_once_to_the_person_and_to_who_leads_them(officer):
    leader = make_assignment(make_person(user=make_user())).person
    officer.assignments.update(supervisor=leader)
    row = make_owed(officer, due_on=today() + timedelta(days=45))
    assert remind_of_training() == {"due": 1, "classes": 0}
    assert remind_of_training()["due"] == 0
    told = dict(Notification.objects.values_list("user", "title"))
    assert told[officer.user_id].startswith("Training due by")
    assert told[leader.user_id] == "1 training of people you lead is due within 60 days"
    for left, steps in ((30, [60, 30]), (20, [60, 30]), (3, [60, 30, 7]), (-1, [60, 30, 7])):
        PersonRequirement.objects.filter(pk=row.pk).update(due_on=today() + timedelta(days=left))
        remind_of_training()
        assert list(row.reminders.order_by("-step").values_list("step", flat=True)) == steps


def test_nobody_is_reminded_of_what_is_met_and_who_has_a_seat_is_reminded_of_the_class(officer):
    make_owed(officer, settled="met", met_on=today())
    enrolled = make_enrolment(make_class(days=(1,)), officer)
    make_enrolment(make_class(days=(1,)), officer, status="waitlisted")
    assert remind_of_training() == {"due": 0, "classes": 1}
    assert Reminder.objects.get().enrolment == enrolled
    assert remind_of_training()["classes"] == 0


# The post gate


@pytest.fixture
def gated(officer):
    """A version asked for before a post, which the officer owes."""
    version = make_version()
    make_rule(version.course, is_post_gate=True, due="before_post", due_in=0)
    return version


def cleared(person) -> bool:
    rebuild_requirements([person.pk])
    return with_clearance(Person.objects.filter(pk=person.pk)).get().cleared


def test_one_is_cleared_once_everything_of_the_gate_is_met(officer, gated):
    assert not cleared(officer)
    make_credit(officer, gated)
    assert cleared(officer)


def test_what_is_renewed_holds_the_gate_open_until_it_lapses(officer):
    version = make_version()
    make_rule(version.course, is_post_gate=True, cadence="months", every_months=12, due="before_post", due_in=0)
    credit = make_credit(officer, version, completed_on=today() - timedelta(days=200))
    assert cleared(officer)
    assert credit.completed_on < today()
    other = make_assignment(make_person()).person
    make_credit(other, version, completed_on=today() - timedelta(days=400))
    assert not cleared(other)


def nobody():
    return Person.objects.none().values("pk")


def everybody():
    return Person.objects.values("pk")


def test_another_unit_says_yes_or_no_and_no_reason_is_shown(client, officer, gated, monkeypatch):
    """The double of the unit that will publish the health clearance."""
    make_credit(officer, gated)
    rebuild_requirements([officer.pk])
    signed_in(client, "training_coordinator", worksite=officer.worksite)
    assert "the health clearance is not connected" in client.get("/training/post-gate/").text
    for double, word in ((nobody, "Not cleared"), (everybody, "Cleared")):
        gate = PostGate("health", "the health clearance", f"{__name__}.{double.__name__}")
        monkeypatch.setattr("training.post_gate.declared", lambda kind, gate=gate: (gate,) if kind else ())
        page = client.get("/training/post-gate/").text
        assert f">{word}</span>" in page
        assert "of which nothing but yes or no is known here" in page
    assert not [one for one in declared("post_gates") if one.cleared.startswith("training.tests")]


def test_the_gate_is_listed_where_one_looks_after_people_alone(client, officer, gated):
    rebuild_requirements([officer.pk])
    signed_in(client, "training_coordinator", worksite=officer.worksite)
    page = client.get("/training/post-gate/?cleared=no").text
    assert officer.full_name in page
    assert "due" in page
    signed_in(client, "training_coordinator", worksite=make_worksite())
    assert officer.full_name not in client.get("/training/post-gate/").text


# What a rule would cost, and how the department stands


def test_a_simulation_counts_people_seats_and_rooms_and_writes_nothing():
    JobClass.objects.create(slug="guard-test", title="Guard test", custody=True)
    people = [make_assignment(make_person(), title="Guard test").person for _ in range(3)]
    make_assignment(make_person(), title="Clerk test")
    seat = make_version(contact_hours=16, max_seats=10)
    online = make_version(contact_hours=4, mode="online")
    terms = make_rule(seat.course, online.course, approved=False, title_words=["guard test"])
    make_credit(people[0], seat)
    cost = simulate(terms)
    told = {one.name: (one.people, one.seat_days, one.class_days) for one in cost.courses}
    assert told[str(seat.course)] == (2, 4, Decimal("0.4"))
    assert told[str(online.course)] == (3, 0, 0)
    assert (cost.hours, cost.seat_days, cost.later_seat_days) == (44, 4, 0)
    assert cost.room_years == Decimal("0.4") / 245
    assert not PersonRequirement.objects.filter(rule=terms.rule).exists()


def test_a_yearly_rule_costs_every_year_and_is_compared_with_the_terms_before(client):
    person = make_assignment(make_person(), title="Guard test").person
    version = make_version(contact_hours=8, max_seats=1)
    fields = {"cadence": "fiscal_year", "due": "fiscal_year_end", "title_words": ["guard test"]}
    old = make_rule(version.course, ends_on=today() + timedelta(days=1), **fields)
    new = make_rule(
        version.course, make_version(contact_hours=8).course, rule=old.rule, approved=False,
        starts_on=today() + timedelta(days=1), **fields,
    )  # fmt: skip
    assert (simulate(new).seat_days, simulate(new).later_seat_days, person.requirements.count()) == (2, 2, 0)
    signed_in(client, "training_director")
    assert "it adds 1 seat-days, 0.0 room-years" in client.get(f"/training/terms/{new.pk}/simulate/").text


def test_the_board_counts_people_hours_and_gates_by_worksite_and_exports(client, officer):
    site = officer.worksite
    other = make_assignment(make_person(), worksite=site).person
    make_assignment(make_person(suppressed=True), worksite=site)
    late = {"due_on": today() - timedelta(days=1)}
    make_owed(other, make_rule(is_post_gate=True), **late)
    make_owed(other, make_rule(), **late)
    make_owed(officer, make_rule(), settled="waived", **late)
    make_credit(officer, make_version(contact_hours=8))
    user = signed_in(client, "training_director")
    (one,) = [row for row in standings(scope_of(user, "training.view_board_scheduledclass")) if row.pk == site.pk]
    assert (one.people, one.late, one.percent, one.overdue, one.gates, one.hours) == (2, 1, 50, 2, 1, 8)
    page = client.get("/training/compliance/")
    assert site.name in page.text
    sent = b"".join(client.get("/training/compliance/?export=csv").streaming_content).decode()
    assert f"{site.name},2,50,1,2,1,8,4" in sent
    assert client.get("/training/compliance/?export=pdf").status_code == 400


def test_the_curriculum_a_rule_asks_for_is_counted_too():
    person = make_assignment(make_person(), title="Guard test").person
    version = make_version(contact_hours=8)
    terms = make_rule(approved=False, title_words=["guard test"])
    terms.curricula.add(make_curriculum(version.course))
    assert simulate(terms).seat_days == 1
    assert not PersonRequirement.objects.filter(Q(person=person)).exists()
