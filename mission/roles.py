"""What each role may do in the mission unit (portal.md item 23). Names and descriptions are in the core's roles."""

from doc_portal.core.registry import RoleSpec

WRITE_NEWS = (
    "mission.add_newsitem",
    "mission.change_newsitem",
    "mission.view_newsitem",
    "mission.view_unpublished_newsitem",
    "mission.submit_newsitem",
)
DECIDE_NEWS = ("mission.approve_newsitem", "mission.return_newsitem", "mission.archive_newsitem")
READ_DOCUMENTS = ("mission.view_document", "mission.view_documentversion")
KEEP_DOCUMENTS = (
    *READ_DOCUMENTS,
    "mission.view_restricted_document",
    "mission.add_document",
    "mission.change_document",
    "mission.withdraw_document",
    "mission.export_document",
    "mission.add_documentversion",
    "mission.change_documentversion",
    "mission.publish_documentversion",
)
EDIT_UNIT = (
    "mission.view_unitpage",
    "mission.change_unitpage",
    "mission.view_unitfunction",
    "mission.add_unitfunction",
    "mission.change_unitfunction",
    "mission.remove_unitfunction",
)
READ_TODAY = ("mission.view_alert", "mission.view_event", "mission.view_worksitestatus")
PUBLISH_ALERTS = ("mission.add_alert", "mission.end_alert", "mission.extend_alert", "mission.view_alert")
SET_STATUSES = ("mission.add_worksitestatus", "mission.view_worksitestatus")
HOLD_EVENTS = ("mission.add_event", "mission.cancel_event", "mission.change_event", "mission.view_event")
EXPORT_TODAY = ("mission.export_alert", "mission.export_event", "mission.export_worksitestatus")
READ_WORDS = ("mission.view_glossaryterm", "mission.view_service")
KEEP_TERMS = ("mission.add_glossaryterm", "mission.change_glossaryterm", "mission.archive_glossaryterm")
KEEP_SERVICES = ("mission.add_service", "mission.change_service", "mission.archive_service")
ANSWER_READERS = (
    "mission.view_feedback",
    "mission.take_feedback",
    "mission.answer_feedback",
    "mission.close_feedback",
    "mission.export_feedback",
)
KEEP_TASKS = ("mission.view_toptask", "mission.add_toptask", "mission.change_toptask", "mission.remove_toptask")
KEEP_WORDS = (*READ_WORDS, *KEEP_TERMS, *KEEP_SERVICES, *ANSWER_READERS)
READ_EVERYTHING = (
    *READ_WORDS,
    "mission.view_feedback",
    "mission.view_toptask",
    "core.view_worksite",
    "mission.export_document",
    "mission.view_document",
    "mission.view_documentversion",
    "mission.view_restricted_document",
    "mission.view_fact",
    "mission.view_newsitem",
    "mission.view_sitelink",
    "mission.view_statementversion",
    "mission.view_unitfunction",
    "mission.view_unitpage",
    "mission.view_unpublished_newsitem",
)
EXPORTS = ("mission.export_newsitem", "core.export_worksite", "core.export_county")
SEE_TO_HEALTH = ("mission.view_healthtask", "mission.add_healthtask")

ROLES = (
    RoleSpec("staff", permissions=("mission.view_newsitem", *READ_DOCUMENTS, *READ_WORDS)),
    RoleSpec("news_editor", permissions=(*WRITE_NEWS, *DECIDE_NEWS, "mission.export_newsitem")),
    RoleSpec("unit_editor", permissions=(*WRITE_NEWS, *EDIT_UNIT, *KEEP_WORDS)),
    RoleSpec(
        "unit_owner",
        permissions=(*WRITE_NEWS, *EDIT_UNIT, *KEEP_WORDS, "mission.hide_unitpage", "mission.rename_unitpage"),
    ),
    RoleSpec(
        "worksite_coordinator",
        permissions=(*WRITE_NEWS, "core.view_worksite", "core.change_worksite"),
    ),
    RoleSpec(
        "policy_manager",
        permissions=(
            "mission.view_statementversion",
            "mission.add_statementversion",
            "mission.change_statementversion",
            "mission.publish_statementversion",
            "mission.view_fact",
            "mission.add_fact",
            "mission.change_fact",
            "mission.view_sitelink",
            "mission.change_sitelink",
            *KEEP_DOCUMENTS,
            *KEEP_WORDS,
            *KEEP_TASKS,
        ),
    ),
    RoleSpec(
        "directory_steward",
        permissions=(
            "core.view_worksite",
            "core.add_worksite",
            "core.change_worksite",
            "core.close_worksite",
            "core.confirm_worksite",
            "core.doubt_worksite",
            "core.import_worksite",
            "mission.arrange_unitpage",
            *EXPORTS,
        ),
    ),
    RoleSpec("executive_reader", permissions=EXPORTS),
    RoleSpec("auditor", permissions=(*READ_EVERYTHING, *EXPORTS)),
    RoleSpec(
        "portal_administrator",
        permissions=("mission.change_sitelink", "mission.confirm_sitelink", "mission.arrange_unitpage"),
    ),
    RoleSpec("staff", permissions=READ_TODAY),
    RoleSpec("alert_publisher", permissions=PUBLISH_ALERTS),
    RoleSpec("worksite_coordinator", permissions=SET_STATUSES),
    RoleSpec("news_editor", permissions=HOLD_EVENTS),
    RoleSpec("unit_editor", permissions=HOLD_EVENTS),
    RoleSpec("unit_owner", permissions=HOLD_EVENTS),
    RoleSpec("executive_reader", permissions=EXPORT_TODAY),
    RoleSpec("auditor", permissions=(*READ_TODAY, *EXPORT_TODAY)),
    RoleSpec("news_editor", permissions=SEE_TO_HEALTH),
    RoleSpec("unit_editor", permissions=SEE_TO_HEALTH),
    RoleSpec("unit_owner", permissions=SEE_TO_HEALTH),
    RoleSpec("policy_manager", permissions=SEE_TO_HEALTH),
    RoleSpec("directory_steward", permissions=SEE_TO_HEALTH),
    RoleSpec("auditor", permissions=("mission.view_healthtask",)),
)
