"""What is typed to plan training for the department, and to look through those without a seat."""

from datetime import date, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.forms import PortalModelForm
from doc_portal.core.values import value_of
from training.models import Center, Course, CourseVersion, PlanRun, RequirementRule, RoomHours, Unplaced
from training.planning.asked import Asked

LONGEST = 400
WEEKDAYS = tuple((str(value), label) for value, label in RoomHours.Weekday.choices if value != 7)


def plannable_courses():
    """The versions in force of courses held in seat, whether or not their hours are known."""
    rows = CourseVersion.objects.current().filter(mode__in=("in_seat", ""))
    return rows.filter(course__retired=False, course__outside=False)


class PlanForm(PortalModelForm):
    """The inputs of a plan. Valid, it gives them as `asked`."""

    rules = forms.ModelMultipleChoiceField(
        RequirementRule.objects.none(), required=False, label="Requirements", help_text="None chosen: all of them.",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    courses = forms.ModelMultipleChoiceField(
        Course.objects.none(), required=False, label="Courses",
        help_text="Those held in seat whose hours are known. None chosen: all of them.",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    centers = forms.ModelMultipleChoiceField(
        Center.objects.none(), required=False, label="Training centers", help_text="None chosen: all of them.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    anywhere = forms.BooleanField(
        label="People may be sent to any of these centers", required=False,
        help_text="Otherwise to that of their region, or the nearest one.",
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        choices=WEEKDAYS, initial=["1", "2", "3", "4", "5"], widget=forms.CheckboxSelectMultiple,
        label="Days of the week on which classes are held",
    )  # fmt: skip
    closed = forms.CharField(
        label="Days without classes", required=False, max_length=1000,
        help_text="Holidays and the like, as dates with commas between them: 2027-01-01, 2027-07-05.",
    )  # fmt: skip
    slack = forms.IntegerField(
        label="Seats beyond what is needed, in percent", min_value=0, max_value=100,
        help_text="Seats stay empty where a shift cannot spare anybody; slack makes up for them.",
    )  # fmt: skip
    day_hours = forms.IntegerField(label="Hours of instruction a day", min_value=1, max_value=12)

    FIELDSETS = (
        ("Days", ("starts_on", "ends_on", "weekdays", "closed", "day_hours")),
        ("What for", ("rules", "courses", "slack")),
        ("Where", ("centers", "anywhere")),
    )

    class Meta:
        model = PlanRun
        fields = ["starts_on", "ends_on"]
        labels = {"starts_on": "First day", "ends_on": "Last day"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = plannable_courses().filter(contact_hours__isnull=False)
        self.fields["rules"].queryset = RequirementRule.objects.in_use()
        self.fields["courses"].queryset = Course.objects.filter(pk__in=versions.values("course"))
        self.fields["centers"].queryset = Center.objects.in_use()
        self.fields["slack"].initial = value_of("training_plan_slack")
        self.fields["day_hours"].initial = value_of("training_day_hours")

    def clean_closed(self) -> tuple[date, ...]:
        """The days, each read by itself."""
        try:
            words = self.cleaned_data["closed"].replace(";", ",").split(",")
            return tuple(sorted({date.fromisoformat(one.strip()) for one in words if one.strip()}))
        except ValueError:
            raise forms.ValidationError("Enter dates like 2027-01-01, with commas between them.") from None

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and first <= timezone.localdate():
            self.add_error("starts_on", "Enter a day after today: a plan lays out classes to come.")
        if first and last and last - first > timedelta(days=LONGEST):
            self.add_error("ends_on", f"Enter a day at most {LONGEST} days after the first.")
        return cleaned

    @property
    def asked(self) -> Asked:
        """The inputs as the planner takes them."""
        kept = self.cleaned_data
        return Asked(
            kept["starts_on"], kept["ends_on"],
            *(tuple(sorted(one.pk for one in kept[name])) for name in ("rules", "courses", "centers")),
            weekdays=tuple(sorted(int(one) for one in kept["weekdays"])), closed=kept["closed"], slack=kept["slack"],
            day_hours=kept["day_hours"], anywhere=kept["anywhere"],
        )  # fmt: skip


class UnplacedFilter(django_filters.FilterSet):
    """Those without a seat by why, and by course."""

    reason = django_filters.ChoiceFilter(choices=Unplaced.Reason, empty_label="Any reason")
    q = django_filters.CharFilter(label="Person or course", method="search")

    class Meta:
        model = Unplaced
        fields = ["q", "reason"]

    def search(self, rows, name, words):
        """By name of the person or code and title of the course."""
        return rows.filter(
            Q(person__last_name__icontains=words)
            | Q(person__first_name__icontains=words)
            | Q(course__code__iexact=words)
            | Q(course__title__icontains=words)
        )
