"""Where links that set a password go: whoever changes the address of an account could take it over.

The address of an account that reaches into others (it grants roles, reads the audit trail or gives out codes) is
changed only by somebody who may themselves grant roles, as printed codes never open such an account (portal.md 22).
"""

from doc_portal.core.models import RoleGrant, User
from doc_portal.core.printed_codes import OPENS_ACCOUNTS

GRANTS_ROLES = "core.add_rolegrant"
SENTENCE = (
    "{} grants roles, reads the audit trail or gives out codes, and links that set a password go to this address. "
    "Ask somebody who grants roles and keeps the directory to change it."
)


def guarded_accounts(by: User, among: list[int] | None = None) -> set[int]:
    """Keys of the accounts whose address `by` may not change; of those `among` them where given. One query."""
    if by.has_perm(GRANTS_ROLES):
        return set()
    held = RoleGrant.objects.live().filter(role__permissions__overlap=list(OPENS_ACCOUNTS)).exclude(user=by)
    if among is not None:
        held = held.filter(user__in=among)
    return set(held.values_list("user", flat=True))
