"""The Office of Personnel: people and their assignments, and whom to ask about what."""

from django.apps import AppConfig

from doc_portal.core.registry import (
    HomePanel,
    ImportKind,
    ManageItem,
    Measure,
    MenuItem,
    NoticeKind,
    OwnedThings,
    ReviewedThings,
    Schedule,
    SearchHelp,
    SearchSource,
    SettingSpec,
    Supervision,
    TodoProvider,
    TopTask,
    UnitBlock,
    Unlisted,
)

PEOPLE_COLUMNS = (
    (
        "employee_number", "Employee number",
        "Tells which person the line is about. An unknown one adds a person. People without a number are left alone.",
    ),
    ("first_name", "First name", ""),
    ("last_name", "Last name", ""),
    ("preferred_name", "Preferred first name", ""),
    ("pronunciation", "How to say the name", ""),
    ("email", "Work e-mail", "In one of the department's domains."),
    ("phone", "Work phone", "Ten digits, like (573) 555-0100."),
    ("extension", "Extension", "One to six digits."),
    ("languages", "Languages", ""),
    ("can_help_with", "Can help with", ""),
    (
        "ended_on", "First day on which they no longer work here",
        "Year, month, day, like 2026-01-31. From that day their access stops. A list brings nobody back.",
    ),
)  # fmt: skip
ASSIGNMENT_COLUMNS = (
    ("employee_number", "Employee number", "Of the person; add people first."),
    ("title", "Job title", "An additional assignment is known by its title and first day."),
    ("worksite", "Worksite", "Its abbreviation, address in the portal or name."),
    (
        "starts_on", "First day",
        "Year, month, day. With the number it tells which main assignment is meant; a later one ends the one before.",
    ),
    ("unit", "Unit", "Its address in the portal or its name."),
    ("supervisor", "Supervisor", "Their employee number."),
    ("shift", "Shift", "Day, Evening or Night, or empty."),
    ("ends_on", "First day on which it no longer holds", "Year, month, day; empty while it goes on."),
    ("primary", "Main assignment", "Yes or no; yes where it is left empty."),
)  # fmt: skip


CLASS_COLUMNS = (
    ("title", "Title", ""),
    (
        "scheme", "Scheme",
        "With the class number it tells which class the line is about; without a number the title does.",
    ),
    ("code", "Class number", "Empty where none is known. A number stands once in its scheme."),
    ("kind", "Kind", "Class or Working title."),
    ("category", "Category", "Where people look for the job."),
    ("structure", "Pay structure", "General, Information Technology, Medical or Nursing."),
    ("pay_grade", "Pay grade", "As it is written: 04 keeps its zero."),
    ("overtime_code", "Overtime code", "0, 1 or 2."),
    ("service", "Kind of service", "Merit, Non-merit or Unclassified."),
    ("probation_months", "Months of probation", ""),
    ("supervisory", "Supervisory", ""),
    ("custody", "Custody post", "Yes or no."),
    ("inmate_contact", "Contact with inmates", "Yes or no."),
    ("eeo4_category", "EEO-4 category", ""),
    ("duties", "Duties", ""),
    ("min_quals", "Minimum qualifications", ""),
    ("ksa", "Knowledge, skills, abilities", ""),
    ("ended_on", "First day on which it is not used", "Year, month, day."),
    ("note", "Note", ""),
    ("source", "Source", ""),
    ("confirmed", "Confirmed", "Yes or no."),
    ("basis", "Pay is set", "A year, Twice a month or An hour; a year where it is left empty."),
    ("low", "Lowest pay", "One pay range a line; both amounts or neither."),
    ("high", "Highest pay", "Not below the lowest."),
    ("pay_from", "Pay from", "Year, month, day; empty where no source gives it."),
    ("pay_until", "First day on which the pay no longer holds", "Ranges of one basis do not overlap."),
    ("authority", "Authority of the pay", "Needed with a pay range."),
)  # fmt: skip
POSITION_COLUMNS = (
    ("position_no", "Position number", "Tells which position the line is about. An unknown one adds a position."),
    ("job_class", "Class", "Its title, class number or address in the portal."),
    ("worksite", "Worksite", "Its abbreviation, address in the portal or name."),
    ("unit", "Unit", "Its address in the portal or its name."),
    ("shift", "Shift", "First shift, Second shift, Third shift, Days or Rotating."),
    ("fte", "FTE", "Above 0 and up to 1.00."),
    ("status", "Status", "Vacant, Filled, Frozen or Abolished. Frozen and abolished ones cannot be filled."),
    ("holder", "Held by", "The employee number of who holds it; then it is filled."),
    ("note", "Note", ""),
)  # fmt: skip


class PersonnelConfig(AppConfig):
    name = "personnel"
    verbose_name = "Personnel"
    sample = "personnel.sample.make"
    reference = "personnel.reference.load"
    portal_unlisted = (Unlisted("suppressed", "personnel.suppression.accounts_not_listed"),)
    portal_menu = (
        MenuItem("People", "personnel:person-list", "personnel.view_person", order=20),
        MenuItem("Jobs", "personnel:posting-list", "personnel.view_posting", order=25),
    )
    portal_home_panels = (
        HomePanel(
            "my-applications", 25, "personnel/home/applications.html", "personnel.own.panel",
            permission="personnel.apply_application",
        ),
        HomePanel(
            "jobs", 60, "personnel/home/jobs.html", "personnel.postings.closing_soon",
            permission="personnel.view_posting",
        ),
    )  # fmt: skip
    portal_top_tasks = (TopTask("Find a colleague", "people", "personnel:person-list", "personnel.view_person", 15),)
    portal_manage = (
        ManageItem(
            "My work in hiring", "What waits for you, from requests to first days.", "personnel:hiring-work",
            "personnel.view_position", "Hiring", 1,
            also=("personnel.decide_preferenceclaim", "personnel.decide_prea_clearanceitem"),
        ),
        ManageItem(
            "Qualifications to review", "Applications by when the announcement closes.", "personnel:application-queue",
            "personnel.review_application", "Hiring", 20,
        ),
        ManageItem(
            "Processes of hiring", "Which stages lie between review and offer.", "personnel:stagetemplate-list",
            "personnel.view_stagetemplate", "Hiring", 80,
        ),
        ManageItem(
            "Words of each status", "What applicants read of their application.", "personnel:statuswords-list",
            "personnel.view_statuswords", "Hiring", 81,
        ),
        ManageItem(
            "Contacts", "Whom to ask about what: name services, fill them, end them.", "personnel:rolecontact-list",
            "personnel.change_rolecontact", "Lists", 7,
        ),
        ManageItem(
            "People", "Open one to keep the entry, its assignments and its end, or add one.",
            "personnel:person-list", "personnel.change_person", "Lists", 5,
        ),
        ManageItem(
            "Corrections suggested", "What staff say is wrong in the directory.", "personnel:correction-list",
            "personnel.view_correction", "Lists", 6,
        ),
        ManageItem(
            "Requisitions", "Requests to fill positions: write one, see who holds it, decide your step.",
            "personnel:requisition-list", "personnel.view_requisition", "Hiring", 10,
        ),
        ManageItem(
            "My requests", "What you have asked for, who holds it and since when.", "personnel:requisition-mine",
            "personnel.add_requisition", "Hiring", 11,
        ),
        ManageItem(
            "Positions", "Numbered positions: who holds them, which are vacant, frozen or abolished.",
            "personnel:position-list", "personnel.view_position", "Hiring", 12,
        ),
        ManageItem(
            "Exchanges", "Transfers of two or three people that wait for worksite heads.",
            "personnel:exchangeproposal-list", "personnel.view_exchangeproposal", "Hiring", 40,
        ),
        ManageItem(
            "Job classes", "The catalogue: classes, what they ask for and what they pay.", "personnel:jobclass-list",
            "personnel.change_jobclass", "Hiring", 48,
        ),
        ManageItem(
            "Approval route", "The steps a request passes, for the department or for one worksite.",
            "personnel:approvalroute-list", "personnel.change_approvalroute", "Hiring", 49,
        ),
        ManageItem(
            "Reasons", "What is chosen when somebody is not qualified, not selected or declines.",
            "personnel:reasoncode-list", "personnel.change_reasoncode", "Hiring", 52,
        ),
        ManageItem(
            "Announcements of jobs", "Write them from approved requests, review, publish and change them.",
            "personnel:posting-manage", "personnel.view_unpublished_posting", "Hiring", 13,
        ),
        ManageItem(
            "Rules of preference", "What veterans, Guard members and parents are given, from which day.",
            "personnel:preferencerule-list", "personnel.change_preferencerule", "Hiring", 50,
        ),
        ManageItem(
            "Claims to preference", "Check each claim against its proof.", "personnel:preferenceclaim-list",
            "personnel.decide_preferenceclaim", "Hiring", 20,
        ),
        ManageItem(
            "Panels", "Who scores the applicants of which announcement.", "personnel:panel-list",
            "personnel.change_panel", "Hiring", 25,
        ),
        ManageItem(
            "Offers", "Made, accepted, cleared, appointed, or taken back.", "personnel:offer-list",
            "personnel.view_offer", "Hiring", 30,
        ),
        ManageItem(
            "Clearance", "Background, drug test and medical of who accepted an offer.", "personnel:clearanceitem-list",
            "personnel.decide_clearanceitem", "Hiring", 31,
        ),
        ManageItem(
            "PREA clearance", "Who is to work with inmates and waits for a decision.",
            "personnel:clearanceitem-prea-list", "personnel.decide_prea_clearanceitem", "Hiring", 32,
        ),
        ManageItem(
            "Checks that run out", "People in posts with inmate contact who need a new background check.",
            "personnel:preacheck-lapsing", "personnel.view_preacheck", "Hiring", 33,
        ),
        ManageItem(
            "PREA questions", "What is asked of everybody who may meet inmates.", "personnel:preaquestion-list",
            "personnel.view_preaquestion", "Hiring", 34,
        ),
        ManageItem(
            "Appointments", "Who begins when, where, in which class.", "personnel:appointment-list",
            "personnel.view_appointment", "Hiring", 35,
        ),
        ManageItem(
            "First weeks", "What is still to be done for new hires.", "personnel:newhiretask-list",
            "personnel.finish_newhiretask", "Hiring", 36,
        ),
        ManageItem(
            "Checklist of the first weeks", "What every new hire is given and shown.", "personnel:checklistitem-list",
            "personnel.view_checklistitem", "Hiring", 51,
        ),
        ManageItem(
            "Hiring records that are due", "Whose time is over, and what is on legal hold.",
            "personnel:application-due", "personnel.hold_requisition", "Hiring", 60,
        ),
        ManageItem(
            "Selection by group", "Totals for a class and a year, never a person.", "personnel:eeo-selection",
            "personnel.view_eeo_application", "Hiring", 61,
        ),
        ManageItem(
            "Hiring board", "Vacancies, where the time goes, who stays.", "personnel:hiring-board",
            "personnel.view_board_posting", "Hiring", 5,
        ),
    )  # fmt: skip
    portal_search = (
        SearchSource(
            "personnel.person", "People", "people", "personnel.search.person_rows", "personnel.search.person_entry"
        ),
        SearchSource(
            "personnel.rolecontact",
            "Contacts",
            "how",
            "personnel.search.contact_rows",
            "personnel.search.contact_entry",
        ),
        SearchSource(
            "personnel.jobclass",
            "Job classes",
            "jobs",
            "personnel.search.job_class_rows",
            "personnel.search.job_class_entry",
        ),
        SearchSource(
            "personnel.requisition",
            "Requisitions",
            "requests",
            "personnel.search.requisition_rows",
            "personnel.search.requisition_entry",
        ),
        SearchSource("personnel.posting", "Jobs", "jobs", "personnel.postings.rows", "personnel.postings.entry"),
    )
    portal_unit_blocks = (
        UnitBlock(
            "contacts",
            20,
            "personnel/blocks/contacts.html",
            "personnel.blocks.unit_contacts",
            "personnel.view_rolecontact",
        ),
        UnitBlock("hiring", 15, "personnel/blocks/hiring.html", "personnel.blocks.hiring_links"),
        UnitBlock("jobs", 15, "personnel/blocks/jobs.html", "personnel.postings.unit_jobs", "personnel.view_posting"),
    )
    portal_owned = (
        OwnedThings(
            "Unfinished announcements",
            "personnel.postings.unfinished",
            hand_over="personnel.postings.give",
            fields=("personnel.Posting.created_by",),
        ),
        OwnedThings(
            "Contacts held",
            "personnel.owned.held",
            "personnel.owned.held_in",
            "personnel.owned.held_by",
            "personnel.owned.give_contact",
            fields=("personnel.RoleContact.holder",),
        ),
        OwnedThings(
            "Contacts stood in for",
            "personnel.owned.backed_up",
            of_person="personnel.owned.backed_up_by",
            hand_over="personnel.owned.give_backup",
            fields=("personnel.RoleContact.backup",),
        ),
        OwnedThings(
            "People supervised",
            "personnel.owned.led",
            of_person="personnel.owned.led_by",
            hand_over="personnel.owned.give_led",
            fields=("personnel.Assignment.supervisor",),
        ),
    )
    portal_measures = (
        Measure(
            "people-assigned",
            "People with a main assignment",
            "",
            "people",
            "personnel.measures.people_assigned",
            "personnel.measures.people_by_kind",
        ),
        Measure(
            "hiring-days-to-approve",
            "Hiring: sent to approved, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_approve",
        ),
        Measure(
            "hiring-days-to-publish",
            "Hiring: approved to published, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_publish",
        ),
        Measure(
            "hiring-days-to-close",
            "Hiring: published to closed, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_close",
        ),
        Measure(
            "hiring-days-to-list",
            "Hiring: closed to names sent, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_list",
        ),
        Measure(
            "hiring-days-to-interview",
            "Hiring: names sent to interview, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_interview",
        ),
        Measure(
            "hiring-days-to-offer",
            "Hiring: interview to offer, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_offer",
        ),
        Measure(
            "hiring-days-to-start",
            "Hiring: offer to first day, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_start",
        ),
        Measure(
            "hiring-days-to-fill",
            "Hiring: sent to first day, last 12 months",
            "office-of-personnel",
            "days (median)",
            "personnel.hiring_measures.days_to_fill",
        ),
        Measure(
            "vacancy",
            "Authorized positions that are vacant, as they stand now",
            "office-of-personnel",
            "percent",
            "personnel.hiring_measures.vacancy_percent",
        ),
    )
    portal_reviewed = (
        ReviewedThings(
            "contacts",
            "Contacts",
            "personnel.search.contact_rows",
            ("service",),
            "personnel.change_rolecontact",
            "self",
        ),
    )
    portal_todo = (
        TodoProvider(
            "hiring-review", "Qualifications to review", "personnel.work.to_review", "personnel.review_application",
            "personnel.work.unreviewed",
        ),
        TodoProvider(
            "hiring-referred", "Names referred to you", "personnel.work.to_choose_from",
            "personnel.interview_application", "personnel.work.referred",
        ),
        TodoProvider(
            "offers-waiting", "Offers waiting for an answer", "personnel.work.to_settle",
            "personnel.offer_application", "personnel.work.unsettled",
        ),
        TodoProvider(
            "applications-to-submit", "Applications not submitted", "personnel.work.to_submit",
            "personnel.apply_application", "personnel.work.drafts",
        ),
        TodoProvider(
            "contacts", "Contacts to fill", "personnel.todo.to_fill", "personnel.change_rolecontact",
            "personnel.todo.vacant",
        ),
        TodoProvider(
            "reviews", "Pages to review", "personnel.reviews.to_review", waiting="personnel.reviews.answering",
        ),
        TodoProvider(
            "confirm-entry", "Confirm your entry", "personnel.todo.to_confirm", "personnel.view_person",
        ),
        TodoProvider(
            "corrections", "Corrections to decide", "personnel.todo.to_decide", "personnel.change_correction",
            "personnel.todo.corrections",
        ),
        TodoProvider(
            "requisition-steps", "Requests to decide", "personnel.todo.steps_to_decide",
            "personnel.view_requisition", "personnel.todo.requests",
        ),
        TodoProvider(
            "requisitions-returned", "Requests returned to you", "personnel.todo.returned_requests",
            "personnel.add_requisition", "personnel.todo.given_back", own=True,
        ),
        TodoProvider(
            "exchanges", "Exchanges to decide", "personnel.todo.exchanges_to_decide",
            "personnel.decide_exchangeproposal", "personnel.todo.exchanges",
        ),
        TodoProvider(
            "requests-to-announce", "Requests to announce", "personnel.postings.to_announce",
            "personnel.add_posting", "personnel.postings.announceable",
        ),
        TodoProvider(
            "announcements-to-review", "Announcements to review", "personnel.postings.to_review",
            "personnel.approve_posting", "personnel.postings.awaiting",
        ),
        TodoProvider(
            "announcements-returned", "Announcements returned to you", "personnel.postings.returned",
            "personnel.add_posting", "personnel.postings.given_back", own=True,
        ),
        TodoProvider(
            "announcements-to-publish", "Announcements to publish", "personnel.postings.to_publish",
            "personnel.publish_posting", "personnel.postings.approved",
        ),
        TodoProvider(
            "announcement-changes", "Changes of announcements to decide", "personnel.postings.changes_to_decide",
            "personnel.approve_posting", "personnel.postings.changes",
        ),
        TodoProvider(
            "announcements-outside", "Announcements to close on other boards", "personnel.postings.to_close_outside",
            "personnel.publish_posting", "personnel.postings.still_outside",
        ),
        TodoProvider(
            "announcements-to-complete", "Announcements to complete", "personnel.postings.to_complete",
            "personnel.complete_posting", "personnel.postings.decided",
        ),
        TodoProvider(
            "panels", "Panels to score on", "personnel.hiring_todo.panels_to_score", "personnel.score_panel",
            "personnel.hiring_todo.seats", own=True,
        ),
        TodoProvider(
            "offers-to-make", "Offers to make", "personnel.work.to_offer", "personnel.offer_application",
            "personnel.work.chosen",
        ),
        TodoProvider(
            "claims", "Claims to decide", "personnel.hiring_todo.claims_to_decide",
            "personnel.decide_preferenceclaim", "personnel.hiring_todo.claims",
        ),
        TodoProvider(
            "points", "Points to give", "personnel.hiring_todo.points_to_give", "personnel.points_application",
            "personnel.hiring_todo.points_due",
        ),
        TodoProvider(
            "clearance", "Items to clear", "personnel.hiring_todo.items_to_clear", "personnel.decide_clearanceitem",
            "personnel.hiring_todo.clearance",
        ),
        TodoProvider(
            "prea", "PREA items to decide", "personnel.hiring_todo.prea_to_clear",
            "personnel.decide_prea_clearanceitem", "personnel.hiring_todo.prea",
        ),
        TodoProvider(
            "offers-to-appoint", "People to appoint", "personnel.hiring_todo.people_to_appoint",
            "personnel.appoint_application", "personnel.hiring_todo.cleared",
        ),
        TodoProvider(
            "link-appointments", "New hires to add", "personnel.hiring_todo.new_hires_to_add",
            "personnel.add_person", "personnel.hiring_todo.unlinked",
        ),
        TodoProvider(
            "open-accounts", "Accounts to open", "personnel.hiring_todo.accounts_to_open", "core.add_rolegrant",
            "personnel.hiring_todo.without_account",
        ),
        TodoProvider(
            "first-weeks", "First weeks", "personnel.hiring_todo.first_weeks", "personnel.view_own_newhiretask",
            "personnel.hiring_todo.tasks", own=True,
        ),
    )  # fmt: skip
    portal_notice_kinds = (
        NoticeKind("application", "Your applications", note="One arrived, is not submitted yet, or has moved on."),
        NoticeKind("review", "Reviews that are due", note="Of the pages, documents and contacts you answer for."),
        NoticeKind("correction", "Corrections you suggested", note="A steward took one over, or did not."),
        NoticeKind(
            "requisition", "Requests to fill positions", note="A step waits for you, or your request was decided."
        ),
        NoticeKind("transfer", "Transfers", note="An exchange waits for you, was decided, or you move."),
        NoticeKind("announcement", "Your announcements", note="One was returned, approved or published, or changed."),
        NoticeKind("job-change", "Jobs you apply for", note="One closes earlier or later, was changed or cancelled."),
        NoticeKind("first-weeks", "Your first weeks", note="After an appointment: what is to be done by when."),
        NoticeKind("panel", "Panels", note="You were asked to sit on one, it starts, or its result stands."),
    )
    portal_supervision = (Supervision("assignments", "personnel.supervision.account_pairs"),)
    portal_search_help = (SearchHelp("contacts", "personnel.search.ways_on", order=20),)
    portal_schedules = (
        Schedule("remind_of_drafts", "personnel.actions.application_notices.remind_of_drafts", hour=6),
        Schedule("forget_unconfirmed_applicants", "personnel.actions.applicants.forget_unconfirmed_applicants", hour=1),
        Schedule("stop_access_of_leavers", "personnel.actions.people.stop_access_of_leavers", hour=0),
        Schedule("place_everybody", "personnel.placing.place_everybody", hour=0),
        Schedule("remind_of_reviews", "personnel.reviews.remind_of_reviews", hour=5),
        Schedule("hand_over_positions", "personnel.actions.transfers.hand_over_positions", hour=1),
        Schedule("announce_openings", "personnel.actions.job_alerts.announce_openings", minutes=5),
        Schedule("send_job_alerts", "personnel.actions.job_alerts.send_alerts", hour=6),
        Schedule("remind_of_job_alerts", "personnel.actions.job_alerts.remind_of_alerts", hour=5),
        Schedule("count_selection", "personnel.vault.count_selection", hour=3),
        Schedule("note_retention", "personnel.records.note_retention", hour=2),
    )
    portal_settings = (
        SettingSpec(
            "draft_reminder_days",
            "Days before the close when whoever has a draft is reminded",
            "2",
            "Requirements of hiring: reminder of what is not submitted",
            measured_in="days",
        ),
        SettingSpec(
            "review_months",
            "Time until a page is reviewed again",
            "12",
            "Requirements of the portal: owners and review dates",
            measured_in="months",
            help="Counts where a page, a document, a term, a service or a contact has no interval of its own.",
        ),
        SettingSpec(
            "mail_domains",
            "Domains of work addresses",
            "doc.mo.gov, example.mo.gov",
            "Assumption: the department's own domain, and the one of invented sample people",
            help="Names with commas between them. An entry of the directory takes no other e-mail address.",
            confirmed=False,
        ),
        SettingSpec(
            "confirm_months",
            "Time until people confirm their entry again",
            "12",
            "Requirements of the portal: people",
            measured_in="months",
            help="Whoever has not confirmed their entry for so long finds that in their to-do.",
        ),
        SettingSpec(
            "leaver_stub_days",
            "Days the page of a leaver stays",
            "90",
            "Requirements of the portal: people",
            measured_in="days",
            help="For so long it says when they left and whom to ask. After that it is not found.",
        ),
        SettingSpec(
            "transfer_windows",
            "When transfer wishes are taken",
            "always",
            "Assumption: no rule of Missouri is known",
            help="“always”, or days like “01-15 to 02-14, 07-01 to 07-31”.",
            confirmed=False,
        ),
        SettingSpec(
            "transfer_most_miles",
            "Farthest worksite from home that a transfer wish may name",
            "0",
            "Assumption: no rule of Missouri is known",
            measured_in="miles",
            help="0 for no limit. With a limit, people say how many miles it is.",
            confirmed=False,
        ),
        SettingSpec(
            "transfer_most_wishes",
            "Open transfer wishes one person may have",
            "0",
            "Assumption: no rule of Missouri is known",
            measured_in="wishes",
            help="0 for no limit.",
            confirmed=False,
        ),
        SettingSpec(
            "transfer_exchanges_a_year",
            "Exchanges agreed in one calendar year",
            "0",
            "Assumption: no rule of Missouri is known",
            measured_in="exchanges",
            help="0 for no limit.",
            confirmed=False,
        ),
        SettingSpec(
            "posting_min_days_open",
            "Shortest time an announcement is open",
            "5",
            "Assumption: time to hear of a job and to apply",
            measured_in="days",
            help="An announcement that closes earlier cannot be sent for review. The value on the opening day counts.",
            confirmed=False,
        ),
        SettingSpec(
            "annual_leave_hours",
            "Annual leave earned a month",
            "10",
            "Department of Corrections: careers page",
            measured_in="hours",
            help="Shown on every announcement, as it is on the opening day.",
        ),
        SettingSpec(
            "sick_leave_hours",
            "Sick leave earned a month",
            "10",
            "Department of Corrections: careers page",
            measured_in="hours",
            help="Shown on every announcement, as it is on the opening day.",
        ),
        SettingSpec(
            "job_alert_months",
            "Life of a job alert",
            "12",
            "Assumption: as job interest cards of public employers",
            measured_in="months",
            confirmed=False,
        ),
        SettingSpec(
            "job_alert_notice_months",
            "Months after which the owner of a job alert is asked to keep it",
            "11",
            "Assumption: as job interest cards of public employers",
            measured_in="months",
            confirmed=False,
        ),
        SettingSpec(
            "panel_members",
            "Members a panel has at least",
            "3",
            "Assumption: to be confirmed by Personnel",
            measured_in="members",
            help="Who stands down does not count.",
            confirmed=False,
        ),
        SettingSpec(
            "panel_divergence",
            "Difference of ratings to talk about once more",
            "2",
            "Assumption: to be confirmed by Personnel",
            measured_in="points of rating",
            help="Highest less lowest rating of one competency of one applicant.",
            confirmed=False,
        ),
        SettingSpec(
            "prea_check_years",
            "Years until a background check is repeated",
            "5",
            "28 CFR 115.17(e): at least every five years; a shorter time of the department is to be confirmed",
            measured_in="years",
            help="For everyone in a post with inmate contact. The value on the day of the check counts.",
            confirmed=False,
        ),
        SettingSpec(
            "prea_check_warning_days",
            "Days before a background check runs out to list it",
            "90",
            "Assumption: to be confirmed by the Office of Professional Standards",
            measured_in="days",
            confirmed=False,
        ),
        SettingSpec(
            "hiring_records_years",
            "Years hiring records are kept",
            "2",
            "29 CFR 1602.31, read through county schedules; the state schedule is to be confirmed",
            measured_in="years",
            help="From the day the record came to its end; longer on legal hold.",
            confirmed=False,
        ),
        SettingSpec(
            "retention_days",
            "Days after the first to see who stays",
            "30, 90, 365",
            "Requirements of the portal: personnel",
            measured_in="days",
            help="Whole numbers with commas between them.",
        ),
        SettingSpec(
            "selection_ratio_percent",
            "Share of the highest selection rate to ask about",
            "80",
            "29 CFR 1607.4 D (four-fifths rule)",
            measured_in="percent",
        ),
        SettingSpec(
            "preference_points_add_up",
            "Whether points of several preferences add up",
            "no",
            "Assumption: the highest counts; 1 CSR 20-3.010 is known by its index entry alone",
            help="“yes” or “no”. The value on the day an announcement opens counts.",
            confirmed=False,
        ),
    )
    portal_import_kinds = (
        ImportKind(
            "people", "People", "personnel.import_person",
            columns=("employee_number", "first_name", "last_name"),
            optional=(
                "preferred_name", "pronunciation", "email", "phone", "extension", "languages", "can_help_with",
                "ended_on",
            ),
            plan="personnel.lists.people.plan",
            apply="personnel.lists.people.apply",
            told=PEOPLE_COLUMNS,
            current_url="personnel:person-current",
            export_permission="personnel.export_person",
            complete="The list is complete: whoever it leaves out ends today",
        ),
        ImportKind(
            "assignments", "Assignments", "personnel.import_assignment",
            columns=("employee_number", "title", "worksite", "starts_on"),
            optional=("unit", "supervisor", "shift", "ends_on", "primary"),
            plan="personnel.lists.assignments.plan",
            apply="personnel.lists.assignments.apply",
            told=ASSIGNMENT_COLUMNS,
            current_url="personnel:assignment-current",
            export_permission="personnel.export_assignment",
            complete="The list is complete: assignments that it leaves out end today",
        ),
        ImportKind(
            "jobclasses", "Job classes", "personnel.import_jobclass",
            columns=("title", "scheme"),
            optional=tuple(column for column, _, _ in CLASS_COLUMNS[2:]),
            plan="personnel.lists.classes.plan",
            apply="personnel.lists.classes.apply",
            told=CLASS_COLUMNS,
            current_url="personnel:jobclass-current",
            export_permission="personnel.export_jobclass",
        ),
        ImportKind(
            "positions", "Positions", "personnel.import_position",
            columns=("position_no", "job_class", "worksite"),
            optional=("unit", "shift", "fte", "status", "holder", "note"),
            plan="personnel.lists.positions.plan",
            apply="personnel.lists.positions.apply",
            told=POSITION_COLUMNS,
            current_url="personnel:position-current",
            export_permission="personnel.export_position",
        ),
    )  # fmt: skip
