"""Pages of suggestions: what is wrong in somebody's entry, and what became of it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, ListPage, Page
from personnel.actions.corrections import decline_correction, suggest_correction, take_correction
from personnel.forms.people import CorrectionFilter, CorrectionForm, DeclineForm, TakeForm
from personnel.models import Correction, Person
from personnel.suppression import note_override
from personnel.tables.people import CorrectionTable


class CorrectionCreate(CreatePage):
    """Say what is wrong in a colleague's entry."""

    model = Correction
    permission_required = "personnel.view_person"
    form_class = CorrectionForm
    button = "Send to steward"
    intro = "A directory steward reads it and tells you what became of it."
    done = "Thank you. A directory steward has it now."

    @cached_property
    def person(self):
        """Whose entry it is about: somebody visible who works here."""
        found = Person.objects.visible_to(self.request.user).current().filter(uuid=self.kwargs["uuid"]).first()
        if found is None:
            raise Http404
        if not self.may(self.permission_required, found):
            raise PermissionDenied(self.permission_required)
        note_override([found], by=self.request.user)
        return found

    def get_title(self):
        """About whom."""
        return f"Suggest a correction for {self.person}"

    def trail(self):
        """Under the list of people and the person."""
        return [("People", reverse("personnel:person-list")), (str(self.person), self.person.get_absolute_url())]

    def get_form_kwargs(self):
        """With whom it is about."""
        return super().get_form_kwargs() | {"instance": Correction(person=self.person)}

    def keep(self, form):
        """Hand it to the stewards."""
        return suggest_correction(form.instance, by=self.request.user)

    def get_success_url(self):
        """Back to the person."""
        return self.person.get_absolute_url()


class CorrectionList(ListPage):
    """What people say is wrong, where one keeps the entries."""

    model = Correction
    permission_required = "personnel.view_correction"
    filterset_class = CorrectionFilter
    table_class = CorrectionTable
    title = "Corrections suggested"
    intro = "What staff say is wrong in the directory. Correct the entry, then say what became of it."
    row_name = "suggestion"
    empty_text = "No corrections were suggested here."
    order_by = "-created_at"

    def get_rows(self):
        """Those of the entries one keeps; one's own suggestions are elsewhere."""
        return super().get_rows().permitted(self.request.user, self.permission_required)


class CorrectionPage(Page):
    """A page about one suggestion."""

    model = Correction

    def get_queryset(self):
        """With the names it shows."""
        return super().get_queryset().for_list().select_related("person__worksite", "decided_by")

    def trail(self):
        """Under the list, for those who may open it, and the person."""
        keeps = self.request.user.has_perm("personnel.view_correction")
        up = [("Corrections suggested", reverse("personnel:correction-list"))] if keeps else []
        named = not isinstance(self, DetailPage)
        return [*up, (str(self.object), self.object.get_absolute_url())] if named else up


class CorrectionDetail(CorrectionPage, DetailPage):
    """One suggestion: stewards decide on it, and who made it reads the answer."""

    permission_required = "core.use_portal"
    fields = ("person", "text", "created_at", "outcome", "answer")

    def get_object(self, queryset=None):
        """The suggestion; being shown somebody who is not listed is recorded."""
        found = super().get_object(queryset)
        note_override([found.person], by=self.request.user)
        return found

    def may(self, permission, record):
        """The page is open to everyone who sees the row; its buttons are not."""
        return permission == self.permission_required or super().may(permission, record)

    def keeps_it(self) -> bool:
        """Whether a steward of the entry looks at it."""
        return self.may("personnel.view_correction", self.object)

    def facts(self):
        """With who said it and who decided, for stewards."""
        names = [("Suggested by", self.object.created_by), ("Decided by", self.object.decided_by)]
        return super().facts() + [(label, name) for label, name in names if name and self.keeps_it()]

    def actions(self):
        """Deciding, once."""
        if self.object.decided_at or not self.may("personnel.change_correction", self.object):
            return []
        return [
            {
                "verb": verb,
                "label": label,
                "danger": False,
                "url": reverse(f"personnel:correction-{verb}", args=[self.object.pk]),
            }
            for verb, label in (("take", "Taken over"), ("decline", "Not taken over"))
        ]

    def history(self):
        """What happened to it, for stewards."""
        return super().history() if self.keeps_it() else []


class CorrectionTake(CorrectionPage, ActionPage):
    """Say that the entry was corrected."""

    permission_required = "personnel.change_correction"
    form_class = TakeForm
    action = staticmethod(take_correction)
    button = "Taken over"
    intro = "Correct the entry first. Who suggested it is told."
    done = "Who suggested it has been told."


class CorrectionDecline(CorrectionPage, ActionPage):
    """Leave the entry as it is, with an answer."""

    permission_required = "personnel.change_correction"
    form_class = DeclineForm
    action = staticmethod(decline_correction)
    button = "Not taken over"
    intro = "The entry stays as it is. Who suggested the correction reads your answer."
    done = "Who suggested it has been told."
