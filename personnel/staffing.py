"""The staffing guard: no more vacancies are asked for than positions are free (personnel.md 3, item 4).

Authorised positions less filled ones less those promised already must reach the vacancies asked. The database holds
it too (migration 0008); here it is put into words. Whatever fills, frees or promises positions of a class at a
worksite takes the lock of that pair first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from doc_portal.core.locks import hold
from doc_portal.core.workflow import Refused
from personnel.models import Appointment, Position, Requisition, RequisitionPosition, Shift
from personnel.models.requisitions import COMMITTING, UNDECIDED

LIVE = (*UNDECIDED, *COMMITTING)
NAMED = 5


@dataclass(frozen=True)
class Promise:
    """A request that uses up positions, and how many nobody sits in yet."""

    requisition: Requisition
    due: int


@dataclass(frozen=True)
class Staffing:
    """The guard's arithmetic for one class at one worksite."""

    authorised: int
    filled: int
    promises: tuple[Promise, ...]
    asked: int

    @property
    def promised(self) -> int:
        """How many positions other requests have been promised."""
        return sum(one.due for one in self.promises)

    @property
    def free(self) -> int:
        """How many are neither filled nor promised; below zero where too many are."""
        return self.authorised - self.filled - self.promised

    @property
    def short(self) -> int:
        """How many are missing for what is asked."""
        return max(0, self.asked - self.free)

    @property
    def missing(self) -> str:
        """The same in words."""
        return f"{_counted(self.short, 'position is', 'positions are')} missing"


def hold_staffing(*pairs: tuple[int, int]) -> None:
    """Wait until nobody else counts or changes the positions of these (class, worksite), until the transaction ends."""
    for job_class, worksite in sorted(set(pairs)):
        hold(f"personnel.staffing {job_class} {worksite}")


def staffing_of(requisition: Requisition, *with_it: Requisition) -> Staffing:
    """The arithmetic for a request, and for others of its class and worksite that are looked at with it.

    What they ask for counts once: as asked, not as promised.
    """
    asking = (requisition, *with_it)
    keys = {one.pk for one in asking}
    seats = Position.objects.of_kind(requisition.job_class_id, requisition.worksite_id)
    promises = promises_of(requisition.job_class_id, requisition.worksite_id)
    return Staffing(
        authorised=seats.authorised().count(),
        filled=seats.filled().count(),
        promises=tuple(one for one in promises if one.requisition.pk not in keys),
        asked=sum(one.vacancies for one in asking) - seated(keys),
    )


def promises_of(job_class: int, worksite: int) -> tuple[Promise, ...]:
    """The requests that use up positions of a kind, in the order of their approval."""
    due = dict(_promised(job_class, worksite))
    rows = Requisition.objects.filter(pk__in=due).order_by("approved_at", "pk")
    return tuple(Promise(one, due[one.pk]) for one in rows)


def seated(requisitions: Iterable[int]) -> int:
    """How many people appointed for these requests sit in their positions."""
    return Appointment.objects.filter(requisition__in=requisitions, seated_at__isnull=False).count()


def check_staffing(*requisitions: Requisition) -> None:
    """Refuse requests that ask for more than is free, or name positions that are not. Holds the locks until the end.

    For approval, and for publication with every request the announcement covers. Call it inside a transaction.
    """
    by_pair: dict[tuple[int, int], list[Requisition]] = {}
    for one in sorted(requisitions, key=lambda one: one.pk):
        by_pair.setdefault((one.job_class_id, one.worksite_id), []).append(one)
    hold_staffing(*by_pair)
    for together in by_pair.values():
        staffing = staffing_of(*together)
        if staffing.short:
            raise Refused(shortfall_sentence(together, staffing))
        for one in together:
            if taken := taken_chairs(one):
                raise Refused(taken_sentence(one, taken))


def shortfall_sentence(requisitions: list[Requisition], staffing: Staffing) -> str:
    """How many positions are missing, which requests use them up, and the way out."""
    first = requisitions[0]
    numbers = " and ".join(one.number for one in requisitions)
    asks = "asks" if len(requisitions) == 1 else "ask"
    free = max(0, staffing.free)
    told = (
        f"{numbers} {asks} for {_counted(staffing.asked, 'vacancy', 'vacancies')}, but only {free} "
        f"{'is' if free == 1 else 'are'} free: {first.job_class} at {first.worksite} has "
        f"{_counted(staffing.authorised, 'authorized position')}, {staffing.filled} filled"
    )
    if staffing.promises:
        told += f" and {staffing.promised} promised to {named(staffing.promises)}"
    return (
        f"{told}. {staffing.missing[:1].upper()}{staffing.missing[1:]}. Lower the vacancies, cancel a "
        "request that is not needed, or have positions authorized."
    )


def shift_sentence(requisition: Requisition) -> str:
    """Which positions a request names that are worked on another shift than it asks for; empty where none is."""
    chairs = requisition.chairs.exclude(position__shift=requisition.shift).select_related("position")
    apart = [f"{one.position.position_no} ({one.position.get_shift_display()})" for one in chairs.order_by("pk")]
    if not apart:
        return ""
    named = f"{len(apart)} of its positions are" if len(apart) > 1 else "one of its positions is"
    return (
        f"{requisition.number} asks for people {Shift(requisition.shift).phrase}, and {named} worked on another shift: "
        f"{', '.join(apart)}. Change the shift or the positions where that is not meant."
    )


def taken_chairs(requisition: Requisition) -> list[RequisitionPosition]:
    """The positions a request names that it cannot fill: no longer vacant, of another kind, or promised elsewhere."""
    chairs = requisition.chairs.select_related("position__job_class", "position__worksite").order_by("position_id")
    own = set(requisition.appointments.filter(seated_at__isnull=False).values_list("position", flat=True))
    promised = set(named_elsewhere(requisition, COMMITTING).values_list("position", flat=True))
    return [one for one in chairs if one.position_id not in own and _is_taken(one, requisition, promised)]


def _is_taken(chair: RequisitionPosition, requisition: Requisition, promised: set[int]) -> bool:
    position = chair.position
    kind = (position.job_class_id, position.worksite_id) == (requisition.job_class_id, requisition.worksite_id)
    return position.status != Position.Status.VACANT or not kind or position.pk in promised


def named_elsewhere(requisition: Requisition, statuses: Iterable[str] = LIVE):
    """The positions that other requests in one of these statuses name."""
    return RequisitionPosition.objects.filter(requisition__status__in=statuses).exclude(requisition=requisition.pk)


def taken_sentence(requisition: Requisition, chairs: list[RequisitionPosition]) -> str:
    """Which positions are no longer free, and the way out."""
    told = []
    for one in chairs[:NAMED]:
        other = named_elsewhere(requisition, COMMITTING).filter(position=one.position_id).first()
        status = one.position.get_status_display().lower()
        if one.position.status == Position.Status.VACANT:
            status = f"to be filled by {other.requisition.number}" if other else "of another class or worksite"
        told.append(f"position {one.position.position_no} is now {status}")
    return (
        f"{requisition.number} names positions that are not free: {'; '.join(told)}. "
        "Return it to its requester to choose others."
    )


def _promised(job_class: int, worksite: int) -> list[tuple[int, int]]:
    """The requests that use up positions of a kind, with how many nobody sits in yet; counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT requisition_id, due FROM personnel_promised(%s, %s)", [job_class, worksite])
        return cursor.fetchall()


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def named(promises: tuple[Promise, ...]) -> str:
    """The requests with how many each uses up, a few of them by number."""
    told = [f"{one.requisition.number} ({one.due})" for one in promises[:NAMED]]
    rest = len(promises) - len(told)
    if rest:
        told.append(f"{rest} more")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
