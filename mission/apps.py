from django.apps import AppConfig

from doc_portal.core.registry import (
    Banner,
    CalendarSource,
    Creed,
    FooterLink,
    HomePanel,
    ImportKind,
    Leaving,
    ManageItem,
    Measure,
    MenuItem,
    Moved,
    NoticeKind,
    OwnedThings,
    PageAct,
    PageFoot,
    ReviewedThings,
    Schedule,
    SearchHelp,
    SearchSource,
    SettingSpec,
    TodoProvider,
    TopTask,
    UnitBlock,
    Widening,
)

WORKSITE_COLUMNS = (
    (
        "slug", "Address",
        "The last part of the worksite's address in the portal, like “erdcc”: small letters, digits and hyphens. It "
        "tells which worksite the line is about, never changes, and one not known yet makes a new worksite.",
    ),
    ("name", "Name", "As it is written on the worksite's page, up to 120 characters."),
    ("kind", "Kind", "One of the kinds of the list's filter, like “Institution” or “Training center”."),
    ("abbreviation", "Abbreviation", "As the department writes it, like ERDCC; no two worksites share one."),
    ("status", "Status", "Open, Closed or To be confirmed. A worksite that is closed is not opened again by a list."),
    ("closed_on", "Day it closed", "Year, month, day, like 2026-01-31; today where it is left empty."),
    ("region", "Region", ""),
    ("former_names", "Former names", "With semicolons between them."),
    ("street", "Street", ""),
    ("street_confirmed", "Street confirmed", "Yes or no."),
    ("city", "City", ""),
    ("zip", "ZIP code", "Five digits, like 65101, or nine, like 65101-1234."),
    ("county", "County", "Its name, like “Cole County” or “Cole”; “St. Louis” alone is the county, not the city."),
    ("county_basis", "How the county is known", "“source”, or “city” where it was derived from the town."),
    ("place_confirmed", "City and county confirmed", "Yes or no."),
    ("nearest_academy", "Nearest academy", "The address (slug) of a training center."),
    ("custody_level", "Custody level", ""),
    ("custody_confirmed", "Custody level confirmed", "Yes or no."),
    ("houses", "Whom it houses", "Like “men”, “women”, “men and women”."),
    ("capacity", "Capacity", "A whole number."),
    ("capacity_note", "About the capacity", ""),
    ("phone", "Phone", "Like 573-555-0100; “ ext. 12” may follow."),
    ("opened", "Opened", "A year, a month or a day: 1932, 1986-12, 2024-11-18."),
    ("note", "Note", ""),
    ("confirmed", "Entry confirmed", "Yes or no."),
    ("source", "Source", "Where what the line says was found."),
)  # fmt: skip


class MissionConfig(AppConfig):
    name = "mission"
    sample = "mission.sample.make"
    reference = "mission.reference.load"
    portal_menu = (
        MenuItem("News", "mission:newsitem-list", "mission.view_newsitem", order=10),
        MenuItem("Policies and forms", "mission:document-list", "mission.view_document", order=30),
        MenuItem("Worksites", "mission:worksite-list", "core.use_portal", order=40),
    )
    portal_home_panels = (
        HomePanel("to-do", 10, "mission/home/todo.html", "mission.home.todo", area="top"),
        HomePanel("tasks", 20, "mission/home/tasks.html", "mission.home.tasks", area="top"),
        HomePanel("worksite", 30, "mission/home/worksite.html", "mission.home.worksite", area="rail"),
        HomePanel("news", 40, "mission/home/news.html", "mission.home.live_news", permission="mission.view_newsitem"),
        HomePanel(
            "policies",
            70,
            "mission/home/policies.html",
            "mission.library.recently_changed",
            "main",
            "mission.view_document",
        ),
        HomePanel(
            "events", 50, "mission/home/events.html", "mission.calendars.coming", permission="mission.view_event"
        ),
        HomePanel("mission", 90, "mission/home/mission.html", "mission.home.mission_strip"),
        HomePanel("save-a-life", 95, "mission/home/save_a_life.html", "mission.home.save_a_life"),
    )
    portal_banners = (Banner("alerts", "mission.banners.rows", "mission.banners.lines"),)
    portal_calendar = (CalendarSource("events", "mission.calendars.events_of"),)
    portal_notice_kinds = (
        NoticeKind(
            "story", "Your stories", note="One was approved or returned for changes.", permission="mission.add_newsitem"
        ),
        NoticeKind(
            "unit",
            "Units without an owner",
            note="Nobody answers for a unit's page any more.",
            permission="core.add_rolegrant",
        ),
        NoticeKind("feedback", "Replies to what you said about a page", note="An answer, or that it was closed."),
        NoticeKind(
            "alert",
            "Alerts",
            can_be_off=False,
            note="One was published or extended. Never off.",
            permission="mission.change_unitpage",
        ),
    )
    portal_unit_blocks = (
        UnitBlock(
            "events", 30, "mission/blocks/events.html", "mission.calendars.unit_dates", permission="mission.view_event"
        ),
        UnitBlock(
            "services", 10, "mission/blocks/services.html", "mission.how_to.unit_services", "mission.view_service"
        ),
        UnitBlock("news", 50, "mission/blocks/news.html", "mission.home.unit_news", permission="mission.view_newsitem"),
        UnitBlock(
            "documents", 40, "mission/blocks/documents.html", "mission.library.unit_documents", "mission.view_document"
        ),
    )
    portal_page_feet = (PageFoot("feedback", "mission/feedback_box.html", "mission.feedback.box"),)
    portal_page_acts = (PageAct("bookmark", "mission/bookmark_act.html", "mission.views.bookmarks.keep_this_page"),)
    portal_search_help = (
        SearchHelp("glossary", "mission.glossary.nearest_terms", order=10),
        SearchHelp("feedback", "mission.feedback.tell_what_was_looked_for", order=900),
    )
    portal_widenings = (Widening("glossary", "mission.glossary.widen"),)
    portal_footer = (
        FooterLink("save-a-life", "mission.home.save_a_life_line", order=10),
        FooterLink("mission", "mission.home.mission_line", order=20),
        FooterLink("division", "mission.home.division_line", order=30),
        FooterLink("services", "mission.home.services_line", order=40),
        FooterLink("glossary", "mission.home.glossary_line", order=50),
    )
    portal_creed = (Creed("mission", "mission.home.creed"),)
    portal_owned = (
        OwnedThings(
            "Unit pages", "mission.owned.unit_pages", "mission.owned.pages_of", hand_over="mission.owned.give_page",
            fields=("core.RoleGrant.user",),
        ),
        OwnedThings(
            "Functions", "mission.owned.functions", "mission.owned.functions_of",
            way_out="It follows the page of its unit: hand that over.",
        ),
        OwnedThings(
            "Unfinished stories", "mission.owned.unfinished_stories", "mission.owned.unfinished_stories_of",
            hand_over="mission.owned.give_story", fields=("mission.NewsItem.created_by",),
        ),
        OwnedThings(
            "Feedback taken on", "mission.feedback.taken_on", "mission.feedback.waiting_in",
            hand_over="mission.owned.give_feedback",
            fields=("mission.Feedback.assigned_to",),
        ),
        OwnedThings(
            "Findings to see to", "mission.owned.assigned_findings", hand_over="mission.owned.give_finding",
            fields=("mission.HealthTask.assigned_to",),
        ),
    )  # fmt: skip
    portal_reviewed = (
        ReviewedThings(
            "unit-pages", "Unit pages", "mission.reviewed.unit_pages", ("unit__name",), "mission.change_unitpage",
            ownerless="mission.reviewed.unit_pages_without_owner", order=10,
        ),
        ReviewedThings(
            "documents", "Policies and forms", "mission.reviewed.documents", ("number", "title"),
            "mission.change_document", "owner", order=20,
        ),
        ReviewedThings(
            "services", "Services", "mission.reviewed.services", ("title",), "mission.change_service", "contact",
            order=30,
        ),
        ReviewedThings(
            "terms", "Glossary terms", "mission.reviewed.terms", ("term", "expansion"), "mission.change_glossaryterm",
            "owner", order=40,
        ),
    )  # fmt: skip
    portal_measures = (
        Measure(
            "news-days-to-approval", "Stories: from sending to approval, last 90 days", "", "days (median)",
            "mission.measures.days_to_approval",
        ),
        Measure(
            "stories-published", "Stories published, last twelve full months", "", "stories",
            "mission.measures.stories_published", "mission.measures.stories_by_month",
        ),
        Measure(
            "worksites-to-confirm", "Worksites with something to confirm", "", "worksites",
            "mission.measures.worksites_to_confirm",
        ),
    )  # fmt: skip
    portal_top_tasks = (
        TopTask("Read the news", "news", "mission:newsitem-list", "mission.view_newsitem", order=10),
        TopTask("Find a policy or form", "document", "mission:document-list", "mission.view_document", order=15),
        TopTask("See what takes place", "calendar", "mission:event-list", "mission.view_event", order=17),
        TopTask("Get something done", "list", "mission:service-list", "mission.view_service", order=17),
        TopTask("Find a worksite", "pin", "mission:worksite-list", "core.use_portal", order=20),
        TopTask("Find a unit", "people", "mission:unit-list", "core.use_portal", order=30),
        TopTask("Read our values", "heart", "mission:values", "core.use_portal", order=40),
        TopTask("Write a story", "edit", "mission:newsitem-create", "mission.add_newsitem", order=50),
    )
    portal_manage = (
        ManageItem(
            "Health of the pages", "What is overdue, ownerless, broken, badly rated or looked for in vain.",
            "mission:health", "mission.view_healthtask", order=5,
        ),
        ManageItem(
            "What readers say", "Ratings with a comment and problems, to be answered.", "mission:feedback-list",
            "mission.view_feedback", order=12,
        ),
        ManageItem(
            "Services A to Z", "One page for each task people come with.", "mission:service-list",
            "mission.change_service", order=32,
        ),
        ManageItem(
            "Glossary", "Terms, what they stand for, and who answers for them.", "mission:glossaryterm-list",
            "mission.change_glossaryterm", order=33,
        ),
        ManageItem(
            "Employee expectations", "Their versions, and drafts of the next one.", "mission:expectations",
            "mission.view_statementversion", order=21,
        ),
        ManageItem(
            "Top tasks", "The eight tasks on the home page, for all staff and for supervisors.",
            "mission:toptask-order", "mission.view_toptask", order=45, args=("staff",),
        ),
        ManageItem(
            "Alerts", "Publish, extend and end the alerts that show above every page.", "mission:alert-list",
            "mission.add_alert", order=5,
        ),
        ManageItem(
            "News desk", "Drafts, stories waiting for approval, and what has appeared.", "mission:newsitem-manage",
            "mission.view_unpublished_newsitem", order=10,
        ),
        ManageItem(
            "Policies and forms", "Add documents, write and publish their versions, withdraw them.",
            "mission:document-list", "mission.change_document", order=15,
        ),
        ManageItem(
            "Mission, vision and values", "Their versions, and drafts of the next one.", "mission:statement-history",
            "mission.view_statementversion", order=20,
        ),
        ManageItem(
            "Unit pages", "Open a unit to edit its text and functions.", "mission:unit-list",
            "mission.change_unitpage", order=30,
        ),
        ManageItem(
            "Order of the units", "Their order in the menu, and what each is part of.", "mission:unitpage-arrange",
            "mission.arrange_unitpage", order=35,
        ),
        ManageItem(
            "Figures", "Staff, worksites and other figures with their days.", "mission:fact-list",
            "mission.change_fact", order=40,
        ),
        ManageItem(
            "Save a life", "The words, the address and the switch of the link.", "mission:sitelink-edit",
            "mission.change_sitelink", order=50, args=("save-a-life",),
        ),
        ManageItem(
            "Worksites", "Open one to edit or close it, or add one.", "mission:worksite-list",
            "core.change_worksite", "Lists", 20,
        ),
    )  # fmt: skip
    portal_leaving = (Leaving("calendar-feeds", "mission.leaving.revoke_feeds"),)
    portal_moved = (Moved("redirects", "mission.redirects.moved"),)
    portal_todo = (
        TodoProvider(
            "health-tasks", "Pages to see to", "mission.health.given_to", waiting="mission.health.assigned", own=True
        ),
        TodoProvider(
            "readers-to-answer", "Readers to answer", "mission.feedback.to_answer", "mission.answer_feedback",
            "mission.feedback.unanswered",
        ),
        TodoProvider(
            "stories-to-approve", "Stories to approve", "mission.todo.to_approve", "mission.approve_newsitem",
            "mission.todo.awaiting",
        ),
        TodoProvider(
            "stories-returned", "Stories returned to you", "mission.todo.returned", "mission.add_newsitem",
            "mission.todo.given_back", own=True,
        ),
        TodoProvider(
            "units-without-owner", "Units without an owner", "mission.ownership.units_to_give_an_owner",
            "core.add_rolegrant", "mission.ownership.ownerless",
        ),
    )  # fmt: skip
    portal_schedules = (
        Schedule("check_links", "mission.links.check_links", hour=3),
        Schedule("index_documents_in_force", "mission.actions.library.index_documents_in_force", hour=0),
        Schedule("tell_of_units_without_owner", "mission.ownership.tell_of_units_without_owner", hour=5),
    )
    portal_search = (
        SearchSource("core.unit", "Units", "places", "mission.search.unit_rows", "mission.search.unit_entry"),
        SearchSource(
            "mission.unitfunction",
            "What units do",
            "how",
            "mission.search.function_rows",
            "mission.search.function_entry",
        ),
        SearchSource(
            "core.worksite", "Worksites", "places", "mission.search.worksite_rows", "mission.search.worksite_entry"
        ),
        SearchSource("core.county", "Counties", "", "mission.search.county_rows", "mission.search.county_entry"),
        SearchSource(
            "mission.statementversion",
            "Statements",
            "",
            "mission.search.statement_rows",
            "mission.search.statement_entry",
        ),
        SearchSource(
            "mission.document",
            "Policies and forms",
            "policies",
            "mission.library.document_rows",
            "mission.library.document_entry",
        ),
        SearchSource(
            "mission.service", "Services", "how", "mission.how_to.service_rows", "mission.how_to.service_entry"
        ),
        SearchSource(
            "mission.glossaryterm", "Glossary", "", "mission.glossary.term_rows", "mission.glossary.term_entry"
        ),
        SearchSource("mission.event", "Events", "", "mission.search.event_rows", "mission.search.event_entry"),
        SearchSource("mission.newsitem", "News", "news", "mission.search.story_rows", "mission.search.story_entry"),
    )
    portal_settings = (
        SettingSpec(
            "news_days",
            "Days a new story is offered to stay up",
            "14",
            "Requirements of the portal: news",
            measured_in="days",
            help="Its author may choose another end, a year after the start at most.",
        ),
        SettingSpec(
            "low_rating_votes",
            "Ratings a page needs before they count",
            "5",
            "Assumption: fewer readers than that say little",
            measured_in="ratings",
            confirmed=False,
        ),
        SettingSpec(
            "low_rating_percent",
            "Share of “not useful” from which a page needs work",
            "50",
            "Assumption: half of those who rated it",
            measured_in="percent",
            confirmed=False,
        ),
        SettingSpec(
            "document_kinds_off",
            "Kinds of documents the portal does not keep",
            "Post order",
            "Open question of the requirements: whether post orders belong in the portal at all",
            help="Names of kinds with commas between them, or “none”. Documents kept already stay until withdrawn.",
            confirmed=False,
        ),
        SettingSpec(
            "site_link_hosts",
            "Hosts a link may lead to",
            "www.donatelifemissouri.org, donatelifemissouri.org, health.mo.gov",
            "Assumption: the pages of the state organ donor registry",
            help="Names with commas between them. A link to any other host needs a portal administrator.",
            confirmed=False,
        ),
    )
    portal_import_kinds = (
        ImportKind(
            "worksites",
            "Worksites",
            "core.import_worksite",
            columns=("slug", "name", "kind"),
            optional=(
                "abbreviation", "status", "closed_on", "region", "former_names", "street", "street_confirmed", "city",
                "zip", "county", "county_basis", "place_confirmed", "nearest_academy", "custody_level",
                "custody_confirmed", "houses", "capacity", "capacity_note", "phone", "opened", "note", "confirmed",
                "source",
            ),
            plan="mission.imports.plan",
            apply="mission.imports.apply",
            told=WORKSITE_COLUMNS,
            current_url="mission:worksite-current",
            export_permission="core.export_worksite",
        ),
    )  # fmt: skip
