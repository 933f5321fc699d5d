"""What fiscal shows on the page of the Fiscal Management Unit: what one may open there."""

from doc_portal.core.addresses import address_of

UNIT = "fiscal-management-unit"
LINKS = (
    ("My open purchases", "What you asked for, its next step and whose it is.", "requisition-mine", "add_requisition"),
    ("Purchases to decide on", "Certify funds and approve.", "requisition-approvals", "view_approvals_requisition"),
    ("Can I buy this, and how?", "The lawful way, and its papers.", "purchase-ask", "view_procurementrule"),
    ("Purchase requisitions", "Everything asked for, and where it stands.", "requisition-list", "view_requisition"),
    ("Buyer desk", "What waits for a buyer.", "buyer-desk", "add_sourcingdecision"),
    ("Solicitations", "What suppliers are asked.", "solicitation-list", "view_solicitation"),
    ("Orders", "What was ordered, what is still to come.", "purchaseorder-list", "view_purchaseorder"),
    ("To receive", "Count what arrived.", "receipt-waiting", "add_receipt"),
    ("Bills", "By the late-payment clock.", "invoice-list", "view_invoice"),
    ("Exceptions", "What differs between order, receipt and bill.", "matchexception-list", "view_matchexception"),
    ("Vouchers", "Approved bills on their way to payment.", "paymentrequest-list", "view_paymentrequest"),
    ("Cash receipts", "Money out of the mail, by three people.", "receiptbatch-list", "view_receiptbatch"),
    ("Purchasing cards", "Who holds one, what was bought with it.", "card-list", "view_card"),
    ("Vendors", "Who is ordered from and paid.", "vendor-list", "view_vendor"),
    ("Appropriations", "What may be spent, what is left.", "appropriation-list", "view_appropriation"),
    ("Contracts", "What may be bought of whom, until when.", "contract-list", "view_contract"),
    ("SAM II desk", "Rejects, access, codes, reconciliation.", "samii-desk", "view_samissue"),
)


def purchases(request, unit) -> dict | None:
    """On the page of the unit, without a query; nothing where nothing may be opened."""
    if unit.reference_key != UNIT:
        return None
    may = request.user.has_perm
    links = [
        (label, note, address_of(f"fiscal:{name}")) for label, note, name, right in LINKS if may(f"fiscal.{right}")
    ]
    return {"links": links} if links else None
