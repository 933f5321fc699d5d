"""Who was at the sample's classes, seats kept at those to come, and a report of a worksite."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from doc_portal.core.attachments import store
from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from personnel.models import Person
from training.models import (
    Attendance,
    CourseVersion,
    Enrolment,
    LocalReport,
    LocalReportPerson,
    Meeting,
    ScheduledClass,
    SeatQuota,
)
from training.numbers import next_report_number

E = Enrolment.Status
WAS = {E.ATTENDED: "present", E.PARTIAL: "late", E.NO_SHOW: "absent", E.EXCUSED: "apology", E.ENROLLED: "present"}
S = ScheduledClass.Status
QUOTAS = 6


def record_presence(context: Context) -> int:
    """A line for everybody at every meeting of the classes that are over, and at the first of those under way."""
    registrar = User.objects.filter(sample=True, username="registrar.academy").first()
    if registrar is None or Attendance.objects.exists():
        return 0
    meetings: dict[int, list[Meeting]] = {}
    for one in Meeting.objects.standing().order_by("starts_at", "pk"):
        meetings.setdefault(one.scheduled_class_id, []).append(one)
    there = Enrolment.objects.filter(status__in=WAS, scheduled_class__status__in=(S.COMPLETED, S.IN_PROGRESS))
    lines = [
        Attendance(
            meeting=meeting, enrolment=one, status=WAS[one.status], recorded_by=registrar, recorded_at=meeting.ends_at,
            minutes={"present": meeting.minutes, "late": 60}.get(WAS[one.status], 0),
        )
        for one in there.order_by("pk")
        for meeting in meetings[one.scheduled_class_id][: 1 if one.status == E.ENROLLED else None]
    ]  # fmt: skip
    return len(Attendance.objects.bulk_create(lines))


def keep_seats(context: Context) -> int:
    """Seats kept for worksites at some classes to come."""
    if SeatQuota.objects.exists():
        return 0
    coming = ScheduledClass.objects.filter(
        status=S.PUBLISHED, capacity__gt=10, starts_at__gt=context.moment(15, 0)
    ).order_by("pk")
    sites = list(Worksite.objects.filter(people__sample=True).distinct().order_by("pk")[:QUOTAS])
    made = [
        SeatQuota(scheduled_class=one, worksite=site, seats=3, release_at=one.starts_at - timedelta(days=14))
        for one, site in zip(coming[:QUOTAS], sites, strict=False)
    ]
    return len(SeatQuota.objects.bulk_create(made))


def report_training(context: Context) -> int:
    """One report of a worksite that waits for the registrar."""
    author = User.objects.filter(sample=True, username="coordinator.bonneterre").first()
    version = CourseVersion.objects.current().order_by("pk").first()
    if author is None or version is None or LocalReport.objects.exists():
        return 0
    site = author.grants.filter(worksite__isnull=False).values_list("worksite", flat=True).first()
    people = list(Person.objects.current().filter(sample=True, worksite=site, suppressed=False).order_by("pk")[:5])
    if not people:
        return 0
    made = LocalReport.objects.create(
        number=next_report_number(context.today.year), worksite_id=site, course_version=version,
        held_on=context.day(-4), taught_by=f"A sergeant {MARK}", status=LocalReport.Status.SENT, created_by=author,
    )  # fmt: skip
    LocalReportPerson.objects.bulk_create(
        LocalReportPerson(report=made, person=one, minutes=240) for one in people if one.user_id != author.pk
    )
    plan = SimpleUploadedFile("lesson-plan.txt", f"Objectives, steps and questions {MARK}".encode())
    made.lesson_plan = store(plan, made, author, ("txt",))
    made.save(update_fields=["lesson_plan"])
    return 1
