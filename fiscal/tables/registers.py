"""Columns of the registers of coordination and of bank accounts."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, PortalTable

ITEM_LEVELS = {"Overdue": "bad", "Open": "info", "Done": "ok"}
ACCOUNT_LEVELS = {"No authority": "bad", "Open": "ok"}


class CoordinationTable(PortalTable):
    """What is due when, to which office, and whose it is."""

    title = LinkColumn(verbose_name="Item", order_by=("title", "pk"))
    office = Column(verbose_name="Office", accessor="get_office_display", order_by=("office", "due_on"))
    owner = Column(
        verbose_name="Owner",
        accessor="owner__shown_name",
        order_by=("owner__last_name", "owner__first_name"),
        wide=True,
    )
    due_on = Column(verbose_name="Due", nowrap=True, order_by=("due_on", "pk"))
    state = MarkColumn(verbose_name="State", orderable=False, levels=ITEM_LEVELS)


class BankAccountTable(PortalTable):
    """Accounts with the policy that allows each."""

    name = LinkColumn(verbose_name="Account", order_by=("name", "pk"))
    bank = Column(verbose_name="Bank", order_by=("bank", "pk"))
    last_digits = Column(verbose_name="Ends in", nowrap=True, orderable=False)
    worksite = Column(verbose_name="Worksite", order_by=("worksite__name", "pk"), wide=True)
    authority = Column(verbose_name="Policy authority", order_by=("authority", "pk"))
    state = MarkColumn(verbose_name="State", orderable=False, levels=ACCOUNT_LEVELS)
