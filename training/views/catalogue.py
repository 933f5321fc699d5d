"""Pages of the course catalogue."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, UNCONFIRMED
from doc_portal.core.views.pages import DetailPage, ListPage
from training.forms.catalogue import CourseFilter
from training.models import Course, CourseVersion, ScheduledClass
from training.tables.catalogue import CourseTable

CLASSES_SHOWN = 10


class CourseList(ListPage):
    """Every course that is offered."""

    model = Course
    permission_required = "training.view_course"
    title = "Courses"
    intro = "What the academies teach, as far as it is published. Open a course to see its classes."
    filterset_class = CourseFilter
    table_class = CourseTable
    order_by = "title"
    empty_text = "Courses appear here once a curriculum owner adds them."

    def get_rows(self):
        return super().get_rows().in_use()


class CourseDetail(DetailPage):
    """One course: what it asks and gives, and the classes one can enroll in."""

    model = Course
    permission_required = "training.view_course"
    template_name = "training/course_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"{self.object.title} ({self.object.code})"

    def facts(self):
        """What the version in force says."""
        one, now = self.object, self.object.current
        source = format_html("{} {}", one.source, "" if one.confirmed else UNCONFIRMED) if one.source else BLANK
        told = [("Code", one.code), ("Kind", one.get_category_display())]
        if now is not None:
            told += [
                ("How", now.get_mode_display() or BLANK),
                ("Hours", now.hours_words or BLANK),
                ("People", f"{now.min_seats} to {now.max_seats}"),
                ("Certifies in", now.grants or BLANK),
                ("Version", now.no),
            ]
        if one.provider:
            told.append(("Online system", one.get_provider_display()))
        return [*told, ("Note", one.note or BLANK), ("Source", source)]

    @cached_property
    def needed(self) -> list:
        """What must be done before."""
        return list(self.object.prerequisites.select_related("needs_course", "needs_certification"))

    @cached_property
    def versions(self) -> list:
        """Its versions as far as who looks may see them, the newest first."""
        return list(CourseVersion.objects.visible_to(self.request.user).filter(course=self.object))

    @cached_property
    def stands_for(self) -> list:
        """Older courses that count as this one."""
        return list(self.object.replaces.select_related("old"))

    def keeps(self) -> bool:
        """Whether who looks may say what is needed before."""
        return self.may("training.add_prerequisite", self.object)

    def writes_versions(self) -> bool:
        """Whether who looks may write a new version."""
        return self.object.editable and self.may("training.add_courseversion", self.object)

    @cached_property
    def classes(self) -> list[ScheduledClass]:
        """The next classes one can enroll in."""
        rows = ScheduledClass.objects.visible_to(self.request.user).enrolling().for_list()
        return list(rows.filter(course_version__course=self.object).order_by("starts_at", "pk")[:CLASSES_SHOWN])
