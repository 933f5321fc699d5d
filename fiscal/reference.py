"""What fiscal starts with: document types and rules as published, from the files of the data folder."""

from doc_portal.core.reference import Brought


def load() -> list[Brought]:
    """Everything fiscal brings along, in the order in which rows name each other."""
    return []
