"""What may be typed about training a worksite held by itself."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.attachments import UploadField
from doc_portal.core.display import long_date
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Worksite
from training.actions.local_reports import PAPERS
from training.actions.nominating import read_lines
from training.models import CourseVersion, LocalReport

MOST_MINUTES = 1440
REPORTS = "training.add_localreport"


class LocalReportForm(PortalModelForm):
    """Which course was held where and when, by whom, with whom."""

    people = forms.CharField(
        label="Roster", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One person a line: the employee number, then the minutes they were there, like “E012345 240”.",
    )  # fmt: skip
    plan = UploadField(
        label="Lesson plan", allowed=PAPERS, required=False, help_text="PDF, Word, OpenDocument or text."
    )

    class Meta:
        model = LocalReport
        fields = ("worksite", "course_version", "held_on", "taught_by")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = scope_of(self.user, REPORTS) if self.user else None
        if scope and not scope.everywhere:
            self.fields["worksite"].queryset = Worksite.objects.filter(pk__in=scope.worksites)
        versions = CourseVersion.objects.current().filter(course__retired=False).select_related("course")
        self.fields["course_version"].queryset = versions.order_by("course__title", "pk")
        self.fields["course_version"].label_from_instance = lambda version: str(version.course)
        if self.instance.pk:
            rows = self.instance.roster.select_related("person").order_by("pk")
            self.fields["people"].initial = "\n".join(f"{one.person.employee_number} {one.minutes}" for one in rows)

    def clean_held_on(self):
        """A day that has come."""
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(
                f"Enter a day until {long_date(timezone.localdate())}: training is reported once held."
            )
        return day

    def clean_people(self):
        """Whom each line names and for how long; each line that cannot be read is told by its number."""
        wrong, found = [], {}
        for line in read_lines(self.cleaned_data["people"], by=self.user, permission=REPORTS):
            minutes = line.rest.removesuffix("minutes").strip()
            if line.problem:
                wrong.append(f"Line {line.number}: {line.problem}")
            elif len(minutes) > 4 or not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes) <= MOST_MINUTES):
                wrong.append(f"Line {line.number}: write the minutes behind the number, from 1 to {MOST_MINUTES}.")
            else:
                found[line.person] = int(minutes)
        if wrong:
            raise ValidationError(wrong[:20])
        self.roster = found
        return self.cleaned_data["people"]


class LocalReportFilter(django_filters.FilterSet):
    """Reports by where they stand."""

    status = django_filters.ChoiceFilter(choices=LocalReport.Status.choices, empty_label="All")

    class Meta:
        model = LocalReport
        fields = []
