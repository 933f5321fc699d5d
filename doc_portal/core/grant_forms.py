"""What may be typed when a role is granted, and how grants are narrowed."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.actions.grants import grantable_roles
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm
from doc_portal.core.models import Role, RoleGrant, ScopeKind, Unit, Worksite
from doc_portal.core.people import people_named, person_named


class RoleGrantForm(PortalForm):
    """Who holds what where, and why. The person is typed: a list of eleven thousand helps nobody."""

    person = forms.CharField(
        max_length=120,
        help_text="A user name, an employee number or a full name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ModelChoiceField(queryset=Role.objects.none(), empty_label="Choose a role")
    scope_kind = forms.ChoiceField(
        label="Place where it counts",
        choices=ScopeKind.choices,
        widget=forms.RadioSelect,
        help_text="Outside this place the role does nothing.",
    )
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.with_page(),
        required=False,
        empty_label="No unit",
        help_text="Needed when the role counts in one unit.",
    )
    worksite = forms.ModelChoiceField(
        queryset=Worksite.objects.open(),
        required=False,
        empty_label="No worksite",
        help_text="Needed when the role counts at one worksite.",
    )
    starts_on = forms.DateField(label="First day", initial=timezone.localdate)
    ends_on = forms.DateField(
        label="Ends before", required=False, help_text="Left empty, twelve months after the first day."
    )
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="Auditors read it."
    )

    FIELDSETS = (
        ("Who and what", ("person", "role")),
        ("Where", ("scope_kind", "unit", "worksite")),
        ("When and why", ("starts_on", "ends_on", "reason")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = grantable_roles(self.user)

    def clean_person(self):
        """The account that was named, by whichever of its names was typed."""
        return person_named(self.cleaned_data["person"])

    def clean_starts_on(self):
        """A first day within the years the database takes."""
        return _within_reason(self.cleaned_data["starts_on"], "a first day")

    def clean_ends_on(self):
        """An end within the years the database takes."""
        return _within_reason(self.cleaned_data["ends_on"], "an end")

    def clean(self):
        """The unit or the worksite must be named where the role counts in one."""
        found = super().clean()
        for kind, name in ((ScopeKind.UNIT, "unit"), (ScopeKind.WORKSITE, "worksite")):
            if found.get("scope_kind") == kind and not found.get(name) and name not in self.errors:
                self.add_error(name, f"Choose the {name} in which the role counts.")
            elif found.get("scope_kind") not in (None, kind) and found.get(name):
                chosen = ScopeKind(found["scope_kind"]).label.lower()
                self.add_error(name, f"Leave the {name} empty, since you chose “{chosen}”, or choose “one {name}”.")
        return found


def _within_reason(day, what: str):
    if day is not None and not 1990 <= day.year <= 2199:
        raise forms.ValidationError(f"Enter {what} with a year between 1990 and 2199.")
    return day


class RoleGrantFilter(django_filters.FilterSet):
    """Whose grants, of which role, where, and whether they are in force."""

    STATES = [("live", "In force"), ("coming", "To come"), ("ended", "Ended")]

    person = django_filters.CharFilter(label="Person", method="of_person")
    role = NamedChoiceFilter(queryset=Role.objects.all(), empty_label="All roles")
    place = django_filters.CharFilter(label="Unit or worksite", method="in_place")
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="State", empty_label="All grants")

    class Meta:
        model = RoleGrant
        fields = []

    def of_person(self, rows, name, value):
        """Grants of everybody whose name, user name or employee number fits."""
        return rows.filter(user__in=people_named(value).order_by())

    def in_place(self, rows, name, value):
        """Grants that count in a unit or at a worksite of this name."""
        return rows.filter(
            Q(unit__name__icontains=value)
            | Q(unit__short_name__icontains=value)
            | Q(worksite__name__icontains=value)
            | Q(worksite__abbreviation__iexact=value)
        )

    def in_state(self, rows, name, value):
        """Grants in force, yet to come, or ended."""
        return {"live": rows.live, "coming": rows.coming, "ended": rows.ended}[value]()
