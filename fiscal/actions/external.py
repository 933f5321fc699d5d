"""Documents in other systems: their number noted once, what was answered, and an issue for each that was rejected."""

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.refusals import rule_broken
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.documents import documents_of, kind_of
from fiscal.models import DocumentType, ExternalDocRef, ExternalSystem, PaymentRequest, PurchaseOrder
from fiscal.refusals import broken, kept_or_told

Status = ExternalDocRef.Status


@transaction.atomic
def refer(ref: ExternalDocRef, *, by: User) -> ExternalDocRef:
    """Note a document of another system. A number that is used already is refused, naming what it stands for."""
    ref.created_by = by
    try:
        with transaction.atomic():
            ref.save()
    except IntegrityError as error:
        if rule_broken(error) == "external_number_stands_once":
            raise Refused(_used(ref)) from error
        raise broken(error) from error
    log("create", ref, by=by)
    return ref


def refer_document(
    type_code: str, number: str, agency: str, portal_type: str, portal_id: int, *, by: User, system: str = "SAMII",
    values: dict | None = None, **fields,
) -> ExternalDocRef:  # fmt: skip
    """Note what stands in a system for a document of the portal; `values` are its contents for an export.

    A number that was noted for nothing yet becomes this document's, with what was answered to it, unless it is void.
    """
    key = {
        "system": ExternalSystem.objects.get(code=system), "document_type": _type_of(type_code), "agency": agency,
        "number": number, "action": fields.pop("action", "E"), "seq": fields.pop("seq", 1),
    }  # fmt: skip
    free = ExternalDocRef.objects.filter(**key, portal_type="").exclude(status=Status.VOID).first()
    if free is not None:
        return _claim(free, portal_type, portal_id, by, values, sent=fields.get("status") == Status.SENT)
    ref = ExternalDocRef(**key, portal_type=portal_type, portal_id=portal_id, values=values or {}, **fields)
    return refer(ref, by=by)


def _type_of(code: str) -> DocumentType:
    found = DocumentType.objects.filter(code=code).first()
    if found is None:
        raise Refused(f"“{code}” is no type of document in SAM II. Look it up in the list of document types.")
    return found


@transaction.atomic
def _claim(
    ref: ExternalDocRef, portal_type: str, portal_id: int, by: User, values: dict | None, *, sent: bool
) -> ExternalDocRef:
    ref = lock(ref)
    ref.portal_type, ref.portal_id, ref.version = portal_type, portal_id, ref.version + 1
    ref.values = values or ref.values
    with kept_or_told():
        ref.save(update_fields=["portal_type", "portal_id", "values", "version"])
    log("claim", ref, by=by, reason=documents_of([(portal_type, portal_id)])[portal_type, portal_id].name)
    if sent and ref.status == Status.PREPARED:
        with transition(ref, "send", by=by) as ref:
            pass
    return ref


@transaction.atomic
def note_reference(
    record: PurchaseOrder | PaymentRequest, *, system: str, doc_type: str, number: str, by: User, agency: str = ""
) -> ExternalDocRef:
    """Note under which number an issued order or a voucher stands in another system, where it was entered already.

    It may stand in several at once, while one system replaces another.
    """
    order = record if isinstance(record, PurchaseOrder) else record.invoice.order
    if not order.issued_on:
        raise Refused(f"Order {order} is not issued, so no other system holds it. Issue it first.")
    ref = refer_document(
        doc_type, number, agency or agency_of(order), kind_of(record), record.pk, by=by, system=system,
        status=ExternalDocRef.Status.SENT,
    )  # fmt: skip
    log("refer", record, by=by, after=f"{ref.system}: {ref}")
    return ref


@transaction.atomic
def void_references(payment: PaymentRequest, *, sent: bool, by: User, note: str) -> None:
    """The documents of a voucher that is void do not stand in other systems either.

    What reached a system is canceled there: that was entered already (`sent`), or is still to be entered by hand.
    """
    rows = ExternalDocRef.objects.of(kind_of(payment), payment.pk).filter(action=ExternalDocRef.Action.ENTRY)
    for one in rows.exclude(status=Status.VOID).select_related("system", "document_type").order_by("pk"):
        with transition(one, "void", by=by, note=note):
            pass
        if one.status in (Status.SENT, Status.ACCEPTED):
            refer_document(
                one.document_type.code, one.number, one.agency, one.portal_type, payment.pk, by=by,
                system=one.system.code, action=ExternalDocRef.Action.CANCELLATION,
                status=Status.SENT if sent else Status.PREPARED,
            )  # fmt: skip


def agency_of(order: PurchaseOrder) -> str:
    """The agency whose appropriation pays for an order: under it other systems number its documents."""
    rows = order.lines.order_by("no", "fundings__pk").values_list("fundings__appropriation__agency__code", flat=True)
    return rows.first() or ""


def accept_reference(ref: ExternalDocRef, *, by: User, note: str = "") -> ExternalDocRef:
    """The other system took the document."""
    with transition(ref, "accept", by=by, note=note) as locked:
        pass
    return locked


def _used(ref: ExternalDocRef) -> str:
    first = ExternalDocRef.objects.filter(
        system=ref.system, document_type=ref.document_type, agency=ref.agency, number=ref.number, action=ref.action,
        seq=ref.seq,
    ).first()  # fmt: skip
    what = "a document entered before"
    if first and first.portal_type:
        key = (first.portal_type, first.portal_id)
        what = documents_of([key])[key].name
    return (
        f"Number {ref.number} of {ref.document_type.code} in {ref.system} is used already: it stands for {what}. "
        "Enter the number of this document, or the next count where its action is repeated."
    )
