"""The days on which offices of the state are closed, on which business days are counted."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.actions.holidays import add_holiday, correct_holiday, resting_on, why_it_stays
from doc_portal.core.addresses import address_of
from doc_portal.core.display import listed, long_date, short_date
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import StateHoliday
from doc_portal.core.models.holidays import LAW
from doc_portal.core.tables import Column, PortalTable
from doc_portal.core.views.pages import ActionPage, CreatePage, ListPage


class HolidayFilter(django_filters.FilterSet):
    """Those of a year."""

    year = django_filters.NumberFilter(
        field_name="day", lookup_expr="year", label="Year", min_value=1900, max_value=2199
    )

    class Meta:
        model = StateHoliday
        fields: list[str] = []


class HolidayTable(PortalTable):
    """Each day and by whose authority."""

    day = Column(verbose_name="Closed on", nowrap=True)
    name = Column(verbose_name="Holiday")
    authority = Column(verbose_name="By authority of", orderable=False)

    class Meta(PortalTable.Meta):
        sequence = ("day", "name", "authority")


class KeptDayColumn(Column):
    """The day, leading to where it is corrected; those of the law stay."""

    def draw(self, record, accessor):
        """The link."""
        if record.authority == LAW:
            return super().draw(record, accessor)
        url = address_of("core:stateholiday-correct", record.pk)
        return format_html('<a class="row-link" href="{}">{}</a>', url, short_date(record.day))


class KeptHolidayTable(HolidayTable):
    """The same for who corrects them."""

    day = KeptDayColumn(verbose_name="Closed on", nowrap=True)


class HolidayList(ListPage):
    """Holidays as they are kept: those to come unless a year is asked for."""

    model = StateHoliday
    permission_required = "core.view_stateholiday"
    title = "State holidays"
    intro = (
        "Offices of the state are closed on these days. Deadlines in business days, such as protests, pass them over."
    )
    filterset_class = HolidayFilter
    order_by = "day"
    row_name = "holiday"
    empty_text = "No holiday is entered for that year."

    @property
    def table_class(self):
        """With the way to correct a day for those who may."""
        return KeptHolidayTable if self.request.user.has_perm("core.change_stateholiday") else HolidayTable

    def unasked(self, rows):
        return rows.filter(day__gte=timezone.localdate())

    def may_export(self):
        """It is short."""
        return False


class HolidayForm(PortalModelForm):
    """A day to come, and who closed offices on it."""

    class Meta:
        model = StateHoliday
        fields = ["day", "name", "authority"]
        labels = {"day": "Closed on", "name": "Holiday", "authority": "By authority of"}
        help_texts = {"authority": "The law, proclamation or order, as it is cited."}


class HolidayCreate(CreatePage):
    """Enter a day on which the governor closes offices."""

    model = StateHoliday
    permission_required = "core.add_stateholiday"
    form_class = HolidayForm
    title = "New state holiday"
    intro = "Deadlines counted from now on pass the day over. Those counted before keep their day."
    button = "Add holiday"
    done = "Holiday added."

    def keep(self, form):
        return add_holiday(form.instance, by=self.request.user)


class CorrectHolidayForm(PortalForm):
    """What is right of a holiday, or that there is none."""

    day = forms.DateField(label="Closed on")
    name = forms.CharField(label="Holiday", max_length=80)
    authority = forms.CharField(label="By authority of", max_length=120)
    removed = forms.BooleanField(label="Offices are open on this day: take the holiday back", required=False)
    note = forms.CharField(label="Reason", max_length=240)


class HolidayCorrect(ActionPage):
    """Correct a day that was entered, or take it back."""

    model = StateHoliday
    permission_required = "core.change_stateholiday"
    template_name = "generic/form.html"
    form_class = CorrectHolidayForm
    action = staticmethod(correct_holiday)
    button = "Save holiday"
    done = "Saved."

    def get_initial(self):
        one = self.object
        return {"day": one.day, "name": one.name, "authority": one.authority}

    def get_title(self):
        return f"Correct {self.object}"

    @cached_property
    def resting(self) -> list[str]:
        """What was counted over the day."""
        return resting_on(self.object.day)

    def not_now(self):
        """Those of the law stay."""
        return why_it_stays(self.object)

    def get_intro(self):
        """What rests on the day, and what changes with it."""
        if found := self.resting:
            day, were = long_date(self.object.day), "was" if len(found) == 1 else "were"
            return f"{day} was passed over when {listed(found)} {were} counted: it stays, its name may be corrected."
        return "Deadlines that are counted from now on change with it; none that was counted rests on it."

    def trail(self):
        return [("State holidays", address_of("core:stateholiday-list"))]

    def get_success_url(self):
        return address_of("core:stateholiday-list")
