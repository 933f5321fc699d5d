"""Pages of the versions of a course: drafts, their approval and their lesson plans."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, listed, plain_number
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, DetailPage, EditPage, Page
from training.actions.catalogue import (
    add_version,
    approve_version,
    keep_lesson_plan,
    next_version,
    revise_version,
)
from training.forms.courses import LessonPlanForm, VersionForm
from training.models import CourseVersion
from training.views.courses import COURSES, UnderCourse


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
        opens = self.may(CourseVersionDetail.permission_required, self.object)
        here = isinstance(self, DetailPage) or not opens
        return up if here else [*up, (str(self.object), self.object.get_absolute_url())]


class CourseVersionDetail(VersionPage, DetailPage):
    """One version: all that it asks and gives."""

    permission_required = "training.view_courseversion"
    template_name = "training/courseversion_detail.html"

    def facts(self):
        """What it says."""
        return _told(self.object)

    def keeps(self) -> bool:
        """Whether who looks may say which lesson plan it has."""
        return self.may("training.change_courseversion", self.object)


def _told(one: CourseVersion) -> list[tuple]:
    """What a version says, with what no source gives left blank."""
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


def _percent(value) -> str:
    return BLANK if value is None else f"{value:g}%" if isinstance(value, int) else f"{plain_number(value)}%"


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
    template_name = "training/courseversion_approve.html"
    intro = "New classes are of this version from now on; the one before ends."
    form_class = NoteForm
    action = staticmethod(approve_version)

    @cached_property
    def before(self) -> CourseVersion | None:
        """The version in force, which ends."""
        return self.object.course.versions.current().exclude(pk=self.object.pk).for_list().first()

    @cached_property
    def told(self) -> list[tuple]:
        """What is approved: (label, value, what is in force now where that differs)."""
        now = dict(_told(self.before)) if self.before else {}
        return [(label, value, now[label] if now.get(label, value) != value else None)
                for label, value in _told(self.object)]  # fmt: skip

    def finding(self) -> str:
        """What changes, in a sentence."""
        if self.before is None:
            return "No version of the course is in force yet."
        changed = [label for label, _, now in self.told if now is not None]
        if not changed:
            return f"It says what version {self.before.no}, in force now, says: nothing would change."
        return f"Against version {self.before.no}, in force now, it changes: {', '.join(changed)}."

    def get_success_url(self):
        """The version, or its course for who may not open versions."""
        opens = self.may(CourseVersionDetail.permission_required, self.object)
        return (self.object if opens else self.object.course).get_absolute_url()


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
