"""Keep the list of vendors; each change names who made it."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from fiscal.models import Vendor
from fiscal.refusals import broken


@transaction.atomic
def keep_vendor(vendor: Vendor, *, by: User, changed: str = "") -> Vendor:
    """Add or change a vendor. Who last changed it approves none of its bills."""
    made = vendor.pk is None
    if not made:
        vendor.changed_by, vendor.changed_at = by, timezone.now()
    vendor.save()
    log("create" if made else "edit", vendor, by=by, reason=changed)
    return vendor


def note_payments(vendors: Iterable[int], on: date) -> int:
    """Keep the day on which vendors were last paid, where it is later than what is kept; how many were."""
    try:
        with transaction.atomic():
            earlier = Q(last_paid_on=None) | Q(last_paid_on__lt=on)
            return Vendor.objects.filter(earlier, pk__in=list(vendors)).update(last_paid_on=on)
    except IntegrityError as error:
        raise broken(error) from error
