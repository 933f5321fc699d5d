"""Keep the list of vendors; each change names who made it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.models import Vendor
from fiscal.refusals import kept_or_told


@transaction.atomic
def keep_vendor(vendor: Vendor, *, by: User, changed: str = "") -> Vendor:
    """Add or change a vendor. Who changed it approves no bill of its orders; none is entered twice under its name."""
    made = vendor.pk is None
    if not made:
        vendor.changed_by, vendor.changed_at = by, timezone.now()
    _require_another_name(vendor)
    with kept_or_told():
        vendor.save()
    log("create" if made else "edit", vendor, by=by, reason=changed)
    return vendor


def _require_another_name(vendor: Vendor) -> None:
    if not vendor.active or vendor.another_reason.strip():
        return
    same = Vendor.objects.same_name(vendor.name).exclude(pk=vendor.pk).first()
    if same is not None:
        raise Refused(
            f"{same.name} ({same.number}) has this name. Open that one, or say why {vendor.number} is another vendor."
        )


def note_payment(vendor_id: int, on: date) -> None:
    """Keep the day on which a vendor was last paid, where it is later than what is kept."""
    Vendor.objects.filter(pk=vendor_id).exclude(last_paid_on__gte=on).update(last_paid_on=on)
