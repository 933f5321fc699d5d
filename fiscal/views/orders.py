"""Pages of orders: writing, deciding, issuing, changing, and the paper that goes to the vendor."""

from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date, plain_number, unit_price
from doc_portal.core.forms import ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from fiscal.actions.orders import (
    approve_order,
    cancel_order,
    close_order,
    hold_order,
    issue_order,
    keep_order,
    may_add,
    modify_order,
    resume_order,
)
from fiscal.closing import DEPARTS, first_unbilled, why_not_closed
from fiscal.duties import why_not_approved_by
from fiscal.forms.orders import ModifyForm, OrderFilter, OrderForm, UnbilledForm
from fiscal.models import Award, PurchaseOrder, Requisition
from fiscal.ordered import quantity_open
from fiscal.sourcing import blocks_ordering
from fiscal.tables.purchases import BlindOrderTable, OrderTable
from fiscal.views.lines import LinePage
from personnel.models import Person

LIST = ("Orders", "fiscal:purchaseorder-list")
COUNTS = "fiscal.add_receipt"
KNOWS = (
    "add_requisition", "add_purchaseorder", "approve_purchaseorder", "modify_purchaseorder", "add_invoice",
    "approve_invoice",
)  # fmt: skip
"""Rights of those who know anyway what was ordered."""


class PurchaseOrderList(ListPage):
    """What was ordered of whom."""

    model = PurchaseOrder
    permission_required = "fiscal.view_purchaseorder"
    title = "Orders"
    filterset_class = OrderFilter
    table_class = OrderTable
    order_by = "-number"
    empty_text = "Nothing was ordered."

    @property
    def table_kind(self):
        """Without what orders come to, where this person somewhere only counts what comes."""
        counts = scope_of(self.request.user, COUNTS)
        knows = [scope_of(self.request.user, f"fiscal.{right}") for right in KNOWS]
        if any(one.everywhere for one in knows):
            return OrderTable
        blind = counts.everywhere or not counts.worksites <= frozenset().union(*(one.worksites for one in knows))
        return BlindOrderTable if blind else OrderTable


class OrderPage(Page):
    """A page about one order."""

    model = PurchaseOrder

    def get_queryset(self):
        return super().get_queryset().with_state().select_related("worksite", "vendor", "contract", "requisition")

    def trail(self):
        up = [(LIST[0], address_of(LIST[1]))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    @cached_property
    def ordered(self):
        """Its lines."""
        return list(self.object.lines.select_related("requisition_line"))

    @cached_property
    def is_blind(self) -> bool:
        """Whether this person only counts what comes: what was ordered would spoil the count."""
        one = self.object
        return self.may(COUNTS, one) and not any(self.may(f"fiscal.{right}", one) for right in KNOWS)

    def missing(self) -> list[str]:
        """What keeps it from being issued."""
        one = self.object
        return blocks_ordering(one.requisition) if one.status in ("draft", "approved") else []

    @property
    def total(self) -> str:
        """What the lines come to."""
        return dollars(sum(line.amount for line in self.ordered))


class PurchaseOrderPrint(OrderPage, DetailPage):
    """The paper that goes to the vendor and is filed."""

    permission_required = "fiscal.view_purchaseorder"
    template_name = "fiscal/purchaseorder_print.html"
    show_history = False
    is_sent_out = True

    @cached_property
    def buyer(self) -> Person | None:
        """Whom the vendor asks, as the directory has them."""
        return Person.objects.filter(user=self.object.buyer).first()

    def ship_to(self) -> list[str]:
        """Where it is delivered, line by line, as far as it is known."""
        one, site = self.object, self.object.worksite
        place = f"{site.city}, MO {site.zip}".strip() if site.city else ""
        return [line for line in (one.deliver_to, site.name, site.street, place) if line]

    def get_title(self):
        return f"Purchase order {self.object.number}"

    def trail(self):
        return [(LIST[0], address_of(LIST[1])), (str(self.object), self.object.get_absolute_url())]


class PurchaseOrderCreate(LinePage):
    """Order lines of an approved requisition."""

    model = Requisition
    permission_required = "fiscal.add_purchaseorder"
    form_class = OrderForm
    button = "Save order"
    done = "The order is saved as a draft. Somebody else approves it before it is issued."

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "suggested_vendor")

    def get_title(self):
        return f"Order on {self.object}"

    def trail(self):
        return [
            ("Purchase requisitions", address_of("fiscal:requisition-list")),
            (str(self.object), self.object.get_absolute_url()),
        ]

    def get_lines(self):
        left = quantity_open(self.object)
        lines = list(self.object.lines.select_related("requisition", "commodity"))
        for line in lines:
            line.open = left[line.pk]
        return lines

    def get_initial(self):
        """The vendor it was awarded to, or that was suggested, and the day it is needed."""
        return {"vendor": self.vendor_number(), "deliver_by": self.object.need_by}

    def vendor_number(self) -> str:
        """Of several that were awarded, the one the address names; checked like anything typed once it is sent."""
        final = Award.objects.filter(solicitation__requisition=self.object, solicitation__status="final")
        awarded = list(final.order_by().values_list("quote__vendor__number", flat=True).distinct())
        asked, suggested = self.request.GET.get("vendor", ""), self.object.suggested_vendor
        if asked in awarded:
            return asked
        if awarded:
            return awarded[0] if len(awarded) == 1 else ""
        return suggested.number if suggested else ""

    def beside(self):
        """What was approved, and what of it nobody has ordered."""
        return [
            ("Business need", self.object.need),
            ("Needed by", long_date(self.object.need_by)),
            ("Worksite", str(self.object.worksite)),
            *(
                (
                    f"Line {one.no}",
                    f"{plain_number(one.quantity)} {one.unit} at {unit_price(one.price)}; "
                    f"{plain_number(one.open)} still to order",
                )
                for one in self.lines
            ),
        ]

    def act(self, form):
        order = PurchaseOrder(requisition=self.object, **order_fields(form))
        self.made = keep_order(order, form.ordered(), by=self.request.user)

    def get_success_url(self):
        return self.made.get_absolute_url()


def order_fields(form) -> dict:
    """What is typed above the lines of an order."""
    names = ("vendor", "contract", "deliver_by", "deliver_to", "own_use", "own_use_reason")
    return {name: form.cleaned_data[name] for name in names}


class PurchaseOrderEdit(OrderPage, LinePage):
    """Change a draft."""

    permission_required = "fiscal.change_purchaseorder"
    form_class = OrderForm
    button = "Save order"
    done = "Order saved."
    asks_version = True

    def get_title(self):
        return f"Edit {self.object}"

    def get_lines(self):
        kept = {one.requisition_line_id: one for one in self.object.lines.all()}
        lines = list(self.object.requisition.lines.select_related("requisition", "commodity"))
        for line in lines:
            line.kept = kept.get(line.pk)
        return lines

    def get_initial(self):
        one = self.object
        return {
            "vendor": one.vendor.number, "contract": one.contract.number if one.contract else "",
            "deliver_by": one.deliver_by, "deliver_to": one.deliver_to, "own_use": one.own_use,
            "own_use_reason": one.own_use_reason,
        }  # fmt: skip

    def act(self, form):
        for name, value in order_fields(form).items():
            setattr(self.object, name, value)
        self.object.version += 1
        keep_order(self.object, form.ordered(), by=self.request.user)


class PurchaseOrderModify(OrderPage, LinePage):
    """Another version of an issued order."""

    permission_required = "fiscal.modify_purchaseorder"
    form_class = ModifyForm
    button = "Save new version"
    asks_version = True
    done = "The order has a new version. Send it to the vendor."

    def get_title(self):
        return f"Change order {self.object}"

    def get_lines(self):
        return self.object.lines.all()

    def get_intro(self):
        """Who enters more than was ordered, before anything is typed."""
        if may_add(self.request.user, self.object):
            return (
                "More than was ordered can be entered up to what was approved; beyond it, ask for a further purchase."
            )
        return (
            "You may enter less of a line, or a lower price. More, or a higher price, is entered by somebody who "
            "approves orders and neither wrote this one nor asked for it, such as the Purchasing Manager."
        )

    def beside(self):
        """What came and was billed so far."""
        return [
            (f"Line {one.no}", f"{plain_number(one.accepted)} accepted, {plain_number(one.billed)} billed")
            for one in self.lines
        ]

    def act(self, form):
        modify_order(self.object, form.wanted(), reason=form.cleaned_data["reason"], by=self.request.user)


class OrderStep(OrderPage, ActionPage):
    """A step of an order, with its lines beside the decision."""

    template_name = "fiscal/purchaseorder_step.html"


class PurchaseOrderApprove(OrderStep):
    """Find it in order."""

    permission_required = "fiscal.approve_purchaseorder"
    action = staticmethod(approve_order)
    done = "Approved. It can be issued now."

    def not_now(self):
        """Somebody else approves it."""
        return why_not_approved_by(self.request.user, self.object)


class PurchaseOrderIssue(OrderStep):
    """Send it to the vendor."""

    permission_required = "fiscal.issue_purchaseorder"
    action = staticmethod(issue_order)
    done = "Issued. The money is ordered now; print the paper and send it."


class PurchaseOrderHold(OrderStep):
    """Stop it for a while."""

    permission_required = "fiscal.hold_purchaseorder"
    form_class = ReasonForm
    action = staticmethod(hold_order)
    done = "On hold. Nothing is received on it."


class PurchaseOrderResume(OrderStep):
    """Go on."""

    permission_required = "fiscal.resume_purchaseorder"
    action = staticmethod(resume_order)
    done = "Resumed."


class PurchaseOrderClose(OrderStep):
    """Nothing more is to come."""

    permission_required = "fiscal.close_purchaseorder"
    action = staticmethod(close_order)
    done = "Closed. What was still set aside was released."

    def not_now(self):
        """A bill is not decided on, or what came is not billed."""
        return why_not_closed(self.object, self.request.user)

    def get_form_class(self):
        """Who may close it with something unbilled is asked why."""
        departs = self.request.user.has_perm(DEPARTS, self.object)
        return UnbilledForm if departs and first_unbilled(self.object) else ReasonForm


class PurchaseOrderCancel(OrderStep):
    """It is not wanted any more."""

    permission_required = "fiscal.cancel_purchaseorder"
    form_class = ReasonForm
    action = staticmethod(cancel_order)
    done = "Canceled. What was set aside was released."
