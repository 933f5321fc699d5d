"""Pages of the second step when somebody leaves: handing over what they own, and closing the record."""

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.views.pages import ActionPage
from personnel.actions.leaving import close_person_record, hand_over, owned_by
from personnel.forms.leaving import HandOverForm
from personnel.reviews import unit_owner_of
from personnel.views.people import EntryPage

TOLD = 5


class PersonHandOver(EntryPage, ActionPage):
    """Everything a leaver owns, to be given to somebody else: one by one, or all to the owner of the unit."""

    permission_required = "personnel.end_person"
    template_name = "personnel/person_hand_over.html"
    form_class = HandOverForm
    button = "Hand over"

    def get_title(self):
        """Whose things."""
        return f"Hand over what {self.object} owns"

    def get_intro(self):
        """What to do here."""
        return "Everything needs somebody else before the record is closed. Untick what goes to another person."

    @cached_property
    def things(self):
        """What they own now."""
        return owned_by(self.object)

    def get_form_kwargs(self):
        """With the things, and the owner of the unit to suggest."""
        return super().get_form_kwargs() | {"things": self.things, "heir": unit_owner_of(self.object)}

    def action(self, person, *, by, what, to):
        """Hand over what was ticked; what refused is told."""
        self.result = hand_over(person, what, to, by=by)
        for sentence in self.result.refused[:TOLD]:
            messages.warning(self.request, sentence)
        if len(self.result.refused) > TOLD:
            messages.warning(self.request, f"{len(self.result.refused) - TOLD} more could not be handed over.")
        return person

    def done_message(self):
        """How many things have somebody else now."""
        count = self.result.done
        return "1 thing was handed over." if count == 1 else f"{count:,} things were handed over."

    def get_success_url(self):
        """Back here while anything may be left."""
        return reverse("personnel:person-hand-over", args=[self.object.uuid])

    def close_url(self):
        """Where the record is closed."""
        return reverse("personnel:person-close", args=[self.object.uuid])


class PersonClose(EntryPage, ActionPage):
    """Close the record of somebody who left and owns nothing any more."""

    permission_required = "personnel.end_person"
    action = staticmethod(close_person_record)
    button = "Close record"
    intro = "The entry is kept as it is from now on. This is refused while they still own anything."
    done = "The record is closed."

    def is_dangerous(self):
        """It is not opened again."""
        return True
