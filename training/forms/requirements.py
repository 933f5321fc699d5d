"""What may be typed about rules, their terms, waivers and pauses, and how what is owed is narrowed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from personnel.forms.choosing import PersonField
from personnel.models import JobClass, Person
from training.models import (
    ClockPause,
    Course,
    Curriculum,
    PersonRequirement,
    RequirementRule,
    RuleSet,
    RuleTerms,
    Waiver,
)

Cadence, Due, Satisfied = RuleTerms.Cadence, RuleTerms.Due, RuleTerms.Satisfied
YEARLY = (Cadence.FISCAL_YEAR, Cadence.ALTERNATING)
EITHER = (("", "Either"), ("true", "Yes"), ("false", "No"))


class RuleForm(PortalModelForm):
    """A rule by its name."""

    class Meta:
        model = RequirementRule
        fields = ["name", "slug", "rule_set", "is_post_gate", "retired"]
        labels = {"slug": "Name in the address"}
        help_texts = {
            "slug": "Lower-case letters, digits and hyphens, like “prea-refresher”.",
            "is_post_gate": "Nobody is cleared for such a post before it is met.",
            "retired": "Nobody owes anything by it any more.",
        }


class RuleEditForm(RuleForm):
    """The address of a rule stays: other pages and mails lead to it."""

    class Meta(RuleForm.Meta):
        fields = ["name", "rule_set", "is_post_gate", "retired"]


class TermsForm(PortalModelForm):
    """What a rule asks of whom, by when, and on whose authority."""

    url = forms.URLField(label="Link to the authority", max_length=300, required=False, assume_scheme="https")
    worksite_kinds = forms.MultipleChoiceField(
        label="Kinds of worksites", choices=Worksite.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    supervisory = forms.MultipleChoiceField(
        label="Levels", choices=JobClass.Supervisory.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    always_in_seat = forms.MultipleChoiceField(
        label="Always in seat", choices=JobClass.Supervisory.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Of an alternating one: who never takes it online.",
    )  # fmt: skip
    custody = forms.NullBooleanField(label="Custody posts", required=False, widget=forms.Select(choices=EITHER))
    inmate_contact = forms.NullBooleanField(
        label="Contact with inmates", required=False, widget=forms.Select(choices=EITHER)
    )

    FIELDSETS = (
        ("Authority", ("authority", "url", "starts_on", "ends_on")),
        ("Whom it asks", (
            "audience_words", "audience_known", "job_classes", "title_words", "custody", "inmate_contact",
            "worksite_kinds", "supervisory", "hired_from", "hired_until",
        )),
        ("What satisfies it", ("satisfied", "courses", "curricula", "bucket_category", "bucket_hours")),
        ("How often", ("cadence", "every_months", "renew_window_days", "always_in_seat")),
        ("By when", ("due", "due_in", "due_unit", "grace_days")),
        ("Note", ("note",)),
    )  # fmt: skip

    class Meta:
        model = RuleTerms
        fields = [
            "authority", "url", "starts_on", "ends_on", "audience_words", "audience_known", "job_classes",
            "title_words", "custody", "inmate_contact", "worksite_kinds", "supervisory", "hired_from", "hired_until",
            "satisfied", "courses", "curricula", "bucket_category", "bucket_hours", "cadence", "every_months",
            "renew_window_days", "always_in_seat", "due", "due_in", "due_unit", "grace_days", "note",
        ]  # fmt: skip
        help_texts = {
            "authority": "The law, policy or decision it rests on, with its number.",
            "audience_known": "Leave it open where the portal does not know who belongs, such as contractors.",
            "title_words": "With commas between them; a title that holds any of them belongs.",
            "ends_on": "The first day on which it no longer holds; empty while it goes on.",
            "courses": "Hold Ctrl to choose several.",
            "curricula": "Their courses are asked for, optional ones left out.",
        }
        error_messages = {"authority": {"required": "Name the law, policy or decision this rests on."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].error_messages["required"] = "Name the law, policy or decision this rests on."
        self.fields["courses"].queryset = Course.objects.in_use()
        self.fields["curricula"].queryset = Curriculum.objects.in_use()
        self.fields["job_classes"].queryset = JobClass.objects.in_use()

    def clean(self):
        """What belongs together: hours with hours, months with months, years with the end of a year."""
        found = super().clean()
        self._clean_what_is_asked(found)
        if found.get("starts_on"):
            self._clean_overlap(found["starts_on"], found.get("ends_on"))
        cadence, due = found.get("cadence"), found.get("due")
        if cadence == Cadence.MONTHS and not found.get("every_months"):
            self.add_error("every_months", "Enter after how many months it is due again.")
        if cadence in YEARLY and due not in (Due.FISCAL_YEAR_END, Due.ANNIVERSARY):
            self.add_error(
                "due", "What is asked every fiscal year is due at its end or on the anniversary. Choose one of these."
            )
        if cadence not in YEARLY and due == Due.ANNIVERSARY:
            self.add_error("due", "The anniversary comes every year: choose a yearly requirement, or another due date.")
        return found

    def _clean_what_is_asked(self, found) -> None:
        if found.get("satisfied") == Satisfied.HOURS:
            if found.get("courses") or found.get("curricula"):
                self.add_error("courses", "Hours are asked for, so choose no course; or choose courses instead.")
            if found.get("cadence") in (Cadence.MONTHS, Cadence.ALTERNATING):
                self.add_error("cadence", "Hours are asked once or every fiscal year. Choose one of these.")
        elif not found.get("courses") and not found.get("curricula"):
            self.add_error("courses", "Choose a course or a curriculum, or ask for hours instead.")

    def clean_ends_on(self):
        """The end after the start."""
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"]
        if start and end and end <= start:
            raise ValidationError(f"Enter an end after {long_date(start)}.")
        return end

    def _clean_overlap(self, start, end) -> None:
        """Terms in force for some of these days are told with theirs; earlier ones without an end will give way."""
        others = RuleTerms.objects.filter(rule=self.instance.rule_id, approved=True).exclude(pk=self.instance.pk)
        others = others.exclude(starts_on__lt=start, ends_on=None)
        if end:
            others = others.filter(starts_on__lt=end)
        clash = others.filter(Q(ends_on=None) | Q(ends_on__gt=start)).order_by("starts_on").first()
        if clash is not None:
            until = f"to {long_date(clash.ends_on)}" if clash.ends_on else "on, without an end"
            self.add_error(
                "starts_on",
                f"This rule already has terms from {long_date(clash.starts_on)} {until}. End those first, or "
                "choose other days.",
            )


class EndTermsForm(PortalForm):
    """The day from which terms no longer hold, and on whose decision."""

    ends_on = forms.DateField(label="First day on which it no longer holds", initial=timezone.localdate)
    note = forms.CharField(
        label="Reason", max_length=240, help_text="The decision or the authority that ends it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SiteForm(PortalForm):
    """In which fiscal years a worksite takes a course in seat."""

    worksite = forms.ModelChoiceField(queryset=Worksite.objects.none())
    years = forms.ChoiceField(
        label="In seat in", choices=(("even", "Even fiscal years"), ("odd", "Odd fiscal years")),
        widget=forms.RadioSelect, help_text="In the other years it is taken online.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worksite"].queryset = Worksite.objects.open()

    def clean(self):
        """As the action takes it."""
        found = super().clean()
        found["in_seat_in_even_years"] = found.pop("years", "") == "even"
        return found


class WaiverForm(PortalModelForm):
    """Whom, what, why and until when."""

    person = PersonField()

    class Meta:
        model = Waiver
        fields = ["person", "rule", "reason", "starts_on", "ends_on"]
        labels = {"rule": "Requirement"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)
        self.fields["rule"].queryset = RequirementRule.objects.in_use()
        self.fields["ends_on"].error_messages["required"] = "Enter the day on which the waiver ends."
        self.fields["reason"].error_messages["required"] = "Say why it is waived."

    def clean_person(self):
        """Nobody asks for themselves: the reason is another's to judge."""
        person = self.cleaned_data["person"]
        if person is not None and person.user_id == self.user.pk:
            raise ValidationError("You cannot ask for a waiver of your own. Ask your supervisor.")
        return person

    def clean_ends_on(self):
        """An end that is still to come."""
        end = self.cleaned_data["ends_on"]
        if end is not None and end <= timezone.localdate():
            raise ValidationError("Enter an end after today.")
        return end


class PauseForm(PortalModelForm):
    """Who is away, and from when until when. Which leave it is belongs nowhere in the portal."""

    person = PersonField()

    class Meta:
        model = ClockPause
        fields = ["person", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.person if self.instance.pk else None
        self.fields["person"].for_form(self.user, kept)


class RuleFilter(django_filters.FilterSet):
    """Rules by name or authority, set, and whether they gate a post."""

    q = django_filters.CharFilter(label="Name or authority", method="named")
    rule_set = django_filters.ChoiceFilter(label="Set", choices=RuleSet.choices, empty_label="All sets")
    is_post_gate = django_filters.BooleanFilter(
        label="Needed before a post", widget=forms.CheckboxInput, method="gates"
    )

    class Meta:
        model = RequirementRule
        fields = []

    def named(self, rows, name, text):
        return rows.filter(Q(name__icontains=text) | Q(terms__authority__icontains=text)).distinct()

    def gates(self, rows, name, wanted):
        return rows.filter(is_post_gate=True) if wanted else rows


STANDINGS = tuple((name, words) for name, (words, _) in PersonRequirement.STANDINGS.items())


class OwedFilter(django_filters.FilterSet):
    """What is owed by person, requirement, worksite and standing."""

    q = django_filters.CharFilter(label="Person", method="named")
    rule = NamedChoiceFilter(label="Requirement", queryset=RequirementRule.objects.in_use(), empty_label="All")
    worksite = NamedChoiceFilter(
        label="Worksite", field_name="person__worksite", queryset=Worksite.objects.open(), empty_label="All worksites"
    )
    standing = django_filters.ChoiceFilter(label="Standing", choices=STANDINGS, empty_label="Owed within 90 days")

    class Meta:
        model = PersonRequirement
        fields = []

    def named(self, rows, name, text):
        return rows.filter(person__in=Person.objects.named(text))

    def filter_queryset(self, rows):
        """Unless a standing is asked for, what is owed and due soon."""
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("standing") else rows.due_soon()


class WaiverFilter(django_filters.FilterSet):
    """Waivers by person, requirement and where they stand."""

    STATES = (("waiting", "Waits for approval"), ("in_force", "In force"))
    q = django_filters.CharFilter(label="Person", method="named")
    rule = NamedChoiceFilter(label="Requirement", queryset=RequirementRule.objects.in_use(), empty_label="All")
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = Waiver
        fields = []

    def named(self, rows, name, text):
        return rows.filter(person__in=Person.objects.named(text))

    def standing(self, rows, name, state):
        return getattr(rows, state)()


class PauseFilter(django_filters.FilterSet):
    """Pauses by person."""

    q = django_filters.CharFilter(label="Person", method="named")

    class Meta:
        model = ClockPause
        fields = []

    def named(self, rows, name, text):
        return rows.filter(person__in=Person.objects.named(text))


class GateFilter(django_filters.FilterSet):
    """People with gated posts by name, worksite and whether they are cleared."""

    q = django_filters.CharFilter(label="Person", method="named")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")
    cleared = django_filters.ChoiceFilter(
        label="Cleared", choices=(("yes", "Cleared"), ("no", "Not cleared")), empty_label="All", method="standing"
    )

    class Meta:
        model = Person
        fields = []

    def named(self, rows, name, text):
        return rows.named(text)

    def standing(self, rows, name, wanted):
        return rows.filter(cleared=wanted == "yes")
