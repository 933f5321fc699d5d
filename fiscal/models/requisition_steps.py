"""Where a requisition stands, its steps, and what is next (fiscal.md 3.9)."""

from django.db import models

from doc_portal.core.workflow import Transition


class RequisitionStatus(models.TextChoices):
    """Where a requisition stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    CERTIFIED = "certified", "Funds certified"
    APPROVED = "approved", "Approved"
    SOURCING = "sourcing", "With a buyer"
    CLOSED = "closed", "Closed"
    RETURNED = "returned", "Returned"
    REJECTED = "rejected", "Rejected"
    CANCELLED = "cancelled", "Canceled"


STEPS = {
    "submit": Transition(
        frozenset({RequisitionStatus.DRAFT, RequisitionStatus.RETURNED}),
        RequisitionStatus.SUBMITTED,
        "Submit",
        "Submitted",
    ),
    "certify": Transition(
        frozenset({RequisitionStatus.SUBMITTED}), RequisitionStatus.CERTIFIED, "Certify funds", "Funds certified"
    ),
    "endorse": Transition(
        frozenset({RequisitionStatus.CERTIFIED}), RequisitionStatus.CERTIFIED, "Approve as second", "Second approval"
    ),
    "approve": Transition(frozenset({RequisitionStatus.CERTIFIED}), RequisitionStatus.APPROVED, "Approve", "Approved"),
    "source": Transition(
        frozenset({RequisitionStatus.APPROVED}), RequisitionStatus.SOURCING, "Take up", "Taken up by a buyer"
    ),
    "return": Transition(
        frozenset({RequisitionStatus.SUBMITTED, RequisitionStatus.CERTIFIED}),
        RequisitionStatus.RETURNED,
        "Return",
        "Returned to be changed",
    ),
    "close": Transition(
        frozenset({RequisitionStatus.APPROVED, RequisitionStatus.SOURCING}),
        RequisitionStatus.CLOSED,
        "Close",
        "Closed; what was left was released",
    ),
    "reject": Transition(
        frozenset({RequisitionStatus.SUBMITTED, RequisitionStatus.CERTIFIED}),
        RequisitionStatus.REJECTED,
        "Reject",
        "Rejected",
        danger=True,
    ),
    "cancel": Transition(
        frozenset(
            {
                RequisitionStatus.DRAFT,
                RequisitionStatus.RETURNED,
                RequisitionStatus.SUBMITTED,
                RequisitionStatus.CERTIFIED,
                RequisitionStatus.APPROVED,
                RequisitionStatus.SOURCING,
            }
        ),
        RequisitionStatus.CANCELLED,
        "Cancel",
        "Canceled",
        danger=True,
    ),
}
YOU = "You"
NEXT = {
    RequisitionStatus.DRAFT: ("Submit it", YOU),
    RequisitionStatus.RETURNED: ("Change it and submit again", YOU),
    RequisitionStatus.SUBMITTED: ("Certify funds", "Funds certifier"),
    RequisitionStatus.CERTIFIED: ("Approve", "Approver"),
    RequisitionStatus.APPROVED: ("Take up", "Buyer"),
    RequisitionStatus.SOURCING: ("Order", "Buyer"),
}
"""What is to be done next with a requisition at a status, and by whom."""
SECOND = ("Approve as second", "Second approver")
"""The same while a second approval is due, which comes before the first."""
ORDERED = {
    "draft": ("Approve the order", "Purchasing Manager"),
    "approved": ("Issue the order", "Buyer"),
    "on_hold": ("Settle what holds the order", "Buyer"),
    "differs": ("Settle what differs", "Whoever owns the exception"),
    "disputed": ("Settle the dispute with the vendor", "Accounts payable"),
    "to_receive": ("Receive", "Vendor, then receiver"),
    "to_bill": ("Enter the bill", "Accounts payable"),
    "to_approve": ("Approve the bill", "Accounts payable"),
    "to_voucher": ("Enter the voucher", "Accounts payable"),
    "to_pay": ("Record the payment", "Accounts payable"),
    "completed": ("Close the purchase", "Buyer"),
    "closed": ("Close the purchase", "Buyer"),
}
"""The same once there is an order, by what it waits for; of several orders the first of these counts."""
ALL_BOUGHT = "Completed"
"""Where one stands that was ordered, and of which nothing more is to come or to be paid."""
