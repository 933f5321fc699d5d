"""Pages of requisitions: my open purchases, entry by keyboard, deciding, and the paper."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.models import AuditEvent
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page, PlainPage
from doc_portal.core.workflow import Refused
from fiscal.actions.buyers import give_requisition
from fiscal.actions.requisitions import (
    approve_requisition,
    asked_of,
    cancel_requisition,
    certify_requisition,
    close_requisition,
    endorse_requisition,
    keep_limit,
    keep_requisition,
    reject_requisition,
    return_requisition,
    source_requisition,
    submit_requisition,
)
from fiscal.actions.sourcing import Choice, found_for
from fiscal.forms.requisitions import (
    MORE,
    CopyForm,
    GiveForm,
    LimitForm,
    RequisitionFilter,
    RequisitionForm,
    faults_pasted,
    lines_of,
    lines_typed,
    rows_pasted,
)
from fiscal.funds import Funds, funds_of
from fiscal.models import (
    ApprovalLimit,
    CoaCode,
    CommodityClass,
    FundingString,
    LineFunding,
    Requisition,
    SourcingDecision,
)
from fiscal.models.requisitions import YOU
from fiscal.owned import account_of
from fiscal.sourcing import blocks_ordering
from fiscal.tables.purchases import ApprovalTable, LimitTable, MineTable, RequisitionTable

LIST = ("Purchase requisitions", "fiscal:requisition-list")
OPEN = "My open purchases"
SUBMITS = "fiscal.submit_requisition"
LATELY, OFFERED, FAULTS = 50, 200, 8
"""Of how many purchases strings are offered while typing, and how many of them; any other can be typed."""


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
        """The steps that can be taken: the second approval where one is due, then the first; and giving it on."""
        hidden = ("approve",) if self.object.second_due else ("endorse",)
        found = [one for one in super().actions() if one["verb"] not in hidden]
        if self.may("fiscal.give_requisition", self.object) and self.object.is_being_bought():
            url = address_of("fiscal:requisition-give", self.object.pk)
            found.append({"verb": "give", "url": url, "label": RequisitionGive.button, "danger": False})
        return found

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
        return self.object.status in ("approved", "sourcing") and self.may("fiscal.add_sourcingdecision", self.object)

    def may_order(self) -> bool:
        """Whether an order can be written on it now, by this person."""
        return self.object.status in ("approved", "sourcing") and self.may("fiscal.add_purchaseorder", self.object)

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


class RequisitionWriting(RequisitionPage):
    """Entering lines: more rows, rows pasted, and saving."""

    template_name = "fiscal/requisition_form.html"
    form_class = RequisitionForm

    def post(self, request, *args, **kwargs):
        """More rows and pasted rows change the form alone; everything else saves."""
        for name in ("more", "paste"):
            if name in request.POST:
                return self.with_rows(name)
        return super().post(request, *args, **kwargs)

    def with_rows(self, name: str) -> HttpResponse:
        """The form as typed, with more rows or with those of a spreadsheet behind the last one filled."""
        self.object = self.find_object()
        typed = {key: value for key, value in self.request.POST.items() if not key.startswith(("_", "csrf"))}
        problem, count = "", _rows_in(typed)
        if name == "more":
            count += MORE
        else:
            try:
                pasted = rows_pasted(typed.get("pasted", ""))
            except ValidationError as error:
                pasted, problem = [], error.messages[0]
            filled = _rows_in({key: value for key, value in typed.items() if value and not key.endswith("_unit")})
            problem = problem or " ".join(faults_pasted(pasted, filled + 1)[:FAULTS])
            for no, row in enumerate(pasted, filled):
                typed |= {f"row{no}_{column}": value for column, value in row.items()}
            count = max(count, filled + len(pasted))
        form = self.form_class(**self.plain_kwargs(), initial=typed | {"_typed": ["org"]}, rows=count)
        return self.render_to_response(self.get_context_data(form=form, paste_problem=problem))

    def plain_kwargs(self) -> dict:
        """What the form is made with when it is not sent."""
        return {"user": self.request.user, "instance": self.object}

    def strings(self):
        """Strings to choose from while typing, first those lately charged where this person writes."""
        strings = FundingString.objects.filter(budget_fy__status="open").for_list()
        paid = LineFunding.objects.filter(line__requisition__in=self.lately.values("pk")).values("funding")
        near = Case(When(Q(pk__in=paid) | Q(org__in=self.lately.values("org")), then=0), default=1)
        return sorted(strings.order_by(near, "pk")[:OFFERED], key=str)

    @property
    def lately(self):
        """What was asked for last where this person writes."""
        return Requisition.objects.permitted(self.request.user, self.permission_required).order_by("-pk")[:LATELY]

    def orgs(self):
        """Codes and names of organizations to choose from while typing, first those that asked lately."""
        open_years = CoaCode.objects.filter(kind="org", year__status="open", active=True)
        near = Case(When(code__in=self.lately.values("org__code"), then=0), default=1)
        return open_years.annotate(near=near).order_by("near", "code").values_list("code", "name").distinct()[:OFFERED]

    def classes(self):
        """The classes in use, to choose from while typing."""
        return CommodityClass.objects.in_use()


def _rows_in(typed: dict[str, str]) -> int:
    """How many rows are named, the last one included."""
    return max((int(key[3:].partition("_")[0]) + 1 for key in typed if _is_row(key)), default=0)


def _is_row(key: str) -> bool:
    head = key.partition("_")[0]
    return head.startswith("row") and head[3:].isascii() and head[3:].isdigit() and len(head) < 6


class RequisitionCreate(RequisitionWriting, CreatePage):
    """Ask for something. With “copy” in the address the lines of an earlier one are there already."""

    permission_required = "fiscal.add_requisition"
    title = "New purchase"
    intro = "Say what is needed, by when and who pays. Save it as often as you like; others see it once you submit it."
    button = "Save requisition"

    def trail(self):
        return [(OPEN, address_of("fiscal:requisition-mine"))]

    def find_object(self):
        return None

    @cached_property
    def copied(self) -> Requisition | None:
        """The requisition that is copied: one that this person sees."""
        form = CopyForm(self.request.GET, rows=self.get_queryset())
        return form.cleaned_data["copy"] if form.is_valid() else None

    def get_form_kwargs(self):
        """Filled from the one that is copied."""
        kwargs = super().get_form_kwargs()
        if self.copied is not None and self.request.method != "POST":
            rows, splits = lines_of(self.copied)
            kwargs["initial_lines"] = rows
            kwargs["initial"] = {
                "worksite": self.copied.worksite_id, "kind": self.copied.kind, "need": self.copied.need,
                "org": self.copied.org.code, **splits,
            }  # fmt: skip
        elif "item" in self.request.GET and self.request.method != "POST":
            kwargs |= self.as_asked()
        if self.request.method != "POST":
            own = Requisition.objects.of_person(self.request.user).order_by("-pk")
            asked_by = own.values_list("org__code", flat=True).first()
            kwargs["initial"] = {"org": asked_by or "", **kwargs.get("initial", {})}
        return kwargs

    def as_asked(self) -> dict:
        """Filled from “Can I buy this, and how?”; checked like anything typed once it is sent."""
        asked = {name: value[:300] for name, value in self.request.GET.items()}
        line = {"description": asked["item"], "quantity": "1", "unit": "each", "price": asked.get("amount", "")}
        return {
            "initial_lines": [line | {"commodity": asked.get("class", "")}],
            "initial": {name: asked[name] for name in ("need_by", "worksite") if name in asked},
        }

    def keep(self, form):
        form.instance.org, form.instance.requested_by = form.cleaned_data["org"], self.request.user
        return keep_requisition(form.instance, form.lines, by=self.request.user)

    def done_message(self):
        return f"{self.object} is saved as a draft. Submit it when it is complete."


class RequisitionEdit(RequisitionWriting, EditPage):
    """Change a draft, or one that was returned."""

    permission_required = "fiscal.change_requisition"
    button = "Save requisition"

    def get_form_kwargs(self):
        """With the lines as they stand."""
        kwargs = super().get_form_kwargs()
        rows, splits = lines_of(self.object)
        kwargs["initial_lines"] = rows
        kwargs["initial"] = {**kwargs.get("initial", {}), **splits}
        return kwargs

    def keep(self, form, changed):
        form.instance.org = form.cleaned_data["org"]
        return keep_requisition(form.instance, form.lines, by=self.request.user, changed=changed[:200])


class RequisitionFunds(PlainPage):
    """What is left beside each line, while it is typed: asked with the fields of the lines, nothing is kept."""

    permission_required = "fiscal.add_requisition"
    template_name = "fiscal/requisition_funds.html"
    title = "What is left, line by line"

    def get_template_names(self):
        """The list alone where the form asks."""
        return ["fiscal/blocks/funds_by_line.html" if self.request.htmx else self.template_name]

    @cached_property
    def lines(self) -> list[tuple[int, Funds]]:
        """Each line that can be read, with its number; earlier lines count against later ones."""
        asked = lines_typed(self.request.GET)
        found = funds_of([string for _, string, _ in asked], [amount for _, _, amount in asked])
        return list(zip((no for no, _, _ in asked), found, strict=True))

    def total(self):
        """What they come to."""
        return sum((one.asked for _, one in self.lines), Decimal(0))


class RequisitionStep(RequisitionPage, ActionPage):
    """A step of a requisition, with its lines and the money beside the decision."""

    template_name = "fiscal/requisition_step.html"

    def other_ways(self) -> list[tuple[str, str]]:
        """What one may do instead of saying yes."""
        if self.verb_of_page not in ("certify", "endorse", "approve"):
            return []
        return [
            (self.object.TRANSITIONS[verb].label, address_of(f"fiscal:requisition-{verb}", self.object.pk))
            for verb in ("return", "reject")
            if self.may(f"fiscal.{verb}_requisition", self.object)
        ]

    @property
    def verb_of_page(self) -> str:
        """The step the page is for."""
        return self.permission_required.partition(".")[2].partition("_")[0]


class RequisitionSubmit(RequisitionStep):
    """Ask for it."""

    permission_required = "fiscal.submit_requisition"
    action = staticmethod(submit_requisition)
    done = "Submitted. Next, funds are certified."


class RequisitionCertify(RequisitionStep):
    """Confirm coding and money."""

    permission_required = "fiscal.certify_requisition"
    action = staticmethod(certify_requisition)
    done = "Funds certified. Next, somebody approves it."


class RequisitionEndorse(RequisitionStep):
    """The second approval."""

    permission_required = "fiscal.endorse_requisition"
    action = staticmethod(endorse_requisition)
    done = "Approved as second. The first approval is still to come."


class RequisitionApprove(RequisitionStep):
    """Say yes."""

    permission_required = "fiscal.approve_requisition"
    action = staticmethod(approve_requisition)
    done = "Approved. The money is set aside, and a buyer takes it up."


class RequisitionSource(RequisitionStep):
    """Take it up."""

    permission_required = "fiscal.source_requisition"
    action = staticmethod(source_requisition)
    done = "Yours to buy now."


class RequisitionGive(RequisitionStep):
    """Another buyer goes on with it."""

    permission_required = "fiscal.give_requisition"
    form_class = GiveForm
    button = "Give to another buyer"
    done = "Given. The new buyer is told, and who bought it until now."

    def action(self, requisition, *, by, person, note):
        """Hand it over to the account of a person."""
        return give_requisition(requisition, buyer=account_of(person), by=by, note=note)


class RequisitionReturn(RequisitionStep):
    """Send it back."""

    permission_required = "fiscal.return_requisition"
    form_class = ReasonForm
    action = staticmethod(return_requisition)
    done = "Returned. Whoever asked can change it and submit it again."


class RequisitionClose(RequisitionStep):
    """Nothing more is ordered."""

    permission_required = "fiscal.close_requisition"
    action = staticmethod(close_requisition)
    form_class = NoteForm
    done = "Closed. What was still set aside was released."


class RequisitionReject(RequisitionStep):
    """Say no."""

    permission_required = "fiscal.reject_requisition"
    form_class = ReasonForm
    action = staticmethod(reject_requisition)
    done = "Rejected. Whoever asked was told why."


class RequisitionCancel(RequisitionStep):
    """It is not wanted any more."""

    permission_required = "fiscal.cancel_requisition"
    form_class = ReasonForm
    action = staticmethod(cancel_requisition)
    done = "Canceled."


class ApprovalLimitList(ListPage):
    """Who approves up to how much."""

    model = ApprovalLimit
    permission_required = "fiscal.view_approvallimit"
    title = "Approval limits"
    intro = "Nobody approves a purchase without a limit, or sets their own. A delegate gets a limit with an end."
    table_class = LimitTable
    order_by = "-starts_on"
    row_name = "limit"
    empty_text = "No limit is entered, so nothing can be approved."


class ApprovalLimitCreate(CreatePage):
    """Enter one."""

    model = ApprovalLimit
    permission_required = "fiscal.add_approvallimit"
    form_class = LimitForm
    title = "New approval limit"
    button = "Add limit"

    def keep(self, form):
        return keep_limit(form.instance, by=self.request.user)


class ApprovalLimitEdit(EditPage):
    """End one."""

    model = ApprovalLimit
    permission_required = "fiscal.change_approvallimit"
    form_class = LimitForm
    button = "Save limit"

    def trail(self):
        return [("Approval limits", address_of("fiscal:approvallimit-list"))]

    def keep(self, form, changed):
        return keep_limit(form.instance, by=self.request.user, changed=changed)
