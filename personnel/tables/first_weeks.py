"""Columns of the checklist and of the tasks of new hires."""

from django.urls import reverse
from django.utils.html import format_html

from doc_portal.core.display import status_mark
from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, NumberColumn, PortalTable
from doc_portal.core.todo import due_mark


class ChecklistTable(PortalTable):
    """What a new hire is given, for whom and by when."""

    text = LinkColumn(verbose_name="Item", order_by=("order", "pk"))
    track = ConfirmedColumn(verbose_name="For", order_by=("track", "order", "pk"))
    who = Column(verbose_name="Who does it", order_by=("who", "order", "pk"))
    due_days = NumberColumn(verbose_name="Due after days", order_by=("due_days", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))


class TaskColumn(LinkColumn):
    """What is to be done, linking to where it is noted as done."""

    def draw(self, record, accessor):
        """The words; no link once it is done."""
        if record.done_at:
            return format_html("{}", record.text)
        url = reverse("personnel:newhiretask-finish", args=[record.pk])
        return format_html('<a class="row-link" href="{}">{}</a>', url, record.text)


class DueColumn(Column):
    """When it is due, or that it is done."""

    def draw(self, record, accessor):
        """A mark in words."""
        return status_mark("Done", "ok") if record.done_at else due_mark(record.due_on)


class TaskTable(PortalTable):
    """Whose first weeks, what, who does it, by when."""

    text = TaskColumn(verbose_name="Task", order_by=("text", "pk"))
    new_hire = Column(verbose_name="New hire", orderable=False)
    worksite = Column(verbose_name="Worksite", accessor="appointment__worksite", orderable=False, wide=True)
    who = Column(verbose_name="Who does it", order_by=("who", "pk"))
    due_on = DueColumn(verbose_name="Due", nowrap=True, order_by=("due_on", "pk"))
