"""What quotes come to side by side, and which is the lowest (fiscal.md 3.12)."""

from dataclasses import dataclass, field
from decimal import Decimal

from doc_portal.core.money import to_cents
from fiscal.models import Quote, QuoteLine, Solicitation, SolicitationItem


@dataclass
class Bid:
    """A quote with what it answered for each item. `total` is None where it did not answer all of them."""

    quote: Quote
    lines: dict[int, QuoteLine] = field(default_factory=dict)
    total: Decimal | None = None

    @property
    def can_win(self) -> bool:
        """Whether it may be awarded at all."""
        return self.quote.responsive is not False and bool(self.lines)


@dataclass(frozen=True)
class Comparison:
    """All quotes of a solicitation that count, by what the solicitation is awarded by."""

    solicitation: Solicitation
    items: tuple[SolicitationItem, ...]
    bids: tuple[Bid, ...]

    def best(self, item: SolicitationItem | None = None) -> Bid | None:
        """The lowest price, or the highest percentage; of one item, or of all."""
        able = [(self.value(bid, item), bid) for bid in self.bids if bid.can_win]
        able = [(value, bid) for value, bid in able if value is not None]
        if not able:
            return None
        pick = max if self.solicitation.by_percent else min
        return pick(able, key=lambda pair: pair[0])[1]

    def value(self, bid: Bid, item: SolicitationItem | None = None) -> Decimal | None:
        """What a quote says: an amount of money, or a percentage."""
        if item is None:
            return bid.total
        line = bid.lines.get(item.pk)
        if line is None:
            return None
        return line.percent if self.solicitation.by_percent else to_cents(line.price * item.quantity)


def compare(solicitation: Solicitation) -> Comparison:
    """Every quote that counts with its lines: those that cannot be read yet come without."""
    items = tuple(solicitation.items.all())
    bids = {one.pk: Bid(one) for one in solicitation.quotes.counted().select_related("vendor")}
    for line in QuoteLine.objects.filter(quote__in=list(bids)):
        bids[line.quote_id].lines[line.item_id] = line
    found = Comparison(solicitation, items, tuple(bids.values()))
    for bid in found.bids:
        values = [found.value(bid, item) for item in items]
        if values and None not in values:
            whole = sum(values, Decimal(0))
            bid.total = whole / len(values) if solicitation.by_percent else whole
    return found
