"""What may be typed about completions, and how the ledger is narrowed."""

from datetime import date
from decimal import Decimal

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.attachments import UploadField
from doc_portal.core.display import long_date
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from personnel.forms.choosing import PersonField
from personnel.models import Person
from training.actions.outside import EVIDENCE
from training.keeping import past_their_years
from training.models import Course, CourseVersion, OutsideCompletion, TrainingCredit, UnplacedCompletion
from training.teams import answers_for
from training.transcripts import READS

STANDINGS = (("counting", "Counts"), ("voided", "Voided"), ("past", "Past the years it is kept"))
FIRST_YEAR, LAST_YEAR = 1950, 2200


class CreditFilter(django_filters.FilterSet):
    """Completions by person, course, worksite, year, how, and where they stand."""

    q = django_filters.CharFilter(label="Person, serial or number", method="named", max_length=120)
    course = NamedChoiceFilter(
        label="Course", queryset=Course.objects.order_by("title", "pk"), named_by="title", empty_label="All courses"
    )
    worksite = NamedChoiceFilter(
        label="Worksite", field_name="person__worksite", queryset=Worksite.objects.open(), empty_label="All worksites"
    )
    year = django_filters.NumberFilter(
        label="Fiscal year", field_name="fiscal_year", min_value=FIRST_YEAR, max_value=LAST_YEAR, decimal_places=0
    )
    number = django_filters.CharFilter(
        label="Number of the class", field_name="enrolment__scheduled_class__number", lookup_expr="iexact",
        max_length=20,
    )  # fmt: skip
    source = django_filters.ChoiceFilter(label="How", choices=TrainingCredit.Source, empty_label="All")
    state = django_filters.ChoiceFilter(label="Standing", choices=STANDINGS, empty_label="All", method="standing")

    class Meta:
        model = TrainingCredit
        fields = []

    def named(self, rows, name, text):
        """By person, by the serial of a certificate, or by the number it has at its source."""
        number = Q(external_id__iexact=text) | Q(certificates__serial__iexact=text)
        return rows.filter(Q(person__in=Person.objects.named(text)) | number).distinct()

    def standing(self, rows, name, state):
        if state == "past":
            return past_their_years(rows)
        return rows.counting() if state == "counting" else rows.exclude(voided_at=None)


class CodeForm(forms.Form):
    """The code of a certificate, as it is read from paper: blanks and small letters do not matter."""

    code = forms.CharField(label="Code", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_code(self):
        """Without blanks and hyphens, in capitals."""
        return "".join(self.cleaned_data["code"].split()).replace("-", "").upper()


def by_course(field, versions) -> None:
    """Offer versions by the names of their courses."""
    field.queryset = versions.select_related("course").order_by("course__title", "pk")
    field.label_from_instance = lambda version: str(version.course)


def has_come(day: date) -> date:
    """A day that is not still to come."""
    if day is not None and day > timezone.localdate():
        raise ValidationError(f"Enter a day until {long_date(timezone.localdate())}.")
    return day


MATCH, ASIDE = "match", "aside"


class SettleForm(PortalForm):
    """What becomes of a completion in the queue: whose it is and of which course, or why it is set aside."""

    decision = forms.ChoiceField(
        label="What becomes of it", choices=((MATCH, "Credit it"), (ASIDE, "Set it aside")), widget=forms.RadioSelect
    )
    person = PersonField(label="Person", required=False)
    version = forms.ModelChoiceField(label="Course", queryset=CourseVersion.objects.none(), required=False)
    completed_on = forms.DateField(
        label="Completed", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hours = forms.DecimalField(
        label="Hours", required=False, min_value=Decimal(0), max_value=Decimal(400), max_digits=5, decimal_places=2,
        help_text="0 where nobody knows them.",
    )  # fmt: skip
    note = forms.CharField(
        label="Why it is set aside", required=False, max_length=240, widget=forms.Textarea(attrs={"rows": 3})
    )
    NEEDED = {
        "person": "Say whose completion it is.",
        "version": "Choose the course it is of.",
        "completed_on": "Enter the day it was completed.",
        "hours": "Enter the hours; 0 where nobody knows them.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)
        by_course(self.fields["version"], CourseVersion.objects.current())
        for name in (*self.NEEDED, "note"):
            self.fields[name].label = self.fields[name].label.removesuffix(" (optional)")

    def clean_completed_on(self):
        return has_come(self.cleaned_data["completed_on"])

    def clean(self):
        """All that a credit needs, or a reason."""
        found = super().clean()
        if found.get("decision") == ASIDE and not found.get("note"):
            self.add_error("note", "Say why it is set aside.")
        if found.get("decision") == MATCH:
            for name, sentence in self.NEEDED.items():
                if found.get(name) is None and name not in self.errors:
                    self.add_error(name, sentence)
        return found


class UnplacedFilter(django_filters.FilterSet):
    """The queue by why it waits, and what was settled."""

    STATES = (("open", "Waits"), ("settled", "Settled"))
    problem = django_filters.ChoiceFilter(
        label="Why it waits", choices=UnplacedCompletion.Problem.choices, empty_label="All"
    )
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = UnplacedCompletion
        fields = []

    def standing(self, rows, name, state):
        return rows.open() if state == "open" else rows.exclude(settled_at=None)


class OutsideForm(PortalModelForm):
    """Who took which course elsewhere, when, for how long, and the evidence."""

    person = PersonField()
    evidence = UploadField(label="Evidence", allowed=EVIDENCE, help_text="The certificate, as PDF or a picture.")

    class Meta:
        model = OutsideCompletion
        fields = ("person", "course_version", "held_by", "completed_on", "hours")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)
        versions = CourseVersion.objects.current().filter(course__outside=True, course__retired=False)
        by_course(self.fields["course_version"], versions)
        self.fields[
            "course_version"
        ].help_text = "Courses of others that were approved beforehand. Ask the curriculum owner about any other."

    def clean_person(self):
        """Oneself, or somebody one leads or looks after."""
        person = self.cleaned_data["person"]
        own = person is not None and person.user_id == self.user.pk
        if person is not None and not own and not answers_for(self.user, person, READS):
            raise ValidationError("You hand in your own courses, and those of people you lead or look after.")
        return person

    def clean_completed_on(self):
        return has_come(self.cleaned_data["completed_on"])


class OutsideFilter(django_filters.FilterSet):
    """Courses taken elsewhere by where they stand."""

    status = django_filters.ChoiceFilter(choices=OutsideCompletion.Status.choices, empty_label="All")

    class Meta:
        model = OutsideCompletion
        fields = []
