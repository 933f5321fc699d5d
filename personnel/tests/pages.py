"""How each address of the directory and of hiring is reached (doc_portal/tests/cases.py)."""

from personnel.tests.pages_announcements import ANNOUNCEMENTS
from personnel.tests.pages_applications import APPLICATIONS
from personnel.tests.pages_contacts import CONTACTS
from personnel.tests.pages_lists import LISTS
from personnel.tests.pages_offers import OFFERS
from personnel.tests.pages_panels import PANELS
from personnel.tests.pages_people import PEOPLE
from personnel.tests.pages_preferences import PREFERENCES
from personnel.tests.pages_requisitions import REQUISITIONS

DIRECTORY = (*PEOPLE, *CONTACTS, *LISTS)
PAGES: tuple = (*DIRECTORY, *REQUISITIONS, *ANNOUNCEMENTS, *APPLICATIONS, *PANELS, *PREFERENCES, *OFFERS)
