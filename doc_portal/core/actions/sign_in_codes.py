"""A steward's one-time printed code for somebody who cannot get a link by e-mail (portal.md item 22)."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import SignInCode, User
from doc_portal.core.notifications import notify
from doc_portal.core.printed_codes import is_protected, squeezed_code
from doc_portal.core.signin import hashing_place
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for one another on paper."""
GROUPS, GROUP = 3, 4
HOURS = "sign_in_code_hours"


def issue_code(person: User, *, reason: str, by: User) -> tuple[SignInCode, str]:
    """Give a person a code to choose a new password with, once; an earlier code of theirs works no more.

    The code is returned to be printed and is kept nowhere. Refused: for oneself; outside the places one looks after;
    for somebody who has left; and for those whose rights open other accounts, so that nobody takes them over.
    """
    with transaction.atomic():
        person = lock(person)
        if person == by:
            raise Refused("You cannot give yourself a code. Ask another steward.")
        if not by.has_perm("core.issue_signincode", person):
            raise Refused(f"You do not look after {person}. Ask a directory steward of their unit or worksite.")
        if not person.is_active or (person.ended_on and person.ended_on <= timezone.localdate()):
            raise Refused(f"{person} has no working account any more, so no code can open it.")
        if is_protected(person):
            raise Refused(
                f"{person} grants roles, reads the audit trail or gives out codes, so no printed code opens this "
                "account. They can ask for a link by e-mail on the sign-in page."
            )
        code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        with hashing_place():
            code_hash = make_password(squeezed_code(code))
        now = timezone.now()
        person.sign_in_codes.filter(ended_at__isnull=True).update(ended_at=now)
        row = SignInCode.objects.create(
            user=person,
            code_hash=code_hash,
            reason=reason,
            created_by=by,
            created_at=now,
            valid_until=now + timedelta(hours=int(value_of(HOURS))),
        )
        log("issue_sign_in_code", person, by=by, reason=reason, details={"valid_until": row.valid_until.isoformat()})
        notify([person], "sign-in-code", f"{by} printed a sign-in code for you", reverse("core:profile"))
        return row, code


def use_code(row: SignInCode, *, password: str) -> User:
    """Set the new password the code was given for. Refused where the code was used or replaced meanwhile."""
    with transaction.atomic():
        row = lock(row)
        if row.ended_at is not None:
            raise Refused("This code was used just now, or replaced by another. Ask the steward for a new one.")
        row.ended_at, row.used = timezone.now(), True
        row.save(update_fields=["ended_at", "used"])
        person = lock(row.user)
        with hashing_place():
            person.set_password(password)
        person.save(update_fields=["password"])
        log("use_sign_in_code", person, by=person)
        return person
