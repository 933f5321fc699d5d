"""What the database keeps of training by itself, tried around the application with plain SQL (training.md 3 and 4)."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.raw_sql import copied, delete, refused, run, update
from personnel.tests.factories import make_person
from training.models import (
    BedStay,
    ClassInstructor,
    Cohort,
    Enrolment,
    Hold,
    LocalReport,
    PlanRun,
    Prerequisite,
    PromotionSkip,
    Resource,
    ScheduledClass,
    SeatQuota,
    UnplacedCompletion,
)
from training.refusals import SENTENCES, broken
from training.tests.factories import (
    make_attendance,
    make_bed,
    make_center,
    make_certification,
    make_class,
    make_course,
    make_credit,
    make_curriculum,
    make_enrolment,
    make_equipment,
    make_instructor,
    make_meeting,
    make_owed,
    make_room,
    make_rule,
    make_version,
    make_waiver,
    morning,
)

pytestmark = pytest.mark.django_db
S = ScheduledClass.Status
HOLD = "INSERT INTO training_hold (resource_id, during, status, source) VALUES (%s, tstzrange(%s, %s, %s), %s, 'block')"


@pytest.fixture
def finalised():
    return make_class(status=S.FINALISED, days=(-5,))


# Bookings


def test_nothing_is_booked_twice_and_bounds_are_half_open():
    room, eight, noon, four = make_room().resource.pk, morning(1, 8), morning(1, 12), morning(1, 16)
    run(HOLD, room, eight, noon, "[)", "firm")
    run(HOLD, room, noon, four, "[)", "firm")
    run(HOLD, room, eight, four, "[)", "released")
    run(HOLD, room, eight, four, "[)", "tentative")
    refused("hold_no_overlap", HOLD, room, eight, four, "[)", "firm")
    refused("hold_bounds", HOLD, room, morning(2, 8), morning(2, 9), "[]", "firm")
    refused("hold_bounds", HOLD, room, morning(2, 8), None, "[)", "firm")
    refused("hold_bounds", HOLD, room, morning(2, 8), morning(2, 8), "[)", "firm")
    refused("hold_status_known", HOLD, room, morning(2, 8), morning(2, 9), "[)", "maybe")
    refused("hold_is_released_never_deleted", *delete(Hold.objects.first()))


def test_two_rooms_are_swapped_in_one_statement_and_across_two_once_the_check_waits():
    one, other = make_room().resource.pk, make_room().resource.pk
    for resource in (one, other):
        run(HOLD, resource, morning(1), morning(1, 12), "[)", "firm")
    run("UPDATE training_hold SET resource_id = %s - resource_id", one + other)
    first, second = Hold.objects.order_by("pk")
    refused("hold_no_overlap", *update(first, resource_id=second.resource_id))
    with transaction.atomic():
        run("SET CONSTRAINTS hold_no_overlap DEFERRED")


def test_a_resource_is_one_thing_of_its_kind():
    room, person = make_room(), make_person()
    insert = "INSERT INTO training_resource (kind, room_id, person_id) VALUES (%s, %s, %s)"
    refused("resource_is_one_thing_of_its_kind", insert, "bed", None, person.pk)
    refused("resource_is_one_thing_alone", insert, "person", room.pk, person.pk)
    assert Resource.objects.filter(room=room).count() == 1


# Catalogue


def test_a_version_is_frozen_once_a_class_of_it_was_held():
    version = make_version()
    run(*update(version, contact_hours=9))
    make_class(version, S.COMPLETED, days=(-3,))
    refused("course_version_once_held_is_frozen", *update(version, contact_hours=10))
    run(*update(version, review_due_on=timezone.localdate()))


def test_a_version_that_was_credited_is_frozen_too():
    version = make_version()
    make_credit(version=version)
    refused("course_version_once_held_is_frozen", *update(version, mode="online"))


def test_what_a_version_says_hangs_together():
    version, author = make_version(), make_user()
    refused("course_version_fewest_not_above_most", *update(version, min_seats=30))
    refused("course_version_hours_within_reason", *update(version, contact_hours=0))
    refused("course_version_shares_are_percent", *update(version, pass_mark=101))
    refused("course_version_counts_within_reason", *update(version, max_attempts=0))
    refused("course_version_days_within_reason", *update(version, review_due_on="0001-01-01"))
    refused("course_version_mode_known", *update(version, mode="post"))
    refused("course_version_one_in_force", *copied(version, no=2))
    refused("course_version_numbered_once", *copied(version, status="draft"))
    refused("course_version_approved_by_another", *update(version, created_by_id=author.pk))
    refused(
        "course_version_not_approved_by_author",
        *update(version, created_by_id=author.pk, approved_by_id=author.pk),
    )


def test_a_course_is_never_needed_before_itself_by_whatever_chain():
    first, second, third = (make_course() for _ in range(3))
    Prerequisite.objects.create(course=second, needs_course=first)
    Prerequisite.objects.create(course=third, needs_course=second)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Prerequisite.objects.create(course=first, needs_course=third)
    assert refusal.value.__cause__.diag.constraint_name == "prerequisites_form_no_cycle"
    assert "A, B" in str(broken(refusal.value, chain="A, B"))
    asked = Prerequisite.objects.get(course=third)
    refused("prerequisites_form_no_cycle", *update(asked, course_id=first.pk))
    refused("prerequisite_course_once", *copied(asked))
    refused("prerequisite_is_a_course_or_a_certification", *update(asked, needs_course_id=None))


# Classes


def test_a_class_that_is_offered_keeps_within_course_rooms_and_instructors():
    cert = make_certification()
    version = make_version(max_seats=20, instructor_ratio=10, instructor_cert=cert)
    teachers = [make_instructor(None, cert), make_instructor(None, cert)]
    room = make_room(seats=18)
    scheduled = make_class(version, room=room, capacity=18, instructors=tuple(teachers))
    refused("class_within_its_course", *update(scheduled, capacity=21))
    refused("class_within_its_rooms", *update(scheduled, capacity=19))
    refused("class_within_its_rooms", *update(room, seats=17))
    run("INSERT INTO training_roomseats (room_id, course_id, seats) VALUES (%s, %s, 19)", room.pk, version.course_id)
    run(*update(scheduled, capacity=19))
    refused("class_within_its_rooms", "UPDATE training_roomseats SET seats = 18")
    assist = ClassInstructor.objects.get(instructor=teachers[1])
    refused("class_within_its_ratio", *update(assist, ended_at=timezone.now()))
    refused("class_taught_by_the_certified", *update(assist, instructor_id=make_instructor().pk))
    refused("class_has_an_instructor_once", *copied(assist))
    refused("class_has_one_lead", *update(assist, role="lead"))


def test_an_instructor_whose_certificate_lapses_on_the_third_meeting_is_refused():
    cert = make_certification()
    teacher = make_instructor(None, cert)
    teacher.certificates.update(ends_on=timezone.localdate() + timedelta(days=12))
    version = make_version(instructor_cert=cert)
    scheduled = make_class(version, S.DRAFT, days=(10, 11), instructors=(teacher,))
    run(*update(scheduled, status="published"))
    run(*update(scheduled, status="draft"))
    make_meeting(scheduled, 12)
    refused("class_taught_by_the_certified", *update(scheduled, status="published"))


def test_a_room_does_not_shrink_below_the_seats_that_are_taken():
    room = make_room(seats=10)
    scheduled = make_class(room=room, capacity=10)
    for _ in range(3):
        make_enrolment(scheduled)
    refused("class_within_its_rooms", *update(room, seats=2))
    refused("class_capacity", *update(scheduled, capacity=2))
    run(*update(scheduled, capacity=3))
    run(*update(room, seats=3))


def test_a_class_knows_its_first_and_last_moment_from_its_meetings():
    scheduled = make_class(days=(10, 12))
    assert (scheduled.starts_at, scheduled.ends_at) == (morning(10, 8), morning(12, 12))
    run(*update(scheduled.meetings.first(), canceled_at=timezone.now()))
    scheduled.refresh_from_db()
    assert scheduled.starts_at == morning(12, 8)


def test_meetings_end_after_they_start_and_within_their_booking():
    meeting = make_class().meetings.get()
    refused("meeting_ends_after_it_starts", *update(meeting, ends_at=meeting.starts_at))
    refused("meeting_shown_within_its_booking", *update(meeting, ends_at=meeting.ends_at + timedelta(hours=1)))
    refused("meeting_is_canceled_never_deleted", *delete(meeting))


def test_a_finalised_class_is_read_only_with_all_that_belongs_to_it():
    scheduled = make_class(days=(-5,), instructors=(make_instructor(),))
    enrolment = make_enrolment(scheduled)
    attendance = make_attendance(enrolment)
    bed, now = make_bed(), timezone.now()
    during = (morning(-6), morning(-5))
    stay = BedStay.objects.create(enrolment=enrolment, group=bed.room.group, bed=bed, during=during)
    run(*update(scheduled, status="finalised", finalised_by_id=make_user().pk, finalised_at=now))
    refused("class_finalised_is_read_only", *update(scheduled, capacity=30))
    refused("class_finalised_is_read_only", *update(scheduled, status="completed", finalised_by_id=None))
    refused("meeting_of_a_finalised_class_stays", *update(scheduled.meetings.get(), mode="vilt"))
    elsewhere = make_class().pk
    refused("meeting_of_a_finalised_class_stays", *update(scheduled.meetings.get(), scheduled_class_id=elsewhere))
    refused("stay_of_a_finalised_class_stays", *update(stay, enrolment_id=make_enrolment().pk))
    refused("stay_of_a_finalised_class_stays", *delete(stay))
    run(*update(stay, ended_at=now))
    refused("instructor_of_a_finalised_class_stays", *update(scheduled.instructors.get(), role="assist"))
    refused("enrolment_of_a_finalised_class_stays", *update(enrolment, status="attended"))
    refused("attendance_of_a_finalised_class_stays", *copied(attendance, corrects_id=attendance.pk, reason="x"))
    refused(
        "assessment_of_a_finalised_class_stays",
        "INSERT INTO training_assessment (enrolment_id, component, attempt, score, evaluator_id, at)"
        " VALUES (%s, 'Test', 1, 80, %s, now())",
        enrolment.pk,
        make_user().pk,
    )


def test_reopening_needs_a_second_person(finalised):
    asks, agrees = make_user(), make_user()
    opened = {"status": "completed", "finalised_by_id": None, "finalised_at": None}
    refused("class_finalised_is_read_only", *update(finalised, reopened_by_id=agrees.pk, **opened))
    run(*update(finalised, reopen_asked_by_id=asks.pk, reopen_asked_at=timezone.now(), reopen_reason="Minutes"))
    refused("class_finalised_is_read_only", *update(finalised, reopened_by_id=asks.pk, **opened))
    refused("class_finalised_is_read_only", *update(finalised, reopened_by_id=agrees.pk, note="x", **opened))
    run(*update(finalised, reopened_by_id=agrees.pk, **opened))
    run(*update(finalised, capacity=26))


def test_a_class_keeps_its_states_and_reasons(finalised):
    scheduled = make_class()
    refused("class_cancelled_for_a_reason", *update(scheduled, status="cancelled"))
    refused("class_finalised_by_somebody", *update(scheduled, status="finalised"))
    refused("class_status_known", *update(scheduled, status="lost"))
    refused("class_seats_somebody", *update(scheduled, capacity=0))
    refused("class_is_cancelled_never_deleted", *delete(scheduled))


def test_kept_seats_are_for_one_and_within_the_class():
    scheduled, site = make_class(capacity=10), make_worksite()
    quota = SeatQuota.objects.create(scheduled_class=scheduled, worksite=site, seats=6, release_at=morning(5))
    refused("seat_quotas_within_the_class", *copied(quota, worksite_id=make_worksite().pk))
    refused("seat_quota_once", *copied(quota, seats=1))
    refused("seat_quota_is_for_one", *update(quota, region="Western"))
    refused("seat_quota_keeps_a_seat", *update(quota, seats=0))
    refused("class_has_the_seats_it_keeps", *update(scheduled, capacity=5))
    run(*update(quota, release_at=morning(-1)))
    run(*update(scheduled, capacity=5))


def test_a_cohort_holds_whom_was_appointed_for_it():
    cohort = Cohort.objects.create(
        job_class=make_rule_class(), worksite=make_worksite(), starts_on=timezone.localdate()
    )
    insert = "INSERT INTO training_cohortmember (cohort_id, appointment_id) VALUES (%s, 0)"
    refused("cohort_member_was_appointed_for_it", insert, cohort.pk)


def make_rule_class():
    return apps.get_model("personnel", "JobClass").objects.create(slug="cohort-class", title="Cohort class")


# Enrollments


def test_taken_seats_are_counted_by_the_database_and_never_above_the_seats():
    scheduled = make_class(capacity=2)
    one = make_enrolment(scheduled)
    make_enrolment(scheduled, status=Enrolment.Status.OFFERED)
    make_enrolment(scheduled, status=Enrolment.Status.WAITLISTED)
    scheduled.refresh_from_db()
    assert scheduled.seats_taken == 2
    refused("class_capacity", *copied(one, person_id=make_person().pk, uid="00000000-0000-0000-0000-000000000001"))
    run(*update(one, status="withdrawn"))
    run(*update(scheduled, seats_taken=0))
    scheduled.refresh_from_db()
    assert scheduled.seats_taken == 1


def test_one_person_stands_once_on_the_list_of_a_class_and_may_come_back():
    one = make_enrolment()
    again = copied(one, uid="00000000-0000-0000-0000-000000000001", status="waitlisted")
    refused("enrolment_one_live", *again)
    run(*update(one, status="withdrawn"))
    run(*again)
    refused("enrolment_never_deleted", *delete(one))
    refused("enrolment_status_known", *update(one, status="lost"))
    refused("enrolment_offer_has_an_end", *update(one, status="offered"))


def test_nobody_approves_their_own_enrolment():
    person = make_person(user=make_user())
    one = make_enrolment(person=person)
    now = timezone.now()
    refused("enrolment_not_approved_by_the_person", *update(one, approved_by_id=person.user_id, approved_at=now))
    refused("enrolment_approved_by_somebody", *update(one, approved_by_id=make_user().pk))


def test_why_somebody_was_passed_over_stays():
    skip = PromotionSkip.objects.create(enrolment=make_enrolment(), reason="clash")
    refused("promotion_skip_stays_as_written", *update(skip, reason="relief"))
    refused("promotion_skip_stays_as_written", *delete(skip))


def test_a_bed_is_for_its_group_and_for_one_person_a_night():
    bed, enrolment = make_bed(), make_enrolment()
    insert = (
        "INSERT INTO training_bedstay (enrolment_id, group_id, bed_id, during, created_at, version)"
        " VALUES (%s, %s, %s, tstzrange(%s, %s), now(), 1)"
    )
    run(insert, enrolment.pk, bed.room.group_id, bed.pk, morning(1), morning(2))
    refused("bed_stays_do_not_overlap", insert, enrolment.pk, bed.room.group_id, bed.pk, morning(1), morning(2))
    other = make_bed().room.group_id
    refused("bed_is_kept_for_the_group", insert, enrolment.pk, other, bed.pk, morning(3), morning(4))


def test_relief_caps_of_a_shift_do_not_overlap():
    insert = (
        "INSERT INTO training_reliefcap (worksite_id, shift, most, authority, starts_on, confirmed, source, created_at,"
        " version) VALUES (%s, %s, 3, %s, '2026-01-01', true, '', now(), 1)"
    )
    site = make_worksite().pk
    run(insert, site, "day", "Warden")
    run(insert, site, "night", "Warden")
    refused("relief_caps_do_not_overlap_day", insert, site, "day", "Warden")
    refused("relief_cap_names_its_authority", insert, make_worksite().pk, "day", "")


# Attendance, scores, credit


def test_attendance_is_corrected_by_a_further_line_alone():
    one = make_attendance(make_enrolment())
    refused("attendance_corrections_append", *update(one, minutes=1))
    refused("attendance_corrections_append", *delete(one))
    refused("attendance_recorded_once", *copied(one))
    refused("attendance_corrected_for_a_reason", *copied(one, corrects_id=one.pk))
    run(*copied(one, corrects_id=one.pk, reason="Left at ten", minutes=120, status="late"))


def test_nobody_records_their_own_attendance_or_more_than_the_meeting_was():
    person = make_person(user=make_user())
    enrolment = make_enrolment(person=person)
    one = make_attendance(enrolment)
    other = make_enrolment(enrolment.scheduled_class)
    refused("attendance_not_recorded_by_oneself", *copied(one, recorded_by_id=person.user_id))
    refused("attendance_within_the_meeting", *copied(one, enrolment_id=other.pk, minutes=241))
    refused("attendance_absent_is_no_minutes", *copied(one, enrolment_id=other.pk, status="absent"))
    refused("attendance_of_the_class_enrolled_in", *copied(one, enrolment_id=make_enrolment().pk))


def test_attempts_are_counted_and_nobody_scores_themselves():
    person = make_person(user=make_user())
    enrolment = make_enrolment(person=person)
    insert = (
        "INSERT INTO training_assessment (enrolment_id, component, attempt, score, evaluator_id, at)"
        " VALUES (%s, 'Written', %s, %s, %s, now())"
    )
    judge = make_user().pk
    run(insert, enrolment.pk, 1, 70, judge)
    refused("assessment_attempt_once", insert, enrolment.pk, 1, 80, judge)
    refused("assessment_within_the_attempts", insert, enrolment.pk, 2, 80, judge)
    refused("assessment_score_is_percent", insert, make_enrolment().pk, 1, 101, judge)
    refused("assessment_not_of_oneself", insert, enrolment.pk, 1, 80, person.user_id)
    refused("assessment_stays_as_scored", "UPDATE training_assessment SET score = 100")


def test_a_completion_is_credited_once_and_counts_once_a_fiscal_year():
    credit = make_credit(completed_on="2026-06-30")
    credit.refresh_from_db()
    assert credit.fiscal_year == 2026
    refused("credit_once_a_source", *copied(credit, completed_on="2026-07-01"))
    online = {"external_id": "again", "source": "docota"}
    refused("credit_counts_once_a_fiscal_year", *copied(credit, **online))
    run(*copied(credit, counts=False, **online))
    run(*copied(credit, external_id="next", completed_on="2026-07-01"))
    refused("credit_names_its_source", *copied(credit, external_id=""))


def test_credit_is_voided_never_changed_and_by_nobody_for_themselves():
    person, registrar = make_person(user=make_user()), make_user()
    credit = make_credit(person)
    refused("credit_is_voided_never_changed", *update(credit, hours=40))
    refused("credit_is_voided_never_changed", *delete(credit))
    refused("credit_not_given_to_oneself", *copied(credit, external_id="own", recorded_by_id=person.user_id))
    online = {"external_id": "own", "source": "docota"}
    refused("credit_not_given_to_oneself", *copied(credit, recorded_by_id=person.user_id, **online))
    void = {"voided_at": timezone.now(), "void_reason": "Entered twice"}
    refused("credit_not_voided_by_oneself", *update(credit, voided_by_id=person.user_id, **void))
    refused("credit_voided_with_a_reason", *update(credit, voided_at=timezone.now(), voided_by_id=registrar.pk))
    run(*update(credit, voided_by_id=registrar.pk, **void))
    refused("credit_once_voided_stays_so", *update(credit, counts=False))


def test_a_certificate_is_revoked_never_changed():
    credit = make_credit()
    insert = (
        "INSERT INTO training_certificate (serial, person_id, course_id, issued_on, valid_until, verify_code,"
        " revoke_reason) VALUES ('CRT-1', %s, %s, %s, %s, %s, '')"
    )
    today = timezone.localdate()
    refused(
        "certificate_valid_after_it_was_issued", insert, credit.person_id, credit.course_id, today,
        today - timedelta(days=1), "A",
    )  # fmt: skip
    run(insert, credit.person_id, credit.course_id, today, None, "A")
    kept = credit.person.certificates.get()
    refused("certificate_is_revoked_never_changed", *update(kept, valid_until=today))
    void = {"revoked_at": timezone.now(), "revoked_by_id": make_user().pk}
    refused("certificate_revoked_with_a_reason", *update(kept, **void))
    run(*update(kept, revoke_reason="Issued in error", **void))
    refused("certificate_once_revoked_stays_so", *update(kept, revoke_reason="Other"))


def test_what_an_import_could_not_place_waits_and_an_accepted_report_stays():
    waits = UnplacedCompletion.objects.create(source="docota", external_id="1", row={}, problem="person")
    refused("unplaced_completion_never_dropped", *delete(waits))
    refused("unplaced_completion_once", *copied(waits))
    refused("unplaced_completion_settled_by_somebody", *update(waits, settled_at=timezone.now()))
    author = make_user()
    report = LocalReport.objects.create(
        number="LTR-1", worksite=make_worksite(), course_version=make_version(), held_on=timezone.localdate(),
        taught_by="A", created_by=author,
    )  # fmt: skip
    roster = report.roster.create(person=make_person(), minutes=60)
    refused("local_report_decided_by_another", *update(report, decided_by_id=author.pk))
    run(*update(report, status="accepted", decided_by_id=make_user().pk))
    refused("local_report_once_accepted_stays", *update(report, taught_by="B"))
    refused("roster_of_an_accepted_report_stays", *update(roster, minutes=30))


# Requirements


def test_terms_of_a_rule_do_not_overlap_and_name_their_authority():
    terms, author = make_rule(), make_user()
    refused("rule_terms_do_not_overlap", *copied(terms, starts_on="2025-01-01"))
    refused("rule_terms_name_their_authority", *update(terms, authority=""))
    refused("rule_terms_end_after_they_start", *update(terms, ends_on="2019-01-01"))
    refused("rule_terms_months_are_told", *update(terms, cadence="months"))
    refused("rule_terms_hours_are_told", *update(terms, satisfied="hours"))
    refused("rule_terms_approved_by_another", *update(terms, created_by_id=author.pk))
    refused("rule_terms_not_approved_by_author", *update(terms, created_by_id=author.pk, approved_by_id=author.pk))


def test_terms_are_approved_by_who_wrote_none_of_them_and_then_end_alone():
    first, last, other = make_user(), make_user(), make_user()
    terms = make_rule(approved=False, created_by=last)
    for act, by in (("create", first), ("edit", last)):
        log(act, terms, by=by)
    refused("rule_terms_approved_by_no_writer", *update(terms, approved=True, approved_by_id=first.pk))
    run(*update(terms, approved=True, approved_by_id=other.pk))
    refused("rule_terms_once_approved_stay", *update(terms, starts_on="2019-01-01"))
    refused("rule_terms_once_approved_stay", *update(terms, approved=False))
    refused("rule_terms_once_approved_stay", *delete(terms))
    run(*update(terms, ends_on="2030-01-01", version=2))
    refused("rule_terms_once_approved_stay", *update(terms, ends_on="2031-01-01"))


def test_one_row_for_each_person_rule_and_cycle():
    owed = make_owed()
    refused("person_requirement_once_a_cycle", *copied(owed))
    refused("person_requirement_met_on_a_day", *update(owed, settled="met"))


def test_a_waiver_has_a_reason_an_end_and_another_who_approves():
    person = make_person(user=make_user())
    waiver = make_waiver(person)
    asked = make_waiver(approved_by=None, approved_at=None)
    refused("waiver_says_why", *update(asked, reason=""))
    refused("waiver_ends_after_it_starts", *update(asked, ends_on=asked.starts_on))
    refused("waiver_once_approved_stays", *update(waiver, ends_on="2199-01-01"))
    refused("waiver_not_approved_by_the_person", *update(waiver, approved_by_id=person.user_id))
    own = {"approved_by_id": asked.created_by_id, "approved_at": timezone.now()}
    refused("waiver_not_approved_by_who_asked", *update(asked, **own))
    refused("waiver_ends_and_is_never_deleted", *delete(waiver))
    with pytest.raises(IntegrityError), transaction.atomic():
        run(*update(waiver, ends_on=None))


def test_a_clock_stands_still_once_at_a_time():
    person = make_person()
    insert = (
        "INSERT INTO training_clockpause (person_id, starts_on, ends_on, created_at, version)"
        " VALUES (%s, %s, %s, now(), 1)"
    )
    run(insert, person.pk, "2026-01-01", "2026-03-01")
    refused("clock_pauses_do_not_overlap", insert, person.pk, "2026-02-01", None)
    refused("clock_pause_ends_after_it_starts", insert, person.pk, "2026-05-01", "2026-05-01")


# Places and what is never deleted


def test_rooms_are_coded_once_a_center_and_seat_somebody():
    room = make_room()
    refused("room_code_once_per_center", *copied(room))
    refused("room_seats_somebody", *update(room, seats=0))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("center_is_retired_never_deleted", make_center),
        ("room_is_retired_never_deleted", make_room),
        ("equipment_retired_never_deleted", make_equipment),
        ("certification_never_deleted", make_certification),
        ("course_is_retired_never_deleted", make_course),
        ("course_version_never_deleted", make_version),
        ("curriculum_is_retired_never_deleted", make_curriculum),
        ("requirement_never_deleted", lambda: make_rule().rule),
        ("instructor_never_deleted", make_instructor),
        ("class_instructor_never_deleted", lambda: make_class(instructors=(make_instructor(),)).instructors.get()),
    ],
)
def test_what_was_used_is_retired_never_deleted(name, make):
    refused(name, *delete(make()))


def test_a_committed_plan_stays():
    plan = PlanRun.objects.create(starts_on="2026-07-01", ends_on="2027-07-01")
    refused("plan_ends_after_it_starts", *update(plan, ends_on="2026-07-01"))
    run(*update(plan, status="committed"))
    refused("plan_once_committed_stays", *update(plan, fingerprint="x"))


def test_every_trigger_that_refuses_has_a_sentence_and_no_sentence_is_left_over():
    raised = {
        name
        for model in apps.get_app_config("training").get_models()
        for trigger in getattr(model._meta, "triggers", ())
        for name in re.findall("CONSTRAINT = '([a-z_]+)'", str(trigger.func))
    }
    of_a_class = {name for name in SENTENCES if name.startswith(("class_within", "class_taught"))}
    assert len(of_a_class) == 4
    assert raised | of_a_class == set(SENTENCES)
    assert all(sentence.endswith((".", "!")) and len(sentence) > 25 for sentence in SENTENCES.values())
