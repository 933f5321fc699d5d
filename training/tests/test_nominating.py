"""Nominating people, one or a list: who may, each line's answer, and the rules that stand in the way."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.display import long_date
from doc_portal.core.models import SettingKey
from doc_portal.core.tests.factories import grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_job_class
from training.actions.enrolment import enrol_oneself
from training.actions.nominating import LinesRefused, nominate, nominate_all
from training.models import Certificate, CourseEquivalence, Enrolment, Prerequisite
from training.tests.factories import (
    make_certification,
    make_class,
    make_cohort,
    make_course,
    make_credit,
    make_enrolment,
    make_owed,
    make_rule,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    """A supervisor of one worksite."""
    user = make_user()
    grant(user, "staff")
    grant(user, "supervisor", worksite=make_worksite(name="Home Prison"))
    make_person(user=user)
    return user


@pytest.fixture
def site(boss):
    return boss.grants.get(role__slug="supervisor").worksite


def officer(site, **fields):
    return make_assignment(make_person(**fields), worksite=site).person


def test_whom_one_answers_for_is_approved_with_the_nomination(boss, site):
    made = nominate(make_class(make_version(make_course(needs_approval=True))), officer(site), by=boss)
    assert (made.status, made.approved_by) == ("enrolled", boss)


def test_somebody_else_is_nominated_by_who_answers_for_them(boss):
    with pytest.raises(Refused, match="You do not answer for"):
        nominate(make_class(), officer(make_worksite()), by=boss)
    led = make_assignment(make_person(), supervisor=boss.person).person
    assert nominate(make_class(), led, by=boss).status == "enrolled"
    with pytest.raises(Refused, match="Nobody nominates themselves"):
        nominate(make_class(), boss.person, by=boss)


def test_without_the_right_to_approve_a_nomination_waits(site):
    clerk = make_user("training.nominate_enrolment", worksite=site)
    scheduled = make_class()
    made = nominate(scheduled, officer(site), by=clerk)
    scheduled.refresh_from_db()
    assert (made.status, scheduled.seats_taken) == ("nominated", 0)


def test_a_list_is_carried_out_whole_or_not_at_all_and_each_line_has_its_answer(boss, site):
    scheduled = make_class(capacity=2)
    one, other, third = (officer(site) for _ in range(3))
    make_enrolment(scheduled, other)
    text = (
        f"{one.employee_number}, One\n\nX999\n{other.employee_number}\n{third.employee_number}\n{one.employee_number}"
    )
    with pytest.raises(LinesRefused) as refused:
        nominate_all(scheduled, text, by=boss)
    told = {line.number: line.problem for line in refused.value.outcome.problems}
    assert set(told) == {3, 4, 6}
    assert "Nobody you answer for has the employee number X999" in told[3]
    assert "already stands on the list" in told[4]
    assert "already stands on line 1" in told[6]
    assert Enrolment.objects.count() == 1
    outcome = nominate_all(scheduled, text, by=boss, leave_out=True)
    assert outcome.words == "1 has a seat, 1 is on the waiting list, 3 were left out."


def test_somebody_of_another_worksite_is_as_unknown_as_nobody(boss, site):
    stranger = officer(make_worksite())
    with pytest.raises(LinesRefused) as refused:
        nominate_all(make_class(), f"{stranger.employee_number}\nX1", by=boss)
    first, second = (line.problem for line in refused.value.outcome.problems)
    assert first.replace(stranger.employee_number, "X1") == second


def test_the_pages_of_nominating_name_people_offer_other_dates_and_say_what_a_decision_rests_on(client, boss, site):
    course = make_course()
    version = make_version(course)
    scheduled, other = make_class(version, days=(30, 31)), make_class(version, days=(40,))
    asks = officer(site)
    owed = make_owed(asks, make_rule(course, authority="28 CFR 115.31"))
    make_enrolment(scheduled, asks)
    client.force_login(boss)
    page = client.get("/training/nominate/").text
    assert all(f'<option value="{one.number}">' in page for one in (scheduled, other))
    told = post_form(
        client, "/training/nominate/", scheduled_class=scheduled.number, people=asks.employee_number
    ).text  # fmt: skip
    assert str(asks) in told
    assert f"class={other.number}&amp;person={asks.employee_number}" in told
    team = client.get("/training/team/").text
    assert (owed.get_absolute_url() in team, f"?q={quote(asks.full_name)}" in team) == (True, True)

    wants = make_enrolment(other, officer(site), "pending_supervisor")
    make_owed(wants.person, owed.terms)
    page = client.get(f"/training/enrollments/{wants.uid}/approve/").text
    assert f"/training/enrollments/{wants.uid}/deny/" in page
    day = timezone.localdate(other.meetings.get().starts_at)
    assert all(words in page for words in (str(course), long_date(day), str(owed.rule), "0 away, no cap"))


# What stands in the way, each with its own sentence


def test_the_course_is_for_some_people_alone():
    kind = make_course(only_worksite_kinds=["pp_district_office"])
    with pytest.raises(Refused, match=r"is not for .*: the course is for other kinds of worksite"):
        enrol_as(make_class(make_version(kind)), officer(make_worksite()))
    job = make_job_class(supervisory="supervisor")
    for field in ("job_classes", "supervisory"):
        course = make_course(only_supervisory=["supervisor"] if field == "supervisory" else [])
        if field == "job_classes":
            course.only_job_classes.add(job)
        scheduled = make_class(make_version(course))
        with pytest.raises(Refused, match="is not for"):
            enrol_as(scheduled, officer(make_worksite()))
        leader = make_assignment(make_person(), title=job.title).person
        assert enrol_as(scheduled, leader).status == "enrolled"


def test_a_class_of_a_cohort_is_for_its_recruits():
    scheduled = make_class(cohort=make_cohort(job_class=make_job_class()))
    with pytest.raises(Refused, match="it is held for the cohort"):
        enrol_as(scheduled, make_person())


def test_what_is_needed_before_must_hold_on_the_last_day():
    course, before = make_course(), make_version(make_course(repeatable=True), validity_months=12).course
    Prerequisite.objects.create(course=course, needs_course=before)
    scheduled, person = make_class(make_version(course)), make_person()
    last = timezone.localdate(scheduled.ends_at)
    with pytest.raises(Refused, match=f"needs {before} before {scheduled.number}, valid on its last day"):
        enrol_as(scheduled, person)
    make_credit(person, before.current, completed_on=last.replace(year=last.year - 1))
    with pytest.raises(Refused, match="valid on its last day"):
        enrol_as(scheduled, person)
    make_credit(person, before.current, completed_on=last.replace(year=last.year - 1) + timedelta(days=2))
    assert enrol_as(scheduled, person).status == "enrolled"


def test_an_equal_course_or_a_certificate_is_enough():
    course, before, old = make_course(), make_course(), make_version().course
    certification = make_certification()
    Prerequisite.objects.create(course=course, needs_course=before)
    Prerequisite.objects.create(course=course, needs_certification=certification)
    CourseEquivalence.objects.create(old=old, new=before, starts_on=timezone.localdate())
    scheduled, person = make_class(make_version(course)), make_person()
    make_credit(person, old.current)
    with pytest.raises(Refused, match=f"needs {certification} before"):
        enrol_as(scheduled, person)
    Certificate.objects.create(
        serial="T-1", person=person, course=course, certification=certification, issued_on=timezone.localdate()
    )
    assert enrol_as(scheduled, person).status == "enrolled"


def test_one_person_holds_as_many_dates_as_the_course_allows():
    version, person = make_version(make_course(most_dates=2)), make_person()
    first = make_class(version, days=(10,))
    enrol_as(first, person)
    enrol_as(make_class(version, days=(11,)), person)
    with pytest.raises(Refused, match=rf"on another date \({first.number} and .*\), and may hold 2 at once"):
        enrol_as(make_class(version, days=(12,)), person)


def test_who_often_did_not_come_is_refused_where_a_limit_is_set():
    person = make_person()
    for days in (-20, -30):
        make_enrolment(make_class(days=(days,)), person, "no_show")
    assert enrol_as(make_class(), person).status == "enrolled"
    key = SettingKey.objects.get(key="training_no_show_limit")
    set_value(key, value="2", authority="Test", starts_on=timezone.localdate(), by=make_user())
    with pytest.raises(Refused, match="did not come to 2 classes within a year"):
        enrol_as(make_class(days=(11,)), person)


def enrol_as(scheduled, person):
    """The person's own asking, without an account of theirs."""
    user = person.user or make_user()
    if person.user is None:
        person.user = user
        person.save(update_fields=["user"])
    enrol_oneself(scheduled, by=user)
    return person.enrolments.get(scheduled_class=scheduled)


# The pages


def test_a_supervisor_ticks_people_on_the_team_page_and_sends_them(client, boss, site):
    late = officer(site, first_name="Lena", last_name="Late")
    owed = make_owed(late, due_on=timezone.localdate() - timedelta(days=2))
    officer(make_worksite(), first_name="Zoe", last_name="Elsewhere")
    client.force_login(boss)
    page = client.get("/training/team/").text
    assert "Lena Late" in page
    assert "Zoe Elsewhere" not in page
    assert owed.rule.name in page
    assert "Overdue" in page
    scheduled = make_class()
    form = client.get(f"/training/nominate/?person={late.employee_number}&class={scheduled.number}").text
    assert late.employee_number in form
    answer = post_form(client, "/training/nominate/", scheduled_class=scheduled.number, people=late.employee_number)
    assert (answer.status_code, answer.url) == (302, scheduled.get_absolute_url())
    shown = client.get(answer.url).text
    assert "1 has a seat" in shown
    assert "Lena Late" in shown


def test_lines_that_name_nobody_are_told_at_the_form_and_rules_on_a_page(client, boss, site):
    client.force_login(boss)
    scheduled = make_class()
    answer = post_form(client, "/training/nominate/", scheduled_class=scheduled.number, people="X1\nX1")
    assert answer.status_code == 200
    assert "Line 1: Nobody you answer for has the employee number X1" in answer.text
    assert "Line 2: X1 already stands on line 1" in answer.text
    there = make_enrolment(scheduled, officer(site)).person
    answer = post_form(client, "/training/nominate/", scheduled_class=scheduled.number, people=there.employee_number)
    assert answer.status_code == 409
    assert "already stands on the list" in answer.text
    assert there.employee_number in answer.text


def test_the_team_page_shows_how_many_of_a_shift_are_away(client, boss, site):
    people = [make_assignment(make_person(), worksite=site, shift="day").person for _ in range(3)]
    make_enrolment(make_class(days=(3,)), people[0])
    client.force_login(boss)
    page = client.get("/training/team/").text
    assert "Away for training: Home Prison, day shift" in page
    assert "1 of 1 away" in page
