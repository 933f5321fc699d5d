"""The appointment: who begins when, where, in which class; what it fills, and how somebody from outside is linked."""

from django.db import IntegrityError, transaction
from django.db.models import Count

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock, transition
from personnel.actions.first_weeks import give_to_person, start_first_weeks
from personnel.actions.moves import moved
from personnel.models import Appointment, Offer, Person, Position, Posting, PreaCheck, Requisition
from personnel.refusals import broken

FILLING = (Requisition.Status.POSTED, Requisition.Status.PARTLY_FILLED)


def appoint(offer: Offer, *, by: User, note: str = "") -> Appointment:
    """Appoint whom an accepted offer was made to. The database's gate checks vacancies, clearance and PREA.

    The requests of the announcement become partly filled or filled, and the position filled for a person of the
    directory; somebody from outside is linked by a steward.
    """
    with moved(offer.application, "appoint", by=by, note=note) as application:
        if application.person_id and application.person.user_id == by.pk:
            raise Refused("This is your own application. Somebody else must appoint you.")
        offer = Offer.objects.select_related("location", "position").get(pk=offer.pk)
        position = lock(offer.position) if offer.position_id else None
        try:
            with transaction.atomic():
                appointment = Appointment.objects.create(
                    application=application,
                    offer=offer,
                    location=offer.location,
                    job_class_id=application.posting.job_class_id,
                    worksite_id=offer.location.worksite_id,
                    shift=offer.location.shift,
                    position=position,
                    person_id=application.person_id,
                    starts_on=offer.starts_on,
                    created_by=by,
                )
        except IntegrityError as error:
            raise broken(error, who=application.who) from error
        log("create", appointment, by=by)
        _fill_position(appointment, position, by=by)
        note_what_is_filled(application.posting, by=by)
    start_first_weeks(appointment)
    return appointment


@transaction.atomic
def link_appointment(appointment: Appointment, *, by: User, person: Person) -> Appointment:
    """Say which entry of the directory somebody from outside became.

    Their position is filled, their first weeks are theirs, and their background check counts on from its day.
    """
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",)).get(pk=appointment.pk)
    if locked.person_id:
        raise Refused(f"This appointment is already linked to {locked.person}. Nothing was changed.")
    if not person.is_current:
        raise Refused(f"{person} has left. Add an entry for the new appointment first.")
    position = lock(locked.position) if locked.position_id else None
    if position is not None and position.status != Position.Status.VACANT:
        raise Refused(
            f"Position {position.position_no} is {position.get_status_display().lower()} now. "
            "Ask Personnel which position the appointment takes."
        )
    locked.person = person
    locked.version += 1
    locked.save()
    log("link", locked, by=by, reason=str(person))
    _fill_position(locked, position, by=by)
    give_to_person(locked)
    checks = PreaCheck.objects.filter(applicant=locked.application.applicant_id)
    PreaCheck.objects.bulk_create(
        PreaCheck(
            person=person, checked_on=one.checked_on, valid_until=one.valid_until, outcome=one.outcome, created_by=by
        )
        for one in checks
    )
    return locked


def note_what_is_filled(posting: Posting, *, by: User | None) -> None:
    """Set the requests of an announcement to partly filled or filled, from the appointments alone.

    Appointments at a worksite and shift fill its requests for the same, the oldest first.
    """
    together = Posting.objects.filter(requisitions__postings=posting)
    rows = Requisition.objects.filter(pk__in=Requisition.objects.filter(postings__in=together).values("pk"))
    requests = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    counted = filled_of(requests)
    for requisition in requests:
        have = counted[requisition.pk]
        if not have or requisition.status not in FILLING:
            continue
        full = have >= requisition.vacancies
        if full or requisition.status == Requisition.Status.POSTED:
            with transition(requisition, "fill" if full else "part_fill", by=by, note=f"{have} appointed"):
                pass


def filled_of(requests: list[Requisition]) -> dict[int, int]:
    """How many vacancies of each request are filled by appointments; all requests of an announcement together."""
    rows = Appointment.objects.filter(location__posting__requisitions__in=requests).order_by()
    rows = rows.values_list("location__posting", "worksite", "shift").annotate(n=Count("pk", distinct=True))
    there = {tuple(place): number for *place, number in rows}
    by_key, found = {one.pk: one for one in requests}, dict.fromkeys((one.pk for one in requests), 0)
    pairs = Requisition.postings.through.objects.filter(requisition__in=requests).order_by("posting", "requisition")
    for posting, key in pairs.values_list("posting", "requisition"):
        one = by_key[key]
        place = (posting, one.worksite_id, one.shift)
        taken = min(there.get(place, 0), one.vacancies - found[key])
        there[place] = there.get(place, 0) - taken
        found[key] += taken
    return found


def _fill_position(appointment: Appointment, position: Position | None, *, by: User) -> None:
    if position is None or appointment.person_id is None or position.holder_id == appointment.person_id:
        return
    try:
        with transition(position, "fill", by=by, note=str(appointment.person)) as locked:
            locked.holder_id = appointment.person_id
    except IntegrityError as error:
        raise broken(error) from error
