"""What may be typed about who comes to a class: nominations, kept seats, beds, caps, distances, seats."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from doc_portal.core.values import value_of
from personnel.models import Assignment, JobClass
from training.actions.nominating import read_lines
from training.models import Bed, Center, Course, Distance, LodgingGroup, ReliefCap, ScheduledClass, SeatQuota

TOLD = 20
LIST_MOST = 20_000


class NominateForm(PortalForm):
    """A class, and the people to send there by their employee numbers."""

    scheduled_class = forms.CharField(
        label="Class", max_length=20, widget=forms.TextInput(attrs={"list": "open-classes", "autocomplete": "off"}),
        help_text="Choose one of the courses your people owe, or type a number like CLS-2026-00012.",
    )  # fmt: skip
    people = forms.CharField(
        label="Employee numbers",
        max_length=LIST_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One person a line, the number first. What stands behind it on the line is not read.",
    )
    leave_out = forms.BooleanField(label="Leave out the lines that cannot be nominated", required=False)

    def clean_scheduled_class(self):
        """The class of this number, as far as one sees it."""
        number = self.cleaned_data["scheduled_class"].strip()
        rows = ScheduledClass.objects.visible_to(self.user).select_related("course_version__course")
        found = rows.filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(f"No class has the number {number}. Look it up under “Find a class”.")
        return found

    def clean(self):
        """Each line that names nobody, or somebody twice, is told by its number."""
        told = super().clean()
        lines = read_lines(told.get("people", ""), by=self.user)
        wrong = [f"Line {one.number}: {one.problem}" for one in lines if one.problem]
        if wrong and (not told.get("leave_out") or len(wrong) == len(lines)):
            more = [f"And {len(wrong) - TOLD} more lines."] if len(wrong) > TOLD else []
            self.add_error("people", [*wrong[:TOLD], *more])
        return told


class SeatsForm(PortalForm):
    """How many seats a class has."""

    capacity = forms.IntegerField(label="Seats", min_value=1, max_value=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for bound in self.fields["capacity"].validators:
            bound.message = "Enter the seats of the class, from 1 to 2000."


class SeatQuotaForm(PortalModelForm):
    """Seats kept for a worksite or a region until a moment."""

    class Meta:
        model = SeatQuota
        fields = ("worksite", "region", "seats", "release_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Worksite.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        self.fields["region"] = forms.ChoiceField(
            label="Region (optional)", required=False, choices=[("", "None"), *((one, one) for one in regions)]
        )
        self.fields["region"].error_messages["invalid_choice"] = "Choose a region from the list."
        self.fields["seats"].error_messages["min_value"] = "Enter how many seats are kept, at least 1."

    def clean(self):
        """A worksite or a region, unless the seats are a cohort's."""
        told = super().clean()
        for_one = bool(told.get("worksite")) + bool(told.get("region")) + bool(self.instance.cohort_id)
        if for_one != 1 and "region" not in self.errors:
            self.add_error("worksite", "Choose a worksite or a region, one of the two.")
        return told


def released_from(scheduled_class: ScheduledClass):
    """When kept seats are free for all unless somebody says otherwise; None while the day is not known."""
    starts = scheduled_class.starts_at
    return starts - timedelta(days=int(value_of("training_quota_release_days"))) if starts else None


class BedForm(PortalForm):
    """Which bed, for whom it is kept, and from when to when."""

    group = forms.ModelChoiceField(LodgingGroup.objects.in_use(), label="Kept for")
    bed = forms.ModelChoiceField(Bed.objects.none())
    arrives_on = forms.DateField(label="Arrives")
    leaves_on = forms.DateField(label="Leaves")

    def __init__(self, *args, center: Center | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Bed.objects.in_use().filter(room__center=center, room__retired=False)
        self.fields["bed"].queryset = rows.select_related("room__center", "room__group")
        self.fields["bed"].label_from_instance = lambda bed: f"{bed.room.code}, bed {bed.code} ({bed.room.group})"


class ReliefCapForm(PortalModelForm):
    """How many of a shift may be away, who says so, and when."""

    class Meta:
        model = ReliefCap
        fields = ("worksite", "shift", "most", "authority", "starts_on", "ends_on", "confirmed", "source")
        labels = {"confirmed": "Confirmed by a source"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].choices = [("", "People without a shift"), *Assignment.Shift.choices[1:]]


class DistanceForm(PortalModelForm):
    """How far a worksite lies from a center."""

    class Meta:
        model = Distance
        fields = ("worksite", "center", "miles", "confirmed", "source")
        labels = {"confirmed": "Confirmed by a source"}


class JobClassesField(forms.ModelMultipleChoiceField):
    """Classes of job, which the page of a conflict can name as they are kept."""

    kept: tuple = ()

    def clean(self, value):
        """What was chosen, as a list that can be written out."""
        return list(super().clean(value))

    def kept_words(self) -> str:
        """What is stored."""
        return ", ".join(map(str, self.kept)) or "None"


class AudienceForm(PortalModelForm):
    """Whom a course is for; what is left empty asks nothing."""

    only_job_classes = JobClassesField(JobClass.objects.in_use(), label="Only for these classes of job", required=False)
    only_worksite_kinds = forms.MultipleChoiceField(
        label="Only for these kinds of worksite", choices=Worksite.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Course
        fields = ("only_job_classes", "only_worksite_kinds", "only_supervisory")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["only_job_classes"].kept = self.instance.only_job_classes.all()
        field = Course._meta.get_field("only_supervisory").base_field
        self.fields["only_supervisory"] = forms.MultipleChoiceField(
            label="Only for who leads so (optional)", choices=field.choices, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
