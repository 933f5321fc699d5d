"""What training gives people to do: seats to answer, and what waits for a second person or an end. One query each."""

from django.db.models import DurationField, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import long_moment, short_date
from doc_portal.core.models import Setting, User
from doc_portal.core.registry import TodoItem
from training.actions.classes import MINIMUM_DAYS
from training.approving import not_written_by
from training.models import CourseVersion, Enrolment, LocalReport, ScheduledClass
from training.teams import team_of

SHOWN = 20
ASKED = (Enrolment.Status.NOMINATED, Enrolment.Status.PENDING_SUPERVISOR)
APPROVE_SEATS = "training.approve_enrolment"


def offers(user):
    """Seats offered to a person."""
    return Enrolment.objects.filter(person__user=user, status=Enrolment.Status.OFFERED)


def offers_to_answer(user: User) -> list[TodoItem]:
    """Seats held for oneself until one accepts or declines."""
    rows = offers(user).filter(offer_expires_at__gt=timezone.now()).for_list().order_by("offer_expires_at", "pk")
    return [
        TodoItem(
            title=f"Accept or decline the seat in {one.scheduled_class}",
            url=reverse("training:enrolment-accept", args=[one.uid]),
            note=f"It is held for you until {long_moment(one.offer_expires_at)}.",
            due_on=timezone.localdate(one.offer_expires_at),
        )
        for one in rows[:SHOWN]
    ]


def seats_asked(user: User):
    """People who ask to attend a class to come, and whom one answers for; nobody approves themselves."""
    rows = Enrolment.objects.filter(status__in=ASKED, scheduled_class__status__in=ScheduledClass.OFFERED)
    ahead = Q(scheduled_class__starts_at=None) | Q(scheduled_class__starts_at__gt=timezone.now())
    return rows.filter(ahead, person__in=team_of(user, APPROVE_SEATS)).exclude(person__user=user)


def seats_to_approve(user: User) -> list[TodoItem]:
    """Each of them, the class that begins first on top."""
    rows = seats_asked(user).for_list().order_by("scheduled_class__starts_at", "nominated_at", "pk")
    return [
        TodoItem(
            title=f"Approve or deny: {one.person}, {one.scheduled_class.course}",
            url=reverse("training:enrolment-approve", args=[one.uid]),
            note=f"Class {one.scheduled_class.number}{_begins(one.scheduled_class)}.",
            due_on=_day(one.scheduled_class),
        )
        for one in rows[:SHOWN]
    ]


def versions_waiting(user: User):
    """Drafts of versions somebody else wrote, of courses that are offered."""
    return not_written_by(CourseVersion.objects.filter(status=CourseVersion.Status.DRAFT, course__retired=False), user)


def versions_to_approve(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = versions_waiting(user).select_related("course").order_by("created_at", "pk")
    return [
        TodoItem(
            title=f"Approve version {one.no} of {one.course}",
            url=reverse("training:courseversion-approve", args=[one.pk]),
        )
        for one in rows[:SHOWN]
    ]


def reports_waiting(user: User):
    """Reports of worksites that wait for the registrar."""
    return LocalReport.objects.permitted(user, "training.accept_localreport").waiting().exclude(created_by=user)


def reports_to_accept(user: User) -> list[TodoItem]:
    """Each of them, the first that was held on top."""
    return [
        TodoItem(
            title=f"Accept or return {one.number}: {one.course_version.course}",
            url=one.get_absolute_url(),
            note=f"Held at {one.worksite} on {short_date(one.held_on)}.",
        )
        for one in reports_waiting(user).for_list().order_by("held_on", "pk")[:SHOWN]
    ]


def reports_returned(user):
    """A person's reports that the registrar returned."""
    return LocalReport.objects.filter(created_by=user, status=LocalReport.Status.RETURNED)


def reports_to_change(user: User) -> list[TodoItem]:
    """One's own reports that came back."""
    return [
        TodoItem(title=f"Change {one.number} and send it again", url=one.get_absolute_url(), note=one.answer)
        for one in reports_returned(user).for_list().order_by("held_on", "pk")[:SHOWN]
    ]


def reopenings(user: User):
    """Final classes that somebody else asks to be reopened."""
    rows = ScheduledClass.objects.permitted(user, "training.reopen_scheduledclass")
    asked = rows.filter(status=ScheduledClass.Status.FINALISED, reopen_asked_by__isnull=False)
    return asked.exclude(reopen_asked_by=user)


def reopenings_to_decide(user: User) -> list[TodoItem]:
    """Each of them, the oldest request on top."""
    return [
        TodoItem(
            title=f"Reopen {one} or leave it final",
            url=reverse("training:scheduledclass-reopen", args=[one.number]),
            note=one.reopen_reason,
        )
        for one in reopenings(user).for_list().order_by("reopen_asked_at", "pk")[:SHOWN]
    ]


def classes_over(user: User):
    """Classes whose last meeting is over and that are not final: one completes them, and makes them final then."""
    held = (*ScheduledClass.OFFERED, ScheduledClass.Status.IN_PROGRESS)
    complete, final = (scope_of(user, f"training.{verb}_scheduledclass") for verb in ("complete", "finalise"))
    over = Q(status__in=held, ends_at__lt=timezone.now())
    rows = Q(pk__in=())
    if complete:
        rows |= over & complete.rows_of(ScheduledClass)
    if final:
        rows |= Q(status=ScheduledClass.Status.COMPLETED) & final.rows_of(ScheduledClass)
    return ScheduledClass.objects.filter(rows)


def classes_to_finalise(user: User) -> list[TodoItem]:
    """Each of them, the first that was over on top."""
    return [
        TodoItem(
            title=f"{'Finalize' if one.status == ScheduledClass.Status.COMPLETED else 'Complete'} {one}",
            url=one.get_absolute_url(),
            note=f"Its last meeting was on {short_date(timezone.localdate(one.ends_at))}." if one.ends_at else "",
        )
        for one in classes_over(user).for_list().order_by("ends_at", "pk")[:SHOWN]
    ]


def classes_undecided(user: User):
    """Classes that begin soon and are neither confirmed nor canceled."""
    rows = ScheduledClass.objects.permitted(user, "training.confirm_scheduledclass")
    days = Setting.objects.effective(timezone.localdate()).filter(key__key=MINIMUM_DAYS).order_by().values("value")[:1]
    return rows.due_to_decide(Now() + Cast(Concat(Subquery(days), Value(" days")), DurationField()))


def classes_to_decide(user: User) -> list[TodoItem]:
    """Each of them, the first to begin on top."""
    return [
        TodoItem(
            title=f"Confirm, merge or cancel {one}",
            url=one.get_absolute_url(),
            note=f"{one.seats_taken} of the {one.course_version.min_seats} people it needs.",
            due_on=_day(one),
        )
        for one in classes_undecided(user).for_list().order_by("starts_at", "pk")[:SHOWN]
    ]


def _day(scheduled_class: ScheduledClass):
    """The day it begins, where that is known."""
    return timezone.localdate(scheduled_class.starts_at) if scheduled_class.starts_at else None


def _begins(scheduled_class: ScheduledClass) -> str:
    return f", begins {long_moment(scheduled_class.starts_at)}" if scheduled_class.starts_at else ""
