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


class PersonnelConfig(AppConfig):
    name = "personnel"
    verbose_name = "Personnel"
    sample = "personnel.sample.make"
    reference = "personnel.reference.load"
    portal_unlisted = (Unlisted("suppressed", "personnel.suppression.accounts_not_listed"),)
    portal_menu = (MenuItem("People", "personnel:person-list", "personnel.view_person", order=20),)
    portal_top_tasks = (TopTask("Find a colleague", "people", "personnel:person-list", "personnel.view_person", 15),)
    portal_home_panels = (
        HomePanel(
            "my-applications", 25, "personnel/home/applications.html", "personnel.own.panel", area="main",
            permission="personnel.apply_application",
        ),
    )  # fmt: skip
    portal_manage = (
        ManageItem(
            "My work in hiring", "What waits for you, from requests to first days.", "personnel:hiring-work",
            "personnel.view_position", "Hiring", 10,
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
    )
    portal_unit_blocks = (
        UnitBlock(
            "contacts",
            20,
            "personnel/blocks/contacts.html",
            "personnel.blocks.unit_contacts",
            "personnel.view_rolecontact",
        ),
    )
    portal_owned = (
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
            "hiring-review", "Qualifications to review", "personnel.work.to_review", "personnel.review_application"
        ),
        TodoProvider(
            "hiring-referred",
            "Names referred to you",
            "personnel.work.to_choose_from",
            "personnel.interview_application",
        ),
        TodoProvider(
            "applications-to-submit",
            "Applications not submitted",
            "personnel.work.to_submit",
            "personnel.apply_application",
        ),
        TodoProvider("contacts", "Contacts to fill", "personnel.todo.to_fill", "personnel.change_rolecontact"),
        TodoProvider("reviews", "Pages to review", "personnel.reviews.to_review"),
        TodoProvider(
            "confirm-entry", "Confirm your entry", "personnel.todo.to_confirm", permission="personnel.view_person"
        ),
        TodoProvider(
            "corrections", "Corrections to decide", "personnel.todo.to_decide", permission="personnel.change_correction"
        ),
    )
    portal_notice_kinds = (
        NoticeKind("application", "Your applications", note="One arrived, is not submitted yet, or has moved on."),
        NoticeKind("review", "Reviews that are due", note="Of the pages, documents and contacts you answer for."),
        NoticeKind("correction", "Corrections you suggested", note="A steward took one over, or did not."),
    )
    portal_supervision = (Supervision("assignments", "personnel.supervision.account_pairs"),)
    portal_search_help = (SearchHelp("contacts", "personnel.search.ways_on", order=20),)
    portal_schedules = (
        Schedule("remind_of_drafts", "personnel.actions.application_notices.remind_of_drafts", hour=6),
        Schedule("forget_unconfirmed_applicants", "personnel.actions.applicants.forget_unconfirmed_applicants", hour=1),
        Schedule("stop_access_of_leavers", "personnel.actions.people.stop_access_of_leavers", hour=0),
        Schedule("place_everybody", "personnel.placing.place_everybody", hour=0),
        Schedule("remind_of_reviews", "personnel.reviews.remind_of_reviews", hour=5),
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
            help="Whoever has not confirmed their entry of the directory for so long finds it in their to-do.",
        ),
        SettingSpec(
            "leaver_stub_days",
            "Days the page of a leaver still answers",
            "90",
            "Requirements of the portal: people",
            measured_in="days",
            help="So long it says since when they are gone and whom to ask. Then the page is not found.",
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
    )  # fmt: skip
