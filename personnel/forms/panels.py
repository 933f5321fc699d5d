"""What may be typed about panels: their setting up, what they rate, a declaration, and a sheet."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.access import scope_of
from doc_portal.core.forms import PortalForm, PortalModelForm
from personnel.actions.panels import SCORABLE
from personnel.forms.choosing import PersonField
from personnel.models import Application, Competency, Panel, Posting
from personnel.models.panels import RATINGS

SHOWN_PANELS = 40


def postings_kept_by(user, permission: str):
    """Published announcements at the worksites where somebody holds a right."""
    scope = scope_of(user, permission)
    rows = Posting.objects.filter(status__in=[Posting.Status.PUBLISHED, Posting.Status.EVALUATING])
    return rows if scope.everywhere else rows.filter(locations__worksite__in=scope.worksites).distinct()


class PanelForm(PortalModelForm):
    """A new panel: for which announcement, and rating what an earlier one rated."""

    like = forms.ModelChoiceField(
        label="Competencies of", queryset=Panel.objects.none(), required=False, empty_label="None: I add them myself",
        help_text="An earlier panel whose competencies, weights and anchor texts are taken over. They can be changed.",
    )  # fmt: skip

    class Meta:
        model = Panel
        fields = ["posting", "name", "meets_on"]
        labels = {"posting": "Announcement", "meets_on": "Day of the interviews"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posting"].queryset = postings_kept_by(self.user, "personnel.add_panel").order_by("title", "pk")
        earlier = Panel.objects.visible_to(self.user).filter(competencies__isnull=False).distinct()
        recent = earlier.order_by("-pk").values("pk")[:SHOWN_PANELS]
        self.fields["like"].queryset = Panel.objects.filter(pk__in=recent).select_related("posting")


class PanelEditForm(PortalModelForm):
    """How a panel is called, and when it meets."""

    class Meta:
        model = Panel
        fields = ["name", "meets_on"]
        labels = {"meets_on": "Day of the interviews"}


class MemberForm(PortalForm):
    """Whom to ask: somebody of the directory who has an account."""

    person = PersonField(label="Member")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].for_form(self.user, None)

    def clean_person(self):
        """The account of the person meant."""
        person = self.cleaned_data["person"]
        if person.user_id is None or not person.user.is_active:
            raise forms.ValidationError(f"{person} has no account in the portal, and a member scores here.")
        return person


class CompetencyForm(PortalModelForm):
    """What is rated, its weight, and what each rating means."""

    FIELDSETS = (
        ("Competency", ("name", "weight", "order")),
        ("What each rating means", tuple(f"anchor_{rating}" for rating in RATINGS)),
    )

    class Meta:
        model = Competency
        fields = ["name", "weight", "order"]
        help_texts = {"weight": "2 counts twice as much as 1.", "order": "Where it stands on the sheet."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rating in RATINGS:
            self.fields[f"anchor_{rating}"] = forms.CharField(
                label=f"Rating {rating}", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                initial=self.instance.anchor(rating),
            )  # fmt: skip
        self.speak()

    def _post_clean(self):
        """The anchor texts become one value of the competency."""
        super()._post_clean()
        self.instance.anchors = {
            str(rating): self.cleaned_data[f"anchor_{rating}"]
            for rating in RATINGS
            if self.cleaned_data.get(f"anchor_{rating}")
        }


class ApplicantsForm(PortalForm):
    """Whom the panel scores, among the qualified applicants of its announcement."""

    applications = forms.ModelMultipleChoiceField(
        label="Applicants", queryset=Application.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="The same people are scored by every member.",
        error_messages={"required": "Choose at least one applicant."},
    )  # fmt: skip

    def __init__(self, *args, panel, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Application.objects.filter(posting=panel.posting_id).filter(
            Q(status__in=SCORABLE) | Q(panel_seats__panel=panel)
        )
        field = self.fields["applications"]
        field.queryset = rows.select_related("person", "applicant").distinct().order_by("number", "pk")
        field.label_from_instance = lambda one: f"{one.who} ({one.number}), {one.get_status_display().lower()}"
        field.initial = list(panel.candidates.values_list("application", flat=True))


class DeclareForm(PortalForm):
    """Whether there is a conflict, said before the first rating."""

    conflict = forms.TypedChoiceField(
        label="A conflict of interest, kinship included",
        choices=[("no", "No: I am not related to any of these people and have no stake in who is chosen"),
                 ("yes", "Yes: I stand down and score nobody")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have a conflict of interest."},
    )  # fmt: skip
    declaration = forms.CharField(
        label="What the conflict is", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        """A conflict is told in words."""
        found = super().clean()
        if found.get("conflict") and not found.get("declaration") and "declaration" not in self.errors:
            self.add_error("declaration", "Say in a few words what the conflict is.")
        return found


class SheetForm(PortalForm):
    """One's ratings of one applicant: each competency with its anchors beside the ratings."""

    def __init__(self, *args, competencies, given=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.competencies, given = competencies, given or {}
        for one in competencies:
            rating, note = given.get(one.pk, (None, ""))
            self.fields[f"rating_{one.pk}"] = forms.TypedChoiceField(
                label=one.name, coerce=int, widget=forms.RadioSelect, initial=rating,
                choices=[(number, f"{number}: {text}") for number, text in one.told],
            )  # fmt: skip
            self.fields[f"note_{one.pk}"] = forms.CharField(
                label="Note", max_length=1000, required=False, initial=note,
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"Note on {one.name} (optional)"}),
            )  # fmt: skip
        self.FIELDSETS = tuple(
            (f"{one.name} (weight {one.weight.normalize():f})", (f"rating_{one.pk}", f"note_{one.pk}"))
            for one in competencies
        )
        self.speak()
        for one in competencies:
            self.fields[f"rating_{one.pk}"].error_messages["required"] = f"Rate “{one.name}” from 1 to 5."

    def ratings(self) -> dict[int, tuple[int, str]]:
        """Competency key to rating and note."""
        typed = self.cleaned_data
        return {one.pk: (typed[f"rating_{one.pk}"], typed[f"note_{one.pk}"]) for one in self.competencies}


class PanelFilter(django_filters.FilterSet):
    """How a list of panels is narrowed."""

    PHASES = [("setup", "Being set up"), ("scoring", "Scoring"), ("closed", "Closed")]

    q = django_filters.CharFilter(label="Announcement", field_name="posting__title", lookup_expr="icontains")
    phase = django_filters.ChoiceFilter(choices=PHASES, method="in_phase", label="State", empty_label="Any state")

    class Meta:
        model = Panel
        fields = []

    def in_phase(self, rows, name, value):
        match value:
            case "setup":
                return rows.filter(started_at=None)
            case "scoring":
                return rows.being_scored()
        return rows.filter(closed_at__isnull=False)
