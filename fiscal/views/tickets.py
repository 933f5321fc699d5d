"""Pages of rolls of tickets and of imprest funds, which are counted."""

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment, written
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, ListPage, Page
from fiscal.actions.imprest import count_fund
from fiscal.actions.tickets import add_roll, count_tickets
from fiscal.forms.cash import FundCountForm, FundForm, RollForm, SiteFilter, TicketCountForm
from fiscal.models import ImprestFund, TicketRoll
from fiscal.tables.cash import FundTable, RollTable
from fiscal.views.parts import Part, RecordPage

NUMBERS = frozenset({"Sold", "Spoiled", "Money due", "Stamps", "Cash", "Vouchers", "Authorized", "Difference"})


class TicketRollList(ListPage):
    """Every roll with what is left of it."""

    model = TicketRoll
    permission_required = "fiscal.view_ticketroll"
    title = "Tickets"
    intro = "Rolls of prenumbered tickets. What is gone from a roll times its price is in the deposit of the day."
    table_class = RollTable
    filterset_class = SiteFilter
    order_by = "name"
    row_name = "roll of tickets"
    empty_text = "No roll is entered here."


class RollPage(Page):
    """A page about one roll."""

    model = TicketRoll

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        up = [("Tickets", address_of("fiscal:ticketroll-list"))]
        one = getattr(self, "object", None)
        inside = one is not None and one.pk and not isinstance(self, RecordPage)
        return [*up, (str(one), one.get_absolute_url())] if inside else up


class TicketRollCreate(RollPage, CreatePage):
    """Add a roll."""

    permission_required = "fiscal.add_ticketroll"
    form_class = RollForm
    button = "Add roll"
    done = "Roll added. All of its tickets are on hand."

    def keep(self, form):
        return add_roll(form.instance, by=self.request.user)


class TicketRollDetail(RollPage, RecordPage):
    """One roll with its counts."""

    permission_required = "fiscal.view_ticketroll"

    def facts(self):
        """Numbers and price."""
        one = self.object
        return [
            ("Worksite", one.worksite),
            ("Price", dollars(one.price)),
            ("Numbers", f"{one.first_no} to {one.last_no}"),
            ("On hand", f"{one.on_hand} from {one.next_no} on" if one.on_hand else "None"),
            ("Received on", long_date(one.received_on)),
        ]

    def actions(self):
        """Counting."""
        if not self.may("fiscal.count_ticketroll", self.object):
            return []
        url = address_of("fiscal:ticketroll-count", self.object.pk)
        return [{"verb": "count", "url": url, "label": "Count tickets", "danger": False}]

    def parts(self):
        """Each count with what was sold."""
        return [
            Part(
                "Counts", ("Receipts", "Counted", "Counted by", "Sold", "Spoiled", "Money due"),
                [
                    (
                        one.batch.number, long_moment(one.created_at), one.created_by.shown_name, str(one.sold),
                        f"{one.spoiled}: {one.spoiled_reason}" if one.spoiled else "0", dollars(one.due),
                    )
                    for one in self.object.counts.select_related("batch", "created_by").order_by("-pk")[:50]
                ],
                "The roll was not counted yet.", NUMBERS,
            )
        ]  # fmt: skip


class TicketRollCount(RollPage, ActionPage):
    """Count a roll for a day's receipts."""

    permission_required = "fiscal.count_ticketroll"
    form_class = TicketCountForm
    action = staticmethod(count_tickets)
    button = "Count tickets"
    done = "Count entered."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"roll": self.object}

    def get_intro(self):
        """Where the roll stood."""
        one = self.object
        return f"The last count left {one.on_hand} tickets, from number {one.next_no} on, at {dollars(one.price)} each."


class ImprestFundList(ListPage):
    """Every fund with its last count."""

    model = ImprestFund
    permission_required = "fiscal.view_imprestfund"
    title = "Imprest funds"
    intro = "Funds kept at a constant amount: stamps, cash and vouchers are what is authorized, at every count."
    table_class = FundTable
    filterset_class = SiteFilter
    order_by = "name"
    row_name = "imprest fund"
    empty_text = "No fund is entered here."


class FundPage(Page):
    """A page about one fund."""

    model = ImprestFund

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        up = [("Imprest funds", address_of("fiscal:imprestfund-list"))]
        one = getattr(self, "object", None)
        inside = one is not None and one.pk and not isinstance(self, RecordPage)
        return [*up, (str(one), one.get_absolute_url())] if inside else up


class ImprestFundCreate(FundPage, CreatePage):
    """Set a fund up."""

    permission_required = "fiscal.add_imprestfund"
    form_class = FundForm
    button = "Add fund"
    done = "Fund added."


class ImprestFundEdit(FundPage, EditPage):
    """Change what is authorized."""

    permission_required = "fiscal.change_imprestfund"
    form_class = FundForm
    button = "Save fund"
    done = "Fund saved. Counts from now on are held against the amount."


class ImprestFundDetail(FundPage, RecordPage):
    """One fund with its counts."""

    permission_required = "fiscal.view_imprestfund"

    def notices(self):
        """That the last count differed."""
        one = self.object
        if not one.last_difference:
            return []
        words = f"The count of {long_date(one.counted_on)} differed by {dollars(one.last_difference)}."
        return [("warning", words)]

    def facts(self):
        """Amount and authority."""
        one = self.object
        return [
            ("Worksite", one.worksite),
            ("Authorized amount", dollars(one.authorized)),
            ("Authorized by", one.authority),
            ("Holds stamps", written(one.holds_stamps)),
            ("Last counted", written(one.counted_on, long=True)),
            ("In use", written(one.active)),
        ]

    def actions(self):
        """Counting, while it is in use."""
        found = super().actions()
        if self.object.active and self.may("fiscal.count_imprestfund", self.object):
            url = address_of("fiscal:imprestfund-count", self.object.pk)
            found.append({"verb": "count", "url": url, "label": "Count fund", "danger": False})
        return found

    def parts(self):
        """Each count with its difference."""
        heads = ("Counted on", "Stamps", "Cash", "Vouchers", "Authorized", "Difference", "Reason", "Counted by")
        return [
            Part(
                "Counts", heads,
                [
                    (
                        long_date(one.counted_on), dollars(one.stamps), dollars(one.cash), dollars(one.vouchers),
                        dollars(one.authorized), dollars(one.difference), one.reason or BLANK,
                        one.created_by.shown_name,
                    )
                    for one in self.object.counts.select_related("created_by").order_by("-pk")[:50]
                ],
                "The fund was not counted yet.", NUMBERS,
            )
        ]  # fmt: skip


class ImprestFundCount(FundPage, ActionPage):
    """Count a fund."""

    permission_required = "fiscal.count_imprestfund"
    form_class = FundCountForm
    action = staticmethod(count_fund)
    button = "Count fund"

    def done_message(self):
        """With the total."""
        last = self.object.counts.latest("pk")
        total = last.stamps + last.cash + last.vouchers
        return f"Count entered: {dollars(total)} together, {dollars(self.object.authorized)} authorized."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"fund": self.object}

    def get_intro(self):
        """What it is held against, and what is added up."""
        one = self.object
        parts = "Stamps, cash and vouchers" if one.holds_stamps else "Cash and vouchers"
        return (
            f"{parts} together are {dollars(one.authorized)}, as authorized. A count that differs tells the total and "
            "is closed with its reason."
        )
