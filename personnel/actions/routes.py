"""What happens to the route of approval: steps are added and ended; those on their way keep what they have."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from personnel.models import ApprovalRoute


@transaction.atomic
def add_route_step(step: ApprovalRoute, *, by: User) -> ApprovalRoute:
    """Add a step that requests pass from a day on."""
    step.created_by = by
    step.save()
    log("create", step, by=by)
    return step


@transaction.atomic
def revise_route_step(step: ApprovalRoute, *, by: User, changed: str = "") -> ApprovalRoute:
    """Keep what was changed in a step."""
    step.save()
    log("edit", step, by=by, reason=changed)
    return step
