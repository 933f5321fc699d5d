"""Pages of what comes before a course, and of what stands for it."""

from django.urls import reverse

from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage
from training.actions.catalogue import (
    add_prerequisite,
    keep_equivalence,
    remove_prerequisite,
)
from training.forms.courses import EquivalenceForm, PrerequisiteForm
from training.models import CourseEquivalence, Prerequisite
from training.tables.catalogue import EquivalenceTable
from training.views.courses import COURSES, UnderCourse
from training.views.places import ShortList


class PrerequisiteCreate(UnderCourse):
    """Say what must be done before a course."""

    model = Prerequisite
    permission_required = "training.add_prerequisite"
    form_class = PrerequisiteForm
    button = "Add what is needed before"
    done = "What is needed before is added."

    def get_title(self):
        return f"Needed before {self.course}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Prerequisite(course=self.course)}

    def keep(self, form):
        return add_prerequisite(form.instance, by=self.request.user)


class PrerequisiteDelete(ActionPage):
    """It need no longer be done before."""

    model = Prerequisite
    permission_required = "training.delete_prerequisite"
    form_class = NoteForm
    button = "Take it away"
    done = "It need no longer be done before."
    action = staticmethod(remove_prerequisite)

    def get_queryset(self):
        return super().get_queryset().select_related("course", "needs_course", "needs_certification")

    def get_title(self):
        return f"Take away {self.object}, needed before {self.object.course}"

    def is_dangerous(self):
        return True

    def trail(self):
        course = self.object.course
        return [(COURSES, reverse("training:course-list")), (str(course), course.get_absolute_url())]


class CourseEquivalenceList(ShortList):
    """Which course stands for which."""

    model = CourseEquivalence
    permission_required = "training.view_courseequivalence"
    table_class = EquivalenceTable
    title = "Equivalent courses"
    row_name = "equivalence"
    intro = "Who completed the old course has done what the new one asks, from the day given."
    empty_text = "No course stands for another yet."

    def get_queryset(self):
        return super().get_queryset().select_related("old", "new")


class CourseEquivalenceCreate(CreatePage):
    """Say that a course stands for another."""

    model = CourseEquivalence
    permission_required = "training.add_courseequivalence"
    form_class = EquivalenceForm
    button = "Add equivalence"
    done = "Equivalence added."

    def get_success_url(self):
        return reverse("training:courseequivalence-list")

    def keep(self, form):
        return keep_equivalence(form.instance, by=self.request.user)


class CourseEquivalenceEdit(EditPage):
    """Change from when a course stands for another, and who says so."""

    model = CourseEquivalence
    permission_required = "training.change_courseequivalence"
    form_class = EquivalenceForm
    button = "Save equivalence"
    done = "Equivalence saved."

    def get_queryset(self):
        return super().get_queryset().select_related("old", "new")

    def trail(self):
        return [("Equivalent courses", reverse("training:courseequivalence-list"))]

    def get_success_url(self):
        return reverse("training:courseequivalence-list")

    def keep(self, form, changed):
        return keep_equivalence(form.instance, by=self.request.user, changed=changed)
