"""Pages of cash that is handed over."""

from doc_portal.core.display import BLANK, long_date, long_moment
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, CreatePage, ListPage, Page
from fiscal.actions.handovers import cancel_hand_over, pay_hand_over, prepare_hand_over, witness_hand_over
from fiscal.forms.cash import HandOverFilter, HandOverForm
from fiscal.models import CashHandOver
from fiscal.tables.cash import HandOverTable
from fiscal.views.parts import RecordPage


class CashHandOverList(ListPage):
    """Every hand-over, the latest first."""

    model = CashHandOver
    permission_required = "fiscal.view_cashhandover"
    title = "Cash hand-overs"
    intro = "Cash given to somebody: its amount in figures and words, confirmed by the payer and by a witness."
    table_class = HandOverTable
    filterset_class = HandOverFilter
    order_by = "-number"
    empty_text = "No cash was handed over here."


class HandOverPage(Page):
    """A page about one hand-over."""

    model = CashHandOver

    def get_queryset(self):
        return super().get_queryset().for_list()


class CashHandOverDetail(HandOverPage, RecordPage):
    """One hand-over; it prints once two people have confirmed it."""

    permission_required = "fiscal.view_cashhandover"

    def notices(self):
        """That it is not to be filed yet."""
        if self.object.status in (CashHandOver.Status.PREPARED, CashHandOver.Status.PAID):
            return [("warning", "The paper is shown once the payer and a witness have confirmed the hand-over.")]
        return []

    def paper(self):
        """The receipt the recipient signs, with the amount in figures and words, once two have confirmed it."""
        one = self.object
        if one.status != CashHandOver.Status.CLOSED:
            return None
        return {
            "title": f"Cash hand-over {one.number}",
            "lines": [
                ("Handed over at", one.worksite),
                ("On", long_date(one.handed_on)),
                ("To", one.recipient),
                ("For", one.purpose),
                ("Amount", dollars(one.amount)),
                ("Amount in words", one.amount_words),
                ("Paid by", _who(one.payer, one.paid_at)),
                ("Witnessed by", _who(one.witness, one.witnessed_at)),
            ],
            "signs": ("Received by",),
        }

    def facts(self):
        """Amount in both ways, and who confirmed it."""
        one = self.object
        return [
            ("Worksite", one.worksite),
            ("Handed over on", long_date(one.handed_on)),
            ("Handed to", one.recipient),
            ("Purpose", one.purpose),
            ("Amount", dollars(one.amount)),
            ("Amount in words", one.amount_words),
            ("Payer", _who(one.payer, one.paid_at)),
            ("Witness", _who(one.witness, one.witnessed_at)),
        ]


def _who(user, moment) -> str:
    return BLANK if user is None else f"{user.shown_name}, {long_moment(moment)}"


class CashHandOverCreate(CreatePage):
    """Prepare a hand-over."""

    model = CashHandOver
    permission_required = "fiscal.add_cashhandover"
    form_class = HandOverForm
    button = "Prepare hand-over"
    done = "Prepared. The payer confirms it, then a witness."

    def keep(self, form):
        return prepare_hand_over(form.instance, by=self.request.user)


class CashHandOverPay(HandOverPage, ActionPage):
    """Confirm that you handed the cash over."""

    permission_required = "fiscal.pay_cashhandover"
    form_class = NoteForm
    action = staticmethod(pay_hand_over)

    def get_intro(self):
        """What is confirmed."""
        one = self.object
        return f"You handed {dollars(one.amount)} ({one.amount_words}) to {one.recipient}."


class CashHandOverWitness(HandOverPage, ActionPage):
    """Confirm that you saw it."""

    permission_required = "fiscal.witness_cashhandover"
    form_class = NoteForm
    action = staticmethod(witness_hand_over)

    def get_intro(self):
        """What is confirmed."""
        one = self.object
        payer = one.payer.shown_name if one.payer else "the payer"
        return f"You saw {payer} hand {dollars(one.amount)} ({one.amount_words}) to {one.recipient}."


class CashHandOverCancel(HandOverPage, ActionPage):
    """Cancel a prepared hand-over."""

    permission_required = "fiscal.cancel_cashhandover"
    form_class = ReasonForm
    action = staticmethod(cancel_hand_over)
    intro = "Nothing was handed over."
