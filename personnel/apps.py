"""The Office of Personnel: people and their assignments, and whom to ask about what."""

from django.apps import AppConfig

from doc_portal.core.registry import (
    ManageItem,
    MenuItem,
    ReviewedThings,
    Schedule,
    SearchSource,
    SettingSpec,
    TodoProvider,
    TopTask,
    UnitBlock,
)


class PersonnelConfig(AppConfig):
    name = "personnel"
    verbose_name = "Personnel"
    sample = "personnel.sample.make"
    portal_menu = (MenuItem("People", "personnel:person-list", "personnel.view_person", order=20),)
    portal_top_tasks = (TopTask("Find a colleague", "people", "personnel:person-list", "personnel.view_person", 15),)
    portal_manage = (
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
        TodoProvider("contacts", "Contacts to fill", "personnel.todo.to_fill", "personnel.change_rolecontact"),
        TodoProvider("reviews", "Pages to review", "personnel.reviews.to_review"),
        TodoProvider(
            "confirm-entry", "Confirm your entry", "personnel.todo.to_confirm", permission="personnel.view_person"
        ),
        TodoProvider(
            "corrections", "Corrections to decide", "personnel.todo.to_decide", permission="personnel.change_correction"
        ),
    )
    portal_schedules = (
        Schedule("stop_access_of_leavers", "personnel.actions.people.stop_access_of_leavers", hour=0),
        Schedule("remind_of_reviews", "personnel.reviews.remind_of_reviews", hour=5),
    )
    portal_settings = (
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
