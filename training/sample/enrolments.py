"""Who is on the lists of the sample's classes, in every state an enrollment can be in; those with a seat are booked."""

import uuid
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from personnel.models import Assignment
from training.actions.holds import hold
from training.booking import Booking
from training.models import SEATED, Enrolment, Hold, Meeting, ScheduledClass
from training.relief import Group
from training.resources import resources_of
from training.sample.classes import FEW
from training.sample.completions import ASIDE, bystanders

ASKING = 4  # people who wait for one supervisor
POOL = 150  # people who come to these classes, so that the others are free for a year of them
S = ScheduledClass.Status
E = Enrolment.Status
COMING = (E.ENROLLED, E.ENROLLED, E.ENROLLED, E.ENROLLED, E.ENROLLED, E.PENDING_SUPERVISOR, E.NOMINATED, E.WITHDRAWN,
          E.DENIED, E.APPROVED, E.BUMPED)  # fmt: skip
FULL = (E.ENROLLED, E.ENROLLED, E.ENROLLED, E.ENROLLED, E.WAITLISTED, E.WAITLISTED, E.WITHDRAWN, E.NOMINATED,
        E.PENDING_SUPERVISOR, E.DENIED, E.APPROVED)  # fmt: skip
OFFERING = (*FULL[:3], E.OFFERED, *FULL[4:])
HELD = (E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.ATTENDED, E.PARTIAL, E.NO_SHOW, E.EXCUSED,
        E.WITHDRAWN, E.BUMPED)  # fmt: skip
UNDERWAY = (*(E.ENROLLED,) * 7, E.WITHDRAWN, E.DENIED)
OFF = (*(E.WITHDRAWN,) * 5, E.DENIED)
LISTS = {S.COMPLETED: HELD, S.IN_PROGRESS: UNDERWAY, S.CANCELLED: OFF}
OUTCOMES = {E.ATTENDED: Enrolment.Outcome.PASSED, E.PARTIAL: Enrolment.Outcome.INCOMPLETE}
UNDECIDED = (E.NOMINATED, E.PENDING_SUPERVISOR, E.DENIED)


def enrol(context: Context) -> int:
    """A list for each class that is no draft."""
    if Enrolment.objects.exists():
        return 0
    made = Enrolment.objects.bulk_create(_enrolments(context))
    _book([one for one in made if one.status in SEATED])
    return len(made) + len(Enrolment.objects.bulk_create(_asked_for(context)))


class _Turn:
    """People by turns, of each shift one to a class: the smallest shift can spare one."""

    def __init__(self, rows: list[tuple[int, Group]]):
        self.queue = deque(rows)

    def take(self, many: int) -> list[int]:
        chosen: list[int] = []
        groups: set[Group] = set()
        for person, group in [*self.queue]:
            if len(chosen) == many:
                break
            if not group[1] or group not in groups:
                chosen.append(person)
                groups.add(group)
                self.queue.remove((person, group))
                self.queue.append((person, group))
        return chosen


def _people(context: Context) -> list[tuple[int, Group]]:
    """Who may come, with their shifts: they are here for long enough and nothing is set aside for them."""
    others = bystanders().filter(instructor=None, ended_on=None).exclude(pk__in=bystanders()[:ASIDE].values("pk"))
    mains = Assignment.objects.primary(context.today).filter(
        person__in=others, starts_on__lt=context.day(-90), ends_on=None
    )
    rows = mains.order_by("person__employee_number").values_list("person", "worksite", "shift")[:POOL]
    return [(person, (site, shift)) for person, site, shift in rows]


def _enrolments(context: Context) -> Iterator[Enrolment]:
    approver = User.objects.get(username="registrar.academy")
    classes = ScheduledClass.objects.exclude(status=S.DRAFT).annotate(planned=Min("meetings__starts_at"))
    turn, offering = _Turn(_people(context)), True
    for one in classes.order_by("number"):
        wanted = LISTS.get(one.status, COMING)
        if one.capacity == FEW and one.status in ScheduledClass.OFFERED:
            wanted, offering = OFFERING if offering else FULL, False
        for seat, (person, status) in enumerate(zip(turn.take(len(wanted)), wanted, strict=False)):
            yield _enrolment(context, one, seat, person, status, approver)


def _enrolment(context: Context, one: ScheduledClass, seat: int, person: int, status: str, by: User) -> Enrolment:
    decided = status not in UNDECIDED
    nominated = _nominated(context, one.planned)
    return Enrolment(
        uid=uuid.UUID(int=context.chance(f"enrolment {seat} of {one.number}").getrandbits(128)),
        scheduled_class=one,
        person_id=person,
        status=status,
        outcome=OUTCOMES.get(status, ""),
        nominated_at=nominated,
        approved_by=by if decided else None,
        approved_at=nominated + timedelta(days=1) if decided else None,
        offer_expires_at=context.moment(1) if status == E.OFFERED else None,
        changed_at=nominated + timedelta(days=1),
        created_by=by,
    )


def _asked_for(context: Context) -> Iterator[Enrolment]:
    """People of one worksite who wait for their supervisor, each for a class of a course they are on no list of."""
    supervisor = User.objects.filter(sample=True, username="supervisor.bonneterre").first()
    if supervisor is None:
        return
    sites = supervisor.grants.exclude(worksite=None).values("worksite")
    team = bystanders().filter(worksite__in=sites, user__sample=False, instructor=None, ended_on=None)
    classes = ScheduledClass.objects.filter(status=S.PUBLISHED).annotate(planned=Min("meetings__starts_at"))
    wide = list(classes.filter(capacity__gt=FEW, course_version__min_seats=1).order_by("-number")[:ASKING])
    for one, person in zip(wide, team[:ASKING], strict=False):
        listed = Enrolment.objects.live().filter(person=person, scheduled_class__course_version=one.course_version_id)
        if not listed.exists():
            yield _enrolment(context, one, ASKING * 10, person.pk, E.PENDING_SUPERVISOR, supervisor)


def _nominated(context: Context, planned: datetime) -> datetime:
    """Three weeks before the class, and not in the days to come."""
    return min(planned - timedelta(days=21), context.moment(-6))


def _book(seated: list[Enrolment]) -> None:
    """The time of those who have a seat, as far as the class has days."""
    resources = resources_of(one.person_id for one in seated)
    meetings: dict[int, list[Meeting]] = {}
    for meeting in Meeting.objects.standing().order_by("pk"):
        meetings.setdefault(meeting.scheduled_class_id, []).append(meeting)
    hold(
        Booking(
            resource=resources[one.person_id], start=meeting.starts_at, stop=meeting.ends_at,
            source=Hold.Source.ENROLMENT, meeting=meeting.pk, enrolment=one.pk,
        )
        for one in seated
        for meeting in meetings.get(one.scheduled_class_id, ())
    )  # fmt: skip
