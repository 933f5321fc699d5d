"""What may be typed about a term of the glossary."""

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.access import scope_of
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.search.folding import words
from mission.forms.reviews import last_review, months_between_reviews
from mission.models import GlossaryTerm
from personnel.models import RoleContact

LONGEST_MEANING = 2_000


class GlossaryTermForm(PortalModelForm):
    """A term with what it stands for, what it means, or both."""

    review_months = months_between_reviews()
    meaning = forms.CharField(
        required=False,
        max_length=LONGEST_MEANING,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In plain words, for somebody on their first day.",
    )

    FIELDSETS = (
        ("Term", ("term", "expansion", "meaning", "aliases")),
        ("Answerable", ("owner", "reviewed_on", "review_months")),
    )

    class Meta:
        model = GlossaryTerm
        fields = ["term", "expansion", "meaning", "aliases", "owner", "reviewed_on", "review_months"]
        labels = {"owner": "Contact that answers for it", "aliases": "Other spellings"}
        help_texts = {
            "term": "As people meet it, like “FMU”. What stands for two things is two terms.",
            "aliases": "With commas between them. Who searches for one of them finds what the term stands for.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owners = RoleContact.objects.kept().select_related("worksite")
        scope = scope_of(self.user, f"mission.{'change' if self.instance.pk else 'add'}_glossaryterm")
        if not scope.everywhere:
            owners = owners.filter(unit__in=scope.units)
            self.fields["owner"].required = True
            self.fields["owner"].label = "Contact that answers for it"
            self.fields["owner"].empty_label = "Choose a contact"
            self.fields["owner"].error_messages["required"] = "Choose the contact of your unit that answers for it."
        self.fields["owner"].queryset = owners

    def clean_term(self):
        term = " ".join(self.cleaned_data["term"].split())
        if not words(term):
            raise ValidationError("Enter a term with letters or digits.")
        return term

    def clean_expansion(self):
        return " ".join(self.cleaned_data["expansion"].split())

    def clean_reviewed_on(self):
        return last_review(self.cleaned_data["reviewed_on"])

    def clean(self):
        found = super().clean()
        if not found.get("expansion") and not found.get("meaning") and not {"expansion", "meaning"} & set(self.errors):
            self.add_error("expansion", "Enter what the term stands for or what it means.")
        return found
