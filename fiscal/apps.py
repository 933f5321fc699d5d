"""The Fiscal Management Unit, and what it offers the portal."""

from django.apps import AppConfig


class FiscalConfig(AppConfig):
    name = "fiscal"
    verbose_name = "Fiscal management"
