"""Attendance, scores, completing, making final and reopening; the printed sheet; lists brought in."""

from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.imports import Listing, Row
from doc_portal.core.models import SettingKey
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.workflow import Refused
from personnel.models import Person
from personnel.tests.factories import make_person
from training.actions.attendance import Mark, add_walk_in, correct_attendance, record_attendance, record_scores
from training.actions.completing import ask_reopen, complete_class, finalise_class, reopen_class
from training.lists import attendance as attendance_lists
from training.models import Assessment, Attendance, OutsideCompletion, ScheduledClass
from training.tests.factories import make_attendance, make_class, make_enrolment, make_instructor, make_version

pytestmark = pytest.mark.django_db
S = ScheduledClass.Status


@pytest.fixture
def teacher():
    """An instructor of the academy."""
    user = make_user()
    grant(user, "staff")
    grant(user, "training_instructor")
    return make_instructor(make_person(user=user))


@pytest.fixture
def registrar():
    user = make_user()
    grant(user, "staff")
    grant(user, "training_registrar")
    return user


def held(teacher, people=2, *, days=(-2, -1), **version):
    """A class that is over: two mornings of four hours."""
    scheduled = make_class(make_version(**version), days=days, instructors=(teacher,))
    rows = [make_enrolment(scheduled, make_person(last_name=f"Person {n}")) for n in range(people)]
    return scheduled, list(scheduled.meetings.order_by("starts_at")), rows


def record(meeting, *marks, by, **kwargs):
    return record_attendance(meeting, [Mark(one.pk, *told) for one, *told in marks], by=by, **kwargs)


def counting(row):
    return [
        (one.status, one.minutes) for one in Attendance.objects.counting().filter(enrolment=row).order_by("meeting")
    ]


def test_the_first_line_starts_the_class_and_a_further_one_corrects(teacher):
    scheduled, (first, _), (one, other) = held(teacher)
    by = teacher.person.user
    assert record(first, (one, "present"), (other, "absent"), by=by) == 2
    scheduled.refresh_from_db()
    assert scheduled.status == S.IN_PROGRESS
    assert counting(one) == [("present", 240)]
    assert record(first, (other, "late", 100), by=by) == 1
    assert record(first, (other, "late", 100), by=by) == 0
    assert counting(other) == [("late", 100)]
    assert [(row.minutes, row.reason) for row in other.attendance.order_by("pk")] == [(0, ""), (100, "Entered again")]


def test_what_cannot_be_recorded_is_refused_with_its_reason(teacher):
    _, (first, _), (one, other) = held(teacher)
    by = teacher.person.user
    with pytest.raises(Refused, match=r"241 minutes are longer than the meeting was \(240\)"):
        record(first, (one, "present"), (other, "late", 241), by=by)
    assert not Attendance.objects.exists()
    own = make_enrolment(first.scheduled_class, teacher.person)
    with pytest.raises(Refused, match="Nobody records their own attendance"):
        record(first, (own, "present"), by=by)
    with pytest.raises(Refused, match="You do not teach"):
        record(first, (one, "present"), by=make_user("training.teach_scheduledclass"))
    gone = make_enrolment(first.scheduled_class, status="withdrawn")
    with pytest.raises(Refused, match="no longer has a seat"):
        record(first, (gone, "present"), by=by)


def test_before_a_meeting_begins_only_apologies_are_noted(teacher):
    scheduled, (_, later), (one, _) = held(teacher, days=(-1, 2))
    by = teacher.person.user
    with pytest.raises(Refused, match="Until then only who cannot come can be noted"):
        record(later, (one, "present"), by=by)
    assert record(later, (one, "apology"), by=by) == 1
    scheduled.refresh_from_db()
    assert scheduled.status == S.PUBLISHED


def test_the_registrar_corrects_with_a_reason_and_once_a_line(teacher, registrar):
    _, (first, _), (one, _) = held(teacher)
    record(first, (one, "absent"), by=teacher.person.user)
    line = one.attendance.get()
    made = correct_attendance(line, by=registrar, status="late", minutes=200, reason="Signed on page two")
    assert (made.corrects, counting(one)) == (line, [("late", 200)])
    with pytest.raises(Refused, match="already corrected"):
        correct_attendance(line, by=registrar, status="present", minutes=240, reason="Again")
    with pytest.raises(Refused, match="longer than the meeting"):
        correct_attendance(made, by=registrar, status="present", minutes=300, reason="Again")
    with pytest.raises(Refused, match="already says that"):
        correct_attendance(made, by=registrar, status="late", minutes=200, reason="Again")


def test_presence_and_scores_become_what_they_came_to(teacher, registrar):
    scheduled, meetings, rows = held(teacher, people=6, pass_mark=70, max_attempts=2)
    full, short, never, sorry, failed, again = rows
    by = teacher.person.user
    with pytest.raises(Refused, match=r"Attendance of .* is missing"):
        complete_class(scheduled, by=registrar)
    for meeting in meetings:
        record(
            meeting, (full, "present"), (short, "late", 200), (never, "absent"), (sorry, "apology"),
            (failed, "present"), (again, "late", 220), by=by,
        )  # fmt: skip
    record_scores(scheduled, "Written", {full.pk: Decimal(70), failed.pk: Decimal(69), again.pk: Decimal(10)}, by=by)
    record_scores(scheduled, "Written", {failed.pk: Decimal(50)}, by=by)
    with pytest.raises(Refused, match=r"every attempt at “Written” the course allows was used \(2\)"):
        record_scores(scheduled, "Written", {failed.pk: Decimal(99)}, by=by)
    waited = make_enrolment(scheduled, status="waitlisted")
    complete_class(scheduled, by=registrar)
    for row in (waited, *rows):
        row.refresh_from_db()
    assert waited.status == "withdrawn"
    scheduled.refresh_from_db()
    assert scheduled.seats_taken == 5
    assert [(row.status, row.outcome) for row in rows] == [
        ("attended", "passed"), ("partial", "incomplete"), ("no_show", ""), ("excused", ""), ("attended", "failed"),
        ("attended", "remedial"),
    ]  # fmt: skip


def test_a_class_is_completed_once_it_is_over(teacher, registrar):
    with pytest.raises(Refused, match="completed once its last meeting is over"):
        complete_class(held(teacher, days=(-1, 1))[0], by=registrar)
    with pytest.raises(Refused, match="has no day yet"):
        complete_class(make_class(days=()), by=registrar)


def completed(teacher, registrar):
    scheduled, meetings, rows = held(teacher)
    for meeting in meetings:
        record(meeting, *((one, "present") for one in rows), by=teacher.person.user)
    complete_class(scheduled, by=registrar)
    return scheduled, meetings, rows


def test_a_final_class_is_read_only_until_a_second_person_reopens_it(teacher, registrar):
    scheduled, (first, _), (one, _) = completed(teacher, registrar)
    finalise_class(scheduled, by=registrar)
    with pytest.raises(Refused, match="finalized and read-only"):
        record(first, (one, "absent"), by=teacher.person.user)
    with pytest.raises(Refused, match="finalized and read-only"):
        correct_attendance(one.attendance.first(), by=registrar, status="absent", minutes=0, reason="No")
    with pytest.raises(Refused, match="Nobody asked"):
        reopen_class(scheduled, by=make_user())
    ask_reopen(scheduled, by=registrar, note="A sheet turned up")
    with pytest.raises(Refused, match="already asked"):
        ask_reopen(scheduled, by=make_user(), note="Again")
    with pytest.raises(Refused, match="Somebody else must agree"):
        reopen_class(scheduled, by=registrar)
    again = reopen_class(scheduled, by=make_user())
    assert (again.status, again.finalised_at) == (S.COMPLETED, None)
    correct_attendance(one.attendance.first(), by=registrar, status="absent", minutes=0, reason="Another's signature")
    final = finalise_class(scheduled, by=registrar)
    one.refresh_from_db()
    assert (one.status, final.reopen_asked_at, final.reopened_by) == ("partial", None, None)
    assert acts_of(scheduled)[-5:] == ["finalise", "askreopen", "reopen", "correct", "finalise"]


def test_reopening_is_offered_to_who_decides_once_somebody_else_asked(client, teacher, registrar):
    scheduled, *_ = completed(teacher, registrar)
    finalise_class(scheduled, by=registrar)
    second, url = make_user(), scheduled.get_absolute_url()
    grant(second, "staff")
    grant(second, "training_registrar")
    seen = []
    for asked in (False, True):
        if asked:
            ask_reopen(scheduled, by=registrar, note="A sheet turned up")
        for person in (registrar, second):
            client.force_login(person)
            page = client.get(url).text
            seen.append((f"{url}reopen/" in page, "A sheet turned up" in page, "Somebody else must agree" in page))
    assert seen == [(False, False, False), (False, False, False), (False, True, True), (True, True, False)]
    assert f"/training/completions/?number={scheduled.number}" in page
    assert registrar.shown_name in page


def test_who_came_without_enrolling_is_seated_only_where_that_is_set(teacher):
    scheduled, (first, _), _ = held(teacher)
    by, person = teacher.person.user, make_person()
    with pytest.raises(Refused, match="Nobody sits in without enrolling, as it is set now"):
        add_walk_in(first, person, by=by)
    key = SettingKey.objects.get(key="training_walk_ins")
    set_value(key, value="yes", authority="Test", starts_on=timezone.localdate(), by=make_user())
    made = add_walk_in(first, person, by=by)
    assert (made.status, counting(made)) == ("enrolled", [("present", 240)])
    with pytest.raises(Refused, match="already stands on the list"):
        add_walk_in(first, person, by=by)
    ScheduledClass.objects.filter(pk=scheduled.pk).update(capacity=3)
    with pytest.raises(Refused, match="has no free seat"):
        add_walk_in(first, make_person(), by=by)


# The pages


def test_one_tap_a_person_and_the_minutes_of_who_came_late(client, teacher):
    _, (first, _), (one, other) = held(teacher)
    client.force_login(teacher.person.user)
    url = f"/training/meetings/{first.pk}/attendance/"
    answer = post_form(client, url, tap=f"{one.pk}:present")
    assert (answer.status_code, answer.url) == (302, f"{url}#person-{one.pk}")
    assert "Present, 240 minutes" in client.get(url).text
    late = {"tap": f"{other.pk}:late", f"minutes-{other.pk}": ""}
    answer = post_form(client, url, **late)
    assert answer.status_code == 200
    assert "Enter how many minutes Person 1, Test was there" in answer.text
    answer = post_form(client, url, **(late | {f"minutes-{other.pk}": "999"}))
    assert "as a whole number up to 240, the length of the meeting" in answer.text
    assert post_form(client, url, **(late | {f"minutes-{other.pk}": "90"})).status_code == 302
    assert counting(other) == [("late", 90)]


def test_all_are_recorded_as_present_but_those_who_are_recorded_already(client, teacher):
    _, (first, _), (one, other, third) = held(teacher, 3)
    record(first, (other, "absent"), by=teacher.person.user)
    client.force_login(teacher.person.user)
    url = f"/training/meetings/{first.pk}/attendance/"
    assert "Records 2 of whom nothing is recorded yet" in client.get(url).text
    assert post_form(client, url, tap="all:present").status_code == 302
    assert [counting(row)[0][0] for row in (one, other, third)] == ["present", "absent", "present"]
    assert "All present" not in client.get(url).text


def test_the_signed_sheet_is_entered_in_one_go(client, teacher):
    _, (first, _), rows = held(teacher, people=3)
    client.force_login(teacher.person.user)
    paper = client.get(f"/training/meetings/{first.pk}/print/").text
    assert all(one.person.employee_number in paper for one in rows)
    assert "Signature" in paper
    told = {f"status-{one.pk}": "present" for one in rows} | {f"status-{rows[1].pk}": "absent"}
    answer = post_form(client, f"/training/meetings/{first.pk}/sheet/", **told)
    assert answer.status_code == 302
    assert [counting(one) for one in rows] == [[("present", 240)], [("absent", 0)], [("present", 240)]]
    shown = client.get(first.scheduled_class.get_absolute_url()).text
    assert "3 lines recorded" in shown


def test_who_does_not_teach_the_class_has_no_sheet(client, teacher):
    _, (first, _), _ = held(make_instructor())
    client.force_login(teacher.person.user)
    assert client.get(f"/training/meetings/{first.pk}/attendance/").status_code == 403


def test_the_registrar_completes_and_finalises_on_the_pages_and_a_final_class_takes_no_address(
    client, teacher, registrar
):
    scheduled, (first, _), (one, _) = completed(teacher, registrar)
    client.force_login(registrar)
    url = scheduled.get_absolute_url()
    assert "Finalize class" in client.get(url).text
    line = one.attendance.first()
    assert post_form(client, f"{url}finalize/", note="").status_code == 302
    answer = post_form(client, f"/training/meetings/{first.pk}/attendance/", tap=f"{one.pk}:absent")
    assert answer.status_code == 409
    assert "finalized and read-only" in answer.text
    answer = post_form(
        client, f"/training/attendance/{line.pk}/correct/", status="late", minutes="10", reason="By address"
    )
    assert answer.status_code == 409
    assert post_form(client, f"{url}ask-reopen/", note="A sheet turned up").status_code == 302
    assert post_form(client, f"{url}reopen/", note="").status_code == 409
    assert Attendance.objects.counting().get(pk=line.pk).minutes == 240


def test_scores_are_entered_for_those_who_were_tested(client, teacher):
    scheduled, (first, _), (one, other) = held(teacher, pass_mark=70)
    by = teacher.person.user
    record(first, (one, "present"), by=by)
    client.force_login(by)
    url = f"{scheduled.get_absolute_url()}scores/"
    answer = post_form(client, url, component="Range", **{f"score-{one.pk}": "101"})
    assert "as a percentage from 0 to 100" in answer.text
    answer = post_form(client, url, component="Range", **{f"score-{one.pk}": "84.5", f"score-{other.pk}": ""})
    assert answer.status_code == 302
    assert Assessment.objects.get().score == Decimal("84.5")
    assert "Range, attempt 1: 84.50" in client.get(answer.url).text


# A list


def rows_of(*lines) -> Listing:
    names = ("class", "day", "employee_number", "status", "minutes")
    return Listing([Row(n, dict(zip(names, line, strict=False))) for n, line in enumerate(lines, 2)])


def test_a_list_says_what_it_would_record_and_each_bad_line_why(teacher, registrar):
    scheduled, (first, _), (one, other) = held(teacher)
    record(first, (one, "present"), by=teacher.person.user)
    number, day = scheduled.number, timezone.localdate(first.starts_at).isoformat()
    mine, theirs = one.person.employee_number, other.person.employee_number
    made = attendance_lists.plan(
        rows_of(
            (number, day, mine, "present"), (number, day, theirs, "late", "30"), (number, day, "X1", "present"),
            (number, day, mine, "late", "30"), (number, "yesterday", mine, "present"),
            (number, "2020-01-01", mine, "present"), (number, day, mine, "perhaps"),
            (number, day, mine, "late", "241"), (number, day, mine, "late"),
        ),
        registrar,
    )  # fmt: skip
    assert (made.unchanged, [change.kind for change in made.changes]) == (1, ["new"])
    told = {error.line: (error.column, error.message) for error in made.errors}
    assert {line: column for line, (column, _) in told.items()} == {
        4: "employee_number", 5: "employee_number", 6: "day", 7: "day", 8: "status", 9: "minutes", 10: "minutes",
    }  # fmt: skip
    assert "already stands in the file" in told[5][1]
    attendance_lists.apply(made, registrar)
    assert counting(other) == [("late", 30)]


def test_a_refusal_names_nobody_who_is_not_listed_to_who_may_not_see_them(teacher):
    scheduled, (first, _), rows = held(teacher, max_attempts=1)
    by, one = teacher.person.user, rows[0]
    Person.objects.filter(pk=one.person_id).update(suppressed=True)
    with pytest.raises(Refused, match=r"^Not listed: 900 minutes are longer"):
        record(first, (one, "late", 900), by=by)
    record(first, *((each, "present") for each in rows), by=by)
    record_scores(scheduled, "Written", {one.pk: Decimal(50)}, by=by)
    with pytest.raises(Refused, match=r"^Not listed: every attempt"):
        record_scores(scheduled, "Written", {one.pk: Decimal(60)}, by=by)


def test_who_is_not_listed_stays_so_on_every_page_about_their_place(client, registrar):
    hidden = make_person(suppressed=True, last_name="Quillfeather")
    one = make_enrolment(make_class(days=(-1,)), hidden)
    line = make_attendance(one)
    elsewhere = OutsideCompletion.objects.create(
        person=hidden, course_version=make_version(), held_by="Elsewhere", completed_on="2026-01-31", hours=2
    )
    client.force_login(registrar)
    address = one.get_absolute_url()
    for url in (address, f"{address}attendance/", f"/training/attendance/{line.pk}/correct/", "/training/elsewhere/"):
        page = client.get(url)
        assert (page.status_code, "Quillfeather" in page.text) == (200, False), url
    assert f"/training/enrollments/{one.uid}/" not in client.get(address).text
    assert client.get(f"/training/enrollments/{one.uid}/excuse/").status_code == 404
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
