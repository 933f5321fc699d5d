"""Job alerts: wished for, matched with what opens, mailed, renewed, ended (personnel.md 3, item 9).

Matching is one statement, whatever the number of alerts; an announcement is matched once, when it opens. Of what is
internal, members of staff alone hear; of promotions and transfers nobody does. Nobody hears of one announcement twice.
People from outside hear of jobs while PUBLIC_JOBS is on: else the pages a mail leads to are not theirs.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.outbox import address_of, one_line, queue_mail
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from personnel.models import Applicant, JobAlert, JobAlertMatch, Posting
from personnel.todo import months_after

LIFE, NOTICE = "job_alert_months", "job_alert_notice_months"
MATCH = """
WITH opened AS (
    UPDATE personnel_posting SET alerts_matched_at = statement_timestamp()
     WHERE alerts_matched_at IS NULL AND status = 'published' AND opens_at <= statement_timestamp()
    RETURNING id, job_class_id, category, audience
)
INSERT INTO personnel_jobalertmatch (alert_id, posting_id, found_at)
SELECT a.id, p.id, statement_timestamp()
  FROM opened p
  JOIN personnel_jobalert a ON a.ended_at IS NULL AND a.expires_at > statement_timestamp()
   AND (a.user_id IS NOT NULL OR %(public)s)
   AND (a.job_class_id IS NULL OR a.job_class_id = p.job_class_id)
   AND (a.category = '' OR a.category = p.category)
   AND (a.worksite_id IS NULL OR EXISTS (
        SELECT 1 FROM personnel_postinglocation l WHERE l.posting_id = p.id AND l.worksite_id = a.worksite_id))
  LEFT JOIN core_user u ON u.id = a.user_id
 WHERE p.audience = 'public'
    OR p.audience = 'department' AND a.user_id IS NOT NULL
    OR p.audience = 'worksite' AND EXISTS (
       SELECT 1 FROM personnel_postinglocation l WHERE l.posting_id = p.id AND l.worksite_id = u.worksite_id)
ON CONFLICT DO NOTHING
"""
AT_ONCE = """
WITH due AS (
    UPDATE personnel_jobalertmatch m SET sent_at = %(now)s
      FROM personnel_jobalert a
      LEFT JOIN core_user u ON u.id = a.user_id AND u.is_active
      LEFT JOIN personnel_applicant p ON p.id = a.applicant_id AND p.ended_at IS NULL AND p.verified_at IS NOT NULL
     WHERE m.alert_id = a.id AND m.posting_id = %(posting)s AND m.sent_at IS NULL AND a.cadence = 'now'
       AND a.ended_at IS NULL AND a.expires_at > %(now)s AND (a.user_id IS NOT NULL OR %(public)s)
    RETURNING a.id, a.unsubscribe_token AS token, coalesce(u.email, p.email, '') AS address
)
INSERT INTO core_outboxmail ("to", subject, body, dedupe_key, created_at, due_at, tries, last_error)
SELECT address, %(subject)s, %(body)s || %(stop)s || token || '/', 'job-alert:' || id || ':' || %(posting)s,
       %(now)s, %(now)s, 0, ''
  FROM due
 WHERE address <> '' AND NOT EXISTS (
       SELECT 1 FROM core_stoppedaddress s WHERE s.address = lower(due.address) AND s.released_at IS NULL)
ON CONFLICT (dedupe_key) DO NOTHING
"""


def life_words() -> str:
    """How long an alert made today lives."""
    months = value_of(LIFE)
    return "one month" if months == 1 else f"{months} months"


@transaction.atomic
def wish_for_jobs(alert: JobAlert) -> JobAlert:
    """Keep a new alert of its owner's. Refused without an address to write to, or where they have the same one."""
    owner = _hold_owner(alert)
    if not owner.email:
        raise Refused(
            "Your account has no e-mail address, so no alert can reach you. Look at the list of jobs instead, or ask "
            "the help desk to enter your address."
        )
    same = _of_owner(alert).live().filter(job_class=alert.job_class, category=alert.category, worksite=alert.worksite)
    if same.exists():
        raise Refused(f"You already have an alert for {alert}. End that one first to choose how often it is sent.")
    alert.expires_at = _months_from_now(value_of(LIFE))
    alert.save()
    log("create", alert, by=alert.user, actor_name="" if alert.user_id else str(owner))
    return alert


def _hold_owner(alert: JobAlert) -> User | Applicant:
    """Whose alert it is, locked: two of their alerts are kept one after the other."""
    kind, key = (User, alert.user_id) if alert.user_id else (Applicant, alert.applicant_id)
    return kind._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=key)


def _of_owner(alert: JobAlert) -> QuerySet:
    return JobAlert.objects.filter(user_id=alert.user_id, applicant_id=alert.applicant_id)


def _months_from_now(months: int) -> datetime:
    day = months_after(timezone.localdate(), months)
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@transaction.atomic
def renew_alert(alert: JobAlert) -> JobAlert:
    """Let an alert live on, for its whole life again from today."""
    locked = lock(alert)
    _require_live(locked)
    locked.expires_at, locked.renewal_told_at = _months_from_now(value_of(LIFE)), None
    locked.save()
    log("renew", locked, by=locked.user, actor_name=_owner_name(locked))
    return locked


@transaction.atomic
def end_alert(alert: JobAlert) -> JobAlert:
    """End an alert for good."""
    locked = lock(alert)
    _require_live(locked)
    locked.ended_at = timezone.now()
    locked.save()
    log("end", locked, by=locked.user, actor_name=_owner_name(locked))
    return locked


def _owner_name(alert: JobAlert) -> str:
    return str(alert.applicant) if alert.applicant_id else ""


def _require_live(alert: JobAlert) -> None:
    if alert.ended_at is not None or alert.expires_at <= timezone.now():
        raise Refused(f"This alert for {alert} has already ended. Make a new one to hear of jobs again.")


def match_alerts() -> int:
    """Find the alerts that what has opened is for; how many matches are new. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(MATCH, {"public": settings.PUBLIC_JOBS})
        return cursor.rowcount


@transaction.atomic
def announce_openings() -> dict[str, int]:
    """Match what has opened since the last time, and mail those who want to hear at once. Run again it does nothing."""
    found = match_alerts()
    waiting = JobAlertMatch.objects.filter(
        posting=OuterRef("pk"), sent_at__isnull=True, alert__cadence=JobAlert.Cadence.NOW
    )
    mails = sum(_mail_at_once(posting) for posting in Posting.objects.open().filter(Exists(waiting)).for_list())
    return {"matches": found, "mails": mails}


def _mail_at_once(posting: Posting) -> int:
    """One statement for everybody who wants to hear of this announcement at once."""
    stop = address_of(reverse("personnel:jobalert-stop", args=["TOKEN"])).removesuffix("TOKEN/")
    values = {
        "posting": posting.pk,
        "subject": one_line(f"New job: {posting.title}, {posting.place_names}"),
        "body": f"{_told(posting)}\n\nNo more such mail:\n",
        "stop": stop,
        "now": timezone.now(),
        "public": settings.PUBLIC_JOBS,
    }
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, values)
        return cursor.rowcount


def send_alerts(on: date | None = None) -> int:
    """Mail what daily and weekly alerts have found, one mail for each alert; how many. Run again it sends none."""
    today = on or timezone.localdate()
    unsent = JobAlertMatch.objects.filter(
        alert=OuterRef("pk"), sent_at__isnull=True, posting__in=Posting.objects.open().values("pk")
    )
    last_week = timezone.make_aware(datetime.combine(today - timedelta(days=6), time()))
    rested = Q(last_sent_at__isnull=True) | Q(last_sent_at__lt=last_week)
    due = _to_tell().filter(Exists(unsent))
    due = due.filter(Q(cadence=JobAlert.Cadence.DAILY) | Q(rested, cadence=JobAlert.Cadence.WEEKLY))
    return sum(_mail_found(key) for key in due.order_by("pk").values_list("pk", flat=True))


def _to_tell() -> QuerySet:
    """The live alerts whose owners may be written to."""
    rows = JobAlert.objects.live()
    return rows if settings.PUBLIC_JOBS else rows.filter(user__isnull=False)


@transaction.atomic
def _mail_found(key: int) -> int:
    """One mail of everything one alert has found and not told yet; nothing where another worker is at it."""
    rows = JobAlert.objects.live().select_for_update(no_key=True, of=("self",), skip_locked=True)
    alert = rows.select_related("user", "applicant").filter(pk=key).first()
    if alert is None:
        return 0
    matches = alert.matches.filter(sent_at__isnull=True)
    postings = list(Posting.objects.open().filter(matches__in=matches).for_list().order_by("-opens_at", "-pk"))
    now = timezone.now()
    if not postings or matches.filter(posting__in=postings).update(sent_at=now) == 0:
        return 0
    alert.last_sent_at = now
    alert.save(update_fields=["last_sent_at"])
    number = len(postings)
    subject = f"{number} new job{'' if number == 1 else 's'}: {alert}"
    told = "\n\n".join(_told(posting) for posting in postings)
    body = f"{told}\n\nNo more such mail:\n{stop_address(alert)}"
    return _mail(alert, subject, body, f"job-alerts:{alert.pk}:{postings[0].pk}:{number}:{now:%Y%m%d%H%M%S%f}")


def remind_of_alerts() -> int:
    """Tell owners once, a month before an alert ends, and how to keep it; how many were told."""
    ahead = value_of(LIFE) - value_of(NOTICE)
    limit = timezone.make_aware(datetime.combine(months_after(timezone.localdate(), ahead), time(23, 59, 59)))
    due = _to_tell().filter(renewal_told_at__isnull=True, expires_at__lte=limit)
    return sum(_remind(key) for key in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(key: int) -> int:
    rows = JobAlert.objects.live().filter(pk=key, renewal_told_at__isnull=True)
    alert = rows.select_for_update(no_key=True, of=("self",), skip_locked=True).first()
    if alert is None:
        return 0
    alert.renewal_told_at = timezone.now()
    alert.save(update_fields=["renewal_told_at"])
    ends = f"{timezone.localtime(alert.expires_at):%B} {timezone.localtime(alert.expires_at).day}"
    keep = address_of(reverse("personnel:jobalert-keep", args=[alert.unsubscribe_token]))
    body = (
        f"Your job alert for {alert} ends on {ends}.\n\nTo keep it for another {life_words()}:\n{keep}\n\n"
        f"To end it now:\n{stop_address(alert)}"
    )
    return _mail(
        alert, f"Your job alert for {alert} ends soon", body, f"job-alert-ends:{alert.pk}:{alert.expires_at:%Y%m%d}"
    )


def _mail(alert: JobAlert, subject: str, body: str, key: str) -> int:
    """Write one mail to the owner; nothing where they have no address or are gone."""
    address = alert_address(alert)
    return int(bool(address) and queue_mail(address, subject, body, key))


def alert_address(alert: JobAlert) -> str:
    """Where an alert's mail goes; empty once its owner is gone."""
    if alert.user_id:
        return alert.user.email if alert.user.is_active else ""
    gone = alert.applicant.ended_at is not None or alert.applicant.verified_at is None
    return "" if gone else alert.applicant.email


def stop_address(alert: JobAlert) -> str:
    """The address that ends an alert, in every mail."""
    return address_of(reverse("personnel:jobalert-stop", args=[alert.unsubscribe_token]))


def _told(posting: Posting) -> str:
    """An announcement in a mail: what, where, until when, and its address."""
    lines = [
        posting.title,
        posting.place_names,
        f"Apply by: {posting.deadline}",
        address_of(posting.get_absolute_url()),
    ]
    return "\n".join(lines)
