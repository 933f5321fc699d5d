"""What an applicant reads of a status: fixed words from a table, mapped by status and never by order (item 15)."""

from dataclasses import dataclass

from doc_portal.core.reference import Brought, bring_in, read_rows
from personnel.models import Application, StatusWords

NOT_SUBMITTED = "Not submitted"


@dataclass(frozen=True)
class Told:
    """What is read, and what comes next."""

    words: str
    next_step: str = ""


def all_words() -> dict[str, Told]:
    """The words of every status; its own name where the table has none. One query."""
    found = {status: Told(label) for status, label in Application.Status.choices}
    found[Application.Status.DRAFT] = Told(NOT_SUBMITTED)
    return found | {row.status: Told(row.words, row.next_step) for row in StatusWords.objects.all()}


def load_words() -> Brought:
    """The words to start with; those somebody changed stay."""
    fields = ("words", "next_step", "source")
    return bring_in([StatusWords(**row) for row in read_rows("status_words.csv")], ("status",), fields)
