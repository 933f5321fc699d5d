"""Columns of the lists of announcements, for those who look for a job and for those who work on them."""

from django.db.models import F

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable

BY_PAY = F("pay_high").desc(nulls_last=True)
BY_CLOSE = F("closes_at").asc(nulls_last=True)


class PlacesColumn(Column):
    """The worksites, in a few words where there are many."""

    def plain(self, record, accessor):
        """All of them, for an export."""
        return "; ".join(dict.fromkeys(place.worksite.name for place in record.locations.all()))


class JobTable(PortalTable):
    """Open jobs, as they are sorted and exported; the page shows them as cards."""

    title = LinkColumn(verbose_name="Title")
    number = Column(verbose_name="Number", orderable=False)
    job_class = Column(verbose_name="Class", orderable=False)
    places = PlacesColumn(verbose_name="Worksites", accessor="place_names", orderable=False)
    openings = NumberColumn(verbose_name="Openings", orderable=False)
    pay = Column(verbose_name="Yearly pay", accessor="yearly_pay")
    opens = Column(verbose_name="Opened", accessor="opens_at")
    closes = Column(verbose_name="Closes", accessor="closes_at")

    class Meta(PortalTable.Meta):
        order_by = ("closes",)

    def order_pay(self, rows, is_descending):
        """The best paid first; what names no pay comes last."""
        return rows.order_by(BY_PAY if is_descending else "pay_low", "-pk"), True

    def order_closes(self, rows, is_descending):
        """The next to close first; what has no close comes last."""
        return rows.order_by("-closes_at" if is_descending else BY_CLOSE, "-pk"), True

    def order_opens(self, rows, is_descending):
        return rows.order_by("-opens_at" if is_descending else "opens_at", "-pk"), True


class PostingDeskTable(PortalTable):
    """What one works on: which announcement, where it stands, and its days."""

    title = LinkColumn(verbose_name="Announcement", meta="number")
    phase = MarkColumn(
        verbose_name="Status",
        orderable=False,
        levels={
            "Open": "ok", "Scheduled": "info", "In review": "warn", "Returned for changes": "warn", "Approved": "info",
            "Reviewing applications": "info",
        },
    )  # fmt: skip
    places = PlacesColumn(verbose_name="Worksites", accessor="place_names", orderable=False)
    openings = NumberColumn(verbose_name="Openings", orderable=False)
    audience = Column(verbose_name="For", wide=True, order_by=("audience", "pk"))
    created_by = Column(verbose_name="Written by", orderable=False, wide=True)
    opens_at = Column(verbose_name="Opens", nowrap=True, order_by=("opens_at", "pk"))
    closes_at = Column(verbose_name="Closes", nowrap=True, order_by=("closes_at", "pk"))

    class Meta(PortalTable.Meta):
        order_by = ("-opens_at",)
