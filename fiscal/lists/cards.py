"""Bringing in what the bank lists of a cycle: new purchases are added, none is changed, one that came is refused."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from doc_portal.core.imports import NEW, Change, Plan, Row, RowError
from doc_portal.core.models import User
from doc_portal.core.money import dollars
from doc_portal.core.notifications import notify
from fiscal.models import Card, CardCycle, CardTransaction
from personnel.lists.cells import Wrong, amount, as_it_may_be, day, record_all

COLUMNS = ("cycle", "holder", "card", "posted_on", "vendor", "amount", "reference")


def plan(rows: Iterable[Row], by: User) -> Plan:
    """The purchases that are new, with what each goes beyond."""
    comparison = _Comparison(by)
    for row in rows:
        try:
            comparison.take(row)
        except Wrong as wrong:
            comparison.made.errors.append(RowError(row.line, *wrong.args))
    return comparison.made


class _Comparison:
    """The file against cards, cycles and what came before."""

    def __init__(self, by: User):
        cards = Card.objects.permitted(by, "fiscal.import_cardtransaction").select_related("holder")
        self.cards = {
            (name.casefold(), one.last_digits): one
            for one in cards
            for name in (one.holder.username, one.holder.employee_number)
            if name
        }
        self.closed = set(CardCycle.objects.filter(status="closed").values_list("month", flat=True))
        self.known = set(CardTransaction.objects.values_list("card", "reference"))
        self.spent: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
        sums = CardTransaction.objects.order_by().values("card", "cycle__month").annotate(sum=Sum("amount"))
        self.spent |= {(one["card"], one["cycle__month"]): one["sum"] for one in sums}
        self.made, self.seen = Plan(existing=len(self.known)), set()

    def take(self, row: Row) -> None:
        """Judge one line."""
        month, card = self._cycle(row), self._card(row)
        posted, money = day(row, "posted_on"), amount(row, "amount")
        if posted is None or not 2000 <= posted.year <= 2199:
            raise Wrong("posted_on", "Write the day between 2000 and 2199: 2026-01-31.")
        if money is None:
            raise Wrong("amount", "Write the amount, like 28.75.")
        for column in ("vendor", "reference"):
            if not row[column]:
                raise Wrong(column, f"Enter the {column}.")
        as_it_may_be(CardTransaction(vendor_name=row["vendor"][:121], reference=row["reference"][:41]),
                     "vendor_name", "reference")  # fmt: skip
        key = (card.pk, row["reference"])
        if key in self.known:
            raise Wrong("reference", f"{row['reference']} of {card} came before. Take the line out.")
        if key in self.seen:
            raise Wrong("reference", f"{row['reference']} of {card} is in the file twice. Keep one of the lines.")
        self.seen.add(key)
        self.spent[card.pk, month] += money
        values = {
            "card": card.pk, "month": month.isoformat(), "posted_on": posted.isoformat(), "amount": str(money),
            "vendor": row["vendor"], "reference": row["reference"],
            "exception": self._exception(card, month, posted, money),
        }  # fmt: skip
        fields = {name: ("", row[name]) for name in COLUMNS}
        if values["exception"]:
            fields["exception"] = ("", values["exception"])
        self.made.changes.append(
            Change(NEW, "|".join(map(str, key)), f"{card}: {row['vendor']}", fields, row.line, values)
        )

    def _cycle(self, row: Row) -> date:
        try:
            month = date.fromisoformat(f"{row['cycle']}-01")
        except ValueError:
            raise Wrong("cycle", "Write year and month: 2026-01.") from None
        if not 2000 <= month.year <= 2199:
            raise Wrong("cycle", "Write a year between 2000 and 2199.")
        if month in self.closed:
            raise Wrong("cycle", f"The cycle of {month:%B %Y} is closed. Write the month that is open.")
        return month

    def _card(self, row: Row) -> Card:
        card = self.cards.get((row["holder"].casefold(), row["card"]))
        if card is None:
            raise Wrong(
                "card", f"{row['holder'] or '(nobody)'} holds no card that ends in {row['card'] or '(nothing)'}. "
                "Check both, or enter the card first.",
            )  # fmt: skip
        return card

    def _exception(self, card: Card, month: date, posted: date, money: Decimal) -> str:
        found = []
        if money > card.single_limit:
            found.append(f"{dollars(money)} is over the limit of a purchase, {dollars(card.single_limit)}.")
        spent = self.spent[card.pk, month]
        if spent > card.cycle_limit:
            found.append(f"The cycle comes to {dollars(spent)}, over its limit of {dollars(card.cycle_limit)}.")
        if posted < card.starts_on or (card.ends_on and posted >= card.ends_on):
            found.append("The card was not in force on that day.")
        return " ".join(found)


def apply(made: Plan, by: User) -> None:
    """Add the purchases to their cycles, and tell the holders."""
    months = {one.values["month"] for one in made.changes}
    CardCycle.objects.bulk_create(
        [CardCycle(month=date.fromisoformat(one), created_by=by) for one in sorted(months)], ignore_conflicts=True
    )
    cycles = {one.month.isoformat(): one for one in CardCycle.objects.filter(month__in=months)}
    rows = CardTransaction.objects.bulk_create(
        CardTransaction(
            card_id=one.values["card"], cycle=cycles[one.values["month"]], posted_on=one.values["posted_on"],
            vendor_name=one.values["vendor"], amount=Decimal(one.values["amount"]),
            reference=one.values["reference"], exception=one.values["exception"], created_by=by,
        )
        for one in made.changes
    )  # fmt: skip
    record_all((("create", one) for one in rows), by)
    first = {one.card_id: one for one in reversed(rows)}
    for card in Card.objects.filter(pk__in=first).select_related("holder"):
        notify([card.holder], "fiscal-card", f"Purchases with {card} to explain", first[card.pk])
