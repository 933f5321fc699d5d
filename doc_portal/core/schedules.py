"""Work that starts by itself: every so many minutes, or nightly at an hour of the Chicago day.

The worker asks often what is due and claims each time by inserting its job under a unique constraint: two workers,
or one after a missed week, start it once. A nightly time is the night's, not the clock's: when the clocks change,
an hour that comes twice counts once and one that is left out starts an hour later.
"""

from datetime import UTC, datetime, time, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.jobs import forget_old_handouts, run_job
from doc_portal.core.models import Job, OutboxMail, Submission
from doc_portal.core.registry import Schedule, declared

KEEP_JOBS_DAYS = 90
KEEP_SCHEDULED_DAYS = 14
KEEP_SUBMISSIONS_DAYS = 30
KEEP_MAIL_DAYS = 90


def last_due(schedule: Schedule, now: datetime) -> datetime:
    """The latest moment, not after `now`, at which the schedule was due."""
    if schedule.minutes:
        length = schedule.minutes * 60
        return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    tonight = datetime.combine(today, time(schedule.hour), zone).astimezone(UTC)
    if tonight <= now:
        return tonight
    return datetime.combine(today - timedelta(days=1), time(schedule.hour), zone).astimezone(UTC)


def tick(now: datetime | None = None) -> list[str]:
    """Start what is due; the names of what this call started. Missed times are made up once, by the latest."""
    now = now or timezone.now()
    schedules = declared("schedules")
    started = Job.objects.filter(kind__in=[one.name for one in schedules], scheduled_for__isnull=False)
    latest = dict(started.order_by("kind", "-scheduled_for").distinct("kind").values_list("kind", "scheduled_for"))
    busy = set(started.unfinished().values_list("kind", flat=True))
    return [
        schedule.name
        for schedule in schedules
        if schedule.name not in busy
        and latest.get(schedule.name, last_due(schedule, now) - timedelta(1)) < last_due(schedule, now)
        and _claim(schedule, last_due(schedule, now), first=schedule.name not in latest)
    ]


def _claim(schedule: Schedule, due: datetime, *, first: bool) -> bool:
    """Insert the job of this time; False where another worker was quicker.

    The first time of a nightly schedule is only noted: a new portal does not begin with every night's work.
    """
    only_noted = first and schedule.minutes is None
    job = Job(
        kind=schedule.name,
        title=schedule.name.replace("_", " ").capitalize(),
        scheduled_for=due,
        status=Job.Status.DONE if only_noted else Job.Status.WAITING,
        note="Noted when the portal was new; it runs from the next night on" if only_noted else "",
        finished_at=timezone.now() if only_noted else None,
    )
    with transaction.atomic():
        Job.objects.bulk_create([job], ignore_conflicts=True)
        mine = Job.objects.filter(uuid=job.uuid).first()
        if mine is None or only_noted:
            return False
        run_job.enqueue(mine.pk)
    return True


def forget_old_jobs() -> dict:
    """Remove jobs that ended long ago; of each schedule the latest stays, for it tells which night was made up."""
    now = timezone.now()
    ended = Job.objects.exclude(status__in=[Job.Status.WAITING, Job.Status.RUNNING])
    kept = Job.objects.filter(scheduled_for__isnull=False).order_by("kind", "-scheduled_for").distinct("kind")
    latest = list(kept.values_list("pk", flat=True))
    by_people, _ = ended.filter(
        scheduled_for__isnull=True, finished_at__lt=now - timedelta(days=KEEP_JOBS_DAYS)
    ).delete()
    by_clock, _ = (
        ended.filter(scheduled_for__lt=now - timedelta(days=KEEP_SCHEDULED_DAYS)).exclude(pk__in=latest).delete()
    )
    return {"jobs": by_people + by_clock, "handouts": forget_old_handouts()}


def forget_old_submissions() -> dict:
    """Remove the keys of forms sent long ago: nobody sends those again."""
    old = timezone.now() - timedelta(days=KEEP_SUBMISSIONS_DAYS)
    deleted, _ = Submission.objects.filter(at__lt=old).delete()
    return {"submissions": deleted}


def forget_old_sessions() -> dict:
    """Remove sessions that have ended: a browser closed without signing out leaves its session behind."""
    deleted, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return {"sessions": deleted}


def forget_old_mail() -> dict:
    """Remove mail that was sent or given up long ago; what still waits stays, however old."""
    old = timezone.now() - timedelta(days=KEEP_MAIL_DAYS)
    deleted, _ = OutboxMail.objects.filter(Q(sent_at__lt=old) | Q(given_up_at__lt=old)).delete()
    return {"mails": deleted}
