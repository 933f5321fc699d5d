"""What the database refuses in fiscal, told as sentences: each names the rule and the way out."""

from django.db import IntegrityError

from doc_portal.core.refusals import broken as told
from doc_portal.core.workflow import Refused

NEVER_DELETED = "It stays on record and is not deleted. Mark it as no longer used, or reverse it, instead."
SENTENCES = {
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
    "budget_entry_of_an_open_period": "The period is closed. {way_out}",
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
}


def broken(error: IntegrityError, **names) -> Refused:
    """The refusal for a rule of the database; an error that breaks none we know is raised as it is."""
    return told(error, SENTENCES, **names)
