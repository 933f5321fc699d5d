"""Mail, written with the change it tells of and sent once that change is kept.

`queue_mail` writes a row in the caller's transaction: no change, no mail. The worker's `send_outbox` takes due rows,
notes the try and the next one before it speaks to the mail server, and gives up after eight. A worker killed between
sending and noting it sends that mail once more under the same Message-ID, by which mail servers know and drop the
second; nothing is lost. Mail carries a title and a link, nothing sensitive.
"""

import logging
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from doc_portal.core.models import OutboxMail

logger = logging.getLogger(__name__)

MAX_TRIES = 8
BATCH = 10
FIRST_WAIT = timedelta(minutes=2)


def queue_mail(to: str, subject: str, body: str, dedupe_key: str, due_at=None) -> bool:
    """Write one mail with the change it tells of; False where one with this key was written before.

    Nothing is written to an address that mail was stopped to.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_outboxmail"
            ' ("to", subject, body, dedupe_key, created_at, due_at, tries, last_error)'
            " SELECT %s, %s, %s, %s, %s, %s, 0, '' WHERE NOT EXISTS ("
            "  SELECT 1 FROM core_stoppedaddress WHERE address = lower(%s) AND released_at IS NULL)"
            " ON CONFLICT (dedupe_key) DO NOTHING",
            [to, one_line(subject), body, dedupe_key[:200], now, due_at or now, to],
        )
        return cursor.rowcount == 1


def one_line(subject: str) -> str:
    """A subject a mail header can hold."""
    return " ".join(subject.split())[:200]


def address_of(path: str) -> str:
    """The full address of a page, for mail."""
    return settings.PORTAL_ADDRESS.rstrip("/") + path


def waiting_since():
    """When the oldest unsent mail became due; None while nothing waits."""
    waiting = OutboxMail.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=timezone.now())
    return waiting.aggregate(oldest=Min("due_at"))["oldest"]


def send_outbox() -> int:
    """Send what is due; the number of mails sent. Several workers share the work: each takes other rows."""
    sent = 0
    while mails := _take():
        sent += _send(mails)
    return sent


def _take() -> list[OutboxMail]:
    """Due mails, each noted as tried and put off to its next try, which only comes if this one fails."""
    now = timezone.now()
    return list(
        OutboxMail.objects.raw(
            "UPDATE core_outboxmail SET tries = tries + 1, due_at = %s + %s * power(2, tries)"
            " WHERE id IN (SELECT id FROM core_outboxmail WHERE sent_at IS NULL AND given_up_at IS NULL"
            " AND due_at <= %s ORDER BY due_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED) RETURNING *",
            [now, FIRST_WAIT, now, BATCH],
        )
    )


def _send(mails: list[OutboxMail]) -> int:
    sent = 0
    server = get_connection()
    for mail in mails:
        try:
            server.open()
            name = {"Message-ID": message_id(mail)}
            EmailMessage(mail.subject, mail.body, to=[mail.to], connection=server, headers=name).send()
        except Exception as error:  # whatever the mail server or the address does, the rest goes on
            _failed(mail, error)
        else:
            OutboxMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), last_error="")
            sent += 1
    server.close()
    return sent


def message_id(mail: OutboxMail) -> str:
    """The name of a mail, the same however often it is sent."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.created_at:%Y%m%d%H%M%S%f}.{mail.pk}@{host}>"


def _failed(mail: OutboxMail, error: Exception) -> None:
    given_up = mail.tries >= MAX_TRIES
    OutboxMail.objects.filter(pk=mail.pk).update(
        last_error=f"{type(error).__name__}: {error}".replace("\0", "")[:2_000],
        given_up_at=timezone.now() if given_up else None,
    )
    logger.warning("Mail %s was not sent (try %s of %s): %s", mail.pk, mail.tries, MAX_TRIES, error)
