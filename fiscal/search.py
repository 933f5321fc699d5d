"""What search knows of fiscal: vendors and contracts, by number and name; sealed quotes and drafts never."""

from doc_portal.core.search.index import Entry
from fiscal.models import Contract, Vendor


def vendor_rows():
    """Vendors in use."""
    return Vendor.objects.active()


def vendor_entry(vendor: Vendor) -> Entry:
    """Found by name, statewide number, FEIN and MissouriBUYS ID."""
    return Entry(
        title=vendor.name,
        url=vendor.get_absolute_url(),
        summary=f"Vendor {vendor.number}, {vendor.get_usage_display().lower()}",
        identifiers=tuple(filter(None, (vendor.number, vendor.fein, vendor.missouribuys_id))),
        permission="fiscal.view_vendor",
    )


def contract_rows():
    """Contracts that were put in force."""
    return Contract.objects.exclude(status=Contract.Status.DRAFT).select_related("vendor")


def contract_entry(contract: Contract) -> Entry:
    """Found by number, title, vendor and solicitation."""
    return Entry(
        title=str(contract),
        url=contract.get_absolute_url(),
        summary=f"{contract.get_kind_display()} contract with {contract.vendor}, until {contract.ends_on:%B %-d, %Y}",
        identifiers=tuple(filter(None, (contract.number, contract.solicitation))),
        permission="fiscal.view_contract",
        weight=-1,
    )
