"""The days on which offices of the state are closed, on which business days are counted."""

import django_filters
from django.utils import timezone

from doc_portal.core.actions.holidays import add_holiday
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import StateHoliday
from doc_portal.core.tables import Column, PortalTable
from doc_portal.core.views.pages import CreatePage, ListPage


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


class HolidayList(ListPage):
    """Holidays as they are kept: those to come unless a year is asked for."""

    model = StateHoliday
    permission_required = "core.view_stateholiday"
    title = "State holidays"
    intro = (
        "Offices of the state are closed on these days. Deadlines in business days, such as protests, pass them over."
    )
    filterset_class = HolidayFilter
    table_class = HolidayTable
    order_by = "day"
    row_name = "holiday"
    empty_text = "No holiday is entered for that year."

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
