"""How each address of the directory is reached (doc_portal/tests/cases.py)."""

PAGES: tuple = ()
