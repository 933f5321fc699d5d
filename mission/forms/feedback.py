"""What readers may type about a page, and how the desk that answers them is narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm
from doc_portal.core.models import Unit
from mission.feedback import read_subject, subject_at
from mission.models import Feedback
from mission.models.words import LONGEST_COMMENT, RATINGS


class FeedbackForm(PortalForm):
    """Useful or not, or what is wrong. `about` is what the page told of itself; without it `page` is an address."""

    kind = forms.ChoiceField(label="What is wrong", choices=Feedback.Kind.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="In your words",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed for a problem; 1,000 characters at most. Name nobody's health or private matters.",
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    about = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Ratings are offered only where one was given: the page is for problems."""
        super().__init__(*args, **kwargs)
        told = self.data.get("kind") or self.initial.get("kind")
        if told not in RATINGS:
            self.fields["kind"].choices = [one for one in Feedback.Kind.choices if one[0] not in RATINGS]

    def clean(self):
        found = super().clean()
        if self.files:
            self.add_error(None, "Files cannot be sent here. Say in words what is wrong.")
        wordless = not found.get("comment", "").strip() and "comment" not in self.errors
        if found.get("kind") and found["kind"] not in RATINGS and wordless:
            self.add_error("comment", "Say in your words what is wrong.")
        return found | {"subject": self.subject(found)}

    def subject(self, found):
        """The page that is spoken of: as it told of itself, or by its address."""
        if found.get("about"):
            subject = read_subject(found["about"])
            if subject is None:
                raise ValidationError("We could not tell which page this is about. Go back to it and try again.")
            return subject
        page = found.get("page") or "/"
        return subject_at(page if page.startswith("/") and not page.startswith("//") else "/", self.user)


class ReplyForm(PortalForm):
    """What the reader is answered."""

    note = forms.CharField(
        label="Reply",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The reader sees it.",
    )


class FeedbackFilter(django_filters.FilterSet):
    """How the desk is narrowed. Without a choice it shows what waits for an answer."""

    OPEN = "open"

    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[(OPEN, "Waiting for an answer"), *Feedback.Status.choices],
        method="in_status",
        empty_label="Any status",
    )
    kind = django_filters.ChoiceFilter(choices=Feedback.Kind.choices, empty_label="All kinds")
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units", null_label="No unit")

    class Meta:
        model = Feedback
        fields = []

    def in_status(self, rows, name, value):
        return rows.waiting() if value == self.OPEN else rows.filter(status=value)
