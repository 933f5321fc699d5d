"""How people look for jobs, and what they may wish to hear of."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Worksite
from personnel.forms.amounts import AmountField
from personnel.models import JobAlert, JobCategory, JobClass, Posting, PostingLocation, Shift

SOON_DAYS = 7


class AmountFilter(django_filters.Filter):
    """An amount typed with or without a dollar sign and commas."""

    field_class = AmountField


class JobFilter(django_filters.FilterSet):
    """How jobs are found. What can be chosen is what there is for who asks: visitors learn of nothing internal."""

    q = django_filters.CharFilter(label="Words", method="words_in", max_length=100)
    job_class = django_filters.ChoiceFilter(label="Class", empty_label="All classes")
    category = django_filters.ChoiceFilter(choices=JobCategory.choices, empty_label="All categories")
    worksite = django_filters.ChoiceFilter(label="Worksite", empty_label="All worksites", method="at_worksite")
    region = django_filters.ChoiceFilter(label="Region", empty_label="All regions", method="in_region")
    shift = django_filters.ChoiceFilter(
        label="Shift", choices=Shift.choices, empty_label="Any shift", method="on_shift"
    )
    kind = django_filters.ChoiceFilter(
        field_name="appointment_type",
        label="Employment type",
        choices=Posting.Appointment.choices,
        empty_label="Any type",
    )
    pay = AmountFilter(label="Yearly pay of at least", method="paying")
    soon = django_filters.BooleanFilter(
        label=f"Closes within {SOON_DAYS} days", method="closing_soon", widget=forms.CheckboxInput
    )

    class Meta:
        model = Posting
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        classes = JobClass.objects.filter(pk__in=self.queryset.order_by().values("job_class"))
        named = classes.order_by("title", "pk").values_list("pk", "title")
        self.filters["job_class"].extra["choices"] = [(str(pk), title) for pk, title in named]
        places = PostingLocation.objects.filter(posting__in=self.queryset.order_by().values("pk"))
        found = list(
            Worksite.objects.filter(pk__in=places.values("worksite"))
            .order_by("name")
            .values_list("pk", "name", "region")
        )
        regions = sorted({region for _, _, region in found if region})
        self.filters["worksite"].extra["choices"] = [(str(pk), name) for pk, name, _ in found]
        self.filters["region"].extra["choices"] = [(one, one) for one in regions]
        if len(regions) < 2 and not (self.data or {}).get("region"):
            del self.filters["region"]  # it would narrow nothing

    def words_in(self, rows, name, value):
        found = Q(title__icontains=value) | Q(number__icontains=value) | Q(duties__icontains=value)
        return rows.filter(found | Q(pk__in=_at(worksite__name__icontains=value)))

    def at_worksite(self, rows, name, value):
        return rows.filter(pk__in=_at(worksite=value))

    def in_region(self, rows, name, value):
        return rows.filter(pk__in=_at(worksite__region=value))

    def on_shift(self, rows, name, value):
        return rows.filter(pk__in=_at(shift=value))

    def paying(self, rows, name, value):
        return rows.filter(pay_high__gte=value)

    def closing_soon(self, rows, name, value):
        return rows.filter(closes_at__lte=timezone.now() + timedelta(days=SOON_DAYS)) if value else rows


def _at(**places):
    return PostingLocation.objects.filter(**places).values("posting")


class JobAlertForm(PortalModelForm):
    """A wish to hear of new jobs: of a class, a category, at a worksite. At least one of them."""

    class Meta:
        model = JobAlert
        fields = ["job_class", "category", "worksite", "cadence"]
        widgets = {"cadence": forms.RadioSelect}
        labels = {"job_class": "Class", "cadence": "How often"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["job_class"].queryset = JobClass.objects.in_use()
        self.fields["job_class"].empty_label = "Any class"
        self.fields["worksite"].queryset = Worksite.objects.open()
        self.fields["worksite"].empty_label = "Any worksite"
        self.fields["category"].choices = [("", "Any category"), *JobCategory.choices]
        self.fields["cadence"].choices = JobAlert.Cadence.choices

    def clean(self):
        found = super().clean()
        if not self.errors and not any(found.get(name) for name in ("job_class", "category", "worksite")):
            raise ValidationError(
                "Choose a class, a category or a worksite. An alert for everything is the list of jobs itself."
            )
        return found
