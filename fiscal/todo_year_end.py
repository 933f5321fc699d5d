"""What the end of a fiscal year gives people to do: open order lines nobody has decided on."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
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
ENDS = Q(disposition=Disposition.CANCEL, received=0, billed=0) | Q(
    disposition=Disposition.ORDERED_UNRECEIVED, accepted__lt=F("quantity")
)
"""Lines of which nothing more is waited for, by what was decided last and what came."""
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
    """Of orders one buys: what was decided last to be canceled and still stands."""
    bought = Q(order__requisition__buyer=user) | Q(order__requisition__buyer=None, order__created_by=user)
    return _decided(OrderLine.objects.filter(bought, order__status__in=["issued", "on_hold"])).filter(ENDS)


def _decided(lines):
    """Those of which not all is billed, each with the `disposition` of the latest year it was decided for."""
    latest = YearEndDecision.objects.filter(line=OuterRef("pk")).order_by("-year_id").values("disposition")[:1]
    return lines.filter(billed__lt=F("quantity")).annotate(disposition=Coalesce(Subquery(latest), Value("")))


def orders_to_cancel(user) -> list[TodoItem]:
    """Each of them; where other lines of its order go on, the line alone is changed to what came."""
    others = _decided(OrderLine.objects.filter(order=OuterRef("order"))).exclude(ENDS)
    rows = lines_to_cancel(user).annotate(goes_on=Exists(others)).select_related("order")
    return [
        TodoItem(title=_to_cancel(one), note=one.description, url=one.order.get_absolute_url())
        for one in rows.order_by("order", "no")[:SHOWN]
    ]


def _to_cancel(line: OrderLine) -> str:
    if line.goes_on:
        return f"Change line {line.no} of order {line.order.number} to what came"
    return f"Cancel order {line.order.number}, or close it short: line {line.no}"


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
