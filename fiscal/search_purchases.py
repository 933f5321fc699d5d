"""What search knows of purchases: requisitions and orders that are under way, by number. Drafts never."""

from doc_portal.core.search.index import Entry
from fiscal.models import PurchaseOrder, Requisition


def requisition_rows():
    """Submitted ones that are not at their end."""
    return Requisition.objects.unfinished().exclude(status__in=["draft", "returned"]).select_related("worksite")


def requisition_entry(one: Requisition) -> Entry:
    """Found by its number and its need, by those who read requisitions of the worksite."""
    return Entry(
        title=one.number,
        url=one.get_absolute_url(),
        summary=f"Requisition of {one.worksite}, {one.get_status_display().lower()}: {one.need_words}",
        identifiers=(one.number,),
        permission="fiscal.view_requisition",
        worksite_id=one.worksite_id,
        weight=-1,
    )


def order_rows():
    """Issued orders that are not closed."""
    return PurchaseOrder.objects.open().select_related("worksite", "vendor")


def order_entry(one: PurchaseOrder) -> Entry:
    """Found by its number and its vendor, by those who read orders of the worksite."""
    return Entry(
        title=one.number,
        url=one.get_absolute_url(),
        summary=f"Order to {one.vendor} for {one.worksite}",
        identifiers=(one.number,),
        permission="fiscal.view_purchaseorder",
        worksite_id=one.worksite_id,
        weight=-1,
    )
