"""Keep the list of vendors; each change names who made it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from fiscal.models import Vendor


@transaction.atomic
def keep_vendor(vendor: Vendor, *, by: User, changed: str = "") -> Vendor:
    """Add or change a vendor. Who changed it approves no bill of its orders."""
    made = vendor.pk is None
    if not made:
        vendor.changed_by, vendor.changed_at = by, timezone.now()
    vendor.save()
    log("create" if made else "edit", vendor, by=by, reason=changed)
    return vendor


def note_payment(vendor_id: int, on: date) -> None:
    """Keep the day on which a vendor was last paid, where it is later than what is kept."""
    Vendor.objects.filter(pk=vendor_id).exclude(last_paid_on__gte=on).update(last_paid_on=on)
