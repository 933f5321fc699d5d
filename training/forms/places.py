"""What is typed about training centers, rooms, vehicles and kit, ways between centers, and instructors."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.local_time import MomentField
from doc_portal.core.models import Worksite
from personnel.models import Person
from training.models import (
    Center,
    Course,
    Equipment,
    Hold,
    Instructor,
    InstructorCertificate,
    Room,
    RoomHours,
)

CLOCK = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), "required": False}


class WordsField(forms.CharField):
    """Short words with commas between them, such as “projector, mats”."""

    def prepare_value(self, value):
        """A list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        """The words in lower case, each once; two words are joined with a hyphen."""
        typed = super().clean(value)
        words = list(dict.fromkeys("-".join(one.lower().split()) for one in typed.split(",") if one.strip()))
        for word in words:
            if len(word) > 30 or not word.replace("-", "").replace("_", "").isalnum() or not word.isascii():
                raise ValidationError(f"Write “{word[:40]}” with letters, digits and hyphens, up to 30 of them.")
        return words

    def has_changed(self, initial, data):
        """Whether other words are typed."""
        return super().has_changed(self.prepare_value(initial or []), data)


class CenterForm(PortalModelForm):
    """A training center."""

    class Meta:
        model = Center
        fields = ["name", "worksite", "region", "trainees", "opened_on", "note", "retired", "source", "confirmed"]
        labels = {"confirmed": "Confirmed by its source"}
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        taken = Center.objects.exclude(pk=self.instance.pk).values("worksite")
        self.fields["worksite"].queryset = Worksite.objects.open().exclude(pk__in=taken)


class NewCenterForm(CenterForm):
    """A training center that is added, with the short name its address has."""

    class Meta(CenterForm.Meta):
        fields = ["code", *CenterForm.Meta.fields]
        help_texts = {"code": "Letters, digits and hyphens, as in its address: “central”. It stays."}

    def clean_code(self):
        """Not the word the address of a new center has."""
        code = self.cleaned_data["code"]
        if code == "new":
            raise ValidationError("Choose another code: this one is an address already.")
        return code


class RoomForm(PortalModelForm):
    """A room: where, how many it seats, what it has, how far ahead it can be booked."""

    features = WordsField(
        label="What it has", required=False, max_length=400, help_text="With commas between: projector, mats."
    )

    class Meta:
        model = Room
        fields = ["center", "code", "name", "seats", "features", "ahead_days", "retired"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Center.objects.in_use().permitted(self.user, "training.add_room")
        self.fields["center"].queryset = rows | Center.objects.filter(pk=self.instance.center_id)


class RoomFilter(django_filters.FilterSet):
    """Rooms by center and by how many they seat."""

    center = NamedChoiceFilter(queryset=Center.objects.in_use(), empty_label="All centers")
    seats = django_filters.NumberFilter(label="Seats at least", lookup_expr="gte", min_value=0, max_value=2000)

    class Meta:
        model = Room
        fields = []


class HoursForm(PortalForm):
    """When a room can be booked, day by day. A day without times cannot be booked; none at all: at any hour."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for weekday in RoomHours.Weekday:
            self.fields[f"opens_{weekday}"] = forms.TimeField(label=f"{weekday.label} from", **CLOCK)
            self.fields[f"closes_{weekday}"] = forms.TimeField(label=f"{weekday.label} until", **CLOCK)
        self.speak()

    def clean(self):
        cleaned, hours = super().clean(), {}
        for weekday in RoomHours.Weekday:
            opens, closes = cleaned.get(f"opens_{weekday}"), cleaned.get(f"closes_{weekday}")
            if opens is None and closes is None:
                continue
            if opens is None or closes is None or opens >= closes:
                self.add_error(f"closes_{weekday}", "Enter both times, the second after the first, or neither.")
            else:
                hours[int(weekday)] = (opens, closes)
        return cleaned if self.errors else {"hours": hours}


class CloseForm(PortalForm):
    """A time at which nobody can book a room."""

    start = MomentField(label="From")
    stop = MomentField(label="Until")
    kind = forms.ChoiceField(
        label="Why", choices=[(Hold.Source.CLOSED, "Closed"), (Hold.Source.BLOCK, "Kept for something else")],
        widget=forms.RadioSelect, initial=Hold.Source.CLOSED,
    )  # fmt: skip
    note = forms.CharField(label="What for", required=False, max_length=120)

    def clean(self):
        cleaned = super().clean()
        for name in ("start", "stop"):
            if cleaned.get(name) and cleaned[name].year < 2000:
                self.add_error(name, "Enter a year between 2000 and 2199.")
        if cleaned.get("start") and cleaned.get("stop") and cleaned["start"] >= cleaned["stop"]:
            self.add_error("stop", "Enter a time after the room closes.")
        return cleaned


class RoomSeatsForm(PortalForm):
    """How many a room seats for one course."""

    course = forms.ModelChoiceField(Course.objects.in_use())
    seats = forms.IntegerField(min_value=1, max_value=2000, required=False, help_text="Empty: as many as otherwise.")


class EquipmentForm(PortalModelForm):
    """A vehicle or a piece of kit."""

    class Meta:
        model = Equipment
        fields = ["center", "kind", "code", "name", "feature", "retired"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"feature": "What courses ask for: “van”, “mannequins”."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Center.objects.in_use().permitted(self.user, "training.add_equipment")
        self.fields["center"].queryset = rows | Center.objects.filter(pk=self.instance.center_id)
        self.fields["kind"].choices = Equipment.Kind.choices


class TravelForm(PortalForm):
    """How long the way between two centers takes."""

    one = forms.ModelChoiceField(Center.objects.in_use(), label="From")
    other = forms.ModelChoiceField(Center.objects.in_use(), label="To")
    minutes = forms.IntegerField(min_value=1, max_value=1440, help_text="It counts both ways.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["one"].queryset = Center.objects.in_use().permitted(self.user, "training.change_traveltime")


class InstructorEditForm(PortalModelForm):
    """Where somebody teaches, and how much they may."""

    class Meta:
        model = Instructor
        fields = ["home_center", "adjunct_worksite", "hours_a_day", "hours_a_week", "retired"]
        help_texts = {"adjunct_worksite": "For adjuncts: the worksite that lends them."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Center.objects.in_use().permitted(self.user, "training.add_instructor")
        self.fields["home_center"].queryset = rows | Center.objects.filter(pk=self.instance.home_center_id)
        self.fields["adjunct_worksite"].queryset = Worksite.objects.open()


class NewInstructorForm(InstructorEditForm):
    """Somebody who begins to teach, named by employee number or work e-mail."""

    who = forms.CharField(label="Person", max_length=254, help_text="Their employee number or work e-mail.")

    class Meta(InstructorEditForm.Meta):
        fields = ["who", "home_center", "adjunct_worksite", "hours_a_day", "hours_a_week"]

    def clean_who(self):
        """The one person meant, who does not teach yet."""
        typed = self.cleaned_data["who"].strip()
        rows = Person.objects.current().visible_to(self.user)
        found = list(rows.filter(employee_number=typed) or rows.filter(email__iexact=typed)[:2])
        if len(found) != 1:
            raise ValidationError(f"Nobody who works here has the employee number or e-mail “{typed}”. Check it.")
        if Instructor.objects.filter(person=found[0]).exists():
            raise ValidationError(f"{found[0]} is among the instructors already. Change that entry instead.")
        self.instance.person = found[0]
        return typed


class InstructorFilter(django_filters.FilterSet):
    """Instructors by name, home center, and whether they still teach."""

    q = django_filters.CharFilter(label="Name", method="called", max_length=80)
    center = NamedChoiceFilter(
        label="Home center", field_name="home_center", queryset=Center.objects.in_use(), empty_label="All centers"
    )

    class Meta:
        model = Instructor
        fields = []

    def called(self, rows, name, text):
        return rows.filter(person__in=Person.objects.named(text))


class InstructorCertificateForm(PortalModelForm):
    """What an instructor is certified to teach, and from when to when."""

    class Meta:
        model = InstructorCertificate
        fields = ["certification", "starts_on", "ends_on"]
