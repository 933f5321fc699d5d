from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "doc_portal.core"
    label = "core"
    verbose_name = "Portal"
    sample = "doc_portal.core.sample.make"
    reference = "doc_portal.core.reference.load"
