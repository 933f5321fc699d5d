"""Opening an account for somebody of the directory: who grants roles opens it, a steward gives out the first code.

So nobody makes somebody up and signs in as them alone. The account has no password yet.
"""

from django.db import transaction
from django.db.models import Q

from doc_portal.core.actions.grants import grant_role
from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import Role, ScopeKind, User
from doc_portal.core.workflow import Refused, lock
from personnel.models import Person
from personnel.placing import place_people

EVERYBODY = "staff"


@transaction.atomic
def open_account(person: Person, *, by: User, username: str, reason: str) -> Person:
    """Open the account of a person, with the role everybody holds. Their entry and what waits on it are theirs.

    Refused where there is one, for somebody who has left, and for a user name or number another account answers to.
    """
    hold("opening accounts")
    person = lock(person)
    if person.user_id is not None:
        raise Refused(f"{person} has an account already: {person.user.username}. Nothing was changed.")
    if not person.is_current:
        raise Refused(f"{person} has left. Accounts are for those who work here.")
    taken = Q(username__iexact=username) | Q(employee_number__iexact=username)
    if person.employee_number:
        taken |= Q(username__iexact=person.employee_number) | Q(employee_number=person.employee_number)
    if User.objects.filter(taken).exists():
        raise Refused(f"Another account answers to “{username}” or to the employee number. Choose another user name.")
    person.user = User.objects.create_user(
        username,
        employee_number=person.employee_number,
        first_name=person.preferred_name or person.first_name,
        last_name=person.last_name,
        listed=not person.suppressed,
    )
    person.version += 1
    person.save()
    log("open_account", person, by=by, reason=reason)
    place_people([person.pk])
    role = Role.objects.get(slug=EVERYBODY)
    grant_role(person.user, role, by=by, scope_kind=ScopeKind.ALL, reason=reason)
    return person
