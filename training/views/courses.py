"""Pages on which the catalogue is kept: courses, versions, what comes before and stands for them, curricula."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, listed
from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page, PlainPage
from training.actions.catalogue import (
    add_course,
    add_prerequisite,
    add_version,
    approve_version,
    keep_certification,
    keep_equivalence,
    keep_lesson_plan,
    next_version,
    put_into_curriculum,
    remove_prerequisite,
    revise_course,
    revise_version,
    take_out_of_curriculum,
)
from training.forms.courses import (
    CertificationForm,
    CourseForm,
    CurriculumForm,
    CurriculumItemForm,
    EquivalenceForm,
    LessonPlanForm,
    NewCertificationForm,
    NewCourseForm,
    NewCurriculumForm,
    PrerequisiteForm,
    VersionForm,
)
from training.lists import courses
from training.models import (
    Certification,
    Course,
    CourseEquivalence,
    CourseVersion,
    Curriculum,
    CurriculumItem,
    Prerequisite,
)
from training.tables.catalogue import CertificationTable, CurriculumTable, EquivalenceTable
from training.views.places import ShortList

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


class CourseVersionCreate(UnderCourse):
    """Write a new version, beginning with what the one in force says."""

    model = CourseVersion
    permission_required = "training.add_courseversion"
    form_class = VersionForm
    button = "Keep draft"
    intro = "Nothing changes until somebody else approves it. Classes that are laid out keep their version."
    done = "Version kept as a draft. Somebody else approves it."

    def get_title(self):
        return f"New version of {self.course}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": next_version(self.course)}

    def keep(self, form):
        return add_version(form.instance, by=self.request.user)

    def get_success_url(self):
        return self.object.get_absolute_url()


class VersionPage(Page):
    """A page about one version of a course."""

    model = CourseVersion

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        course = self.object.course
        up = [(COURSES, reverse("training:course-list")), (str(course), course.get_absolute_url())]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]


class CourseVersionDetail(VersionPage, DetailPage):
    """One version: all that it asks and gives."""

    permission_required = "training.view_courseversion"
    template_name = "training/courseversion_detail.html"

    def facts(self):
        """What it says, with what no source gives left blank."""
        one = self.object
        return [
            ("Hours", one.hours_words or BLANK), ("How", one.get_mode_display() or BLANK),
            ("People", f"{one.min_seats} to {one.max_seats}"),
            ("People to an instructor", one.instructor_ratio or BLANK),
            ("Instructors are certified in", one.instructor_cert or BLANK),
            ("Room has", listed(one.room_features) or BLANK), ("Vehicles and kit", listed(one.kit) or BLANK),
            ("Least presence", _percent(one.min_attendance_pct)), ("Pass mark", _percent(one.pass_mark)),
            ("Attempts", one.max_attempts), ("Certifies in", one.grants or BLANK),
            ("Valid for months", one.validity_months or BLANK),
            ("Renewed early within days", BLANK if one.renew_window_days is None else one.renew_window_days),
            ("Lesson plan", one.lesson_plan or BLANK), ("Lesson plan approved", one.lesson_plan_approved_on or BLANK),
            ("Review due", one.review_due_on or BLANK),
        ]  # fmt: skip

    def keeps(self) -> bool:
        """Whether who looks may say which lesson plan it has."""
        return self.may("training.change_courseversion", self.object)


def _percent(value) -> str:
    return BLANK if value is None else f"{value:g}%" if isinstance(value, int) else f"{value.normalize():f}%"


class CourseVersionEdit(VersionPage, EditPage):
    """Change a draft."""

    permission_required = "training.change_courseversion"
    form_class = VersionForm
    button = "Keep draft"
    done = "Draft kept."

    def keep(self, form, changed):
        return revise_version(form.instance, by=self.request.user, changed=changed)


class CourseVersionApprove(VersionPage, ActionPage):
    """Put a version into force that somebody else wrote."""

    permission_required = "training.approve_courseversion"
    intro = "New classes are of this version from now on; the one before ends."
    form_class = NoteForm
    action = staticmethod(approve_version)


class CourseVersionLessonPlan(VersionPage, ActionPage):
    """Say which lesson plan a version has."""

    permission_required = "training.change_courseversion"
    form_class = LessonPlanForm
    button = "Save lesson plan"
    done = "Lesson plan saved."
    action = staticmethod(keep_lesson_plan)

    def get_initial(self):
        one = self.object
        return super().get_initial() | {
            "lesson_plan": one.lesson_plan, "approved_on": one.lesson_plan_approved_on,
            "review_due_on": one.review_due_on,
        }  # fmt: skip


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


class CurriculumList(ListPage):
    """Courses that belong together."""

    model = Curriculum
    permission_required = "training.view_curriculum"
    table_class = CurriculumTable
    order_by = "title"
    intro = "Levels of the academy and sections of matrices: courses that belong together, in their order."
    empty_text = "Curricula appear here once a curriculum owner adds them."

    def get_rows(self):
        return super().get_rows().in_use()

    def may_export(self):
        """A short list."""
        return False


class CurriculumPage(Page):
    """A page about one curriculum, found by its code."""

    model = Curriculum
    slug_field = slug_url_kwarg = "code"


class CurriculumDetail(CurriculumPage, DetailPage):
    """One curriculum with its courses in their order."""

    permission_required = "training.view_curriculum"
    template_name = "training/curriculum_detail.html"

    def facts(self):
        """What it is, and where that comes from."""
        one = self.object
        hours = BLANK if one.hours is None else f"{one.hours.normalize():f}"
        told = [("Code", one.code), ("Hours in all", hours)]
        return [*told, ("Note", one.note or BLANK), ("Source", one.source or BLANK)]

    @cached_property
    def items(self) -> list[CurriculumItem]:
        """Its courses."""
        return list(self.object.items.select_related("course"))

    def keeps(self) -> bool:
        """Whether who looks may change what belongs to it."""
        return self.may("training.change_curriculum", self.object)


class CurriculumCreate(CreatePage):
    """Add a curriculum."""

    model = Curriculum
    permission_required = "training.add_curriculum"
    form_class = NewCurriculumForm
    button = "Add curriculum"
    done = "Curriculum added. Put its courses in."


class CurriculumEdit(CurriculumPage, EditPage):
    """Change a curriculum."""

    permission_required = "training.change_curriculum"
    form_class = CurriculumForm
    button = "Save curriculum"
    done = "Curriculum saved."


class CurriculumAct(CurriculumPage, ActionPage):
    """Something done to one curriculum."""

    permission_required = "training.change_curriculum"


class CurriculumPutIn(CurriculumAct):
    """Put a course in, or change its place."""

    form_class = CurriculumItemForm
    button = "Put course in"
    done = "Course put in."

    def action(self, record, *, by, course, order, day_block, optional):
        return put_into_curriculum(record, course, by=by, order=order, day_block=day_block, optional=optional)


class CurriculumTakeOut(CurriculumAct):
    """Take a course out."""

    form_class = NoteForm
    button = "Take course out"
    done = "Course taken out."

    @cached_property
    def item(self) -> CurriculumItem | None:
        """The course and its place."""
        return self.object.items.select_related("course").filter(pk=self.kwargs["item"]).first()

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        if self.item is None:
            raise Http404
        return self.object

    def get_title(self):
        return f"Take {self.item.course} out of {self.object}"

    def action(self, record, *, by, note):
        return take_out_of_curriculum(record, self.item, by=by, note=note)


class CertificationList(ShortList):
    """What one can be certified in."""

    model = Certification
    permission_required = "training.view_certification"
    table_class = CertificationTable
    order_by = "title"
    intro = "What courses certify in, what instructors are asked for, and what is needed before a course."
    empty_text = "Certifications appear here once a curriculum owner adds them."


class CertificationCreate(CreatePage):
    """Add a certification."""

    model = Certification
    permission_required = "training.add_certification"
    form_class = NewCertificationForm
    button = "Add certification"
    done = "Certification added."

    def get_success_url(self):
        return reverse("training:certification-list")

    def keep(self, form):
        return keep_certification(form.instance, by=self.request.user)


class CertificationEdit(EditPage):
    """Change a certification."""

    model = Certification
    permission_required = "training.change_certification"
    form_class = CertificationForm
    button = "Save certification"
    done = "Certification saved."

    def trail(self):
        return [("Certifications", reverse("training:certification-list"))]

    def get_success_url(self):
        return reverse("training:certification-list")

    def keep(self, form, changed):
        return keep_certification(form.instance, by=self.request.user, changed=changed)


class CourseCurrent(PlainPage):
    """The catalogue as a file that can be changed and brought in again."""

    permission_required = "training.export_course"
    title = "Courses to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(courses.ALL, courses.current(request.user), title=self.title, by=request.user)
