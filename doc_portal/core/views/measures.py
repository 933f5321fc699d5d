"""The figures the apps answer for, each with the day of its count."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import Unit
from doc_portal.core.registry import Measure, declared, function
from doc_portal.core.views.pages import PlainPage


@dataclass(frozen=True)
class Figure:
    """One measure as it was counted: None where nothing could be counted yet."""

    measure: Measure
    unit: str
    value: Decimal | int | None


class Measures(PlainPage):
    """Every figure for those who hold the right in the whole department; others see those of their own units."""

    permission_required = "core.view_measures"
    template_name = "core/measures.html"
    title = "Measures"
    intro = "Figures the portal counts from its own records, each with who answers for it."

    def on(self) -> date:
        """The day of the count."""
        return timezone.localdate()

    def figures(self) -> list[Figure]:
        """Each figure this person may see, counted now."""
        scope = scope_of(self.request.user, self.permission_required)
        units = {unit.slug: unit for unit in Unit.objects.all()}
        found = []
        for measure in declared("measures"):
            unit = units.get(measure.unit)
            if scope.covers(unit=unit.pk if unit else None):
                value = function(measure.value)(self.on())
                found.append(Figure(measure, str(unit) if unit else "Whole department", value))
        return found
