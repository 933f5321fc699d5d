"""Acts that a rule about this record and this person forbids: 403 with a sentence, and the refusal recorded."""

from django.core.exceptions import PermissionDenied

from doc_portal.core.audit import log_refusal
from doc_portal.core.views.pages import ActionPage


class NotYours(PermissionDenied):
    """The right is there and the rule forbids it to this person. The text is read by them."""

    def __init__(self, sentence: str, record):
        super().__init__(sentence)
        self.record = record


class ObjectingPage(ActionPage):
    """A confirmation page that is closed to people by a rule: out of order, their own, another's to decide."""

    def objection_to(self, record) -> str:
        """Why the person asking may not do this; empty where they may."""
        raise NotImplementedError

    def get_object(self, queryset=None):
        """The record, where the rule lets this person act on it."""
        found = super().get_object(queryset)
        if sentence := self.objection_to(found):
            raise NotYours(sentence, found)
        return found

    def answer(self, request, *args, **kwargs):
        """A refusal is recorded where something was sent; to open the page, or to send a form again, is none."""
        try:
            return super().answer(request, *args, **kwargs)
        except NotYours as refusal:
            if request.method == "POST":
                log_refusal(self.verb, refusal.record, by=request.user, reason=str(refusal))
            raise
