"""What may be typed into the registers of coordination and of bank accounts, and how they are narrowed."""

import django_filters
from django import forms

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from fiscal.actions.coordination import DOCUMENTS
from fiscal.forms.accounts import AccountField, NamesAccounts
from fiscal.models import BankAccount, CoordinationItem, Office, RecurringDeliverable

DOCUMENT_HELP = "A PDF, a text, a sheet or a picture. It stays with the item."


class CoordinationForm(NamesAccounts, PortalModelForm):
    """An item with owner, day and perhaps a document."""

    owner = AccountField()
    document = UploadField(allowed=DOCUMENTS, required=False, help_text=DOCUMENT_HELP)

    FIELDSETS = (
        ("What", ("office", "kind", "title", "about", "recurring")),
        ("Who and when", ("owner", "due_on")),
        ("Document", ("document",)),
    )

    class Meta:
        model = CoordinationItem
        fields = ["office", "kind", "title", "about", "recurring", "owner", "due_on"]
        widgets = {"about": forms.Textarea(attrs={"rows": 4}), "kind": forms.RadioSelect}
        help_texts = {"recurring": "Choose it where an office is owed this again and again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recurring"].queryset = RecurringDeliverable.objects.all()


class OutcomeForm(PortalForm):
    """What came of an item."""

    needed = forms.TypedChoiceField(
        label="Result", choices=(("yes", "Done"), ("no", "No longer needed")), widget=forms.RadioSelect, initial="yes",
        coerce=lambda text: text == "yes",
    )  # fmt: skip
    outcome = forms.CharField(
        label="Outcome", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was delivered or answered, and to whom; or why it is no longer needed.",
    )  # fmt: skip
    document = UploadField(allowed=DOCUMENTS, required=False, help_text=DOCUMENT_HELP)


class CoordinationFilter(django_filters.FilterSet):
    """Items by office, state and words of the title."""

    q = django_filters.CharFilter(label="Title", field_name="title", lookup_expr="icontains")
    office = django_filters.ChoiceFilter(choices=Office.choices, empty_label="All offices")
    state = django_filters.ChoiceFilter(
        label="State", choices=(("overdue", "Overdue"), *CoordinationItem.Status.choices), empty_label="All",
        method="standing",
    )  # fmt: skip

    class Meta:
        model = CoordinationItem
        fields = []

    def standing(self, rows, name, state):
        return rows.overdue() if state == "overdue" else rows.filter(status=state)


class BankAccountForm(NamesAccounts, PortalModelForm):
    """An account with its purpose and the policy that allows it."""

    custodian = AccountField()

    FIELDSETS = (
        ("Account", ("name", "bank", "last_digits", "purpose")),
        ("Where and who", ("worksite", "custodian")),
        ("Authority", ("authority", "opened_on", "closed_on")),
    )

    class Meta:
        model = BankAccount
        fields = [
            "name", "bank", "last_digits", "purpose", "worksite", "custodian", "authority", "opened_on", "closed_on",
        ]  # fmt: skip
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worksite"].queryset = Worksite.objects.open()


class BankAccountFilter(django_filters.FilterSet):
    """Accounts by name and how they stand."""

    q = django_filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="State",
        choices=(("without_authority", "No authority"), ("open", "Open"), ("closed", "Closed")),
        empty_label="All",
        method="standing",
    )

    class Meta:
        model = BankAccount
        fields = []

    def standing(self, rows, name, state):
        return rows.filter(closed_on__isnull=False) if state == "closed" else getattr(rows, state)()
