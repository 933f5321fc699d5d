from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "doc_portal.core"
    label = "core"
    verbose_name = "Portal"
