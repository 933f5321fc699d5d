"""Pages of the spending plan: a target beside what was billed. It warns and stops nothing."""

from decimal import Decimal

from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, MONTHS
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage, ListPage
from fiscal.actions.budget import keep_plan
from fiscal.forms.budget import NewPlanForm, PlanFilter, PlanForm
from fiscal.models import ADJUSTING, CoaCode, SpendingPlan
from fiscal.models.plans import MONTHS_OF_PLAN
from fiscal.planned import billed_by_month, with_billed
from fiscal.reconciled import control_label
from fiscal.tables.budget import PlanTable
from fiscal.views.central import CentralPage


class SpendingPlanList(ListPage):
    """Plan against actual, by organization and object class."""

    model = SpendingPlan
    permission_required = "fiscal.view_spendingplan"
    title = "Plan against actual"
    filterset_class = PlanFilter
    table_class = PlanTable
    order_by = "org"
    row_name = "plan"
    empty_text = "No plan is entered."

    @cached_property
    def intro(self) -> str:
        """What it is, and how far the figures agree with SAM II."""
        return f"What is meant to be spent, and what was billed so far; going over only warns. {control_label()}."

    def get_rows(self):
        return with_billed(super().get_rows())


class SpendingPlanDetail(CentralPage, DetailPage):
    """Twelve months, planned and billed."""

    model = SpendingPlan
    permission_required = "fiscal.view_spendingplan"
    template_name = "fiscal/spendingplan_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def facts(self):
        """Whose plan, for what."""
        one = self.object
        return [
            ("Fiscal year", f"FY {one.year_id}"), ("Organization", str(one.org)), ("Object class", str(one.object)),
            ("Rests on", one.basis or BLANK),
        ]  # fmt: skip

    @cached_property
    def months(self) -> list[dict]:
        """Each month with both sums; July's adjustments last."""
        billed = billed_by_month(self.object)
        rows = [
            (MONTHS[(no + 5) % 12], self.object.amounts[no - 1], billed.get(no, Decimal(0)))
            for no in range(1, MONTHS_OF_PLAN + 1)
        ]
        rows.append(("Adjustments after June", Decimal(0), billed.get(ADJUSTING, Decimal(0))))
        return [
            {"name": name, "planned": planned, "billed": spent, "left": planned - spent}
            for name, planned, spent in rows
        ]

    @cached_property
    def billed(self) -> Decimal:
        """All that was billed."""
        return sum((one["billed"] for one in self.months), Decimal(0))

    def left(self) -> Decimal:
        """What the plan has left for the year."""
        return self.object.total - self.billed

    def warning(self) -> str:
        """That more was billed than was planned so far; empty where it was not."""
        over = self.billed - self.object.planned
        return f"{dollars(over)} more was billed than was planned up to this month." if over > 0 else ""


class SpendingPlanCreate(CreatePage):
    """Enter a plan."""

    model = SpendingPlan
    permission_required = "fiscal.add_spendingplan"
    form_class = NewPlanForm
    template_name = "fiscal/spendingplan_form.html"
    button = "Add plan"

    @cached_property
    def codes(self) -> dict[str, list[tuple[str, str]]]:
        """Organizations and object classes of open years with their names, to choose from while typing."""
        rows = CoaCode.objects.in_use().filter(kind__in=["org", "object"], year__status="open")
        found: dict[str, list[tuple[str, str]]] = {"org": [], "object": []}
        for kind, code, name in rows.order_by("kind", "code").values_list("kind", "code", "name").distinct():
            found[kind].append((code, name))
        return found

    def keep(self, form):
        return keep_plan(form.instance, by=self.request.user)


class SpendingPlanEdit(EditPage):
    """Change its months."""

    model = SpendingPlan
    permission_required = "fiscal.change_spendingplan"
    form_class = PlanForm
    button = "Save plan"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def keep(self, form, changed):
        return keep_plan(form.instance, by=self.request.user, changed=changed)
