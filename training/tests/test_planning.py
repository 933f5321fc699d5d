"""Plans for the whole department: small ones worked out by hand, each reason, and committing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from doc_portal.core.imports import Row
from doc_portal.core.jobs import start_job
from doc_portal.core.models import Job, Notification
from doc_portal.core.tests.concurrency import at_once, meanwhile
from doc_portal.core.tests.factories import acts_of, make_user, make_worksite
from doc_portal.core.tests.worker_processes import PATIENCE, killed_at, wait_for, working
from doc_portal.core.values import load_settings
from doc_portal.core.worker import Worker
from doc_portal.core.workflow import Refused
from personnel.models import Assignment, Person
from personnel.tests.factories import make_assignment, make_person
from training.actions.holds import hold
from training.actions.planning import COMMIT_JOB, PLAN_JOB, ask_plan, commit_now, commit_plan, drop_plan, run_commit
from training.actions.seats import take_seat
from training.booking import Booking
from training.lists import days_off
from training.models import (
    ClockPause,
    DaysOff,
    Enrolment,
    Hold,
    PlannedSeat,
    PlanRun,
    ReliefCap,
    ScheduledClass,
    Unplaced,
)
from training.planning.asked import Asked
from training.resources import resources_of
from training.tests.factories import (
    make_center,
    make_certification,
    make_class,
    make_course,
    make_instructor,
    make_owed,
    make_room,
    make_rule,
    make_version,
    morning,
)

DB = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True)
"""Seconds after which a worker that did nothing is given up, on a busy machine."""
LATE = 1
"""Days from today: before any plan begins, so that every class of it will do."""


@pytest.fixture
def world():
    """A center with a room of ten and an instructor, a course of one day, and somebody who plans."""
    center = make_center()
    version = make_version()
    return SimpleNamespace(
        center=center, room=make_room(center, seats=10), teacher=make_instructor(home_center=center), version=version,
        terms=make_rule(version.course), by=make_user("training.add_planrun", "training.commit_planrun"),
        site=make_worksite(region=""),
    )  # fmt: skip


def first_day():
    """The Monday after next."""
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


def owing(world, people=1, *, site=None, shift="", due=LATE, terms=None):
    """People of one relief group who owe the course."""
    made = []
    for _ in range(people):
        person = make_assignment(make_person(), worksite=site or world.site, shift=shift).person
        make_owed(person, terms or world.terms, due_on=timezone.localdate() + timedelta(days=due))
        made.append(person)
    return made


def planned(world, days=5, **inputs):
    """A plan worked out by the worker."""
    first = first_day()
    asked = Asked(first, first + timedelta(days=days - 1), **{"slack": 0} | inputs)
    run = ask_plan(PlanRun(starts_on=asked.starts_on, ends_on=asked.ends_on), asked, by=world.by)
    Worker().work_until_idle()
    run.refresh_from_db()
    assert run.status == "proposed", run.job.error
    return run


def reason(run):
    return Unplaced.objects.get(run=run).reason


@DB
def test_a_plan_lays_out_a_class_and_commits_it_with_everybodys_time(client, world):
    people, leader = owing(world, 3), make_person(user=make_user())
    Assignment.objects.filter(person__in=people).update(supervisor=leader)
    run = planned(world)
    assert (run.figures["needs"], run.figures["placed"], run.figures["left"]) == (3, 3, 0)
    assert not ScheduledClass.objects.exists(), "a proposal writes nothing"
    commit_plan(run, by=world.by)
    Worker().work_until_idle()
    run.refresh_from_db()
    made = ScheduledClass.objects.get()
    assert (run.status, made.status, made.seats_taken, made.capacity) == ("committed", "published", 3, 10)
    assert set(Enrolment.objects.values_list("person", flat=True)) == {one.pk for one in people}
    assert set(Enrolment.objects.values_list("status", "required", "approved_by")) == {("enrolled", True, world.by.pk)}
    counted = Hold.objects.firm().order_by().values_list("source", flat=True)
    assert sorted(counted) == ["enrolment", "enrolment", "enrolment", "meeting", "teaching"]
    assert run.figures["written"] == {"classes": 1, "meetings": 1, "seats": 3, "bookings": 5}
    assert [one["made"] for one in run.classes] == [made.pk]
    client.force_login(make_user("core.use_portal", "training.view_planrun", "training.view_scheduledclass"))
    assert f'href="{made.get_absolute_url()}"' in client.get(run.get_absolute_url()).text
    assert made.number.startswith("CLS-")
    told = Notification.objects.filter(user=leader.user)
    assert [one.title[:45] for one in told] == ["A plan gave people you lead seats in classes "]


@DB
def test_seats_of_a_class_that_stands_are_given_out_first_and_who_has_a_seat_is_left_alone(world):
    owing(world, 2)
    offset = (first_day() - timezone.localdate()).days
    standing = make_class(world.version, days=(offset + 1,), room=world.room, instructors=(world.teacher,), capacity=1)
    run = planned(world)
    assert (run.figures["standing_seats"], run.figures["new_seats"]) == (1, 1)
    commit_now(run, by=world.by)
    standing.refresh_from_db()
    assert standing.seats_taken == 1
    assert planned(world).figures["seated"] == 2


@DB
def test_nobody_is_planned_beyond_the_cap_of_their_shift_and_the_reason_is_told(world):
    ReliefCap.objects.create(worksite=world.site, shift="day", most=1, authority="Test", starts_on="2020-01-01")
    owing(world, 3, shift="day")
    run = planned(world, days=2, weekdays=(1,))
    assert run.figures["placed"] == 1
    assert set(Unplaced.objects.filter(run=run).values_list("reason", flat=True)) == {"relief"}


@DB
def test_leave_days_off_and_bookings_are_gone_around(world):
    off, away, busy = owing(world, 3)
    DaysOff.objects.create(person=off, weekdays=[1, 2], starts_on="2020-01-01")
    ClockPause.objects.create(person=away, starts_on=first_day(), ends_on=first_day() + timedelta(days=2))
    booked = morning((first_day() - timezone.localdate()).days, 9)
    resource = resources_of([busy.pk])[busy.pk]
    hold([Booking(resource=resource, start=booked, stop=booked + timedelta(hours=1), source="other")])
    run = planned(world, days=2, weekdays=(1,))
    told = dict(Unplaced.objects.filter(run=run).values_list("person", "reason"))
    assert told == {off.pk: "day_off", away.pk: "leave", busy.pk: "clash"}


@DB
def test_where_the_largest_room_is_taken_the_next_largest_comes_first(world):
    make_room(world.center, seats=4)
    make_room(world.center, seats=8)
    make_instructor(home_center=world.center)
    owing(world, 18)
    run = planned(world, days=2, weekdays=(1,))
    assert (run.figures["placed"], run.figures["new_classes"]) == (18, 2)


@DB
def test_who_is_due_before_any_class_finds_no_seat(world):
    offset = (first_day() - timezone.localdate()).days
    owing(world, 1, due=offset + 1)
    for day in (0, 1):
        start = morning(offset + day, 7)
        stop = start + timedelta(hours=12)
        hold([Booking(resource=world.room.resource.pk, start=start, stop=stop, source="closed")])
    assert reason(planned(world)) == "no_seat"


@DB
def test_who_teaches_a_class_of_the_plan_does_not_sit_in_it(world):
    make_assignment(world.teacher.person, worksite=world.site)
    make_owed(world.teacher.person, world.terms, due_on=timezone.localdate() + timedelta(days=LATE))
    owing(world, 1)
    run = planned(world, days=2, weekdays=(1,))
    assert (run.figures["placed"], reason(run)) == (1, "clash")
    assert commit_now(run, by=world.by)["seats"] == 1


@DB
def test_without_a_center_in_the_region_or_a_room_for_it_there_is_no_class(world):
    owing(world, 1, site=make_worksite(region="Northern"))
    assert reason(planned(world)) == "no_class"
    assert planned(world, anywhere=True).figures["placed"] == 1


@DB
def test_a_course_without_a_certified_instructor_is_named(world):
    version = make_version(instructor_cert=make_certification())
    owing(world, 1, terms=make_rule(version.course))
    run = planned(world)
    assert reason(run) == "no_teacher"
    assert run.figures["impossible"] == [
        f"{world.center} has no instructor certified for {version.course.code} in these days."
    ]


@DB
def test_a_plan_of_courses_without_hours_says_so_and_is_not_committed(client, world):
    version = make_version(contact_hours=None)
    owing(world, 1, terms=make_rule(version.course))
    run = planned(world)
    reader = make_user("core.use_portal", "training.view_planrun", "training.commit_planrun", "training.add_planrun")
    client.force_login(reader)
    page = client.get(run.get_absolute_url()).text
    assert (version.course.get_absolute_url() in page, "Commit plan" in page) == (True, False)
    assert "held in seat cannot be planned: nobody has entered" in client.get("/training/plans/new/").text
    with pytest.raises(Refused, match="gives nobody a seat"):
        commit_plan(run, by=world.by)


@DB
def test_who_is_not_listed_is_counted_and_not_named_among_those_without_a_seat(client, world):
    first, *_ = owing(world, 2, terms=make_rule(make_version(instructor_cert=make_certification()).course))
    Person.objects.filter(pk=first.pk).update(suppressed=True)
    run = planned(world)
    assert run.figures["reasons"] == {"no_teacher": 2}
    client.force_login(make_user("core.use_portal", "training.view_planrun"))
    told = client.get(f"{run.get_absolute_url()}unplaced/?reason=no_teacher").text
    assert "2 without a seat, each with one reason. 1 of them" in told


@DB
def test_what_is_needed_before_comes_first_or_is_told(world):
    later = make_version()
    later.course.prerequisites.create(needs_course=world.version.course)
    both, one = owing(world, 1)[0], make_assignment(make_person(), worksite=world.site).person
    rule = make_rule(later.course)
    for person in (both, one):
        make_owed(person, rule, due_on=timezone.localdate() + timedelta(days=LATE))
    run = planned(world)
    assert reason(run) == "before"
    days = {run.classes[seat.class_no]["course"]: run.classes[seat.class_no] for seat in PlannedSeat.objects.all()}
    assert days[world.version.course_id]["last"] < days[later.course_id]["first"]


@DB
def test_whom_a_course_is_not_for_is_told(world):
    world.version.course.only_worksite_kinds = ["institution"]
    world.version.course.save()
    owing(world, 1, site=make_worksite(kind="training_center", region=""))
    assert reason(planned(world)) == "audience"


@DB
def test_somebody_is_moved_so_that_another_can_come(world):
    """Both fit the first day, one of them that day alone; who is due first got it."""
    world.room.seats = 1
    world.room.save()
    free, bound = owing(world, 1, due=1)[0], owing(world, 1, due=2)[0]
    DaysOff.objects.create(person=bound, weekdays=[2, 3, 4, 5], starts_on="2020-01-01")
    run = planned(world, days=2, slack=0)
    assert run.figures["left"] == 0
    seats = {seat.person_id: run.classes[seat.class_no]["first"] for seat in PlannedSeat.objects.all()}
    assert seats == {bound.pk: f"{first_day()}", free.pk: f"{first_day() + timedelta(days=1)}"}


@DB
def test_hours_of_a_kind_are_made_up_of_courses(world):
    others = [make_version(make_course(category="in_service")) for _ in range(3)]
    terms = make_rule(
        satisfied="hours", bucket_category="in_service", bucket_hours=16, cadence="fiscal_year", due="fiscal_year_end"
    )
    person = make_assignment(make_person(), worksite=world.site).person
    make_owed(person, terms, cycle="FY2027", due_on=timezone.localdate() + timedelta(days=LATE))
    run = planned(world, rules=(terms.rule_id,), courses=tuple(one.course_id for one in others))
    assert (run.figures["needs"], run.figures["placed"]) == (2, 2)


@DB
def test_holidays_and_sundays_stay_free(world):
    owing(world, 25)
    closed = first_day() + timedelta(days=1)
    run = planned(world, days=14, closed=(closed,), weekdays=(1, 2))
    days = {one["first"] for one in run.classes}
    assert days
    assert days <= {f"{first_day() + timedelta(days=n)}" for n in (0, 7, 8)}


@DB
def test_changed_input_refuses_the_commit_and_names_what_changed(world):
    owing(world, 2)
    run = planned(world)
    owing(world, 1)
    world.room.seats = 9
    world.room.save()
    with pytest.raises(Refused, match=r"changed since: what people owe, rooms and who works where.*Plan again"):
        commit_plan(run, by=world.by)
    assert not ScheduledClass.objects.exists()


@DB
def test_a_right_that_was_taken_away_meanwhile_and_a_new_prerequisite_stop_the_commit(world):
    owing(world, 1)
    run = planned(world, centers=(world.center.pk,))
    elsewhere = make_user("training.commit_planrun", worksite=make_worksite())
    with pytest.raises(Refused, match="counts at none of these"):
        commit_now(run, by=elsewhere)
    world.version.course.prerequisites.create(needs_course=make_version().course)
    with pytest.raises(Refused, match="changed since: what courses ask of who comes"):
        commit_now(run, by=world.by)
    assert not ScheduledClass.objects.exists()


@DB
def test_a_booking_made_meanwhile_is_named_and_nothing_is_kept(world):
    owing(world, 2)
    run = planned(world)
    day = (timezone.datetime.fromisoformat(run.classes[0]["first"]).date() - timezone.localdate()).days
    hold([Booking(resource=world.room.resource.pk, start=morning(day, 9), stop=morning(day, 10), source="other")])
    commit_plan(run, by=world.by)
    Worker().work_until_idle()
    run.refresh_from_db()
    assert (run.status, run.job.status) == ("proposed", "failed")
    assert all(words in run.job.error for words in (str(world.room), "9:00 am", "Plan again"))
    assert (ScheduledClass.objects.count(), Enrolment.objects.count()) == (0, 0)


@DB
def test_a_committed_plan_is_not_committed_again_and_a_dropped_one_never(world):
    owing(world, 1)
    run, other = planned(world), planned(world)
    drop_plan(other, by=world.by)
    assert not PlannedSeat.objects.filter(run=other).exists()
    commit_now(run, by=world.by)
    for one in (run, other):
        one.refresh_from_db()
        with pytest.raises(Refused, match="Nothing was changed"):
            commit_now(one, by=world.by)
    job = SimpleNamespace(payload={"run": run.pk, "by": world.by.pk, "note": ""})
    assert run_commit(job, lambda *_: None)["label"] == "See the plan", "a job taken up again finds it done"
    assert ScheduledClass.objects.count() == 1


@DB
def test_a_plan_taken_up_again_after_a_kill_is_worked_out_once(world):
    owing(world, 2)
    first = first_day()
    asked = Asked(first, first + timedelta(days=4), slack=0)
    run = ask_plan(PlanRun(starts_on=asked.starts_on, ends_on=asked.ends_on), asked, by=world.by)
    Job.objects.filter(pk=run.job_id).update(
        status="running", attempts=1, worker="elsewhere:1:1", heartbeat_at=timezone.now() - timedelta(minutes=2)
    )
    assert not PlannedSeat.objects.exists()
    worker = Worker()
    worker.keep_house()
    worker.work_until_idle()
    run.refresh_from_db()
    assert (run.status, run.job.attempts, PlannedSeat.objects.filter(run=run).count()) == ("proposed", 2, 2)
    start_job("plan_training", "Again", {"run": run.pk}, by=world.by)
    Worker().work_until_idle()
    assert PlannedSeat.objects.filter(run=run).count() == 2


@DB
def test_days_off_are_brought_in_and_what_held_before_ends(world):
    person = make_assignment(make_person(employee_number="E-77", last_name="Quill")).person

    def listed(**cells):
        return days_off.plan(
            [Row(2, {"employee_number": "E-77", "days": "Sat Sun", "from": "2026-01-01"} | cells)], world.by
        )

    days_off.apply(listed(), world.by)
    assert listed(**{"from": "2026-03-01"}).unchanged == 1
    days_off.apply(listed(days="Tue,Wed", **{"from": "2026-02-01"}), world.by)
    kept = DaysOff.objects.filter(person=person).order_by("starts_on").values_list("weekdays", "starts_on", "ends_on")
    assert [(days, str(start), str(end)) for days, start, end in kept] == [
        ([6, 7], "2026-01-01", "2026-02-01"), ([2, 3], "2026-02-01", "None"),
    ]  # fmt: skip
    for cells, column in (
        ({"employee_number": "E-0"}, "employee_number"), ({"days": "Sat Someday"}, "days"), ({"from": "soon"}, "from"),
        ({"from": "2025-01-01"}, "from"),
    ):  # fmt: skip
        assert [one.column for one in listed(**cells).errors] == [column]
    later = {"days": "Mon", "from": "2026-03-01"}
    assert listed(**later).changes[0].name == f"E-77 {person}"
    Person.objects.filter(pk=person.pk).update(suppressed=True)
    assert listed(**later).changes[0].name == "E-77"


@COMMITTED
def test_a_plan_and_a_nomination_at_once_keep_the_cap_of_the_shift(world):
    """Another of the shift takes its last place for that day, not yet committed, while the plan is."""
    ReliefCap.objects.create(worksite=world.site, shift="day", most=1, authority="Test", starts_on="2020-01-01")
    owing(world, 1, shift="day")
    run = planned(world, days=2, weekdays=(1,))
    other = make_assignment(make_person(), worksite=world.site, shift="day").person
    elsewhere = make_class(days=((first_day() - timezone.localdate()).days,))
    answers = meanwhile(lambda: take_seat(elsewhere, other, by=world.by), lambda: commit_now(run, by=world.by))
    assert "classes and who comes to them" in str(answers[1])
    assert Enrolment.objects.seated().get().person == other


@COMMITTED
def test_of_two_proposals_committed_at_once_one_is_kept(world):
    owing(world, 4)
    runs = [planned(world), planned(world)]
    answers = at_once(*(lambda run=run: commit_now(run, by=world.by) for run in runs))
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 1, answers
    assert "classes and who comes to them" in str(refused[0])
    assert ScheduledClass.objects.count() == 1
    assert Enrolment.objects.count() == 4
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM training_planrun WHERE status = 'committed'")
        assert cursor.fetchone() == (1,)


@COMMITTED
@pytest.mark.long
def test_a_plan_whose_workers_are_killed_is_worked_out_once_and_committed_once(world, tmp_path):
    load_settings()
    owing(world, 3)
    asked = Asked(first_day(), first_day() + timedelta(days=4), slack=0)
    run = ask_plan(PlanRun(starts_on=asked.starts_on, ends_on=asked.ends_on), asked, by=world.by)
    place = {"PORTAL_DATA": str(tmp_path)}
    killed_at("training_plannedseat", **place)
    assert (PlanRun.objects.get().status, PlannedSeat.objects.count()) == ("waiting", 0)
    with working(**place):
        wait_for(lambda: PlanRun.objects.get().status == "proposed", PATIENCE)
    commit_plan(run, by=world.by)
    killed_at("training_hold", **place)
    assert PlanRun.objects.get().status == "proposed"
    assert (ScheduledClass.objects.count(), Enrolment.objects.count()) == (0, 0)
    with working(**place):
        wait_for(lambda: PlanRun.objects.get().status == "committed", PATIENCE)
    assert (PlannedSeat.objects.count(), ScheduledClass.objects.count(), Enrolment.objects.count()) == (3, 1, 3)
    assert acts_of(run) == ["create", "propose", "commit"]
    jobs = Job.objects.filter(kind__in=[PLAN_JOB, COMMIT_JOB])
    assert list(jobs.values_list("status", "attempts").order_by("pk")) == [("done", 2), ("done", 2)]
