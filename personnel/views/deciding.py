"""Decisions on the open step of a request to fill positions."""

from django.utils.functional import cached_property

from doc_portal.core.forms import ReasonForm
from personnel.actions.requisitions import approve_step, deny_requisition, return_requisition
from personnel.deciding import objection
from personnel.models import Requisition
from personnel.views.objecting import ObjectingPage
from personnel.views.requisitions import RequisitionPage


class DecidePage(RequisitionPage, ObjectingPage):
    """A decision on the open step. Out of order, on one's own request or without the role: 403 with a sentence."""

    permission_required = "personnel.view_requisition"
    template_name = "personnel/requisition_decide.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("steps")

    def objection_to(self, record):
        return objection(record, self.request.user)

    @cached_property
    def step_now(self):
        """The step that waits for a decision; None where it was decided meanwhile."""
        return self.object.step_now

    def get_button(self):
        step = self.step_now
        return f"{self.button} step {step.no}" if step and self.button == "Approve" else self.button

    def get_title(self):
        return f"{self.get_button()}: {self.object}"

    def warnings(self) -> list[str]:
        """What speaks against approving is no warning to whoever returns or denies."""
        return super().warnings() if self.verb == "approve" else []

    def step_words(self) -> str:
        """Which of how many steps is decided."""
        step = self.step_now
        if step is None:
            return ""
        steps = sum(one.round == step.round for one in self.object.steps.all())
        return f"Step {step.no} of {steps}: {step.get_kind_display()}"


class RequisitionApprove(DecidePage):
    """Approve the open step; the last one needs as many free positions as are asked for."""

    action = staticmethod(approve_step)
    verb = "approve"
    button = "Approve"

    def done_message(self):
        approved = self.object.status == Requisition.Status.APPROVED
        return (
            "All steps are approved. It can be announced now." if approved else "Step approved. The next one is told."
        )


class RequisitionReturn(DecidePage):
    """Give the request back at the open step."""

    form_class = ReasonForm
    action = staticmethod(return_requisition)
    verb = "return"
    button = "Return for changes"
    intro = "The requester sees your reason, changes the request and sends it again. It then passes every step anew."


class RequisitionDeny(DecidePage):
    """End the request at the open step."""

    form_class = ReasonForm
    action = staticmethod(deny_requisition)
    verb = "deny"
    button = "Deny requisition"
    intro = "This ends the request. The requester sees your reason and may write a new one."
