"""What may be typed about documents in other systems, and how they are narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from fiscal.models import DocumentType, ExternalDocRef, ExternalSystem


class ExternalDocForm(PortalModelForm):
    """A document as the other system numbers it."""

    class Meta:
        model = ExternalDocRef
        fields = ["system", "document_type", "agency", "number", "action", "seq"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_type"].queryset = DocumentType.objects.filter(kind=DocumentType.Kind.DOCUMENT)


def systems() -> list[tuple[str, str]]:
    """The systems of the state that hold documents, by code."""
    return list(ExternalSystem.objects.values_list("code", "name"))


class DocumentTypeField(forms.CharField):
    """A type of document by its code."""

    def __init__(self, **kwargs):
        super().__init__(max_length=8, **kwargs)

    def clean(self, value):
        """The code as it is published; raises a sentence where there is none."""
        typed = super().clean(value)
        found = DocumentType.objects.filter(kind=DocumentType.Kind.DOCUMENT, code__iexact=typed).first()
        if found is None:
            raise ValidationError(f"“{typed}” is no type of document. Look it up in the list of document types.")
        return found.code


class ReferenceForm(PortalForm):
    """Under which number another system holds a document of the portal."""

    system = forms.ChoiceField(label="System", choices=systems)
    doc_type = DocumentTypeField(label="Document type", help_text="Its code, like PC for an order or P1 for a voucher.")
    agency = forms.CharField(label="Agency", max_length=10)
    number = forms.CharField(label="Number", max_length=30)


class ExternalDocFilter(django_filters.FilterSet):
    """Documents by number, system and what was answered."""

    q = django_filters.CharFilter(label="Number", field_name="number", lookup_expr="icontains")
    system = NamedChoiceFilter(queryset=ExternalSystem.objects.all(), empty_label="All systems")
    status = django_filters.ChoiceFilter(choices=ExternalDocRef.Status.choices, empty_label="All")

    class Meta:
        model = ExternalDocRef
        fields = []


class DocumentTypeFilter(django_filters.FilterSet):
    """Types by group."""

    group = django_filters.AllValuesFilter(empty_label="All groups")

    class Meta:
        model = DocumentType
        fields = []
