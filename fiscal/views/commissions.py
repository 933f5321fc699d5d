"""Pages of commissions expected of vending contracts, and of their machines."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, plain_number, written
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, ListPage, Page
from fiscal.actions.commissions import keep_machines, state_commission
from fiscal.forms.cash import CommissionFilter, MachinesForm, StatementForm
from fiscal.models import CommissionMonth, Contract, VendingMachine
from fiscal.models.cash import with_received
from fiscal.tables.cash import CommissionTable
from fiscal.views.parts import Part, RecordPage
from fiscal.views.receipts import NOT_SHOWN, NOT_YET

NUMBERS = frozenset({"Gross sales", "Amount"})


class CommissionMonthList(ListPage):
    """What is expected of every vending contract, month by month; what is late or differs by a filter."""

    model = CommissionMonth
    permission_required = "fiscal.view_commissionmonth"
    title = "Commissions expected"
    intro = "For each vending contract and month: the statement, the commission worked out of it, and what came."
    table_class = CommissionTable
    filterset_class = CommissionFilter
    order_by = "-month"
    empty_text = "No commission is expected here."

    def get_rows(self):
        """What came of each, but for who has still to count it."""
        return with_received(super().get_rows(), self.request.user)


class CommissionPage(Page):
    """A page about one month of commission."""

    model = CommissionMonth

    def get_queryset(self):
        return super().get_queryset().for_list()

    @cached_property
    def machines(self) -> list[VendingMachine]:
        """The machines that stood there in the month."""
        one = self.object
        last = one.month + relativedelta(months=1) - timedelta(days=1)
        rows = VendingMachine.objects.filter(contract=one.contract_id, worksite=one.worksite_id)
        return list(rows.standing_in(one.month, last).order_by("label"))

    @cached_property
    def sales(self) -> dict:
        """What is stated for each machine."""
        return dict(self.object.lines.values_list("machine", "gross"))


class CommissionMonthDetail(CommissionPage, RecordPage):
    """A month: sales of each machine, the commission worked out, what the vendor says and what came."""

    permission_required = "fiscal.view_commissionmonth"

    def get_queryset(self):
        return with_received(super().get_queryset().select_related("stated_by"), self.request.user)

    def notices(self):
        """What is missing, and what differs."""
        one = self.object
        found = [("info", NOT_YET)] if one.is_blind else []
        if one.state in ("Statement missing", "Check late"):
            found.append(("danger", f"{one.state}: expected by {long_date(one.due_on)}."))
        if one.stated_on is None:
            return found
        if one.stated_short:
            words = f"The vendor’s statement is {dollars(one.stated_short)} short of the contract: "
            found.append(
                (
                    "warning",
                    f"{words}{plain_number(one.percent)} percent of {dollars(one.sales)} is {dollars(one.expected)}, "
                    f"and {dollars(one.stated_commission)} is stated. Ask the vendor for the rest.",
                )
            )
        elif one.stated_commission > one.expected:
            more = dollars(one.stated_commission - one.expected)
            found.append(("warning", f"The vendor states {more} more than the contract makes of it."))
        if one.shown and one.difference:
            found.append(("warning", f"{dollars(abs(one.difference))} {_way(one.difference)} came than is due."))
        return found

    def facts(self):
        """Expected, stated, received."""
        one = self.object
        return [
            ("Contract", written(one.contract, long=True)),
            ("Vendor", written(one.contract.vendor, long=True)),
            ("Worksite", one.worksite),
            ("Month", one.month_name),
            ("Expected by", long_date(one.due_on)),
            ("Statement received on", written(one.stated_on, long=True)),
            ("Statement entered by", one.stated_by.shown_name if one.stated_by else BLANK),
            ("Sales stated", dollars(one.sales)),
            ("Commission of the contract", BLANK if one.percent is None else f"{plain_number(one.percent)} percent"),
            ("Commission due", BLANK if one.expected is None else dollars(one.expected)),
            ("Commission as stated", written(one.stated_commission)),
            ("Received", NOT_SHOWN if one.is_blind else dollars(one.received)),
            ("Received less what is due", NOT_SHOWN if one.is_blind else written(one.difference)),
        ]

    def actions(self):
        """Entering the statement."""
        if not self.may("fiscal.state_commissionmonth", self.object):
            return []
        url = address_of("fiscal:commissionmonth-state", self.object.pk)
        label = "Correct statement" if self.object.stated_on else "Enter statement"
        return [{"verb": "state", "url": url, "label": label, "danger": False}]

    def parts(self):
        """Sales by machine, and the receipts."""
        receipts = self.object.receipts.counted().with_shown(self.request.user).select_related("batch")
        return [
            Part(
                "Machines", ("Machine", "Gross sales"),
                [(one.label, written(self.sales.get(one.pk))) for one in self.machines],
                "No machine stood there. Enter the machines on the contract.", NUMBERS,
            ),
            Part(
                "Receipts", ("Receipt", "On", "Amount"),
                [
                    (one.number, written(one.batch.received_on), NOT_SHOWN if one.is_blind else dollars(one.amount))
                    for one in receipts.order_by("pk")
                ],
                "No money came for this month yet.", NUMBERS,
            ),
        ]  # fmt: skip


def _way(amount) -> str:
    return "less" if amount < 0 else "more"


class CommissionMonthState(CommissionPage, ActionPage):
    """Enter a vendor's statement."""

    permission_required = "fiscal.state_commissionmonth"
    form_class = StatementForm
    action = staticmethod(state_commission)
    button = "Enter statement"
    done = "Statement entered. The commission was worked out at the contract's percentage."
    intro = "Enter gross sales of each machine as the statement or the meter says. The portal works the commission out."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"machines": self.machines, "sales": self.sales}

    def get_initial(self):
        one = self.object
        kept = {"stated_on": one.stated_on, "stated_commission": one.stated_commission} if one.stated_on else {}
        return super().get_initial() | kept


class ContractMachines(ActionPage):
    """Machines of a vending contract: when they were removed, and another one."""

    model = Contract
    permission_required = "fiscal.change_vendingmachine"
    form_class = MachinesForm
    action = staticmethod(keep_machines)
    button = "Save machines"
    done = "Machines saved. What is expected of them was entered."

    def get_queryset(self):
        return super().get_queryset().vending().for_list()

    def get_form_kwargs(self):
        rows = self.object.machines.filter(removed_on=None).select_related("worksite").order_by("label")
        return super().get_form_kwargs() | {"machines": list(rows)}
