"""Training and Employee Development: academies, courses, who owes what, classes, enrollment and credit."""

from django.apps import AppConfig

from doc_portal.core.registry import (
    CalendarSource,
    HomePanel,
    JobKind,
    ManageItem,
    Measure,
    MenuItem,
    NoticeKind,
    OwnedThings,
    Schedule,
    SearchSource,
    TodoProvider,
    UnitBlock,
)
from training.lists.kinds import IMPORT_KINDS
from training.settings import SETTINGS

ACADEMY = "training-and-employee-development"


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Training"
    sample = "training.sample.make"
    reference = "training.reference.load"
    portal_settings = SETTINGS
    portal_menu = (MenuItem("Classes", "training:scheduledclass-list", "training.view_scheduledclass", order=30),)
    portal_manage = (
        ManageItem(
            "Courses", "The catalog: what is taught, in which version.", "training:course-list",
            "training.change_course", "Training", 10,
        ),
        ManageItem(
            "Equivalent courses", "Which course counts as which.", "training:courseequivalence-list",
            "training.change_courseequivalence", "Training", 11,
        ),
        ManageItem(
            "Curricula", "Courses that belong together.", "training:curriculum-list", "training.change_curriculum",
            "Training", 12,
        ),
        ManageItem(
            "Certifications", "What one can be certified in.", "training:certification-list",
            "training.change_certification", "Training", 13,
        ),
        ManageItem(
            "Schedule", "A week of rooms: lay out classes, move them, see what is wrong.", "training:board",
            "training.view_hold", "Training", 20,
        ),
        ManageItem(
            "Plans", "Classes and seats for all that is owed, for the whole department.", "training:planrun-list",
            "training.view_planrun", "Training", 19,
        ),
        ManageItem(
            "Training centers", "Where training happens.", "training:center-list", "training.change_center",
            "Training", 21,
        ),
        ManageItem(
            "Training rooms", "What they seat, when they can be booked, when they are closed.", "training:room-list",
            "training.change_room", "Training", 22,
        ),
        ManageItem(
            "Vehicles and kit", "What one class at a time can use.", "training:equipment-list",
            "training.change_equipment", "Training", 23,
        ),
        ManageItem(
            "Travel between centers", "How long instructors are on the road.", "training:traveltime-list",
            "training.change_traveltime", "Training", 24,
        ),
        ManageItem(
            "Instructors", "Who teaches, and what they are certified in.", "training:instructor-list",
            "training.change_instructor", "Training", 25,
        ),
        ManageItem(
            "Relief caps", "How many of a shift may be away for training.", "training:reliefcap-list",
            "training.change_reliefcap", "Training", 40,
        ),
        ManageItem(
            "Distances", "How far worksites lie from centers; beds are offered from afar.", "training:distance-list",
            "training.change_center", "Training", 41,
        ),
        ManageItem(
            "Cohorts", "Recruits who start together, their seats and who stayed.", "training:cohort-list",
            "training.view_cohort", "Training", 42,
        ),
        ManageItem(
            "Requirements", "What is asked of whom: write terms, approve them, see what they would cost.",
            "training:requirementrule-list", "training.simulate_requirementrule", "Training", 30,
        ),
        ManageItem(
            "What people owe", "Of people you lead or look after: overdue, and due soon.",
            "training:personrequirement-list", "training.view_personrequirement", "Training", 31,
        ),
        ManageItem(
            "Waivers", "Requirements set aside for one person.", "training:waiver-list", "training.view_waiver",
            "Training", 32,
        ),
        ManageItem(
            "Pauses of the clock", "Leave that moves due dates.", "training:clockpause-list",
            "training.view_clockpause", "Training", 33,
        ),
        ManageItem(
            "Post gate", "Who is cleared for a post with inmate contact.", "training:postgate-list",
            "training.view_gate_personrequirement", "Training", 34,
        ),
        ManageItem(
            "Completions", "What people completed: void a line, issue certificates, see what is past its years.",
            "training:trainingcredit-list", "training.view_trainingcredit", "Training", 50,
        ),
        ManageItem(
            "Completions to place", "What online systems sent about nobody we know, or no course we know.",
            "training:unplacedcompletion-list", "training.import_trainingcredit", "Training", 51,
        ),
        ManageItem(
            "Courses taken elsewhere", "Hand one in with its evidence; the registrar accepts it.",
            "training:outsidecompletion-list", "training.accept_outsidecompletion", "Training", 52,
        ),
        ManageItem(
            "Compliance board", "How compliant every worksite is.", "training:compliance-board",
            "training.view_board_scheduledclass", "Training", 35,
        ),
    )  # fmt: skip
    portal_todo = (
        TodoProvider(
            "terms-to-approve", "Terms of requirements to approve", "training.approving.terms_to_approve",
            "training.approve_requirementrule", "training.approving.terms_waiting",
        ),
        TodoProvider(
            "waivers-to-approve", "Waivers to decide on", "training.approving.waivers_to_approve",
            "training.approve_waiver", "training.approving.waivers_waiting",
        ),
        TodoProvider(
            "completions-to-place", "Completions to place", "training.approving.completions_to_place",
            "training.import_trainingcredit", "training.approving.completions_waiting",
        ),
        TodoProvider(
            "courses-elsewhere", "Courses taken elsewhere", "training.approving.courses_to_decide",
            "training.accept_outsidecompletion", "training.approving.courses_waiting",
        ),
        TodoProvider(
            "seats-offered", "Seats offered to you", "training.todo.offers_to_answer", "training.enrol_enrolment",
            "training.todo.offers", own=True,
        ),
        TodoProvider(
            "seats-to-approve", "Seats to approve", "training.todo.seats_to_approve", "training.approve_enrolment",
            "training.todo.seats_asked",
        ),
        TodoProvider(
            "versions-to-approve", "Versions of courses to approve", "training.todo.versions_to_approve",
            "training.approve_courseversion", "training.todo.versions_waiting",
        ),
        TodoProvider(
            "reports-to-accept", "Training held by worksites", "training.todo.reports_to_accept",
            "training.accept_localreport", "training.todo.reports_waiting",
        ),
        TodoProvider(
            "reports-returned", "Reports of training returned to you", "training.todo.reports_to_change",
            "training.send_localreport", "training.todo.reports_returned", own=True,
        ),
        TodoProvider(
            "classes-to-reopen", "Classes to reopen", "training.todo.reopenings_to_decide",
            "training.reopen_scheduledclass", "training.todo.reopenings",
        ),
        TodoProvider(
            "classes-to-finalize", "Classes to complete and make final", "training.todo.classes_to_finalise",
            "training.finalise_scheduledclass", "training.todo.classes_over",
        ),
        TodoProvider(
            "classes-to-decide", "Classes to confirm or cancel", "training.todo.classes_to_decide",
            "training.confirm_scheduledclass", "training.todo.classes_undecided",
        ),
    )  # fmt: skip
    portal_schedules = (
        Schedule("rebuild_requirements", "training.actions.requirements.rebuild_everybody", hour=2),
        Schedule("rebuild_changed_requirements", "training.actions.requirements.rebuild_changed", minutes=5),
        Schedule("remind_of_training", "training.actions.reminding.remind_of_training", hour=6),
        Schedule("training-confirm", "training.actions.classes.confirm_classes_due", hour=3),
        Schedule("training-offers", "training.actions.waiting.end_offers", minutes=5),
        Schedule("training-keeping", "training.actions.keeping.list_past_records", hour=4),
        Schedule("training-leavers", "training.actions.leaving.give_up_seats", minutes=60),
        Schedule("training-cohorts", "training.actions.cohorts.form_cohorts", minutes=60),
    )
    portal_notice_kinds = (
        NoticeKind("training-due", "Training that is due", note="Yours, and of people you lead.", order=40),
        NoticeKind("training-class", "Classes that begin soon", order=41),
        NoticeKind("training-certificate", "Certificates and courses taken elsewhere", note="Yours.", order=43),
        NoticeKind("training-waiver", "Waivers", note="Asked for by you, or yours.", order=42),
        NoticeKind(
            "class", "Classes you come to or teach",
            note="When one is moved, postponed or canceled; also of people you lead.",
            permission="training.view_scheduledclass",
        ),
        NoticeKind(
            "seat", "Seats in classes", note="Approved, denied, offered, given; what your people ask for.",
            permission="training.view_scheduledclass",
        ),
    )  # fmt: skip
    portal_calendar = (CalendarSource("classes", "training.calendars.classes_of"),)
    portal_owned = (
        OwnedThings(
            "Classes to teach",
            "training.owned.taught",
            of_person="training.owned.taught_by",
            hand_over="training.owned.give_class",
            fields=("training.Instructor.person",),
        ),
    )
    portal_job_kinds = (
        JobKind("plan_training", "Plan of training", "training.actions.planning.run_plan"),
        JobKind("commit_training_plan", "Commit of a plan", "training.actions.planning.run_commit"),
    )
    portal_import_kinds = IMPORT_KINDS
    portal_home_panels = (
        HomePanel(
            "training", 28, "training/home/owed.html", "training.panels.owed",
            permission="training.view_requirementrule",
        ),
    )  # fmt: skip
    portal_unit_blocks = (
        UnitBlock(
            "training", 15, "training/blocks/academy.html", "training.panels.academy",
            permission="training.view_scheduledclass",
        ),
    )  # fmt: skip
    portal_measures = (
        Measure(
            "training-compliance", "People with no training overdue", ACADEMY, "percent",
            "training.measures.compliance_percent",
        ),
        Measure(
            "training-seats-used", "Seats taken in classes held, last twelve months", ACADEMY, "percent",
            "training.measures.seats_used_percent",
        ),
        Measure(
            "training-hours", "Hours of training this fiscal year", ACADEMY, "hours",
            "training.measures.hours_of_year",
        ),
        Measure(
            "training-retention", "Recruits here after 90 days, cohorts of two years", ACADEMY, "percent",
            "training.measures.retention_percent",
        ),
    )  # fmt: skip
    portal_search = (
        SearchSource(
            "training.course", "Courses", "training", "training.search.course_rows", "training.search.course_entry"
        ),
        SearchSource(
            "training.scheduledclass",
            "Classes",
            "training",
            "training.search.class_rows",
            "training.search.class_entry",
        ),
        SearchSource(
            "training.room", "Training rooms", "training", "training.search.room_rows", "training.search.room_entry"
        ),
    )
