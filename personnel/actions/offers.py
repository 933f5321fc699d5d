"""An offer and what follows: accepted or declined, cleared item by item, appointed, or taken back (item 17)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.actions.moves import moved, require_another
from personnel.announcing import pay_problem
from personnel.models import Application, Appointment, ClearanceItem, Offer, PostingLocation, ReasonCode
from personnel.positions_free import is_free

KINDS_ASKED = (
    (ClearanceItem.Kind.DRUG, "drug_test"),
    (ClearanceItem.Kind.MEDICAL, "physical"),
)


def make_offer(application: Application, offer: Offer, *, by: User, note: str = "") -> Offer:
    """Offer the job, conditional on clearance. `offer` holds place, position, pay and first day.

    Refused for a place of another announcement, where every vacancy there is filled or offered, for a position that
    is not vacant, for pay the class does not give on the first day, and to who would offer it to themselves.
    """
    with moved(application, "offer", by=by, note=note) as locked:
        if offer.location.posting_id != locked.posting_id:
            raise Refused(f"“{offer.location}” is no place of this announcement. Choose one of its places.")
        _require_vacancy(offer.location_id)
        if offer.position_id and not is_free(offer.position, offer.location, locked.posting):
            raise Refused(
                f"Position {offer.position.position_no} is not a vacant position of this class at "
                f"{offer.location.worksite}. Choose another, or none."
            )
        if offer.annual_pay and (problem := pay_problem(locked.posting.job_class, offer.annual_pay, offer.starts_on)):
            raise Refused(problem)
        offer.application, offer.created_by = locked, by
        offer.save()
        log("create", offer, by=by)
    return offer


def _require_vacancy(location: int) -> None:
    """Refuse a place that has no vacancy left. The place is locked, so that two offers at once count each other."""
    place = PostingLocation.objects.select_for_update(no_key=True, of=("self",)).get(pk=location)
    filled = Appointment.objects.standing().filter(location=place).count()
    offered = Offer.objects.standing().filter(location=place).count()
    if filled + offered >= place.vacancies:
        raise Refused(
            f"Every vacancy at {place} is filled or offered ({filled} filled and {offered} offered of "
            f"{place.vacancies}). Choose another place, wait for the answer or take an offer back, or ask for another "
            "vacancy with a new requisition."
        )


def accept_offer(offer: Offer, *, by: User, note: str = "") -> Offer:
    """Note that the offer was accepted, and open what must be cleared: background always, the others as asked for."""
    with moved(offer.application, "clear", by=by, note=note) as locked:
        offer = _standing(locked, offer)
        offer.accepted_at = timezone.now()
        offer.version += 1
        offer.save()
        kinds = [ClearanceItem.Kind.BACKGROUND]
        kinds += [kind for kind, asked in KINDS_ASKED if getattr(locked.posting, asked)]
        kinds += [ClearanceItem.Kind.PREA] if locked.posting.job_class.inmate_contact else []
        ClearanceItem.objects.bulk_create(ClearanceItem(offer=offer, kind=kind) for kind in kinds)
        log("accept", offer, by=by, reason=note)
    return offer


def decline_offer(offer: Offer, *, by: User, reason: ReasonCode, note: str = "") -> Offer:
    """Note that the applicant declined, with the reason from the list."""
    return _end(offer, "decline", ReasonCode.Use.DECLINED, by=by, reason=reason, note=note)


def rescind_offer(offer: Offer, *, by: User, reason: ReasonCode, note: str = "") -> Offer:
    """Take the offer back, with the reason from the list."""
    return _end(offer, "rescind", ReasonCode.Use.RESCINDED, by=by, reason=reason, note=note)


def _end(offer: Offer, verb: str, use: str, *, by: User, reason: ReasonCode, note: str) -> Offer:
    if reason.use != use:
        raise Refused("Choose a reason of the list for this decision.")
    with moved(offer.application, verb, by=by, note=note, reason=reason.code) as locked:
        offer = _standing(locked, offer)
        locked.reason = reason
        offer.ended_at = timezone.now()
        offer.version += 1
        offer.save()
        log(verb, offer, by=by, reason=f"{reason}. {note}".strip())
    return offer


@transaction.atomic
def decide_clearance(item: ClearanceItem, *, by: User, outcome: str, conclusion: str = "") -> ClearanceItem:
    """Note how an item came out. Medical has room for the outcome alone; PREA has a decision of its own (prea.py).

    An item may be decided again while the offer stands: what was not cleared may be cleared later, with both on record.
    """
    item = lock_item(item)
    if item.kind == ClearanceItem.Kind.PREA:
        raise Refused("PREA is cleared by the Office of Professional Standards.")
    if item.kind == ClearanceItem.Kind.MEDICAL and conclusion.strip():
        raise Refused("Of a medical clearance only the outcome is kept. Take the words out.")
    if outcome == ClearanceItem.Outcome.RESTRICTED and item.kind != ClearanceItem.Kind.MEDICAL:
        raise Refused("Only medical clearance comes with a restriction. Choose cleared or not cleared.")
    return keep_outcome(item, outcome, conclusion, by=by)


def lock_item(item: ClearanceItem) -> ClearanceItem:
    """The item, locked, of an offer that stands and was accepted."""
    locked = ClearanceItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    offer = Offer.objects.select_related("application").get(pk=locked.offer_id)
    if offer.ended_at or offer.application.status != Application.Status.CLEARANCE:
        raise Refused(f"{offer} does not stand any more, or the appointment was made. Nothing is left to clear.")
    return locked


def keep_outcome(item: ClearanceItem, outcome: str, conclusion: str, *, by: User) -> ClearanceItem:
    """Write an outcome on a locked item. The record of acts says that it was decided, never what was found."""
    require_another(item.offer.application, by)
    if outcome not in ClearanceItem.Outcome.values or outcome == ClearanceItem.Outcome.OPEN:
        raise Refused("Choose how it came out.")
    item.outcome, item.conclusion = outcome, conclusion
    item.decided_by, item.decided_at = by, timezone.now()
    item.save()
    log("clear_item", item.offer, by=by, reason=item.get_kind_display())
    return item


def _standing(application: Application, offer: Offer) -> Offer:
    found = Offer.objects.filter(pk=offer.pk, application=application, ended_at=None)
    standing = found.select_for_update(no_key=True, of=("self",)).first()
    if standing is None:
        raise Refused(f"This offer to {application.who} does not stand any more. Nothing was changed.")
    return standing
