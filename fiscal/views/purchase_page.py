"""What every page about one requisition shows of it."""

from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_moment
from doc_portal.core.models import AuditEvent
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import DetailPage, Page
from fiscal.actions.requisitions import asked_of
from fiscal.models import Requisition

LIST = ("Purchase requisitions", "fiscal:requisition-list")
OPEN = "My open purchases"


class RequisitionPage(Page):
    """A page about one requisition."""

    model = Requisition

    def trail(self):
        up = [(LIST[0], address_of(LIST[1]))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    @cached_property
    def rows(self) -> list[dict]:
        """The lines with who pays for them."""
        return [
            {"line": line, "paid": [(str(one.funding), one.percent, one.amount) for one in line.fundings.all()]}
            for line in self.object.lines.with_strings()
        ]

    @property
    def total(self) -> str:
        """What all lines are estimated at."""
        return dollars(sum(row["line"].amount for row in self.rows))

    @cached_property
    def money(self) -> list[dict]:
        """What it asks of each appropriation, and what is left there now."""
        if not any(row["paid"] for row in self.rows):
            return []
        return [
            {
                "appropriation": one, "asked": dollars(asked), "left": dollars(one.available),
                "after": dollars(one.available - asked), "fits": asked <= one.available,
            }
            for one, asked in asked_of(self.object).items()
        ]  # fmt: skip

    @cached_property
    def why_returned(self) -> str:
        """Why it came back; empty where it did not."""
        if self.object is None or self.object.status != "returned":
            return ""
        told = AuditEvent.objects.of(self.object).filter(act="return", outcome=AuditEvent.Outcome.DONE)
        return told.order_by("-pk").values_list("reason", flat=True).first() or ""

    @property
    def money_is_asked(self) -> bool:
        """Whether money is still to be set aside for it."""
        return self.object.status in ("draft", "returned", "submitted", "certified")

    def chain(self) -> list[tuple[str, str]]:
        """Who did what, in the order of the steps."""
        one = self.object
        steps = (
            ("Asked for by", one.requested_by, one.submitted_at),
            ("Written by", one.created_by if one.created_by_id != one.requested_by_id else None, one.created_at),
            ("Funds certified by", one.certified_by, one.certified_at),
            ("Second approval by", one.endorsed_by, None),
            ("Approved by", one.approved_by, one.approved_at),
            ("Buyer", one.buyer, None),
        )
        return [
            (words, f"{who.shown_name}, {long_moment(at)}" if at else who.shown_name) for words, who, at in steps if who
        ]
