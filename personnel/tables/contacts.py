"""Columns of the lists of contacts."""

from django.utils.html import format_html

from doc_portal.core.display import BLANK, status_mark
from doc_portal.core.tables import Column, LinkColumn, PortalTable


class AnswerColumn(Column):
    """Whom to turn to: the holder, or that the position is vacant with who stands in. Nobody unlisted is named."""

    def draw(self, record, accessor):
        """The name with a mark where the position is vacant."""
        if not record.vacant:
            return format_html("{}", record.answered_by)
        mark = status_mark("Position vacant", "warn")
        return format_html("{} {}", mark, f"{record.answered_by} stands in") if record.answered_by else mark

    def plain(self, record, accessor):
        """The same in words."""
        if not record.vacant:
            return record.answered_by
        return f"Position vacant; {record.answered_by} stands in" if record.answered_by else "Position vacant"


class CallColumn(Column):
    """A number to dial."""

    def draw(self, record, accessor):
        """The number as a link."""
        number = record.telephone
        dialed = "".join(one for one in number.partition(" ext")[0] if one.isdigit())
        return format_html('<a href="tel:{}">{}</a>', dialed, number) if number else BLANK


class RoleContactTable(PortalTable):
    """What a contact is for, where it counts and whom to turn to."""

    service = LinkColumn(verbose_name="Service", meta="summary", order_by=("service", "worksite__name", "pk"))
    place = Column(verbose_name="For", accessor="counts_for", order_by=("worksite__name", "region", "pk"))
    answered_by = AnswerColumn(verbose_name="Who answers", orderable=False)
    telephone = CallColumn(verbose_name="Phone", orderable=False, nowrap=True)
    mail = Column(verbose_name="E-mail", orderable=False, wide=True)
    unit = Column(verbose_name="Unit", accessor="unit__menu_name", order_by=("unit__name", "pk"), wide=True)
