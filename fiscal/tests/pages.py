"""How each address of fiscal is reached (doc_portal/tests/cases.py). Each room has a module of its own."""

from fiscal.tests.pages_budget import BUDGET

PAGES: tuple = (*BUDGET,)
