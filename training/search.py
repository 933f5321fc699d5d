"""What search knows of training: courses that are offered, classes and rooms, by number, code and title."""

from doc_portal.core.search.index import Entry
from training.models import Course, Room, ScheduledClass

OVER = (ScheduledClass.Status.CANCELLED, ScheduledClass.Status.COMPLETED, ScheduledClass.Status.FINALISED)


def course_rows():
    """Courses that are offered."""
    return Course.objects.in_use()


def course_entry(course: Course) -> Entry:
    """Found by title, code and what it teaches."""
    return Entry(
        title=course.title,
        url=course.get_absolute_url(),
        summary=f"Course {course.code}, {course.get_category_display().lower()}",
        body=course.about,
        identifiers=(course.code,),
        permission="training.view_course",
    )


def class_rows():
    """Classes that left preparation, canceled and past ones too."""
    return ScheduledClass.objects.open_to_staff().select_related("course_version__course", "center")


def class_entry(one: ScheduledClass) -> Entry:
    """Found by its number; one that is still to be held by the words of its course as well."""
    coming = one.status not in OVER
    course = one.course
    return Entry(
        title=str(one) if coming else one.number,
        url=one.get_absolute_url(),
        summary=f"{one.get_status_display()} class of {course.code}, {one.center or 'online'}",
        identifiers=(one.number, course.code) if coming else (one.number,),
        permission="training.view_scheduledclass",
        weight=-1,
    )


def room_rows():
    """Rooms of centers in use."""
    return Room.objects.filter(retired=False, center__retired=False).select_related("center")


def room_entry(room: Room) -> Entry:
    """Found by its code, its name and its center, by those who look after rooms."""
    return Entry(
        title=str(room),
        url=room.get_absolute_url(),
        summary=f"{room.name + ', ' if room.name else ''}{room.seats} seats",
        identifiers=(room.code,),
        permission="training.view_room",
        worksite_id=room.center.worksite_id,
    )
