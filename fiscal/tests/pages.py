"""How each address of fiscal is reached (doc_portal/tests/cases.py). Each room has a module of its own."""

from fiscal.tests.pages_bids import SOLICITATIONS
from fiscal.tests.pages_budget import BUDGET
from fiscal.tests.pages_cards import CARDS
from fiscal.tests.pages_cash import CASH
from fiscal.tests.pages_purchases import PURCHASES
from fiscal.tests.pages_sam import SAM_II
from fiscal.tests.pages_sourcing import SOURCING
from fiscal.tests.pages_suppliers import SUPPLIERS

PAGES: tuple = (*CARDS, *BUDGET, *CASH, *PURCHASES, *SAM_II, *SOURCING, *SOLICITATIONS, *SUPPLIERS)
