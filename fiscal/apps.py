"""The Fiscal Management Unit, and what it offers the portal."""

from django.apps import AppConfig

from doc_portal.core.registry import ManageItem
from fiscal.settings import SETTINGS

UNIT = "fiscal-management-unit"


class FiscalConfig(AppConfig):
    name = "fiscal"
    verbose_name = "Fiscal management"
    sample = "fiscal.sample.make"
    reference = "fiscal.reference.load"
    portal_settings = SETTINGS
    portal_manage = (
        ManageItem(
            "Fiscal years", "Which years are open, and until when bills are paid.", "fiscal:fiscalyear-list",
            "fiscal.view_fiscalyear", "Fiscal", 10,
        ),
    )  # fmt: skip
