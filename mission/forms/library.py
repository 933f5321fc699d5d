"""What may be typed about documents and their versions, and how the list of documents is narrowed."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.attachments import UploadField
from doc_portal.core.contents import FileRefused
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm, ReasonForm
from doc_portal.core.models import Unit
from doc_portal.core.search.folding import normal_key
from mission.file_words import KINDS, read_file
from mission.library import kinds_on
from mission.models import Document, DocumentVersion
from personnel.models import RoleContact

YEARS = range(1950, 2200)
LONGEST_TEXT = 200_000


class DocumentForm(PortalModelForm):
    """What is known of a document beside its versions."""

    number = forms.CharField(
        max_length=40,
        help_text="As it is printed, like “D2-11.3”. People find it in any spelling: “d2 11.3”, “D211.3”, “11.3”.",
    )
    review_months = forms.IntegerField(
        label="Months between reviews",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Leave empty for the department's usual interval.",
        error_messages={
            "invalid": "Enter the months between reviews as a whole number, like 12.",
            "min_value": "Enter at least 1 month between reviews.",
            "max_value": "Enter at most 120 months between reviews.",
        },
    )

    FIELDSETS = (
        ("Document", ("number", "kind", "title", "summary", "topic")),
        ("Answerable", ("unit", "owner", "reviewed_on", "review_months")),
        ("Readers", ("visibility",)),
    )

    class Meta:
        model = Document
        fields = [
            "number", "kind", "title", "summary", "topic", "unit", "owner", "reviewed_on", "review_months",
            "visibility",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "visibility": forms.RadioSelect}
        labels = {
            "unit": "Unit that answers for it",
            "owner": "Contact that answers for it",
            "summary": "In plain words",
        }
        help_texts = {
            "summary": "Two or three sentences on what it asks of whom. They stand above the text.",
            "topic": "One word or two by which the list can be narrowed, like “leave”.",
            "owner": "Readers with a question are sent there.",
            "visibility": "A restricted document appears in no list, search or feed of those who may not read it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = Document.Visibility.choices
        own = [one for one in Document.Kind.choices if one[0] == self.instance.kind]
        self.fields["kind"].choices = [("", "Choose a kind"), *dict([*kinds_on(), *own]).items()]
        if self.instance.pk and not self.instance.number_is_open:
            del self.fields["number"]
        self.fields["owner"].queryset = RoleContact.objects.kept().select_related("worksite")
        scope = scope_of(self.user, f"mission.{'change' if self.instance.pk else 'add'}_document")
        units = Unit.objects.with_page()
        if not scope.everywhere:
            units = units.filter(pk__in=scope.units)
            self.fields["unit"].required = True
            self.fields["unit"].label = "Unit that answers for it"
            self.fields["unit"].empty_label = "Choose a unit"
            self.fields["unit"].error_messages["required"] = "Choose the unit that answers for it."
        self.fields["unit"].queryset = units

    def clean_number(self):
        """One number is one document, in whatever spelling."""
        number = " ".join(self.cleaned_data["number"].split())
        key = normal_key(number)
        if not key or not key.isascii() or len(key) > 40:
            raise ValidationError("Enter a number with the letters A to Z and digits, like D2-11.3.")
        if Document.objects.filter(key=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another document already has this number. Check it, or open that document.")
        return number

    def clean_summary(self):
        summary = self.cleaned_data["summary"]
        if len(summary) > 2_000:
            raise ValidationError(f"Shorten what it says in plain words to 2000 characters; it has {len(summary)}.")
        return summary

    def clean_reviewed_on(self):
        day = self.cleaned_data["reviewed_on"]
        if day and (day > timezone.localdate() or day.year not in YEARS):
            raise ValidationError("Enter the day of the last review: today or earlier.")
        return day


class DocumentVersionForm(PortalModelForm):
    """A version as a draft: a text, a file, or both."""

    text = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Leave an empty line between paragraphs. Headings start with “## ”, lists with “- ”. "
        "Needed where the file is a scan.",
    )
    upload = UploadField(
        label="File",
        allowed=KINDS,
        required=False,
        help_text="PDF, Word, Excel, OpenDocument or plain text, 25 MB at most.",
    )
    remove_file = forms.BooleanField(label="Remove the file", required=False)

    FIELDSETS = (
        ("In force", ("effective_on", "change_kind", "summary")),
        ("Contents", ("text", "upload", "remove_file")),
    )

    class Meta:
        model = DocumentVersion
        fields = ["effective_on", "change_kind", "summary", "text"]
        widgets = {"change_kind": forms.RadioSelect, "summary": forms.Textarea(attrs={"rows": 3})}
        labels = {"effective_on": "In force from", "summary": "What changed"}
        help_texts = {
            "effective_on": "Until that day it is shown as coming.",
            "summary": "The line staff read first. Needed before a material change is published.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_kind"].choices = DocumentVersion.Change.choices
        self.read = None
        if self.instance.file_id is None:
            del self.fields["remove_file"]

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day.year not in YEARS:
            raise ValidationError("Enter a day with a year between 1950 and 2199.")
        return day

    def clean_upload(self):
        """The file with its words read; one that cannot be read is an error of this field."""
        upload = self.cleaned_data["upload"]
        if upload is not None:
            try:
                self.read = read_file(upload)
            except FileRefused as refusal:
                raise ValidationError(str(refusal)) from None
        return upload


class WithdrawForm(ReasonForm):
    """Why a document is withdrawn, and what takes its place."""

    successor = forms.CharField(
        label="Number of the document that takes its place",
        required=False,
        max_length=60,
        help_text="In any spelling. Leave empty when nothing does.",
    )

    def clean_successor(self):
        """The document of that number, among those this person may read."""
        typed = self.cleaned_data["successor"]
        if not typed:
            return None
        found = Document.objects.visible_to(self.user).filter(key=normal_key(typed)).first()
        if found is None:
            raise ValidationError(f"No document has the number {typed}. Check it, or leave the field empty.")
        return found


class DocumentFilter(django_filters.FilterSet):
    """How staff narrow the library. Withdrawn documents only where they are asked for."""

    WITHIN = [
        ("7", "The last 7 days"),
        ("30", "The last 30 days"),
        ("90", "The last 90 days"),
        ("365", "The last year"),
    ]

    q = django_filters.CharFilter(label="Number or title", method="named")
    kind = django_filters.ChoiceFilter(choices=Document.Kind.choices, empty_label="All kinds")
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    topic = django_filters.ChoiceFilter(empty_label="All topics")
    changed = django_filters.ChoiceFilter(
        label="Changed within", choices=WITHIN, method="changed_within", empty_label="Any time"
    )
    withdrawn = django_filters.BooleanFilter(label="Withdrawn too", method="unchanged", widget=forms.CheckboxInput)

    class Meta:
        model = Document
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = self.queryset.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()
        self.filters["topic"].extra["choices"] = [(topic, topic) for topic in topics]

    def named(self, rows, name, value):
        """By the number in any spelling, or by words of the title."""
        key = normal_key(value)
        return rows.filter(Q(title__icontains=value) | Q(key__contains=key) if key else Q(title__icontains=value))

    def changed_within(self, rows, name, value):
        return rows.filter(current_from__gt=timezone.localdate() - timedelta(days=int(value)))

    def unchanged(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("withdrawn") else rows.kept()
