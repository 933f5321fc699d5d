"""Documents that postings name by kind and key: what people call them, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiscal.models import CardTransaction, Invoice, PaymentRequest, PurchaseOrder, Requisition

KINDS = {
    "REQ": Requisition.objects.select_related("worksite"),
    "PO": PurchaseOrder.objects.select_related("worksite"),
    "INV": Invoice.objects.select_related("order__worksite", "vendor"),
    "PAY": PaymentRequest.objects.select_related("invoice__order__worksite"),
    "CARD": CardTransaction.objects.select_related("card__worksite"),
}
Key = tuple[str, int]


def kind_of(record) -> str:
    """The kind by which postings and references name a record."""
    return next(kind for kind, rows in KINDS.items() if rows.model is type(record))


@dataclass(frozen=True)
class Document:
    """What a document is called; its address for who may see it, else empty."""

    name: str
    url: str = ""


def documents_of(keys: Iterable[Key], user=None) -> dict[Key, Document]:
    """Each document by kind and key, one query a kind; those of kinds the portal does not keep by their key."""
    wanted = set(keys)
    found = {key: Document(f"{key[0]} {key[1]}") for key in wanted}
    for kind, rows in KINDS.items():
        ids = {key for of, key in wanted if of == kind}
        for row in rows.filter(pk__in=ids) if ids else ():
            right = f"fiscal.view_{row._meta.model_name}"
            url = row.get_absolute_url() if user is not None and user.has_perm(right, row) else ""
            found[kind, row.pk] = Document(str(row), url)
    return found
