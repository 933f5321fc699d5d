"""Pages of the law on buying as dated rows, and of classes of what is bought."""

from doc_portal.core.audit import log
from doc_portal.core.views.pages import CreatePage, EditPage, ListPage
from fiscal.forms.sourcing import ClassEditForm, ClassForm, RuleEndForm, RuleFilter, RuleForm
from fiscal.models import CommodityClass, ProcurementRule
from fiscal.tables.sourcing import ClassTable, RuleTable


class ProcurementRuleList(ListPage):
    """What each test asks, by amount and day."""

    model = ProcurementRule
    permission_required = "fiscal.view_procurementrule"
    title = "Sourcing rules"
    intro = "The tests on how to buy, in their order, with the law and the days each row is in force."
    filterset_class = RuleFilter
    table_class = RuleTable
    order_by = "method"
    row_name = "rule"
    empty_text = "No rule is entered."

    def unasked(self, rows):
        """Those in force today."""
        return rows.effective()


class ProcurementRuleCreate(CreatePage):
    """A rule from a day on."""

    model = ProcurementRule
    permission_required = "fiscal.add_procurementrule"
    form_class = RuleForm
    title = "New sourcing rule"
    intro = "End the rule it takes the place of first. What was decided by that one stays as it was."
    button = "Add rule"


class ProcurementRuleEdit(EditPage):
    """End a rule, or confirm its source."""

    model = ProcurementRule
    permission_required = "fiscal.change_procurementrule"
    form_class = RuleEndForm
    intro = "Amounts, papers and the first day stay as they are: end the rule and enter a new one."
    button = "Save rule"

    def trail(self):
        return super().trail()[:1]

    def keep(self, form, changed):
        kept = form.save()
        log("edit", kept, by=self.request.user, reason=changed)
        return kept


class CommodityClassList(ListPage):
    """Classes of what is bought."""

    model = CommodityClass
    permission_required = "fiscal.view_commodityclass"
    title = "Commodity classes"
    intro = "What follows from what is bought: whether MVE makes it, a second approver is asked, or it is capital."
    table_class = ClassTable
    order_by = "code"
    row_name = "class"
    empty_text = "No class is entered."

    def may_export(self):
        """It is short."""
        return False


class CommodityClassCreate(CreatePage):
    """Another class."""

    model = CommodityClass
    permission_required = "fiscal.add_commodityclass"
    form_class = ClassForm
    button = "Add class"


class CommodityClassEdit(EditPage):
    """Change what follows from a class."""

    model = CommodityClass
    permission_required = "fiscal.change_commodityclass"
    form_class = ClassEditForm
    button = "Save class"

    def trail(self):
        return super().trail()[:1]
