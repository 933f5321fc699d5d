"""Training and Employee Development: academies, courses, who owes what, classes, enrollment and credit."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Training"
