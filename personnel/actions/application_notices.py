"""Telling who applied: a receipt for each version, each status in fixed words, a reminder of what is not sent.

Staff get a notice, and its mail as they chose; people from outside get mail. Nothing sensitive stands in either.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.notifications import notify
from doc_portal.core.outbox import address_of, queue_mail
from doc_portal.core.values import value_of
from personnel.deadlines import deadline
from personnel.models import Application, ApplicationVersion, Posting
from personnel.status_words import all_words

REMINDER_DAYS = "draft_reminder_days"
BATCH = 500


def tell_who_applied(application: Application, kind: str, title: str, words: str = "", *, occasion: str = "") -> None:
    """One notice or one mail about an application, in the transaction of what it tells of."""
    url = reverse("personnel:application-own", args=[application.pk])
    if application.applicant_id is None:
        if application.person.user_id is not None:
            notify([application.person.user], kind, title, url)
        return
    body = "\n\n".join(filter(None, [title, words, address_of(url)]))
    queue_mail(application.applicant.email, title, body, f"{kind}:{application.pk}:{occasion or application.version}")


def send_receipt(application: Application, version: ApplicationVersion) -> None:
    """The proof that it arrived: number, announcement, moment, and which version."""
    again = "" if version.no == 1 else f", version {version.no}"
    title = f"Application {application.number} arrived{again}: {application.posting.title}"
    sent = application.submitted_at if version.no == 1 else version.sent_at
    words = (
        f"It arrived at {deadline(sent)}. Until the announcement closes you can change it and send it again; only the "
        "latest version counts."
    )
    tell_who_applied(application, f"application-receipt-{version.no}", title, words, occasion=str(version.no))


def tell_status(application: Application, before: str) -> None:
    """Tell who applied that what they read of their application has changed; nothing where the words are the same."""
    known = all_words()
    now = known[application.status]
    if now.words == known[before].words:
        return
    title = f"Application {application.number}, {application.posting.title}: {now.words}"
    tell_who_applied(application, f"application-{application.status}", title, now.next_step)


def remind_of_drafts() -> dict[str, int]:
    """The night's work: whoever has a draft that is not submitted hears of it once, some days before the close."""
    days = value_of(REMINDER_DAYS)
    told = 0
    while True:
        with transaction.atomic():
            batch = list(_to_remind(days)[:BATCH])
            for draft in batch:
                _remind(draft)
            Application.objects.filter(pk__in=[one.pk for one in batch]).update(reminded_at=timezone.now())
        told += len(batch)
        if len(batch) < BATCH:
            return {"reminders": told}


def _to_remind(days: int):
    """Drafts of open announcements that close soon, not reminded of yet, locked so that two workers share them.

    People from outside can submit while PUBLIC_JOBS is on, and are reminded only then.
    """
    soon = timezone.now() + timedelta(days=days)
    open_now = Posting.objects.open().filter(Q(closes_at__lte=soon)).values("pk")
    drafts = Application.objects.drafts().filter(posting__in=open_now, reminded_at__isnull=True)
    if not settings.PUBLIC_JOBS:
        drafts = drafts.filter(applicant=None)
    return (
        drafts.select_related("posting", "person__user", "applicant")
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",), skip_locked=True)
    )


def _remind(draft: Application) -> None:
    title = f"Not submitted: your application for {draft.posting.title}"
    words = f"Your draft is not submitted. The announcement closes at {deadline(draft.posting.closes_at)}."
    tell_who_applied(draft, "application-reminder", title, words, occasion="once")
