"""Pages on which something is done with solicitations: from the draft to the award, and protests against it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.display import long_date, long_moment
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, ListPage, Page
from fiscal.actions.quotes import (
    award_solicitation,
    decide_protest,
    enter_prices,
    evaluate_quotes,
    finalize_award,
    receive_quote,
    record_protest,
    withdraw_quote,
)
from fiscal.actions.solicitations import (
    answer_question,
    cancel_solicitation,
    close_solicitation,
    enter_question,
    issue_addendum,
    keep_solicitation,
    post_solicitation,
    reject_quotes,
)
from fiscal.bidding import Comparison, compare
from fiscal.duties import why_not_chosen_by
from fiscal.forms.solicitations import (
    AddendumForm,
    AnswerForm,
    AwardForm,
    EnvelopeForm,
    EvaluationForm,
    ProtestDecisionForm,
    ProtestForm,
    QuestionForm,
    QuoteForm,
    RejectForm,
    SolicitationFilter,
    SolicitationForm,
    WithdrawForm,
    amount_words,
    usual_closing,
)
from fiscal.models import Protest, Quote, Solicitation
from fiscal.numbers import next_document_number
from fiscal.tables.solicitations import SolicitationTable

PREFERENCE = "Products and firms of Missouri are preferred where quality and price are equal or better (RSMo 34.060)."


class SolicitationList(ListPage):
    """Everything suppliers were asked."""

    model = Solicitation
    permission_required = "fiscal.view_solicitation"
    intro = "What suppliers are asked. What they quote is sealed until a solicitation closes."
    filterset_class = SolicitationFilter
    table_class = SolicitationTable
    order_by = "-closes_at"
    empty_text = "No solicitation is entered."


class SolicitationPage(Page):
    """A page about one solicitation."""

    model = Solicitation

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return [
            ("Solicitations", reverse("fiscal:solicitation-list")),
            (str(self.object), self.object.get_absolute_url()),
        ]


class SolicitationCreate(CreatePage):
    """Write a solicitation."""

    model = Solicitation
    permission_required = "fiscal.add_solicitation"
    form_class = SolicitationForm
    intro = "A draft until it is posted. How many must quote and how long it is advertised follow from the rules."
    button = "Save draft"

    def get_initial(self):
        return super().get_initial() | {"closes_at": usual_closing()}

    def keep(self, form):
        one = form.instance
        one.number = one.number or next_document_number("RFQ", timezone.localdate())
        return keep_solicitation(one, form.cleaned_data["items"], by=self.request.user)


class SolicitationEdit(EditPage):
    """Change a draft."""

    model = Solicitation
    permission_required = "fiscal.change_solicitation"
    form_class = SolicitationForm
    button = "Save draft"

    def keep(self, form, changed):
        form.instance.number = form.instance.number or next_document_number("RFQ", timezone.localdate())
        return keep_solicitation(form.instance, form.cleaned_data["items"], by=self.request.user, changed=changed)


class SolicitationAct(SolicitationPage, ActionPage):
    """Something is done with a solicitation."""


class SolicitationPost(SolicitationAct):
    """Suppliers can answer from now on."""

    permission_required = "fiscal.post_solicitation"
    form_class = NoteForm
    action = staticmethod(post_solicitation)

    def get_intro(self):
        return f"Suppliers can answer until {long_moment(self.object.closes_at)}. Afterwards only addenda change it."


class SolicitationClose(SolicitationAct):
    """Open what came."""

    permission_required = "fiscal.close_solicitation"
    form_class = NoteForm
    action = staticmethod(close_solicitation)


class SupplierChoice(SolicitationAct):
    """A step on which a supplier is chosen, by nobody who asked for what is bought."""

    def not_now(self):
        """Somebody else takes it."""
        return why_not_chosen_by(self.request.user, self.object)


class SolicitationFinalize(SupplierChoice):
    """The time to protest is over."""

    permission_required = "fiscal.finalize_solicitation"
    form_class = NoteForm
    action = staticmethod(finalize_award)


class SolicitationReject(SolicitationAct):
    """Reject all quotes."""

    permission_required = "fiscal.reject_solicitation"
    form_class = RejectForm
    action = staticmethod(reject_quotes)


class SolicitationCancel(SolicitationAct):
    """Call it off before anything is opened."""

    permission_required = "fiscal.cancel_solicitation"
    form_class = ReasonForm
    action = staticmethod(cancel_solicitation)


class SolicitationAmend(SolicitationAct):
    """Issue an addendum."""

    permission_required = "fiscal.amend_solicitation"
    form_class = AddendumForm
    action = staticmethod(issue_addendum)
    button = "Issue addendum"
    done = "Addendum issued. Send it to every supplier that was asked."


class SolicitationQuestion(SolicitationAct):
    """A supplier asks."""

    permission_required = "fiscal.amend_solicitation"
    form_class = QuestionForm
    action = staticmethod(enter_question)
    button = "Enter question"
    done = "Question entered."


class WithSolicitation(SolicitationAct):
    """An act whose form depends on the solicitation."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"solicitation": self.object}


class SolicitationAnswer(WithSolicitation):
    """Answer a question, for every supplier."""

    permission_required = "fiscal.amend_solicitation"
    form_class = AnswerForm
    button = "Answer question"
    done = "Answered. Send it to every supplier that was asked."

    def action(self, solicitation, *, by, question, answer):
        return answer_question(question, by=by, answer=answer)


class SolicitationReceive(WithSolicitation):
    """Log a quote when it comes."""

    permission_required = "fiscal.receive_solicitation"
    form_class = QuoteForm
    button = "Log quote"

    def get_intro(self):
        if self.object.is_sealed:
            return (
                f"It is logged as of this moment. Prices of an electronic quote are read by nobody before "
                f"{long_moment(self.object.closes_at)}; an envelope is logged without."
            )
        return "The solicitation has closed: the quote is late, and stays unopened."

    def action(self, solicitation, *, by, answers, seal="", **said):
        made = receive_quote(Quote(solicitation=solicitation, **said), answers, by=by)
        self.done = "Logged as late. It stays unopened." if made.late else "Quote logged."
        return solicitation


class SolicitationPrices(WithSolicitation):
    """What stands in an envelope."""

    permission_required = "fiscal.close_solicitation"
    verb = "prices"
    form_class = EnvelopeForm
    button = "Enter prices"
    done = "Prices entered."

    def action(self, solicitation, *, by, quote, answers, seal=""):
        enter_prices(quote, answers, by=by)
        return solicitation


class SolicitationWithdraw(WithSolicitation):
    """A supplier takes a quote back."""

    permission_required = "fiscal.receive_solicitation"
    form_class = WithdrawForm
    button = "Record it"
    done = "The quote is taken back. Nobody reads it."

    def get_title(self):
        return f"Quote taken back: {self.object}"

    def action(self, solicitation, *, by, quote, note):
        return withdraw_quote(quote, by=by, note=note)


class SolicitationEvaluate(SupplierChoice, WithSolicitation):
    """Score the quotes."""

    permission_required = "fiscal.evaluate_solicitation"
    form_class = EvaluationForm
    action = staticmethod(evaluate_quotes)


class SolicitationAward(SupplierChoice, WithSolicitation):
    """Award to the lowest and best."""

    permission_required = "fiscal.award_solicitation"
    form_class = AwardForm
    action = staticmethod(award_solicitation)
    template_name = "fiscal/solicitation_award.html"
    done = "Awarded. The time to protest has begun."
    preference = PREFERENCE

    @cached_property
    def comparison(self) -> Comparison:
        return compare(self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"comparison": self.comparison}

    def bids(self) -> list[dict]:
        """Each quote with what it comes to."""
        best = self.comparison.best()
        return [
            {"bid": one, "value": _value(self.object, one.total), "best": best is one} for one in self.comparison.bids
        ]


def _value(solicitation: Solicitation, value) -> str:
    return "Not every line" if value is None else amount_words(solicitation, value)


class SolicitationProtest(SolicitationAct):
    """Somebody protests."""

    permission_required = "fiscal.protest_solicitation"
    form_class = ProtestForm
    button = "Record protest"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Protest(solicitation=self.object)}

    def get_intro(self):
        until = self.object.protest_ends_on
        return f"Timely until {long_date(until)}. A later one is recorded as untimely." if until else ""

    def action(self, solicitation, *, by, **said):
        with transaction.atomic():
            made = record_protest(Protest(solicitation=solicitation, **said), by=by)
        self.done = "Protest recorded." if made.timely else "Protest recorded as untimely."
        return solicitation


class SolicitationDecide(WithSolicitation):
    """Deny or sustain a protest."""

    permission_required = "fiscal.protest_solicitation"
    form_class = ProtestDecisionForm
    button = "Decide protest"
    done = "Decided."

    def action(self, solicitation, *, by, protest, outcome, decision):
        return decide_protest(protest, by=by, outcome=outcome, decision=decision)
