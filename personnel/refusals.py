"""What the database refuses in selection, told as sentences: each names the rule and the way out.

The gates of migration `recruiting_gates` and the triggers of the tables raise named errors; the rule stands there and
once, and here is what a person reads of it.
"""

from django.db import IntegrityError

from doc_portal.core.refusals import broken as told
from doc_portal.core.workflow import Refused

ASK_STANDARDS = (
    "{who} cannot be appointed as things stand under 28 CFR 115.17: an answer or a background check is missing, has "
    "lapsed by the first day, or needs to be looked at. The Office of Professional Standards can say more."
)
"""One sentence for all, since it stays on the offer's trail: what was answered or found is for that office alone."""

SENTENCES = {
    "panel_member_once": "{who} already sits on the panel.",
    "panel_member_verified_no_claim": (
        "{who} decided claims to preference for this announcement, and who does that sits on no panel of it "
        "(the verifier knows what the panel must not). Ask somebody else."
    ),
    "panel_member_did_not_apply": "{who} applied for this announcement and cannot score others for it.",
    "panel_member_not_after_the_end": "The panel has closed and takes no further member. Set up another panel.",
    "preference_verifier_sits_on_no_panel": (
        "You sit on a panel of this announcement, and a panellist decides no claim and gives no points there. "
        "Another verifier must do it."
    ),
    "preference_points_after_the_panel_locked": (
        "Points are given once every sheet of the panel is locked, so that nobody scores with them in mind. "
        "Wait until the panel has closed."
    ),
    "appointment_within_vacancies": (
        "Every vacancy there is filled: the announcement names no more for this worksite and shift. Take the offer "
        "back, or ask for another vacancy with a new requisition."
    ),
    "appointment_within_its_request": (
        "The requests behind this announcement ask for no more people there: as many were appointed as they asked "
        "for. Take the offer back, or ask for another vacancy with a new requisition."
    ),
    "appointment_of_an_accepted_offer": (
        "No accepted offer stands for {who}. Make the offer and note that it was accepted first."
    ),
    "appointment_as_the_announcement_says": (
        "The announcement {who} applied to names another class or worksite. Make the offer at one of its places."
    ),
    "appointment_once_everything_is_cleared": (
        "Clearance of {who} is not complete. Every item must be cleared before the appointment; see the offer for "
        "what is open or was not cleared."
    ),
    "appointment_with_every_prea_answer": ASK_STANDARDS,
    "appointment_not_barred_under_prea": ASK_STANDARDS,
    "appointment_with_a_current_background_check": ASK_STANDARDS,
    "appointment_to_a_vacant_position": (
        "The position is not vacant any more. Choose another vacant position on a new offer."
    ),
    "position_frozen_or_abolished_is_not_filled": (
        "The position was frozen or abolished and is not filled. Choose another vacant position."
    ),
}


def broken(error: IntegrityError, **names) -> Refused:
    """The refusal for a rule of the database; an error that breaks none we know is raised as it is."""
    return told(error, SENTENCES, **names)
