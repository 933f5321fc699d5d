"""What is done about notices and their mail: choosing, and stopping addresses that mail comes back from."""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import NoticePreference, OutboxMail, RoleGrant, StoppedAddress, User
from doc_portal.core.notifications import choices_of, kinds, notify
from doc_portal.core.workflow import Refused, lock

IN_A_ROW = 3
"""Mails that come back one after another before nothing more is sent to an address (portal.md 14)."""


def choose_mail(user: User, choices: dict[str, str]) -> None:
    """Keep how this person wants the mail of these kinds of notices; other kinds stay as they were."""
    with transaction.atomic():
        hold(f"mail choices of {user.pk}")
        before = choices_of(user)
        changed = {kind: mail for kind, mail in choices.items() if mail != before[kind]}
        for kind in kinds():
            if changed.get(kind.kind) == NoticePreference.Mail.OFF and not kind.can_be_off:
                raise Refused(f"E-mail about “{kind.label}” cannot be switched off. Choose “At once” or “Once a day”.")
        NoticePreference.objects.bulk_create(
            [NoticePreference(user=user, kind=kind, mail=mail) for kind, mail in changed.items()],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["mail", "at"],
        )
        if changed:
            told = {kind: [before[kind], mail] for kind, mail in changed.items()}
            log("choose_mail", user, by=user, details=told)


def record_bounce(address: str, mail: OutboxMail | None = None) -> bool:
    """Note that a mail to this address came back: the one given, else the newest sent. True where that stops it.

    When the last three came back, nothing more is sent there and the stewards are told. Mails before a release do
    not count.
    """
    address = address.strip().lower()
    with transaction.atomic():
        hold(f"mail to {address}")
        mails = OutboxMail.objects.annotate(address=Lower("to")).filter(address=address).order_by("-pk")
        released = StoppedAddress.objects.filter(address=address, released_at__isnull=False).order_by("-released_at")
        if (last := released.first()) is not None:
            mails = mails.filter(created_at__gt=last.released_at)
        came_back = mail or mails.filter(sent_at__isnull=False, bounced_at__isnull=True).first()
        if came_back is None or StoppedAddress.objects.standing().filter(address=address).exists():
            return False
        OutboxMail.objects.filter(pk=came_back.pk).update(bounced_at=timezone.now())
        newest = mails.filter(Q(sent_at__isnull=False) | Q(bounced_at__isnull=False))[:IN_A_ROW]
        if [one.bounced_at is not None for one in newest] != [True] * IN_A_ROW:
            return False
        stopped = StoppedAddress.objects.create(address=address)
        mails.filter(sent_at__isnull=True, given_up_at__isnull=True).update(
            given_up_at=timezone.now(), last_error="Mail to this address is stopped."
        )
        log("stop_mail", stopped, by=None, reason=f"The last {IN_A_ROW} mails came back.")
        notify(_stewards(), "stopped-address", "Mail to an address came back three times and is stopped", stopped)
        return True


def release_address(stopped: StoppedAddress, *, by: User, note: str = "") -> StoppedAddress:
    """Let mail go to a stopped address again, because it was mended or belongs to somebody who reads it."""
    with transaction.atomic():
        hold(f"mail to {stopped.address}")
        stopped = lock(stopped)
        if stopped.released_at is not None:
            raise Refused(f"Mail goes to {stopped.address} again already. Nothing had to be done.")
        stopped.released_at = timezone.now()
        stopped.save(update_fields=["released_at"])
        log("release_address", stopped, by=by, reason=note)
        return stopped


def _stewards():
    """Who may release a stopped address."""
    grants = RoleGrant.objects.live().filter(role__permissions__contains=["core.release_stoppedaddress"])
    return User.objects.filter(grants__in=grants, is_active=True).distinct()
