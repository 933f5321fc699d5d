"""Courses, who owes them, when and where they are held, who comes, and what counts."""

from training.models.attendance import Assessment, Attendance
from training.models.catalogue import Category, Certification, Course, CourseVersion, Mode
from training.models.certificates import Certificate
from training.models.changes import ChangedFact
from training.models.cohorts import RETENTION_DAYS, Cohort, CohortMember
from training.models.completions import UnplacedCompletion
from training.models.credit import FiscalYear, TrainingCredit
from training.models.curricula import Curriculum, CurriculumItem
from training.models.distances import Distance, TravelTime
from training.models.enrolment import LIVE, SEATED, TAKES, Enrolment, PromotionSkip
from training.models.holds import Hold, Resource
from training.models.instructors import Instructor, InstructorCertificate
from training.models.local_reports import LocalReport, LocalReportPerson
from training.models.lodging import Bed, BedStay, LodgingGroup, LodgingRoom
from training.models.meetings import Meeting
from training.models.outside import OutsideCompletion
from training.models.owed import PersonRequirement, Reminder
from training.models.places import Center, Equipment, Room, RoomHours, RoomSeats
from training.models.planner import DaysOff, PlannedSeat, PlanRun, Unplaced
from training.models.prerequisites import CourseEquivalence, Prerequisite
from training.models.quotas import SeatQuota
from training.models.relief import ReliefCap
from training.models.requirements import AlternatingSite, RequirementRule, RuleSet, RuleTerms
from training.models.schedule import ClassInstructor, ScheduledClass
from training.models.waivers import ClockPause, Waiver

__all__ = [
    "LIVE",
    "RETENTION_DAYS",
    "SEATED",
    "TAKES",
    "AlternatingSite",
    "Assessment",
    "Attendance",
    "Bed",
    "BedStay",
    "Category",
    "Center",
    "Certificate",
    "Certification",
    "ChangedFact",
    "ClassInstructor",
    "ClockPause",
    "Cohort",
    "CohortMember",
    "Course",
    "CourseEquivalence",
    "CourseVersion",
    "Curriculum",
    "CurriculumItem",
    "DaysOff",
    "Distance",
    "Enrolment",
    "Equipment",
    "FiscalYear",
    "Hold",
    "Instructor",
    "InstructorCertificate",
    "LocalReport",
    "LocalReportPerson",
    "LodgingGroup",
    "LodgingRoom",
    "Meeting",
    "Mode",
    "OutsideCompletion",
    "PersonRequirement",
    "PlanRun",
    "PlannedSeat",
    "Prerequisite",
    "PromotionSkip",
    "ReliefCap",
    "Reminder",
    "RequirementRule",
    "Resource",
    "Room",
    "RoomHours",
    "RoomSeats",
    "RuleSet",
    "RuleTerms",
    "ScheduledClass",
    "SeatQuota",
    "TrainingCredit",
    "TravelTime",
    "Unplaced",
    "UnplacedCompletion",
    "Waiver",
]
