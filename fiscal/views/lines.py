"""Pages with a row for each line of the document they write about."""

from django.utils.functional import cached_property

from doc_portal.core.views.pages import ActionPage
from doc_portal.core.workflow import Refused, lock


class LinePage(ActionPage):
    """One form over the lines of a document. A page says which lines (`get_lines`) and what is done (`act`)."""

    template_name = "fiscal/lines_form.html"
    button = "Save"
    asks_version = False
    """Whether what is written replaces what the page showed, so that it must not have changed meanwhile."""

    def get_lines(self):
        """The lines, in the order of their numbers."""
        raise NotImplementedError

    @cached_property
    def lines(self) -> list:
        """Read once."""
        return list(self.get_lines())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def get_form(self, form_class=None):
        """Kept, since the act reads it."""
        self.form = super().get_form(form_class)
        return self.form

    def get_context_data(self, **kwargs):
        """With the version that is replaced."""
        context = super().get_context_data(**kwargs)
        if self.asks_version:
            context["record_version"] = self.request.POST.get("_version") or self.object.version
        return context

    def beside(self) -> list[tuple[str, str]]:
        """What is worth knowing while typing."""
        return []

    def action(self, record, *, by, **typed):
        """Do it, where the record is still as the page showed it."""
        if self.asks_version and self.request.POST.get("_version") != str(lock(record).version):
            raise Refused(f"{record} was changed after you opened this page. Open it again, and enter it anew.")
        self.act(self.form)
        return record

    def act(self, form) -> None:
        """What is done with what was typed."""
        raise NotImplementedError
