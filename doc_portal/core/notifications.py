"""Notices: in the portal always, by mail where the person has an address. One per object, kind and day."""

from collections.abc import Iterable

from django.db import connection, models
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.outbox import address_of, one_line


def notify(users: Iterable[User] | models.QuerySet, kind: str, title: str, record_or_url, mail: bool = True) -> int:
    """Tell people something, in the transaction of the change it tells of; the number of people newly told.

    `record_or_url` is where the notice leads. A second notice of this kind about it on one day changes nothing.
    Two statements, however many people.
    """
    ids = [user.pk for user in users if user is not None]
    if not ids:
        return 0
    url, about = _target(record_or_url)
    key = f"{kind}:{about}:{timezone.localdate().isoformat()}"[:150]
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_notification (user_id, kind, title, url, dedupe_key, at)"
            " SELECT id, %s, %s, %s, %s, %s FROM core_user WHERE id = ANY(%s) AND is_active"
            " ON CONFLICT DO NOTHING RETURNING user_id",
            [kind, one_line(title), url, key, now, ids],
        )
        told = [user_id for (user_id,) in cursor.fetchall()]
        if mail and told:
            cursor.execute(
                "INSERT INTO core_outboxmail"
                ' ("to", subject, body, dedupe_key, created_at, due_at, tries, last_error)'
                " SELECT email, %s, %s, %s || ':' || id, %s, %s, 0, '' FROM core_user"
                " WHERE id = ANY(%s) AND email <> '' ON CONFLICT (dedupe_key) DO NOTHING",
                [one_line(title), _body(title, url), key, now, now, told],
            )
    return len(told)


def _target(record_or_url) -> tuple[str, str]:
    """The address a notice leads to, and the object it is about, for telling notices apart."""
    if isinstance(record_or_url, models.Model):
        return record_or_url.get_absolute_url()[:500], f"{record_or_url._meta.label_lower}:{record_or_url.pk}"
    return str(record_or_url)[:500], str(record_or_url)


def _body(title: str, url: str) -> str:
    return f"{one_line(title)}\n\n{address_of(url)}\n\nYou receive this because of your work in the portal."
