"""Columns of lists about applications, processes and the words of statuses."""

from django.urls import reverse
from django.utils.html import format_html

from doc_portal.core.display import BLANK, short_moment, status_mark
from doc_portal.core.tables import Column, LinkColumn, PortalTable
from personnel.models import Application


class CloseColumn(Column):
    """When the announcement closes."""

    def draw(self, record, accessor):
        """The moment, or that it stays open until filled."""
        closes = record.posting.closes_at
        return short_moment(closes) if closes is not None else "Until filled"


class FlagColumn(Column):
    """Whether an answer asks for a look: a flag decides nothing."""

    def draw(self, record, accessor):
        """The mark, or nothing."""
        return status_mark("Asks for a look", "warn") if record.flagged else BLANK


class PostingColumn(Column):
    """The announcement, leading to its board."""

    def draw(self, record, accessor):
        """Title and number."""
        url = reverse("personnel:application-board", args=[record.posting.public_slug])
        return format_html(
            '<a href="{}">{}</a><span class="meta">{}</span>', url, record.posting.title, record.posting.number
        )


class QueueTable(PortalTable):
    """Which applications wait for a review, those whose announcement closes first on top."""

    number = LinkColumn(verbose_name="Application", meta="who", orderable=False)
    posting = PostingColumn(verbose_name="Announcement", orderable=False)
    closes = CloseColumn(verbose_name="Closes", accessor="posting", orderable=False, nowrap=True)
    submitted_at = Column(verbose_name="Arrived", orderable=False, nowrap=True, wide=True)
    flagged = FlagColumn(verbose_name="Answers", orderable=False)
    status = Column(verbose_name="Status", orderable=False, nowrap=True)


class EditColumn(LinkColumn):
    """The row's name, leading to its form for those who may change it."""

    def __init__(self, *args, edit: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.edit = edit

    def draw(self, record, accessor):
        """The name as a link to the form."""
        return format_html('<a class="row-link" href="{}">{}</a>', reverse(self.edit, args=[record.pk]), record)


class StagesColumn(Column):
    """The stages of a process in their order."""

    def draw(self, record, accessor):
        """In the words of the statuses."""
        names = dict(Application.Status.choices)
        return ", ".join(names.get(stage, stage) for stage in record.stages) or BLANK


class StageTemplateTable(PortalTable):
    """Processes and their stages."""

    name = EditColumn(verbose_name="Process", edit="personnel:stagetemplate-edit")
    stages = StagesColumn(verbose_name="Stages", orderable=False)
    note = Column(verbose_name="Note", orderable=False, wide=True)
    retired = Column(verbose_name="No longer chosen", orderable=False)


class StatusColumn(EditColumn):
    """The status by its name in the portal."""

    def draw(self, record, accessor):
        """Its name, leading to the form."""
        name = dict(Application.Status.choices).get(record.status, record.status)
        url = reverse(self.edit, args=[record.pk])
        return format_html('<a class="row-link" href="{}">{}</a>', url, name)


class StatusWordsTable(PortalTable):
    """What applicants read of each status."""

    status = StatusColumn(verbose_name="Status", edit="personnel:statuswords-edit", orderable=False)
    words = Column(verbose_name="What applicants read", orderable=False)
    next_step = Column(verbose_name="What comes next", orderable=False, wide=True)
    source = Column(verbose_name="Source", orderable=False, wide=True)
