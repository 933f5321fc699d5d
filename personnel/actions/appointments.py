"""The appointment: who begins when, where, in which class; what it fills, and what frees it again.

Somebody from outside is linked to their entry in the directory once there is one.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from personnel.actions.first_weeks import give_to_person, start_first_weeks
from personnel.actions.moves import moved
from personnel.actions.positions import fill_position, vacate_position
from personnel.actions.requisitions import note_appointment, reopen_requisition
from personnel.models import Appointment, Offer, Person, Position, Posting, PreaCheck, Requisition
from personnel.refusals import broken
from personnel.staffing import hold_staffing

FILLING = (Requisition.Status.POSTED, Requisition.Status.PARTLY_FILLED)


def appoint(offer: Offer, *, by: User, note: str = "") -> Appointment:
    """Appoint whom an accepted offer was made to. The database's gate checks vacancies, clearance and PREA.

    The request it fills becomes partly filled or filled, and the position filled for a person of the directory;
    somebody from outside is linked by a steward. The last vacancy closes what is open until filled.
    """
    with moved(offer.application, "appoint", by=by, note=note) as application:
        offer = Offer.objects.select_related("location", "position").get(pk=offer.pk)
        if application.posting.closing_type == Posting.ClosingType.UNTIL_FILLED:
            lock(application.posting)  # before its requests, as where it is cancelled
        if offer.position_id and offer.position.status != Position.Status.VACANT:
            _refuse_taken(offer.position)
        try:
            with transaction.atomic():
                appointment = Appointment.objects.create(
                    application=application,
                    offer=offer,
                    location=offer.location,
                    job_class_id=application.posting.job_class_id,
                    worksite_id=offer.location.worksite_id,
                    shift=offer.location.shift,
                    position_id=offer.position_id,
                    person_id=application.person_id,
                    starts_on=offer.starts_on,
                    created_by=by,
                )
        except IntegrityError as error:
            raise broken(error, who=application.who) from error
        appointment.refresh_from_db()
        log("create", appointment, by=by)
        if application.posting.closing_type == Posting.ClosingType.UNTIL_FILLED:
            index_entry(application.posting)  # the last vacancy may be filled
        if appointment.requisition_id and appointment.requisition.status in FILLING:
            note_appointment(appointment.requisition, by=by)
        if appointment.person_id and appointment.position_id:
            fill_position(appointment.position, appointment.person, by=by)
            appointment.refresh_from_db()
        start_first_weeks(appointment)
    return appointment


@transaction.atomic
def link_appointment(appointment: Appointment, *, by: User, person: Person) -> Appointment:
    """Say which entry of the directory somebody from outside became.

    Their position is filled, their first weeks are theirs, and their background check counts on from its day.
    """
    locked = lock(appointment)
    if locked.not_begun_at:
        raise Refused(f"{locked.application.who} did not begin. There is no entry to link. Nothing was changed.")
    if locked.person_id:
        raise Refused(f"This appointment is already linked to {locked.person}. Nothing was changed.")
    if not person.is_current:
        raise Refused(f"{person} has left. Add an entry for the new appointment first.")
    if locked.position_id and locked.position.status != Position.Status.VACANT:
        _refuse_taken(locked.position)
    locked.person = person
    locked.version += 1
    locked.save()
    log("link", locked, by=by, reason=str(person))
    if locked.position_id:
        fill_position(locked.position, person, by=by)
    give_to_person(locked)
    checks = PreaCheck.objects.filter(applicant=locked.application.applicant_id)
    PreaCheck.objects.bulk_create(
        PreaCheck(
            person=person, checked_on=one.checked_on, valid_until=one.valid_until, outcome=one.outcome, created_by=by
        )
        for one in checks
    )
    return Appointment.objects.get(pk=locked.pk)


def release_appointment(appointment: Appointment, *, by: User, note: str) -> Appointment:
    """Note that somebody did not begin: their position and the vacancy are free again. All of it stays on record.

    The application ends as declined, and the request behind the announcement is open again. What closed when it was
    filled stays closed: somebody else who applied is chosen, or the request is announced anew.
    """
    if not note.strip():
        raise Refused("Say what happened.")
    with moved(appointment.application, "miss", by=by, note=note) as application:
        application.retention_until = None
        hold_staffing((appointment.job_class_id, appointment.worksite_id))
        chair = Position.objects.filter(pk=appointment.position_id, holder=appointment.person_id).first()
        if chair is not None and appointment.person_id:
            vacate_position(chair, by=by, note=note)
        locked = lock(appointment)
        locked.not_begun_at, locked.not_begun_note, locked.seated_at = timezone.now(), note, None
        locked.version += 1
        locked.save()
        log("release", locked, by=by, reason=note)
        if locked.requisition_id:
            reopen_requisition(locked.requisition, by=by)
    return locked


def _refuse_taken(position: Position) -> None:
    raise Refused(
        f"Position {position.position_no} is {position.get_status_display().lower()} now. Choose another vacant "
        "position on a new offer, or ask Personnel to make this one vacant."
    )
