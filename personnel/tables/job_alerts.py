"""Columns of one's own job alerts."""

from django.urls import reverse
from django.utils.html import format_html_join

from doc_portal.core.tables import Column, MarkColumn, PortalTable


class WaysColumn(Column):
    """The ways to keep and to end a live alert."""

    def draw(self, record, accessor):
        """The links, each naming the row."""
        if not record.is_live:
            return ""
        offered = (("Keep another year", "personnel:jobalert-renew"), ("End", "personnel:jobalert-end"))
        return format_html_join(
            " ",
            '<a class="btn btn-link btn-sm" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            ((reverse(name, args=[record.pk]), words, str(record)) for words, name in offered),
        )


class JobAlertTable(PortalTable):
    """What one wants to hear of, how often, and until when."""

    wanted = Column(verbose_name="New jobs for", orderable=False)
    cadence = Column(verbose_name="How often", orderable=False)
    state = MarkColumn(verbose_name="Status", orderable=False, levels={"Live": "ok"})
    expires_at = Column(verbose_name="Ends", orderable=False, nowrap=True)
    last_sent_at = Column(verbose_name="Last mail", orderable=False, wide=True)
    ways = WaysColumn(verbose_name="What you can do", accessor="pk", orderable=False, exclude_from_export=True)
