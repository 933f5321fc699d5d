"""Documents in other systems: their number noted once, what was answered, and an issue for each that was rejected."""

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.refusals import rule_broken
from doc_portal.core.workflow import Refused, transition
from fiscal.models import DocumentType, ExternalDocRef, ExternalSystem
from fiscal.refusals import broken


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
    """Note what stands in a system for a document of the portal; `values` are its contents for an export."""
    ref = ExternalDocRef(
        system=ExternalSystem.objects.get(code=system), document_type=DocumentType.objects.get(code=type_code),
        agency=agency, number=number, portal_type=portal_type, portal_id=portal_id, values=values or {}, **fields,
    )  # fmt: skip
    return refer(ref, by=by)


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
    what = f"{first.portal_type} {first.portal_id}" if first and first.portal_type else "a document entered before"
    return (
        f"Number {ref.number} of {ref.document_type.code} in {ref.system} is used already: it stands for {what}. "
        "Enter the number of this document, or the next count where its action is repeated."
    )
