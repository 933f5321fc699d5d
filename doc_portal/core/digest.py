"""The daily mail: each morning one mail a person with the notices they want once a day.

Supervisors find in theirs how many notices wait for the people they lead who have no mailbox: numbers, no titles.
A morning that was missed is made up by the next run, since notices wait until a mail tells of them. Run again on one
day it adds nothing: who had today's mail gets the rest tomorrow.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import Notification, OutboxMail, StoppedAddress, User
from doc_portal.core.outbox import address_of
from doc_portal.core.registry import declared, function

MOST_LISTED = 30
BATCH = 1000


@dataclass
class DailyMail:
    """What one person is told today: their own notices, and how many wait for whom they lead."""

    notices: list[tuple[str, str]] = field(default_factory=list)
    led: Counter = field(default_factory=Counter)

    def subject(self, today) -> str:
        """What it is, without a title: a subject is read on locked screens."""
        return f"Your daily mail of the portal, {long_date(today)}"

    def body(self) -> str:
        """Titles and addresses, then the numbers."""
        parts = [f"{title}\n{address_of(url)}" for title, url in self.notices[:MOST_LISTED]]
        if (more := len(self.notices) - MOST_LISTED) > 0:
            parts.append(f"And {more:,} more: {address_of(reverse('core:notification-list'))}")
        if self.led:
            parts.append(self.of_others())
        parts.append(f"How often you get mail: {address_of(reverse('core:preferences'))}")
        return "\n\n".join(parts)

    def of_others(self) -> str:
        """How many notices wait for people without a mailbox, as numbers."""
        people, notices = len(self.led), self.led.total()
        who = "1 person you lead who has" if people == 1 else f"{people:,} people you lead who have"
        return f"{notices:,} {'notice waits' if notices == 1 else 'notices wait'} for {who} no mailbox. Tell them."


def send_digests() -> dict[str, int]:
    """Write today's mails and note the notices they tell of, in one transaction. Two workers take turns."""
    with transaction.atomic():
        hold("daily mail")
        today = timezone.localdate()
        waiting = list(
            Notification.objects.filter(waits=True)
            .order_by("at", "pk")
            .values_list("pk", "user_id", "title", "url", "read_at")
        )
        mailboxes = _mailboxes()
        had_theirs = _had_theirs(today)
        leaders = _leaders() if any(user not in mailboxes for _, user, *_ in waiting) else {}
        mails, told = defaultdict(DailyMail), []
        for pk, user, title, url, read_at in waiting:
            receiver = user if user in mailboxes else leaders.get(user)
            if receiver in had_theirs:
                continue
            told.append(pk)
            if read_at or receiver not in mailboxes:
                continue
            if receiver == user:
                mails[receiver].notices.append((title, url))
            else:
                mails[receiver].led[user] += 1
        OutboxMail.objects.bulk_create(
            [
                OutboxMail(
                    to=mailboxes[user], subject=mail.subject(today), body=mail.body(), dedupe_key=_key(today, user)
                )
                for user, mail in mails.items()
            ],
            batch_size=BATCH,
        )
        Notification.objects.filter(pk__in=told).update(waits=False)
        return {"mails": len(mails), "notices": len(told)}


def _key(today, user: int) -> str:
    return f"daily:{today.isoformat()}:{user}"


def _had_theirs(today) -> set[int]:
    """Who had today's mail already."""
    keys = OutboxMail.objects.filter(dedupe_key__startswith=f"daily:{today.isoformat()}:")
    return {int(key.rpartition(":")[2]) for key in keys.values_list("dedupe_key", flat=True)}


def _mailboxes() -> dict[int, str]:
    """The address of everyone who has one that mail reaches."""
    stopped = StoppedAddress.objects.standing().values("address")
    reached = User.objects.filter(is_active=True).exclude(email="").annotate(address=Lower("email"))
    return dict(reached.exclude(address__in=stopped).order_by().values_list("pk", "email"))


def _leaders() -> dict[int, int]:
    """The account of everybody's supervisor, by account."""
    pairs: Iterable[tuple[int, int]] = (pair for source in declared("supervision") for pair in function(source.pairs)())
    return dict(pairs)
