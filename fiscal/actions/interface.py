"""Interface files: asked of OA, approved, written whole or not at all; layouts are confirmed field by field."""

from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, transition
from fiscal.fixed_width import Misfit
from fiscal.interface import records_of
from fiscal.models import DocumentType, ExternalDocRef, InterfaceApproval, InterfaceExport, InterfaceField
from fiscal.refusals import broken

PREVIEW = 20
TOLD = 10


def _save(record: models.Model) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise broken(error) from error


@transaction.atomic
def keep_field(field: InterfaceField, *, by: User, changed: str = "") -> InterfaceField:
    """Enter a field of a layout as OA described it, or keep it as changed."""
    new = field.pk is None
    if new:
        field.created_by = by
    _save(field)
    log("create" if new else "edit", field, by=by, reason=changed)
    return field


@transaction.atomic
def ask_approval(approval: InterfaceApproval, *, by: User, document_types: list[DocumentType]) -> InterfaceApproval:
    """Note what OA was asked for."""
    approval.created_by = by
    _save(approval)
    approval.document_types.set(document_types)
    log("create", approval, by=by, reason=", ".join(one.code for one in document_types))
    return approval


def move_approval(
    approval: InterfaceApproval, *, by: User, verb: str, note: str, test_from: date | None = None,
    test_until: date | None = None,
) -> InterfaceApproval:  # fmt: skip
    """Record OA's answer: test files between two days, the production file set up, or the end."""
    try:
        with transaction.atomic(), transition(approval, verb, by=by, note=note) as locked:
            if verb == "approve":
                locked.answer, locked.test_from, locked.test_until = note[:300], test_from, test_until
    except IntegrityError as error:
        raise broken(error) from error
    return locked


@transaction.atomic
def write_export(export: InterfaceExport, *, by: User) -> InterfaceExport:
    """Write the documents that wait for a file as one, or nothing where a value does not fit.

    Production files mark their documents as sent; test files leave them as they are.
    """
    _require_approval(export)
    rows = ExternalDocRef.objects.for_export().filter(system=export.approval.system, document_type=export.document_type)
    documents = list(rows.select_related("document_type").order_by("pk"))
    if not documents:
        raise Refused(f"No document of the type {export.document_type.code} waits for a file. Nothing was written.")
    try:
        records, marks = records_of(export.document_type.code, documents)
    except Misfit as misfit:
        raise Refused(_told(misfit.problems)) from None
    export.created_by, export.records, export.marks = by, len(records), marks
    export.preview = "\n".join(records[:PREVIEW])
    _save(export)
    export.documents.set(documents)
    export.file = store(_file(export, records), export, by, ("txt",))
    export.save(update_fields=["file"])
    if export.purpose == InterfaceExport.Purpose.PRODUCTION:
        for one in documents:
            with transition(one, "send", by=by, note=str(export)):
                pass
    log("create", export, by=by, details={"documents": len(documents), "records": len(records)})
    return export


def _file(export: InterfaceExport, records: list[str]) -> ContentFile:
    name = f"{export.purpose}-{export.document_type.code}-{timezone.localdate():%Y%m%d}-{export.pk}.txt"
    return ContentFile("".join(f"{one}\n" for one in records).encode("ascii"), name=name)


def _told(problems: list[str]) -> str:
    more = f" And {len(problems) - TOLD:,} more." if len(problems) > TOLD else ""
    return f"Nothing was written: {len(problems):,} values do not fit. {' '.join(problems[:TOLD])}{more}"


def _require_approval(export: InterfaceExport) -> None:
    """Refuse what OA has not approved, saying what is missing."""
    approval, today = export.approval, timezone.localdate()
    if not approval.document_types.filter(pk=export.document_type_id).exists():
        wanted = export.document_type.code
        raise Refused(f"OA's approval is for {approval.type_codes}, not for {wanted}. Ask OA to approve {wanted}.")
    if approval.status not in (InterfaceApproval.Status.APPROVED, InterfaceApproval.Status.PRODUCTION):
        raise Refused(
            f"OA's approval is “{approval.get_status_display().lower()}”. No file is sent before OA has approved it."
        )
    if export.purpose == InterfaceExport.Purpose.PRODUCTION:
        if approval.status != InterfaceApproval.Status.PRODUCTION:
            raise Refused("OA has approved test files only. Production begins once OA has set up the production file.")
    elif not approval.test_from <= today < approval.test_until:
        raise Refused(
            f"OA approved test files from {long_date(approval.test_from)} until {long_date(approval.test_until)}. "
            "Ask OA for other days."
        )
