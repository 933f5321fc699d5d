"""Courses, who owes them, when and where they are held, who comes, and what counts."""

from training.models.attendance import Assessment, Attendance
from training.models.catalogue import Category, Certification, Course, CourseEquivalence, CourseVersion, Curriculum, CurriculumItem, Mode, Prerequisite
from training.models.credit import Certificate, FiscalYear, LocalReport, LocalReportPerson, TrainingCredit, UnplacedCompletion
from training.models.enrolment import LIVE, SEATED, BedStay, Enrolment, PromotionSkip, ReliefCap
from training.models.holds import Hold, Resource
from training.models.places import Bed, Center, Equipment, LodgingGroup, LodgingRoom, Room, RoomHours, RoomSeats, TravelTime
from training.models.planner import PlannedSeat, PlanRun, Unplaced
from training.models.requirements import AlternatingSite, ClockPause, PersonRequirement, Reminder, RequirementRule, RuleSet, RuleTerms, Waiver
from training.models.schedule import ClassInstructor, Cohort, CohortMember, Instructor, InstructorCertificate, Meeting, ScheduledClass, SeatQuota

__all__ = [
    "AlternatingSite",
    "Assessment",
    "Attendance",
    "Bed",
    "BedStay",
    "Category",
    "Center",
    "Certificate",
    "Certification",
    "ClassInstructor",
    "ClockPause",
    "Cohort",
    "CohortMember",
    "Course",
    "CourseEquivalence",
    "CourseVersion",
    "Curriculum",
    "CurriculumItem",
    "Enrolment",
    "Equipment",
    "FiscalYear",
    "Hold",
    "Instructor",
    "InstructorCertificate",
    "LIVE",
    "LocalReport",
    "LocalReportPerson",
    "LodgingGroup",
    "LodgingRoom",
    "Meeting",
    "Mode",
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
    "SEATED",
    "ScheduledClass",
    "SeatQuota",
    "TrainingCredit",
    "TravelTime",
    "Unplaced",
    "UnplacedCompletion",
    "Waiver",
]
