"""What the database refuses in fiscal, told as sentences: each names the rule and the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, IntegrityError, transaction

from doc_portal.core.refusals import broken as told
from doc_portal.core.workflow import Refused

NEVER_DELETED = "It stays on record and is not deleted. Mark it as no longer used, or reverse it, instead."
NOT_SOURCED = (
    "Nothing is ordered before it is decided how to buy and every paper that takes is on file. Open the sourcing "
    "decision of the requisition; it names what is missing."
)
NOT_AS_SOURCED = (
    "The order is not what was decided. Order from MVE, the contract or the supplier that was chosen, or decide again."
)
SENTENCES = {
    "requisition_begins_as_a_draft": "A requisition begins as a draft, and is submitted.",
    "requisition_keeps_its_writers": "Who asked and who wrote a requisition stays named.",
    "requisition_approved_within_a_limit": (
        "The approver's limit does not cover it. Have somebody approve whose limit does."
    ),
    "requisition_approved_sets_money_aside": "A requisition is approved with its money set aside, or not at all.",
    "approval_limit_stays": "A limit stays as it was given. End it, and enter another.",
    "order_begins_as_a_draft": "An order begins as a draft, and is approved by somebody else.",
    "order_keeps_its_writers": "Who wrote an order stays named.",
    "requisition_not_bought_by_who_asked": "Who asked for it or wrote it does not buy it. Somebody else must.",
    "sourcing_not_decided_by_who_asked": "Who asked for it or wrote it does not decide how it is bought.",
    "award_not_made_by_who_asked": "Who asked for it or wrote it does not choose its supplier. Somebody else must.",
    "order_not_placed_by_who_asked": "Who asked for it or wrote it does not order it. Somebody else must.",
    "order_closed_once_billed": (
        "Something came and is not billed. Have its bill entered and approved, or send it back; then close the order. "
        "Where no bill will come, the Purchasing Manager closes it with a reason."
    ),
    "exception_of_money_not_settled_by_who_asked": (
        "Who asked for it or wrote it does not settle what makes it dearer. Its buyer does, or the Purchasing Manager."
    ),
    "order_keeps_why_it_is_unbilled": "Why what came of an order was never billed stays as it was said.",
    "order_keeps_who_approved": "Who approved an order stays named.",
    "invoice_begins_as_received": "A bill begins as received, and is matched.",
    "invoice_keeps_its_writers": "Who entered a bill stays named.",
    "invoice_within_what_was_approved": (
        "The bill is dearer than the order, and takes a line beyond what was approved for it. Have the vendor bill "
        "right, or write a further requisition for the difference."
    ),
    "invoice_approved_is_posted": "A bill is approved with its money posted, or not at all.",
    "payment_of_what_came_once": (
        "Of a line more would be paid than ever came. A credit memo does not make room for a second bill over the same "
        "goods: void the first voucher, or have the vendor credit the difference alone."
    ),
    "fiscal_year_moves_as_it_may": "A fiscal year takes its steps in their order.",
    "fiscal_year_moves_on_its_days": (
        "A year lapses after its last day, closes and expires on their days. Come back then, or correct the days."
    ),
    "fiscal_year_change_names_who": "The days of a year change in the name of who changes them. Edit the year.",
    "fiscal_year_never_deleted": NEVER_DELETED,
    "accounting_period_never_deleted": NEVER_DELETED,
    "account_code_never_deleted": NEVER_DELETED,
    "account_code_keeps_its_year": "A code keeps its kind, year and writing. Add another code instead.",
    "funding_string_of_codes_of_its_year": (
        "A code of the funding string is of another fiscal year or kind. Choose the code of the budget year."
    ),
    "funding_string_stays": "A funding string stays as it is. Use another one.",
    "appropriation_never_deleted": NEVER_DELETED,
    "appropriation_sums_follow_rows": "What is set aside follows postings. Post an entry or an adjustment.",
    "appropriation_begins_empty": "An appropriation begins with nothing. Enter its authority as an adjustment.",
    "adjustment_is_reversed_never_changed": "An adjustment stays as entered. Enter the opposite one.",
    "allotment_is_reversed_never_changed": "An allotment stays as released. Enter the opposite amount.",
    "budget_entry_is_reversed_never_changed": "A posting stays as it is. Post its reversal.",
    "commodity_class_never_deleted": NEVER_DELETED,
    "fiscal_year_days_within_reason": "Enter a year between 1900 and 2199.",
    "account_code_follows_an_earlier_one": "A code replaces one of the same kind of an earlier year. Choose that one.",
    "account_code_lies_under_its_year": "A code lies under another of its own year. Choose that one.",
    "appropriation_of_codes_of_its_year": (
        "Fund and agency are codes of another fiscal year. Choose those of the budget year."
    ),
    "appropriation_keeps_its_code": (
        "An appropriation keeps its year, fund, agency, code and kind. Add another one instead."
    ),
    "appropriation_change_names_who": (
        "What an appropriation allows changes in the name of who changes it. Edit the appropriation."
    ),
    "adjustment_reverses_one_like_it": "A reversal has the amount and the kind of what it reverses.",
    "adjustment_legs_are_equal": "What one appropriation gives the other gets: enter both legs with the same amount.",
    "spending_plan_never_deleted": NEVER_DELETED,
    "spending_plan_of_codes_of_its_year": "Organization and object class are codes of another year. Choose the plan's.",
    "spending_plan_of_amounts": "Enter an amount of zero or more for every month.",
    "year_end_decision_never_deleted": "A decision stays on record. Choose another disposition instead.",
    "disposition_fits_what_came": (
        "A disposition does not fit what came of its line. Open the worksheet again and choose among those that fit."
    ),
    "budget_entry_obligates_in_its_year": (
        "Nothing new is ordered from an appropriation after June 30 of its budget year, and nothing is paid from it "
        "once it has expired (Mo. Const. IV §28). Charge an appropriation of the year in which it is ordered."
    ),
    "procurement_rule_stays": "A sourcing rule stays as it was in force. End it, and enter a new one from that day on.",
    "sourcing_decision_stays": "A sourcing decision stays as it was made. Decide again; the new one takes its place.",
    "sourcing_superseded_once": "This sourcing decision was superseded already. Open the one that holds.",
    "sourcing_of_an_approved_requisition": "It is decided how to buy once the requisition is approved.",
    "sourcing_certificate_is_issued": (
        "MVE did not issue that certificate for this. Choose one issued for the class and worksite that holds."
    ),
    "decision_paper_stays": "A paper on file stays. Attach the right one beside it.",
    "decision_paper_of_one_that_holds": "The decision was superseded. Attach the paper to the one that holds.",
    "order_now_issued_once_sourced": NOT_SOURCED,
    "order_now_issued_as_it_was_sourced": NOT_AS_SOURCED,
    "mve_certificate_never_deleted": NEVER_DELETED,
    "solicitation_never_deleted": NEVER_DELETED,
    "solicitation_begins_as_draft": "A solicitation begins as a draft. Post it once it is written.",
    "solicitation_changes_by_addendum": "A posted solicitation changes by addendum. Issue one.",
    "solicitation_time_follows_addenda": "The closing of a posted solicitation is moved by an addendum. Issue one.",
    "solicitation_posted_before_it_closes": "The closing is past. Set one to come, then post the solicitation.",
    "solicitation_advertised_in_time": (
        "It must be advertised for more days before opening. Enter when it was first advertised, or a later closing."
    ),
    "solicitation_opened_after_it_closes": "Quotes stay sealed until the solicitation closes. Open them then.",
    "solicitation_canceled_before_it_closes": "Its time is over. Open the quotes, and reject all of them if need be.",
    "solicitation_has_enough_quotes": (
        "Too few quotes came in time for an award. Reject them and ask more suppliers, or buy another lawful way."
    ),
    "solicitation_final_after_its_window": (
        "An award is final once the time to protest is over and every timely protest was denied."
    ),
    "solicitation_item_fixed_once_posted": "Lines of a posted solicitation stay. Issue an addendum.",
    "addendum_stays": "An addendum stays as issued. Issue another one.",
    "addendum_while_it_can_be_answered": (
        "An addendum is issued while suppliers can still answer, and moves the closing to a later time only."
    ),
    "solicitation_question_stays": "A question stays as it was asked.",
    "solicitation_answer_stays": "An answer every supplier got stays. Correct it by an addendum.",
    "protest_stays": "A protest stays as it came.",
    "protest_decided_once": "The protest was decided already. Open it again to see how.",
    "quote_never_deleted": NEVER_DELETED,
    "quote_stays_as_it_came": "A quote stays as it came. Record that it is taken back, and log the new one.",
    "quote_of_a_posted_solicitation": "Quotes are logged once the solicitation is posted.",
    "quote_taken_back_before_it_closes": "A quote can be taken back until the solicitation closes.",
    "quote_evaluated_once_opened": "Quotes in time are evaluated once they are opened. A late one stays unopened.",
    "quote_line_stays": "What a supplier quoted stays as it was entered.",
    "quote_line_of_one_that_counts": (
        "Prices are entered for quotes that came in time, until they are evaluated. A late quote stays unopened."
    ),
    "award_stays": "An award stays. Reject all quotes if it cannot hold.",
    "award_to_a_quote_that_counts": "Only a quote that came in time can be awarded, once quotes are evaluated.",
    "mve_certificate_keeps_its_question": "What MVE was asked stays as it was. Ask again instead.",
    "budget_entry_of_an_open_period": "The period is closed. {way_out}",
    "budget_entry_not_before_its_year": (
        "The fiscal year has not begun: nothing is set aside or billed in it before July 1. Charge this year, or wait."
    ),
    # cash and needs
    "receipt_batch_never_deleted": NEVER_DELETED,
    "receipts_total_follows_receipts": "What was received follows the receipts. Log a receipt, or have one voided.",
    "receipt_batch_keeps_who_received": "Receipts keep who received them, where and when; posted ones stay.",
    "receipts_of_tickets_are_what_was_sold": (
        "The money for tickets is not the price of the tickets that are gone. Count the roll, log what is missing, or "
        "name the spoiled tickets; then transmit."
    ),
    "receipt_logged_by_who_received": (
        "Receipts are logged by who received them, until they are recorded. Log this one as your own."
    ),
    "receipt_is_voided_never_changed": (
        "A receipt stays as logged; until the day's receipts are recorded it can be voided and logged anew."
    ),
    "ticket_roll_stays_as_printed": "A roll stays as it was printed. Add another one.",
    "ticket_roll_follows_its_counts": "What is on hand follows the counts. Count the roll.",
    "ticket_roll_begins_whole": "A roll begins with all of its tickets on hand.",
    "ticket_count_stays": "A count stays as entered. Count again with the next receipts.",
    "tickets_counted_before_the_deposit": (
        "A roll is counted for receipts of its worksite that are not deposited yet. Choose those of today."
    ),
    "vending_machine_never_deleted": NEVER_DELETED,
    "vending_machine_of_a_vending_contract": "A machine stands under a vending contract. Choose one.",
    "commission_month_never_deleted": NEVER_DELETED,
    "commission_month_of_a_live_contract": (
        "No vending contract is in force for that month. Have it entered or renewed first."
    ),
    "commission_sums_follow_rows": "Sales follow the statement and what is received follows the receipts.",
    "machine_sales_keep_their_machine": "A line of a statement keeps its machine. Correct the amount.",
    "machine_of_the_contract_and_worksite": "The machine stands elsewhere, or under another contract.",
    "imprest_fund_never_deleted": NEVER_DELETED,
    "imprest_count_stays": "A count stays as entered. Count again.",
    "hand_over_never_deleted": NEVER_DELETED,
    "hand_over_stays_as_prepared": "A hand-over stays as prepared. Cancel it and prepare another one.",
    "needs_list_never_deleted": NEVER_DELETED,
    "needs_list_sent_is_classified": "A list is sent with lines, each of which has a class. Classify them.",
    "need_withdrawn_never_deleted": "A need is marked as no longer needed, not deleted.",
    "need_of_a_list_that_takes_lines": "The list was sent. Ask Purchasing what can still be added.",
    # vendors and contracts
    "vendor_never_deleted": NEVER_DELETED,
    "vendor_change_names_who": "A change of a vendor names who made it. Change it on its page.",
    "contract_never_deleted": NEVER_DELETED,
    "contract_in_force_is_amended": "A contract in force is changed by an amendment. Enter one.",
    "contract_ordered_follows_orders": "What is ordered under a contract follows its orders. Change an order.",
    "contract_begins_with_nothing": "A contract begins with nothing ordered. Enter its orders.",
    "contract_of_a_vendor_that_may_sell": (
        "The vendor may not be ordered from. Open the vendor to see why, or choose another one."
    ),
    "contract_amendment_stays": "An amendment stays as entered. Enter a further one.",
    "contract_amendment_of_one_in_force": (
        "Only a contract in force is amended. Change one in preparation on its page; put another in the place of one "
        "that ended."
    ),
    "contract_ceiling_is_changed_not_set": "The contract has no ceiling that could change. Leave the change empty.",
    "contract_use_is_reversed_never_changed": "What an order uses of a contract stays. Change the order.",
    "contract_is_used_within_its_days": "The contract does not run on that day. Renew it, or order another way.",
    "card_never_deleted": "A card stays on record. Give it an end instead.",
    "card_keeps_its_holder": "A card keeps its holder and its number. End it, and enter another one.",
    "card_cycle_never_deleted": NEVER_DELETED,
    "card_cycle_closed_with_all_receipts": (
        "A purchase of the cycle has no receipt or is not reviewed. Open the cycle; it names them."
    ),
    "card_cycle_moves_as_it_may": "A cycle that is closed stays closed.",
    "card_purchase_never_deleted": NEVER_DELETED,
    "card_purchase_stays_as_listed": "A purchase stays as the bank lists it. Dispute it where it is none.",
    "card_purchase_stays_once_approved": "What was approved stays. Dispute the purchase first.",
    "card_purchase_begins_unexplained": "A purchase is brought in, and then explained by its holder.",
    "card_purchase_of_an_open_cycle": "The cycle is closed. Bring the purchase in for the month that is open.",
    "card_purchase_on_an_approved_requisition": (
        "Nothing is paid without an approved requisition. Have it approved first, or name one that is."
    ),
    "card_purchase_once_sourced": (
        "It is not decided how the requisition is bought, or a paper is missing. Open it; it names what is missing."
    ),
    "card_purchase_approved_by_its_approver": "Only the approver of the card approves. Open the card to see who it is.",
    "card_purchase_reviewed_by_its_reviewer": "Only the reviewer of the card reviews. Open the card to see who it is.",
    "card_purchase_moves_as_it_may": "A purchase does not move that way. Open it to see what can be done now.",
    "prime_rate_stays": "A rate stays as entered. Enter the right one for the same day; the last one counts.",
    "requisition_never_deleted": "A requisition stays on record. Cancel it instead.",
    "requisition_asks_for_something": "The requisition has no line. Add what is needed, then submit it.",
    "requisition_line_is_wholly_paid": (
        "The shares of a line do not add up to 100 percent. Correct who pays for it, then submit again."
    ),
    "requisition_paid_by_its_year": "A line is charged to another fiscal year. Charge it to the year that pays.",
    "requisition_lines_name_their_class": (
        "A line has no class. Edit the requisition, enter the code or name of its class, then submit it."
    ),
    "requisition_second_approval_stays": "A second approver approved it already. It waits for its first approval.",
    "requisition_has_its_second_approval": (
        "Something on it needs a second approver (recreation, music, fitness). Ask one to approve it first."
    ),
    "requisition_not_decided_by_its_writers": "Who wrote or submitted it does not decide on it. Somebody else must.",
    "requisition_fixed_once_submitted": "A submitted requisition stays as it is. Have it returned to change it.",
    "order_not_approved_by_its_writers": "Who wrote or changed the order does not approve it. Somebody else must.",
    "order_keeps_its_vendor": (
        "Vendor, contract and for whose use it is stay as approved. Cancel the order and order anew."
    ),
    "order_canceled_without_bills": "A bill of this order is not decided on. Approve or void it first.",
    "order_line_fixed_once_approved": "An approved order stays as it is. Cancel it and order anew.",
    "order_line_stays_until_it_is_issued": "Quantity and price stay as approved. Cancel the order and order anew.",
    "order_line_changes_by_version": "An issued order changes by a new version. Change it from its page.",
    "order_funding_stays_until_issued": "What pays for an order stays as approved. Cancel it and order anew.",
    "order_funding_is_what_was_posted": (
        "What an order holds and has spent follows its postings. Change the order, or enter a bill or credit memo."
    ),
    "order_issued_with_its_postings": "An order is issued with its money set aside. Issue it from its page.",
    "order_funding_frees_what_it_gives_back": "What a bill freed follows its postings. Void the bill instead.",
    "order_funding_frees_no_more_than_it_gives_back": "No more is freed than was given back. Void the bill instead.",
    "line_funding_releases_what_is_posted": (
        "What is given back of an estimate follows postings. Order on the requisition, or close it."
    ),
    "contract_use_gives_back_what_it_took": "An order gives back no more than it uses of its contract.",
    "order_funding_stays_once_issued": "What pays for an order stays as approved. Cancel it and order anew.",
    "invoice_approved_on_a_standing_order": (
        "A bill is approved for what its lines come to, on an order that stands. Void it, or look for its order."
    ),
    "invoice_line_by_weight_as_ordered": "This line was not ordered by weight. Leave the weight empty.",
    "budget_entry_of_a_bill_as_it_stands": (
        "A bill gives back what it spent once it is void, and no other. Void the bill, or enter a credit memo."
    ),
    "budget_entry_gives_back_what_it_holds": "The document does not hold that much. See on its page what it holds.",
    "requisition_moves_as_it_may": "A requisition does not move that way. Open it again to see what can be done now.",
    "requisition_line_fixed_once_submitted": ("Lines stay as submitted. Have the requisition returned to change them."),
    "line_funding_fixed_once_submitted": "Who pays stays as submitted. Have the requisition returned to change it.",
    "approval_limit_never_deleted": "A limit stays on record. Give it an end instead.",
    "order_never_deleted": "An order stays on record. Cancel it instead.",
    "order_needs_an_approved_requisition": (
        "Nothing is ordered without an approved requisition. Have the requisition approved first."
    ),
    "order_keeps_its_requisition": "An order stays with its requisition. Cancel it and order anew.",
    "order_not_approved_by_who_asked": "Who asked for it cannot approve its order. Somebody else must.",
    "order_received_is_returned_not_canceled": (
        "Something of this order was received or billed. Return it instead, then close the order short."
    ),
    "order_paid_by_a_fund_for_it": (
        "A fund of this order is not for what the department uses itself (RSMo 217.595). Charge an operating fund."
    ),
    "fund_rule_never_deleted": "A rule stays on record. Give it an end instead.",
    "order_moves_as_it_may": "An order does not move that way. Open it again to see what can be done now.",
    "order_line_fixed_once_over": "The order is closed or canceled, and its lines stay.",
    "order_line_sums_follow_rows": "What came and what is billed follow receipts and bills. Enter one.",
    "order_line_over_no_more_than_allowed": (
        "More would come over than the setting of Fiscal Management allows. Enter a smaller percentage."
    ),
    "order_line_billed_alone_for_a_reason": (
        "Goods are counted before they are paid. Say why the bill alone counts, or have them received."
    ),
    "order_line_service_is_accepted": (
        "A service is accepted by the worksite before it is paid. Match it by acceptance, or say why not."
    ),
    "order_line_begins_empty": "An order line begins with nothing received. Enter a receipt.",
    "order_line_never_deleted": "Something of this line was received or billed. Set its quantity instead.",
    "order_revision_stays": "A version of an order stays as it was.",
    "receipt_stays": "A receiving report stays as entered. Enter a return instead.",
    "receipt_of_an_issued_order": "Only orders that were issued to the vendor are received, where they deliver to.",
    "receipt_not_by_who_approved": "Who approved the purchase cannot receive it. Somebody else must count it.",
    "service_accepted_with_its_support": (
        "A service is accepted with what shows that it was done. Attach the vendor's report or the signed sheet."
    ),
    "receipt_line_stays": "A receiving report stays as entered. Enter a return instead.",
    "receipt_follows_one_of_its_order": "What goes back names the receiving report it came with. Return it from there.",
    "receipt_line_takes_back_what_came": (
        "No more goes back, or is kept of what came over, than that receiving report holds. Open it to see what does."
    ),
    "hand_off_never_deleted": "A hand-off stays on record. Return the object instead.",
    "hand_off_ends_with_what_went_back": "What went back stays so, and an object keeps the worksite it was bought for.",
    "surplus_settled_by_what_was_done": "What came over is kept or goes back first. Open the exception and choose.",
    "receipt_line_of_its_order": "This line belongs to another order. Receive it against that one.",
    "invoice_never_deleted": "A bill stays on record. Void it instead.",
    "invoice_of_an_issued_order": (
        "A bill belongs to an issued order of the same vendor. Look for the order, or return the bill to the vendor."
    ),
    "invoice_not_approved_along_the_chain": (
        "Who asked for it, received it or changed its vendor since cannot approve the bill. Somebody else must."
    ),
    "invoice_suffix_found_in_order": (
        "Its number was billed before. Match the bill again, and have somebody else settle that it is no duplicate."
    ),
    "exception_stays_once_settled": "What was settled stays so. Change the bill, and it is asked anew.",
    "exception_keeps_what_it_is_about": "An exception stays as it was found. Match the bill again; it is found anew.",
    "exception_of_a_surplus_names_its_receipt": "What came over is of a receiving report. Enter it there.",
    "invoice_differs_by_what_was_settled": (
        "A price or a weight differs and nobody settled it. Match the bill again, and settle what differs."
    ),
    "exception_not_settled_by_a_writer": "Who entered the bill does not settle what differs. Somebody else must.",
    "invoice_approved_with_all_settled": "Something of the bill is not settled. Settle its exceptions first.",
    "invoice_once_approved_stays": "An approved bill stays as it is. Void it, or enter a credit memo.",
    "invoice_moves_as_it_may": "A bill does not move that way. Open it again to see what can be done now.",
    "invoice_line_fixed_once_approved": "Lines of an approved bill stay. Enter a credit memo instead.",
    "invoice_line_of_its_order": "This line belongs to another order.",
    "exception_never_deleted": "An exception stays on record. Settle it instead.",
    "payment_never_deleted": "A voucher stays on record. Void it instead.",
    "payment_of_an_approved_invoice": "Only an approved bill is paid, and for its whole amount.",
    "payment_not_along_the_chain": (
        "Who asked for it, approved it or received it cannot pay it. Somebody else enters, pays or voids the voucher."
    ),
    "payment_keeps_its_voucher": (
        "A voucher stays as entered, and as paid or voided. Void one that is not paid and enter the right one."
    ),
    # SAM II desk and registers
    "document_type_never_deleted": NEVER_DELETED,
    "external_document_stays": "A document of another system stays as entered. Enter its next action instead.",
    "external_document_keeps_what_it_is_for": "A document of another system stays with what it stands for here.",
    "coordination_item_never_deleted": NEVER_DELETED,
    "sam_ii_issue_never_deleted": "An issue stays on record. Record it as fixed instead.",
    "access_never_deleted": "Access stays on record. Record its removal instead.",
    "code_change_fits_its_year": (
        "The fiscal year does not have the code in use, or has the new one already. Copy its codes forward first."
    ),
    "code_change_never_deleted": "A code change stays on record. Withdraw it instead.",
    "ledger_import_never_deleted": NEVER_DELETED,
    "ledger_of_a_signed_period_stays": (
        "The period was reconciled and signed on the ledger that stands. Bring in the ledger of another period."
    ),
    "ledger_replaced_by_one_that_says_so": (
        "A loaded ledger is replaced by a file that says so. Bring that in, and tick that it replaces this one."
    ),
    "ledger_line_of_a_period_to_sign": ("The period was reconciled and signed on its ledger. Nothing is added to it."),
    "ledger_line_goes_with_its_import": (
        "Lines of the ledger go when a newer file of a period that is not signed takes their place. Bring that in."
    ),
    "ledger_line_stays_as_sent": "A line of the ledger is SAM II's and stays as it was sent. Bring in a newer file.",
    "reconciliation_once_signed_stays": "A signed reconciliation stays as it was signed.",
    "reconciliation_never_deleted": "A reconciliation stays on record. Explain what differs, then have it signed.",
    "reconciliation_leaves_nothing_open": "Something is still unexplained. Explain every difference, then sign.",
    "reconciliation_against_its_ledger": "The ledger of the period is not loaded. Bring it in first, then sign.",
    "reconciliation_not_by_who_explained": "Who explained a difference cannot sign. Somebody else must.",
    "explanation_stays": "An explanation stays as entered. Enter its opposite.",
    "explanation_of_an_open_one": "The reconciliation is signed, and nothing is added to it.",
    "reconciled_line_stays": "What was signed stays as it was signed.",
    "reconciled_line_of_an_open_one": "What was signed stays as it was signed.",
    "interface_approval_moves_as_it_may": "OA's approval takes its steps in their order. Record what OA answered.",
    "interface_approval_keeps_oas_answer": "What OA answered stays as recorded. Ask for a further approval instead.",
    "interface_field_of_a_written_file_stays": (
        "A file was written from this layout, so its fields stay. Correct the columns of the field instead."
    ),
    "interface_field_keeps_its_layout": (
        "A file was written from this layout, so its fields keep their names. Correct the columns of the field instead."
    ),
    "interface_approval_never_deleted": "An approval stays on record. Record that it ended instead.",
    "export_stays_as_written": "A file that was written stays as it is. Write another one.",
    "export_keeps_its_file": "A file that was written stays as it is. Write another one.",
    "export_as_oa_approved": (
        "OA has not approved files of this type for this purpose today. Open the approval to see what it allows."
    ),
    "override_stays_as_sent": "The log of overrides is SAM II's and stays as it was sent.",
    "bank_account_never_deleted": "A bank account stays in the register. Enter the day it was closed instead.",
}


def broken(error: IntegrityError, **names) -> Refused:
    """The refusal for a rule of the database; an error that breaks none we know is raised as it is."""
    return told(error, SENTENCES, **names)


@contextmanager
def kept_or_told(**names) -> Iterator[None]:
    """A transaction of its own: what the database refuses in it is told as a sentence, and nothing is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise broken(error, **names) from error
    except DataError as error:
        raise Refused("A number is too large to be kept. Enter a smaller quantity or price.") from error
