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
    "budget_entry_of_an_open_period": "The period is closed. {way_out}",
}


def broken(error: IntegrityError, **names) -> Refused:
    """The refusal for a rule of the database; an error that breaks none we know is raised as it is."""
    return told(error, SENTENCES, **names)
