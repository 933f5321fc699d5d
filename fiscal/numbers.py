"""How documents of fiscal are numbered: by fiscal year, none twice and none left out (fiscal.md 4)."""

from datetime import date

from doc_portal.core.counters import count_on
from fiscal.models import Contract
from fiscal.periods import fiscal_year_of

REQUISITION, ORDER, RECEIPT = "REQ", "PO", "RR"


def next_number(prefix: str, fy: int) -> str:
    """The next number of a kind of document in a fiscal year (“REQ-27-00042”), in the transaction of the record."""
    return numbered(prefix, fy, count_on(prefix, fy)[0])


def numbered(prefix: str, fy: int, count: int) -> str:
    """A number as it is written."""
    return f"{prefix}-{fy % 100:02d}-{count:05d}"


def next_document_number(prefix: str, day: date) -> str:
    """The next number of a kind of document, such as RCP-27-00042; in the transaction of the record that carries it."""
    return next_number(prefix, fiscal_year_of(day))


def next_contract_number(day: date) -> str:
    """The next number of a contract, such as CR2700001, past those that were typed in."""
    fy = fiscal_year_of(day)
    while True:
        number = f"CR{fy % 100:02d}{count_on('CR', fy)[0]:05d}"
        if not Contract.objects.filter(number=number).exists():
            return number
