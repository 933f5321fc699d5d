"""Who decides a step of a requisition, and why somebody may not (personnel.md 3, item 3)."""

from django.db.models import Q
from django.utils import timezone

from doc_portal.core.models import RoleGrant, ScopeKind, User
from personnel.models import ApprovalStep, Person, Requisition
from personnel.models.requisitions import step_permission

NAMED = 3


def holders(permission: str, worksite: int | None):
    """The accounts in use that hold a right at a worksite today, by their grants."""
    today = timezone.localdate()
    here = Q(scope_kind=ScopeKind.ALL) | Q(worksite=worksite, worksite__isnull=False)
    grants = RoleGrant.objects.live().filter(here, role__retired=False, role__permissions__contains=[permission])
    working = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    return User.objects.filter(working, pk__in=grants.values("user"), is_active=True)


def deciders(step: ApprovalStep):
    """Who may decide a step: holders of its right at the worksite, but the requester and who decided another step."""
    decided = ApprovalStep.objects.filter(
        requisition=step.requisition_id, round=step.round, decided_by__isnull=False
    ).values("decided_by")
    found = holders(step_permission(step.kind), step.requisition.worksite_id)
    return found.exclude(pk=step.requester_id).exclude(pk__in=decided).order_by("last_name", "first_name", "pk")


def decider_names(step: ApprovalStep) -> list[str]:
    """A few of them by name; who is not listed is named nowhere."""
    unlisted = Person.objects.filter(suppressed=True, user__isnull=False).values("user")
    return [one.get_full_name() for one in deciders(step).exclude(pk__in=unlisted)[:NAMED]]


def who_can(step: ApprovalStep) -> str:
    """A sentence about who can decide the step."""
    names = decider_names(step)
    if not names:
        return (
            f"Nobody holds the role for it at {step.requisition.worksite} now. Ask a portal administrator to grant it."
        )
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"{told} can."


def objection(requisition: Requisition, user: User) -> str:
    """Why `user` may not decide the open step of a requisition; empty where they may.

    The rule comes first, then the right: whoever asked decides no step, by whatever role; nobody decides two.
    """
    step = requisition.step_now
    if step is None:
        return ""
    if requisition.requester_id == user.pk:
        return f"You asked for {requisition.number}. Somebody else must decide every step of it. {who_can(step)}"
    steps = [one for one in requisition.steps.all() if one.round == requisition.round]
    mine = next((one for one in steps if one.decided_by_id == user.pk), None)
    if mine is not None:
        return (
            f"You decided step {mine.no} of {requisition.number}. One person decides one step at most. {who_can(step)}"
        )
    if user.has_perm(step_permission(step.kind), requisition):
        return ""
    later = [one for one in steps if one.no > step.no and user.has_perm(step_permission(one.kind), requisition)]
    if later:
        return (
            f"Step {later[0].no} of {requisition.number} ({later[0].get_kind_display()}) is not open yet: "
            f"step {step.no} ({step.get_kind_display()}) comes first. {who_can(step)}"
        )
    return f"You can read this requisition but not decide on it. {who_can(step)}"
