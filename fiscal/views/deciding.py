"""Pages on which something is decided of a requisition."""

from doc_portal.core.addresses import address_of
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage
from fiscal.actions.buyers import give_requisition
from fiscal.actions.requisitions import (
    approve_requisition,
    cancel_requisition,
    certify_requisition,
    close_requisition,
    endorse_requisition,
    reject_requisition,
    return_requisition,
    source_requisition,
    submit_requisition,
    why_not_yet,
)
from fiscal.forms.requisitions import GiveForm
from fiscal.owned import account_of
from fiscal.views.purchase_page import RequisitionPage


class RequisitionStep(RequisitionPage, ActionPage):
    """A step of a requisition, with its lines and the money beside the decision."""

    template_name = "fiscal/requisition_step.html"

    def other_ways(self) -> list[tuple[str, str]]:
        """What one may do instead of saying yes."""
        if self.verb_of_page not in ("certify", "endorse", "approve"):
            return []
        return [
            (self.object.TRANSITIONS[verb].label, address_of(f"fiscal:requisition-{verb}", self.object.pk))
            for verb in ("return", "reject")
            if self.may(f"fiscal.{verb}_requisition", self.object)
        ]

    @property
    def verb_of_page(self) -> str:
        """The step the page is for."""
        return self.permission_required.partition(".")[2].partition("_")[0]


class RequisitionSubmit(RequisitionStep):
    """Ask for it."""

    permission_required = "fiscal.submit_requisition"
    action = staticmethod(submit_requisition)
    done = "Submitted. Next, funds are certified."


class RequisitionCertify(RequisitionStep):
    """Confirm coding and money."""

    permission_required = "fiscal.certify_requisition"
    action = staticmethod(certify_requisition)
    done = "Funds certified. Next, somebody approves it."


class RequisitionEndorse(RequisitionStep):
    """The second approval."""

    permission_required = "fiscal.endorse_requisition"
    action = staticmethod(endorse_requisition)
    done = "Approved as second. The first approval is still to come."


class RequisitionApprove(RequisitionStep):
    """Say yes."""

    permission_required = "fiscal.approve_requisition"
    action = staticmethod(approve_requisition)
    done = "Approved. The money is set aside, and a buyer takes it up."

    def not_now(self):
        """The year that pays has not begun."""
        return why_not_yet(self.object)


class RequisitionSource(RequisitionStep):
    """Take it up."""

    permission_required = "fiscal.source_requisition"
    action = staticmethod(source_requisition)
    done = "Yours to buy now."


class RequisitionGive(RequisitionStep):
    """Another buyer goes on with it."""

    permission_required = "fiscal.give_requisition"
    form_class = GiveForm
    button = "Give to another buyer"
    done = "Given. The new buyer is told, and who bought it until now."

    def action(self, requisition, *, by, person, note):
        """Hand it over to the account of a person."""
        return give_requisition(requisition, buyer=account_of(person), by=by, note=note)


class RequisitionReturn(RequisitionStep):
    """Send it back."""

    permission_required = "fiscal.return_requisition"
    form_class = ReasonForm
    action = staticmethod(return_requisition)
    done = "Returned. Whoever asked can change it and submit it again."


class RequisitionClose(RequisitionStep):
    """Nothing more is ordered."""

    permission_required = "fiscal.close_requisition"
    action = staticmethod(close_requisition)
    form_class = NoteForm
    done = "Closed. What was still set aside was released."


class RequisitionReject(RequisitionStep):
    """Say no."""

    permission_required = "fiscal.reject_requisition"
    form_class = ReasonForm
    action = staticmethod(reject_requisition)
    done = "Rejected. Whoever asked was told why."


class RequisitionCancel(RequisitionStep):
    """It is not wanted any more."""

    permission_required = "fiscal.cancel_requisition"
    form_class = ReasonForm
    action = staticmethod(cancel_requisition)
    done = "Canceled."
