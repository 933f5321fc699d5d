from django.apps import AppConfig

from doc_portal.core.registry import Schedule


class CoreConfig(AppConfig):
    name = "doc_portal.core"
    label = "core"
    verbose_name = "Portal"
    sample = "doc_portal.core.sample.make"
    reference = "doc_portal.core.reference.load"
    portal_schedules = (Schedule("forget_sign_ins", "doc_portal.core.signin.forget_old_attempts", hour=3),)
