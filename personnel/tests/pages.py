"""How each address of the directory is reached (doc_portal/tests/cases.py)."""

from personnel.tests.pages_applications import APPLICATIONS
from personnel.tests.pages_contacts import CONTACTS
from personnel.tests.pages_lists import LISTS
from personnel.tests.pages_people import PEOPLE

PAGES: tuple = (*APPLICATIONS, *PEOPLE, *CONTACTS, *LISTS)

from doc_portal.tests.cases import Case  # noqa: E402

PAGES += (
    Case("personnel:posting-list", queries=5),
    Case("personnel:posting-detail", queries=5),
)
