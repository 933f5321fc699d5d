"""What the database refuses in training, told as sentences: each names the rule and the way out.

The rules stand once, in the triggers of the tables and in migration `a_class_fits`; constraints say their sentence
themselves (`violation_error_message`). A test goes through all of them: a rule without a sentence fails it.
"""

from django.db import IntegrityError

from doc_portal.core.refusals import broken as told
from doc_portal.core.workflow import Refused

NEVER_DELETED = "It stays on record and is not deleted. Mark it as no longer used, or end it, instead."
READ_ONLY = (
    "The class is finalized and read-only. Ask that it be reopened; a second person must agree to that, and then it "
    "can be corrected."
)
SENTENCES = {
    "class_within_its_course": "The class has more seats than its course allows. Lower the seats of the class.",
    "class_within_its_rooms": (
        "A room of a class that is offered seats fewer people than the class does. Lower the seats of the class, or "
        "choose a larger room."
    ),
    "class_within_its_ratio": (
        "The class has more seats than its instructors may teach. Add an instructor, or lower the seats."
    ),
    "class_taught_by_the_certified": (
        "An instructor is not certified on the day of every meeting. Choose another instructor, or have the "
        "certificate renewed first."
    ),
    "class_finalised_is_read_only": READ_ONLY,
    "meeting_of_a_finalised_class_stays": READ_ONLY,
    "instructor_of_a_finalised_class_stays": READ_ONLY,
    "enrolment_of_a_finalised_class_stays": READ_ONLY,
    "attendance_of_a_finalised_class_stays": READ_ONLY,
    "stay_of_a_finalised_class_stays": READ_ONLY,
    "assessment_of_a_finalised_class_stays": READ_ONLY,
    "course_version_once_held_is_frozen": (
        "A class of this version was held, so the version stays as it is. Make a new version and change that."
    ),
    "course_version_approved_by_no_writer": (
        "You wrote or changed some of this version. Somebody who wrote none of it must approve it."
    ),
    "prerequisites_form_no_cycle": "A course would be needed before itself: {chain}. Take one of these away first.",
    "cohort_member_was_appointed_for_it": (
        "The appointment is for another class of job, worksite or first day. Choose the cohort of those."
    ),
    "rule_terms_approved_by_no_writer": (
        "You wrote or changed some of these terms. Somebody who wrote none of them must approve them."
    ),
    "rule_terms_once_approved_stay": "The terms were approved and stay as they are. End them, and write others.",
    "waiver_once_approved_stays": "The waiver was approved and stays as it is. Take it back, and ask for another.",
    "waiver_not_approved_by_the_person": (
        "A waiver is approved by somebody else than the person it is for. Ask another approver."
    ),
    "enrolment_not_approved_by_the_person": "Nobody approves their own enrollment. Ask your supervisor.",
    "promotion_skip_stays_as_written": "Why somebody was passed over stays as it was written.",
    "seat_quotas_within_the_class": (
        "More seats would be kept than the class has. Keep fewer, or raise the seats of the class first."
    ),
    "class_has_the_seats_it_keeps": "More seats are kept than that. Free kept seats, or keep fewer, first.",
    "bed_is_kept_for_the_group": "The room of this bed is kept for another group. Choose a bed of the group asked for.",
    "attendance_corrections_append": "Attendance stays as it was recorded. Add a correction instead.",
    "attendance_not_recorded_by_oneself": "Nobody records their own attendance. Ask another instructor.",
    "attendance_within_the_meeting": "That is longer than the meeting was. Check the minutes.",
    "attendance_of_the_class_enrolled_in": (
        "The meeting is not one of the class this person is enrolled in. Open the roster of their class."
    ),
    "assessment_stays_as_scored": "A score stays as it was recorded. Record a further attempt instead.",
    "assessment_not_of_oneself": "Nobody scores themselves. Ask another evaluator.",
    "assessment_within_the_attempts": "Every attempt the course allows was used. See the course for what comes next.",
    "credit_is_voided_never_changed": "A credit stays as it was recorded. Void it with a reason and record another.",
    "credit_once_voided_stays_so": "The credit was voided and stays so. Record another.",
    "credit_not_given_to_oneself": "Nobody credits training to themselves. Ask the registrar.",
    "credit_not_voided_by_oneself": "Nobody voids their own credit. Ask another registrar.",
    "credit_replaces_what_was_voided": "A credit takes the place of one that was voided. Void that one first.",
    "certificate_not_issued_to_oneself": "Nobody issues a certificate to themselves. Ask another registrar.",
    "certificate_not_revoked_by_oneself": "Nobody revokes their own certificate. Ask another registrar.",
    "certificate_is_of_its_credit": (
        "The credit behind the certificate was voided, or is another person's or another course's. Choose one that "
        "stands."
    ),
    "certificate_is_revoked_never_changed": "A certificate stays as it was issued. Revoke it and issue another.",
    "certificate_once_revoked_stays_so": "The certificate was revoked and stays so. Issue another.",
    "local_report_once_accepted_stays": "The report was accepted and stays so. The registrar can void its credits.",
    "roster_of_an_accepted_report_stays": (
        "The report was accepted, so its roster stays as it is. The registrar can void its credits."
    ),
    "plan_once_committed_stays": "The plan was committed and stays as it is. Work out another one.",
    "center_is_retired_never_deleted": NEVER_DELETED,
    "room_is_retired_never_deleted": NEVER_DELETED,
    "equipment_retired_never_deleted": NEVER_DELETED,
    "hold_is_released_never_deleted": "A booking is released, never deleted.",
    "certification_never_deleted": NEVER_DELETED,
    "course_is_retired_never_deleted": NEVER_DELETED,
    "course_version_never_deleted": NEVER_DELETED,
    "curriculum_is_retired_never_deleted": NEVER_DELETED,
    "requirement_never_deleted": NEVER_DELETED,
    "waiver_ends_and_is_never_deleted": "A waiver is taken back, never deleted.",
    "instructor_never_deleted": NEVER_DELETED,
    "class_is_cancelled_never_deleted": "A class is canceled, never deleted.",
    "meeting_is_canceled_never_deleted": "A meeting is canceled, never deleted: calendars must hear of it.",
    "class_instructor_never_deleted": "Who taught a class stays on record. End it instead.",
    "enrolment_never_deleted": "An enrollment is withdrawn, never deleted.",
    "unplaced_completion_once_settled_stays": (
        "This completion was settled and stays so. A registrar can void its credit."
    ),
    "unplaced_completion_not_matched_to_oneself": (
        "Nobody matches a completion to themselves. Ask another registrar to match it."
    ),
    "outside_completion_once_decided_stays": "It was decided and stays so. Hand it in again, or void its credit.",
    "outside_completion_not_decided_by_the_person": (
        "Nobody decides on a course they took themselves. Ask another registrar."
    ),
    "unplaced_completion_never_dropped": "A completion waits until it is placed or set aside with a reason.",
}


def broken(error: IntegrityError, **names) -> Refused:
    """The refusal for a rule of the database; an error that breaks none we know is raised as it is."""
    return told(error, SENTENCES, **names)
