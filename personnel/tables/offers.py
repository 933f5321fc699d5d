"""Columns of offers, clearance, checks and appointments."""

from django.urls import reverse
from django.utils.html import format_html

from doc_portal.core.display import written
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable
from personnel.models.selection import OFFER_LEVELS


class OfferTable(PortalTable):
    """To whom, for what, where it stands."""

    who = LinkColumn(verbose_name="Applicant", accessor="application__who", meta="application.number", orderable=False)
    posting = Column(
        verbose_name="Announcement", accessor="application__posting", order_by=("application__posting__title", "pk")
    )
    place = Column(verbose_name="Place", accessor="location", order_by=("location__worksite__name", "pk"), wide=True)
    phase = MarkColumn(verbose_name="State", orderable=False, levels=OFFER_LEVELS)
    starts_on = Column(verbose_name="First day", nowrap=True, order_by=("starts_on", "pk"))


class ItemColumn(Column):
    """Whom an item is about, linking to where it is decided."""

    def __init__(self, *args, url_name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.url_name = url_name

    def draw(self, record, accessor):
        """The name as a link."""
        who = record.offer.application.who
        return format_html('<a class="row-link" href="{}">{}</a>', reverse(self.url_name, args=[record.pk]), who)


class ClearanceTable(PortalTable):
    """What is to be cleared, of whom, by which first day."""

    who = ItemColumn(
        verbose_name="Applicant", accessor="offer__application__who", orderable=False,
        url_name="personnel:clearanceitem-decide",
    )  # fmt: skip
    kind = Column(verbose_name="Item", order_by=("kind", "pk"))
    posting = Column(verbose_name="Announcement", accessor="offer__application__posting", orderable=False)
    starts_on = Column(
        verbose_name="First day", accessor="offer__starts_on", nowrap=True, order_by=("offer__starts_on", "pk")
    )
    outcome = Column(verbose_name="Outcome", order_by=("outcome", "pk"))


class PreaClearanceTable(ClearanceTable):
    """The same for those who clear under PREA."""

    who = ItemColumn(
        verbose_name="Applicant", accessor="offer__application__who", orderable=False,
        url_name="personnel:clearanceitem-prea",
    )  # fmt: skip

    class Meta(PortalTable.Meta):
        exclude = ("kind",)


class CheckTable(PortalTable):
    """Whose check, from when, until when."""

    who = Column(verbose_name="Whose", orderable=False)
    kind = Column(verbose_name="Who that is", orderable=False)
    checked_on = Column(verbose_name="Checked", nowrap=True, order_by=("checked_on", "pk"))
    valid_until = Column(verbose_name="Due again", nowrap=True, order_by=("valid_until", "pk"))
    outcome = MarkColumn(
        verbose_name="Outcome", accessor="get_outcome_display", orderable=False,
        levels={"Nothing that bars": "ok", "Barred": "bad"},
    )  # fmt: skip


class LapsingTable(PortalTable):
    """Who needs a new check, and by when."""

    full_name = LinkColumn(verbose_name="Name", order_by=("last_name", "first_name", "pk"))
    title = Column(verbose_name="Job title", order_by=("title", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    valid_until = Column(verbose_name="Check counts until", nowrap=True, order_by=("valid_until", "pk"))


class PreaQuestionTable(PortalTable):
    """What is asked, what a yes does, and since when."""

    text = LinkColumn(verbose_name="Question", order_by=("order", "pk"))
    kind = Column(verbose_name="What a “yes” does", order_by=("kind", "pk"))
    authority = Column(verbose_name="Authority", orderable=False)
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))


class PersonOrApplicantColumn(LinkColumn):
    """Who was appointed, linking to the appointment, with whether they began and have an entry."""

    def draw(self, record, accessor):
        """The name, and what keeps them from being counted on."""
        who = record.application.who
        note = "Did not begin" if record.not_begun_at else "" if record.person_id else "No entry in the directory yet"
        return format_html(
            '<a class="row-link" href="{}">{}</a>{}',
            record.get_absolute_url(),
            written(str(who)),
            format_html('<span class="meta">{}</span>', note) if note else "",
        )


class AppointmentTable(PortalTable):
    """Who begins when, where, in which class."""

    who = PersonOrApplicantColumn(verbose_name="Name", accessor="application__who", orderable=False)
    job_class = Column(verbose_name="Class", order_by=("job_class__title", "pk"))
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"))
    shift = Column(verbose_name="Shift", order_by=("shift", "pk"), wide=True)
    starts_on = Column(verbose_name="First day", nowrap=True, order_by=("starts_on", "pk"))
