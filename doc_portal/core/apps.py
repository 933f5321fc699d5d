from django.apps import AppConfig

from doc_portal.core import checks
from doc_portal.core.registry import (
    JobKind,
    ManageItem,
    Measure,
    NoticeKind,
    Schedule,
    SettingSpec,
    TodoProvider,
    TopTask,
    function,
)


class CoreConfig(AppConfig):
    """What the core itself offers the portal, declared the way every unit declares it."""

    name = "doc_portal.core"
    label = "core"
    verbose_name = "Portal"
    sample = "doc_portal.core.sample.make"
    reference = "doc_portal.core.reference.load"
    portal_schedules = (
        Schedule("forget_sign_ins", "doc_portal.core.signin.forget_old_attempts", hour=3),
        Schedule("check_search", "doc_portal.core.search.nightly_check", hour=2),
        Schedule("remind_administrators", "doc_portal.core.grant_reminders.remind_administrators", hour=6),
        Schedule("purge_search_log", "doc_portal.core.search.purge_search_log", hour=3),
        Schedule("forget_old_jobs", "doc_portal.core.schedules.forget_old_jobs", hour=3),
        Schedule("send_digests", "doc_portal.core.digest.send_digests", hour=6),
        Schedule("sweep_files", "doc_portal.core.attachments.sweep_files", hour=4),
        Schedule("forget_old_drafts", "doc_portal.core.drafts.forget_old_drafts", hour=3),
        Schedule("forget_old_submissions", "doc_portal.core.schedules.forget_old_submissions", hour=3),
        Schedule("forget_old_sessions", "doc_portal.core.schedules.forget_old_sessions", hour=3),
        Schedule("forget_old_mail", "doc_portal.core.schedules.forget_old_mail", hour=3),
    )
    portal_notice_kinds = (
        NoticeKind("role", "Your roles", note="A role was granted to you, renewed or ended."),
        NoticeKind(
            "stopped-address",
            "Stopped e-mail addresses",
            note="Mail to them came back three times.",
            permission="core.release_stoppedaddress",
        ),
    )
    portal_job_kinds = (
        JobKind("check_import", "Dry run of a list", "doc_portal.core.actions.imports.run_check"),
        JobKind("apply_import", "Import of a list", "doc_portal.core.actions.imports.run_import"),
        JobKind("rebuild_search", "Search index written anew", "doc_portal.core.actions.searches.run_rebuild"),
    )
    portal_settings = (
        SettingSpec(
            key="import_stop_guard_percent",
            name="Share of rows an import may end alone",
            value="5",
            authority="Requirements of the portal, imports",
            measured_in="percent",
            help="An import that would end more of the existing rows needs a second person to apply it.",
        ),
        SettingSpec(
            key="search_log_days",
            name="Days that searches are kept",
            value="90",
            authority="Requirements of the portal; to be confirmed with the records schedule",
            measured_in="days",
            help="What was looked for and how much was found, without the person. Older ones are forgotten nightly.",
            confirmed=False,
        ),
        SettingSpec(
            key="role_grant_months",
            name="Length of a role grant",
            value="12",
            authority="Requirements of the portal: roles and permissions",
            measured_in="months",
            help="A grant ends this long after its first day, or after it was renewed.",
        ),
        SettingSpec(
            key="sign_in_code_hours",
            name="Time a printed sign-in code works",
            value="24",
            authority="Default of the portal; the requirements name no time",
            measured_in="hours",
            help="A steward's one-time code lets somebody without e-mail choose a new password this long.",
            confirmed=False,
        ),
    )
    portal_measures = (
        Measure(
            "searches-unanswered", "Searches that found nothing, last 90 days", "", "searches",
            "doc_portal.core.search.desk.unanswered_searches",
        ),
    )  # fmt: skip
    portal_todo = (
        TodoProvider(
            "grants-to-renew",
            "Roles that end soon",
            "doc_portal.core.grant_reminders.to_renew",
            "core.renew_rolegrant",
            waiting="doc_portal.core.grant_reminders.ending_soon",
        ),
        TodoProvider(
            "last-administrator",
            "Administrators whose role ends",
            "doc_portal.core.grant_reminders.administrators_to_renew",
            "core.add_rolegrant",
        ),
        TodoProvider(
            "searches-without-answer",
            "Searches without an answer",
            "doc_portal.core.search.desk.to_answer",
            "core.answer_searchlog",
            waiting="doc_portal.core.search.desk.waiting",
        ),
    )
    portal_manage = (
        ManageItem(
            "Role grants", "Who holds which role where, and until when.", "core:rolegrant-list", "core.view_rolegrant",
            "People and rights", 10,
        ),
        ManageItem(
            "Grant a role", "To one person, in one place, for a time.", "core:rolegrant-create", "core.add_rolegrant",
            "People and rights", 20,
        ),
        ManageItem("Roles", "What each role may do.", "core:role-list", "core.view_role", "People and rights", 30),
        ManageItem(
            "Locked sign-ins", "Names locked after failed tries, and their release.", "core:signinattempt-list",
            "core.view_signinattempt", "People and rights", 40,
        ),
        ManageItem(
            "Sign-in codes", "Printed once for somebody without e-mail.", "core:signincode-list",
            "core.view_signincode", "People and rights", 50,
        ),
        ManageItem(
            "Stopped e-mail addresses", "Mail to them came back three times in a row.", "core:stoppedaddress-list",
            "core.view_stoppedaddress", "People and rights", 55,
        ),
        ManageItem(
            "What units and people own", "Before somebody leaves, or to see what is yours.", "core:owned",
            "core.view_owned", "People and rights", 60,
        ),
        ManageItem(
            "Pinned results", "What comes first when people search for certain words.", "core:searchpin-list",
            "core.view_searchpin", order=60,
        ),
        ManageItem(
            "Searches without an answer", "What people looked for and did not find.", "core:searchlog-list",
            "core.view_searchlog", order=70,
        ),
        ManageItem(
            "Write the search index anew", "Where search seems to miss what is there.", "core:searchentry-rebuild",
            "core.rebuild_searchentry", "The portal", 45,
        ),
        ManageItem(
            "Measures", "Figures counted from the portal's own records.", "core:measures", "core.view_measures",
            "The portal", 50,
        ),
        ManageItem(
            "Imports", "Lists brought in, each checked before it is applied.", "core:importrun-list",
            "core.view_importrun", "Lists", 10,
        ),
        ManageItem(
            "Settings", "Rates, limits and terms, each with its day and authority.", "core:setting-list",
            "core.view_setting", "The portal", 10,
        ),
        ManageItem(
            "State holidays", "Days on which no business day is counted.", "core:stateholiday-list",
            "core.view_stateholiday", "The portal", 12,
        ),
        ManageItem(
            "Audit trail", "Who did what, when and why.", "core:auditevent-list", "core.view_auditevent",
            "The portal", 20,
        ),
        ManageItem(
            "Background work", "What the worker does and did.", "core:job-list", "core.view_job", "The portal", 30
        ),
        ManageItem(
            "Status", "How the portal and its parts are doing.", "core:status", "core.view_status", "The portal", 40
        ),
    )  # fmt: skip
    portal_top_tasks = (
        TopTask("Grant a role", "key", "core:rolegrant-create", "core.add_rolegrant", order=60),
        TopTask("See who holds which role", "people", "core:rolegrant-list", "core.view_rolegrant", order=65),
        TopTask("Look up who did it", "list", "core:auditevent-list", "core.view_auditevent", order=70),
    )

    def ready(self):
        """Hook the checks that refuse to start a portal set up unsafely, and the mail about faults.

        That mail needs the models, so its module is named here and read once they are there.
        """
        checks.install()
        function("doc_portal.core.fault_mail.install")()
