"""Pages of requisitions: my open purchases, entry by keyboard, deciding, and the paper."""

from decimal import Decimal

from django.db.models import Case, When
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, listed, long_date, plain_number
from doc_portal.core.views.pages import DetailPage, ListPage
from doc_portal.core.workflow import Refused
from fiscal.actions.sourcing import Choice, found_for
from fiscal.duties import buys_for_others
from fiscal.forms.requisitions import RequisitionFilter
from fiscal.models import Requisition, SourcingDecision
from fiscal.models.requisition_steps import YOU
from fiscal.ordered import quantity_open
from fiscal.sourcing import blocks_ordering
from fiscal.tables.purchases import REQUISITION_LEVELS, ApprovalTable, MineTable, RequisitionTable
from fiscal.views.deciding import RequisitionGive
from fiscal.views.purchase_page import LIST, OPEN, RequisitionPage

SUBMITS = "fiscal.submit_requisition"


class RequisitionList(ListPage):
    """What worksites asked for."""

    model = Requisition
    permission_required = "fiscal.view_requisition"
    title = LIST[0]
    filterset_class = RequisitionFilter
    table_class = RequisitionTable
    order_by = "-number"
    empty_text = "Nothing was asked for."


class RequisitionMine(ListPage):
    """What one asked for or wrote that is not at its end: what is to be done next, and whom it waits for."""

    model = Requisition
    permission_required = "fiscal.add_requisition"
    title = OPEN
    intro = "What you asked for or wrote, until it is ordered and closed: the next step, whose it is, and since when."
    table_class = MineTable
    order_by = "next_step"
    row_name = "purchase"
    empty_text = "Nothing of yours is open."

    def get_rows(self):
        """One's own."""
        yours = Case(When(status__in=["draft", "returned"], then=0), default=1)
        return super().get_rows().of_person(self.request.user).unfinished().annotate(turn=yours)


class RequisitionApprovals(ListPage):
    """What waits for a certifier or an approver, with the money left and who did what so far."""

    model = Requisition
    permission_required = "fiscal.view_approvals_requisition"
    title = "Purchases to decide on"
    intro = "Submitted by others at worksites where you certify or approve. Open one to decide."
    table_class = ApprovalTable
    order_by = "number"
    row_name = "purchase"
    empty_text = "Nothing waits for you."

    def get_rows(self):
        """Those this person may move on, never their own."""
        return self.model.objects.awaiting(self.request.user).for_list()


class RequisitionDetail(RequisitionPage, DetailPage):
    """One requisition: why, what, who pays, who said yes, and its orders."""

    permission_required = "fiscal.view_requisition"
    template_name = "fiscal/requisition_detail.html"

    def get_queryset(self):
        return super().get_queryset().with_order_status().with_second_due().select_related(
            "worksite", "budget_fy", "org", "suggested_vendor", "requested_by", "created_by", "certified_by",
            "endorsed_by", "approved_by", "buyer",
        )  # fmt: skip

    def actions(self):
        """The steps that can be taken: the second approval where one is due, then the first; and giving it on.

        What is ordered on is not canceled, and what has an order that is not issued is not closed.
        """
        ordered = self.object.order_status
        hidden = {
            "approve": self.object.second_due, "endorse": not self.object.second_due,
            "source": not self.buys_for_others, "cancel": ordered is not None,
            "close": ordered in ("draft", "approved"),
        }  # fmt: skip
        found = [one for one in super().actions() if not hidden.get(one["verb"])]
        if self.may("fiscal.give_requisition", self.object) and self.object.is_being_bought():
            url = address_of("fiscal:requisition-give", self.object.pk)
            found.append({"verb": "give", "url": url, "label": RequisitionGive.button, "danger": False})
        return found

    @cached_property
    def buys_for_others(self) -> bool:
        """Whether this person had no part in asking for it, and so may buy it."""
        return buys_for_others(self.request.user, self.object)

    @property
    def state(self) -> tuple[str, str]:
        """Where it stands, by its orders too, and the shape of that."""
        words = self.object.state_words
        return words, REQUISITION_LEVELS[words]

    def all_bought_words(self) -> str:
        """That all orders are completed or closed, and what of it nobody has ordered; empty before."""
        one = self.object
        if not one.all_bought:
            return ""
        left = [f"{plain_number(more)} of line {no}" for no, more in self.not_ordered() if more]
        if left:
            return f"Nothing more is to come or to be paid. Not ordered yet: {listed(left)}. Order it, or close this."
        return "Nothing more is to come or to be paid. The purchase can be closed."

    def not_ordered(self) -> list[tuple[int, Decimal]]:
        """How much of each line nobody has ordered, by its number."""
        left = quantity_open(self.object)
        return [(row["line"].no, left[row["line"].pk]) for row in self.rows]

    def facts(self):
        """What the paper says."""
        one = self.object
        return [
            ("Next", self.next_words()),
            ("Business need", one.need),
            ("Needed by", long_date(one.need_by)),
            ("Worksite", str(one.worksite)),
            ("Organization", str(one.org)),
            ("Fiscal year that pays", str(one.budget_fy)),
            ("What is bought", one.get_kind_display()),
            ("Vendor suggested", str(one.suggested_vendor or BLANK)),
            ("In service on", long_date(one.in_service_on) if one.in_service_on else BLANK),
            ("Sets money aside", "Yes" if one.pre_encumbering else "No (NR)"),
            *self.chain(),
        ]

    def next_words(self) -> str:
        """What is to be done, by whom, and how long it waits."""
        one = self.object
        if not one.next_step:
            return BLANK
        whom = one.waits_for
        if whom == YOU and not (self.request.user in (one.requested_by, one.created_by) and self.may(SUBMITS, one)):
            whom = one.requested_by.shown_name
        return f"{one.next_step}: {whom}, since {long_date(timezone.localdate(one.waits_since))}"

    def orders(self):
        """What was ordered on it."""
        return self.object.orders.visible_to(self.request.user).for_list().order_by("pk")

    @cached_property
    def decision(self):
        """How it is bought; None until that is decided."""
        return SourcingDecision.objects.current().filter(requisition=self.object).first()

    @cached_property
    def found(self) -> dict:
        """What the rules of today find while nothing is decided: the way to buy, and what it reaches with others."""
        if self.decision is not None or not self.rows or self.object.status in ("closed", "rejected", "cancelled"):
            return {}
        try:
            way, split = found_for(self.object, Choice(), [row["line"] for row in self.rows])
        except Refused as refusal:
            return {"none": str(refusal)}
        return {"way": way, "split": split}

    def missing(self) -> list[str]:
        """What is missing before it can be ordered."""
        return blocks_ordering(self.object) if self.object.status in ("approved", "sourcing") else []

    def may_see_decision(self) -> bool:
        """Whether to link the decision."""
        return self.may("fiscal.view_sourcingdecision", self.object)

    def may_decide(self) -> bool:
        """Whether this person decides how it is bought, now."""
        return self._may_buy("fiscal.add_sourcingdecision")

    def may_order(self) -> bool:
        """Whether an order can be written on it now, by this person."""
        return self._may_buy("fiscal.add_purchaseorder")

    def _may_buy(self, right: str) -> bool:
        one = self.object
        return one.status in ("approved", "sourcing") and self.buys_for_others and self.may(right, one)

    def may_copy(self) -> bool:
        """Whether this person may ask for the same again."""
        return self.may("fiscal.add_requisition", self.object)


class RequisitionPrint(RequisitionPage, DetailPage):
    """The paper people file."""

    permission_required = "fiscal.view_requisition"
    template_name = "fiscal/requisition_print.html"
    show_history = False

    def get_title(self):
        return f"Requisition {self.object.number}"

    def trail(self):
        return [(LIST[0], address_of(LIST[1])), (str(self.object), self.object.get_absolute_url())]
