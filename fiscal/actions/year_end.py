"""Year-end: decide what becomes of open order lines, many at once; who has not decided is told (fiscal.md 3.8)."""

from collections import Counter
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from fiscal.actions.telling import not_told_yet
from fiscal.lapse import FITS, open_lines, year_ending
from fiscal.models import FiscalYear, OrderLine, PurchaseOrder
from fiscal.refusals import broken
from fiscal.year_days import day_in
from personnel.deciding import holders

DECIDED = """
    INSERT INTO fiscal_yearenddecision (year_id, line_id, disposition, decided_by_id, decided_at)
    SELECT %s, one.line, one.disposition, %s, %s FROM unnest(%s::bigint[], %s::text[]) AS one (line, disposition)
    ON CONFLICT ON CONSTRAINT line_decided_once_a_year DO UPDATE
       SET disposition = excluded.disposition, decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at
     WHERE fiscal_yearenddecision.disposition <> excluded.disposition
"""
KIND = "fiscal-year-end"
OVERSEE = "fiscal.oversee_yearenddecision"
LOCK = "fiscal.year_end"


@transaction.atomic
def decide_lines(year: FiscalYear, dispositions: dict[int, str], *, by: User) -> int:
    """Decide lines by their keys, in one statement; the number of decisions that are new or changed."""
    if year.status == FiscalYear.Status.EXPIRED:
        raise Refused(f"{year} has expired: nothing is decided of its orders any more.")
    lines = sorted(dispositions)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DECIDED, [year.pk, by.pk, timezone.now(), lines, [dispositions[key] for key in lines]])
            written = cursor.rowcount
    except IntegrityError as error:
        raise broken(error) from error
    if written:
        log("decide_lines", year, by=by, reason=f"{written} open order lines")
    return written


def decide_rest(year: FiscalYear, lines: QuerySet[OrderLine], disposition: str, *, by: User) -> int:
    """Decide the undecided of these lines alike, as far as the disposition fits them."""
    keys = lines.filter(FITS[disposition], decided=False).values_list("pk", flat=True)
    return decide_lines(year, dict.fromkeys(keys, disposition), by=by)


@transaction.atomic
def set_in_service(order: PurchaseOrder, *, in_service_on: date, by: User) -> PurchaseOrder:
    """Say when what was ordered will be in use."""
    order = lock(order)
    if in_service_on < (order.issued_on or in_service_on):
        raise Refused(f"{order} was issued on {long_date(order.issued_on)}. Enter that day or a later one.")
    order.in_service_on, order.version = in_service_on, order.version + 1
    order.save(update_fields=["in_service_on", "version"])
    log("set_in_service", order, by=by, reason=long_date(in_service_on))
    return order


def escalate_undecided(on: date | None = None) -> dict[str, int]:
    """From the day on by which lines must be decided: every morning their owners, some days later the director too.

    It goes on while the year lapses. Who asked for a purchase owns its lines, or who wrote it down where they left.
    """
    on = on or timezone.localdate()
    fy = year_ending(on)
    late = (on - day_in("worksheet_due", fy)).days
    year = FiscalYear.objects.filter(pk=fy).first()
    if year is None or late < 0:
        return {"owners": 0, "overseers": 0}
    with transaction.atomic():
        hold(LOCK)
        counted = _undecided_by_owner(fy)
        owners = _tell(year, list(User.objects.filter(pk__in=counted)), counted, f"owner {fy}", late)
        overseers = 0
        if counted and late >= value_of("worksheet_director_days", on):
            all_of_them = dict.fromkeys(holders(OVERSEE, None).values_list("pk", flat=True), sum(counted.values()))
            overseers = _tell(year, list(User.objects.filter(pk__in=all_of_them)), all_of_them, f"director {fy}", late)
    return {"owners": owners, "overseers": overseers}


def _undecided_by_owner(fy: int) -> Counter:
    """How many undecided lines each person who answers for them has."""
    rows = open_lines(fy).filter(decided=False).order_by()
    who = ("order__requisition__requested_by", "order__requisition__requested_by__is_active",
           "order__requisition__created_by")  # fmt: skip
    counted: Counter = Counter()
    for asked_by, active, written_by in rows.values_list(*who):
        counted[asked_by if active or written_by is None else written_by] += 1
    return counted


def _tell(year: FiscalYear, people: list[User], counted: dict[int, int], rule: str, step: int) -> int:
    new = not_told_yet(KIND, rule, [(one.pk, step) for one in people])
    for one in people:
        if one.pk in new:
            lines = "line" if counted[one.pk] == 1 else "lines"
            title = f"{counted[one.pk]} open order {lines} of {year} undecided"
            notify([one], KIND, title, f"{reverse('fiscal:worksheet')}?year={year.pk}")
    return len(new)
