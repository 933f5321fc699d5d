"""The Fiscal Management Unit, and what it offers the portal."""

from django.apps import AppConfig

from doc_portal.core.registry import (
    DayCount,
    JobKind,
    ManageItem,
    Measure,
    NoticeKind,
    OwnedThings,
    Schedule,
    SearchSource,
    TodoProvider,
    TopTask,
    UnitBlock,
)
from fiscal.lists.kinds import IMPORT_KINDS
from fiscal.settings import SETTINGS

UNIT = "fiscal-management-unit"


class FiscalConfig(AppConfig):
    name = "fiscal"
    verbose_name = "Fiscal management"
    sample = "fiscal.sample.make"
    reference = "fiscal.reference.load"
    portal_settings = SETTINGS
    portal_top_tasks = (
        TopTask("Buy something", "cart", "fiscal:requisition-mine", "fiscal.add_requisition", order=12),
    )
    portal_unit_blocks = (
        UnitBlock(
            "purchases",
            15,
            "fiscal/blocks/unit.html",
            "fiscal.panels.purchases",
            permission="fiscal.view_procurementrule",
        ),
    )
    portal_manage = (
        # purchases
        ManageItem(
            "Purchases to decide on", "Submitted by others: certify funds, approve.", "fiscal:requisition-approvals",
            "fiscal.view_approvals_requisition", "Fiscal", 21,
        ),
        ManageItem(
            "Purchase requisitions", "Everything that was asked for, and where it stands.", "fiscal:requisition-list",
            "fiscal.view_requisition", "Fiscal", 22,
        ),
        ManageItem(
            "Orders", "What was ordered of whom, and what is still to come.", "fiscal:purchaseorder-list",
            "fiscal.view_purchaseorder", "Fiscal", 23,
        ),
        ManageItem("To receive", "Count what arrived.", "fiscal:receipt-waiting", "fiscal.add_receipt", "Fiscal", 24),
        ManageItem(
            "Receiving reports", "What came when, and who counted it.", "fiscal:receipt-list", "fiscal.view_receipt",
            "Fiscal", 25,
        ),
        ManageItem(
            "Bills", "What vendors billed, by the late-payment clock.", "fiscal:invoice-list", "fiscal.view_invoice",
            "Fiscal", 26,
        ),
        ManageItem(
            "Exceptions", "What differs between order, receipt and bill.", "fiscal:matchexception-list",
            "fiscal.view_matchexception", "Fiscal", 27,
        ),
        ManageItem(
            "Vouchers", "Approved bills on their way to payment.", "fiscal:paymentrequest-list",
            "fiscal.view_paymentrequest", "Fiscal", 28,
        ),
        ManageItem(
            "Capital objects to hand over", "Tag, custodian and location of what came.", "fiscal:capitalhandoff-list",
            "fiscal.view_capitalhandoff", "Fiscal", 29,
        ),
        ManageItem(
            "Approval limits", "Who approves up to how much.", "fiscal:approvallimit-list",
            "fiscal.view_approvallimit", "Fiscal", 46,
        ),
        ManageItem(
            "Purchasing cards", "Who holds one, who approves and reviews.", "fiscal:card-list", "fiscal.view_card",
            "Fiscal", 32,
        ),
        ManageItem(
            "My card purchases", "Receipt, requisition and use of each.", "fiscal:cardtransaction-mine",
            "fiscal.hold_cardtransaction", "Fiscal", 33,
        ),
        ManageItem(
            "Card purchases", "A holder's year, exceptions, missing receipts.", "fiscal:cardtransaction-list",
            "fiscal.view_cardtransaction", "Fiscal", 34,
        ),
        ManageItem(
            "Card cycles", "Month by month, closed once each has its receipt.", "fiscal:cardcycle-list",
            "fiscal.view_cardcycle", "Fiscal", 35,
        ),
        ManageItem(
            "Prime rates", "On which interest on late payment rests.", "fiscal:primerate-list",
            "fiscal.view_primerate", "Fiscal", 50,
        ),
        ManageItem(
            "Fund rules", "What a fund may not pay for.", "fiscal:fundpurpose-list", "fiscal.view_fundpurpose",
            "Fiscal", 47,
        ),
        ManageItem(
            "Fiscal years", "Which years are open, and until when bills are paid.", "fiscal:fiscalyear-list",
            "fiscal.view_fiscalyear", "Fiscal", 10,
        ),
        ManageItem(
            "Chart of accounts", "Codes of each year, copied forward and compared.", "fiscal:coacode-list",
            "fiscal.view_coacode", "Fiscal", 11,
        ),
        ManageItem(
            "Funding strings", "Codes that money is charged to, and what is left.", "fiscal:fundingstring-list",
            "fiscal.view_fundingstring", "Fiscal", 12,
        ),
        ManageItem(
            "Appropriations", "What may be spent, what is left, who holds it.", "fiscal:appropriation-list",
            "fiscal.view_appropriation", "Fiscal", 13,
        ),
        ManageItem(
            "Spending plan", "Plan against actual, month by month.", "fiscal:spendingplan-list",
            "fiscal.view_spendingplan", "Fiscal", 14,
        ),
        ManageItem(
            "Lapse cockpit", "What becomes of open orders at the end of the year, and the worksheet to decide it.",
            "fiscal:lapse", "fiscal.view_yearenddecision", "Fiscal", 15,
        ),
        ManageItem(
            "Can I buy this, and how?", "Which lawful way to buy applies, and what papers it takes.",
            "fiscal:purchase-ask", "fiscal.view_procurementrule", "Fiscal", 20,
        ),
        ManageItem(
            "Buyer desk", "Purchases to decide on, missing papers, closings, protests, MVE, renewals.",
            "fiscal:buyer-desk", "fiscal.add_sourcingdecision", "Fiscal", 39,
        ),
        ManageItem(
            "Solicitations", "What suppliers are asked, sealed quotes, awards and protests.",
            "fiscal:solicitation-list", "fiscal.view_solicitation", "Fiscal", 40,
        ),
        ManageItem(
            "Questions to MVE", "Certificates that MVE cannot supply, asked for and answered.",
            "fiscal:mvecertificate-list", "fiscal.view_mvecertificate", "Fiscal", 41,
        ),
        ManageItem(
            "Sourcing rules", "The law on how to buy, as dated rows.", "fiscal:procurementrule-list",
            "fiscal.view_procurementrule", "Fiscal", 48,
        ),
        ManageItem(
            "Commodity classes", "What follows from what is bought.", "fiscal:commodityclass-list",
            "fiscal.view_commodityclass", "Fiscal", 49,
        ),
        ManageItem(
            "Vendors", "Who is ordered from and paid, and what bars them.", "fiscal:vendor-list",
            "fiscal.view_vendor", "Fiscal", 30,
        ),
        ManageItem(
            "Contracts", "What may be bought of whom, until when, up to how much.", "fiscal:contract-list",
            "fiscal.view_contract", "Fiscal", 31,
        ),
        ManageItem(
            "Cash receipts", "Money that arrives, from the mail to the deposit.", "fiscal:receiptbatch-list",
            "fiscal.view_receiptbatch", "Fiscal", 50,
        ),
        ManageItem(
            "Tickets", "Prenumbered tickets against the money for them.", "fiscal:ticketroll-list",
            "fiscal.view_ticketroll", "Fiscal", 51,
        ),
        ManageItem(
            "Imprest funds", "Funds kept at a constant amount, and their counts.", "fiscal:imprestfund-list",
            "fiscal.view_imprestfund", "Fiscal", 52,
        ),
        ManageItem(
            "Commissions expected", "Statements and checks of vending contracts.", "fiscal:commissionmonth-list",
            "fiscal.view_commissionmonth", "Fiscal", 53,
        ),
        ManageItem(
            "Cash hand-overs", "Cash given to somebody before a witness.", "fiscal:cashhandover-list",
            "fiscal.view_cashhandover", "Fiscal", 54,
        ),
        ManageItem(
            "Needs", "What worksites will need next year.", "fiscal:needsline-list", "fiscal.view_needsline",
            "Fiscal", 55,
        ),
        ManageItem(
            "Lists of needs", "The list of each year, sent to OA.", "fiscal:needslist-list", "fiscal.view_needslist",
            "Fiscal", 56,
        ),
        ManageItem(
            "Coordination register", "What other state offices ask for or are owed, and by when.",
            "fiscal:coordinationitem-list", "fiscal.view_coordinationitem", "Fiscal", 70,
        ),
        ManageItem(
            "Bank accounts", "Every account and the policy that allows it.", "fiscal:bankaccount-list",
            "fiscal.view_bankaccount", "Fiscal", 71,
        ),
        ManageItem(
            "SAM II desk", "Rejects, access and codes that are due, exports, reconciliation.", "fiscal:samii-desk",
            "fiscal.view_samissue", "Fiscal", 60,
        ),
        ManageItem(
            "External documents", "Documents in SAM II and what was answered.", "fiscal:externaldocref-list",
            "fiscal.view_externaldocref", "Fiscal", 61,
        ),
        ManageItem(
            "Document types", "Types of documents of SAM II, as published.", "fiscal:documenttype-list",
            "fiscal.view_documenttype", "Fiscal", 69,
        ),
    )  # fmt: skip
    portal_todo = (
        # purchases
        TodoProvider(
            "purchases-to-decide", "Purchases to decide on", "fiscal.todo.requisitions_to_decide",
            "fiscal.view_approvals_requisition", "fiscal.todo.requisitions_waiting",
        ),
        TodoProvider(
            "purchases-returned", "Purchases returned to you", "fiscal.todo.requisitions_to_change",
            "fiscal.change_requisition", "fiscal.todo.requisitions_returned", own=True,
        ),
        TodoProvider(
            "purchases-to-take-up", "Approved purchases to take up", "fiscal.todo.requisitions_to_take_up",
            "fiscal.source_requisition", "fiscal.todo.requisitions_approved",
        ),
        TodoProvider(
            "purchases-to-order", "Purchases taken up, and not ordered", "fiscal.todo.requisitions_to_order",
            "fiscal.add_purchaseorder", "fiscal.todo.requisitions_without_order",
        ),
        TodoProvider(
            "orders-to-approve", "Orders to approve", "fiscal.todo.orders_to_approve",
            "fiscal.approve_purchaseorder", "fiscal.todo.orders_written",
        ),
        TodoProvider(
            "orders-to-issue", "Approved orders to issue", "fiscal.todo.orders_to_issue", "fiscal.issue_purchaseorder",
            "fiscal.todo.orders_approved",
        ),
        TodoProvider(
            "bills-to-approve", "Matched bills to approve", "fiscal.todo.invoices_to_approve",
            "fiscal.approve_invoice", "fiscal.todo.invoices_matched",
        ),
        TodoProvider(
            "bills-to-voucher", "Approved bills to voucher", "fiscal.todo.invoices_to_voucher",
            "fiscal.add_paymentrequest", "fiscal.todo.invoices_approved",
        ),
        TodoProvider(
            "vouchers-to-pay", "Vouchers whose payment is to be recorded", "fiscal.todo.vouchers_to_pay",
            "fiscal.pay_paymentrequest", "fiscal.todo.vouchers_unpaid",
        ),
        TodoProvider(
            "exceptions-to-settle", "Differences to settle", "fiscal.todo.exceptions_to_settle",
            "fiscal.view_invoice", "fiscal.todo.exceptions_owned", own=True,
        ),
        TodoProvider(
            "bills-to-hurry", "Bills that wait too long", "fiscal.todo.invoices_to_hurry", "fiscal.approve_invoice",
            "fiscal.todo.invoices_slow",
        ),
        TodoProvider(
            "year-end-lines", "Order lines to decide at year end", "fiscal.todo_year_end.lines_to_decide",
            "fiscal.view_yearenddecision", "fiscal.todo_year_end.lines_undecided",
        ),
        TodoProvider(
            "year-end-late", "Order lines nobody decided in time", "fiscal.todo_year_end.late_lines",
            "fiscal.oversee_yearenddecision", "fiscal.todo_year_end.lines_late",
        ),
        TodoProvider(
            "year-end-cancel", "Orders to cancel at year end", "fiscal.todo_year_end.orders_to_cancel",
            "fiscal.cancel_purchaseorder", "fiscal.todo_year_end.lines_to_cancel", own=True,
        ),
        # vendors, contracts, cash
        TodoProvider(
            "receipts-to-record", "Receipts to record", "fiscal.todo_cash.receipts_to_record",
            "fiscal.record_receiptbatch", "fiscal.todo_cash.to_record",
        ),
        TodoProvider(
            "receipts-to-transmit", "Receipts to transmit", "fiscal.todo_cash.receipts_to_transmit",
            "fiscal.transmit_receiptbatch", "fiscal.todo_cash.to_transmit",
        ),
        TodoProvider(
            "receipts-late", "Receipts that wait too long", "fiscal.todo_cash.late_receipts",
            "fiscal.review_receiptbatch", "fiscal.todo_cash.late",
        ),
        TodoProvider(
            "hand-overs-to-witness", "Cash hand-overs to witness", "fiscal.todo_cash.hand_overs_to_witness",
            "fiscal.witness_cashhandover", "fiscal.todo_cash.to_witness",
        ),
        TodoProvider(
            "statements-missing", "Vending statements to enter", "fiscal.todo_cash.statements_to_enter",
            "fiscal.state_commissionmonth", "fiscal.todo_cash.statements_missing",
        ),
        TodoProvider(
            "statements-short", "Vending statements short of the contract", "fiscal.todo_cash.statements_to_question",
            "fiscal.state_commissionmonth", "fiscal.todo_cash.statements_short",
        ),
        TodoProvider(
            "needs-to-send", "Lists of needs to send to OA", "fiscal.todo_cash.lists_to_send",
            "fiscal.send_needslist", "fiscal.todo_cash.lists_collecting",
        ),
        # sourcing and solicitations
        TodoProvider(
            "purchases-to-source", "Purchases to decide how to buy", "fiscal.todo_sourcing.requisitions_to_source",
            "fiscal.add_sourcingdecision", "fiscal.todo_sourcing.unsourced",
        ),
        TodoProvider(
            "solicitations-to-open", "Quotes to open", "fiscal.todo_sourcing.solicitations_to_open",
            "fiscal.close_solicitation", "fiscal.todo_sourcing.to_open",
        ),
        TodoProvider(
            "protests", "Protests to decide", "fiscal.todo_sourcing.protests_to_decide",
            "fiscal.protest_solicitation", "fiscal.todo_sourcing.protested",
        ),
        TodoProvider(
            "awards-to-finalize", "Awards to make final", "fiscal.todo_sourcing.awards_to_finalize",
            "fiscal.finalize_solicitation", "fiscal.todo_sourcing.windows_over",
        ),
        TodoProvider(
            "mve-questions", "Answers of MVE to record", "fiscal.todo_sourcing.mve_to_answer",
            "fiscal.issue_mvecertificate", "fiscal.todo_sourcing.mve_waiting",
        ),
        TodoProvider(
            "emergency-reports", "Emergency purchases to report on", "fiscal.todo_sourcing.emergencies_to_report",
            "fiscal.attach_sourcingdecision", "fiscal.todo_sourcing.unreported",
        ),
        # purchasing cards
        TodoProvider(
            "card-explain", "Card purchases to explain", "fiscal.todo_cards.to_explain",
            "fiscal.explain_cardtransaction", "fiscal.todo_cards.unexplained", own=True,
        ),
        TodoProvider(
            "card-approve", "Card purchases to approve", "fiscal.todo_cards.to_approve",
            "fiscal.approve_cardtransaction", "fiscal.todo_cards.unapproved", own=True,
        ),
        TodoProvider(
            "card-review", "Card purchases to review", "fiscal.todo_cards.to_review",
            "fiscal.review_cardtransaction", "fiscal.todo_cards.unreviewed", own=True,
        ),
        # SAM II desk and registers
        TodoProvider(
            "coordination-items", "Coordination items to deliver", "fiscal.todo_sam.items_to_deliver",
            "fiscal.view_coordinationitem", "fiscal.todo_sam.items_owned", own=True,
        ),
        TodoProvider(
            "sam-ii-issues", "SAM II issues to mend", "fiscal.todo_sam.issues_to_mend", "fiscal.view_samissue",
            "fiscal.todo_sam.issues_owned", own=True,
        ),
        TodoProvider(
            "sam-ii-access", "Access to SAM II to decide on", "fiscal.todo_sam.accesses_to_decide",
            "fiscal.approve_systemaccess", "fiscal.todo_sam.accesses_asked",
        ),
        TodoProvider(
            "sam-ii-certify", "Access to SAM II to certify", "fiscal.todo_sam.accesses_to_certify",
            "fiscal.certify_systemaccess", "fiscal.todo_sam.accesses_due",
        ),
        TodoProvider(
            "code-changes", "Code changes to send to OA", "fiscal.todo_sam.changes_to_send", "fiscal.move_codechange",
            "fiscal.todo_sam.changes_unsent",
        ),
        TodoProvider(
            "reconciliations", "Reconciliations to sign", "fiscal.todo_sam.reconciliations_to_sign",
            "fiscal.sign_reconciliation", "fiscal.todo_sam.reconciliations_open",
        ),
        TodoProvider(
            "accounts-without-authority", "Bank accounts without authority", "fiscal.todo_sam.accounts_to_settle",
            "fiscal.oversee_bankaccount", "fiscal.todo_sam.accounts_without_authority",
        ),
    )  # fmt: skip
    portal_owned = (
        OwnedThings(
            "Purchases, with their orders", "fiscal.owned.purchases_of", hand_over="fiscal.owned.give_purchase_to",
            fields=("fiscal.Requisition.buyer",),
        ),
        OwnedThings(
            "Differences to settle", "fiscal.owned.exceptions_of", hand_over="fiscal.owned.give_exception_to",
            fields=("fiscal.MatchException.owner",),
        ),
        # SAM II desk and registers
        OwnedThings(
            "Coordination items", "fiscal.owned.items_of", hand_over="fiscal.owned.give_item_to",
            fields=("fiscal.CoordinationItem.owner",),
        ),
        OwnedThings(
            "SAM II issues", "fiscal.owned.issues_of", hand_over="fiscal.owned.give_issue_to",
            fields=("fiscal.SamIssue.owner",),
        ),
        OwnedThings(
            "Bank accounts looked after", "fiscal.owned.accounts_of", hand_over="fiscal.owned.give_account_to",
            fields=("fiscal.BankAccount.custodian",),
        ),
    )  # fmt: skip
    portal_day_counts = (DayCount("protest-windows", "fiscal.windows.over_day"),)
    portal_schedules = (
        # sourcing and solicitations
        Schedule("fiscal-closings", "fiscal.actions.solicitations.tell_of_closings", minutes=60),
        # budget
        Schedule("fiscal-year-end", "fiscal.actions.year_end.escalate_undecided", hour=5),
        # vendors, contracts, cash
        Schedule("fiscal-contracts", "fiscal.actions.contracts.tell_of_expiring_contracts", hour=5),
        Schedule("fiscal-late-receipts", "fiscal.actions.receipts.tell_of_late_receipts", hour=6),
        Schedule("fiscal-commissions", "fiscal.actions.commissions.tell_of_commissions", hour=5),
        # SAM II desk and registers
        Schedule("remind_of_coordination", "fiscal.actions.coordination.remind_of_items", hour=6),
    )
    portal_notice_kinds = (
        # purchases
        NoticeKind(
            "fiscal-requisition", "Purchases you asked for", note="Approved, returned, rejected, canceled.",
            permission="fiscal.view_requisition", order=58,
        ),
        NoticeKind(
            "fiscal-order", "Orders, and what came", note="Of what you asked for.",
            permission="fiscal.view_purchaseorder", order=58,
        ),
        NoticeKind(
            "fiscal-card", "Purchases with cards", note="Yours to explain, approve or review.",
            permission="fiscal.view_cardtransaction", order=59,
        ),
        NoticeKind(
            "fiscal-bill", "Bills that do not match", permission="fiscal.view_invoice", order=59,
        ),
        # budget
        NoticeKind(
            "fiscal-year-end", "Order lines to decide at year end", permission="fiscal.view_yearenddecision", order=59
        ),
        # vendors, contracts, cash
        NoticeKind("fiscal-contract", "Contracts that expire soon", order=60, permission="fiscal.view_contract"),
        NoticeKind(
            "fiscal-cash", "Receipts and commissions",
            note="Money that waits too long, checks and statements missing or short.",
            permission="fiscal.view_receiptbatch", order=62,
        ),
        # SAM II desk and registers
        NoticeKind(
            "purchase", "Purchases you asked about", note="What MVE answers; closings and protests for buyers.",
            permission="fiscal.view_procurementrule", order=61,
        ),
        NoticeKind(
            "fiscal-coordination", "What other state offices are owed", note="Yours; overdue ones for the director.",
            permission="fiscal.view_coordinationitem", order=60,
        ),
        NoticeKind(
            "fiscal-sam-ii", "SAM II issues and access", note="Yours, and what you asked for.",
            permission="fiscal.view_samissue", order=61,
        ),
    )  # fmt: skip
    portal_measures = (
        Measure(
            "invoices-paid-in-30-days", "Bills paid within 30 days, last twelve months", UNIT, "percent",
            "fiscal.measures.paid_in_thirty_days",
        ),
        Measure(
            "requisition-to-order", "Days from requisition to order, last twelve months", UNIT, "days",
            "fiscal.measures.days_to_order",
        ),
        # SAM II desk and registers
        Measure(
            "bank-accounts-without-authority", "Bank accounts without policy authority", UNIT, "accounts",
            "fiscal.measures_sam.accounts_without_authority",
        ),
    )  # fmt: skip
    portal_search = (
        SearchSource(
            "fiscal.solicitation",
            "Solicitations",
            "",
            "fiscal.search_sourcing.solicitation_rows",
            "fiscal.search_sourcing.solicitation_entry",
        ),
        # purchases
        SearchSource(
            "fiscal.requisition",
            "Requisitions",
            "",
            "fiscal.search_purchases.requisition_rows",
            "fiscal.search_purchases.requisition_entry",
        ),
        SearchSource(
            "fiscal.purchaseorder",
            "Orders",
            "",
            "fiscal.search_purchases.order_rows",
            "fiscal.search_purchases.order_entry",
        ),
        SearchSource("fiscal.vendor", "Vendors", "", "fiscal.search.vendor_rows", "fiscal.search.vendor_entry"),
        SearchSource("fiscal.contract", "Contracts", "", "fiscal.search.contract_rows", "fiscal.search.contract_entry"),
        # SAM II desk and registers
        SearchSource(
            "fiscal.samissue", "SAM II issues", "", "fiscal.search_sam.issue_rows", "fiscal.search_sam.issue_entry"
        ),
    )
    portal_import_kinds = IMPORT_KINDS
    portal_job_kinds = (
        # SAM II desk and registers
        JobKind("load_ledger", "Ledger of SAM II", "fiscal.actions.ledger.run_ledger"),
    )
