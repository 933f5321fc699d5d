"""What is typed about courses: the course, its versions, what comes before it, what stands for it, curricula."""

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm, PortalModelForm
from training.forms.places import WordsField
from training.models import (
    Certification,
    Course,
    CourseEquivalence,
    CourseVersion,
    Curriculum,
    Prerequisite,
)


class CourseForm(PortalModelForm):
    """A course. Its code stays; what it asks and gives stands in its versions."""

    FIELDSETS = (
        ("Course", ("code", "title", "category", "provider", "outside", "about", "retired")),
        ("Enrolling", ("needs_approval", "clash", "most_dates", "repeatable")),
        ("Its records", ("kept_as",)),
        ("Where this comes from", ("note", "source", "confirmed")),
    )

    class Meta:
        model = Course
        fields = [
            "title", "category", "provider", "outside", "about", "retired", "needs_approval", "clash", "most_dates",
            "repeatable", "kept_as", "note", "source", "confirmed",
        ]  # fmt: skip
        labels = {"confirmed": "Confirmed by its source"}
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "outside": "Held by others: people bring the proof, and no class is laid out here.",
            "repeatable": "Otherwise it counts once a fiscal year, however it was taken.",
        }


class NewCourseForm(CourseForm):
    """A course that is added, with its code."""

    class Meta(CourseForm.Meta):
        fields = ["code", *CourseForm.Meta.fields]


class VersionForm(PortalModelForm):
    """What a course asks and gives."""

    room_features = WordsField(
        label="What its room has", required=False, max_length=400, help_text="With commas between: projector, mats."
    )
    kit = WordsField(
        label="Vehicles and kit", required=False, max_length=400, help_text="With commas between: van, mannequins."
    )

    FIELDSETS = (
        ("Course", ("contact_hours", "mode", "min_seats", "max_seats")),
        ("What it needs", ("instructor_ratio", "instructor_cert", "room_features", "kit")),
        ("How one passes", ("min_attendance_pct", "pass_mark", "max_attempts")),
        ("What it gives", ("grants", "validity_months", "renew_window_days")),
        ("Lesson plan", ("lesson_plan", "lesson_plan_approved_on", "review_due_on")),
    )

    class Meta:
        model = CourseVersion
        fields = [
            "contact_hours", "mode", "min_seats", "max_seats", "instructor_ratio", "instructor_cert", "room_features",
            "kit", "min_attendance_pct", "pass_mark", "max_attempts", "grants", "validity_months", "renew_window_days",
            "lesson_plan", "lesson_plan_approved_on", "review_due_on",
        ]  # fmt: skip
        help_texts = {
            "min_attendance_pct": "Empty: as set for all courses.",
            "pass_mark": "In percent; empty where nothing is scored.",
            "renew_window_days": "Done so many days before it runs out, it is renewed from its end.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("instructor_cert", "grants"):
            kept = Certification.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = Certification.objects.in_use() | kept

    def clean(self):
        """The fewest are not more than the most: said at the field, before the database says it."""
        cleaned = super().clean()
        least, most = cleaned.get("min_seats"), cleaned.get("max_seats")
        if least is not None and most is not None and least > most:
            self.add_error("min_seats", f"The fewest people, {least}, are more than the most, {most}. Lower one.")
        return cleaned


class LessonPlanForm(PortalForm):
    """Which lesson plan a version has, and when it is looked at again."""

    lesson_plan = forms.CharField(label="Lesson plan", max_length=200)
    approved_on = forms.DateField(label="Approved", required=False)
    review_due_on = forms.DateField(label="Review due", required=False)

    def clean(self):
        cleaned = super().clean()
        for name in ("approved_on", "review_due_on"):
            if cleaned.get(name) and not 1900 <= cleaned[name].year <= 2199:
                self.add_error(name, "Enter a year between 1900 and 2199.")
        return cleaned


class PrerequisiteForm(PortalModelForm):
    """Something that must be done before: a course or a certification."""

    class Meta:
        model = Prerequisite
        fields = ["needs_course", "needs_certification"]
        help_texts = {"needs_certification": "Valid on the last day of the class."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["needs_course"].queryset = Course.objects.in_use()
        self.fields["needs_certification"].queryset = Certification.objects.in_use()


class EquivalenceForm(PortalModelForm):
    """Which course stands for which, from when, and who says so."""

    class Meta:
        model = CourseEquivalence
        fields = ["old", "new", "starts_on", "authority"]
        labels = {"old": "Who completed", "new": "Has done what this asks"}


class CurriculumForm(PortalModelForm):
    """Courses that belong together."""

    class Meta:
        model = Curriculum
        fields = ["title", "hours", "note", "retired", "source", "confirmed"]
        labels = {"confirmed": "Confirmed by its source"}
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}


class NewCurriculumForm(CurriculumForm):
    """A curriculum that is added, with the short name its address has."""

    class Meta(CurriculumForm.Meta):
        fields = ["code", *CurriculumForm.Meta.fields]
        help_texts = {"code": "Letters, digits and hyphens, as in its address. It stays."}

    def clean_code(self):
        """Not the word the address of a new one has."""
        code = self.cleaned_data["code"]
        if code == "new":
            raise ValidationError("Choose another code: this one is an address already.")
        return code


class CurriculumItemForm(PortalForm):
    """A course and its place in a curriculum."""

    course = forms.ModelChoiceField(Course.objects.in_use())
    order = forms.IntegerField(label="Place", min_value=0, max_value=999, initial=0, help_text="Lower ones come first.")
    day_block = forms.CharField(label="Day", max_length=20, required=False)
    optional = forms.BooleanField(label="May be left out", required=False)


class CertificationForm(PortalModelForm):
    """Something one can be certified in."""

    class Meta:
        model = Certification
        fields = ["title", "retired", "source", "confirmed"]
        labels = {"confirmed": "Confirmed by its source"}
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}


class NewCertificationForm(CertificationForm):
    """A certification that is added, with its code."""

    class Meta(CertificationForm.Meta):
        fields = ["code", *CertificationForm.Meta.fields]
