"""What may be typed about offers, clearance, checks and appointments."""

import django_filters
from django import forms
from django.utils import timezone

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from personnel.announcing import pay_problem
from personnel.forms.amounts import AmountField
from personnel.forms.choosing import PersonField
from personnel.models import (
    Appointment,
    ClearanceItem,
    InstitutionalEmployerContact,
    Offer,
    Position,
    PreaCheck,
    PreaQuestion,
    ReasonCode,
)
from personnel.positions_free import free_positions

DECIDED = [one for one in ClearanceItem.Outcome.choices if one[0] != ClearanceItem.Outcome.OPEN]
NO_RESTRICTION = [one for one in DECIDED if one[0] != ClearanceItem.Outcome.RESTRICTED]


class OfferForm(PortalModelForm):
    """Where, in which position, for how much, from which day."""

    annual_pay = AmountField(label="Yearly pay", required=False, help_text="In dollars a year, like 41,250.00.")

    class Meta:
        model = Offer
        fields = ["location", "position", "annual_pay", "starts_on"]
        help_texts = {
            "position": "Vacant positions of this class there. Those the request names come first.",
        }

    def __init__(self, *args, posting, **kwargs):
        super().__init__(*args, **kwargs)
        self.posting = posting
        places = posting.locations.select_related("worksite")
        self.fields["location"].queryset = places
        free = [key for place in places for key in free_positions(posting, place).values_list("pk", flat=True)]
        self.fields["position"].queryset = Position.objects.filter(pk__in=free).select_related("worksite", "job_class")
        self.fields["position"].label_from_instance = lambda one: f"{one.position_no}, {one.worksite}"
        if self.instance.pk is None:
            self.initial["location"] = places[0].pk if len(places) == 1 else None
            self.initial["position"] = free[0] if free else None

    def clean_starts_on(self):
        """A first day that lies ahead."""
        day = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("Enter a first day from today on.")
        return day

    def clean(self):
        """A position at the place, and an amount the class pays on the first day."""
        found = super().clean()
        amount, day = found.get("annual_pay"), found.get("starts_on")
        if not amount and "annual_pay" not in self.errors and self.posting.pay_low:
            self.add_error("annual_pay", f"Enter the yearly pay. Announced is {self.posting.yearly_pay}.")
        if amount and day and (problem := pay_problem(self.posting.job_class, amount, day)):
            self.add_error("annual_pay", problem)
        position, place = found.get("position"), found.get("location")
        if position and place and position.worksite_id != place.worksite_id:
            self.add_error("position", f"That position is not at {place.worksite}. Choose one there, or none.")
        return found


class ReasonedForm(PortalForm):
    """A decision with a reason from the list."""

    USE = ""

    reason = forms.ModelChoiceField(queryset=ReasonCode.objects.none())
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = ReasonCode.objects.for_use(self.USE)


class DeclineForm(ReasonedForm):
    """Why the applicant declined."""

    USE = ReasonCode.Use.DECLINED


class RescindForm(ReasonedForm):
    """Why the offer is taken back."""

    USE = ReasonCode.Use.RESCINDED


class ClearForm(PortalForm):
    """How an item came out. Medical has no words and may come with a restriction; nothing else does."""

    outcome = forms.ChoiceField(
        label="Outcome", choices=NO_RESTRICTION, widget=forms.RadioSelect,
    )  # fmt: skip
    conclusion = forms.CharField(
        label="Conclusion", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        if item.kind == ClearanceItem.Kind.MEDICAL:
            self.fields["outcome"].choices = DECIDED
            del self.fields["conclusion"]


class PreaClearForm(PortalForm):
    """The decision under 28 CFR 115.17."""

    outcome = forms.ChoiceField(label="Outcome", choices=NO_RESTRICTION, widget=forms.RadioSelect)
    no_prior_employer = forms.BooleanField(label="There is no former institutional employer", required=False)
    conclusion = forms.CharField(
        label="Written conclusion", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed where it is not cleared, and where harassment or a substantiated allegation was told.",
    )  # fmt: skip


class ContactForm(PortalModelForm):
    """One contact to a former institutional employer."""

    class Meta:
        model = InstitutionalEmployerContact
        fields = ["employer", "contacted_on", "outcome", "note"]
        widgets = {"outcome": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        labels = {"employer": "Former institutional employer"}


class CheckForm(PortalModelForm):
    """A background check of who applied."""

    class Meta:
        model = PreaCheck
        fields = ["checked_on", "outcome"]
        widgets = {"outcome": forms.RadioSelect}
        labels = {"checked_on": "Day of the check"}


class PersonCheckForm(CheckForm):
    """A background check of a person in post."""

    person = PersonField(label="Person")

    class Meta(CheckForm.Meta):
        fields = ["person", "checked_on", "outcome"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)


class PreaQuestionForm(PortalModelForm):
    """A mandatory question with its dates and its authority."""

    class Meta:
        model = PreaQuestion
        fields = ["text", "kind", "order", "authority", "starts_on", "ends_on"]
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        labels = {"kind": "What a “yes” does", "order": "Place in the list"}
        help_texts = {"ends_on": "The first day on which it is not asked any more."}

    def clean(self):
        """An end after the first day."""
        found = super().clean()
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] <= found["starts_on"]:
            self.add_error("ends_on", "Enter an end after the first day.")
        return found


class LinkForm(PortalForm):
    """Which entry of the directory somebody from outside became."""

    person = PersonField(label="Entry in the directory")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)


class OfferFilter(django_filters.FilterSet):
    """How offers are narrowed: those that stand, unless all are asked for."""

    q = django_filters.CharFilter(
        label="Announcement", field_name="application__posting__title", lookup_expr="icontains"
    )
    ended = django_filters.BooleanFilter(label="Ended too", method="ended_too", widget=forms.CheckboxInput)

    class Meta:
        model = Offer
        fields = []

    def ended_too(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Those that stand and were not appointed on, unless ended ones are asked for."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("ended") else rows.standing()


class ClearanceFilter(django_filters.FilterSet):
    """How clearance items are narrowed: open ones, unless others are asked for."""

    kind = django_filters.ChoiceFilter(choices=ClearanceItem.Kind.choices, empty_label="All kinds")
    outcome = django_filters.ChoiceFilter(choices=ClearanceItem.Outcome.choices, empty_label="Open")

    class Meta:
        model = ClearanceItem
        fields = []

    def filter_queryset(self, rows):
        """Open ones, unless an outcome is chosen."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("outcome") else rows.open()


class CheckFilter(django_filters.FilterSet):
    """How checks are narrowed."""

    q = django_filters.CharFilter(label="Last name", field_name="person__last_name", lookup_expr="istartswith")
    outcome = django_filters.ChoiceFilter(choices=PreaCheck.Outcome.choices, empty_label="Any outcome")

    class Meta:
        model = PreaCheck
        fields = []


class AppointmentFilter(django_filters.FilterSet):
    """How appointments are narrowed: by place, class and first day."""

    q = django_filters.CharFilter(label="Class", field_name="job_class__title", lookup_expr="icontains")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.all(), empty_label="All worksites")
    since = django_filters.DateFilter(
        field_name="starts_on", lookup_expr="gte", label="First day from", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="starts_on", lookup_expr="lte", label="First day until", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Appointment
        fields = []
