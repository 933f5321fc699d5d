"""Pages of the glossary: the list from A to Z, and how its terms are kept."""

from itertools import groupby

from django.contrib import messages
from django.urls import reverse

from doc_portal.core.forms import ReasonForm
from doc_portal.core.search.folding import plain
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, Page, PlainPage
from mission.actions.glossary import add_term, archive_term, revise_term
from mission.forms.glossary import GlossaryTermForm
from mission.glossary import names_in, sentence_about, unknown_acronyms
from mission.models import GlossaryTerm
from personnel.reviews import trust_of, with_review

DIGITS = "0–9"
ANSWERING = ("owner__unit", "owner__worksite", "owner__holder", "owner__backup")


def initial_of(title: str) -> str:
    """The letter under which something stands in a list from A to Z."""
    first = next((one for one in plain(title) if one.isalnum()), "")
    return first.upper() if first.isalpha() and first.isascii() else DIGITS


def by_letter(rows, name: str) -> list[dict]:
    """Rows in the order of the alphabet, by their first letter: what a list from A to Z shows."""
    ordered = sorted(rows, key=lambda row: (initial_of(getattr(row, name)), plain(getattr(row, name)), row.pk))
    groups = groupby(ordered, key=lambda row: initial_of(getattr(row, name)))
    return [
        {"letter": letter, "anchor": "digits" if letter == DIGITS else f"letter-{letter.lower()}", "rows": list(found)}
        for letter, found in groups
    ]


def warn_of_acronyms(request, *texts: str) -> None:
    """Say after a save which acronyms of a text the glossary does not explain. It is kept all the same."""
    if unknown := unknown_acronyms(*texts):
        messages.warning(request, sentence_about(unknown))


class GlossaryTermList(PlainPage):
    """Every term in use, from A to Z."""

    model = GlossaryTerm
    permission_required = "mission.view_glossaryterm"
    asks_readers = True
    template_name = "mission/glossary.html"
    title = "Glossary"
    intro = "Terms and acronyms of the department, and what they stand for."

    def letters(self):
        rows = list(with_review(self.get_queryset().kept().select_related(*ANSWERING)))
        for row in rows:
            row.names, row.may_change = names_in(row.aliases), self.may("mission.change_glossaryterm", row)
            row.trust = trust_of(row, "terms", user=self.request.user)
        return by_letter(rows, "term")

    def may_add(self):
        return self.request.user.has_perm("mission.add_glossaryterm")


class InGlossary(Page):
    """A page that stands under the glossary."""

    def trail(self):
        return [("Glossary", reverse("mission:glossaryterm-list"))]

    def get_queryset(self):
        return super().get_queryset().select_related("owner")


class GlossaryTermCreate(InGlossary, CreatePage):
    model = GlossaryTerm
    permission_required = "mission.add_glossaryterm"
    form_class = GlossaryTermForm
    button = "Add term"
    done = "Term added."

    def keep(self, form):
        return add_term(form.instance, by=self.request.user)


class GlossaryTermEdit(InGlossary, EditPage):
    model = GlossaryTerm
    permission_required = "mission.change_glossaryterm"
    form_class = GlossaryTermForm
    done = "Term saved."

    def keep(self, form, changed):
        return revise_term(form.instance, by=self.request.user, changed=changed)


class GlossaryTermArchive(InGlossary, ActionPage):
    model = GlossaryTerm
    permission_required = "mission.archive_glossaryterm"
    form_class = ReasonForm
    action = staticmethod(archive_term)
    button = "Archive term"
    done = "Term archived."
    intro = "It leaves the glossary, search and the texts. It cannot be brought back."

    def get_success_url(self):
        return reverse("mission:glossaryterm-list")
