"""Columns of the lists of vendors and contracts."""

from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable

VENDOR_LEVELS = {"In use": "ok", "Debarred": "bad", "No sales tax": "bad"}
CONTRACT_LEVELS = {"In force": "ok", "Expired": "bad", "To come": "info", "In preparation": "info"}


class VendorTable(PortalTable):
    """A vendor with its numbers and whether it can be used."""

    name = LinkColumn(verbose_name="Vendor", meta="number", order_by=("name_upper", "pk"))
    fein = Column(verbose_name="FEIN", orderable=False, nowrap=True, wide=True)
    usage = Column(verbose_name="Used for", order_by=("usage", "name_upper"), wide=True)
    last_paid_on = Column(verbose_name="Last paid", order_by=("last_paid_on", "pk"), nowrap=True)
    state = MarkColumn(verbose_name="State", orderable=False, levels=VENDOR_LEVELS)


class LeftColumn(NumberColumn):
    """What can still be ordered; that there is no ceiling, where there is none."""

    def draw(self, record, accessor):
        """The amount or the words."""
        return "No ceiling" if record.left is None else super().draw(record, accessor)


class ContractTable(PortalTable):
    """A contract with its vendor, its last day and what is left of it."""

    number = LinkColumn(verbose_name="Contract", meta="title", order_by=("number", "pk"))
    vendor = Column(verbose_name="Vendor", order_by=("vendor__name_upper", "pk"))
    kind = Column(verbose_name="Kind", order_by=("kind", "number"), wide=True)
    ends_on = Column(verbose_name="Last day", order_by=("ends_on", "pk"), nowrap=True)
    left = LeftColumn(verbose_name="Left", orderable=False)
    state = MarkColumn(verbose_name="State", orderable=False, levels=CONTRACT_LEVELS)
