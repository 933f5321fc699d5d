"""The Office of Personnel: people and their assignments, and whom to ask about what."""

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "personnel"
    verbose_name = "Personnel"
    sample = "personnel.sample.make"
