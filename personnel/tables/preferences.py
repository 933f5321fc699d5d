"""Columns of rules of preference and of claims to it."""

from doc_portal.core.tables import Column, ConfirmedColumn, LinkColumn, PortalTable


class PreferenceRuleTable(PortalTable):
    """Which rule gives what, since when, and by whose authority."""

    get_kind_display = LinkColumn(verbose_name="Kind", order_by=("kind", "-starts_on", "pk"))
    told = ConfirmedColumn(verbose_name="Gives", orderable=False)
    evidence = Column(verbose_name="Proof asked for", orderable=False)
    authority = Column(verbose_name="Authority", orderable=False, wide=True)
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))


class ClaimTable(PortalTable):
    """Who claims what for which announcement."""

    who = LinkColumn(verbose_name="Applicant", accessor="application__who", meta="application.number", orderable=False)
    kind = Column(verbose_name="Claims", order_by=("kind", "pk"))
    posting = Column(
        verbose_name="Announcement", accessor="application__posting", order_by=("application__posting__title", "pk")
    )
    closes = Column(
        verbose_name="Closes", accessor="application__posting__closes_at", nowrap=True,
        order_by=("application__posting__closes_at", "pk"),
    )  # fmt: skip
    status = Column(verbose_name="State", order_by=("status", "pk"))
