"""What may be typed about the annual list of needs, and how its lines are narrowed."""

import django_filters
from django import forms

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Worksite
from fiscal.forms.cash import own_worksites
from fiscal.models import CommodityClass, NeedsLine, NeedsList


class NeedsListForm(PortalModelForm):
    """Which fiscal year a list is of; its day at OA follows."""

    class Meta:
        model = NeedsList
        fields = ["fy"]

    def clean_fy(self):
        """A year without a list; a year has one."""
        fy = self.cleaned_data["fy"]
        if NeedsList.objects.filter(fy=fy).exists():
            raise forms.ValidationError(f"The list of FY {fy} exists. Open it instead.")
        if not 2000 <= fy <= 2199:
            raise forms.ValidationError("Enter a fiscal year between 2000 and 2199.")
        return fy


class NeedForm(PortalModelForm):
    """What a worksite will need, how much, at what estimate, by when."""

    class Meta:
        model = NeedsLine
        fields = [
            "needs_list", "worksite", "item", "commodity_class", "quantity", "unit", "estimate", "needed_by",
            "withdrawn",
        ]  # fmt: skip
        help_texts = {"commodity_class": "Purchasing enters it where you do not know it."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made = self.instance.pk is None
        permission = "fiscal.add_needsline" if made else "fiscal.change_needsline"
        self.fields["worksite"].queryset = own_worksites(self.user, permission)
        lists = NeedsList.objects.collecting()
        self.fields["needs_list"].queryset = (
            lists if made else lists | NeedsList.objects.filter(pk=self.instance.needs_list_id)
        )
        self.fields["commodity_class"].queryset = CommodityClass.objects.in_use()
        if made:
            del self.fields["withdrawn"]


class NeedFilter(django_filters.FilterSet):
    """Needs by year, worksite, item, and whether they are classified."""

    STATES = (("unclassified", "Without a class"), ("withdrawn", "No longer needed"))
    q = django_filters.CharFilter(label="Item", field_name="item", lookup_expr="icontains")
    needs_list = django_filters.ModelChoiceFilter(label="List", queryset=NeedsList.objects.all(), empty_label="All")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")
    commodity_class = NamedChoiceFilter(label="Class", queryset=CommodityClass.objects.in_use(), empty_label="All")
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="Needed", method="standing")

    class Meta:
        model = NeedsLine
        fields = []

    def standing(self, rows, name, state):
        return rows.filter(withdrawn=True) if state == "withdrawn" else rows.standing().filter(commodity_class=None)

    def filter_queryset(self, rows):
        """Unless a state is asked for, those that stand."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("state") else rows.standing()
