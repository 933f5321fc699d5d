"""Columns of the class catalogue and of the list of reasons."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import UNCONFIRMED, follow
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, PortalTable


class JobClassTable(PortalTable):
    """A class with what it pays both ways."""

    title = LinkColumn(verbose_name="Title", order_by=("title", "pk"))
    code = Column(verbose_name="Class number", order_by=("code", "pk"))
    category = Column(verbose_name="Category")
    pay_a_year = Column(verbose_name="A year", orderable=False, nowrap=True)
    pay_twice_a_month = Column(verbose_name="Twice a month", orderable=False, nowrap=True)
    ended_on = Column(verbose_name="Ended", nowrap=True, wide=True)


class EditColumn(ConfirmedColumn):
    """The row's name as the way to edit it, for rows that have no page of their own."""

    def __init__(self, *args, edit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.edit = edit

    def draw(self, record, accessor):
        """The name as a link, with the mark where the row is not confirmed."""
        name = format_html('<a href="{}">{}</a>', address_of(self.edit, record.pk), follow(record, accessor))
        return name if record.confirmed else format_html("{} {}", name, UNCONFIRMED)


class ReasonTable(PortalTable):
    """What may be chosen in which decision."""

    label = ConfirmedColumn(verbose_name="Reason", order_by=("label", "pk"))
    use = Column(verbose_name="For", order_by=("use", "order", "pk"))
    order = Column(verbose_name="Place", num=True)
    retired = Column(verbose_name="No longer chosen")


class KeptReasonTable(ReasonTable):
    """The same for those who may change them."""

    label = EditColumn(verbose_name="Reason", edit="personnel:reasoncode-edit", order_by=("label", "pk"))
