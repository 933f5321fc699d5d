"""Training and Employee Development: academies, courses, who owes what, classes, enrollment and credit."""

from django.apps import AppConfig

from doc_portal.core.registry import (
    CalendarSource,
    HomePanel,
    ImportKind,
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
from training.settings import SETTINGS

COMPLETION_COLUMNS = (
    ("source", "Source", "DOCOTA, GPS or MoLearning."),
    ("external_id", "Number there", "The completion is known by it, however often it is sent."),
    ("employee_number", "Employee number", "Who is not known waits in the queue."),
    ("course", "Course", "Its code. One that is not known waits in the queue."),
    ("completed_on", "Completed", "Year, month, day, like 2026-01-31."),
    ("hours", "Hours", "Those of the course where it is left empty."),
)
ACADEMY = "training-and-employee-development"
CLASS_COLUMNS = (
    ("class", "Class", "A word all lines of one class share, such as A. A line is one meeting."),
    ("course", "Course", "Its code."),
    ("seats", "Seats", "The same in all lines of a class."),
    ("date", "Day", "Year, month, day, like 2026-01-31."),
    ("starts", "From", "Hour and minute, like 08:00."),
    ("ends", "Until", "Hour and minute, like 12:00."),
    ("center", "Center", "Its code or name; empty for a class held online."),
    ("room", "Room", "The code of a room of the center."),
    ("mode", "How", "In seat where it is left empty."),
    ("setup", "Minutes of setup", ""),
    ("teardown", "Minutes of teardown", ""),
    ("instructor", "Instructors", "Employee numbers with commas between; the first leads."),
    ("note", "For those who come", ""),
)  # fmt: skip
COURSE_COLUMNS = (
    ("code", "Code", "Tells which course the line is about. An unknown one adds a course."),
    ("title", "Title", ""),
    ("category", "Kind", "Pre-service, In-service, Supervisory, Specialized or Elective."),
    ("provider", "Online system", "DOCOTA, GPS or MoLearning."),
    ("outside", "Held by others", "Yes or no."),
    ("repeatable", "Counts more than once a fiscal year", "Yes or no."),
    ("needs_approval", "A supervisor approves", "Yes or no."),
    ("retired", "No longer offered", "Yes or no."),
    ("confirmed", "Confirmed", "Yes or no."),
    ("about", "What it teaches", ""),
    ("note", "Note", ""),
    ("source", "Source", ""),
    ("mode", "How", "A change of this and of what follows becomes the draft of a new version."),
    ("contact_hours", "Hours", "Empty where not known."),
    ("min_seats", "Fewest people", ""),
    ("max_seats", "Most people", ""),
)  # fmt: skip
ATTENDANCE_COLUMNS = (
    ("class", "Class", "Its number, like CLS-2026-00012."),
    ("day", "Day", "Of the meeting: year, month, day, like 2026-01-31."),
    ("employee_number", "Employee number", "Of somebody with a seat in the class."),
    ("status", "Presence", "present, late, absent or apology."),
    ("starts", "Start", "Like 13:00, where the class meets more than once on that day."),
    ("minutes", "Minutes", "For who came late; the whole meeting where it is empty."),
    ("reason", "Reason", "Why a line that was recorded before is corrected."),
)
DAYS_OFF_COLUMNS = (
    ("employee_number", "Employee number", "Each person once."),
    ("days", "Days off", "Days of the week, such as Sat Sun."),
    ("from", "From", "From this day on: year, month, day, like 2026-01-31. What held before ends then."),
)


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Training"
    sample = "training.sample.make"
    reference = "training.reference.load"
    portal_settings = SETTINGS
    portal_menu = (MenuItem("Classes", "training:scheduledclass-list", "training.view_scheduledclass", order=30),)
    portal_manage = (
        ManageItem(
            "Courses", "The catalogue: what is taught, in which version.", "training:course-list",
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
    portal_import_kinds = (
        ImportKind(
            "training_classes",
            "Classes",
            "training.import_scheduledclass",
            columns=("class", "course", "seats", "date", "starts", "ends"),
            optional=("center", "room", "mode", "setup", "teardown", "instructor", "note"),
            plan="training.lists.classes.plan",
            apply="training.lists.classes.apply",
            told=CLASS_COLUMNS,
        ),
        ImportKind(
            "training_courses",
            "Courses",
            "training.import_course",
            columns=("code", "title", "category"),
            optional=tuple(name for name, *_ in COURSE_COLUMNS[3:]),
            plan="training.lists.courses.plan",
            apply="training.lists.courses.apply",
            told=COURSE_COLUMNS,
            current_url="training:course-current",
            export_permission="training.export_course",
        ),
        ImportKind(
            "training_days_off",
            "Regular days off",
            "training.import_daysoff",
            columns=("employee_number", "days", "from"),
            plan="training.lists.days_off.plan",
            apply="training.lists.days_off.apply",
            told=DAYS_OFF_COLUMNS,
        ),
        ImportKind(
            "training_attendance",
            "Attendance",
            "training.import_attendance",
            columns=("class", "day", "employee_number", "status"),
            optional=("starts", "minutes", "reason"),
            plan="training.lists.attendance.plan",
            apply="training.lists.attendance.apply",
            told=ATTENDANCE_COLUMNS,
        ),
        ImportKind(
            "training_completions",
            "Completions of online systems",
            "training.import_trainingcredit",
            columns=("source", "external_id", "employee_number", "course", "completed_on"),
            optional=("hours",),
            plan="training.lists.completions.plan",
            apply="training.lists.completions.apply",
            told=COMPLETION_COLUMNS,
        ),
    )
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
