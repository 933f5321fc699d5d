"""What may be typed into an announcement, and how the list of those one works on is narrowed."""

import django_filters
from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.local_time import MomentField
from doc_portal.core.models import Worksite
from personnel.announcing import STAGES, faults_of
from personnel.deadlines import END_OF_DAY, moment_on
from personnel.forms.amounts import AmountField
from personnel.models import (
    JobClass,
    Posting,
    PostingLocation,
    Question,
    Requisition,
    RoleContact,
    Shift,
    StageTemplate,
)
from personnel.postings import announceable

NONE_WAITS = (
    "No approved request waits for an announcement where you may write one. It appears here once every step of its "
    "approval is done."
)
MAY_WAIT = ("eeo_statement", "contact_words")
AT = {
    "posting_closes_after_it_opens": "closes_on",
    "posting_without_a_close_stays_open_until_filled": "closes_on",
    "posting_cap_where_it_closes_by_number": "applicant_cap",
    "posting_cutoff_where_it_continues": "first_cutoff_on",
    "posting_lowest_pay_not_above_highest": "pay_low",
    "posting_says_how_to_apply": "how_to_apply",
    "posting_dates_within_reason": "opens_at",
}
"""At which field each rule of the database is told."""
MORE_PLACES = 2
MORE_QUESTIONS = 3
OFFICE = "office-of-personnel"
TIMES = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p"]


class RequestChoice(forms.ModelMultipleChoiceField):
    """Approved requests, each in a line: what, where, how many."""

    def label_from_instance(self, request):
        number = f"{request.vacancies} vacanc{'y' if request.vacancies == 1 else 'ies'}"
        return (
            f"{request.number}: {request.job_class}, {request.worksite}, "
            f"{request.get_shift_display().lower()}, {number}"
        )


class PostingDraftForm(PortalForm):
    """From which approved requests an announcement is made."""

    requisitions = RequestChoice(
        label="Approved requests",
        queryset=Requisition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Those of one class may stand on one announcement, also at several worksites.",
        error_messages={"required": "Choose at least one approved request."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["requisitions"]
        field.queryset = announceable(self.user)
        if not field.queryset.exists():
            field.required, field.help_text = False, NONE_WAITS

    def clean_requisitions(self):
        chosen = self.cleaned_data["requisitions"]
        if len({request.job_class_id for request in chosen}) > 1:
            raise ValidationError("One announcement is for one class. Choose requests of the same class.")
        return chosen

    def clean(self):
        if not self.fields["requisitions"].required:
            raise ValidationError(NONE_WAITS)
        return super().clean()


class ClosingForm(PortalModelForm):
    """A close typed as a day and a time: without a time it is 11:59 PM Central."""

    closes_on = forms.DateField(
        required=False, help_text="Left empty where it is open until it is filled, or closes at a number."
    )
    closes_time = forms.TimeField(
        label="Time of the close",
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter the time of the close, like 5:00 PM."},
        help_text="Central Time. 11:59 PM where it is left empty.",
    )

    def typed_close(self, found: dict):
        """The moment that was typed; None where there is no day, or it is none."""
        if not found.get("closes_on"):
            return None
        try:
            return moment_on(found["closes_on"], found.get("closes_time"))
        except ValidationError as problem:
            self.add_error("closes_time" if found.get("closes_time") else "closes_on", problem)
            return None


class PostingForm(ClosingForm):
    """A draft as its author types it. Its class and requests stay; the class's words may be edited."""

    duties = forms.CharField(max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}))
    min_quals = forms.CharField(
        label="Minimum qualifications", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    ksa = forms.CharField(
        label="Knowledge, skills, abilities",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    pay_low = AmountField(label="Lowest yearly pay", required=False)
    pay_high = AmountField(
        label="Highest yearly pay",
        required=False,
        help_text="What it is twice a month is reckoned and shown beside it.",
    )
    opens_at = MomentField(label="Opens", help_text="Published later than this, it opens at once.")
    first_cutoff_on = forms.DateField(
        label="First cut-off",
        required=False,
        help_text="Only where it then goes on: those who applied by 11:59 PM on that day make the first list.",
    )
    process = forms.ModelChoiceField(
        StageTemplate.objects.none(),
        required=False,
        empty_label="The usual stages",
        help_text="The stages an application passes between review and offer.",
    )

    class Meta:
        model = Posting
        fields = [
            "title", "audience", "pay_low", "pay_high", "duties", "min_quals", "ksa", "drug_test", "background_check",
            "firearms", "physical", "special_requirements", "documents", "work_schedule", "appointment_type",
            "service", "supervisory", "promotion_potential", "travel", "telework", "contact", "contact_words",
            "eeo_statement", "apply_here", "how_to_apply", "outside_boards", "closing_type", "opens_at",
            "applicant_cap", "managers_see_before_close",
        ]  # fmt: skip
        widgets = {
            "special_requirements": forms.Textarea(attrs={"rows": 3}),
            "documents": forms.Textarea(attrs={"rows": 3}),
            "eeo_statement": forms.Textarea(attrs={"rows": 4}),
            "how_to_apply": forms.Textarea(attrs={"rows": 3}),
            "audience": forms.RadioSelect,
            "appointment_type": forms.RadioSelect,
            "closing_type": forms.RadioSelect,
            "applicant_cap": forms.NumberInput(attrs={"class": "w-num"}),
        }
        labels = {"contact": "Contact", "contact_words": "Whom to ask, in words", "closing_type": "How it closes"}
        help_texts = {
            "audience": "Only what is for the public is shown to people who have not signed in.",
            "contact_words": "Like “Office of Personnel, 573-555-0142”, where no contact of the list fits.",
            "work_schedule": "Days and hours, like “Four days on, two off, 6:30 am to 2:30 pm”.",
            "documents": "What applicants hand in, like transcripts or a license.",
            "how_to_apply": "Needed where people do not apply in the portal.",
            "outside_boards": "Where else it is posted. It must be closed there too: you are reminded.",
            "applicant_cap": "Only where it closes at a number of applications.",
        }

    BANDS = (
        ("Job", ("title", "audience", "duties", "min_quals", "ksa")),
        ("Pay", ("pay_low", "pay_high")),
        ("Conditions", (
            "work_schedule", "appointment_type", "service", "supervisory", "promotion_potential", "travel", "telework",
        )),
        ("Requirements", (
            "drug_test", "background_check", "firearms", "physical", "special_requirements", "documents",
        )),
        ("Opening and close", (
            "opens_at", "closing_type", "closes_on", "closes_time", "first_cutoff_on", "applicant_cap",
        )),
        ("Applying", (
            "apply_here", "how_to_apply", "outside_boards", "contact", "contact_words", "eeo_statement", "process",
            "managers_see_before_close",
        )),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        posting = self.instance
        self.fields["audience"].choices = Posting.Audience.choices
        for name in MAY_WAIT:
            field = self.fields[name]
            field.required, field.label = False, field.label.removesuffix(" (optional)")
            field.help_text = f"{field.help_text} Needed before it is sent for review.".strip()
        for name in ("closes_on", "first_cutoff_on"):
            self.initial.setdefault(name, getattr(posting, name))
        self.initial.setdefault("closes_time", posting.closes_time or END_OF_DAY)
        worksites = [one.worksite for one in self.kept]
        near = Q(unit__slug=OFFICE, worksite=None) | Q(worksite__in=worksites) | Q(pk=posting.contact_id)
        self.fields["contact"].queryset = RoleContact.objects.kept().filter(near).for_list()
        self.processes = list(StageTemplate.objects.in_use())
        self.fields["process"].queryset = StageTemplate.objects.in_use()
        self.initial.setdefault(
            "process", next((one.pk for one in self.processes if one.stages == posting.stages), None)
        )

    def speak(self):
        """The rows for places are fields like the others."""
        self.kept = list(self.instance.locations.select_related("worksite"))
        asked = Worksite.objects.filter(
            Q(requisitions__postings=self.instance) | Q(pk__in=[one.worksite_id for one in self.kept])
        ).distinct()
        for place in range(len(self.kept) + MORE_PLACES):
            self._add_place(place, self.kept[place] if place < len(self.kept) else None, asked)
        super().speak()
        for name in self.fields:
            if name.startswith("place_"):
                self.fields[name].label = self.fields[name].label.removesuffix(" (optional)")

    def _add_place(self, place: int, kept: PostingLocation | None, worksites) -> None:
        number = place + 1
        self.fields[f"place_{number}_worksite"] = forms.ModelChoiceField(
            worksites, required=False, label=f"Worksite {number}", empty_label="None"
        )
        self.fields[f"place_{number}_shift"] = forms.ChoiceField(
            choices=Shift.choices, required=False, label=f"Shift {number}"
        )
        self.fields[f"place_{number}_vacancies"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=500,
            label=f"Vacancies {number}",
            widget=forms.NumberInput(attrs={"class": "w-num"}),
            error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), "Enter 1 to 500 vacancies."),
        )
        self.initial[f"place_{number}_worksite"] = kept.worksite_id if kept else None
        self.initial[f"place_{number}_shift"] = kept.shift if kept else Shift.DAYS
        self.initial[f"place_{number}_vacancies"] = kept.vacancies if kept else None

    @property
    def helper(self):
        """The bands, and after the job the places, each in a line."""
        helper = super().helper
        rows = [
            Div(
                *(Field(f"place_{place + 1}_{part}") for part in ("worksite", "shift", "vacancies")),
                css_class="field-row",
            )
            for place in range(len(self.kept) + MORE_PLACES)
        ]
        bands = [Fieldset(title, *(Field(name) for name in names)) for title, names in self.BANDS]
        helper.layout = type(helper.layout)(bands[0], Fieldset("Worksites and vacancies", *rows), *bands[1:])
        return helper

    def clean(self):
        found = super().clean()
        self.places = self._typed_places(found)
        posting = self.instance
        posting.closes_at = self.typed_close(found)
        cutoff = posting.closing_type == Posting.ClosingType.CUTOFF or found.get("closing_type") == "cutoff"
        day = found.get("first_cutoff_on")
        posting.first_cutoff_at = moment_on(day) if day and cutoff else None
        if found.get("closing_type") != Posting.ClosingType.CAP:
            found["applicant_cap"] = None
        process = found.get("process")
        posting.stages = process.stages if process else list(STAGES)
        return found

    def _post_clean(self):
        """What the rules of announcements say, each at its field, once the typed values are on the record."""
        super()._post_clean()
        loose = self._errors.pop(NON_FIELD_ERRORS, [])
        for field, sentence in faults_of(self.instance, self.places).items():
            self._say_once(field if field in self.fields else "place_1_vacancies", sentence)
        at = {str(one.violation_error_message): AT[one.name] for one in Posting._meta.constraints if one.name in AT}
        for sentence in loose:
            self._say_once(at.get(sentence), sentence)

    def _say_once(self, name: str | None, sentence: str) -> None:
        """Put a sentence at its field, unless something is said there already; a close and a pay are typed in two."""
        said = {"closes_on": ("closes_on", "closes_time"), "pay_low": ("pay_low", "pay_high")}.get(name, (name,))
        if name is None or not any(one in self.errors for one in said):
            self.add_error(name, sentence)

    def _typed_places(self, found: dict) -> list[PostingLocation]:
        places, seen = [], set()
        for place in range(len(self.kept) + MORE_PLACES):
            worksite, shift, number = (
                found.get(f"place_{place + 1}_{part}") for part in ("worksite", "shift", "vacancies")
            )
            field = f"place_{place + 1}_vacancies"
            if worksite is None:
                if number and f"place_{place + 1}_worksite" not in self.errors:
                    self.add_error(f"place_{place + 1}_worksite", "Choose the worksite of these vacancies.")
                continue
            if number is None:
                if field not in self.errors:
                    self.add_error(field, f"Enter how many vacancies {worksite} has.")
                continue
            if (worksite.pk, shift) in seen:
                self.add_error(field, f"{worksite} already stands above with this shift. Add the vacancies up there.")
                continue
            seen.add((worksite.pk, shift))
            places.append(PostingLocation(worksite=worksite, shift=shift or Shift.DAYS, vacancies=number))
        return places


class QuestionsForm(PortalModelForm):
    """The questions asked of every applicant; a line without a question is left out."""

    PARTS = ("text", "kind", "choices", "knockout", "required")

    class Meta:
        model = Posting
        fields: list[str] = []

    def speak(self):
        self.kept = list(self.instance.questions.all())
        for place in range(len(self.kept) + MORE_QUESTIONS):
            self._add_question(place + 1, self.kept[place] if place < len(self.kept) else Question())
        super().speak()

    def _add_question(self, number: int, kept: Question) -> None:
        made = {
            "text": forms.CharField(label=f"Question {number}", max_length=400, required=False),
            "kind": forms.ChoiceField(label=f"Kind of answer {number}", choices=Question.Kind.choices, required=False),
            "choices": forms.CharField(
                label=f"Answers to choose from {number}",
                max_length=800,
                required=False,
                help_text="Where one of several is chosen: the answers with semicolons between them.",
            ),
            "knockout": forms.CharField(
                label=f"Answer that flags {number}",
                max_length=120,
                required=False,
                help_text="Like “no”. It asks the reviewer for a look; it screens nobody out.",
            ),
            "required": forms.BooleanField(label=f"Question {number} must be answered", required=False),
        }
        kept_values = {
            "text": kept.text,
            "kind": kept.kind,
            "choices": "; ".join(kept.choices),
            "knockout": kept.knockout_value,
            "required": kept.required,
        }
        for part, field in made.items():
            self.fields[f"question_{number}_{part}"] = field
            self.initial[f"question_{number}_{part}"] = kept_values[part]

    @property
    def helper(self):
        helper = super().helper
        helper.layout = type(helper.layout)(
            *(
                Fieldset(f"Question {place + 1}", *(Field(f"question_{place + 1}_{part}") for part in self.PARTS))
                for place in range(len(self.kept) + MORE_QUESTIONS)
            )
        )
        return helper

    def clean(self):
        found = super().clean()
        self.questions = []
        for number in range(1, len(self.kept) + MORE_QUESTIONS + 1):
            typed = {part: found.get(f"question_{number}_{part}") for part in self.PARTS}
            if typed["text"]:
                self.questions.append(self._question(number, typed))
        return found

    def _question(self, number: int, typed: dict) -> Question:
        """The question typed in one band; what is wrong with it is said at its field."""
        choices = [one.strip() for one in (typed["choices"] or "").split(";") if one.strip()]
        kind, flag = typed["kind"] or Question.Kind.YES_NO, (typed["knockout"] or "").strip()
        if kind == Question.Kind.CHOICE and len(choices) < 2:
            self.add_error(f"question_{number}_choices", "Enter at least two answers to choose from.")
        if any(len(one) > 120 for one in choices):
            self.add_error(f"question_{number}_choices", "Shorten each answer to 120 characters.")
        offered = {Question.Kind.YES_NO: ["yes", "no"], Question.Kind.CHOICE: choices}.get(kind)
        if flag and offered is not None and flag.lower() not in [one.lower() for one in offered]:
            self.add_error(
                f"question_{number}_knockout", f"Enter one of the answers: {', '.join(offered)}. Or leave it empty."
            )
        return Question(
            text=typed["text"],
            kind=kind,
            choices=choices if kind == Question.Kind.CHOICE else [],
            required=bool(typed["required"]),
            knockout_value=flag,
        )


class PostingDeskFilter(django_filters.FilterSet):
    """How those who work on announcements narrow them."""

    PHASES = [("scheduled", "Scheduled"), ("open", "Open"), ("closed", "Closed")]

    q = django_filters.CharFilter(label="Title or number", method="named", max_length=100)
    status = django_filters.ChoiceFilter(choices=Posting.Status.choices, empty_label="Any status")
    phase = django_filters.ChoiceFilter(choices=PHASES, method="in_phase", label="Time", empty_label="Any time")
    job_class = NamedChoiceFilter(
        label="Class",
        queryset=JobClass.objects.filter(postings__isnull=False).distinct(),
        empty_label="All classes",
        named_by="title",
    )
    worksite = NamedChoiceFilter(
        label="Worksite",
        queryset=Worksite.objects.filter(posting_locations__isnull=False).distinct(),
        empty_label="All worksites",
        method="at_worksite",
    )
    audience = django_filters.ChoiceFilter(choices=Posting.Audience.choices, empty_label="Anybody")

    class Meta:
        model = Posting
        fields = []

    def named(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(number__icontains=value))

    def in_phase(self, rows, name, value):
        return {"scheduled": rows.scheduled, "open": rows.open, "closed": rows.closed}[value]()

    def at_worksite(self, rows, name, value):
        return rows.filter(pk__in=PostingLocation.objects.filter(worksite=value).values("posting"))
