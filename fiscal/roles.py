"""What each role may do in fiscal (fiscal.md 4.4, last paragraph), room by room."""

from doc_portal.core.registry import RoleSpec

SEES_FUNDS = ("fiscal.view_fundingstring",)
READS_BUDGET = (
    *SEES_FUNDS, "fiscal.view_fiscalyear", "fiscal.view_coacode", "fiscal.view_appropriation",
    "fiscal.view_spendingplan",
)  # fmt: skip
EXPORTS_BUDGET = ("fiscal.export_coacode", "fiscal.export_appropriation", "fiscal.export_spendingplan")
KEEPS_CODES = ("fiscal.add_coacode", "fiscal.change_coacode", "fiscal.import_coacode", "core.add_importrun",
               "core.apply_importrun", "core.discard_importrun", "fiscal.add_fundingstring")  # fmt: skip
KEEPS_BUDGET = (
    *EXPORTS_BUDGET, *KEEPS_CODES, "fiscal.add_fiscalyear", "fiscal.change_fiscalyear", "fiscal.lapse_fiscalyear",
    "fiscal.close_fiscalyear", "fiscal.expire_fiscalyear", "fiscal.change_accountingperiod",
    "fiscal.add_appropriation", "fiscal.change_appropriation", "fiscal.add_adjustment", "fiscal.add_allotment",
    "fiscal.add_spendingplan", "fiscal.change_spendingplan", "fiscal.view_yearenddecision",
    "fiscal.decide_yearenddecision",
)  # fmt: skip
SEES_YEAR_END = ("fiscal.view_yearenddecision",)
DECIDES_YEAR_END = (*SEES_YEAR_END, "fiscal.decide_yearenddecision")
HOLDS_CARDS = (
    "fiscal.view_cardtransaction", "fiscal.hold_cardtransaction", "fiscal.explain_cardtransaction",
    "fiscal.dispute_cardtransaction",
)  # fmt: skip
READS_CARDS = ("fiscal.view_card", "fiscal.view_cardtransaction")
APPROVES_CARDS = (*READS_CARDS, "fiscal.approve_cardtransaction", "fiscal.dispute_cardtransaction")
READS_ALL_CARDS = (
    *READS_CARDS, "fiscal.view_cardcycle", "fiscal.export_card", "fiscal.export_cardcycle",
    "fiscal.export_cardtransaction",
)  # fmt: skip
REVIEWS_CARDS = (
    *READS_ALL_CARDS, "fiscal.close_cardcycle", "fiscal.import_cardtransaction", "fiscal.review_cardtransaction",
    "fiscal.dispute_cardtransaction", "core.add_importrun", "core.apply_importrun", "core.discard_importrun",
)  # fmt: skip
KEEPS_CARDS = (*REVIEWS_CARDS, "fiscal.add_card", "fiscal.change_card")
ENTERS_PURCHASES = (
    "fiscal.add_requisition", "fiscal.change_requisition", "fiscal.view_requisition", "fiscal.submit_requisition",
    "fiscal.cancel_requisition", "fiscal.view_purchaseorder", "fiscal.view_receipt", "fiscal.view_invoice",
    *HOLDS_CARDS,
)  # fmt: skip
DECIDES_PURCHASES = (
    *APPROVES_CARDS,
    "fiscal.view_requisition", "fiscal.view_approvals_requisition", "fiscal.endorse_requisition",
    "fiscal.approve_requisition", "fiscal.return_requisition", "fiscal.reject_requisition",
    "fiscal.view_purchaseorder", "fiscal.approve_purchaseorder",
)  # fmt: skip
CERTIFIES_PURCHASES = (
    "fiscal.view_requisition", "fiscal.view_approvals_requisition", "fiscal.certify_requisition",
    "fiscal.return_requisition", "fiscal.reject_requisition", "fiscal.view_purchaseorder", "fiscal.view_invoice",
)  # fmt: skip
ORDERS_GOODS = (
    "fiscal.view_requisition", "fiscal.source_requisition", "fiscal.close_requisition", "fiscal.cancel_requisition",
    "fiscal.add_purchaseorder", "fiscal.change_purchaseorder", "fiscal.view_purchaseorder",
    "fiscal.issue_purchaseorder", "fiscal.modify_purchaseorder", "fiscal.hold_purchaseorder",
    "fiscal.refer_purchaseorder",
    "fiscal.resume_purchaseorder", "fiscal.close_purchaseorder", "fiscal.cancel_purchaseorder", "fiscal.view_receipt",
    "fiscal.view_invoice", "fiscal.view_matchexception", "fiscal.resolve_matchexception", "fiscal.view_fundpurpose",
)  # fmt: skip
LEADS_BUYING = (
    *KEEPS_CARDS,
    "fiscal.approve_purchaseorder", "fiscal.add_approvallimit", "fiscal.change_approvallimit",
    "fiscal.view_approvallimit", "fiscal.export_requisition", "fiscal.export_purchaseorder", "fiscal.give_requisition",
    "fiscal.change_fundpurpose", "fiscal.add_fundpurpose", "fiscal.oversee_matchexception",
)  # fmt: skip
COUNTS_GOODS = (
    "fiscal.view_purchaseorder", "fiscal.add_receipt", "fiscal.view_receipt", "fiscal.return_receipt",
    "fiscal.view_capitalhandoff", "fiscal.change_capitalhandoff",
)  # fmt: skip
PAYS_BILLS = (
    *REVIEWS_CARDS,
    "fiscal.view_requisition", "fiscal.view_purchaseorder", "fiscal.view_receipt", "fiscal.add_invoice",
    "fiscal.change_invoice", "fiscal.view_invoice", "fiscal.export_invoice", "fiscal.match_invoice",
    "fiscal.approve_invoice", "fiscal.dispute_invoice", "fiscal.resume_invoice", "fiscal.void_invoice",
    "fiscal.interest_invoice", "fiscal.view_primerate", "fiscal.add_primerate",
    "fiscal.view_matchexception", "fiscal.add_paymentrequest",
    "fiscal.view_paymentrequest", "fiscal.export_paymentrequest", "fiscal.pay_paymentrequest",
    "fiscal.void_paymentrequest", "fiscal.refer_paymentrequest", "fiscal.refer_purchaseorder",
)  # fmt: skip
READS_PURCHASES = (
    *READS_ALL_CARDS,
    "fiscal.view_requisition", "fiscal.view_purchaseorder", "fiscal.view_receipt", "fiscal.view_invoice",
    "fiscal.view_matchexception", "fiscal.view_paymentrequest", "fiscal.view_capitalhandoff",
    "fiscal.view_approvallimit", "fiscal.view_fundpurpose", "fiscal.view_primerate",
)  # fmt: skip
EXPORTS_PURCHASES = (
    "fiscal.export_requisition", "fiscal.export_purchaseorder", "fiscal.export_receipt", "fiscal.export_invoice",
    "fiscal.export_matchexception", "fiscal.export_paymentrequest",
)  # fmt: skip
SETS_LIMITS = (
    "fiscal.add_approvallimit", "fiscal.change_approvallimit", "fiscal.override_capitalhandoff",
    "fiscal.change_capitalhandoff", "fiscal.change_fundpurpose",
)  # fmt: skip
READS_SUPPLIERS = ("fiscal.view_vendor", "fiscal.view_contract")
KEEPS_VENDORS = ("fiscal.add_vendor", "fiscal.change_vendor", "fiscal.export_vendor")
PREPARES_CONTRACTS = (
    "fiscal.add_contract",
    "fiscal.change_contract",
    "fiscal.export_contract",
    "fiscal.change_vendingmachine",
)
KEEPS_CONTRACTS = ("fiscal.begin_contract", "fiscal.amend_contract", "fiscal.end_contract")
NAMES_NEEDS = ("fiscal.view_needslist", "fiscal.view_needsline", "fiscal.add_needsline", "fiscal.change_needsline")
SENDS_NEEDS = (
    "fiscal.add_needsline", "fiscal.change_needsline", "fiscal.add_needslist", "fiscal.send_needslist",
    "fiscal.close_needslist",
)  # fmt: skip
GATHERS_NEEDS = ("fiscal.view_needslist", "fiscal.view_needsline", "fiscal.export_needsline", *SENDS_NEEDS)
READS_CASH = (
    "fiscal.view_receiptbatch", "fiscal.view_cashreceipt", "fiscal.view_ticketroll", "fiscal.view_imprestfund",
    "fiscal.view_commissionmonth", "fiscal.view_cashhandover",
)  # fmt: skip
EXPORTS_CASH = (
    "fiscal.export_receiptbatch", "fiscal.export_ticketroll", "fiscal.export_imprestfund",
    "fiscal.export_commissionmonth", "fiscal.export_cashhandover",
)  # fmt: skip
OVERSEES_CASH = ("fiscal.review_receiptbatch", "fiscal.add_imprestfund", "fiscal.change_imprestfund")
REQUESTS: tuple[str, ...] = (*ENTERS_PURCHASES, *DECIDES_YEAR_END, *READS_SUPPLIERS, *NAMES_NEEDS)
APPROVES_PURCHASES: tuple[str, ...] = (*DECIDES_PURCHASES,)
CERTIFIES_FUNDS: tuple[str, ...] = (*CERTIFIES_PURCHASES,)
READS_SOURCING = (
    "fiscal.view_procurementrule", "fiscal.view_commodityclass", "fiscal.view_mvecertificate",
    "fiscal.view_sourcingdecision",
)  # fmt: skip
ASKS_HOW_TO_BUY = (*READS_SOURCING, "fiscal.add_mvecertificate")
HOLDS_SOLICITATIONS = tuple(
    f"fiscal.{verb}_solicitation"
    for verb in (
        "view", "add", "change", "export", "post", "amend", "receive", "close", "evaluate", "award", "reject", "cancel",
    )
)  # fmt: skip
BUYS = (
    *HOLDS_SOLICITATIONS,
    *ORDERS_GOODS, *DECIDES_YEAR_END,
    *READS_SUPPLIERS, *KEEPS_VENDORS, *PREPARES_CONTRACTS,
    *ASKS_HOW_TO_BUY, "fiscal.issue_mvecertificate", "fiscal.deny_mvecertificate", "fiscal.add_sourcingdecision",
    "fiscal.attach_sourcingdecision",
)  # fmt: skip
MANAGES_PURCHASING = (
    "fiscal.finalize_solicitation", "fiscal.protest_solicitation",
    *LEADS_BUYING,
    *KEEPS_CONTRACTS, *GATHERS_NEEDS,
    "fiscal.override_sourcingdecision", "fiscal.add_procurementrule", "fiscal.change_procurementrule",
    "fiscal.export_procurementrule", "fiscal.add_commodityclass", "fiscal.change_commodityclass",
)  # fmt: skip
RECEIVES: tuple[str, ...] = (*COUNTS_GOODS,)
PAYS: tuple[str, ...] = (
    *PAYS_BILLS,
    *READS_SUPPLIERS,
    "fiscal.view_receiptbatch",
    "fiscal.view_cashreceipt",
    "fiscal.post_receiptbatch",
)
HANDLES_CASH: tuple[str, ...] = (
    *READS_CASH, "fiscal.add_cashreceipt", "fiscal.void_cashreceipt", "fiscal.record_receiptbatch",
    "fiscal.transmit_receiptbatch", "fiscal.reopen_receiptbatch", "fiscal.add_ticketroll", "fiscal.count_ticketroll",
    "fiscal.count_imprestfund", "fiscal.state_commissionmonth", "fiscal.add_cashhandover", "fiscal.pay_cashhandover",
    "fiscal.witness_cashhandover", "fiscal.cancel_cashhandover",
)  # fmt: skip
READS_SAM_II = (
    "fiscal.view_documenttype", "fiscal.view_externaldocref", "fiscal.export_externaldocref",
    "fiscal.view_coordinationitem", "fiscal.export_coordinationitem", "fiscal.view_bankaccount",
    "fiscal.export_bankaccount", "fiscal.view_samissue", "fiscal.export_samissue", "fiscal.view_systemaccess",
    "fiscal.export_systemaccess", "fiscal.view_codechange", "fiscal.export_codechange", "fiscal.view_overridelog",
    "fiscal.export_overridelog", "fiscal.view_ledgerimport", "fiscal.export_ledgerimport", "fiscal.view_ledgerproblem",
    "fiscal.export_ledgerproblem", "fiscal.view_ledgerline", "fiscal.export_ledgerline", "fiscal.view_reconciliation",
    "fiscal.export_reconciliation", "fiscal.view_interfacefield", "fiscal.export_interfacefield",
    "fiscal.view_interfaceapproval", "fiscal.export_interfaceapproval", "fiscal.view_interfaceexport",
    "fiscal.export_interfaceexport",
)  # fmt: skip
KEEPS_REGISTERS = (
    "fiscal.add_coordinationitem", "fiscal.change_coordinationitem", "fiscal.finish_coordinationitem",
    "fiscal.add_bankaccount", "fiscal.change_bankaccount",
)  # fmt: skip
KEEPS_SAM_II = (
    *READS_SAM_II, *KEEPS_REGISTERS, "fiscal.view_purchaseorder", "fiscal.view_invoice", "fiscal.view_paymentrequest",
    "fiscal.refer_purchaseorder", "fiscal.refer_paymentrequest", "fiscal.add_externaldocref",
    "fiscal.answer_externaldocref", "fiscal.add_samissue",
    "fiscal.change_samissue", "fiscal.move_samissue", "fiscal.add_systemaccess", "fiscal.approve_systemaccess",
    "fiscal.certify_systemaccess", "fiscal.remove_systemaccess", "fiscal.add_codechange", "fiscal.move_codechange",
    "fiscal.import_overridelog", "fiscal.add_ledgerimport", "fiscal.add_reconciliation",
    "fiscal.explain_reconciliation", "fiscal.sign_reconciliation", "fiscal.add_interfacefield",
    "fiscal.change_interfacefield", "fiscal.add_interfaceapproval", "fiscal.move_interfaceapproval",
    "fiscal.add_interfaceexport",
)  # fmt: skip
OVERSEES_REGISTERS = (
    *KEEPS_REGISTERS,
    "fiscal.approve_systemaccess",
    "fiscal.certify_systemaccess",
    "fiscal.oversee_coordinationitem",
    "fiscal.oversee_bankaccount",
    "fiscal.sign_reconciliation",
)
DIRECTS: tuple[str, ...] = (
    *SETS_LIMITS, *OVERSEES_REGISTERS, *OVERSEES_CASH, *SENDS_NEEDS, *DECIDES_YEAR_END,
    "fiscal.oversee_yearenddecision", "fiscal.resolve_matchexception", "fiscal.oversee_matchexception",
)  # fmt: skip
READS_ALL = (
    *READS_PURCHASES, *EXPORTS_PURCHASES, *SEES_YEAR_END,
    *READS_BUDGET, *EXPORTS_BUDGET, *READS_SAM_II, *READS_SUPPLIERS, "fiscal.export_vendor", "fiscal.export_contract",
    *READS_CASH, *EXPORTS_CASH, "fiscal.view_needslist", "fiscal.view_needsline", "fiscal.export_needsline",
    *READS_SOURCING, "fiscal.export_procurementrule", "fiscal.view_solicitation", "fiscal.export_solicitation",
)  # fmt: skip


def role(slug: str, name: str, description: str, order: int, *permissions: str, scopes: tuple[str, ...] = ("all",)):
    """A role of fiscal, which opens the portal too."""
    return RoleSpec(slug, name, description, scopes=scopes, permissions=("core.use_portal", *permissions), order=order)


ROLES: tuple[RoleSpec, ...] = (
    role(
        "purchase_requester", "Purchase requester", "Asks for what a worksite needs and follows it to the bill.", 400,
        *REQUESTS, *ASKS_HOW_TO_BUY, *SEES_FUNDS, scopes=("worksite",),
    ),
    role(
        "business_office", "Business office", "Raises purchases of a worksite, receives, follows bills, logs receipts.",
        410, *REQUESTS, *ASKS_HOW_TO_BUY, *RECEIVES, *HANDLES_CASH, *READS_BUDGET, scopes=("worksite",),
    ),
    role(
        "purchase_approver", "Approver of purchases", "Approves purchases of a worksite that others asked for.", 420,
        *APPROVES_PURCHASES, *READS_BUDGET, *READS_SOURCING, scopes=("all", "worksite"),
    ),
    role(
        "funds_certifier", "Funds certifier", "Confirms coding and that money is there; keeps budget and codes.", 430,
        *CERTIFIES_FUNDS, *READS_BUDGET, *KEEPS_BUDGET,
    ),
    role("buyer", "Buyer", "Chooses the lawful way to buy, takes quotes, orders.", 440, *BUYS, *READS_BUDGET),
    role(
        "purchasing_manager", "Purchasing Manager", "Leads buyers; alone departs from what the rules find, with a "
        "reason.", 450, *BUYS, *MANAGES_PURCHASING, *READS_BUDGET,
    ),
    role(
        "receiver", "Receiver", "Counts what arrives at a worksite against its order.", 460, *RECEIVES,
        scopes=("worksite",),
    ),
    role(
        "accounts_payable", "Accounts payable", "Matches bills with orders and receipts, and pays them.", 470, *PAYS,
        *READS_BUDGET,
    ),
    role(
        "sam_ii_analyst", "SAM II analyst", "Rejected documents, access, code changes, reconciliation, export.", 480,
        *KEEPS_SAM_II, *READS_BUDGET, *KEEPS_CODES,
    ),
    role(
        "fiscal_director", "Director of Fiscal Management", "Exceptions, lapse risk, reports.", 490, *DIRECTS,
        *READS_ALL,
    ),
    RoleSpec("executive_reader", permissions=READS_BUDGET),
    RoleSpec("auditor", permissions=READS_ALL),
)  # fmt: skip
