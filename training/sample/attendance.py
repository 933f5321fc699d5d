"""Who was at the sample's classes, seats kept at those to come, caps, distances, and a report of a worksite."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from doc_portal.core.attachments import store
from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from personnel.models import Person
from training.models import (
    Attendance,
    Center,
    CourseVersion,
    Distance,
    Enrolment,
    LocalReport,
    LocalReportPerson,
    Meeting,
    ReliefCap,
    ScheduledClass,
    SeatQuota,
)
from training.numbers import next_report_number

E = Enrolment.Status
WAS = {E.ATTENDED: "present", E.PARTIAL: "late", E.NO_SHOW: "absent", E.EXCUSED: "apology"}
QUOTAS, SITES = 6, 12
S = ScheduledClass.Status


def record_presence(context: Context) -> int:
    """A line for everybody at every meeting of the classes that were held; none where there are some."""
    if Attendance.objects.exists():
        return 0
    registrar = User.objects.filter(sample=True, username="registrar.academy").first()
    held = Enrolment.objects.filter(status__in=WAS, scheduled_class__starts_at__lt=context.moment(0, 0))
    meetings: dict[int, list[Meeting]] = {}
    for one in Meeting.objects.standing().filter(starts_at__lt=context.moment(0, 0)).order_by("pk"):
        meetings.setdefault(one.scheduled_class_id, []).append(one)
    lines = [
        Attendance(
            meeting=meeting, enrolment=one, status=WAS[one.status], recorded_by=registrar, recorded_at=meeting.ends_at,
            minutes=meeting.minutes if one.status == E.ATTENDED else 60 if one.status == E.PARTIAL else 0,
        )
        for one in held.exclude(person__user=registrar).order_by("pk")
        for meeting in meetings.get(one.scheduled_class_id, ())
    ]  # fmt: skip
    return len(Attendance.objects.bulk_create(lines)) if registrar else 0


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


def set_bounds(context: Context) -> int:
    """A cap at one worksite, and how far some worksites lie from the centers."""
    if ReliefCap.objects.exists() or Distance.objects.exists():
        return 0
    sites = list(Worksite.objects.filter(people__sample=True).distinct().order_by("pk")[:SITES])
    chance = context.chance("distances")
    made = [
        Distance(
            worksite=site, center=center, miles=chance.randrange(5, 220), confirmed=False, source=f"Invented {MARK}"
        )
        for site in sites
        for center in Center.objects.in_use().exclude(worksite=site).order_by("code")
    ]
    if sites:
        ReliefCap.objects.create(
            worksite=sites[0], shift="day", most=5, authority=f"Invented {MARK}", starts_on=context.day(-60),
            confirmed=False,
        )  # fmt: skip
    return len(Distance.objects.bulk_create(made))


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
