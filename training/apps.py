"""Training and Employee Development: academies, courses, who owes what, classes, enrollment and credit."""

from django.apps import AppConfig

from doc_portal.core.registry import ManageItem, MenuItem, SearchSource
from training.settings import SETTINGS


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Training"
    sample = "training.sample.make"
    reference = "training.reference.load"
    portal_settings = SETTINGS
    portal_menu = (MenuItem("Training", "training:scheduledclass-list", "training.view_scheduledclass", order=30),)
    portal_manage = (
        ManageItem(
            "Courses", "The catalogue: what is taught, in which version.", "training:course-list",
            "training.change_course", "Training", 10,
        ),
    )  # fmt: skip
    portal_search = (
        SearchSource(
            "training.course", "Courses", "how", "training.search.course_rows", "training.search.course_entry"
        ),
    )
