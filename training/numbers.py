"""How classes, reports and certificates are numbered: by year, none twice and none left out."""

from doc_portal.core.counters import count_on

SERIES = "CLS"
REPORTS = "LTR"
CERTIFICATES = "CRT"


def next_class_number(year: int) -> str:
    """The next number of a class, such as CLS-2026-00123; taken in the transaction of the class that carries it."""
    return class_number(year, count_on(SERIES, year)[0])


def next_report_number(year: int) -> str:
    """The next number of a worksite's report of training, such as LTR-2026-00007."""
    return f"{REPORTS}-{year}-{count_on(REPORTS, year)[0]:05d}"


def class_number(year: int, count: int) -> str:
    """A number as it is written."""
    return f"{SERIES}-{year}-{count:05d}"


def next_serials(year: int, many: int) -> list[str]:
    """The next so many serials of certificates, such as CRT-2026-00042."""
    return [f"{CERTIFICATES}-{year}-{count:05d}" for count in count_on(CERTIFICATES, year, many)]
