"""The reference data of the Office of Personnel."""

from doc_portal.core.reference import Brought
from personnel import selection_reference


def load() -> list[Brought]:
    """What each part of hiring starts with."""
    return selection_reference.load()
