"""What the end of a fiscal year gives people to do: open order lines nobody has decided on."""

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.registry import TodoItem
from doc_portal.core.values import values_read
from fiscal.lapse import open_lines, open_to, year_ending
from fiscal.models import OrderLine, YearEndDecision
from fiscal.year_days import day_in

SHOWN = 20
Disposition = YearEndDecision.Disposition
OVERSEES = "fiscal.oversee_yearenddecision"
WATCHED, DUE, LATE = "lapse_cockpit_from", "worksheet_due", "worksheet_director_days"


def lines_undecided(user):
    """One's own while the year nears its end or lapses: of what one asked for, or wrote down for somebody who left."""
    today, value_of = timezone.localdate(), values_read(WATCHED)
    fy = year_ending(today, value_of)
    if today < day_in(WATCHED, fy, value_of):
        return OrderLine.objects.none()
    wrote = Q(order__requisition__created_by=user, order__requisition__requested_by__is_active=False)
    return open_lines(fy).filter(Q(order__requisition__requested_by=user) | wrote, decided=False)


def lines_to_decide(user) -> list[TodoItem]:
    """Each of them, due on the day the worksheet is."""
    return _items(lines_undecided(user))


def lines_late(user):
    """What nobody decided on for so many days after that day, for who is told of it."""
    today, value_of = timezone.localdate(), values_read(WATCHED, DUE, LATE)
    fy = year_ending(today, value_of)
    late = day_in(DUE, fy, value_of) + timedelta(days=int(value_of(LATE, today)))
    if today < late:
        return OrderLine.objects.none()
    return open_to(user, fy, OVERSEES).filter(decided=False)


def late_lines(user) -> list[TodoItem]:
    """Each of them."""
    return _items(lines_late(user))


def lines_to_cancel(user):
    """Of orders one buys: what is decided to be canceled and still stands."""
    bought = Q(order__requisition__buyer=user) | Q(order__requisition__buyer=None, order__created_by=user)
    decided = Q(year_ends__disposition=Disposition.CANCEL, received=0, billed=0) | Q(
        year_ends__disposition=Disposition.ORDERED_UNRECEIVED, accepted__lt=F("quantity")
    )
    rows = OrderLine.objects.filter(bought, order__status__in=["issued", "on_hold"], billed__lt=F("quantity"))
    return rows.filter(decided, year_ends__year=F("order__budget_fy"))


def orders_to_cancel(user) -> list[TodoItem]:
    """Each of them; an order of which nothing came is canceled, another closed short once what came is billed."""
    return [
        TodoItem(
            title=f"Cancel order {one.order.number}, or close it short: line {one.no}", note=one.description,
            url=one.order.get_absolute_url(),
        )
        for one in lines_to_cancel(user).select_related("order").order_by("order", "no")[:SHOWN]
    ]  # fmt: skip


def _items(rows) -> list[TodoItem]:
    value_of = values_read(WATCHED, DUE)
    fy = year_ending(timezone.localdate(), value_of)
    due = day_in(DUE, fy, value_of)
    return [
        TodoItem(
            title=f"Decide line {one.no} of order {one.order.number}", note=one.description, due_on=due,
            url=f"{reverse('fiscal:worksheet')}?year={fy}",
        )
        for one in rows.select_related("order").order_by("order", "no")[:SHOWN]
    ]  # fmt: skip
