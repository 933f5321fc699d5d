"""What search knows of training: courses that are offered, by code and title."""

from doc_portal.core.search.index import Entry
from training.models import Course


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
