"""How each address of training is reached (doc_portal/tests/cases.py). Each room has a module of its own."""

from training.tests.pages_attendance import ATTENDANCE
from training.tests.pages_catalogue import CATALOGUE
from training.tests.pages_classes import CLASSES
from training.tests.pages_credit import CREDIT
from training.tests.pages_enrolment import ENROLMENT
from training.tests.pages_local_reports import LOCAL_REPORTS
from training.tests.pages_places import PLACES
from training.tests.pages_plans import PLANS
from training.tests.pages_requirements import REQUIREMENTS
from training.tests.pages_schedule import SCHEDULE

PAGES: tuple = (
    *CATALOGUE,
    *CLASSES,
    *SCHEDULE,
    *PLACES,
    *ENROLMENT,
    *ATTENDANCE,
    *LOCAL_REPORTS,
    *REQUIREMENTS,
    *CREDIT,
    *PLANS,
)
