"""Pages of who teaches, and of what they are certified to teach."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage
from training.actions.instructors import add_instructor, keep_certificate, revise_instructor
from training.forms.places import (
    InstructorCertificateForm,
    InstructorEditForm,
    InstructorFilter,
    NewInstructorForm,
)
from training.models import Instructor, InstructorCertificate, ScheduledClass
from training.tables.places import InstructorTable
from training.views.places import ShortList

CHANGES = "training.change_instructor"


class InstructorList(ShortList):
    """Who teaches."""

    model = Instructor
    permission_required = "training.view_instructor"
    filterset_class = InstructorFilter
    table_class = InstructorTable
    order_by = "person"
    intro = "Who teaches, at home at which center."
    empty_text = "Instructors appear here once a scheduler adds them."

    def get_rows(self):
        return super().get_rows().in_use()


class InstructorDetail(DetailPage):
    """One instructor: certificates, and the classes they teach still."""

    model = Instructor
    permission_required = "training.view_instructor"
    template_name = "training/instructor_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"Instructor {self.object}"

    def facts(self):
        """Where they teach, and how much they may."""
        one = self.object
        return [
            ("Home center", one.home_center), ("Lent by", one.adjunct_worksite or BLANK),
            ("Hours a day", one.day_words), ("Hours a week", one.week_words),
            ("No longer teaches", "Yes" if one.retired else "No"),
        ]  # fmt: skip

    @cached_property
    def certificates(self) -> list[InstructorCertificate]:
        """What they are certified in."""
        return list(self.object.certificates.select_related("certification"))

    @cached_property
    def classes(self) -> list[ScheduledClass]:
        """What they teach still."""
        return list(self.object.teaches_still().for_list().order_by("starts_at", "pk"))

    def keeps(self) -> bool:
        """Whether who looks may change the certificates."""
        return self.may(CHANGES, self.object)


class InstructorCreate(CreatePage):
    """Somebody begins to teach."""

    model = Instructor
    permission_required = "training.add_instructor"
    form_class = NewInstructorForm
    button = "Add instructor"
    done = "Instructor added. Say what they are certified in."

    def keep(self, form):
        return add_instructor(form.instance, by=self.request.user)


class InstructorEdit(EditPage):
    """Change where and how much somebody teaches."""

    model = Instructor
    permission_required = CHANGES
    form_class = InstructorEditForm
    button = "Save instructor"
    done = "Instructor saved."

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"Edit instructor {self.object}"

    def keep(self, form, changed):
        return revise_instructor(form.instance, by=self.request.user, changed=changed)


class InstructorCertificateCreate(CreatePage):
    """Somebody is certified to teach something."""

    model = InstructorCertificate
    permission_required = CHANGES
    form_class = InstructorCertificateForm
    button = "Add certificate"
    done = "Certificate added."

    @cached_property
    def instructor(self) -> Instructor:
        """Whose it is."""
        rows = Instructor.objects.visible_to(self.request.user).select_related("person", "home_center")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def may(self, permission, record):
        """By where they teach."""
        return super().may(permission, self.instructor)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": InstructorCertificate(instructor=self.instructor)}

    def get_title(self):
        return f"New certificate of {self.instructor}"

    def get_success_url(self):
        return self.instructor.get_absolute_url()

    def trail(self):
        up = ("Instructors", reverse("training:instructor-list"))
        return [up, (str(self.instructor), self.instructor.get_absolute_url())]

    def keep(self, form):
        return keep_certificate(form.instance, by=self.request.user)


class InstructorCertificateEdit(EditPage):
    """Change from when to when somebody is certified."""

    model = InstructorCertificate
    permission_required = CHANGES
    form_class = InstructorCertificateForm
    button = "Save certificate"
    done = "Certificate saved."

    def get_queryset(self):
        mine = Instructor.objects.visible_to(self.request.user)
        rows = InstructorCertificate.objects.filter(instructor__in=mine)
        return rows.select_related("instructor__person", "instructor__home_center", "certification")

    def may(self, permission, record):
        """By where they teach."""
        return super().may(permission, record.instructor)

    def trail(self):
        one = self.object.instructor
        return [("Instructors", reverse("training:instructor-list")), (str(one), one.get_absolute_url())]

    def keep(self, form, changed):
        return keep_certificate(form.instance, by=self.request.user, changed=changed)
