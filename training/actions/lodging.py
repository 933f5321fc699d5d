"""A bed for who comes from afar: offered for classes of several days beyond a set distance (training.md 3, item 17)."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from training.actions.holds import hold, release
from training.booking import Booking
from training.models import SEATED, Bed, BedStay, Distance, Enrolment, Hold, LodgingGroup
from training.refusals import broken
from training.sittings import days_of

NOON = time(12)
MOST_NIGHTS = 60


@transaction.atomic
def give_bed(
    enrolment: Enrolment, *, by: User, group: LodgingGroup, bed: Bed, arrives_on: date, leaves_on: date
) -> Enrolment:
    """Book a bed from noon to noon. Its room is kept for the group chosen; the database refuses any other."""
    lock(enrolment.scheduled_class)
    stood = lock(enrolment)
    _require_lodging(stood)
    if not 0 < (leaves_on - arrives_on).days <= MOST_NIGHTS:
        raise Refused(f"{stood.person} must leave after they arrive, within {MOST_NIGHTS} nights. Check both days.")
    start, stop = (timezone.make_aware(datetime.combine(day, NOON)) for day in (arrives_on, leaves_on))
    hold([Booking(
        resource=bed.resource.pk, start=start, stop=stop, source=Hold.Source.LODGING, enrolment=stood.pk,
    )])  # fmt: skip
    try:
        with transaction.atomic():
            stay = BedStay.objects.create(
                enrolment=stood, group=group, bed=bed, during=DateTimeTZRange(start, stop), created_by=by
            )
    except IntegrityError as error:
        raise broken(error) from error
    log("lodge", stay, by=by)
    return stood


@transaction.atomic
def end_stay(stay: BedStay, *, by: User, note: str = "") -> BedStay:
    """Give a bed back."""
    lock(stay.enrolment.scheduled_class)
    locked = lock(stay)
    if locked.ended_at is not None:
        raise Refused(f"{locked.bed} was already given back. Nothing was changed.")
    locked.ended_at = timezone.now()
    locked.version += 1
    locked.save(update_fields=["ended_at", "version"])
    release(Hold.objects.filter(enrolment=locked.enrolment_id, resource__bed=locked.bed_id))
    log("end", locked, by=by, reason=note)
    return locked


def bed_is_offered(enrolment: Enrolment) -> bool:
    """Whether somebody may have a bed and has none."""
    try:
        _require_lodging(enrolment)
    except Refused:
        return False
    return True


def _require_lodging(enrolment: Enrolment) -> None:
    """Refuse a bed for who has no seat, for a class of one day, and for who works near."""
    one, person = enrolment.scheduled_class, enrolment.person
    if one.ends_at is not None and one.ends_at <= timezone.now():
        raise Refused(f"{one.number} is over. No bed is booked for it any more.")
    if enrolment.status not in SEATED:
        raise Refused(f"{person} has no seat in {one.number}. Beds are for those who come.")
    if enrolment.stays.filter(ended_at=None).exists():
        raise Refused(f"{person} already has a bed for {one.number}. Give that one back first.")
    if len(days_of(one)) < 2:
        raise Refused(f"{one.number} meets on one day. Beds are offered for classes of several days.")
    miles, least = miles_to(enrolment), int(value_of("training_lodging_miles"))
    if miles is None:
        raise Refused(
            f"How far {person.worksite or person} lies from {one.center or one.number} is not known. "
            "Enter the distance first."
        )
    if miles < least:
        raise Refused(f"{person} works {miles} miles from {one.center}. Beds are offered from {least} miles on.")


def miles_to(enrolment: Enrolment) -> int | None:
    """How far somebody works from the center of their class; None where nobody has entered it."""
    rows = Distance.objects.filter(worksite=enrolment.person.worksite_id, center=enrolment.scheduled_class.center_id)
    return rows.values_list("miles", flat=True).first()
