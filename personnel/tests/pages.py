"""How each address of the directory is reached (doc_portal/tests/cases.py)."""

from personnel.tests.pages_contacts import CONTACTS
from personnel.tests.pages_lists import LISTS
from personnel.tests.pages_people import PEOPLE
from personnel.tests.pages_requisitions import REQUISITIONS

PAGES: tuple = (*PEOPLE, *CONTACTS, *LISTS, *REQUISITIONS)
