"""Columns of the directory."""

from django.db.models import F, OrderBy
from django.db.models.functions import Lower
from django.utils.html import format_html

from doc_portal.core.display import BLANK
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable


class PhoneColumn(Column):
    """A telephone number to dial."""

    def draw(self, record, accessor):
        """The number as a link, with its extension."""
        if not record.phone:
            return BLANK
        dialed = "".join(one for one in record.phone if one.isdigit())
        return format_html('<a href="tel:{}">{}</a>', dialed, record.telephone)


class PersonTable(PortalTable):
    """Who somebody is, where they work and how to reach them."""

    full_name = LinkColumn(verbose_name="Name", meta="pronunciation")
    title = Column(verbose_name="Job title", order_by=("title", "pk"))
    unit = Column(verbose_name="Unit", order_by=("unit__name", "pk"), wide=True)
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    telephone = PhoneColumn(verbose_name="Phone", orderable=False, nowrap=True)
    email = Column(verbose_name="E-mail", orderable=False, wide=True)

    def order_full_name(self, rows, is_descending):
        """By last name, then first, whatever their capitals."""
        names = [OrderBy(Lower(F(name)), descending=is_descending) for name in ("last_name", "first_name")]
        return rows.order_by(*names, "-pk" if is_descending else "pk"), True


class CorrectionTable(PortalTable):
    """What was suggested about whom, and what became of it."""

    person = LinkColumn(verbose_name="Person", meta="text", order_by=("person__last_name", "person__first_name", "pk"))
    created_by = Column(verbose_name="Suggested by", orderable=False)
    created_at = Column(verbose_name="When", nowrap=True)
    get_outcome_display = MarkColumn(
        verbose_name="State", orderable=False, levels={"Open": "warn", "Taken over": "ok", "Not taken over": "off"}
    )
