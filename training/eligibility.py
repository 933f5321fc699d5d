"""Who may come to a class at all: whom its course is for, what must have been done before, how many dates one holds."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.values import value_of
from personnel.models import Assignment, JobClass, Person, Position
from personnel.todo import months_after
from training.models import (
    Certificate,
    Course,
    CourseEquivalence,
    CourseVersion,
    Enrolment,
    Prerequisite,
    ScheduledClass,
    TrainingCredit,
)

NO_SHOW_DAYS = 365
AHEAD = Q(scheduled_class__starts_at=None) | Q(scheduled_class__starts_at__gt=Now())
"""Places in classes that have not begun."""


def last_day(scheduled_class: ScheduledClass) -> date:
    """The day on which what is needed before must hold: the last of the class, today while none is known."""
    ends = scheduled_class.ends_at
    return timezone.localdate(ends) if ends else timezone.localdate()


def missing_before(scheduled_class: ScheduledClass, people: Iterable[int]) -> dict[int, list[Prerequisite]]:
    """What each person lacks of what the course needs before, valid on the last day of the class."""
    people = set(people)
    course = scheduled_class.course_version.course_id
    needed = Prerequisite.objects.filter(course=course).select_related("needs_course", "needs_certification")
    day = last_day(scheduled_class)
    found: dict[int, list[Prerequisite]] = {}
    for one in needed:
        has = _done(one.needs_course, people, day) if one.needs_course_id else _certified(one, people, day)
        for person in people - has:
            found.setdefault(person, []).append(one)
    return found


def _done(course: Course, people: set[int], day: date) -> set[int]:
    """Who has completed a course, or one that stands for it, so that it still holds on a day."""
    instead = CourseEquivalence.objects.filter(new=course, starts_on__lte=day).values("old")
    rows = TrainingCredit.objects.standing().filter(
        Q(course=course) | Q(course__in=instead), person__in=people, completed_on__lte=day
    )
    lasts = CourseVersion.objects.current().filter(course=course).values_list("validity_months", flat=True).first()
    done = rows.values_list("person", "completed_on")
    return {person for person, on in done if lasts is None or months_after(on, lasts) > day}


def _certified(needed: Prerequisite, people: set[int], day: date) -> set[int]:
    rows = Certificate.objects.valid(day).filter(
        certification=needed.needs_certification_id, person__in=people, issued_on__lte=day
    )
    return set(rows.values_list("person", flat=True))


def job_class_of(person: Person) -> JobClass | None:
    """The class of the position somebody holds, else the one called like their main assignment."""
    chair = Position.objects.filter(holder=person).select_related("job_class").order_by("pk").first()
    if chair is not None:
        return chair.job_class
    main = Assignment.objects.primary().filter(person=person).first()
    return JobClass.objects.in_use().filter(title=main.title).order_by("pk").first() if main else None


def outside_audience(scheduled_class: ScheduledClass, person: Person) -> str:
    """Why a class is not for somebody, in words; empty where it is."""
    course = scheduled_class.course
    if scheduled_class.cohort_id and not scheduled_class.cohort.holds(person):
        return f"it is held for the cohort {scheduled_class.cohort}"
    kinds = course.only_worksite_kinds
    if kinds and (person.worksite is None or person.worksite.kind not in kinds):
        return "the course is for other kinds of worksite"
    asked = set(course.only_job_classes.values_list("pk", flat=True))
    if not asked and not course.only_supervisory:
        return ""
    job = job_class_of(person)
    if asked and (job is None or job.pk not in asked):
        return "the course is for other classes of job"
    if course.only_supervisory and (job is None or job.supervisory not in course.only_supervisory):
        return "the course is for people with other duties of leading"
    return ""


def audience_words(course: Course) -> str:
    """Whom a course is for, in words; “Everybody” where nothing is asked."""
    kinds = [str(Worksite.Kind(one).label) for one in course.only_worksite_kinds]
    leads = [str(JobClass.Supervisory(one).label) for one in course.only_supervisory]
    jobs = list(course.only_job_classes.order_by("title", "pk").values_list("title", flat=True))
    return "; ".join(", ".join(part) for part in (jobs, kinds, leads) if part) or "Everybody"


def other_dates(scheduled_class: ScheduledClass, person: Person) -> list[Enrolment]:
    """Where somebody stands for the same course on another date that has not begun."""
    rows = Enrolment.objects.live().filter(
        person=person, scheduled_class__course_version__course=scheduled_class.course_version.course_id
    )
    return list(rows.filter(AHEAD).exclude(scheduled_class=scheduled_class).select_related("scheduled_class"))


def waits_for(person: Person) -> int:
    """On how many waiting lists of classes that have not begun somebody stands."""
    return Enrolment.objects.waiting().filter(AHEAD, person=person).count()


def often_absent(person: Person) -> int:
    """How often somebody did not come within a year, where that is more than is let pass; else 0."""
    limit = value_of("training_no_show_limit")
    if not isinstance(limit, int) or limit < 1:
        return 0
    since = timezone.now() - timedelta(days=NO_SHOW_DAYS)
    missed = Enrolment.objects.filter(
        person=person, status=Enrolment.Status.NO_SHOW, scheduled_class__starts_at__gte=since
    ).count()
    return missed if missed >= limit else 0
