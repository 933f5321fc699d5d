"""How each address of training is reached (doc_portal/tests/cases.py). Each room has a module of its own."""

from training.tests.pages_catalogue import CATALOGUE
from training.tests.pages_classes import CLASSES

PAGES: tuple = (*CATALOGUE, *CLASSES)
