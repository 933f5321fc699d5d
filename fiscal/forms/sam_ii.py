"""What may be typed at the SAM II desk, and how its lists are narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from fiscal.actions.sam_ii import recertify_days
from fiscal.code_uses import refusal_for, uses_of
from fiscal.forms.accounts import AccountField, NamesAccounts
from fiscal.models import CodeChange, DocumentType, ExternalSystem, FiscalYear, OverrideLog, SamIssue, SystemAccess

NOTE = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 1000}


class SamIssueForm(NamesAccounts, PortalModelForm):
    """A document, its error, and who mends it."""

    owner = AccountField()

    class Meta:
        model = SamIssue
        fields = ["document", "error_code", "error_text", "owner"]
        widgets = {"error_text": forms.Textarea(attrs={"rows": 3})}


class MoveForm(PortalForm):
    """How far a record is: one of the moves that are possible now, and a note about it."""

    verb = forms.ChoiceField(label="What happened", widget=forms.RadioSelect)
    note = forms.CharField(label="Note", **NOTE)

    def __init__(self, *args, moves=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = moves


class OptionalNoteMoveForm(MoveForm):
    """The same where a note is not always needed."""

    note = forms.CharField(label="Note", required=False, **NOTE)


class AnswerForm(PortalForm):
    """What the other system answered to a document."""

    taken = forms.TypedChoiceField(
        label="Answer", choices=(("yes", "Accepted"), ("no", "Rejected")), widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
    )  # fmt: skip
    error_code = forms.CharField(max_length=20, required=False, help_text="Needed where it was rejected.")
    error_text = forms.CharField(label="What it says", required=False, **NOTE)
    owner = AccountField(label="Who mends it", required=False)

    def clean(self):
        """A rejected document has an error and somebody who mends it."""
        found = super().clean()
        if found.get("taken") is False:
            for name, sentence in (("error_code", "Enter the error code."), ("owner", "Name who mends it.")):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return found


class SystemAccessForm(NamesAccounts, PortalModelForm):
    """Access for somebody else."""

    person = AccountField(label="Person who needs it")

    class Meta:
        model = SystemAccess
        fields = ["system", "person", "profile", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class DecideForm(PortalForm):
    """Yes or no to access."""

    granted = forms.TypedChoiceField(
        label="Decision", choices=(("yes", "Approve"), ("no", "Refuse")), widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
    )  # fmt: skip
    note = forms.CharField(label="Note", required=False, **NOTE)


class CertifyForm(PortalForm):
    """Which access is still needed."""

    accesses = forms.ModelMultipleChoiceField(
        label="Still needed", queryset=SystemAccess.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="What is not ticked and not certified in time is listed for removal.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = SystemAccess.objects.permitted(self.user, "fiscal.certify_systemaccess").to_certify(*recertify_days())
        rows = rows.exclude(person=self.user).filter(person__is_active=True)
        self.fields["accesses"].queryset = rows.for_list().order_by("certified_on", "pk")
        self.fields["accesses"].error_messages["required"] = "Tick what is still needed."
        if not rows.exists():
            del self.fields["accesses"]

    def clean(self):
        """Where nothing is due there is nothing to tick."""
        if "accesses" not in self.fields:
            raise ValidationError("Nothing is due to be certified. See the list of access for what stands.")
        return super().clean()


class RemovalForm(PortalForm):
    """That access was taken away."""

    note = forms.CharField(label="Reason", **NOTE)


class CodeChangeForm(PortalModelForm):
    """A change of a code for one fiscal year: of one it has, or of one that is new to it."""

    though_used = forms.BooleanField(
        label="It ends although it is used", required=False, help_text="Asked where orders, plans or bills use it."
    )

    class Meta:
        model = CodeChange
        fields = ["year", "kind", "change", "code", "name", "reason"]
        help_texts = {"name": "Left empty where a code ends: it keeps its name."}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "change": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].queryset = FiscalYear.objects.all()
        self.fields["name"].required = False

    def clean(self):
        """What the year says to it, and what uses a code that is to end."""
        found = super().clean()
        if found.get("change") != CodeChange.Change.END and not found.get("name"):
            self.add_error("name", "Enter the name the code is to have.")
        if all(found.get(name) for name in ("year", "kind", "change", "code")):
            self._compare(CodeChange(**{name: found[name] for name in ("year", "kind", "change", "code")}))
        return found

    def _compare(self, change: CodeChange) -> None:
        if sentence := refusal_for(change):
            self.add_error("code", sentence)
        elif (uses := uses_of(change)) and not self.cleaned_data.get("though_used"):
            told = (
                f"Still used by {uses}, of that year or the one before. Say in the reason what becomes of them, and "
                "tick this."
            )
            self.add_error("though_used", told)


class SamIssueFilter(django_filters.FilterSet):
    """Issues by document, error and state."""

    q = django_filters.CharFilter(label="Document", field_name="document", lookup_expr="icontains")
    error_code = django_filters.CharFilter(label="Error code", lookup_expr="iexact")
    status = django_filters.ChoiceFilter(choices=SamIssue.Status.choices, empty_label="All")

    class Meta:
        model = SamIssue
        fields = []


class SystemAccessFilter(django_filters.FilterSet):
    """Access by system and how it stands; what is to be taken away is one of the states."""

    q = django_filters.CharFilter(label="What it opens", field_name="profile", lookup_expr="icontains")
    system = NamedChoiceFilter(queryset=ExternalSystem.objects.all(), empty_label="All systems")
    state = django_filters.ChoiceFilter(
        label="State", choices=(("removal", "To be removed"), *SystemAccess.Status.choices), empty_label="All",
        method="standing",
    )  # fmt: skip

    class Meta:
        model = SystemAccess
        fields = []

    def standing(self, rows, name, state):
        return rows.for_removal(recertify_days()[0]) if state == "removal" else rows.filter(status=state)


class CodeChangeFilter(django_filters.FilterSet):
    """Changes of codes by year and status."""

    q = django_filters.CharFilter(label="Code", field_name="code", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(choices=CodeChange.Status.choices, empty_label="All")

    class Meta:
        model = CodeChange
        fields = []


class OverrideFilter(django_filters.FilterSet):
    """Overrides by document, error and type."""

    q = django_filters.CharFilter(label="Number", field_name="number", lookup_expr="icontains")
    error_code = django_filters.CharFilter(label="Error code", lookup_expr="iexact")
    document_type = NamedChoiceFilter(
        queryset=DocumentType.objects.all(), named_by="code", empty_label="All types"
    )  # fmt: skip

    class Meta:
        model = OverrideLog
        fields = []
