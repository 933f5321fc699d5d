"""Pages of purchasing cards: cards, cycles, and purchases that are explained, approved and reviewed."""

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, cell, long_date
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from doc_portal.core.workflow import not_from_here
from fiscal.actions.cards import (
    approve_purchase,
    close_cycle,
    dispute_purchase,
    explain_purchase,
    keep_card,
    review_purchase,
)
from fiscal.forms.cards import CardFilter, CardForm, ExplainForm, PurchaseFilter
from fiscal.models import Card, CardCycle, CardTransaction, Requisition
from fiscal.tables.cards import CardTable, CycleTable, PurchaseTable

OFFERED = 50
PURCHASES = ("Card purchases", "fiscal:cardtransaction-list")


class CardList(ListPage):
    """Who holds a card."""

    model = Card
    permission_required = "fiscal.view_card"
    title = "Purchasing cards"
    intro = "Holder, approver and reviewer of a card are three people. Filter for cards nobody reviewed last cycle."
    filterset_class = CardFilter
    table_class = CardTable
    order_by = "name"
    row_name = "card"
    empty_text = "No card is entered."


class CardDetail(DetailPage):
    """One card with its latest purchases."""

    model = Card
    permission_required = "fiscal.view_card"
    template_name = "fiscal/card_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list().select_related("org")

    def facts(self):
        """Whose it is, who looks at it, and up to how much."""
        one = self.object
        return [
            ("What it is for", one.purpose),
            ("Holder", one.holder.shown_name),
            ("Worksite", cell(one, "worksite", long=True)),
            ("Organization", str(one.org)),
            ("Approver", one.approver.shown_name),
            ("Reviewer", one.reviewer.shown_name),
            ("Limit of a purchase", dollars(one.single_limit)),
            ("Limit of a cycle", dollars(one.cycle_limit)),
            ("From", long_date(one.starts_on)),
            ("Until", long_date(one.ends_on) if one.ends_on else BLANK),
        ]

    def purchases(self):
        """The latest, as far as this person may see them."""
        return self.object.transactions.visible_to(self.request.user).for_list()[:30]


class CardCreate(CreatePage):
    """Give somebody a card."""

    model = Card
    permission_required = "fiscal.add_card"
    form_class = CardForm
    title = "New purchasing card"
    button = "Add card"

    def keep(self, form):
        return keep_card(form.instance, by=self.request.user)


class CardEdit(EditPage):
    """Change limits, days, approver or reviewer."""

    model = Card
    permission_required = "fiscal.change_card"
    form_class = CardForm
    button = "Save card"

    def keep(self, form, changed):
        return keep_card(form.instance, by=self.request.user, changed=changed)


class CardCycleList(ListPage):
    """Months of purchases."""

    model = CardCycle
    permission_required = "fiscal.view_cardcycle"
    title = "Card cycles"
    template_name = "fiscal/cardcycle_list.html"
    intro = "What was bought in a month, as the bank lists it. A purchase without its receipt keeps the month open."
    table_class = CycleTable
    order_by = "-month"
    row_name = "cycle"
    empty_text = "No cycle was brought in."


class CardCycleDetail(DetailPage):
    """One month with all its purchases, those that keep it open on top."""

    model = CardCycle
    permission_required = "fiscal.view_cardcycle"
    template_name = "fiscal/card_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def actions(self):
        """Closing, once nothing keeps it open."""
        return [one for one in super().actions() if one["verb"] != "close" or self.object.is_whole]

    def facts(self):
        """What it comes to and what keeps it open."""
        one = self.object
        return [
            ("Status", cell(one, "status", long=True)),
            ("Purchases", str(one.purchases)),
            ("Amount", dollars(one.spent or 0)),
            ("Not reviewed", str(one.waiting)),
            ("Without a receipt", str(one.without)),
        ]

    def purchases(self):
        """All of them."""
        rows = self.object.transactions.visible_to(self.request.user).for_list()
        return rows.order_by("status", "posted_on", "pk")


class CardCycleClose(ActionPage):
    """Every purchase has its receipt and was reviewed."""

    model = CardCycle
    permission_required = "fiscal.close_cardcycle"
    action = staticmethod(close_cycle)
    done = "Closed."


class CardTransactionList(ListPage):
    """What was bought with cards: a holder's year, exceptions, what has no receipt."""

    model = CardTransaction
    permission_required = "fiscal.view_cardtransaction"
    title = PURCHASES[0]
    intro = "Filter by holder and fiscal year for somebody’s year, or for purchases beyond a limit."
    filterset_class = PurchaseFilter
    table_class = PurchaseTable
    order_by = "-posted_on"
    row_name = "purchase"
    empty_text = "Nothing was bought with a card."


class CardTransactionMine(ListPage):
    """What one bought, and what of it is still to be explained."""

    model = CardTransaction
    permission_required = "fiscal.hold_cardtransaction"
    title = "My card purchases"
    intro = "Attach the receipt of each, name its approved requisition, and say what it was for."
    table_class = PurchaseTable
    order_by = "-posted_on"
    row_name = "purchase"
    empty_text = "Nothing was bought with a card of yours."

    def get_rows(self):
        """One's own."""
        return super().get_rows().of_holder(self.request.user)


class PurchasePage(Page):
    """A page about one purchase."""

    model = CardTransaction

    def get_queryset(self):
        return super().get_queryset().select_related(
            "card__holder", "card__approver", "card__reviewer", "card__worksite", "cycle", "requisition", "receipt",
            "approved_by", "reviewed_by",
        )  # fmt: skip

    def trail(self):
        up = [(PURCHASES[0], address_of(PURCHASES[1]))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    def facts(self):
        """What the bank lists, what the holder says, and who decided."""
        one = self.object
        return [
            ("Vendor", one.vendor_name),
            ("Amount", dollars(one.amount)),
            ("Posted on", long_date(one.posted_on)),
            ("Reference", one.reference),
            ("Card", cell(one, "card", long=True)),
            ("Cycle", str(one.cycle)),
            ("What for", one.description or BLANK),
            ("Requisition", cell(one, "requisition", long=True) if one.requisition_id else BLANK),
            ("Receipt", cell(one, "receipt", long=True) if one.receipt_id else "None: it blocks approval"),
            ("Approved by", one.approved_by.shown_name if one.approved_by else BLANK),
            ("Reviewed by", one.reviewed_by.shown_name if one.reviewed_by else BLANK),
            ("Why it could go beyond", one.exception_reason or BLANK),
        ]


class CardTransactionDetail(PurchasePage, DetailPage):
    """One purchase."""

    permission_required = "fiscal.view_cardtransaction"
    template_name = "fiscal/cardtransaction_detail.html"

    def actions(self):
        """Each step for the one person it is for."""
        card, user = self.object.card, self.request.user.pk
        people = {"explain": card.holder_id, "approve": card.approver_id, "review": card.reviewer_id}
        return [one for one in super().actions() if people.get(one["verb"], user) == user]


class PurchaseStep(PurchasePage, ActionPage):
    """A step of a purchase, with what is known of it beside the decision."""

    template_name = "fiscal/cardtransaction_step.html"

    def not_now(self):
        """It is at another step."""
        return not_from_here(self.object, self.step)


class CardTransactionExplain(PurchaseStep):
    """The holder explains it."""

    template_name = "fiscal/cardtransaction_explain.html"
    permission_required = "fiscal.explain_cardtransaction"
    form_class = ExplainForm
    action = staticmethod(explain_purchase)
    done = "Explained. Next, it is approved."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"purchase": self.object}

    def requisitions(self):
        """Approved ones this person asked for or wrote, to choose from while typing."""
        own = Requisition.objects.visible_to(self.request.user).of_person(self.request.user)
        return own.filter(status__in=["approved", "sourcing"]).order_by("-pk")[:OFFERED]

    def get_initial(self):
        one = self.object
        return {"description": one.description, "requisition": one.requisition.number if one.requisition else ""}


class CardTransactionApprove(PurchaseStep):
    """The approver finds it in order."""

    permission_required = "fiscal.approve_cardtransaction"
    form_class = NoteForm
    action = staticmethod(approve_purchase)
    done = "Approved. Next, it is reviewed."


class CardTransactionReview(PurchaseStep):
    """The reviewer has looked at it."""

    permission_required = "fiscal.review_cardtransaction"
    form_class = NoteForm
    action = staticmethod(review_purchase)
    done = "Reviewed."


class CardTransactionDispute(PurchaseStep):
    """It goes back to the holder, or to the bank."""

    permission_required = "fiscal.dispute_cardtransaction"
    form_class = ReasonForm
    action = staticmethod(dispute_purchase)
    done = "Disputed. Its holder was told."
