"""Giving a role, taking it back, and letting it go on (portal.md item 23)."""

import calendar
from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import Role, RoleGrant, ScopeKind, Unit, User, Worksite
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock

ADMINISTRATOR = "portal_administrator"


@transaction.atomic
def grant_role(
    person: User,
    role: Role,
    *,
    by: User,
    scope_kind: str,
    reason: str,
    unit: Unit | None = None,
    worksite: Worksite | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a person a role in the whole department, in one unit or at one worksite, for twelve months at most.

    Refused: to oneself; a role or a place one does not hold the right to grant; a role that cannot count there; to
    somebody who has left; and what the person already holds there.
    """
    today = timezone.localdate()
    starts_on = starts_on or today
    latest = _months_after(starts_on, value_of("role_grant_months"))
    grant = RoleGrant(
        user=lock(person),
        role=role,
        scope_kind=scope_kind,
        unit=unit if scope_kind == ScopeKind.UNIT else None,
        worksite=worksite if scope_kind == ScopeKind.WORKSITE else None,
        starts_on=starts_on,
        ends_on=ends_on or latest,
        reason=reason,
        created_by=by,
    )
    _require_another_person(grant, by, "grant a role to")
    _require_right(by, grant)
    _require_present(grant)
    _require_fit(grant)
    if starts_on < today:
        raise Refused(f"A grant cannot begin in the past. Choose {long_date(today)} or a later first day.")
    if grant.ends_on <= starts_on:
        raise Refused(f"The grant would end before it begins. Choose an end after {long_date(starts_on)}.")
    if grant.ends_on > latest:
        raise Refused(f"A grant may last until {long_date(latest)} and be renewed then. Choose an earlier end.")
    _require_no_other(grant)
    grant.save()
    log("grant", grant, by=by, reason=reason, details=_facts(grant))
    _tell(grant, "role-granted", f"You were given the role {role} ({grant.place}) until {long_date(grant.ends_on)}")
    return grant


@transaction.atomic
def appoint_administrator(person: User, *, reason: str) -> RoleGrant:
    """Make the first portal administrator, from the machine itself. Refused once there is one."""
    hold("core.administrators")
    if RoleGrant.objects.administrators().exists():
        raise Refused("There is a portal administrator already. Ask them to grant the role on the screen.")
    _require_present(RoleGrant(user=lock(person)))
    today = timezone.localdate()
    for slug in ("staff", ADMINISTRATOR):
        grant, _ = RoleGrant.objects.live().get_or_create(
            user=person,
            role=Role.objects.get(slug=slug),
            scope_kind=ScopeKind.ALL,
            defaults={
                "starts_on": today,
                "ends_on": _months_after(today, value_of("role_grant_months")),
                "reason": reason,
            },
        )
        log("grant", grant, by=None, reason=reason, details=_facts(grant))
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, *, by: User, note: str) -> RoleGrant:
    """Take a role back, today. Refused for the last administrator: nobody could grant roles any more."""
    grant = lock(grant)
    _require_right(by, grant)
    _require_running(grant)
    if grant.role.slug == ADMINISTRATOR:
        hold("core.administrators")
        if not RoleGrant.objects.administrators().exclude(pk=grant.pk).exists():
            raise Refused(f"{grant.user} is the last {str(grant.role).lower()}. Grant the role to someone else first.")
    before = grant.ends_on
    grant.ends_on = max(timezone.localdate(), grant.starts_on)
    grant.version += 1
    grant.save()
    log("end", grant, by=by, before=str(before or ""), after=str(grant.ends_on), reason=note, details=_facts(grant))
    _tell(grant, "role-ended", f"Your role {grant.role} ({grant.place}) has ended")
    return grant


@transaction.atomic
def renew_grant(grant: RoleGrant, *, by: User, note: str = "") -> RoleGrant:
    """Let a running grant go on for twelve months from today. Refused for one's own, and once it has ended."""
    grant = lock(grant)
    _require_another_person(grant, by, "renew a role of")
    _require_right(by, grant)
    _require_running(grant)
    _require_present(grant)
    _require_fit(grant)
    before = grant.ends_on
    grant.ends_on = _months_after(max(timezone.localdate(), grant.starts_on), value_of("role_grant_months"))
    if before is not None and before >= grant.ends_on:
        raise Refused(f"This grant already runs until {long_date(before)}. It can be renewed later.")
    lock(grant.user)
    _require_no_other(grant)
    grant.version += 1
    grant.save()
    log("renew", grant, by=by, before=str(before or ""), after=str(grant.ends_on), reason=note, details=_facts(grant))
    _tell(grant, "role-renewed", f"Your role {grant.role} ({grant.place}) goes on until {long_date(grant.ends_on)}")
    return grant


@transaction.atomic
def end_grants_of(users: list[User], *, by: User | None, reason: str) -> None:
    """Take back every role of people who leave; nobody's right to grant it is asked for.

    Refused where no portal administrator would be left.
    """
    hold("core.administrators")
    administrators = RoleGrant.objects.administrators()
    last = administrators.filter(user__in=users).select_related("user").first()
    if last is not None and not administrators.exclude(user__in=users).exists():
        raise Refused(f"{last.user} is the last portal administrator. Grant the role to someone else first.")
    today = timezone.localdate()
    running = RoleGrant.objects.filter(user__in=users).exclude(ends_on__lte=today)
    for grant in running.select_for_update(no_key=True, of=("self",)).for_list().order_by("pk"):
        before = grant.ends_on
        grant.ends_on = max(today, grant.starts_on)
        grant.version += 1
        grant.save()
        log(
            "end",
            grant,
            by=by,
            before=str(before or ""),
            after=str(grant.ends_on),
            reason=reason,
            details=_facts(grant),
        )


def grantable_roles(by: User):
    """The roles that `by` holds the right to grant somewhere."""
    held = [one.role.slug for one in by.live_grants if not one.role.retired]
    return Role.objects.filter(retired=False, grantable_by__overlap=held)


def _months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _facts(grant: RoleGrant) -> dict:
    """What the record of acts keeps of a grant, in words that outlive renamed places."""
    return {
        "person": grant.user.username,
        "role": grant.role.slug,
        "place": grant.place,
        "from": grant.starts_on.isoformat(),
        "until": grant.ends_on.isoformat() if grant.ends_on else None,
    }


def _tell(grant: RoleGrant, kind: str, title: str) -> None:
    notify([grant.user], kind, title, grant)


def _require_another_person(grant: RoleGrant, by: User, what: str) -> None:
    if grant.user_id == by.pk:
        raise Refused(f"You cannot {what} yourself. Ask another administrator.")


def _require_right(by: User, grant: RoleGrant) -> None:
    """Whoever gives, ends or renews a grant holds a role that may grant this one, and holds it there."""
    held = RoleGrant.objects.live().filter(user=by, role__slug__in=grant.role.grantable_by, role__retired=False)
    held = list(held.select_related("unit", "worksite"))
    if not held:
        names = list(Role.objects.filter(slug__in=grant.role.grantable_by).values_list("name", flat=True))
        raise Refused(
            f"You do not hold the right to decide who is {str(grant.role).lower()}. Ask someone who is "
            f"{' or '.join(name.lower() for name in names) or 'able to'}."
        )
    if not any(_covers(one, grant) for one in held):
        places = " and ".join(one.place for one in held)
        raise Refused(f"Your right to grant {grant.role} counts in {places}, not in {grant.place}.")


def _covers(mine: RoleGrant, given: RoleGrant) -> bool:
    if mine.scope_kind == ScopeKind.ALL:
        return True
    return (mine.scope_kind, mine.unit_id, mine.worksite_id) == (given.scope_kind, given.unit_id, given.worksite_id)


def _require_running(grant: RoleGrant) -> None:
    if grant.has_ended:
        raise Refused(f"This grant ended on {long_date(grant.ends_on)}. Grant the role again if it is needed.")


def _require_present(grant: RoleGrant) -> None:
    person = grant.user
    if not person.is_active or (person.ended_on and person.ended_on <= timezone.localdate()):
        raise Refused(f"{person} has no working account any more, so they cannot hold a role.")


def _require_fit(grant: RoleGrant) -> None:
    role = grant.role
    if role.retired:
        raise Refused(f"The role {role} is no longer used. Choose another one.")
    if grant.scope_kind not in role.scope_kinds:
        raise Refused(f"{role} cannot count in “{grant.get_scope_kind_display()}”, only in: {role.counts_in}.")


def _require_no_other(grant: RoleGrant) -> None:
    """No second grant of the same role in the same place while this one runs. Call with the person locked."""
    others = RoleGrant.objects.exclude(pk=grant.pk).filter(
        user=grant.user, role=grant.role, unit=grant.unit, worksite=grant.worksite
    )
    if other := others.between(grant.starts_on, grant.ends_on).first():
        raise Refused(
            f"{grant.user} already holds {grant.role} ({grant.place}) from {long_date(other.starts_on)}"
            + (f" until {long_date(other.ends_on)}" if other.ends_on else "")
            + ". Renew that grant instead."
        )
