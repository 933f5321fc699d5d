"""Pages of the contract register."""

from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, plain_number, written
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, ListPage
from fiscal.actions.contracts import amend_contract, begin_contract, end_contract, keep_contract
from fiscal.forms.suppliers import AmendmentForm, ContractFilter, ContractForm, ContractOfAwardForm
from fiscal.models import CommodityClass, Contract, PurchaseOrder
from fiscal.models.contracts import ALERT_DAYS
from fiscal.tables.suppliers import ContractTable
from fiscal.views.central import CentralPage
from fiscal.views.parts import Part, RecordPage

MONEY = frozenset({"Amount", "Ceiling", "Prices, percent"})


class ContractList(ListPage):
    """Every contract there is, the latest first."""

    model = Contract
    permission_required = "fiscal.view_contract"
    title = "Contracts"
    intro = "What may be bought of whom, until when and up to how much. Every vending arrangement is one."
    table_class = ContractTable
    filterset_class = ContractFilter
    order_by = "-number"
    empty_text = "No contract is entered here."


class ContractPage(CentralPage):
    """A page about one contract."""

    model = Contract

    def get_queryset(self):
        return super().get_queryset().for_list()


class ContractDetail(ContractPage, RecordPage):
    """One contract: its days, its ceiling and what is left, amendments, what orders use of it."""

    permission_required = "fiscal.view_contract"

    def notices(self):
        """That it is over, or soon will be."""
        one, today = self.object, timezone.localdate()
        left = (one.ends_on - today).days
        if one.status != Contract.Status.IN_FORCE:
            return []
        if left < 0:
            return [("danger", f"{one.number} expired on {long_date(one.ends_on)}. Nothing more is ordered under it.")]
        if left <= int(value_of(ALERT_DAYS, today)):
            return [("warning", f"{one.number} expires in {left} days. {self.renewals}")]
        return []

    @cached_property
    def renewals(self) -> str:
        """How many renewal options are left, in words."""
        left = self.object.renewal_options - self.object.renewals_used
        return (
            f"{left} of {self.object.renewal_options} renewal options left." if left else "No renewal option is left."
        )

    def facts(self):
        """Days, money and papers."""
        one = self.object
        facts = [
            ("Vendor", self.vendor_link()),
            ("Kind", one.get_kind_display()),
            ("Runs", one.runs),
            ("Renewals", self.renewals),
            ("Ceiling", "None" if one.ceiling is None else dollars(one.ceiling)),
            ("Ordered", dollars(one.ordered)),
            ("Left", BLANK if one.left is None else dollars(one.left)),
            ("Prices since the award", f"{plain_number(one.price_percent)} percent"),
            ("Awarded", f"{long_date(one.awarded_on)}, {one.get_award_method_display().lower()}"),
            ("Solicitation", written(one.solicitation)),
            ("Contractor", self.contractor),
            ("Certificate of non-debarment", written(one.non_debarment_on, long=True)),
            ("Signed for the division", self.officer),
        ]
        if one.commission_percent is not None:
            facts.insert(8, ("Commission", f"{plain_number(one.commission_percent)} percent of sales"))
        return facts

    def vendor_link(self):
        """The vendor, linked."""
        return written(self.object.vendor, long=True)

    @cached_property
    def contractor(self) -> str:
        """Whether the contractor must sign, by when, and when they did."""
        one = self.object
        if not one.contractor_must_sign:
            return "Need not sign"
        signed = f"signed on {long_date(one.contractor_signed_on)}" if one.contractor_signed_on else "not signed yet"
        return f"Signs by {long_date(one.contractor_sign_by)}: {signed}"

    @cached_property
    def officer(self) -> str:
        """Who signed for the division and when."""
        one = self.object
        return f"{one.officer}, {long_date(one.officer_signed_on)}" if one.officer_signed_on else "Not signed yet"

    def actions(self):
        """Amending a contract that is in force."""
        found = super().actions()
        one = self.object
        if one.status == Contract.Status.IN_FORCE and self.may("fiscal.amend_contract", one):
            url = address_of("fiscal:contract-amend", one.pk)
            found.append({"verb": "amend", "url": url, "label": "Amend contract", "danger": False})
        if one.kind == Contract.Kind.VENDING and self.may("fiscal.change_vendingmachine", one):
            url = address_of("fiscal:contract-machines", one.pk)
            found.append({"verb": "machines", "url": url, "label": "Machines", "danger": False})
        return found

    def parts(self):
        """Amendments, and the latest of what orders use; of vending the machines."""
        vending = self.object.kind == Contract.Kind.VENDING
        return [*([self.machines()] if vending else []), *self.changes()]

    @cached_property
    def order_rows(self) -> list[tuple]:
        """The latest of what orders use, each order by its number."""
        uses = list(self.object.uses.order_by("-pk")[:50])
        orders = PurchaseOrder.objects.in_bulk({one.order_id for one in uses})
        return [
            (self.order_name(orders.get(one.order_id), one.order_id), written(one.used_on), dollars(one.amount))
            for one in uses
        ]

    def order_name(self, order, key: int):
        """An order's number, linked for who may see it."""
        if order is None or not self.may("fiscal.view_purchaseorder", order):
            return order.number if order else str(key)
        return format_html('<a class="row-link" href="{}">{}</a>', order.get_absolute_url(), order.number)

    def machines(self) -> Part:
        """Where its machines stand."""
        rows = self.object.machines.select_related("worksite").order_by("worksite__name", "label")
        return Part(
            "Machines", ("Machine", "Worksite", "Placed", "Removed"),
            [(one.label, one.worksite, written(one.placed_on), written(one.removed_on)) for one in rows],
            "No machine is entered, so no commission is expected.",
        )  # fmt: skip

    def changes(self) -> list[Part]:
        """Amendments and orders."""
        return [
            Part(
                "Amendments", ("Amendment", "Of", "Last day", "Ceiling", "Prices, percent", "Reason"),
                [
                    (
                        f"{one.number}{', renewal' if one.is_renewal else ''}", written(one.amended_on),
                        written(one.ends_on), dollars(one.ceiling_change), plain_number(one.price_percent), one.reason,
                    )
                    for one in self.object.amendments.order_by("number")
                ],
                "The contract was not amended.", MONEY,
            ),
            Part(
                "Orders", ("Order", "On", "Amount"),
                self.order_rows,
                "Nothing was ordered under it yet.", MONEY,
            ),
        ]  # fmt: skip


class ContractCreate(CreatePage):
    """Enter a contract; it is in preparation until it is put in force."""

    model = Contract
    permission_required = "fiscal.add_contract"
    form_class = ContractForm
    button = "Add contract"
    done = "The contract is in preparation. Put it in force once its papers are complete."

    def get_initial(self):
        """What the award says, where it is made of one; checked like anything typed once it is sent."""
        return super().get_initial() | self.as_awarded()

    def as_awarded(self) -> dict:
        """Filled from the solicitation and the vendor the address names, if that award is final."""
        asked = ContractOfAwardForm(self.request.GET, user=self.request.user)
        if not asked.is_valid():
            return {}
        one, vendor = asked.cleaned_data["solicitation"], asked.cleaned_data["vendor"]
        amount = one.awards.filter(quote__vendor=vendor).aggregate(sum=Sum("amount"))["sum"]
        services = one.commodity.kind in (CommodityClass.Kind.SERVICE, CommodityClass.Kind.CONSTRUCTION)
        return {
            "title": one.title, "vendor": vendor.pk, "solicitation": one.number, "awarded_on": one.awarded_on,
            "kind": Contract.Kind.SERVICES if services else Contract.Kind.GOODS, "ceiling": amount,
            "award_method": one.method if one.method in Contract.Award.values else "",
        }  # fmt: skip

    def keep(self, form):
        return keep_contract(form.instance, by=self.request.user)


class ContractEdit(ContractPage, EditPage):
    """Change a contract in preparation."""

    permission_required = "fiscal.change_contract"
    form_class = ContractForm
    button = "Save contract"
    done = "Contract saved."

    def keep(self, form, changed):
        return keep_contract(form.instance, by=self.request.user, changed=changed)


class ContractBegin(ContractPage, ActionPage):
    """Put a contract in force."""

    permission_required = "fiscal.begin_contract"
    form_class = NoteForm
    action = staticmethod(begin_contract)
    intro = "Orders can then be given under it. Only amendments change it afterwards."


class ContractAmend(ContractPage, ActionPage):
    """Amend a contract in force."""

    permission_required = "fiscal.amend_contract"
    form_class = AmendmentForm
    action = staticmethod(amend_contract)
    button = "Amend contract"
    done = "Amendment entered."

    def get_intro(self):
        """How it stands before the change."""
        one = self.object
        ceiling = "no ceiling" if one.ceiling is None else f"a ceiling of {dollars(one.ceiling)}"
        return f"It runs until {long_date(one.ends_on)} with {ceiling}, of which {dollars(one.ordered)} are ordered."


class ContractEnd(ContractPage, ActionPage):
    """End a contract before its last day."""

    permission_required = "fiscal.end_contract"
    form_class = ReasonForm
    action = staticmethod(end_contract)
    intro = "Nothing more is ordered under it. Orders given stay as they are."
