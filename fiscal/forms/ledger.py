"""What may be typed when a ledger is brought in or reconciled, and how their lists are narrowed."""

from decimal import Decimal

import django_filters
from django import forms
from django.utils import timezone

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.imports import Unreadable
from fiscal.actions.ledger import FILES, known_columns, standing_ledger, what_is_replaced
from fiscal.ledger_file import read_heading
from fiscal.models import AccountingPeriod, FiscalYear, LedgerImport, LedgerLine, LedgerProblem, Reconciliation


def periods_in_use():
    """Periods that have begun, of years that have not expired: this one first, then back."""
    rows = AccountingPeriod.objects.begun(timezone.localdate()).exclude(year__status=FiscalYear.Status.EXPIRED)
    return rows.order_by("-year_id", "-no")


class LedgerForm(PortalModelForm):
    """A period, its two files, and that they replace the ledger that stands for it."""

    header = UploadField(
        label="Header file", allowed=FILES, help_text="One line that names the columns, between bars ( | )."
    )
    data = UploadField(label="Ledger file", allowed=FILES, help_text="The rows, their cells between bars ( | ).")
    replace = forms.BooleanField(
        label="It replaces the ledger of the period", required=False, help_text="Asked where one is loaded."
    )

    class Meta:
        model = LedgerImport
        fields = ["period"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods_in_use()

    def clean_header(self):
        """A header file that names every column that is needed."""
        file = self.cleaned_data["header"]
        try:
            read_heading(file.read(), known_columns())
        except Unreadable as reason:
            raise forms.ValidationError(str(reason)) from None
        finally:
            file.seek(0)
        return file

    def clean(self):
        """A ledger that is loaded is replaced by who says so, knowing what goes. Files are chosen again."""
        found = super().clean()
        standing = standing_ledger(found["period"]) if found.get("period") else None
        if standing and not found.get("replace"):
            chosen = " and ".join(found[name].name for name in ("header", "data") if found.get(name))
            again = f" Choose {chosen} again as well: files are not kept meanwhile." if chosen else ""
            self.add_error("replace", f"{what_is_replaced(standing)} Tick this if that is meant.{again}")
        return found


class LedgerFilter(django_filters.FilterSet):
    """Imports by how they stand."""

    status = django_filters.ChoiceFilter(choices=LedgerImport.Status.choices, empty_label="All")

    class Meta:
        model = LedgerImport
        fields = []


class ProblemFilter(django_filters.FilterSet):
    """Errors by column."""

    column = django_filters.CharFilter(label="Column", lookup_expr="iexact")

    class Meta:
        model = LedgerProblem
        fields = []


class LedgerLineFilter(django_filters.FilterSet):
    """Lines by document, appropriation and bucket."""

    q = django_filters.CharFilter(label="Document", field_name="document_number", lookup_expr="startswith")
    appropriation = django_filters.CharFilter(field_name="appropriation__code", lookup_expr="iexact")
    bucket = django_filters.ChoiceFilter(choices=LedgerLine.Bucket.choices, empty_label="All")

    class Meta:
        model = LedgerLine
        fields = []


class ReconciliationForm(PortalModelForm):
    """The period to reconcile: one whose ledger is loaded."""

    class Meta:
        model = Reconciliation
        fields = ["period"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        loaded = LedgerImport.objects.loaded().values("period")
        self.fields["period"].queryset = periods_in_use().filter(pk__in=loaded, reconciliation=None)


class ExplainForm(PortalForm):
    """Where the books differ, by how much, and why."""

    place = forms.ChoiceField(label="Difference")
    amount = forms.DecimalField(
        max_digits=14, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Above zero where the portal has more than SAM II, below zero where it has less.",
    )  # fmt: skip
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {line.key: line for line in lines}
        self.fields["place"].choices = [("", "Choose one"), *((line.key, told(line)) for line in lines)]

    def clean_amount(self):
        """Some amount, above or below zero."""
        amount = self.cleaned_data["amount"]
        if amount == Decimal(0):
            raise forms.ValidationError("Enter an amount above or below zero.")
        return amount

    def clean(self):
        """With the place as the action wants it."""
        found = super().clean()
        line = self.lines.get(found.pop("place", None))
        return found | {"appropriation": line.appropriation, "bucket": line.bucket} if line else found


def told(line) -> str:
    """A place as it is offered."""
    return f"{line.appropriation}, {line.bucket_name.lower()}: ${line.unexplained:,.2f} unexplained"


class ReconciliationFilter(django_filters.FilterSet):
    """Reconciliations by how they stand."""

    status = django_filters.ChoiceFilter(choices=Reconciliation.Status.choices, empty_label="All")

    class Meta:
        model = Reconciliation
        fields = []
