"""Pages of transfers: one's own wishes, and exchanges for the heads of worksites."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, AskPage, CreatePage, DetailPage, ListPage, Page
from doc_portal.core.workflow import Refused
from personnel.actions.transfers import (
    add_wish,
    agree_exchange,
    chair_of,
    drop_exchange,
    exchange_objection,
    propose_exchange,
    refuse_exchange,
    withdraw_wish,
)
from personnel.forms.transfers import ExchangeForm, TransferWishFilter, TransferWishForm
from personnel.models import ExchangeProposal, JobClass, Person, TransferWish
from personnel.suppression import NOT_LISTED, note_override, shown_to
from personnel.swaps import EACH, swaps_found
from personnel.tables.transfers import ExchangeTable, OwnWishTable, TransferWishTable
from personnel.views.objecting import ObjectingPage

KEEPS = "personnel.add_exchangeproposal"


class TransferWishMine(ListPage):
    """What one wishes oneself, and what has come of it."""

    model = TransferWish
    permission_required = "personnel.view_own_transferwish"
    template_name = "personnel/transferwish_mine.html"
    table_class = OwnWishTable
    order_by = "-created_at"
    title = "Transfers"
    row_name = "wish"
    intro = (
        "Wish for the same class of job at another worksite. Exchanges of two or three people are proposed from here."
    )
    empty_text = "You have no wish yet. A wish stands until you withdraw it."

    def get_rows(self):
        return super().get_rows().filter(person__user=self.request.user)

    def may_export(self):
        """A few rows of one's own."""
        return False

    def links(self) -> list[tuple[str, str]]:
        """The further pages of transfers that this person may open."""
        wanted = (
            ("Wishes at my worksites", "transferwish-list", "view_transferwish"),
            ("Exchanges", "exchangeproposal-list", "view_exchangeproposal"),
            ("Look for exchanges", "exchangeproposal-create", "add_exchangeproposal"),
        )
        may = self.request.user.has_perm
        return [(label, address_of(f"personnel:{name}")) for label, name, right in wanted if may(f"personnel.{right}")]


class TransferPage(Page):
    """A page of transfers: it stands under one's own wishes."""

    def trail(self):
        return [("Transfers", address_of("personnel:transferwish-mine"))]


class TransferWishList(TransferPage, ListPage):
    """Wishes from and to one's worksites, in the order of service."""

    model = TransferWish
    permission_required = "personnel.view_transferwish"
    filterset_class = TransferWishFilter
    table_class = TransferWishTable
    order_by = "seniority_date"
    intro = "Who would like to work elsewhere in their class. The longest service comes first."
    empty_text = "Wishes from and to your worksites stand here."

    def unasked(self, rows):
        return rows.filter(status=TransferWish.Status.OPEN)

    def create_url(self):
        """Wishes are added on one's own page."""
        return


class TransferWishCreate(TransferPage, CreatePage):
    """Wish for a place."""

    model = TransferWish
    permission_required = "personnel.add_transferwish"
    form_class = TransferWishForm
    button = "Keep wish"
    intro = "Your service and your present place come from your assignments. You may withdraw it at any time."
    done = "Your wish stands. You are told when an exchange is agreed."

    @cached_property
    def person(self) -> Person | None:
        """The entry of whoever asks."""
        return Person.objects.current().filter(user=self.request.user).select_related("worksite").first()

    @cached_property
    def held(self) -> JobClass | None:
        """The class of the position one holds."""
        chair = chair_of(self.person) if self.person else None
        return chair.job_class if chair else None

    def get_initial(self):
        """The class one holds, or the one called like one's job."""
        called = None
        if self.person and not self.held:
            called = JobClass.objects.in_use().filter(title__iexact=self.person.title).first()
        return super().get_initial() | {"job_class": self.held or called}

    def get_form_kwargs(self):
        """For oneself, from where one works; the rules that compare both worksites need it."""
        place = self.person.worksite if self.person else None
        wish = TransferWish(person=self.person, from_worksite=place)
        return super().get_form_kwargs() | {"instance": wish, "held": self.held}

    def may(self, permission, record):
        """Everybody wishes for themselves, wherever they work."""
        return super().may(permission, None)

    def keep(self, form):
        if self.person is None:
            raise Refused(
                "You have no entry in the directory, so there is no place to change. Ask a directory steward."
            )
        return add_wish(form.instance, by=self.request.user)


class WishPage(TransferPage):
    """A page about one wish."""

    model = TransferWish

    def get_queryset(self):
        return super().get_queryset().for_list()

    def may(self, permission, record):
        """One's own; others by a right where the wish leads from or to."""
        if record is not None and record.person.user_id == self.request.user.pk:
            return self.request.user.has_perm(permission)
        return self.request.user.has_perm(self.others)

    others = "personnel.view_transferwish"

    def named(self):
        """Whose wish it is, where the person asking may see them."""
        person = self.object.person
        return person.full_name if person.pk in shown_to(self.request.user, [person]) else NOT_LISTED


class TransferWishDetail(WishPage, DetailPage):
    """One wish, and what came of it."""

    permission_required = "personnel.view_own_transferwish"
    template_name = "personnel/transferwish_detail.html"

    def get_title(self):
        return f"Wish for {self.object.to_worksite}"

    def get_intro(self):
        return f"{self.object.job_class}, from {self.object.from_worksite}."

    def facts(self):
        one = self.object
        note_override([one.person] if self.named() != NOT_LISTED else [], by=self.request.user)
        told = [
            ("Person", self.named()),
            ("Class", one.job_class),
            ("From", one.from_worksite),
            ("To", one.to_worksite),
            ("Shift", one.shift_words),
            ("In service since", long_date(one.seniority_date)),
            ("Miles from home", str(one.miles) if one.miles is not None else BLANK),
            ("Stands until", long_date(one.ends_on) if one.ends_on else "It is withdrawn or fulfilled"),
            ("Note", one.note),
        ]
        return [(label, value) for label, value in told if value]

    def proposals(self):
        """The exchanges it is or was a part of."""
        return ExchangeProposal.objects.filter(legs__wish=self.object).order_by("-pk")

    def sees_proposals(self) -> bool:
        """Whether to link them."""
        return self.request.user.has_perm("personnel.view_exchangeproposal")

    def actions(self):
        one, user = self.object, self.request.user
        own = one.person.user_id == user.pk and user.has_perm("personnel.withdraw_transferwish")
        if one.status != TransferWish.Status.OPEN or not (own or user.has_perm(KEEPS)):
            return []
        url = address_of("personnel:transferwish-withdraw", one.pk)
        return [{"verb": "withdraw", "url": url, "label": "Withdraw wish", "danger": True}]


class TransferWishWithdraw(WishPage, ActionPage):
    """Take a wish back."""

    permission_required = "personnel.withdraw_transferwish"
    action = staticmethod(withdraw_wish)
    intro = "An exchange that was proposed with it and is not decided yet is dropped."
    others = KEEPS

    def get_title(self):
        return f"Withdraw the wish for {self.object.to_worksite}"


class ExchangeProposalList(TransferPage, ListPage):
    """Exchanges of one's worksites, the newest first."""

    model = ExchangeProposal
    permission_required = "personnel.view_exchangeproposal"
    table_class = ExchangeTable
    order_by = "-name"
    intro = "Two or three people of one class change places once the head of every worksite agrees."
    empty_text = "Proposals that touch your worksites stand here."

    def may_export(self):
        """They are read one by one."""
        return False


class ExchangeProposalCreate(TransferPage, AskPage):
    """The exchanges that are possible now, and proposing one of them."""

    model = ExchangeProposal
    permission_required = "personnel.add_exchangeproposal"
    template_name = "personnel/exchangeproposal_form.html"
    form_class = ExchangeForm
    title = "Look for exchanges"
    button = "Propose exchange"
    done = "Proposed. The heads of the worksites are told."
    keeps_draft = False
    intro = (
        "Found among all open wishes: two or three people of one class who could change places. The longest service "
        f"comes first, with up to {EACH} exchanges of each wish."
    )

    @cached_property
    def swaps(self):
        """What is possible now."""
        return swaps_found()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"swaps": self.swaps}

    def trail(self):
        return [*super().trail(), ("Exchanges", address_of("personnel:exchangeproposal-list"))]

    def work(self, form):
        chosen = next(one for one in self.swaps if one.key == form.cleaned_data["swap"])
        made = propose_exchange(list(chosen.wishes), moves_on=form.cleaned_data["moves_on"], by=self.request.user)
        return made.get_absolute_url()


class ExchangePage(TransferPage):
    """A page about one proposal."""

    model = ExchangeProposal

    def trail(self):
        up = [*super().trail(), ("Exchanges", address_of("personnel:exchangeproposal-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    def may(self, permission, record):
        """The rows one may see are those of one's worksites; the parts one decides are judged by the action."""
        return self.request.user.has_perm(permission)

    @cached_property
    def legs(self) -> list[dict]:
        """Who would go where, and what the head of the worksite they leave says."""
        rows = list(
            self.object.legs.select_related("wish__person", "from_worksite", "to_worksite", "decided_by").order_by("pk")
        )
        people = [one.wish.person for one in rows]
        seen = shown_to(self.request.user, people)
        note_override([one for one in people if one.pk in seen], by=self.request.user)
        return [{"row": one, "name": self._name(one.wish.person, seen), "wish": one.wish} for one in rows]

    def _name(self, person, seen):
        if person.pk not in seen:
            return NOT_LISTED
        return format_html('<a href="{}">{}</a>', person.get_absolute_url(), person.full_name)


class ExchangeProposalDetail(ExchangePage, DetailPage):
    """One exchange with its parts."""

    permission_required = "personnel.view_exchangeproposal"
    template_name = "personnel/exchangeproposal_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("job_class", "created_by")

    def get_intro(self):
        one = self.object
        first = f"From {long_date(one.moves_on)} on." if one.status == one.Status.APPROVED else ""
        planned = f"Planned for {long_date(one.moves_on)}." if one.status == one.Status.PROPOSED else ""
        return first or planned

    @cached_property
    def objection(self) -> str:
        """Why the person asking may not decide."""
        return exchange_objection(self.object, self.request.user)

    def actions(self):
        one = self.object
        if one.status != one.Status.PROPOSED:
            return []
        decides = not self.objection
        wanted = [
            ("approve", "Agree", False, decides),
            ("refuse", "Refuse", True, decides),
            ("drop", "Drop proposal", True, self.request.user.has_perm("personnel.drop_exchangeproposal")),
        ]
        return [
            {"verb": verb, "label": label, "danger": danger,
             "url": address_of(f"personnel:exchangeproposal-{verb}", one.pk)}
            for verb, label, danger, legal in wanted
            if legal
        ]  # fmt: skip


class ExchangeDecision(ExchangePage, ObjectingPage):
    """What a head says. Without a worksite of theirs in it, or for oneself: 403 with a sentence."""

    permission_required = "personnel.decide_exchangeproposal"
    template_name = "personnel/exchangeproposal_decide.html"

    def objection_to(self, record):
        return exchange_objection(record, self.request.user)


class ExchangeProposalAgree(ExchangeDecision):
    """Agree for the worksites one heads."""

    action = staticmethod(agree_exchange)
    verb = "approve"
    intro = "Once the head of every worksite has agreed, the assignments change by themselves."

    def done_message(self):
        if self.object.status == ExchangeProposal.Status.APPROVED:
            return "All heads agreed. The assignments are changed."
        return "You agreed. The other heads decide next."


class ExchangeProposalRefuse(ExchangeDecision):
    """Refuse for one's worksite."""

    form_class = ReasonForm
    action = staticmethod(refuse_exchange)
    verb = "refuse"
    intro = "One refusal ends the proposal. Nobody moves, and the wishes stand."


class ExchangeProposalDrop(ExchangePage, ActionPage):
    """Take a proposal back."""

    permission_required = "personnel.drop_exchangeproposal"
    form_class = ReasonForm
    action = staticmethod(drop_exchange)
    intro = "Nobody moves, and the wishes stand."
