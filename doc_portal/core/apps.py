from django.apps import AppConfig

from doc_portal.core.registry import Schedule, SettingSpec


class CoreConfig(AppConfig):
    name = "doc_portal.core"
    label = "core"
    verbose_name = "Portal"
    sample = "doc_portal.core.sample.make"
    reference = "doc_portal.core.reference.load"
    portal_schedules = (
        Schedule("forget_sign_ins", "doc_portal.core.signin.forget_old_attempts", hour=3),
        Schedule("check_search", "doc_portal.core.search.nightly_check", hour=2),
        Schedule("purge_search_log", "doc_portal.core.search.purge_search_log", hour=3),
        Schedule("forget_old_jobs", "doc_portal.core.schedules.forget_old_jobs", hour=3),
        Schedule("forget_old_submissions", "doc_portal.core.schedules.forget_old_submissions", hour=3),
    )
    portal_settings = (
        SettingSpec(
            key="search_log_days",
            name="Days that searches are kept",
            value="90",
            authority="Requirements of the portal; to be confirmed with the records schedule",
            measured_in="days",
            help="What was looked for and how much was found, without the person. Older ones are forgotten nightly.",
            confirmed=False,
        ),
    )
