"""From the appointment to the seat: recruits who start together, and seats kept for them (training.md 3, item 25)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from personnel.models import Appointment, JobClass
from training.actions.leaving import withdraw_all
from training.actions.seats import take_seat
from training.actions.waiting import PORTAL, has_begun, move_up
from training.models import Cohort, CohortMember, Course, Enrolment, RuleTerms, ScheduledClass, SeatQuota

LOOKED_BACK = timedelta(days=30)


def form_cohorts() -> dict:
    """Put every appointment into its cohort, keep academy seats for it, and seat those who are in the directory.

    Run every hour: an appointment of personnel, or its entry in the directory, is met once and does nothing twice.
    """
    today = timezone.localdate()
    new = Appointment.objects.starting_from(today - LOOKED_BACK).filter(cohort_place=None)
    joined = [_join(one) for one in new.select_related("job_class", "worksite").order_by("pk")]
    kept = seated = 0
    ahead = Cohort.objects.filter(starts_on__gte=today - LOOKED_BACK).select_related("job_class", "worksite")
    for cohort in ahead.order_by("pk"):
        keep_no_more_than_come(cohort)
        kept += keep_academy_seats(cohort)
        seated += seat_recruits(cohort)
    return {"joined": len(joined), "kept": kept, "seated": seated}


@transaction.atomic
def _join(appointment: Appointment) -> CohortMember:
    cohort, made = Cohort.objects.get_or_create(
        job_class=appointment.job_class, worksite=appointment.worksite, starts_on=appointment.starts_on
    )
    if made:
        log("create", cohort, by=None, actor_name=PORTAL)
    return CohortMember.objects.create(cohort=cohort, appointment=appointment)


def academy_courses(job_class: JobClass):
    """In-seat courses that must be done before the post, by the rules in force for a class of job."""
    asked = RuleTerms.objects.in_force().filter(Q(job_classes=job_class), rule__is_post_gate=True, audience_known=True)
    wanted = Q(asked_by__in=asked) | Q(curriculum_items__curriculum__asked_by__in=asked)
    taught = Q(versions__status="approved", versions__mode="in_seat")
    return Course.objects.in_use().filter(wanted, taught).distinct().order_by("code")


@transaction.atomic
def keep_academy_seats(cohort: Cohort) -> int:
    """Keep a seat for each recruit in the first class of each course they need; how many quotas that took."""
    recruits, done = cohort.members.standing().count(), 0
    for course in academy_courses(cohort.job_class) if recruits else ():
        kept = SeatQuota.objects.filter(cohort=cohort, scheduled_class__course_version__course=course).first()
        if kept is not None and kept.seats >= recruits:
            continue
        scheduled = kept.scheduled_class if kept else _first_class(cohort, course, recruits)
        if scheduled is None:
            continue
        done += _keep(lock(scheduled), cohort, kept, recruits)
    return done


def keep_no_more_than_come(cohort: Cohort) -> None:
    """Free the seats of recruits who did not begin, and those kept for them; the waiting list moves up."""
    recruits = cohort.members.standing().count()
    missed = cohort.members.exclude(pk__in=cohort.members.standing()).values("appointment__person")
    seats = Enrolment.objects.live().filter(scheduled_class__quotas__cohort=cohort, person__in=missed)
    withdraw_all(seats, "Did not begin.")
    for quota in SeatQuota.objects.filter(cohort=cohort, seats__gt=recruits):
        with transaction.atomic():
            locked = lock(quota.scheduled_class)
            if not locked.editable or has_begun(locked):
                continue
            log("free", quota, by=None, actor_name=PORTAL, reason="Recruits who did not begin")
            if recruits:
                SeatQuota.objects.filter(pk=quota.pk).update(seats=recruits, version=F("version") + 1)
            else:
                SeatQuota.objects.filter(pk=quota.pk).delete()
            move_up(locked)


def _first_class(cohort: Cohort, course: Course, recruits: int) -> ScheduledClass | None:
    """The first class of a course from the first day on that has room for all of them; near ones first."""
    rows = ScheduledClass.objects.enrolling().filter(
        course_version__course=course, starts_at__date__gte=cohort.starts_on, cohort=None
    )
    near = cohort.worksite.nearest_academy_id
    found = [one for one in rows.select_related("center").order_by("starts_at", "pk") if _room(one) >= recruits]
    found.sort(key=lambda one: one.center is None or one.center.worksite_id != near)
    return found[0] if found else None


def _room(scheduled: ScheduledClass) -> int:
    """Seats nobody has and nobody's are kept."""
    return scheduled.capacity - scheduled.seats_taken - sum(one.seats for one in scheduled.quotas.kept())


def _keep(locked: ScheduledClass, cohort: Cohort, kept: SeatQuota | None, recruits: int) -> bool:
    """Write the quota as it is now, as far as the class has room."""
    kept = kept and SeatQuota.objects.filter(pk=kept.pk).first()
    seats = min(recruits, (kept.seats if kept else 0) + max(0, _room(locked)))
    if seats < 1 or (kept and seats <= kept.seats):
        return False
    free_from = locked.starts_at - timedelta(days=int(value_of("training_quota_release_days")))
    quota = kept or SeatQuota(scheduled_class=locked, cohort=cohort)
    quota.seats, quota.release_at = seats, max(free_from, timezone.now() + timedelta(hours=1))
    quota.save()
    log("keep", quota, by=None, actor_name=PORTAL)
    return True


def seat_recruits(cohort: Cohort) -> int:
    """Enroll recruits who are in the directory by now in the classes seats are kept for; how many got a place."""
    seated = 0
    for quota in SeatQuota.objects.filter(cohort=cohort, scheduled_class__starts_at__gt=timezone.now()):
        there = Enrolment.objects.filter(scheduled_class=quota.scheduled_class_id).values("person")
        members = (
            cohort.members.standing().filter(appointment__person__isnull=False).exclude(appointment__person__in=there)
        )
        for member in members.select_related("appointment__person__worksite", "appointment__created_by").order_by("pk"):
            appointment = member.appointment
            try:
                with transaction.atomic():
                    take_seat(
                        quota.scheduled_class, appointment.person, by=None, approved_by=appointment.created_by,
                        note="Appointed",
                    )  # fmt: skip
            except Refused:
                continue
            seated += 1
    return seated
