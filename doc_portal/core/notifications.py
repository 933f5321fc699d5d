"""Notices: in the portal always, by mail as each person chose. One per object, kind and day.

Mail goes at once, with the daily mail (digest.py) or not at all, by kind of notice; alerts and required readings are
never off. Who has no mailbox, or one that mail comes back from, is counted in their supervisor's daily mail.
"""

from collections.abc import Iterable

from django.db import connection, models
from django.utils import timezone

from doc_portal.core.models import NoticePreference, User
from doc_portal.core.outbox import address_of, one_line
from doc_portal.core.registry import NoticeKind, declared

OTHER = NoticeKind("other", "Everything else", order=999)
_NOW, _DAILY, _OFF = NoticePreference.Mail.NOW, NoticePreference.Mail.DAILY, NoticePreference.Mail.OFF

_TELL = """
INSERT INTO core_notification (user_id, kind, title, url, dedupe_key, at, waits)
SELECT u.id, %(kind)s, %(title)s, %(url)s, %(key)s, %(now)s,
       %(by_mail)s AND (chosen.mail = 'daily' OR chosen.mail = 'now' AND (u.email = '' OR stopped.id IS NOT NULL))
FROM core_user u
LEFT JOIN core_noticepreference p ON p.user_id = u.id AND p.kind = %(group)s
LEFT JOIN core_stoppedaddress stopped ON stopped.address = lower(u.email) AND stopped.released_at IS NULL
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.mail IS NULL OR p.mail = 'off' AND NOT %(may_be_off)s THEN %(default)s ELSE p.mail END AS mail
) AS chosen
WHERE u.id = ANY(%(people)s) AND u.is_active
ON CONFLICT DO NOTHING
RETURNING user_id, waits
"""
_MAIL = """
INSERT INTO core_outboxmail ("to", subject, body, dedupe_key, created_at, due_at, tries, last_error)
SELECT u.email, %(title)s, %(body)s, %(key)s || ':' || u.id, %(now)s, %(now)s, 0, ''
FROM core_user u LEFT JOIN core_noticepreference p ON p.user_id = u.id AND p.kind = %(group)s
WHERE u.id = ANY(%(told)s) AND u.email <> '' AND NOT (p.mail IS NOT DISTINCT FROM 'off' AND %(may_be_off)s)
  AND NOT (p.mail IS NULL AND %(default)s = 'off')
ON CONFLICT (dedupe_key) DO NOTHING
"""


def notify(users: Iterable[User] | models.QuerySet, kind: str, title: str, record_or_url, mail: bool = True) -> int:
    """Tell people something, in the transaction of the change it tells of; the number of people newly told.

    `record_or_url` is where the notice leads. A second notice of this kind about it on one day changes nothing.
    `mail` False: in the portal alone. Two statements, however many people.
    """
    ids = [user.pk for user in users if user is not None]
    if not ids:
        return 0
    url, about = _target(record_or_url)
    group = kind_of(kind)
    values = {
        "people": ids,
        "kind": kind,
        "group": group.kind,
        "default": group.default,
        "may_be_off": group.can_be_off,
        "by_mail": mail,
        "title": one_line(title),
        "url": url,
        "body": _body(title, url),
        "key": f"{kind}:{about}:{timezone.localdate().isoformat()}"[:150],
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
        told = dict(cursor.fetchall())
        at_once = [user_id for user_id, waits in told.items() if not waits]
        if mail and at_once:
            cursor.execute(_MAIL, values | {"told": at_once})
    return len(told)


def kinds() -> list[NoticeKind]:
    """The kinds of notices people choose the mail of, in the order of the page."""
    return [*sorted(declared("notice_kinds"), key=lambda one: (one.order, one.label)), OTHER]


def kinds_for(user: User) -> list[NoticeKind]:
    """Those of the kinds this person may be told of."""
    return [kind for kind in kinds() if user.has_perm(kind.permission)]


def kind_of(kind: str) -> NoticeKind:
    """The declared kind a notice belongs to: the longest that is its own or begins it; “Everything else” for others."""
    covering = [one for one in declared("notice_kinds") if kind == one.kind or kind.startswith(f"{one.kind}-")]
    return max(covering, key=lambda one: len(one.kind), default=OTHER)


def choices_of(user: User) -> dict[str, str]:
    """How this person gets the mail of each kind: as chosen, else as the kind's default says. One query."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "mail"))
    found = {kind.kind: chosen.get(kind.kind, kind.default) for kind in kinds()}
    return {
        kind.kind: kind.default if found[kind.kind] == _OFF and not kind.can_be_off else found[kind.kind]
        for kind in kinds()
    }


def _target(record_or_url) -> tuple[str, str]:
    """The address a notice leads to, and the object it is about, for telling notices apart."""
    if isinstance(record_or_url, models.Model):
        return record_or_url.get_absolute_url()[:500], f"{record_or_url._meta.label_lower}:{record_or_url.pk}"
    return str(record_or_url)[:500], str(record_or_url)


def _body(title: str, url: str) -> str:
    return f"{one_line(title)}\n\n{address_of(url)}\n\nYou receive this because of your work in the portal."
