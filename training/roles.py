"""What each role may do in training (training.md 4, last table)."""

from doc_portal.core.registry import RoleSpec

STAFF = (
    "training.view_center",
    "training.view_course",
    "training.view_requirementrule",
    "training.view_scheduledclass",
    "training.enrol_enrolment",
    "training.add_outsidecompletion",
    "training.view_outsidecompletion",
)
READS_TEAMS = (
    "training.view_enrolment",
    "training.view_personrequirement",
    "training.view_gate_personrequirement",
    "training.view_trainingcredit",
    "training.view_reliefcap",
)
NOMINATES = (
    "training.nominate_enrolment",
    "training.approve_enrolment",
    "training.withdraw_enrolment",
    "training.add_waiver",
    "training.view_waiver",
)
REPORTS = (
    "training.add_localreport",
    "training.change_localreport",
    "training.view_localreport",
    "training.send_localreport",
)
KEEPS_PLACES = tuple(
    f"training.{verb}_{model}"
    for model in ("center", "room", "equipment", "lodginggroup", "lodgingroom", "traveltime", "instructor")
    for verb in ("add", "change", "view")
)
LAYS_OUT_CLASSES = (
    "training.add_scheduledclass",
    "training.change_scheduledclass",
    "training.export_scheduledclass",
    "training.import_scheduledclass",
    "training.publish_scheduledclass",
    "training.confirm_scheduledclass",
    "training.postpone_scheduledclass",
    "training.cancel_scheduledclass",
    "training.add_seatquota",
    "training.change_seatquota",
    "training.delete_seatquota",
    "training.add_hold",
    "training.change_hold",
    "training.view_hold",
    "training.add_bedstay",
    "training.change_bedstay",
    "training.view_bedstay",
    "training.view_cohort",
)
PLANS = ("training.add_planrun", "training.view_planrun", "training.export_planrun", "training.commit_planrun",
         "training.import_daysoff")  # fmt: skip
KEEPS_COURSES = (
    *(
        f"training.{verb}_{model}"
        for model in ("course", "courseversion", "courseequivalence", "curriculum", "certification")
        for verb in ("add", "change", "view")
    ),
    "training.export_course",
    "training.import_course",
    "training.add_prerequisite",
    "training.delete_prerequisite",
    "training.view_prerequisite",
)
KEEPS_RULES = (
    "training.add_requirementrule",
    "training.change_requirementrule",
    "training.export_requirementrule",
    "training.simulate_requirementrule",
)
KEEPS_RECORDS = (
    "training.complete_scheduledclass",
    "training.finalise_scheduledclass",
    "training.askreopen_scheduledclass",
    "training.reopen_scheduledclass",
    "training.record_attendance",
    "training.teach_scheduledclass",
    "training.correct_attendance",
    "training.import_attendance",
    "training.excuse_enrolment",
    "training.withdraw_enrolment",
    "training.add_trainingcredit",
    "training.export_trainingcredit",
    "training.import_trainingcredit",
    "training.void_trainingcredit",
    "training.add_certificate",
    "training.view_certificate",
    "training.export_certificate",
    "training.revoke_certificate",
    "training.view_localreport",
    "training.accept_localreport",
    "training.accept_outsidecompletion",
    "training.add_clockpause",
    "training.change_clockpause",
    "training.view_clockpause",
    "training.view_waiver",
)
READS_TOTALS = (
    "training.view_board_scheduledclass",
    "training.view_planrun",
    "training.view_cohort",
    "training.simulate_requirementrule",
)
READS_ALL = (
    *READS_TEAMS,
    "training.view_board_scheduledclass",
    "training.view_planrun",
    "training.view_cohort",
    "training.export_scheduledclass",
    "training.export_enrolment",
    "training.export_personrequirement",
    "training.export_trainingcredit",
    "training.view_certificate",
    "training.view_waiver",
    "training.export_waiver",
    "training.view_localreport",
    "training.view_hold",
    "training.view_clockpause",
)
IN_LISTS = ("core.add_importrun", "core.apply_importrun", "core.discard_importrun", "core.view_importrun")

ROLES: tuple[RoleSpec, ...] = (
    RoleSpec("staff", permissions=STAFF),
    RoleSpec("supervisor", permissions=(*READS_TEAMS, *NOMINATES)),
    RoleSpec(
        "training_coordinator",
        "Worksite training coordinator",
        "Fills the seats of a worksite, keeps its relief covered, reports training held there.",
        scopes=("worksite",),
        permissions=(
            "core.use_portal",
            *READS_TEAMS,
            *NOMINATES,
            *REPORTS,
            "training.export_personrequirement",
            "training.view_cohort",
        ),
        order=300,
    ),
    RoleSpec(
        "academy_scheduler",
        "Academy scheduler",
        "Lays out classes, rooms and instructors for a quarter, and plans for the department.",
        scopes=("all", "worksite"),
        permissions=(
            "core.use_portal",
            *IN_LISTS,
            *KEEPS_PLACES,
            *LAYS_OUT_CLASSES,
            *PLANS,
            *READS_TEAMS,
            "training.bump_enrolment",
            "training.withdraw_enrolment",
            "training.add_reliefcap",
            "training.change_reliefcap",
        ),
        order=310,
    ),
    RoleSpec(
        "training_instructor",
        "Instructor",
        "Keeps the roster, attendance and scores of the classes they teach.",
        scopes=("all",),
        permissions=("core.use_portal", "training.teach_scheduledclass"),
        order=320,
    ),
    RoleSpec(
        "training_registrar",
        "Registrar",
        "Finalizes classes, corrects attendance, issues certificates, loads completions, answers auditors.",
        scopes=("all",),
        permissions=("core.use_portal", *IN_LISTS, *READS_TEAMS, *KEEPS_RECORDS),
        order=330,
    ),
    RoleSpec(
        "curriculum_owner",
        "Curriculum owner",
        "Writes courses, their versions and rules; somebody else approves them.",
        scopes=("all",),
        permissions=("core.use_portal", *IN_LISTS, *KEEPS_COURSES, *KEEPS_RULES),
        order=340,
    ),
    RoleSpec(
        "training_approver",
        "Second approver of training",
        "Approves versions of courses, terms of rules and waivers that somebody else wrote, and reopens classes.",
        scopes=("all",),
        permissions=(
            "core.use_portal",
            "training.approve_courseversion",
            "training.view_courseversion",
            "training.approve_requirementrule",
            "training.simulate_requirementrule",
            "training.approve_waiver",
            "training.end_waiver",
            "training.view_waiver",
            "training.reopen_scheduledclass",
            "training.view_enrolment",
        ),
        order=350,
    ),
    RoleSpec(
        "training_director",
        "Director of training",
        "Reads how compliant every worksite is, and what a new rule would cost.",
        scopes=("all",),
        permissions=("core.use_portal", *READS_TOTALS),
        order=360,
    ),
    RoleSpec("worksite_head", permissions=("training.view_gate_personrequirement", "training.view_personrequirement")),
    RoleSpec("executive_reader", permissions=("training.view_board_scheduledclass",)),
    RoleSpec("auditor", permissions=READS_ALL),
)
