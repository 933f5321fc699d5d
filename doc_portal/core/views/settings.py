"""The one screen for everything law, policy or pay sets: dated values with their authority."""

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.actions.settings import change_planned_value, set_value
from doc_portal.core.display import BLANK, UNCONFIRMED, long_date, status_mark
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Setting, SettingKey
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, PortalTable
from doc_portal.core.views.pages import AskPage, DetailPage, EditPage, ListPage
from doc_portal.core.workflow import Refused

EARLIEST, LATEST = "1820-01-01", "2199-12-31"


class SettingFilter(django_filters.FilterSet):
    """Values by their setting, their authority, and whether they count now."""

    text = django_filters.CharFilter(label="Setting or authority", method="with_text")
    when = django_filters.ChoiceFilter(
        label="In force",
        choices=[("now", "Now"), ("later", "Later"), ("past", "In the past")],
        empty_label="At any time",
        method="at_time",
    )

    class Meta:
        model = Setting
        fields = ["text", "when"]

    def with_text(self, rows, name, value):
        """Values whose setting or authority holds the words."""
        return rows.filter(Q(key__name__icontains=value) | Q(key__key__icontains=value) | Q(authority__icontains=value))

    def at_time(self, rows, name, value):
        """Values in force, planned, or past."""
        today = timezone.localdate()
        match value:
            case "now":
                return rows.effective(today)
            case "later":
                return rows.filter(starts_on__gt=today)
        return rows.filter(ends_on__lte=today)


class StandingColumn(Column):
    """Whether the value counts today, in words."""

    def draw(self, record, accessor):
        """Where the value stands, with its shape."""
        return standing(record)

    def plain(self, record, accessor):
        """Where the value stands, for an export."""
        return _standing(record)[0]


def standing(setting: Setting) -> str:
    """Whether a value counts now, later or no longer, as a mark."""
    return status_mark(*_standing(setting))


def _standing(setting: Setting) -> tuple[str, str]:
    today = timezone.localdate()
    if setting.starts_on > today:
        return "Planned", "info"
    return ("Ended", "off") if setting.ends_on and setting.ends_on <= today else ("In force", "ok")


class SettingTable(PortalTable):
    """Values with their days and who set them."""

    key = LinkColumn(verbose_name="Setting", meta="key.unit_of_measure", order_by="key__name")
    value = ConfirmedColumn(verbose_name="Value", orderable=False)
    standing = StandingColumn(verbose_name="Counts", accessor="starts_on", orderable=False)
    starts_on = Column(verbose_name="From", nowrap=True)
    ends_on = Column(verbose_name="Until before", nowrap=True)
    authority = Column(verbose_name="Set by", orderable=False, wide=True)

    class Meta(PortalTable.Meta):
        sequence = ("key", "value", "standing", "starts_on", "ends_on", "authority")


class SettingList(ListPage):
    """Every number set by law, policy or pay, with the values it had and will have."""

    model = Setting
    permission_required = "core.view_setting"
    table_class = SettingTable
    filterset_class = SettingFilter
    title = "Settings"
    row_name = "value"
    intro = "Rates, limits, hours and terms, each with the day it starts and who says so. Nothing here is overwritten."
    empty_text = "No setting matches. The parts of the portal bring their settings with them."


class SettingDetail(DetailPage):
    """One value, and all that this setting ever was and will be."""

    model = Setting
    permission_required = "core.view_setting"
    template_name = "core/setting_detail.html"

    def get_queryset(self):
        """With the setting the value belongs to."""
        return super().get_queryset().for_list()

    def get_title(self):
        """The setting's name."""
        return str(self.object.key)

    def get_intro(self):
        """What the setting decides."""
        return self.object.key.help

    def facts(self):
        """The value, when it counts, and by whose authority."""
        setting = self.object
        return [
            ("Value", f"{setting.value} {setting.key.unit_of_measure}".strip()),
            ("Counts", standing(setting)),
            ("In force from", long_date(setting.starts_on)),
            ("Until before", long_date(setting.ends_on) if setting.ends_on else BLANK),
            ("Set by", setting.authority),
            ("Source", "Confirmed" if setting.confirmed else UNCONFIRMED),
            ("Name for programs", setting.key.key),
        ]

    def values(self):
        """Every value of this setting, newest first, with where it stands."""
        return [(one, standing(one)) for one in self.object.key.values.order_by("-starts_on")]

    def new_value_url(self):
        """The address for a new value, for those who may set one."""
        if not self.request.user.has_perm("core.add_setting"):
            return ""
        return f"{reverse('core:setting-create')}?key={self.object.key_id}"


class NewValueForm(PortalForm):
    """A new value of a setting, its first day and its authority."""

    key = forms.ModelChoiceField(SettingKey.objects.all(), label="Setting")
    value = forms.CharField(label="New value", max_length=200)
    starts_on = forms.DateField(label="First day", help_text="The value before it ends on this day.")
    authority = forms.CharField(
        label="Set by", max_length=200, help_text="The law, policy or decision, as it is cited: 1 CSR 10-3.010."
    )

    def clean_starts_on(self):
        """A first day within the years the database takes."""
        return _reasonable(self.cleaned_data["starts_on"])


class PlannedValueForm(PortalModelForm):
    """A value that does not count yet, to be put right."""

    class Meta:
        model = Setting
        fields = ["value", "starts_on", "authority"]
        labels = {"value": "Value", "starts_on": "First day", "authority": "Set by"}

    def clean_starts_on(self):
        """A first day within the years the database takes."""
        return _reasonable(self.cleaned_data["starts_on"])


def _reasonable(day):
    if not EARLIEST <= day.isoformat() <= LATEST:
        raise forms.ValidationError("Enter a year between 1820 and 2199.")
    return day


class SettingCreate(AskPage):
    """A new value from a day on."""

    permission_required = "core.add_setting"
    form_class = NewValueForm
    template_name = "generic/form.html"
    title = "New value of a setting"
    intro = "The old value ends the day before. What was decided with it stays as it was."
    button = "Save new value"
    done = "The new value is saved."

    def get_initial(self):
        """The setting one came from, already chosen."""
        key = self.request.GET.get("key", "")
        return {"key": key} if key.isascii() and key.isdigit() and len(key) < 10 else {}

    def trail(self):
        """Under the settings."""
        return [("Settings", reverse("core:setting-list"))]

    def work(self, form):
        """Set the value, for those whose right counts in the whole department."""
        if not self.may(self.permission_required, Setting()):
            raise Refused("A setting counts for the whole department; your right to set values does not.")
        return set_value(**form.cleaned_data, by=self.request.user).get_absolute_url()


class SettingEdit(EditPage):
    """Put a planned value right. One in force is history already."""

    model = Setting
    permission_required = "core.change_setting"
    form_class = PlannedValueForm

    def get_title(self):
        """Which setting's value is put right."""
        return f"Edit {self.object.key}"

    def get(self, request, *args, **kwargs):
        """The form; back to the value where it is in force already and stays."""
        setting = self.get_object()
        if setting.editable:
            return super().get(request, *args, **kwargs)
        messages.info(request, "This value is or was in force, so it stays as it is. Enter a new value instead.")
        return HttpResponseRedirect(setting.get_absolute_url())

    def keep(self, form, changed):
        """Through the action, which keeps periods whole."""
        return change_planned_value(self.object, **form.cleaned_data, by=self.request.user)

    def get_success_url(self):
        """Back to the value."""
        return self.object.get_absolute_url()
