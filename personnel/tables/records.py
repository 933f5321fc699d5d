"""Columns of the lists of records that are due."""

from django.urls import reverse
from django.utils.html import format_html

from doc_portal.core.tables import Column, MarkColumn, PortalTable


class HoldColumn(Column):
    """The way to put a record on hold, or to end the hold."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, exclude_from_export=True, orderable=False, empty_values=(), **kwargs)

    def draw(self, record, accessor):
        """One link."""
        verb, words = ("release", "End hold") if record.legal_hold else ("hold", "Put on hold")
        name = record._meta.model_name
        return format_html(
            '<a class="btn btn-link btn-sm" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse(f"personnel:{name}-{verb}", args=[record.pk]), words, record,
        )  # fmt: skip


class RecordColumn(Column):
    """Which record, by its number and what it is about."""

    def draw(self, record, accessor):
        """Its name."""
        return format_html("{}", str(record))


class RecordTable(PortalTable):
    """Which record, how it ended, until when it is kept, and what holds it."""

    name = RecordColumn(verbose_name="Record", accessor="pk", orderable=False)
    status = Column(verbose_name="Ended as", order_by=("status", "pk"))
    retention_until = Column(verbose_name="Kept until", nowrap=True, order_by=("retention_until", "pk"))
    hold = MarkColumn(
        verbose_name="Legal hold", accessor="hold_told", orderable=False,
        levels={"On hold": "warn", "Held by what it hangs on": "warn"},
    )  # fmt: skip
    act = HoldColumn(verbose_name="Hold")
