"""The transcript: what somebody completed by fiscal year, with hours and under which authority (training.md 3, 14)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.display import plain_number
from doc_portal.core.models import User
from personnel.models import Person
from training.models import Certificate, TrainingCredit
from training.teams import led_by

READS = "training.view_trainingcredit"


def readable_by(user: User):
    """The people whose transcript somebody may read: oneself, whom one leads, and of worksites where one reads them."""
    rows, scope = Person.objects.visible_to(user), scope_of(user, READS)
    if scope.everywhere:
        return rows
    inside = Q(worksite__in=scope.worksites) if scope.worksites else Q(pk__in=())
    return rows.filter(Q(user=user) | Q(pk__in=led_by(user)) | inside)


@dataclass(frozen=True)
class Year:
    """One fiscal year of a transcript."""

    number: int
    lines: list[TrainingCredit]

    @property
    def hours(self) -> str:
        """The hours that count."""
        return plain_number(sum((one.hours for one in self.lines if one.counts), Decimal(0)))


class Transcript:
    """Everything that stands for one person, the latest year first."""

    def __init__(self, person: Person):
        self.person = person

    @cached_property
    def lines(self) -> list[TrainingCredit]:
        """The lines that were not voided, in one query."""
        rows = TrainingCredit.objects.standing().filter(person=self.person)
        return list(rows.select_related("course").order_by("-completed_on", "-pk"))

    @cached_property
    def years(self) -> list[Year]:
        """The lines by fiscal year."""
        found: dict[int, list[TrainingCredit]] = {}
        for one in self.lines:
            found.setdefault(one.fiscal_year, []).append(one)
        return [Year(number, lines) for number, lines in found.items()]

    @cached_property
    def certificates(self) -> list[Certificate]:
        """All that were issued, revoked ones too."""
        rows = Certificate.objects.filter(person=self.person).select_related("course", "certification")
        return list(rows.order_by("-issued_on", "-pk"))

    @property
    def hours(self) -> str:
        """The hours that count, of all years."""
        return plain_number(sum((one.hours for one in self.lines if one.counts), Decimal(0)))
