"""Pages of sourcing: the question anybody may ask, the decision on a requisition, its papers, and MVE's answers."""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, long_date, status_mark
from doc_portal.core.models import Attachment
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, ListPage, Page, PlainPage
from fiscal.actions.sourcing import (
    Choice,
    ask_mve,
    attach_paper,
    decide_sourcing,
    deny_certificate,
    found_for,
    issue_certificate,
)
from fiscal.duties import buys_for_others, wanted_by_others
from fiscal.forms.sourcing import (
    CertificateFilter,
    CertificateForm,
    DecisionForm,
    MveCertificateForm,
    PaperForm,
    PurchaseAskForm,
    SuppliesForm,
)
from fiscal.models import Contract, Method, MveCertificate, Paper, Requisition, Solicitation, SourcingDecision
from fiscal.sourcing import missing_words, papers_missing
from fiscal.tables.sourcing import CertificateTable
from fiscal.views.parts import linked
from fiscal.wizard import Answer, answer_to

SHOWN = 8


class PurchaseAsk(PlainPage):
    """“Can I buy this, and how?” Asked in the address, so that an answer can be sent on."""

    permission_required = "fiscal.view_procurementrule"
    title = "Can I buy this, and how?"
    intro = "Say what you need. You are told which lawful way to buy applies, what papers it takes, and by which law."
    template_name = "fiscal/purchase_ask.html"

    @cached_property
    def form(self) -> PurchaseAskForm:
        """What the address asks."""
        return PurchaseAskForm(self.request.GET if "item" in self.request.GET else None, user=self.request.user)

    @cached_property
    def result(self) -> Answer | None:
        """The answer; None until something that can be read is asked."""
        return answer_to(self.form.cleaned_data) if self.form.is_valid() else None

    def covering(self) -> list[tuple[Contract, str]]:
        """Contracts that may cover it, each with the address that asks again with it chosen."""
        asked = self.request.GET.copy()
        found = []
        for one in self.result.maybe:
            asked["contract"] = one.pk
            found.append((one, f"{self.request.path}?{asked.urlencode()}"))
        return found

    def ask_mve_url(self) -> str:
        """To asking MVE, with what was typed; empty for who may not."""
        if not self.request.user.has_perm("fiscal.add_mvecertificate"):
            return ""
        return f"{reverse('fiscal:mvecertificate-create')}?{self.typed}"

    def buy_url(self) -> str:
        """To a new requisition, with what was typed; empty for who may not."""
        if not self.request.user.has_perm("fiscal.add_requisition"):
            return ""
        commodity = {"class": self.form.cleaned_data["commodity"].code}
        return f"{reverse('fiscal:requisition-create')}?{self.typed}&{urlencode(commodity)}"

    @cached_property
    def typed(self) -> str:
        """What was typed, for the next page."""
        said = self.form.cleaned_data
        plain = {name: said[name] for name in ("item", "amount", "need_by")}
        chosen = {name: said[name].pk for name in ("commodity", "worksite") if said.get(name)}
        return urlencode(plain | chosen)


class BuyerDesk(PlainPage):
    """What waits for buyers, each part leading to where it is done."""

    permission_required = "fiscal.add_sourcingdecision"
    template_name = "fiscal/buyer_desk.html"
    title = "Buyer desk"
    intro = "Purchases to decide on and to order, papers that are missing, closings, answers of MVE, and renewals."

    @cached_property
    def purchases(self) -> list[Requisition]:
        """Approved ones of which it is not decided how they are bought, what is needed first on top."""
        decided = SourcingDecision.objects.current().filter(requisition=OuterRef("pk"))
        rows = Requisition.objects.permitted(self.request.user, self.permission_required).decided_open()
        theirs = wanted_by_others(self.request.user, rows.filter(~Exists(decided)))
        return list(theirs.order_by("need_by", "pk").for_list()[:SHOWN])

    @cached_property
    def to_order(self) -> list[Requisition]:
        """Taken up, decided how to buy, and nothing is ordered: also those whose only order was canceled."""
        decided = SourcingDecision.objects.current().filter(requisition=OuterRef("pk"))
        rows = Requisition.objects.permitted(self.request.user, "fiscal.add_purchaseorder").without_order()
        theirs = wanted_by_others(self.request.user, rows.filter(Exists(decided)))
        return list(theirs.order_by("need_by", "pk").for_list()[:SHOWN])

    @cached_property
    def missing(self) -> list[SourcingDecision]:
        """Decisions whose papers are not all on file."""
        rows = SourcingDecision.objects.visible_to(self.request.user).with_missing_papers()
        return list(rows.for_list().order_by("pk")[:SHOWN])

    @cached_property
    def solicitations(self) -> list[Solicitation]:
        """Posted ones by their closing, then those in their protest window."""
        rows = Solicitation.objects.visible_to(self.request.user)
        return list(rows.filter(status__in=("posted", "protest_window")).order_by("status", "closes_at", "pk")[:SHOWN])

    @cached_property
    def certificates(self) -> list[MveCertificate]:
        """Questions MVE has not answered, the oldest on top."""
        return list(MveCertificate.objects.visible_to(self.request.user).waiting().for_list().order_by("pk")[:SHOWN])

    @cached_property
    def contracts(self) -> list[Contract]:
        """Contracts that end soon."""
        rows = Contract.objects.visible_to(self.request.user).expiring(int(value_of("contract_alert_days")))
        return list(rows.for_list().order_by("ends_on", "pk")[:SHOWN])


class SourcingDecide(ActionPage):
    """What the rules find for a requisition, and what the buyer says."""

    model = Requisition
    permission_required = "fiscal.add_sourcingdecision"
    template_name = "fiscal/sourcing_decide.html"
    form_class = DecisionForm
    button = "Decide how to buy"
    done = "Decided. The rules as they stand today are kept with it."

    def get_title(self):
        return f"How to buy {self.object}"

    def get_intro(self):
        return "Choose what covers the purchase or is special about it. With nothing chosen it is bought as found here."

    @cached_property
    def found(self):
        """What the rules find while nothing is claimed, and the split test."""
        return found_for(self.object, Choice())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"requisition": self.object}

    def action(self, requisition, *, by, path, **said):
        """Decide."""
        return decide_sourcing(requisition, Choice(path=Method(path) if path else None, **said), by=by)


class SourcingDecisionDetail(DetailPage):
    """One decision: the way, the tests on the way to it, and its papers."""

    model = SourcingDecision
    permission_required = "fiscal.view_sourcingdecision"
    template_name = "fiscal/sourcingdecision_detail.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"How {self.object.requisition} is bought"

    def trail(self):
        return [(str(self.object.requisition), self.object.requisition.get_absolute_url())]

    def facts(self):
        """Everything that was decided."""
        one = self.object
        found = [
            ("State", status_mark(*one.state)),
            ("Way to buy", one.get_path_display()),
            ("The rules found", one.get_found_path_display()),
            ("Amount", dollars(one.amount)),
            ("Grounds", one.grounds or BLANK),
            ("Decided by", one.created_by.shown_name if one.created_by else BLANK),
            ("Decided on", long_date(one.created_at.date())),
        ]
        if one.contract:
            found.append(("Contract", linked(one.contract)))
        if one.certificate:
            found.append(("MVE certificate", linked(one.certificate)))
        if one.overridden_by:
            found.append(("Departs by decision of", f"{one.overridden_by.shown_name}: {one.reason}"))
        if one.split_limit is not None:
            found.append(
                (
                    "With related purchases",
                    f"{dollars(one.related_total)}; the limit is below {dollars(one.split_limit)}",
                )
            )
        if one.split_allowed_by:
            found.append(("No split purchase, says", f"{one.split_allowed_by.shown_name}: {one.split_reason}"))
        return found

    @cached_property
    def papers(self) -> list[dict]:
        """The papers it takes, with what is on file."""
        one = self.object
        missing = set(papers_missing(one)) if one.superseded_at is None else set()
        attached = list(one.attached.select_related("attachment", "created_by"))
        if one.superseded_at is None and not any(row.paper == Paper.REPORT for row in attached):
            missing.add(Paper.REPORT)
        return [
            {
                "paper": Paper(name).label,
                "missing": missing_words(one, Paper(name)) if name in missing else "",
                "files": [row for row in attached if row.paper == name],
            }
            for name in one.papers_taken
        ]

    @cached_property
    def rules(self) -> list[dict]:
        """The rules as they stood."""
        return self.object.rules_used

    def actions(self):
        """Attaching papers, and deciding again."""
        one = self.object
        steps = [
            ("attach", "Attach paper", "fiscal.attach_sourcingdecision", one, bool(one.papers_taken)),
            (
                "decide",
                "Decide again",
                "fiscal.add_sourcingdecision",
                one.requisition,
                buys_for_others(self.request.user, one.requisition),
            ),
        ]
        names = {"attach": "fiscal:sourcingdecision-attach", "decide": "fiscal:requisition-decide"}
        return [
            {"verb": verb, "url": reverse(names[verb], args=[record.pk]), "label": label, "danger": False}
            for verb, label, permission, record, possible in steps
            if possible and one.superseded_at is None and self.may(permission, record)
        ]


class SourcingDecisionAttach(ActionPage):
    """Put a paper on file."""

    model = SourcingDecision
    permission_required = "fiscal.attach_sourcingdecision"
    template_name = "generic/form.html"
    form_class = PaperForm
    action = staticmethod(attach_paper)
    button = "Attach paper"
    done = "Attached."

    def get_title(self):
        return f"Attach paper: {self.object}"

    def trail(self):
        return [(str(self.object), self.object.get_absolute_url())]

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["paper"].choices = [(one, Paper(one).label) for one in self.object.papers_taken]
        return form


class MveCertificateList(ListPage):
    """What MVE was asked, and its answers."""

    model = MveCertificate
    permission_required = "fiscal.view_mvecertificate"
    title = "Questions to MVE"
    intro = (
        "MVE is asked first, whatever it costs. Its certificate allows to buy elsewhere where it cannot supply in time "
        "(RSMo 217.575)."
    )
    filterset_class = CertificateFilter
    table_class = CertificateTable
    order_by = "-created_at"
    row_name = "question"
    empty_text = "MVE was asked nothing here."

    def may_export(self):
        """It is short."""
        return False


class MvePage(Page):
    """A page about one question to MVE."""

    model = MveCertificate

    def get_queryset(self):
        return super().get_queryset().for_list().select_related("created_by")

    def trail(self):
        up = [("Questions to MVE", reverse("fiscal:mvecertificate-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]


class MveCertificateDetail(MvePage, DetailPage):
    """One question with its answer."""

    permission_required = "fiscal.view_mvecertificate"
    fields = (
        "status", "commodity", "worksite", "amount", "need_by", "days_limit", "promised_days", "market_days",
        "certificate_number", "answered_on", "holds_until",
    )  # fmt: skip
    template_name = "fiscal/detail_with_documents.html"

    @cached_property
    def documents(self):
        """The certificate as a file."""
        return list(Attachment.objects.of(self.object))


class MveCertificateCreate(CreatePage):
    """Ask MVE."""

    model = MveCertificate
    permission_required = "fiscal.add_mvecertificate"
    form_class = MveCertificateForm
    title = "Ask MVE"
    intro = "MVE says within how many days it can supply. Until it answers, nothing is bought elsewhere."
    button = "Ask MVE"
    done = "Asked. The buyer records what MVE answers."

    def trail(self):
        return [("Questions to MVE", reverse("fiscal:mvecertificate-list"))]

    def get_initial(self):
        """What “Can I buy this, and how?” was asked; checked like anything typed once it is sent."""
        asked = self.request.GET
        return super().get_initial() | {name: asked[name] for name in MveCertificateForm.Meta.fields if name in asked}

    def keep(self, form):
        return ask_mve(form.instance, by=self.request.user)


class MveCertificateIssue(MvePage, ActionPage):
    """MVE cannot supply in time."""

    permission_required = "fiscal.issue_mvecertificate"
    form_class = CertificateForm
    action = staticmethod(issue_certificate)


class MveCertificateDeny(MvePage, ActionPage):
    """MVE supplies."""

    permission_required = "fiscal.deny_mvecertificate"
    form_class = SuppliesForm
    action = staticmethod(deny_certificate)
