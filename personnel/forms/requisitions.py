"""What may be typed into a request to fill positions, and how the list of requests is narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from personnel.announcing import pay_problem, yearly_range
from personnel.forms.amounts import AmountField, WholeNumberField
from personnel.forms.choosing import PersonField
from personnel.models import ApprovalRoute, ApprovalStep, JobClass, Position, Requisition, StepKind
from personnel.models.announcements import span
from personnel.staffing import named_elsewhere


def sites_where(user, permission: str, kept: int | None = None):
    """The open worksites where `user` holds a right, and the one a record names already."""
    scope = scope_of(user, permission)
    rows = Worksite.objects.open() if scope.everywhere else Worksite.objects.open().filter(pk__in=scope.worksites)
    return rows if kept is None else rows | Worksite.objects.filter(pk=kept)


def classes_in_use(kept: int | None = None):
    """The classes that may be chosen, and the one a record names already."""
    rows = JobClass.objects.in_use()
    return rows if kept is None else rows | JobClass.objects.filter(pk=kept)


def classes_now(request):
    """The classes a list may be narrowed to: those in use on the day it is asked for."""
    return JobClass.objects.in_use()


class RequisitionForm(PortalModelForm):
    """Whom is asked for, where, and why."""

    vacancies = WholeNumberField(1, 500, "Ask for 1 to 500 vacancies.", label="Vacancies to fill", initial=1)
    replaces = PersonField(label="Who left or moved", required=False)
    expected_pay = AmountField(
        label="Expected yearly pay", required=False, help_text="Dollars a year, within what the class pays."
    )

    FIELDSETS = (
        ("Position", ("job_class", "worksite", "shift", "vacancies", "expected_pay")),
        ("Why", ("reason", "replaces", "explanation", "needed_by")),
    )

    class Meta:
        model = Requisition
        fields = [
            "job_class", "worksite", "shift", "vacancies", "expected_pay", "reason", "replaces", "explanation",
            "needed_by",
        ]  # fmt: skip
        widgets = {"reason": forms.RadioSelect, "explanation": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "explanation": "Those who decide read it, like “Overtime covers the post on second shift.”",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance if self.instance.pk else None
        right = f"personnel.{'change' if kept else 'add'}_requisition"
        self.fields["worksite"].queryset = sites_where(self.user, right, kept and kept.worksite_id)
        self.fields["job_class"].queryset = classes_in_use(kept and kept.job_class_id)
        self.fields["reason"].choices = Requisition.Reason.choices
        self.fields["replaces"].for_form(self.user, self.instance.replaces)
        if kept and (pay := yearly_range(kept.job_class, timezone.localdate())):
            self.fields["expected_pay"].help_text = f"The class pays {span(pay.low, pay.high)} a year."

    def clean(self):
        """Pay within what the class pays: an announcement could not offer other pay."""
        found = super().clean()
        job_class, amount = found.get("job_class"), found.get("expected_pay")
        if job_class and amount and (problem := pay_problem(job_class, amount, timezone.localdate())):
            self.add_error("expected_pay", problem)
        return found

    def clean_needed_by(self):
        """A day that has not passed; the one that stood there before stays."""
        day = self.cleaned_data["needed_by"]
        if day and day != self.instance.needed_by and day < timezone.localdate():
            raise ValidationError("Choose a day that has not passed.")
        return day


class ChairsForm(PortalForm):
    """Which vacant positions a request is to fill."""

    positions = forms.ModelMultipleChoiceField(
        label="Vacant positions", queryset=Position.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, requisition: Requisition, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["positions"]
        field.queryset = choosable(requisition)
        field.label_from_instance = _chair_words
        field.error_messages["invalid_choice"] = field.error_messages["invalid_pk_value"] = (
            "A position you ticked is no longer vacant, or another request is to fill it. Choose another one."
        )
        self.initial.setdefault("positions", list(requisition.chairs.values_list("position", flat=True)))


def choosable(requisition: Requisition):
    """Vacant positions of the class at the worksite that no other live request is to fill; one's own shift first."""
    rows = Position.objects.of_kind(requisition.job_class_id, requisition.worksite_id).vacant()
    taken = named_elsewhere(requisition).filter(position=OuterRef("pk"))
    rows = rows.filter(~Exists(taken)).annotate(other_shift=~Q(shift=requisition.shift))
    return rows.order_by("other_shift", "position_no", "pk")


def _chair_words(position: Position) -> str:
    fte = "" if position.fte == 1 else f", {position.fte} FTE"
    note = f" ({position.note})" if position.note else ""
    shift = f"{position.get_shift_display()}{', not the shift asked for' if position.other_shift else ''}"
    return f"{position.position_no}, {shift}{fte}{note}"


class RequisitionFilter(django_filters.FilterSet):
    """How requests are looked up."""

    q = django_filters.CharFilter(label="Number or class", method="called", max_length=60)
    status = django_filters.ChoiceFilter(choices=Requisition.Status.choices, empty_label="Any status")
    step = django_filters.ChoiceFilter(
        label="Waits for", choices=StepKind.choices, method="waits_for", empty_label="Anybody"
    )
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")
    job_class = NamedChoiceFilter(label="Class", queryset=classes_now, empty_label="All classes", named_by="title")

    class Meta:
        model = Requisition
        fields = []

    def called(self, rows, name, value):
        """Those whose number or class holds the text."""
        return rows.filter(Q(number__icontains=value.strip()) | Q(job_class__title__icontains=value.strip()))

    def waits_for(self, rows, name, value):
        """Those whose open step is of this kind."""
        return rows.filter(Exists(ApprovalStep.objects.open().filter(requisition=OuterRef("pk"), kind=value)))


class RouteForm(PortalModelForm):
    """A step of the route: what requests pass from a day on."""

    no = WholeNumberField(1, 9, "Number the steps from 1 to 9.", label="Step", help_text="1 is decided first.")

    class Meta:
        model = ApprovalRoute
        fields = ["worksite", "no", "kind", "starts_on", "ends_on", "authority", "confirmed"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "worksite": "Empty for the whole department. A worksite with steps of its own passes those alone.",
            "ends_on": "The first day on which it no longer holds.",
            "authority": "The law, policy or decision that says so.",
        }
        labels = {"confirmed": "Confirmed by its authority"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "worksite" in self.fields:
            self.fields["worksite"].queryset = Worksite.objects.open()
            self.fields["worksite"].empty_label = "The whole department"
            self.fields["kind"].choices = StepKind.choices
        if self.instance.pk is None:
            self.initial.setdefault("starts_on", timezone.localdate())

    def clean(self):
        """A step ends after it begins."""
        found = super().clean()
        starts = found.get("starts_on") or self.instance.starts_on
        if starts and found.get("ends_on") and found["ends_on"] <= starts:
            self.add_error("ends_on", "Enter an end after the first day.")
        return found


class RouteEndForm(RouteForm):
    """What may still be changed once a step has been in force: its end, and whether it is confirmed."""

    no = None

    class Meta(RouteForm.Meta):
        fields = ["ends_on", "authority", "confirmed"]
