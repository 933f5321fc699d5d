"""What reviewers type: reasons from the list, notes, extensions, and what a board's bar asks."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.forms import NoteForm, PortalForm, PortalModelForm
from doc_portal.core.people import person_named
from personnel.applicants import account_of
from personnel.applying import Asker
from personnel.models import Application, ApplicationExtension, Person, ReasonCode, StageTemplate, StatusWords

STAGES = (
    ("scored", "Scored by a panel"),
    ("listed", "On an eligible list"),
    ("referred", "Referred to the hiring manager"),
    ("interview", "Interview"),
)
FIRST_STAGE = "qualified"
REASONED = {"pass": ReasonCode.Use.NOT_SELECTED, "disqualify": ReasonCode.Use.NOT_QUALIFIED}
"""Steps of a board that need a reason, and of which list."""


class ReasonField(forms.ModelChoiceField):
    """A reason from the list of one kind of decision."""

    def __init__(self, use: str, **kwargs):
        super().__init__(queryset=ReasonCode.objects.none(), label="Reason", **kwargs)
        self.use = use

    def ask(self) -> None:
        """Read the reasons that may be chosen now."""
        self.queryset = ReasonCode.objects.for_use(self.use)


class DisqualifyForm(PortalForm):
    """Why somebody is not qualified: from the list, and in words."""

    reason = ReasonField(ReasonCode.Use.NOT_QUALIFIED)
    note = forms.CharField(
        label="What is missing", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Auditors and reviewers read it. The applicant reads the status alone.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].ask()


class PassForm(NoteForm):
    """Why somebody is not selected."""

    reason = ReasonField(ReasonCode.Use.NOT_SELECTED)
    field_order = ("reason", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].ask()


class NoteTextForm(PortalForm):
    """A note for those who work on the application."""

    text = forms.CharField(label="Note", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class ExtensionForm(PortalForm):
    """Who may apply until when, and why."""

    who = forms.CharField(
        max_length=254,
        help_text="Of staff the user name, employee number or full name; from outside the e-mail of the account.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(choices=ApplicationExtension.Kind, widget=forms.RadioSelect)
    justification = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateTimeField(
        required=False,
        help_text="Central Time. Leave it out to record the case; the deadline then stays as it is.",
    )

    def clean_who(self):
        """The person of the directory or the applicant that is meant."""
        typed = self.cleaned_data["who"].strip()
        if "@" in typed and (applicant := account_of(typed)) is not None:
            return Asker(applicant=applicant)
        user = person_named(typed)
        person = Person.objects.current().filter(user=user).select_related("worksite").first()
        return Asker(user=user, person=person)


class BoardForm(PortalForm):
    """One step for several applications of one announcement."""

    verb = forms.ChoiceField(label="Step", choices=())
    reason = forms.ModelChoiceField(queryset=ReasonCode.objects.none(), required=False, empty_label="No reason")
    note = forms.CharField(required=False, max_length=1000, widget=forms.TextInput())
    chosen = forms.ModelMultipleChoiceField(queryset=Application.objects.none(), label="Applications", required=False)

    def __init__(self, *args, steps, applications, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "Choose a step"), *steps]
        self.fields["chosen"].queryset = applications
        asked = [use for verb, use in REASONED.items() if verb in dict(steps)]
        self.fields["reason"].queryset = ReasonCode.objects.for_use(*asked).order_by("use", "pk")
        self.fields["reason"].label = "Reason (where not qualified or not selected)"
        self.fields["reason"].label_from_instance = lambda one: f"{one.get_use_display()}: {one}"

    def clean(self):
        """At least one application, and a reason where somebody is not selected."""
        found = super().clean()
        if not found.get("chosen") and "chosen" not in self.errors:
            self.add_error(None, "Tick at least one application on the board.")
        verb, reason = found.get("verb"), found.get("reason")
        if verb in REASONED and (reason is None or reason.use != REASONED[verb]):
            why = "not selected" if verb == "pass" else "not qualified"
            self.add_error("reason", f"Choose the reason why they are {why}.")
        if verb == "disqualify" and not found.get("note"):
            self.add_error("note", "Say in a few words what is missing.")
        return found


class QueueFilter(django_filters.FilterSet):
    """How the queue is narrowed."""

    q = django_filters.CharFilter(label="Number or announcement", method="words_in")
    flagged = django_filters.BooleanFilter(label="Asks for a look", method="only_flagged", widget=forms.CheckboxInput)
    closed = django_filters.BooleanFilter(label="Announcement closed", method="only_closed", widget=forms.CheckboxInput)

    class Meta:
        model = Application
        fields = []

    def words_in(self, rows, name, value):
        """By the number of the application, or number or title of the announcement."""
        for word in value.split()[:5]:
            rows = rows.filter(
                Q(number__icontains=word) | Q(posting__number__icontains=word) | Q(posting__title__icontains=word)
            )
        return rows

    def only_flagged(self, rows, name, value):
        """Those with an answer that asks for a look."""
        return rows.filter(flagged=True) if value else rows

    def only_closed(self, rows, name, value):
        """Those whose announcement takes no more."""
        over = Q(posting__closes_at__lte=timezone.now()) | Q(posting__cap_reached_at__isnull=False)
        return rows.filter(over) if value else rows


class StageTemplateForm(PortalModelForm):
    """A process: its name, and which stages lie between review and offer."""

    stages = forms.MultipleChoiceField(
        label="Stages after “qualified”", choices=STAGES, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = StageTemplate
        fields = ["name", "stages", "note", "retired"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["stages"] = [stage for stage in self.instance.stages or () if stage != FIRST_STAGE]
        if not self.instance.pk:
            del self.fields["retired"]

    def clean_stages(self):
        """In the order in which they follow one another, whatever the order of the boxes."""
        chosen = self.cleaned_data["stages"]
        return [FIRST_STAGE, *(stage for stage, _ in STAGES if stage in chosen)]


class StatusWordsForm(PortalModelForm):
    """What applicants read of one status."""

    class Meta:
        model = StatusWords
        fields = ["words", "next_step", "source"]
