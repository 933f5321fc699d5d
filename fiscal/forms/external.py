"""What may be typed about documents in other systems, and how they are narrowed."""

import django_filters

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm
from fiscal.models import DocumentType, ExternalDocRef, ExternalSystem


class ExternalDocForm(PortalModelForm):
    """A document as the other system numbers it."""

    class Meta:
        model = ExternalDocRef
        fields = ["system", "document_type", "agency", "number", "action", "seq"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_type"].queryset = DocumentType.objects.filter(kind=DocumentType.Kind.DOCUMENT)


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
