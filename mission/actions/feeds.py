"""The secret address of a person's calendar: made, shown once, revoked (portal.md item 33).

The address needs no sign-in, so it exists only where the operator has switched it on (RULINGS 25). Whoever holds it
reads the calendar; only its hash is kept, and it dies with the account.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from mission.models import CalendarFeed

BETWEEN_READINGS = timedelta(seconds=10)
OFF = "Calendar addresses are switched off in this portal. Save single events to your calendar instead."


@transaction.atomic
def make_address(*, by: User) -> tuple[CalendarFeed, str]:
    """A new secret for the person's calendar, given back once. Refused while another one works."""
    if not settings.CALENDAR_FEEDS:
        raise Refused(OFF)
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
    if CalendarFeed.objects.filter(user=by, revoked_at__isnull=True).exists():
        raise Refused("You already have an address for your calendar. Revoke it first, then make a new one.")
    token = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(user=by, token_hash=hash_of(token))
    log("create", made, by=by)
    return made, token


@transaction.atomic
def revoke_address(*, by: User) -> CalendarFeed:
    """The address answers no more. Refused where there is none."""
    live = CalendarFeed.objects.select_for_update(no_key=True, of=("self",)).filter(user=by, revoked_at__isnull=True)
    found = live.first()
    if found is None:
        raise Refused("You have no address for your calendar, so there is none to revoke.")
    found.revoked_at = timezone.now()
    found.save()
    log("revoke", found, by=by)
    return found


def feed_named(token: str) -> CalendarFeed | None:
    """The live address with this secret, of somebody who may still use the portal."""
    rows = CalendarFeed.objects.filter(token_hash=hash_of(token), revoked_at__isnull=True, user__is_active=True)
    found = rows.select_related("user").first()
    return found if found is not None and found.user.has_perm("core.use_portal") else None


def note_reading(feed: CalendarFeed) -> bool:
    """Note that the address is read now; False where it was read a moment ago and must wait."""
    now = timezone.now()
    waited = Q(read_at__isnull=True) | Q(read_at__lte=now - BETWEEN_READINGS)
    return CalendarFeed.objects.filter(waited, pk=feed.pk).update(read_at=now) == 1


def hash_of(token: str) -> str:
    """What is kept of a secret. It has 256 random bits, so nobody finds it back from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()
