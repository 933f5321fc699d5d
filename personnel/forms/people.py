"""What may be typed into an entry of the directory, and how the list of people is narrowed."""

from datetime import date

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.attachments import PICTURES, UploadField
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Unit, Worksite
from doc_portal.core.prepared import TODAY, USER, Prepared
from personnel.actions.assignments import other_primary, two_primaries_sentence
from personnel.forms.choosing import PersonField
from personnel.mail_domains import require_work_address
from personnel.models import Assignment, Correction, Person
from personnel.supervision import leads_back, loop_sentence
from personnel.telephones import ten_digits

YEARS = range(1960, 2200)
REACH_HELP = {
    "preferred_name": "Shown instead of the first name.",
    "pronunciation": "Written as it sounds, like “NOO-nyez”.",
    "languages": "Languages you can help somebody in, with commas between them.",
    "can_help_with": "What colleagues may ask about, like “retirement papers”.",
    "photo_consent": "All staff then see it. Without the tick the photo is removed.",
}


def within_reason(day: date | None, what: str):
    """The day, where its year is one the database takes."""
    if day is not None and day.year not in YEARS:
        raise ValidationError(f"Enter {what} with a year between 1960 and 2199.")
    return day


class EntryForm(PortalModelForm):
    """What every form of an entry shares: the telephone as it is typed, and the photo as a file."""

    phone = forms.CharField(
        label="Work phone", max_length=40, required=False, help_text="Ten digits, like (573) 555-0100."
    )
    picture = UploadField(label="Photo", allowed=PICTURES, required=False, help_text="A PNG or JPEG picture.")

    def clean_phone(self):
        """The number as it is kept."""
        return ten_digits(self.cleaned_data["phone"])

    def clean(self):
        """An extension needs a number, a photo the person's consent."""
        found = super().clean()
        if found.get("extension") and not found.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Enter the telephone number to which the extension belongs.")
        if found.get("picture") and not found.get("photo_consent"):
            self.add_error("photo_consent", "Tick this to show the photo, or take the photo out.")
        return found


class OwnEntryForm(EntryForm):
    """What people keep right in their own entry."""

    FIELDSETS = (
        ("Name", ("preferred_name", "pronunciation")),
        ("How to reach you", ("phone", "extension")),
        ("What you can do for others", ("languages", "can_help_with")),
        ("Photo", ("photo_consent", "picture")),
    )

    class Meta:
        model = Person
        fields = [
            "preferred_name", "pronunciation", "phone", "extension", "languages", "can_help_with", "photo_consent",
        ]  # fmt: skip
        labels = {"photo_consent": "Show my photo to all staff"}
        help_texts = REACH_HELP


class PersonForm(EntryForm):
    """A whole entry, as its steward keeps it."""

    FIELDSETS = (
        ("Name", ("first_name", "last_name", "preferred_name", "pronunciation")),
        ("How to reach them", ("email", "phone", "extension")),
        ("Number and help", ("employee_number", "languages", "can_help_with")),
        ("Photo", ("photo_consent", "picture")),
    )

    class Meta:
        model = Person
        fields = [
            "first_name", "last_name", "preferred_name", "pronunciation", "email", "phone", "extension",
            "employee_number", "languages", "can_help_with", "photo_consent",
        ]  # fmt: skip
        labels = {"photo_consent": "The person agrees that the photo is shown"}
        help_texts = REACH_HELP | {
            "languages": "Languages they can help somebody in, with commas between them.",
            "employee_number": "An account with this number becomes theirs.",
        }
        error_messages = {
            "employee_number": {
                "unique": "Another entry already has this employee number. Correct the number, or that entry."
            },
        }

    def clean_employee_number(self):
        """None where there is no number, since numbers are used once."""
        return self.cleaned_data["employee_number"] or None

    def clean_email(self):
        """A work address; one that was kept before stays as it is."""
        email = self.cleaned_data["email"]
        if "email" in self.changed_data:
            require_work_address(email)
        return email


class PlaceFields:
    """What forms about a place in the department share: choices and days that are allowed, and who leads."""

    PERMISSION = ""

    def limit_places(self):
        """Offer the units and worksites where this person may keep assignments."""
        scope = scope_of(self.user, self.PERMISSION)
        units, worksites = Unit.objects.with_page(), Worksite.objects.open()
        if not scope.everywhere and not scope.worksites:
            units = units.filter(pk__in=scope.units)
            self.fields["unit"].required, self.fields["unit"].label = True, "Unit"
            self.fields["unit"].error_messages["required"] = "Choose the unit of the assignment."
        if not scope.everywhere and not scope.units:
            worksites = worksites.filter(pk__in=scope.worksites)
        self.fields["unit"].queryset, self.fields["worksite"].queryset = units, worksites

    def clean_starts_on(self):
        """A first day within the years the database takes."""
        return within_reason(self.cleaned_data["starts_on"], "a first day")


class PersonAddForm(PlaceFields, PersonForm):
    """A new person with what they do first: without a place nobody is found."""

    PERMISSION = "personnel.add_person"

    title = forms.CharField(label="Job title", max_length=120)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False, empty_label="No unit")
    worksite = forms.ModelChoiceField(queryset=Worksite.objects.none(), empty_label="Choose a worksite")
    shift = forms.ChoiceField(choices=Assignment.Shift.choices, required=False)
    supervisor = PersonField(required=False)
    starts_on = forms.DateField(label="First day", initial=timezone.localdate)

    FIELDSETS = (
        *PersonForm.FIELDSETS[:3],
        ("What they do first", ("title", "unit", "worksite", "shift", "supervisor", "starts_on")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["photo_consent"], self.fields["picture"]
        self.fields["supervisor"].for_form(self.user, None)
        self.limit_places()

    def clean(self):
        """The place counts for whether this person may add somebody there."""
        found = super().clean()
        self.instance.unit, self.instance.worksite = found.get("unit"), found.get("worksite")
        return found

    def first_assignment(self) -> Assignment:
        """The main assignment that was typed, not saved yet."""
        told = {name: self.cleaned_data[name] for name in PersonAddForm.FIELDSETS[3][1]}
        return Assignment(**told)


class AssignmentForm(PlaceFields, PortalModelForm):
    """What a person does where, from when to when."""

    supervisor = PersonField(required=False)

    FIELDSETS = (
        ("What and where", ("title", "unit", "worksite", "shift", "supervisor")),
        ("When", ("starts_on", "ends_on", "primary")),
    )

    class Meta:
        model = Assignment
        fields = ["title", "unit", "worksite", "shift", "supervisor", "starts_on", "ends_on", "primary"]
        help_texts = {
            "primary": "It says where the person belongs. Each has one at any time.",
            "ends_on": "The first day on which it no longer holds. Empty while no end is known.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.PERMISSION = f"personnel.{'change' if self.instance.pk else 'add'}_assignment"
        self.fields["unit"].empty_label = "No unit"
        self.fields["supervisor"].for_form(self.user, self.instance.supervisor)
        self.limit_places()
        if self.instance.pk and self.instance.worksite.status != Worksite.Status.OPEN:
            own = Worksite.objects.filter(pk=self.instance.worksite_id)
            self.fields["worksite"].queryset = self.fields["worksite"].queryset | own

    def clean_ends_on(self):
        """An end within the years the database takes."""
        return within_reason(self.cleaned_data["ends_on"], "an end")

    def clean(self):
        """The rules that span rows, each said at the field it is about."""
        found = super().clean()
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "Enter an end after the first day.")
        elif starts and "ends_on" not in self.errors:
            self._check_supervisor(found, starts, ends)
            self._check_primary(found, starts, ends)
        return found

    def _check_supervisor(self, found, starts, ends):
        leader, person = found.get("supervisor"), self.instance.person
        if leader is None:
            return
        if leader == person:
            self.add_error("supervisor", "Nobody supervises themselves. Choose another supervisor.")
        elif leads_back(person.pk, leader.pk, starts, ends, replaced=self.instance.pk):
            self.add_error("supervisor", loop_sentence(person, leader))

    def _check_primary(self, found, starts, ends):
        wanted = Assignment(
            pk=self.instance.pk, person=self.instance.person, primary=found["primary"], starts_on=starts, ends_on=ends
        )
        if other := other_primary(wanted):
            self.add_error("primary", two_primaries_sentence(other))


class AssignmentEndForm(PortalForm):
    """When an assignment ends."""

    ends_on = forms.DateField(
        label="End", initial=timezone.localdate, help_text="The first day on which it no longer holds."
    )
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_ends_on(self):
        """An end within the years the database takes."""
        return within_reason(self.cleaned_data["ends_on"], "an end")


class EmploymentEndForm(PortalForm):
    """When and why somebody leaves."""

    ended_on = forms.DateField(
        label="First day away",
        initial=timezone.localdate,
        help_text="The first day on which they no longer work here. Today or earlier, and their access stops at once.",
    )
    note = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_ended_on(self):
        """A day within the years the database takes."""
        return within_reason(self.cleaned_data["ended_on"], "a day")


@Prepared
def _own_entry():
    leads = Exists(Person.objects.unlisted_led_by(USER, TODAY))
    return Person.objects.current(TODAY).filter(user=USER).annotate(leads_unlisted=leads).only("uuid").order_by()


class PersonFilter(django_filters.FilterSet):
    """How people are looked up. Without a state: everyone who is listed and works here."""

    STATES = (("unlisted", "Not listed"), ("left", "Left"))

    q = django_filters.CharFilter(label="Name", method="called")
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")
    shift = django_filters.ChoiceFilter(
        label="Shift", method="on_shift", choices=[one for one in Assignment.Shift.choices if one[0]],
        empty_label="All shifts",
    )  # fmt: skip
    language = django_filters.CharFilter(label="Language", field_name="languages", lookup_expr="icontains")
    help = django_filters.CharFilter(label="Can help with", field_name="can_help_with", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="State", method="in_state", choices=STATES, empty_label="Listed and working here"
    )

    class Meta:
        model = Person
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.may_ask_for_others():
            del self.filters["state"]

    @cached_property
    def own_entry(self) -> Person | None:
        """The asking person's own entry, and whether they lead somebody who is not listed (`leads_unlisted`)."""
        (found,) = _own_entry(user=self.request.user.pk, today=timezone.localdate()) or [None]
        return found

    def may_ask_for_others(self) -> bool:
        """Stewards look up who is not listed or has left; those who lead somebody not listed may too."""
        leads = self.own_entry is not None and self.own_entry.leads_unlisted
        return leads or self.request.user.has_perm("personnel.view_suppressed_person")

    def filter_queryset(self, queryset):
        """Nobody unlisted and no leaver without asking for them."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.directory()

    def called(self, rows, name, value):
        """People of this name in any spelling; stewards find by number too, where they keep the entries."""
        kept = scope_of(self.request.user, "personnel.change_person").rows_of(Person)
        return rows.filter(Person.objects.names_like(value) | Q(employee_number__iexact=value.strip()) & kept)

    def on_shift(self, rows, name, value):
        """People whose main assignment of today is on this shift."""
        return rows.filter(Exists(Assignment.objects.primary().filter(person=OuterRef("pk"), shift=value)))

    def in_state(self, rows, name, value):
        """Current people who are not listed, or who has left where one keeps entries."""
        if value == "unlisted":
            return rows.current().filter(suppressed=True)
        return rows.permitted(self.request.user, "personnel.end_person").gone()


class CorrectionForm(PortalModelForm):
    """What should be changed in somebody's entry."""

    class Meta:
        model = Correction
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"text": "Say what is wrong and what is right. Leave private matters out."}


class TakeForm(PortalForm):
    """A suggestion that was followed, with an answer if one is wanted."""

    note = forms.CharField(label="Answer", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class DeclineForm(PortalForm):
    """A suggestion that is not followed, and why."""

    note = forms.CharField(label="Answer", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionFilter(django_filters.FilterSet):
    """Which suggestions: those still open unless asked otherwise."""

    STATES = (("open", "Open"), ("decided", "Decided"))

    state = django_filters.ChoiceFilter(label="State", method="in_state", choices=STATES, empty_label="All")

    def in_state(self, rows, name, value):
        """Open or decided ones."""
        return rows.open() if value == "open" else rows.filter(decided_at__isnull=False)


class AccountForm(PortalForm):
    """Under which name somebody signs in, and why the account is opened."""

    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9.\-]*$",
        label="User name",
        max_length=60,
        help_text="The employee number, or letters like given.family.",
        error_messages={"invalid": "Enter letters and digits without accents, with points or hyphens between them."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
