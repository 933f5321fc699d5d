"""Columns of the list of documents."""

from django.db.models import F

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable


class DocumentTable(PortalTable):
    """A document in a line: its number, what it is, who answers, since when and what changed."""

    number = LinkColumn(verbose_name="Number", order_by=("key",))
    shown_title = Column(verbose_name="Title", order_by=("title", "key"))
    kind = Column(verbose_name="Kind", order_by=("kind", "key"))
    unit = Column(verbose_name="Unit", accessor="unit__menu_name", order_by=("unit__name", "key"), wide=True)
    current_from = Column(verbose_name="In force from", nowrap=True)
    current_summary = Column(verbose_name="What changed", orderable=False, wide=True)
    state = MarkColumn(
        verbose_name="Status",
        orderable=False,
        levels={"In force": "ok", "Coming": "info", "Withdrawn": "off", "Text not supplied": "warn"},
    )

    def order_current_from(self, rows, is_descending):
        """The latest change first; what has no version in force comes last, either way."""
        day = F("current_from")
        first = day.desc(nulls_last=True) if is_descending else day.asc(nulls_last=True)
        return rows.order_by(first, "key"), True
