"""Pages on which courses are added and changed, and the catalogue as a list to bring in again."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.views.pages import CreatePage, EditPage, PlainPage
from training.actions.catalogue import add_course, revise_course
from training.forms.courses import CourseForm, NewCourseForm
from training.lists import courses
from training.models import Course

COURSES = "Courses"


class CourseCreate(CreatePage):
    """Add a course."""

    model = Course
    permission_required = "training.add_course"
    form_class = NewCourseForm
    button = "Add course"
    done = "Course added. Write its first version."

    def keep(self, form):
        return add_course(form.instance, by=self.request.user)


class CourseEdit(EditPage):
    """Change a course."""

    model = Course
    permission_required = "training.change_course"
    form_class = CourseForm
    button = "Save course"
    done = "Course saved."

    def keep(self, form, changed):
        return revise_course(form.instance, by=self.request.user, changed=changed)


class UnderCourse(CreatePage):
    """Adds something to the course the address names."""

    @cached_property
    def course(self) -> Course:
        """The course."""
        return get_object_or_404(Course.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_success_url(self):
        return self.course.get_absolute_url()

    def trail(self):
        return [(COURSES, reverse("training:course-list")), (str(self.course), self.course.get_absolute_url())]


class CourseCurrent(PlainPage):
    """The catalogue as a file that can be changed and brought in again."""

    permission_required = "training.export_course"
    title = "Courses to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(courses.ALL, courses.current(request.user), title=self.title, by=request.user)
