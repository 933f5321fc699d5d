"""What other units read of appointments, and how many stay (item 22).

Training reserves a seat from the first day: `Appointment.objects.starting_from(day)`, with class and worksite.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from doc_portal.core.values import value_of
from personnel.models import Appointment

COLUMNS = (
    "appointment", "application", "announcement", "class_code", "class_title", "worksite", "shift", "starts_on",
    "employee_number", "first_name", "last_name", "email",
)  # fmt: skip


def lines_of(user) -> Iterator[list]:
    """Every appointment that stands and somebody may take away, as lines of `COLUMNS`, the latest first day first."""
    rows = Appointment.objects.standing().visible_to(user).permitted(user, "personnel.export_appointment").for_list()
    rows = rows.select_related("application__person", "application__applicant").order_by("-starts_on", "-pk")
    for one in rows:
        who = one.person or one.application.who
        yield [
            one.pk,
            one.application.number,
            one.application.posting.number,
            one.job_class.code or "",
            one.job_class.title,
            one.worksite.abbreviation or one.worksite.slug,
            one.shift,
            one.starts_on.isoformat(),
            (one.person.employee_number or "") if one.person else "",
            who.first_name,
            who.last_name,
            who.email,
        ]


@dataclass(frozen=True)
class Stayed:
    """How many of those who began are still there so many days later; None where nobody began long enough ago."""

    days: int
    began: int
    stay: int

    @property
    def percent(self) -> float | None:
        """Their share."""
        return 100 * self.stay / self.began if self.began else None


GROUPS = {
    "worksite": F("worksite__name"),
    "shift": F("shift"),
    "source": ExpressionWrapper(Q(application__applicant__isnull=False), BooleanField()),
    "cohort": TruncMonth("starts_on"),
}


def retention_days() -> list[int]:
    """After how many days it is looked."""
    return [int(one) for one in str(value_of("retention_days")).split(",")]


def retention(by: str, rows: QuerySet | None = None) -> QuerySet:
    """Who began and who stayed 30, 90 and 365 days, by “worksite”, “shift”, “source” or “cohort” (month of start).

    A queryset of dictionaries with `group`, and `began_N` and `stayed_N` for each number of days N of the setting.
    People without an entry in the directory are not counted: whether they stayed is not known.
    """
    today = timezone.localdate()
    rows = (Appointment.objects.all() if rows is None else rows).filter(not_begun_at=None)
    counted = {}
    for days in retention_days():
        long_ago = Q(starts_on__lte=today - timedelta(days=days))
        stays = Q(person__ended_on=None) | Q(person__ended_on__gte=F("starts_on") + timedelta(days=days))
        counted[f"began_{days}"] = Count("pk", filter=long_ago)
        counted[f"stayed_{days}"] = Count("pk", filter=long_ago & stays)
    rows = rows.filter(person__isnull=False).order_by()
    return rows.annotate(group=GROUPS[by]).values("group").annotate(**counted).order_by("group")
