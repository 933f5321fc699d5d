"""What tests of every unit need: places, people with exactly these rights there, forms sent as a browser does."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.models import AuditEvent, Role, RoleGrant, ScopeKind, Unit, User, Worksite

_serial = count(1)


def make_unit(**fields) -> Unit:
    """A unit with pages of its own."""
    n = next(_serial)
    defaults = {"slug": f"unit-{n}", "name": f"Unit {n}", "level": Unit.Level.UNIT, "in_portal": True, "order": 900}
    return Unit.objects.create(**defaults | fields)


def make_worksite(**fields) -> Worksite:
    """An open worksite without an abbreviation."""
    n = next(_serial)
    defaults = {"slug": f"worksite-{n}", "name": f"Worksite {n}", "kind": Worksite.Kind.INSTITUTION}
    return Worksite.objects.create(**defaults | fields)


def make_role(*permissions: str, **fields) -> Role:
    """A role carrying exactly these permissions, which may count anywhere."""
    n = next(_serial)
    defaults = {"slug": f"role-{n}", "name": f"Role {n}", "scope_kinds": ScopeKind.values, "order": 900}
    return Role.objects.create(**defaults | fields, permissions=list(permissions))


def grant(user: User, role: Role | str, *, unit=None, worksite=None, **fields) -> RoleGrant:
    """Give a role (or the role of this slug) to a person: at the unit, at the worksite, or everywhere."""
    if isinstance(role, str):
        role = Role.objects.get(slug=role)
    kind = ScopeKind.UNIT if unit else ScopeKind.WORKSITE if worksite else ScopeKind.ALL
    today = timezone.localdate()
    defaults = {"starts_on": today, "ends_on": today + timedelta(days=365), "reason": "Needed for a test"}
    made = RoleGrant.objects.create(
        **defaults | fields, user=user, role=role, scope_kind=kind, unit=unit, worksite=worksite
    )
    user.forget_rights()
    return made


def make_user(*permissions: str, unit=None, worksite=None, belongs_to=None, works_at=None, **fields) -> User:
    """A person holding exactly these rights ("mission.view_newsitem", …) in the unit, at the worksite or everywhere.

    `unit` and `worksite` are where the rights count; `belongs_to` and `works_at` are the person's own places.
    The account has no usable password: sign in with `client.force_login`.
    """
    n = next(_serial)
    defaults = {
        "username": f"user{n}",
        "employee_number": f"T{n:06}",
        "first_name": "Test",
        "last_name": f"Person {n}",
        "email": f"user{n}@example.mo.gov",
        "unit": belongs_to,
        "worksite": works_at,
    }
    user = User.objects.create_user(**defaults | fields)
    if permissions:
        grant(user, make_role(*permissions), unit=unit, worksite=worksite)
    return user


def post_form(client, url: str, /, **data):
    """Send a form with its key, as a browser does. Give `_key` to send the same form again."""
    return client.post(url, {idempotency.FIELD: idempotency.new_key()} | data)


def acts_of(record) -> list[str]:
    """What was recorded as done to a record, oldest first; refusals left out."""
    return list(AuditEvent.objects.of(record).filter(outcome=AuditEvent.Outcome.DONE).values_list("act", flat=True))
