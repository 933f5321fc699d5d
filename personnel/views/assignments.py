"""Pages with which stewards keep what people do where."""

from django.http import Http404
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, Page
from personnel.actions.assignments import add_assignment, end_assignment, revise_assignment
from personnel.forms.people import AssignmentEndForm, AssignmentForm
from personnel.models import Assignment, Person
from personnel.supervision import hold_supervisors
from personnel.suppression import note_override


class AssignmentPage(Page):
    """A page about what somebody does: it stands under that person."""

    model = Assignment

    @cached_property
    def person(self):
        """Whose assignment it is."""
        return self.object.person

    def get_queryset(self):
        """The assignments of current people one may see."""
        return super().get_queryset().filter(person__in=Person.objects.current()).select_related(
            "person", "unit", "worksite", "supervisor"
        )  # fmt: skip

    def trail(self):
        """Under the list of people and the person."""
        return [("People", address_of("personnel:person-list")), (str(self.person), self.person.get_absolute_url())]

    def get_success_url(self):
        """Back to the person."""
        return self.person.get_absolute_url()


class AssignmentCreate(AssignmentPage, CreatePage):
    """Give somebody something to do, from a day on."""

    permission_required = "personnel.add_assignment"
    form_class = AssignmentForm
    button = "Add assignment"
    done = "The assignment was added."

    @cached_property
    def person(self):
        """Whose assignment it will be: somebody visible who works here."""
        found = Person.objects.visible_to(self.request.user).current().filter(uuid=self.kwargs["uuid"]).first()
        if found is None:
            raise Http404
        note_override([found], by=self.request.user)
        return found

    def get_title(self):
        """For whom it is."""
        return f"New assignment for {self.person}"

    def get_form_kwargs(self):
        """With whom it is for."""
        return super().get_form_kwargs() | {"instance": Assignment(person=self.person)}

    def get_initial(self):
        """The present place, and main only where there is no other."""
        has_main = self.person.assignments.primary().exists()
        return {"unit": self.person.unit_id, "worksite": self.person.worksite_id, "primary": not has_main}

    def keep(self, form):
        """Add it; the person's place follows."""
        return add_assignment(form.instance, by=self.request.user)


class AssignmentEdit(AssignmentPage, EditPage):
    """Correct what somebody does, where or until when."""

    permission_required = "personnel.change_assignment"
    form_class = AssignmentForm
    done = "The assignment was changed."

    def get_title(self):
        """Whose assignment it is."""
        return f"Edit {self.object} of {self.person}"

    def get_object(self, queryset=None):
        """The assignment. A save waits for the lock of supervisors before it locks the row, as every action does."""
        if self.request.method == "POST":
            hold_supervisors()
        return super().get_object(queryset)

    def keep(self, form, changed):
        """Write it; the person's place follows."""
        return revise_assignment(form.instance, by=self.request.user, changed=changed)


class AssignmentEnd(AssignmentPage, ActionPage):
    """End what somebody does, on a day."""

    permission_required = "personnel.end_assignment"
    form_class = AssignmentEndForm
    action = staticmethod(end_assignment)
    button = "End assignment"
    done = "The end of the assignment was saved."
    intro = "It stays on record. A person without a main assignment belongs to no worksite."

    def get_title(self):
        """Which assignment of whom."""
        return f"End {self.object} of {self.person}"

    def is_dangerous(self):
        """Always: the person may lose their place."""
        return True
