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
    "fiscal.add_spendingplan", "fiscal.change_spendingplan",
)  # fmt: skip
REQUESTS: tuple[str, ...] = ()
APPROVES_PURCHASES: tuple[str, ...] = ()
CERTIFIES_FUNDS: tuple[str, ...] = ()
READS_SOURCING = (
    "fiscal.view_procurementrule", "fiscal.view_commodityclass", "fiscal.view_mvecertificate",
    "fiscal.view_sourcingdecision",
)  # fmt: skip
ASKS_HOW_TO_BUY = (*READS_SOURCING, "fiscal.add_mvecertificate")
BUYS = (
    *ASKS_HOW_TO_BUY, "fiscal.issue_mvecertificate", "fiscal.deny_mvecertificate", "fiscal.add_sourcingdecision",
    "fiscal.attach_sourcingdecision",
)  # fmt: skip
MANAGES_PURCHASING = (
    "fiscal.override_sourcingdecision", "fiscal.add_procurementrule", "fiscal.change_procurementrule",
    "fiscal.export_procurementrule", "fiscal.add_commodityclass", "fiscal.change_commodityclass",
)  # fmt: skip
RECEIVES: tuple[str, ...] = ()
PAYS: tuple[str, ...] = ()
HANDLES_CASH: tuple[str, ...] = ()
READS_SAM_II = (
    "fiscal.view_documenttype", "fiscal.view_externaldocref", "fiscal.export_externaldocref",
    "fiscal.view_coordinationitem", "fiscal.export_coordinationitem", "fiscal.view_bankaccount",
    "fiscal.export_bankaccount", "fiscal.view_samissue", "fiscal.export_samissue", "fiscal.view_systemaccess",
    "fiscal.export_systemaccess", "fiscal.view_codechange", "fiscal.export_codechange", "fiscal.view_overridelog",
    "fiscal.export_overridelog",
)  # fmt: skip
KEEPS_REGISTERS = (
    "fiscal.add_coordinationitem", "fiscal.change_coordinationitem", "fiscal.finish_coordinationitem",
    "fiscal.add_bankaccount", "fiscal.change_bankaccount",
)  # fmt: skip
KEEPS_SAM_II = (
    *READS_SAM_II, *KEEPS_REGISTERS, "fiscal.add_externaldocref", "fiscal.answer_externaldocref", "fiscal.add_samissue",
    "fiscal.change_samissue", "fiscal.move_samissue", "fiscal.add_systemaccess", "fiscal.approve_systemaccess",
    "fiscal.certify_systemaccess", "fiscal.remove_systemaccess", "fiscal.add_codechange", "fiscal.move_codechange",
    "fiscal.import_overridelog",
)  # fmt: skip
OVERSEES_REGISTERS = (
    *KEEPS_REGISTERS,
    "fiscal.approve_systemaccess",
    "fiscal.certify_systemaccess",
    "fiscal.oversee_coordinationitem",
    "fiscal.oversee_bankaccount",
)
DIRECTS = (*OVERSEES_REGISTERS,)
READS_ALL = (
    *READS_BUDGET, *EXPORTS_BUDGET, *READS_SAM_II,
    *READS_SOURCING, "fiscal.export_procurementrule",
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
