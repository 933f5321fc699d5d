"""How the lists in their form for bringing in are reached."""

from doc_portal.tests.cases import Case

LISTS = (
    Case("personnel:person-current", queries=5, html=False),
    Case("personnel:assignment-current", queries=8, html=False),
)
