"""What may be typed about receipts, tickets, funds, commissions and hand-overs, and how their lists are narrowed."""

from datetime import timedelta
from decimal import Decimal

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import long_date
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Worksite
from doc_portal.core.values import value_of
from fiscal.models import (
    CashHandOver,
    CashReceipt,
    CommissionMonth,
    ImprestFund,
    ReceiptBatch,
    TicketRoll,
)
from fiscal.models.cash import TRANSMIT_DAYS

MONTHS_BACK = timedelta(days=730)
MONEY = {"max_digits": 14, "decimal_places": 2, "min_value": 0}


def own_worksites(user, permission: str):
    """The worksites at which somebody may do this."""
    scope = scope_of(user, permission) if user else None
    open_ones = Worksite.objects.open()
    return open_ones if scope is None or scope.everywhere else open_ones.filter(pk__in=scope.worksites)


def only_worksite(user, permission: str) -> int | None:
    """The worksite of somebody who may do this at one alone: nothing else can be meant."""
    scope = scope_of(user, permission) if user else None
    single = scope is not None and not scope.everywhere and not scope.units and len(scope.worksites) == 1
    return next(iter(scope.worksites)) if single else None


class AtOwnWorksite:
    """A form of something new at a worksite: those where this person may do it, a single one chosen already."""

    def offer_worksites(self, permission: str) -> None:
        """Offer them in the field of that name."""
        self.fields["worksite"].queryset = own_worksites(self.user, permission)
        self.initial["worksite"] = self.initial.get("worksite") or only_worksite(self.user, permission)


class ReceiptForm(AtOwnWorksite, PortalModelForm):
    """One check or sum of cash as it comes out of the mail."""

    worksite = forms.ModelChoiceField(queryset=Worksite.objects.none())
    endorsed = forms.BooleanField(
        label="Endorsed “for deposit only”", required=False,
        help_text="Confirm it now, for every check and money order. Your name and the time are kept.",
    )  # fmt: skip

    FIELDSETS = (
        ("Received", ("worksite", "payer", "instrument", "instrument_no", "amount", "endorsed")),
        ("For", ("kind", "commission", "roll", "note")),
    )

    class Meta:
        model = CashReceipt
        fields = ["payer", "instrument", "instrument_no", "amount", "kind", "commission", "roll", "note"]
        labels = {"commission": "Month of commission", "roll": "Roll of tickets"}
        help_texts = {
            "instrument_no": "Asked of a check or money order; empty for cash.",
            "commission": "Asked of a vending commission alone.",
            "roll": "Asked of tickets sold alone.",
        }
        widgets = {"instrument": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_worksites("fiscal.add_cashreceipt")
        self.fields["instrument_no"].label = "Check number"
        sites = self.fields["worksite"].queryset
        self.fields["roll"].queryset = TicketRoll.objects.filter(worksite__in=sites).for_list()
        since = timezone.localdate() - MONTHS_BACK
        months = CommissionMonth.objects.filter(worksite__in=sites, month__gte=since).for_list()
        self.fields["commission"].queryset = months.filter(Q(stated_on=None) | ~Q(expected=F("received")))

    def clean(self):
        """A check has its number and is endorsed; money is for what its kind says, at that worksite."""
        found = super().clean()
        if found.get("instrument") != CashReceipt.Instrument.CASH:
            if not found.get("instrument_no"):
                self.add_error("instrument_no", "Enter the number of the check or money order.")
            if not found.get("endorsed"):
                self.add_error("endorsed", "Endorse it “for deposit only” and confirm it here.")
        self._clean_purpose(found)
        if found.get("worksite"):
            self.instance.batch = ReceiptBatch(worksite=found["worksite"], received_by=self.user)
        return found

    def _clean_purpose(self, found) -> None:
        kind, site = found.get("kind"), found.get("worksite")
        for name, wanted, words in (
            ("commission", CashReceipt.Kind.COMMISSION, "the month of the commission"),
            ("roll", CashReceipt.Kind.TICKETS, "the roll of tickets"),
        ):
            chosen = found.get(name)
            if kind != wanted:
                found[name] = None
            elif not chosen and name not in self.errors:
                self.add_error(name, f"Choose {words}. {NO_CONTRACT if name == 'commission' else ''}".strip())
            elif chosen and site and chosen.worksite_id != site.pk:
                self.add_error(name, f"Choose {words} of {site}.")


NO_CONTRACT = "Where no vending contract is in force, log the money as “Other” and have the contract renewed."


class CountedForm(PortalForm):
    """What was counted."""

    counted = forms.DecimalField(label="Counted in dollars", help_text="Count before you look at the list.", **MONEY)


class DepositForm(PortalForm):
    """What goes to the deposit."""

    deposited = forms.DecimalField(label="Deposited in dollars", **MONEY)
    reference = forms.CharField(label="Deposit slip", max_length=40)


class PostingForm(PortalForm):
    """What SAM II says."""

    posted = forms.DecimalField(label="Posted in dollars", **MONEY)
    document = forms.CharField(label="SAM II document", max_length=40)


class RollForm(AtOwnWorksite, PortalModelForm):
    """A roll of tickets as it was printed."""

    class Meta:
        model = TicketRoll
        fields = ["worksite", "name", "price", "first_no", "last_no", "received_on"]
        help_texts = {"name": "Such as photo tickets."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_worksites("fiscal.add_ticketroll")


class TicketCountForm(PortalForm):
    """The first ticket still on the roll, for a day's receipts."""

    batch = forms.ModelChoiceField(label="Receipts of", queryset=ReceiptBatch.objects.none())
    next_no = forms.IntegerField(
        label="First number on hand", min_value=1, max_value=2_000_000_000,
        help_text="One more than the last number where the roll is sold out.",
    )  # fmt: skip
    spoiled = forms.IntegerField(label="Spoiled since the last count", min_value=0, max_value=1_000_000, initial=0)
    spoiled_reason = forms.CharField(label="What happened to them", max_length=240, required=False)

    def __init__(self, *args, roll=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.roll = roll
        self.fields["batch"].queryset = ReceiptBatch.objects.waiting().filter(worksite=roll.worksite_id).for_list()

    def clean(self):
        """A number of the roll; a reason for spoiled tickets."""
        found = super().clean()
        first, last = self.roll.next_no, self.roll.last_no + 1
        if found.get("next_no") is not None and not first <= found["next_no"] <= last:
            self.add_error("next_no", f"Enter a number from {first} to {last}.")
        if found.get("spoiled") and not found.get("spoiled_reason"):
            self.add_error("spoiled_reason", "Say what happened to the spoiled tickets.")
        return found


class FundForm(AtOwnWorksite, PortalModelForm):
    """An imprest fund with its authorized amount."""

    class Meta:
        model = ImprestFund
        fields = ["worksite", "name", "authorized", "authority", "holds_stamps", "active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_worksites("fiscal.add_imprestfund")


class FundCountForm(PortalForm):
    """What is in the fund; stamps are asked of a fund that holds some."""

    stamps = forms.DecimalField(label="Stamps in dollars", initial=0, **MONEY)
    cash = forms.DecimalField(label="Cash in dollars", initial=0, **MONEY)
    vouchers = forms.DecimalField(label="Vouchers in dollars", initial=0, **MONEY)
    reason = forms.CharField(
        label="Reason for a difference", max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, fund, **kwargs):
        super().__init__(*args, **kwargs)
        if not fund.holds_stamps:
            del self.fields["stamps"]

    def clean(self):
        """As the action takes it."""
        return {"stamps": Decimal(0), **super().clean()}


class StatementForm(PortalForm):
    """A vendor's statement: the commission it names, and gross sales of each machine."""

    stated_on = forms.DateField(label="Statement received on", initial=timezone.localdate)
    stated_commission = forms.DecimalField(label="Commission as stated, in dollars", **MONEY)

    def __init__(self, *args, machines=(), sales=None, **kwargs):
        self.machines = {f"machine_{one.pk}": one for one in machines}
        self.sales = sales or {}
        super().__init__(*args, **kwargs)

    def speak(self):
        """With an amount for each machine."""
        for name, machine in self.machines.items():
            label, kept = f"Sales of {machine.label}, in dollars", self.sales.get(machine.pk)
            self.fields[name] = forms.DecimalField(label=label, initial=kept, **MONEY)
        super().speak()

    def clean_stated_on(self):
        """A day that has come."""
        day = self.cleaned_data["stated_on"]
        if day > timezone.localdate():
            raise ValidationError(f"Enter a day until {long_date(timezone.localdate())}.")
        return day

    def clean(self):
        """As the action takes it: lines by machine."""
        found = super().clean()
        lines = {machine: found.pop(name) for name, machine in self.machines.items() if name in found}
        return found | {"lines": lines}


class MachinesForm(PortalForm):
    """When machines were removed, and another machine."""

    label = forms.CharField(label="New machine", max_length=60, required=False, help_text="Its number and kind.")
    worksite = forms.ModelChoiceField(queryset=Worksite.objects.none(), required=False)
    placed_on = forms.DateField(label="Placed on", initial=timezone.localdate)

    def __init__(self, *args, machines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worksite"].queryset = Worksite.objects.open()
        self.machines = {f"removed_{one.pk}": one for one in machines}
        for name, machine in self.machines.items():
            self.fields[name] = forms.DateField(
                label=f"{machine.label}, {machine.worksite}: removed on", required=False
            )
        self.speak()

    def clean(self):
        """As the action takes it; a new machine has its worksite."""
        found = super().clean()
        if found.get("label") and not found.get("worksite"):
            self.add_error("worksite", "Choose the worksite at which the machine stands.")
        removed = {machine: found.pop(name) for name, machine in self.machines.items() if found.get(name)}
        for name, machine in self.machines.items():
            found.pop(name, None)
            if machine in removed and removed[machine] < machine.placed_on:
                self.add_error(name, f"Enter a day on or after {long_date(machine.placed_on)}.")
        return found | {"removed": removed}


class HandOverForm(AtOwnWorksite, PortalModelForm):
    """Cash that is to be handed over; the amount is written out in words by the portal."""

    class Meta:
        model = CashHandOver
        fields = ["worksite", "handed_on", "recipient", "purpose", "amount"]
        help_texts = {"purpose": "Nothing about executions is entered here."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_worksites("fiscal.add_cashhandover")


class SiteFilter(django_filters.FilterSet):
    """Rows by worksite. Who reads those of one worksite alone finds it chosen."""

    worksite = NamedChoiceFilter(queryset=Worksite.objects.open(), empty_label="All worksites")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user, model = getattr(self.request, "user", None), self.queryset.model
        if not self.is_bound:
            self.form.initial["worksite"] = only_worksite(user, f"fiscal.view_{model._meta.model_name}")


class BatchFilter(SiteFilter):
    """Receipts by worksite, and by what they wait for."""

    STATES = (("late", "Waiting too long"), ("waiting", "Not deposited"), *ReceiptBatch.Status.choices)
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = ReceiptBatch
        fields = []

    def standing(self, rows, name, state):
        match state:
            case "late":
                return rows.late(int(value_of(TRANSMIT_DAYS)))
            case "waiting":
                return rows.waiting()
        return rows.filter(status=state)


class CommissionFilter(SiteFilter):
    """Months of commission by contract or vendor, worksite, and what is wrong."""

    STATES = (
        ("missing_statement", "Statement missing"), ("late", "Check late"), ("short", "Statement short"),
        ("differing", "Differs"),
    )  # fmt: skip
    q = django_filters.CharFilter(label="Contract or vendor", method="named")
    state = django_filters.ChoiceFilter(label="State", choices=STATES, empty_label="All", method="standing")

    class Meta:
        model = CommissionMonth
        fields = []

    def named(self, rows, name, text):
        text = " ".join(text.upper().split())
        return rows.filter(Q(contract__number__contains=text) | Q(contract__vendor__name_upper__contains=text))

    def standing(self, rows, name, state):
        found = getattr(rows, state)()
        return found if state == "missing_statement" else found.filter(is_blind=False)


class HandOverFilter(SiteFilter):
    """Hand-overs by worksite and where they stand."""

    status = django_filters.ChoiceFilter(choices=CashHandOver.Status.choices, empty_label="All")

    class Meta:
        model = CashHandOver
        fields = []
