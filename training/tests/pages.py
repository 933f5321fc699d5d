"""How each address of training is reached (doc_portal/tests/cases.py). Each room has a module of its own."""

from training.tests.pages_catalogue import CATALOGUE
from training.tests.pages_classes import CLASSES
from training.tests.pages_places import PLACES
from training.tests.pages_schedule import SCHEDULE

PAGES: tuple = (*CATALOGUE, *CLASSES, *SCHEDULE, *PLACES)
