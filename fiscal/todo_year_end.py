"""What the end of a fiscal year gives people to do: open order lines nobody has decided on."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.registry import TodoItem
from doc_portal.core.values import value_of
from fiscal.lapse import open_lines, open_to, year_ending
from fiscal.models import OrderLine
from fiscal.year_days import day_in

SHOWN = 20
OVERSEES = "fiscal.oversee_yearenddecision"


def lines_undecided(user):
    """One's own while the year nears its end or lapses: of what one asked for, or wrote down for somebody who left."""
    today = timezone.localdate()
    fy = year_ending(today)
    if today < day_in("lapse_cockpit_from", fy):
        return OrderLine.objects.none()
    wrote = Q(order__requisition__created_by=user, order__requisition__requested_by__is_active=False)
    return open_lines(fy).filter(Q(order__requisition__requested_by=user) | wrote, decided=False)


def lines_to_decide(user) -> list[TodoItem]:
    """Each of them, due on the day the worksheet is."""
    return _items(lines_undecided(user))


def lines_late(user):
    """What nobody decided on for so many days after that day, for who is told of it."""
    today = timezone.localdate()
    fy = year_ending(today)
    late = day_in("worksheet_due", fy) + timedelta(days=int(value_of("worksheet_director_days", today)))
    if today < late:
        return OrderLine.objects.none()
    return open_to(user, fy, OVERSEES).filter(decided=False)


def late_lines(user) -> list[TodoItem]:
    """Each of them."""
    return _items(lines_late(user))


def _items(rows) -> list[TodoItem]:
    fy = year_ending(timezone.localdate())
    due = day_in("worksheet_due", fy)
    return [
        TodoItem(
            title=f"Decide line {one.no} of order {one.order.number}", note=one.description, due_on=due,
            url=f"{reverse('fiscal:worksheet')}?year={fy}",
        )
        for one in rows.select_related("order").order_by("order", "no")[:SHOWN]
    ]  # fmt: skip
