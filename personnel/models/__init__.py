"""People, where they work, whom to ask about what; and how an empty post gets a person."""

from personnel.models.announcements import (
    Posting,
    PostingLocation,
    PostingRevision,
    Question,
    StageTemplate,
)
from personnel.models.applications import (
    Applicant,
    Application,
    ApplicationDocument,
    ApplicationExtension,
    ApplicationNote,
    ApplicationVersion,
    PreferenceClaim,
    PreferenceRule,
    StatusWords,
)
from personnel.models.catalogue import JobCategory, JobClass, PayRange, ReasonCode
from personnel.models.contacts import Reviewed, RoleContact, reviews_within_reason
from personnel.models.job_alerts import JobAlert, JobAlertMatch
from personnel.models.onboarding import ChecklistItem, NewHireTask
from personnel.models.panels import Competency, Panel, PanelApplicant, PanelMember, ScoreSheet
from personnel.models.people import Assignment, Correction, Person
from personnel.models.positions import Position, Shift
from personnel.models.prea import InstitutionalEmployerContact, PreaAnswer, PreaCheck, PreaQuestion
from personnel.models.requisitions import ApprovalRoute, ApprovalStep, Requisition, RequisitionPosition, StepKind
from personnel.models.selection import Appointment, ClearanceItem, Offer
from personnel.models.transfers import ExchangeLeg, ExchangeProposal, TransferWish

__all__ = [
    "Applicant",
    "Application",
    "ApplicationDocument",
    "ApplicationExtension",
    "ApplicationNote",
    "ApplicationVersion",
    "Appointment",
    "ApprovalRoute",
    "ApprovalStep",
    "Assignment",
    "ChecklistItem",
    "ClearanceItem",
    "Competency",
    "Correction",
    "ExchangeLeg",
    "ExchangeProposal",
    "InstitutionalEmployerContact",
    "JobAlert",
    "JobAlertMatch",
    "JobCategory",
    "JobClass",
    "NewHireTask",
    "Offer",
    "Panel",
    "PanelApplicant",
    "PanelMember",
    "PayRange",
    "Person",
    "Position",
    "Posting",
    "PostingLocation",
    "PostingRevision",
    "PreaAnswer",
    "PreaCheck",
    "PreaQuestion",
    "PreferenceClaim",
    "PreferenceRule",
    "Question",
    "ReasonCode",
    "Requisition",
    "RequisitionPosition",
    "Reviewed",
    "RoleContact",
    "ScoreSheet",
    "Shift",
    "StageTemplate",
    "StatusWords",
    "StepKind",
    "TransferWish",
    "reviews_within_reason",
]
