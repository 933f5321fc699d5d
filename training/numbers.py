"""How classes, reports and certificates are numbered: by year, none twice and none left out."""

from doc_portal.core.counters import count_on

SERIES = "CLS"


def next_class_number(year: int) -> str:
    """The next number of a class, such as CLS-2026-00123; taken in the transaction of the class that carries it."""
    return class_number(year, count_on(SERIES, year)[0])


def class_number(year: int, count: int) -> str:
    """A number as it is written."""
    return f"{SERIES}-{year}-{count:05d}"
