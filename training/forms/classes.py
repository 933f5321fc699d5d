"""How the list of classes is narrowed."""

import django_filters
from django.db.models import F, Q
from django.forms import CheckboxInput, DateInput

from doc_portal.core.filters import NamedChoiceFilter
from training.fitting import fits_shift
from training.models import Center, Mode, ScheduledClass

DAY = DateInput(attrs={"type": "date"})


class ClassFilter(django_filters.FilterSet):
    """Classes by course, center, way of teaching, day and free seats."""

    q = django_filters.CharFilter(label="Course or number", method="named")
    center = NamedChoiceFilter(queryset=Center.objects.in_use(), empty_label="All centers")
    mode = django_filters.ChoiceFilter(
        label="How", choices=Mode.choices, empty_label="All ways", field_name="course_version__mode"
    )
    starts_from = django_filters.DateFilter(
        label="Starts from", field_name="starts_at", lookup_expr="date__gte", widget=DAY
    )
    starts_until = django_filters.DateFilter(
        label="Starts until", field_name="starts_at", lookup_expr="date__lte", widget=DAY
    )
    status = django_filters.ChoiceFilter(choices=ScheduledClass.Status.choices, empty_label="Open to enroll")
    free = django_filters.BooleanFilter(label="With free seats", method="with_seats", widget=CheckboxInput)
    fits = django_filters.BooleanFilter(label="Fits my shift", method="fitting", widget=CheckboxInput)

    class Meta:
        model = ScheduledClass
        fields = []

    def named(self, rows, name, text):
        return rows.filter(
            Q(number__icontains=text)
            | Q(course_version__course__title__icontains=text)
            | Q(course_version__course__code__iexact=text)
        )

    def with_seats(self, rows, name, wanted):
        return rows.filter(seats_taken__lt=F("capacity")) if wanted else rows

    def fitting(self, rows, name, wanted):
        return fits_shift(rows, self.request.user) if wanted else rows

    def filter_queryset(self, rows):
        """Those one can enrol in, unless a status is asked for."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("status") else rows.enrolling()
