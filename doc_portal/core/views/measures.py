"""The figures the apps answer for, each with the day of its count."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.charts import BarTable, LineChart, said
from doc_portal.core.models import Unit
from doc_portal.core.registry import Measure, declared, function
from doc_portal.core.views.pages import PlainPage


@dataclass(frozen=True)
class Figure:
    """One measure as it was counted, None where nothing could be counted yet, and the chart that goes with it."""

    measure: Measure
    unit: str
    value: Decimal | int | None
    chart: LineChart | BarTable | None

    @property
    def told(self) -> str:
        """The figure as it is read: no amount of money, whatever its type."""
        return said(self.value)


class Measures(PlainPage):
    """Every figure for those who hold the right in the whole department; others see those of their own units."""

    permission_required = "core.view_measures"
    template_name = "core/measures.html"
    title = "Measures"
    intro = "Figures the portal counts from its own records, each with who answers for it."

    def on(self) -> date:
        """The day of the count."""
        return timezone.localdate()

    @cached_property
    def figures(self) -> list[Figure]:
        """Each figure this person may see, counted now."""
        scope = scope_of(self.request.user, self.permission_required)
        units = {unit.slug: unit for unit in Unit.objects.all()}
        found = []
        for measure in declared("measures"):
            unit = units.get(measure.unit)
            if scope.covers(unit=unit.pk if unit else None):
                whose = str(unit) if unit else "Whole department"
                drawn = function(measure.chart)(self.on()) if measure.chart else None
                found.append(Figure(measure, whose, function(measure.value)(self.on()), drawn))
        return found

    def drawn(self) -> list[Figure]:
        """The figures that have a chart."""
        return [figure for figure in self.figures if figure.chart is not None]
