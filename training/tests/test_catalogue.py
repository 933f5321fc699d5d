"""The catalogue: versions that freeze and are approved by another, chains of what comes before, lists brought in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.imports import Listing, kind_named, read_rows
from doc_portal.core.tests.factories import grant, make_user, post_form
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_person
from training.actions.catalogue import (
    add_prerequisite,
    add_version,
    approve_version,
    keep_certification,
    keep_lesson_plan,
    next_version,
    put_into_curriculum,
    revise_course,
    revise_version,
    take_out_of_curriculum,
)
from training.lists import classes as class_list
from training.lists import courses as course_list
from training.models import Course, CourseVersion, Hold, Prerequisite, ScheduledClass
from training.tests.factories import (
    make_center,
    make_certification,
    make_class,
    make_course,
    make_curriculum,
    make_instructor,
    make_room,
    make_version,
    morning,
)
from training.todo import versions_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    user = make_user()
    for role in ("staff", "curriculum_owner"):
        grant(user, role)
    return user


@pytest.fixture
def approver():
    user = make_user()
    for role in ("staff", "training_approver"):
        grant(user, role)
    return user


def test_a_new_version_begins_with_the_last_one_and_comes_into_force_when_somebody_else_approves(owner, approver):
    before = make_version(max_seats=20, lesson_plan="Plan 1")
    made = next_version(before.course)
    made.max_seats = 30
    add_version(made, by=owner)
    assert (made.no, made.status, made.lesson_plan) == (2, "draft", "Plan 1")
    with pytest.raises(Refused, match="is in preparation already"):
        add_version(next_version(before.course), by=owner)
    with pytest.raises(Refused, match=r"was written by you\. Somebody else must approve it"):
        approve_version(made, by=owner)
    before.refresh_from_db()
    assert before.status == "approved"
    approve_version(made, by=approver)
    assert dict(before.course.versions.values_list("no", "status")) == {1: "former", 2: "approved"}


def test_who_approves_a_version_sees_what_it_changes_and_lands_on_a_page_that_opens(client, owner, approver):
    made = next_version(make_version(max_seats=25).course)
    add_version(made, by=owner)
    client.force_login(approver)
    page = f"/training/versions/{made.pk}/approve/"
    assert "nothing would change" in client.get(page).text
    made.max_seats = 40
    revise_version(made, by=owner)
    seen = client.get(page).text
    assert "it changes: People." in seen
    assert (" to 40" in seen, " to 25" in seen) == (True, True)
    answer = post_form(client, page, note="", _version=CourseVersion.objects.get(pk=made.pk).version)
    landed = client.get(answer.url)
    assert (answer.status_code, landed.status_code) == (302, 200)
    assert "may not open" not in landed.text
    assert client.get(made.get_absolute_url()).status_code == 200


def test_nobody_approves_a_version_of_which_they_wrote_anything(owner, approver):
    version = add_version(next_version(make_version().course), by=owner)
    version.max_seats = 12
    revise_version(version, by=approver)
    assert [version in versions_waiting(who) for who in (owner, approver, make_user())] == [False, False, True]
    for who, words in ((approver, "wrote or changed some of this version"), (owner, "was written by you")):
        with pytest.raises(Refused, match=words):
            approve_version(version, by=who)
    assert version.course.versions.current().get().no == 1
    assert approve_version(version, by=make_user()).status == "approved"


def test_a_version_that_was_held_is_not_changed_but_its_lesson_plan_is(owner):
    version = make_version()
    make_class(version, status=ScheduledClass.Status.COMPLETED, days=(-5,))
    version.max_seats = 12
    with pytest.raises(Refused, match=r"a class of it was held\. Make a new version and change that"):
        revise_version(version, by=owner)
    with pytest.raises(Refused, match=r"it is in force\. Make a new version"):
        revise_version(make_version(), by=owner)
    today = timezone.localdate()
    kept = keep_lesson_plan(version, by=owner, lesson_plan="Plan 7", approved_on=today, review_due_on=None)
    kept.refresh_from_db()
    assert (kept.lesson_plan, kept.lesson_plan_approved_on, kept.max_seats) == ("Plan 7", today, 25)


def test_fewest_above_most_comes_back_with_what_was_typed(client, owner):
    course = make_course()
    client.force_login(owner)
    answer = post_form(
        client, f"/training/courses/{course.pk}/versions/new/", contact_hours="8", min_seats=20, max_seats=10,
        max_attempts=1, room_features="Mats, projector",
    )  # fmt: skip
    assert answer.status_code == 200
    assert "The fewest people, 20, are more than the most, 10" in answer.text
    assert 'value="Mats, projector"' in answer.text
    assert not course.versions.exists()


def test_a_course_is_never_needed_before_itself_and_the_refusal_names_the_chain(client, owner):
    a, b, c = (make_course(code=code) for code in ("A-1", "B-1", "C-1"))
    for course, needed in ((a, b), (b, c)):
        add_prerequisite(Prerequisite(course=course, needs_course=needed), by=owner)
    with pytest.raises(Refused, match="needed before itself: C-1, A-1, B-1, C-1"):
        add_prerequisite(Prerequisite(course=c, needs_course=a), by=owner)
    with pytest.raises(Refused, match="needed before itself: A-1, A-1"):
        add_prerequisite(Prerequisite(course=a, needs_course=a), by=owner)
    client.force_login(owner)
    answer = post_form(client, f"/training/courses/{c.pk}/needed-before/new/", needs_course=a.pk)
    assert answer.status_code == 409
    assert "C-1, A-1, B-1, C-1" in answer.text
    assert Prerequisite.objects.count() == 2


def test_what_is_used_is_not_given_up(owner):
    cert = make_certification()
    version = make_version(grants=cert)
    cert.retired = True
    with pytest.raises(Refused, match="grants or asks"):
        keep_certification(cert, by=owner)
    scheduled = make_class(version)
    version.course.retired = True
    with pytest.raises(Refused, match=f"{scheduled.number} .* is offered still"):
        revise_course(version.course, by=owner)


def test_courses_of_a_curriculum_have_their_place_once(owner):
    first, second = make_course(), make_course()
    curriculum = make_curriculum(first)
    put_into_curriculum(curriculum, second, by=owner, order=0, day_block="Day 1")
    put_into_curriculum(curriculum, second, by=owner, order=5)
    assert [one.course for one in curriculum.items.all()] == [first, second]
    take_out_of_curriculum(curriculum, curriculum.items.first(), by=owner)
    assert [one.course for one in curriculum.items.all()] == [second]


def test_the_director_of_a_draft_sees_it_and_staff_do_not(client, owner):
    draft = make_version(status="draft")
    reader = make_user()
    grant(reader, "staff")
    for user, code in ((owner, 200), (reader, 403)):
        client.force_login(user)
        assert client.get(draft.get_absolute_url()).status_code == code


def listing(kind: str, text: str) -> Listing:
    file = SimpleUploadedFile("list.csv", text.encode())
    return Listing(read_rows(file.read(), kind_named(kind)))


def test_the_catalogue_as_it_stands_is_brought_in_without_a_difference(owner):
    make_version(contact_hours="0.50")
    lines = [
        ",".join(course_list.ALL),
        *(",".join(f'"{cell}"' for cell in line) for line in course_list.current(owner)),
    ]
    plan = course_list.plan(listing("training_courses", "\n".join(lines)), owner)
    assert (plan.changes, plan.errors) == ([], [])
    assert plan.unchanged == Course.objects.count()


def test_a_list_adds_courses_and_makes_drafts_and_puts_nothing_into_force(owner):
    version = make_version(make_course(code="OLD-1", title="Old"))
    plan = course_list.plan(
        listing(
            "training_courses",
            "code,title,category,contact_hours\nOLD-1,Old,In-service,6\nNEW-1,New,elective,1.5\nNEW-1,Again,elective,\n"
            "BAD-1,Bad,nothing,2\nBAD-2,Bad,elective,-1\n",
        ),
        owner,
    )
    assert [(one.line, one.column) for one in plan.errors] == [(4, "code"), (5, "category"), (6, "contact_hours")]
    course_list.apply(plan, owner)
    assert dict(version.course.versions.values_list("no", "status")) == {1: "approved", 2: "draft"}
    new = Course.objects.get(code="NEW-1")
    assert str(new.versions.get().contact_hours) == "1.50"
    assert CourseVersion.objects.filter(course=new, status="approved").count() == 0


def test_classes_are_brought_in_and_each_clash_is_told_at_its_line(owner):
    grant(owner, "academy_scheduler")
    owner.forget_rights()
    make_room(make_center(code="north"), code="7")
    version, teacher = make_version(), make_instructor(make_person(employee_number="E100"))
    day, later = (timezone.localtime(morning(days)).date() for days in (30, 31))
    heading = "class,course,seats,date,starts,ends,center,room,instructor\n"
    line = f"A,{version.course.code},20,{day},08:00,12:00,north,7,E100\n"
    text = (
        heading + line + f"A,{version.course.code},20,{later},08:00,12:00,north,7,\n"
        f"B,{version.course.code},20,{day},11:00,13:00,north,7,\n"
        f"C,{version.course.code},20,{day},14:00,13:00,north,7,\n"
        f"D,NO-SUCH,0,02/03/2027,8am,12:00,north,8,E999\n"
        f"CLS-2026-00001,{version.course.code},20,{day},08:00,12:00,north,7,\n"
    )
    plan = class_list.plan(listing("training_classes", text), owner)
    told = {(one.line, one.column): one.message for one in plan.errors}
    every = {(6, column) for column in ("course", "seats", "date", "starts", "room", "instructor")}
    assert told.keys() == {(4, "date"), (5, "ends"), (7, "class")} | every
    assert "is booked for CLS-" in told[4, "date"]
    assert (ScheduledClass.objects.count(), Hold.objects.count()) == (0, 0)
    class_list.apply(plan, owner)
    made = ScheduledClass.objects.get()
    assert (made.status, made.capacity, made.meetings.count()) == ("draft", 20, 2)
    assert made.instructors.get().instructor == teacher
    assert Hold.objects.firm().count() == 4
