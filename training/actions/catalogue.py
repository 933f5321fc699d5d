"""What happens to courses: their versions, what they need before, what stands for them, and curricula."""

from collections import deque
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from training.models import (
    Certification,
    Course,
    CourseEquivalence,
    CourseVersion,
    Curriculum,
    CurriculumItem,
    Prerequisite,
    ScheduledClass,
)
from training.refusals import broken

SAYS = (
    "contact_hours", "mode", "min_seats", "max_seats", "instructor_ratio", "instructor_cert_id", "room_features", "kit",
    "pass_mark", "max_attempts", "min_attendance_pct", "grants_id", "validity_months", "renew_window_days",
    "lesson_plan",
)  # fmt: skip
"""What a new version takes over from the one before; its lesson plan is approved anew."""
HELD = ("in_progress", "completed", "finalised")


@transaction.atomic
def add_course(course: Course, *, by: User) -> Course:
    """Keep a new course. Classes can be laid out once a version of it is approved."""
    course.created_by = by
    course.save()
    log("create", course, by=by)
    index_entry(course)
    return course


@transaction.atomic
def revise_course(course: Course, *, by: User, changed: str = "") -> Course:
    """Keep what was changed in a course. One that people are to come to is not taken off the catalogue."""
    coming = ScheduledClass.objects.coming().filter(course_version__course=course, status__in=ScheduledClass.OFFERED)
    if course.retired and (left := coming.first()):
        raise Refused(f"{left.number} of {course} is offered still. Hold or cancel it first.")
    course.save()
    log("edit", course, by=by, reason=changed)
    index_entry(course)
    return course


def next_version(course: Course) -> CourseVersion:
    """A version that says what the last one says, not saved: what a new one begins with."""
    last = course.versions.order_by("-no").first()
    return CourseVersion(course=course, **({name: getattr(last, name) for name in SAYS} if last else {}))


@transaction.atomic
def add_version(version: CourseVersion, *, by: User) -> CourseVersion:
    """A draft of what the course will ask and give. Somebody else approves it; until then nothing changes."""
    course = lock(version.course)
    draft = course.versions.filter(status=CourseVersion.Status.DRAFT).first()
    if draft is not None:
        raise Refused(f"{draft} is in preparation already. Change that one, or have it approved first.")
    last = course.versions.order_by("-no").values_list("no", flat=True).first()
    version.no = (last or 0) + 1
    version.created_by = by
    version.save()
    log("create", version, by=by)
    return version


@transaction.atomic
def revise_version(version: CourseVersion, *, by: User, changed: str = "") -> CourseVersion:
    """Keep what was changed in a draft. What is in force, or was, stays: a new version is made of it."""
    require_draft(version)
    version.save()
    log("edit", version, by=by, reason=changed)
    return version


@transaction.atomic
def keep_lesson_plan(
    version: CourseVersion, *, by: User, lesson_plan: str, approved_on: date | None, review_due_on: date | None
) -> CourseVersion:
    """Which lesson plan a version has, when it was approved, and when it is looked at again; also once it was held."""
    locked = lock(version)
    locked.lesson_plan, locked.lesson_plan_approved_on, locked.review_due_on = lesson_plan, approved_on, review_due_on
    locked.version += 1
    locked.save()
    log("lesson_plan", locked, by=by, after=lesson_plan)
    return locked


@transaction.atomic
def approve_version(version: CourseVersion, *, by: User, note: str = "") -> CourseVersion:
    """Put a version into force: new classes are of it, and the one before has ended."""
    course = lock(version.course)
    if version.created_by_id == by.pk:
        raise Refused(f"{version} was written by you. Somebody else must approve it.")
    before = course.versions.current().exclude(pk=version.pk).first()
    if before is not None and version.status == CourseVersion.Status.DRAFT:
        with transition(before, "supersede", by=by, note=f"Version {version.no} is in force"):
            pass
    try:
        with transition(version, "approve", by=by, note=note) as locked:
            locked.approved_by, locked.approved_at = by, timezone.now()
    except IntegrityError as error:
        raise broken(error) from error
    return locked


def require_draft(version: CourseVersion) -> None:
    """Refuse to change a version that is no draft, saying whether it was held."""
    if version.status == CourseVersion.Status.DRAFT:
        return
    held = ScheduledClass.objects.filter(course_version=version, status__in=HELD).exists()
    why = "A class of it was held" if held else f"It is {version.get_status_display().lower()}"
    raise Refused(f"{version} stays as it is: {why[0].lower()}{why[1:]}. Make a new version and change that.")


@transaction.atomic
def add_prerequisite(prerequisite: Prerequisite, *, by: User) -> Prerequisite:
    """Something must be done before the course. Refused where a course would be needed before itself, naming all."""
    prerequisite.created_by = by
    try:
        with transaction.atomic():
            prerequisite.save()
    except IntegrityError as error:
        raise broken(error, chain=", ".join(chain_of(prerequisite))) from error
    log("add_prerequisite", prerequisite.course, by=by, after=str(prerequisite))
    return prerequisite


@transaction.atomic
def remove_prerequisite(prerequisite: Prerequisite, *, by: User, note: str = "") -> Course:
    """It need no longer be done before the course."""
    course = prerequisite.course
    log("remove_prerequisite", course, by=by, before=str(prerequisite), reason=note)
    prerequisite.delete()
    return course


def chain_of(prerequisite: Prerequisite) -> list[str]:
    """The courses from one to itself again that this would close, by code: “A”, “B”, “A”."""
    asks: dict[int, list[int]] = {}
    for course, needed in Prerequisite.objects.exclude(needs_course=None).values_list("course", "needs_course"):
        asks.setdefault(course, []).append(needed)
    start, goal = prerequisite.needs_course_id, prerequisite.course_id
    ways, seen = deque([[start]]), {start}
    while ways:
        way = ways.popleft()
        if way[-1] == goal:
            codes = dict(Course.objects.filter(pk__in=way).values_list("pk", "code"))
            return [codes[goal], *(codes[one] for one in way)]
        for one in asks.get(way[-1], ()):
            if one not in seen:
                seen.add(one)
                ways.append([*way, one])
    return [prerequisite.course.code, prerequisite.needs_course.code]


@transaction.atomic
def keep_equivalence(one: CourseEquivalence, *, by: User, changed: str = "") -> CourseEquivalence:
    """Who completed the old course has done what the new one asks, from a day on."""
    act = "edit" if one.pk else "create"
    if one.pk is None:
        one.created_by = by
    one.save()
    log(act, one, by=by, reason=changed)
    return one


@transaction.atomic
def keep_certification(certification: Certification, *, by: User, changed: str = "") -> Certification:
    """Something one can be certified in. One that a version in force grants or asks is not given up."""
    if certification.pk and certification.retired:
        used = CourseVersion.objects.current().filter(grants=certification)
        used = used | CourseVersion.objects.current().filter(instructor_cert=certification)
        if left := used.select_related("course").first():
            raise Refused(f"{left} grants or asks {certification}. Make a version without it first.")
    act = "edit" if certification.pk else "create"
    if certification.pk is None:
        certification.created_by = by
    certification.save()
    log(act, certification, by=by, reason=changed)
    return certification


@transaction.atomic
def put_into_curriculum(
    curriculum: Curriculum, course: Course, *, by: User, order: int, day_block: str = "", optional: bool = False
) -> Curriculum:
    """The course is part of the curriculum at this place; where it is already, its place changes."""
    locked = lock(curriculum)
    CurriculumItem.objects.update_or_create(
        curriculum=locked, course=course, defaults={"order": order, "day_block": day_block, "optional": optional}
    )
    log("put_in", locked, by=by, after=f"{course.code}, place {order}")
    return locked


@transaction.atomic
def take_out_of_curriculum(curriculum: Curriculum, item: CurriculumItem, *, by: User, note: str = "") -> Curriculum:
    """The course is no longer part of the curriculum."""
    locked = lock(curriculum)
    log("take_out", locked, by=by, before=str(item.course), reason=note)
    item.delete()
    return locked
