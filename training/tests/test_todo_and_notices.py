"""What training gives each person to do, and whom it tells: everything once, and nothing to who did it."""

import pytest

from doc_portal.core.models import Notification, OutboxMail, User
from doc_portal.core.registry import declared
from doc_portal.core.tests.factories import grant, make_user, make_worksite
from doc_portal.core.todo import todo_items, without_anything
from personnel.tests.factories import make_assignment, make_person
from training.actions.classes import cancel_class, merge_class, postpone_class
from training.actions.completing import ask_reopen, reopen_class
from training.actions.meetings import move_meeting
from training.actions.nominating import nominate
from training.models import CourseVersion, Enrolment, LocalReport
from training.tests.factories import (
    make_center,
    make_class,
    make_enrolment,
    make_instructor,
    make_meeting,
    make_version,
)
from training.tests.test_calendars import sitting

pytestmark = pytest.mark.django_db
S = Enrolment.Status


def with_role(role: str, **where) -> User:
    user = make_user()
    grant(user, "staff")
    grant(user, role, **where)
    return user


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def todo_of(user) -> list:
    return [one for one in todo_items(user) if one.url.startswith("/training/")]


@pytest.fixture
def team():
    """Somebody, who leads them, and who leads nobody of them; all with accounts."""
    leader = make_person(user=with_role("supervisor"))
    member = make_person(user=with_role("training_instructor"))
    make_assignment(leader)
    make_assignment(member, supervisor=leader)
    return member, leader


def test_a_supervisor_answers_who_asks_and_the_person_answers_the_offer(team):
    member, leader = team
    one = make_class()
    asked = make_enrolment(one, member, S.PENDING_SUPERVISOR)
    make_enrolment(make_class(days=(-2,)), member, S.PENDING_SUPERVISOR)
    make_enrolment(one, leader, S.NOMINATED)
    [todo] = todo_of(leader.user)
    assert todo.title == f"Approve or deny: {member}, {one.course}"
    assert todo.url.endswith(f"{asked.uid}/approve/")
    assert todo_of(member.user) == []
    offer = make_enrolment(make_class(days=(3,)), member, S.OFFERED)
    [todo] = todo_of(member.user)
    assert (todo.title, todo.due_on is None) == (f"Accept or decline the seat in {offer.scheduled_class}", False)


def test_second_people_and_registrars_find_what_waits_for_them():
    approver, registrar, scheduler = (
        with_role(role) for role in ("training_approver", "training_registrar", "academy_scheduler")
    )
    final = make_class(status="finalised", days=(-9,))
    ask_reopen(final, by=registrar, note="A wrong score")
    draft = make_version(status=CourseVersion.Status.DRAFT, created_by=make_user())
    make_version(status=CourseVersion.Status.DRAFT, created_by=approver)
    assert [one.title for one in todo_of(approver)] == [
        f"Approve version {draft.no} of {draft.course}", f"Reopen {final} or leave it final",
    ]  # fmt: skip
    held, over = make_class(status="completed", days=(-8,)), make_class(status="in_progress", days=(-7,))
    report = LocalReport.objects.create(
        number="LTR-T-1", worksite=make_worksite(), course_version=make_version(), held_on=held.starts_at.date(),
        taught_by="A sergeant", status="sent", created_by=scheduler,
    )  # fmt: skip
    assert {one.title for one in todo_of(registrar)} == {
        f"Finalize {held}", f"Complete {over}", f"Accept or return {report.number}: {report.course_version.course}",
    }  # fmt: skip
    soon = make_class(make_version(min_seats=5), days=(4,))
    assert [one.title for one in todo_of(scheduler)] == [f"Confirm, merge or cancel {soon}"]


def test_all_kinds_of_training_find_out_in_the_two_statements_of_the_portal(django_assert_num_queries):
    director = with_role("training_registrar")
    assert director.has_perm("training.finalise_scheduledclass")
    theirs = [one for one in declared("todo") if not one.permission or director.has_perm(one.permission)]
    with django_assert_num_queries(2):
        assert without_anything(director, theirs) >= {one for one in theirs if one.waiting}


def test_a_class_that_moves_is_told_to_who_comes_who_teaches_and_who_leads_them_each_time(team):
    member, leader = team
    teacher = make_person(user=make_user())
    make_assignment(teacher, supervisor=leader)
    one = make_class(instructors=(make_instructor(teacher),))
    make_enrolment(one, member)
    make_enrolment(one, make_person(user=make_user()), S.DENIED)
    meeting, scheduler = one.meetings.get(), make_user()
    for day in (12, 14):
        move_meeting(meeting, sitting(day), by=scheduler)
    assert [len(told(who.user)) for who in (member, teacher, leader)] == [2, 2, 2]
    assert told(leader.user)[0].startswith(f"People you lead: {one} meets on")
    assert Notification.objects.count() == 6
    postpone_class(one, by=scheduler, note="Snow")
    cancel_class(one, by=scheduler, note="No room")
    assert told(member.user)[2:] == [f"{one} is postponed: Snow", f"{one} is canceled: No room"]
    assert OutboxMail.objects.filter(to=member.user.email).count() == 4
    assert len(told(leader.user)) == 4


def test_who_is_moved_to_another_class_or_sent_to_one_is_told(team):
    member, leader = team
    version, scheduler = make_version(), make_user()
    old, new = make_class(version), make_class(version, days=(20,))
    nominate(old, member, by=leader.user)
    assert told(member.user) == [f"{leader.user.get_full_name()} sends you: you have a seat in {old}"]
    merge_class(old, new, by=scheduler)
    assert told(member.user)[1].startswith(f"{old.number} was merged: you come to {new}")
    assert len(told(member.user)) == 2


def test_a_request_to_reopen_reaches_who_may_and_the_answer_who_asked():
    center = make_center()
    asks, may = with_role("training_registrar"), with_role("training_approver")
    one = make_class(status="finalised", days=(-9,), center=center)
    ask_reopen(one, by=asks, note="A wrong score")
    assert told(may) == [f"{one.number} should be reopened: A wrong score"]
    assert told(asks) == []
    reopen_class(one, by=may)
    assert told(asks) == [f"{one} is open again, as you asked"]


def test_nothing_is_told_of_a_class_in_preparation(team):
    member, _ = team
    draft = make_class(status="draft", days=(), instructors=(make_instructor(member),))
    move_meeting(make_meeting(draft), sitting(12), by=make_user())
    assert told(member.user) == []
