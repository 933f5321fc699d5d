"""What of a bill does not match its order and what came (fiscal.md 3.18): found, never judged here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from doc_portal.core.display import unit_price
from doc_portal.core.money import dollars
from doc_portal.core.values import value_of
from fiscal.models import Invoice, InvoiceLine, MatchException, OrderLine

Kind = MatchException.Kind
PRICE_PERCENT, PRICE_MOST = "fiscal_price_tolerance_percent", "fiscal_price_tolerance_amount"
WEIGHT_PERCENT = "fiscal_weight_tolerance_percent"


@dataclass(frozen=True)
class Mismatch:
    """One thing that differs: of which line, what was expected and what was found."""

    kind: str
    expected: str
    found: str
    line: OrderLine | None = None


@dataclass(frozen=True)
class Tolerances:
    """By how much a bill may differ on a day: prices by the smaller of a share and an amount, weights by a share."""

    price: Decimal
    most: Decimal
    weight: Decimal

    @classmethod
    def on(cls, day: date) -> "Tolerances":
        """Those in force; all are zero unless somebody entered others."""
        price, most, weight = (Decimal(value_of(key, day)) for key in (PRICE_PERCENT, PRICE_MOST, WEIGHT_PERCENT))
        return cls(price / 100, most, weight / 100)

    def of_price(self, price: Decimal) -> Decimal:
        """How much more than a price may be billed."""
        return min(price * self.price, self.most)


def mismatches(invoice: Invoice, on: date) -> list[Mismatch]:
    """Everything that differs by the tolerances in force on a day; empty where the bill matches."""
    lines = list(invoice.lines.select_related("order_line").order_by("pk"))
    tolerances = Tolerances.on(on)
    found = [one for line in lines for one in _of_line(invoice, line, tolerances)]
    total = sum((one.amount for one in lines), Decimal(0))
    if total != invoice.amount:
        found.append(Mismatch(Kind.TOTAL, dollars(total), dollars(invoice.amount)))
    if invoice.suffix:
        found.append(Mismatch(Kind.SUFFIX, "a number of its own", f"{invoice.number}-{invoice.suffix}"))
    return found


def _of_line(invoice: Invoice, line: InvoiceLine, tolerances: Tolerances) -> Iterator[Mismatch]:
    ordered = line.order_line
    if invoice.kind == Invoice.Kind.CREDIT:
        if line.quantity > ordered.billed:
            yield Mismatch(Kind.OVER_ORDER, _much(ordered.billed, ordered), _much(line.quantity, ordered), ordered)
        if line.price > ordered.price + tolerances.of_price(ordered.price):
            yield Mismatch(Kind.PRICE, unit_price(ordered.price), unit_price(line.price), ordered)
        return
    yield from _quantity(line, ordered)
    if line.price > ordered.price + tolerances.of_price(ordered.price):
        yield Mismatch(Kind.PRICE, unit_price(ordered.price), unit_price(line.price), ordered)
    if ordered.weight is not None:
        weighed, allowed = ordered.weighed, tolerances.weight
        billed = ordered.billed_weight + (line.weight or 0)
        part = ordered.billed + line.quantity < ordered.accepted
        off = billed > weighed * (1 + allowed) or (not part and billed < weighed * (1 - allowed))
        if line.weight is None or off:
            unit = ordered.weight_unit
            said = "no weight" if line.weight is None else f"{billed.normalize():f} {unit}"
            yield Mismatch(Kind.WEIGHT, f"{weighed.normalize():f} {unit}", said, ordered)


def _quantity(line: InvoiceLine, ordered: OrderLine) -> Iterator[Mismatch]:
    """More than was ordered, before it came, or more than was accepted."""
    billed = ordered.billed + line.quantity
    if ordered.match_rule == OrderLine.MatchRule.ORDER_INVOICE:
        if billed > ordered.quantity:
            yield Mismatch(Kind.OVER_ORDER, _much(ordered.quantity, ordered), _much(billed, ordered), ordered)
    elif billed > ordered.accepted:
        service = ordered.match_rule == OrderLine.MatchRule.SERVICE
        kind = Kind.NOT_ACCEPTED if service else Kind.QUANTITY if ordered.accepted else Kind.NOT_RECEIVED
        yield Mismatch(kind, _much(ordered.accepted, ordered), _much(billed, ordered), ordered)


def _much(quantity: Decimal, line: OrderLine) -> str:
    return f"{quantity.normalize():f} {line.unit}"
