"""Which lawful way to buy applies: the nine tests in their order, by the rules of a day (fiscal.md 3.10).

`find_path` reads and writes nothing: rules come in, what they find goes out. The rest asks it about a requisition.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.money import dollars
from fiscal.models import CommodityClass, Method, Paper, ProcurementRule, Requisition, RequisitionLine, SourcingDecision
from fiscal.splitting import Split, split_test

Kind = CommodityClass.Kind
PRECEDENCE = (
    Method.MVE, Method.CONTRACT, Method.NO_COMPETITION, Method.EMERGENCY, Method.COOPERATIVE, Method.SINGLE_SOURCE,
    Method.CONSTRUCTION, Method.QUOTES, Method.OA_BIDS,
)  # fmt: skip
"""Which of the tests that apply decides: grounds somebody gives come before competition."""


class NoRule(LookupError):  # noqa: N818
    """No rule is in force for an amount on a day. The message says so, and who can enter one."""


@dataclass(frozen=True)
class Ask:
    """A purchase as far as the tests ask about it. `certificate`: MVE said in writing that it cannot supply."""

    amount: Decimal
    on: date
    kind: str = Kind.GOODS
    mve_makes: bool = False
    certificate: bool = False
    contracts: tuple[str, ...] = ()
    single_source: bool = False
    cooperative: bool = False
    emergency: bool = False
    second_approver: bool = False


@dataclass(frozen=True)
class Step:
    """One test: whether it applies, what follows or why it does not, and the rule it rests on."""

    method: Method
    applies: bool
    outcome: str
    rule: ProcurementRule | None

    @property
    def name(self) -> str:
        """What the test is called."""
        return str(self.method.label)

    @property
    def basis(self) -> str:
        """The law with the day its row is in force from."""
        return f"{self.rule.authority}, in force from {long_date(self.rule.starts_on)}" if self.rule else ""


@dataclass(frozen=True)
class Found:
    """The way to buy, every test on the way to it, and what it asks for."""

    ask: Ask
    path: Method
    steps: tuple[Step, ...]

    @property
    def step(self) -> Step:
        """The test that decided."""
        return self.at(self.path)

    def at(self, method: Method) -> Step:
        """One of the nine."""
        return next(one for one in self.steps if one.method == method)

    def papers(self, method: Method | None = None) -> tuple[Paper, ...]:
        """What must be on file before it is ordered this way, or another; MVE's certificate wherever MVE makes it."""
        method = method or self.path
        rule = self.at(method).rule
        first = (Paper.MVE_CERTIFICATE,) if self.ask.mve_makes and method != Method.MVE else ()
        return first + tuple(Paper(one) for one in (rule.papers if rule else ()))

    @property
    def quotes_required(self) -> int:
        """How many suppliers must be asked."""
        return self.step.rule.quotes_required if self.step.rule else 0

    @property
    def advertise_days(self) -> int:
        """How many days it is advertised before opening."""
        return self.step.rule.advertise_days if self.step.rule else 0

    @property
    def limit(self) -> Decimal | None:
        """The first amount that asks for more competition than this way does; None where none does."""
        competes = self.path in (Method.NO_COMPETITION, Method.QUOTES, Method.CONSTRUCTION)
        return self.step.rule.upper if competes and self.step.rule else None

    @property
    def approvals(self) -> tuple[str, ...]:
        """Who says yes besides the usual chain."""
        oa = ("OA Purchasing",) if self.step.rule and self.step.rule.through_oa else ()
        return (("A second approver, as its class asks",) if self.ask.second_approver else ()) + oa

    def rules_used(self) -> list[dict]:
        """Every rule looked at, as it stood."""
        return [one.rule.frozen() for one in self.steps if one.rule is not None]


def find_path(ask: Ask, rules: Iterable[ProcurementRule]) -> Found:
    """The first test that applies, in the order of the law. Raises `NoRule` where no rule covers the purchase."""
    rules = list(rules)
    held = {method: rule_for(rules, method, ask.amount) for method in Method}
    if ask.kind == Kind.VEHICLE and held[Method.OA_BIDS] is None:
        held[Method.OA_BIDS] = next((one for one in rules if one.method == Method.OA_BIDS), None)
    steps = tuple(Step(method, *_test(method, ask, held), held[method]) for method in Method)
    applies = {one.method for one in steps if one.applies}
    for method in PRECEDENCE:
        if method in applies:
            return Found(ask, method, steps)
    raise NoRule(
        f"No sourcing rule covers {dollars(ask.amount)} on {long_date(ask.on)}. "
        "The Purchasing Manager can enter one under Manage, Sourcing rules."
    )


def rule_for(rules: Iterable[ProcurementRule], method: Method, amount: Decimal) -> ProcurementRule | None:
    """The rule of a test that holds for an amount."""
    for one in rules:
        if one.method == method and one.lower <= amount and (one.upper is None or amount < one.upper):
            return one
    return None


def _test(method: Method, ask: Ask, held: dict[Method, ProcurementRule | None]) -> tuple[bool, str]:
    """Whether a test applies, and what is said of it."""
    rule, says = held[method], held[method].says if held[method] else ""
    works = ask.kind == Kind.CONSTRUCTION and held[Method.CONSTRUCTION] is not None
    match method:
        case Method.MVE:
            if ask.mve_makes and not ask.certificate:
                return rule is not None, says
            return False, "MVE certified that it cannot supply." if ask.mve_makes else "MVE does not make it."
        case Method.CONTRACT:
            covered = bool(ask.contracts) and rule is not None
            return covered, f"Covered by {', '.join(ask.contracts)}." if covered else "No contract covers it."
        case Method.NO_COMPETITION:
            if ask.kind == Kind.UTILITY:
                return True, "Regulated utilities are no supplies: no competition is asked for (RSMo 34.010)."
            return _in_band(rule, ask, says, works)
        case Method.QUOTES:
            return _in_band(rule, ask, says, works)
        case Method.OA_BIDS:
            if ask.kind == Kind.VEHICLE:
                return rule is not None, "Vehicles are outside local authority: OA Purchasing buys them."
            return _in_band(rule, ask, says, works)
        case Method.CONSTRUCTION:
            return works, says if works else "It is no construction or repair of that size."
    claimed = {
        Method.SINGLE_SOURCE: ask.single_source, Method.COOPERATIVE: ask.cooperative, Method.EMERGENCY: ask.emergency,
    }[method]  # fmt: skip
    return claimed and rule is not None, says if claimed else "Not claimed."


def _in_band(rule: ProcurementRule | None, ask: Ask, says: str, works: bool) -> tuple[bool, str]:
    """A test of competition: it holds for amounts of its band, but for vehicles, utilities and larger works."""
    if ask.kind == Kind.VEHICLE:
        return False, "Vehicles are outside local authority."
    if ask.kind == Kind.UTILITY:
        return False, "Regulated utilities are no supplies."
    if works:
        return False, "The rules for construction and repair hold instead."
    return (True, says) if rule is not None else (False, f"{dollars(ask.amount)} is outside its amounts.")


def ask_of(requisition: Requisition, lines: list[RequisitionLine], *, on: date | None = None, **claims) -> Ask:
    """What the tests ask of a requisition: its lines tell the amount, the kind and whether MVE makes any of them."""
    classes = [one.commodity for one in lines if one.commodity is not None]
    utility = bool(lines) and len(classes) == len(lines) and all(one.kind == Kind.UTILITY for one in classes)
    kinds = {one.kind for one in classes} & {Kind.VEHICLE, Kind.CONSTRUCTION}
    return Ask(
        amount=sum((one.amount for one in lines), Decimal(0)),
        on=on or timezone.localdate(),
        kind=Kind.UTILITY if utility else min(kinds, default=requisition.kind),
        mve_makes=any(one.mve_makes for one in classes),
        second_approver=any(one.second_approver for one in classes),
        **claims,
    )


def split_of(requisition: Requisition, lines: list[RequisitionLine], found: Found) -> Split:
    """The split test of a requisition, against the limit of the way to buy that was found."""
    return split_test(
        found.ask.amount,
        found.limit,
        org=requisition.org_id,
        worksite=requisition.worksite_id,
        vendor=requisition.suggested_vendor_id,
        classes={one.commodity_id for one in lines},
        on=found.ask.on,
        but=requisition.pk,
    )


def papers_missing(decision: SourcingDecision) -> list[Paper]:
    """The papers a decision asks for that are not on file, as the database counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fiscal_papers_missing(%s)", [decision.pk])
        (missing,) = cursor.fetchone()
    return [Paper(one) for one in missing]


def blocks_ordering(requisition: Requisition) -> list[str]:
    """Why nothing can be ordered on a requisition yet, a sentence each with the way out; empty where it can."""
    decision = SourcingDecision.objects.current().filter(requisition=requisition).first()
    if decision is None:
        return [f"It is not decided yet how {requisition} is bought. A buyer decides on its page under “How to buy”."]
    return [missing_words(decision, one) for one in papers_missing(decision)]


def missing_words(decision: SourcingDecision, paper: Paper) -> str:
    """That a paper is missing, and how it comes on file."""
    if paper == Paper.MVE_CERTIFICATE:
        return "MVE's certificate of non-availability is missing (RSMo 217.575). Ask MVE, and decide again with it."
    if paper == Paper.QUOTES:
        return f"Quotes are missing: {decision.quotes_required} suppliers are asked. Attach what they answered."
    if paper == Paper.REPORT:
        return f"The report is due by {long_date(decision.report_due_on)}. Attach it."
    return f"{paper.label} is missing. Attach it to the sourcing decision."
