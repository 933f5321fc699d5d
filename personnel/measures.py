"""What the directory counts: who works where."""

from datetime import date

from django.db.models import Count

from doc_portal.core.charts import Bar, BarTable, bars
from doc_portal.core.models import Worksite
from personnel.models import Assignment, Person


def people_assigned(on: date) -> int:
    """How many listed people have a main assignment on a day. Who is not listed is in no count."""
    return _assigned(on).count()


def people_by_kind(on: date) -> BarTable | None:
    """The same by the kind of worksite, most first; nothing where nobody has one."""
    found = _assigned(on).order_by().values_list("worksite__kind").annotate(people=Count("pk")).order_by("-people")
    rows = [Bar(Worksite.Kind(kind).label, people) for kind, people in found]
    if not rows:
        return None
    total = sum(row.value for row in rows)
    return bars(rows, name="People by kind of worksite", head="Kind of worksite", measure="People", total=total)


def _assigned(on: date):
    return Assignment.objects.primary(on).filter(person__in=Person.objects.current(on).filter(suppressed=False))
