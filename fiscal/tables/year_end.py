"""Columns of the lapse cockpit."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, short_date, status_mark
from doc_portal.core.tables import Column, NumberColumn, PortalTable
from fiscal.lapse import fate_of
from fiscal.models import YearEndDecision

NAMES = dict(YearEndDecision.Disposition.choices)


class OrderedColumn(Column):
    """The order with its line and worksite."""

    def draw(self, record, accessor):
        """Linked to the order."""
        order = record.order
        return format_html(
            '<a class="row-link" href="{}">{}, line {}</a><span class="meta">{}; {}</span>',
            order.get_absolute_url(), order.number, record.no, order.vendor.name, order.worksite.name,
        )  # fmt: skip

    def plain(self, record, accessor):
        """Its number and line."""
        return f"{record.order.number}, line {record.no}"


class FateColumn(Column):
    """What becomes of the line on one of the days."""

    def __init__(self, *args, day: str, **kwargs):
        super().__init__(*args, accessor="pk", orderable=False, **kwargs)
        self.day = day

    def draw(self, record, accessor):
        """In words, June with its shape."""
        fate = fate_of(record)
        words = getattr(fate, self.day)
        return status_mark(words, fate.level) if self.day == "june" else words

    def plain(self, record, accessor):
        """The words."""
        return getattr(fate_of(record), self.day)


class DispositionColumn(Column):
    """What was decided."""

    def plain(self, record, accessor):
        """The disposition that holds."""
        return NAMES[record.disposition] if record.decided else "Not decided"

    def draw(self, record, accessor):
        """With its shape."""
        return status_mark(self.plain(record, accessor), "ok" if record.decided else "warn")


class ServiceColumn(Column):
    """When it goes into service; that it is missing where it was bought late."""

    def plain(self, record, accessor):
        """The day."""
        return record.order.in_service_on

    def draw(self, record, accessor):
        """The day, leading to where it is entered."""
        order = record.order
        if order.in_service_on is None and not record.late:
            return BLANK
        words = short_date(order.in_service_on) if order.in_service_on else "Enter the day"
        return format_html('<a href="{}">{}</a>', address_of("fiscal:lapse-service", order.pk), words)


class LapseTable(PortalTable):
    """Each open line, what is held for it, and its fate."""

    snug = True
    number = OrderedColumn(verbose_name="Order", accessor="pk", order_by=("order__number", "no"))
    held = NumberColumn(verbose_name="Held", order_by=("held", "pk"))
    june = FateColumn(verbose_name="June 30", day="june")
    july = FateColumn(verbose_name="July 31", day="july")
    december = FateColumn(verbose_name="December 31", day="december", wide=True)
    disposition = DispositionColumn(verbose_name="Disposition", orderable=False)
    service = ServiceColumn(verbose_name="In service", accessor="pk", orderable=False, wide=True)
