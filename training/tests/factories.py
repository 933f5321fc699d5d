"""Rows of training as tests need them: written straight to the tables, so that each room can be tried by itself."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import Person
from personnel.tests.factories import make_person
from training.models import (
    Attendance,
    Bed,
    Center,
    Certification,
    ClassInstructor,
    Cohort,
    Course,
    CourseVersion,
    Curriculum,
    CurriculumItem,
    Enrolment,
    Equipment,
    Instructor,
    InstructorCertificate,
    LodgingGroup,
    LodgingRoom,
    Meeting,
    PersonRequirement,
    RequirementRule,
    Room,
    RuleTerms,
    ScheduledClass,
    TrainingCredit,
    Waiver,
)

_serial = count(1)
LONG_AGO = date(2020, 1, 1)


def morning(days: float, hour: int = 8, minute: int = 0) -> datetime:
    """A time of day so many days from today, in Chicago."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 - made aware


def make_center(worksite: Worksite | None = None, **fields) -> Center:
    n = next(_serial)
    place = worksite or make_worksite(kind=Worksite.Kind.TRAINING_CENTER)
    return Center.objects.create(**{"code": f"center-{n}", "name": f"Center {n}", "worksite": place} | fields)


def center_at(world) -> Center:
    """The one center of the worksite at which rows of a page's case lie."""
    return Center.objects.filter(worksite=world.site).first() or make_center(worksite=world.site)


def make_room(center: Center | None = None, *, seats: int = 30, **fields) -> Room:
    n = next(_serial)
    return Room.objects.create(**{"center": center or make_center(), "code": f"R{n}", "seats": seats} | fields)


def make_equipment(center: Center | None = None, **fields) -> Equipment:
    n = next(_serial)
    defaults = {"center": center or make_center(), "kind": "vehicle", "code": f"V{n}", "name": f"Van {n}"}
    return Equipment.objects.create(**defaults | fields)


def make_bed(center: Center | None = None, group: LodgingGroup | None = None) -> Bed:
    n = next(_serial)
    group = group or LodgingGroup.objects.create(code=f"group-{n}", name=f"Group {n}")
    room = LodgingRoom.objects.create(center=center or make_center(), code=f"L{n}", group=group)
    return Bed.objects.create(room=room, code="1")


def make_certification(**fields) -> Certification:
    n = next(_serial)
    return Certification.objects.create(**{"code": f"cert-{n}", "title": f"Certification {n}"} | fields)


def make_course(**fields) -> Course:
    """A course without a version; nobody need approve enrolling in it."""
    n = next(_serial)
    defaults = {"code": f"T-{n}", "title": f"Course {n}", "category": "in_service", "needs_approval": False}
    return Course.objects.create(**defaults | fields)


def make_version(course: Course | None = None, status=CourseVersion.Status.APPROVED, **fields) -> CourseVersion:
    """A version in force, of eight hours in seat for 1 to 25 people."""
    course = course or make_course()
    defaults = {"no": course.versions.count() + 1, "contact_hours": Decimal(8), "mode": "in_seat"}
    return CourseVersion.objects.create(course=course, status=status, **defaults | fields)


def make_curriculum(*courses: Course, **fields) -> Curriculum:
    n = next(_serial)
    made = Curriculum.objects.create(**{"code": f"curriculum-{n}", "title": f"Curriculum {n}"} | fields)
    CurriculumItem.objects.bulk_create(
        CurriculumItem(curriculum=made, course=one, order=order) for order, one in enumerate(courses, 1)
    )
    return made


def make_instructor(person: Person | None = None, *certifications: Certification, **fields) -> Instructor:
    made = Instructor.objects.create(
        person=person or make_person(), home_center=fields.pop("home_center", None) or make_center(), **fields
    )
    for one in certifications:
        InstructorCertificate.objects.create(instructor=made, certification=one, starts_on=LONG_AGO)
    return made


def make_class(
    version: CourseVersion | None = None,
    status=ScheduledClass.Status.PUBLISHED,
    *,
    days: tuple[float, ...] = (10,),
    room: Room | None = None,
    instructors: tuple[Instructor, ...] = (),
    **fields,
) -> ScheduledClass:
    """A class with a meeting from 8 to 12 on each of the days from today; nothing of it is booked.

    Like every class it is laid out first and offered then, so that the database looks whether it fits.
    """
    n = next(_serial)
    if status == ScheduledClass.Status.FINALISED:
        fields.setdefault("finalised_by", make_user())
        fields.setdefault("finalised_at", timezone.now())
    if status in (ScheduledClass.Status.CANCELLED, ScheduledClass.Status.POSTPONED):
        fields.setdefault("reason", "Snow")
    late = {name: fields.pop(name) for name in ("finalised_by", "finalised_at", "reason") if name in fields}
    fields.setdefault("center", room.center if room else None)
    made = ScheduledClass.objects.create(
        **{
            "number": f"CLS-T-{n:05}",
            "course_version": version or make_version(),
            "capacity": 25,
            "created_by": fields.pop("created_by", None) or make_user(),
        }
        | fields
    )
    for one in days:
        make_meeting(made, one, room=room)
    for place, one in enumerate(instructors):
        ClassInstructor.objects.create(scheduled_class=made, instructor=one, role="assist" if place else "lead")
    ScheduledClass.objects.filter(pk=made.pk).update(status=status, **late)
    made.refresh_from_db()
    return made


def make_meeting(scheduled_class: ScheduledClass, day: float = 10, start: int = 8, stop: int = 12, **fields) -> Meeting:
    """A meeting so many days from today; setup and teardown take no time."""
    starts_at, ends_at = morning(day, start), morning(day, stop)
    return Meeting.objects.create(
        scheduled_class=scheduled_class, starts_at=starts_at, ends_at=ends_at,
        **{"during": DateTimeTZRange(starts_at, ends_at)} | fields,
    )  # fmt: skip


def make_enrolment(
    scheduled_class: ScheduledClass | None = None, person: Person | None = None, status=Enrolment.Status.ENROLLED,
    **fields,
) -> Enrolment:  # fmt: skip
    """Somebody on the list of a class; their time is not booked."""
    if status == Enrolment.Status.OFFERED:
        fields.setdefault("offer_expires_at", timezone.now() + timedelta(hours=24))
    return Enrolment.objects.create(
        scheduled_class=scheduled_class or make_class(), person=person or make_person(), status=status, **fields
    )


def make_attendance(enrolment: Enrolment, meeting: Meeting | None = None, **fields) -> Attendance:
    meeting = meeting or enrolment.scheduled_class.meetings.first()
    defaults = {"minutes": meeting.minutes, "status": "present", "recorded_by": fields.pop("by", None) or make_user()}
    return Attendance.objects.create(enrolment=enrolment, meeting=meeting, **defaults | fields)


def make_credit(person: Person | None = None, version: CourseVersion | None = None, **fields) -> TrainingCredit:
    """Eight hours completed today in seat."""
    n = next(_serial)
    version = version or make_version()
    defaults = {
        "course": version.course, "hours": version.contact_hours or 0, "category": version.course.category,
        "completed_on": timezone.localdate(), "source": "class", "external_id": f"T-{n}",
        "repeatable": version.course.repeatable,
    }  # fmt: skip
    return TrainingCredit.objects.create(person=person or make_person(), course_version=version, **defaults | fields)


def make_rule(*courses: Course, **fields) -> RuleTerms:
    """Approved terms of a rule of its own, in force since long ago: everybody, once, within 30 days of hire."""
    n = next(_serial)
    rule = fields.pop("rule", None) or RequirementRule.objects.create(
        slug=f"rule-{n}", name=f"Rule {n}", is_post_gate=fields.pop("is_post_gate", False)
    )
    defaults = {"authority": "Test", "starts_on": LONG_AGO, "approved": True, "due_in": 30}
    made = RuleTerms.objects.create(rule=rule, **defaults | fields)
    made.courses.set(courses)
    return made


def make_owed(person: Person | None = None, terms: RuleTerms | None = None, **fields) -> PersonRequirement:
    """Something somebody owes in 45 days."""
    terms = terms or make_rule()
    defaults = {"cycle": "once", "due_on": timezone.localdate() + timedelta(days=45)}
    return PersonRequirement.objects.create(
        person=person or make_person(), rule=terms.rule, terms=terms, **defaults | fields
    )


def make_waiver(person: Person | None = None, rule: RequirementRule | None = None, **fields) -> Waiver:
    """A waiver that was asked for and approved, for the next thirty days."""
    today = timezone.localdate()
    defaults = {
        "reason": "Did the same elsewhere.", "starts_on": today, "ends_on": today + timedelta(days=30),
        "created_by": make_user(), "approved_by": make_user(), "approved_at": timezone.now(),
    }  # fmt: skip
    return Waiver.objects.create(person=person or make_person(), rule=rule or make_rule().rule, **defaults | fields)


def make_cohort(**fields) -> Cohort:
    defaults = {"worksite": fields.pop("worksite", None) or make_worksite(), "starts_on": timezone.localdate()}
    return Cohort.objects.create(**defaults | fields)
