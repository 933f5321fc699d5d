"""The reference data of personnel."""

from doc_portal.core.reference import Brought
from personnel.status_words import load_words


def load() -> list[Brought]:
    return [load_words()]
