"""Pages of requests to fill positions: written, sent, decided step by step, announced and filled."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.requisitions import (
    cancel_requisition,
    choose_positions,
    draft_requisition,
    revise_requisition,
    submit_requisition,
    take_back_requisition,
)
from personnel.announcing import yearly_range
from personnel.deciding import objection, who_can
from personnel.forms.requisitions import ChairsForm, RequisitionFilter, RequisitionForm, SeatAskedFor, choosable
from personnel.models import ApprovalStep, Position, Posting, Requisition, Shift
from personnel.models.announcements import span
from personnel.postings import announceable
from personnel.records import untold_to
from personnel.staffing import named_elsewhere, shift_sentence, shortfall_sentence, staffing_of
from personnel.suppression import NOT_LISTED, note_override, shown_to
from personnel.tables.requisitions import OwnRequisitionTable, RequisitionTable

Status = Requisition.Status
COUNTED = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.IN_APPROVAL, Status.APPROVED, Status.POSTED)


class RequisitionList(ListPage):
    """Every request one may read."""

    model = Requisition
    permission_required = "personnel.view_requisition"
    filterset_class = RequisitionFilter
    table_class = RequisitionTable
    intro = "Requests to fill positions: where each stands, who holds it and since when."
    empty_text = "Requests of your worksites stand here."
    template_name = "personnel/requisition_list.html"

    def get_rows(self):
        return super().get_rows().prefetch_related("steps")


class RequisitionMine(RequisitionList):
    """What one has asked for oneself."""

    permission_required = "personnel.add_requisition"
    table_class = OwnRequisitionTable
    title = "My requests"
    intro = "What you have asked for, who holds it now and since when."
    empty_text = "You have not asked for anybody yet."

    def get_rows(self):
        return super().get_rows().filter(requester=self.request.user)

    def may_export(self):
        """The whole list is where exports are made."""
        return False

    def trail(self):
        return [("Requisitions", address_of("personnel:requisition-list"))]


class RequisitionPage(Page):
    """A page about one request, found by its number."""

    model = Requisition
    slug_field = "number"
    slug_url_kwarg = "number"

    def get_queryset(self):
        return super().get_queryset().select_related("job_class", "worksite", "requester", "replaces")

    def get_object(self, queryset=None):
        """The request; showing whom it replaces is recorded where they are not listed."""
        found = super().get_object(queryset)
        replaced = found.replaces
        self.names_replaced = replaced is not None and replaced.pk in shown_to(self.request.user, [replaced])
        if self.names_replaced and self.request.method == "GET":
            note_override([replaced], by=self.request.user)
        return found

    @cached_property
    def staffing(self):
        """The guard's arithmetic as it stands now."""
        return staffing_of(self.object)

    def counts(self) -> bool:
        """Whether the arithmetic still matters."""
        return self.object.status in COUNTED

    def promises(self) -> list[dict]:
        """The requests that use positions up, linked where one may read them."""
        seen = set(
            Requisition.objects.visible_to(self.request.user)
            .filter(pk__in=[one.requisition.pk for one in self.staffing.promises])
            .values_list("pk", flat=True)
        )
        return [
            {"request": one.requisition, "due": one.due, "linked": one.requisition.pk in seen}
            for one in self.staffing.promises
        ]

    def warnings(self) -> list[str]:
        """What whoever sends or approves the request should see first; nothing where all is well."""
        short = shortfall_sentence([self.object], self.staffing) if self.staffing.short else ""
        short = short and f"{short} Until then the last step cannot approve it."
        return [sentence for sentence in (short, shift_sentence(self.object)) if sentence]

    def chairs(self):
        """The positions the request names."""
        return self.object.chairs.select_related("position").order_by("position__position_no")

    def _pay(self) -> str:
        """What is expected beside what the class pays."""
        one = self.object
        if not one.expected_pay:
            return ""
        known = yearly_range(one.job_class, timezone.localdate())
        beside = f"; the class pays {span(known.low, known.high)}" if known else ""
        return f"${one.expected_pay:,.0f} a year{beside}"

    def facts(self):
        """What is asked for, where and why; what was not said is left out."""
        one = self.object
        positions = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((c.position.get_absolute_url(), c.position.position_no) for c in self.chairs()),
        )
        told = [
            ("Class", format_html('<a href="{}">{}</a>', one.job_class.get_absolute_url(), one.job_class)),
            ("Worksite", format_html('<a href="{}">{}</a>', one.worksite.get_absolute_url(), one.worksite)),
            ("Shift", one.get_shift_display()),
            ("Vacancies", str(one.vacancies)),
            ("Positions", positions or "None named"),
            ("Expected pay", self._pay()),
            ("Reason", one.get_reason_display()),
            ("Who left or moved", self._replaced()),
            ("Why it is needed", one.explanation),
            ("Needed by", long_date(one.needed_by) if one.needed_by else ""),
            ("Asked for by", str(one.requester)),
        ]
        return [(label, value) for label, value in told if value]

    def _replaced(self):
        person = self.object.replaces
        if person is None:
            return ""
        return str(person) if self.names_replaced else NOT_LISTED


class RequisitionDetail(RequisitionPage, DetailPage):
    """One request: what it asks for, whether positions are free, and the trail of its steps."""

    permission_required = "personnel.view_requisition"
    template_name = "personnel/requisition_detail.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("steps__decided_by")

    def get_title(self):
        return f"Request for {self.object.job_class}"

    def get_intro(self):
        one = self.object
        people = "1 vacancy" if one.vacancies == 1 else f"{one.vacancies} vacancies"
        return f"{people} at {one.worksite}, {Shift(one.shift).phrase}."

    def untold_acts(self):
        """Holds are for those who keep records."""
        return untold_to(self.request.user, self.object)

    @cached_property
    def step_now(self) -> ApprovalStep | None:
        """The step that waits for a decision."""
        return self.object.step_now

    @cached_property
    def objection(self) -> str:
        """Why the person asking may not decide the open step."""
        return objection(self.object, self.request.user) if self.step_now else ""

    def who_can(self) -> str:
        """Who can decide the open step."""
        return who_can(self.step_now)

    def rounds(self) -> list[dict]:
        """Each sending with its steps in order, the latest last."""
        found: dict[int, list] = {}
        for step in self.object.steps.all():
            found.setdefault(step.round, []).append(step)
        return [{"no": no, "steps": steps, "last": no == self.object.round} for no, steps in sorted(found.items())]

    def reason_for_return(self) -> str:
        """Why the request was given back, for as long as it is on the requester's desk."""
        if self.object.status != Status.RETURNED:
            return ""
        returned = [one for one in self.object.steps.all() if one.decision == ApprovalStep.Decision.RETURNED]
        return returned[-1].reason if returned else ""

    def postings(self):
        """The announcements that cover the request, as far as one may see them."""
        rows = Posting.objects.visible_to(self.request.user).filter(requisitions=self.object)
        return rows.order_by("pk")

    def actions(self):
        """The buttons that are legal now and permitted here."""
        one, decides = self.object, bool(self.step_now) and not self.objection
        sends = self.may("personnel.submit_requisition", one)
        step = f" step {self.step_now.no}" if self.step_now else ""
        cancels = one.status in Requisition.TRANSITIONS["cancel"].sources
        wanted = [
            ("edit", "Edit", False, one.editable and self.may("personnel.change_requisition", one)),
            ("positions", "Choose positions", False, one.editable and self.may("personnel.change_requisition", one)),
            ("submit", "Send for approval", False, one.editable and sends),
            ("approve", f"Approve{step}", False, decides),
            ("return", "Return for changes", False, decides),
            ("take-back", "Take back for changes", False, one.status == Status.SUBMITTED and sends and not decides),
            ("deny", "Deny", True, decides),
            ("announce", "Write announcement", False, one.status == Status.APPROVED and self.is_announceable()),
            ("cancel", "Cancel requisition", True, cancels and self.may("personnel.cancel_requisition", one)),
        ]
        ordered = sorted(wanted, key=lambda told: told[0] not in ("submit", "approve", "announce"))
        return [
            {"verb": verb, "label": label, "danger": danger, "url": self.address_of(verb)}
            for verb, label, danger, legal in ordered
            if legal
        ]

    def is_announceable(self) -> bool:
        """Whether who looks may make an announcement of it now."""
        user = self.request.user
        return user.has_perm("personnel.add_posting") and announceable(user).filter(pk=self.object.pk).exists()

    def address_of(self, verb: str) -> str:
        """Where something is done with the request."""
        if verb == "announce":
            return f"{address_of('personnel:posting-create')}?requisition={self.object.number}"
        return address_of(f"personnel:requisition-{verb}", self.object.number)


class RequisitionCreate(CreatePage):
    """Ask for people. It is kept as a draft; positions are chosen next."""

    model = Requisition
    permission_required = "personnel.add_requisition"
    form_class = RequisitionForm
    button = "Save draft"
    intro = "It is kept as a draft with a number. Next you choose positions, then you send it for approval."
    done = "Draft saved. Choose the positions it is to fill."

    def get_initial(self):
        here = {"worksite": self.request.user.worksite_id}
        if (seat := self.seat) is not None:
            here = {"job_class": seat.job_class_id, "worksite": seat.worksite_id, "shift": seat.shift}
        return super().get_initial() | here

    @cached_property
    def seat(self) -> Position | None:
        """The vacant position one comes from."""
        asked = SeatAskedFor(self.request.GET, seats=Position.objects.visible_to(self.request.user).vacant())
        return asked.cleaned_data["position"] if asked.is_valid() else None

    def keep(self, form):
        made = draft_requisition(form.instance, by=self.request.user)
        if self.seat is not None and choosable(made).filter(pk=self.seat.pk).exists():
            made = choose_positions(made, [self.seat], by=self.request.user)
        return made

    def get_success_url(self):
        return address_of("personnel:requisition-positions", self.object.number)


class DraftPage(RequisitionPage):
    """A page that changes a draft; what was sent leads back to the request with a word about it."""

    def get(self, request, *args, **kwargs):
        requisition = self.get_object()
        if not requisition.editable:
            status = requisition.get_status_display().lower()
            messages.warning(request, f"{requisition.number} is {status} and cannot be changed.")
            return HttpResponseRedirect(requisition.get_absolute_url())
        return super().get(request, *args, **kwargs)


class RequisitionEdit(DraftPage, EditPage):
    """Change a draft, or what was returned."""

    permission_required = "personnel.change_requisition"
    form_class = RequisitionForm
    button = "Save draft"
    done = "Draft saved."

    def keep(self, form, changed):
        return revise_requisition(form.instance, by=self.request.user, changed=changed)


class RequisitionPositions(DraftPage, ActionPage):
    """The position picker, beside the guard's arithmetic."""

    permission_required = "personnel.change_requisition"
    template_name = "personnel/requisition_positions.html"
    form_class = ChairsForm
    action = staticmethod(choose_positions)
    button = "Keep these positions"
    done = "Positions kept. Read the request through, then send it for approval."

    def get_title(self):
        return f"Choose positions for {self.object.number}"

    def get_intro(self):
        one = self.object
        return f"{one.job_class} at {one.worksite}, {Shift(one.shift).phrase}: {one.vacancies} to fill."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"requisition": self.object}

    @cached_property
    def offered(self) -> int:
        """How many vacant positions there are to choose from."""
        return choosable(self.object).count()

    def most(self) -> int:
        """How many may be ticked."""
        return min(self.offered, self.object.vacancies)

    def named_by_others(self):
        """Vacant positions of the kind that other requests are to fill."""
        kind = {"position__job_class": self.object.job_class_id, "position__worksite": self.object.worksite_id}
        return named_elsewhere(self.object).filter(**kind).select_related("position", "requisition").order_by("pk")


class RequisitionSubmit(RequisitionPage, ActionPage):
    """Send a draft for approval."""

    permission_required = "personnel.submit_requisition"
    template_name = "personnel/requisition_decide.html"
    action = staticmethod(submit_requisition)
    intro = "It passes its steps one after the other. Until the first is decided you can take it back for changes."


class RequisitionTakeBack(RequisitionPage, ActionPage):
    """Take a request back that nobody has decided on yet, to change it."""

    permission_required = "personnel.submit_requisition"
    verb = "take_back"
    action = staticmethod(take_back_requisition)
    intro = "It is a draft again. Once changed and sent anew it passes every step from the first."


class RequisitionCancel(RequisitionPage, ActionPage):
    """Take a request back."""

    permission_required = "personnel.cancel_requisition"
    form_class = ReasonForm
    action = staticmethod(cancel_requisition)
    intro = "It uses up no positions any more. A cancelled request is not opened again."
