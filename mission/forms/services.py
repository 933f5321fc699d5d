"""What may be typed about a service."""

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.access import scope_of
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Unit
from mission.forms.reviews import last_review, months_between_reviews
from mission.models import Document, Service
from personnel.models import RoleContact

LONGEST_BODY = 20_000


class ServiceForm(PortalModelForm):
    """A task: what to do, whom to ask, the form and the policy."""

    body = forms.CharField(
        label="What to do",
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="One step for each line that starts with “1. ”. Leave an empty line between paragraphs.",
    )
    review_months = months_between_reviews()

    FIELDSETS = (
        ("Task", ("title", "summary", "body")),
        ("Help with it", ("contact", "form", "policy")),
        ("Answerable", ("unit", "reviewed_on", "review_months")),
    )

    class Meta:
        model = Service
        fields = ["title", "summary", "body", "contact", "form", "policy", "unit", "reviewed_on", "review_months"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}
        labels = {"unit": "Unit that answers for it", "form": "Form to fill in", "policy": "Policy it follows"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = RoleContact.objects.kept().select_related("worksite")
        documents = Document.objects.visible_to(self.user).filter(withdrawn_on__isnull=True).order_by("number", "pk")
        self.fields["form"].queryset = documents.filter(kind=Document.Kind.FORM)
        self.fields["policy"].queryset = documents.exclude(kind=Document.Kind.FORM)
        scope = scope_of(self.user, f"mission.{'change' if self.instance.pk else 'add'}_service")
        units = Unit.objects.with_page()
        self.fields["unit"].queryset = units if scope.everywhere else units.filter(pk__in=scope.units)

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        if not any(one.isalpha() for one in title):
            raise ValidationError("Enter a title with letters.")
        return title

    def clean_reviewed_on(self):
        return last_review(self.cleaned_data["reviewed_on"])
