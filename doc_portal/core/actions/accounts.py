"""Closing accounts: what stops at once when somebody leaves the department."""

from collections.abc import Iterable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from doc_portal.core.actions.grants import end_grants_of
from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.registry import declared, function


@transaction.atomic
def stop_access(users: Iterable[User], *, by: User | None, reason: str) -> list[User]:
    """Close accounts today: nobody signs in with them, whoever is signed in is out, and their grants end.

    What else must end at once, apps declare (`portal_leaving`). Refused where no portal administrator would be left.
    Gives the accounts that were still open.
    """
    wanted = [user.pk for user in users]
    closing = list(User.objects.filter(pk__in=wanted, is_active=True).order_by("pk").select_for_update(no_key=True))
    end_grants_of(closing, by=by, reason=reason)
    today = timezone.localdate()
    for user in closing:
        user.is_active, user.ended_on = False, today
        user.save(update_fields=["is_active", "ended_on"])
        log("stop_access", user, by=by, reason=reason)
    end_sessions(user.pk for user in closing)
    for one in declared("leaving"):
        function(one.run)(closing)
    return closing


def end_sessions(users: Iterable[int]) -> int:
    """Sign these accounts out everywhere, by their keys; how many sessions that ended."""
    keys = {str(pk) for pk in users}
    if not keys:
        return 0
    running = Session.objects.filter(expire_date__gt=timezone.now()).order_by("pk")
    theirs = [one.pk for one in running.iterator() if one.get_decoded().get(SESSION_KEY) in keys]
    return Session.objects.filter(pk__in=theirs).delete()[0]
