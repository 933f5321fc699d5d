"""How long hiring records are kept, and which are due (item 21).

A record is kept so many years from the day it came to its end (setting `hiring_records_years`), and longer while it,
its announcement or its request is on legal hold. Nothing is removed here: what is due is listed.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.values import value_of
from personnel.models import Application, Posting, Requisition
from personnel.models.applications import ENDED


@dataclass(frozen=True)
class Kind:
    """One kind of record: when it has ended, and what else holds it."""

    model: Any
    ended: tuple[str, ...]

    def due(self, on=None):
        """Those whose time is over and that nothing holds."""
        rows = self.model.objects.filter(retention_until__lte=on or timezone.localdate(), legal_hold=False)
        return rows.filter(~self.held_by_others())

    def on_hold(self):
        """Those that are on hold, or hang on something that is."""
        return self.model.objects.filter(Q(legal_hold=True) | self.held_by_others())

    def held_by_others(self) -> Q:
        """The condition of what hangs on something that is on hold."""
        if self.model is Application:
            held = Requisition.objects.filter(postings=OuterRef("posting"), legal_hold=True)
            return Q(posting__legal_hold=True) | Q(Exists(held))
        if self.model is Posting:
            return Q(Exists(Requisition.objects.filter(postings=OuterRef("pk"), legal_hold=True)))
        return Q(pk__in=())


APPLICATIONS = Kind(Application, (*ENDED, Application.Status.ABANDONED))
POSTINGS = Kind(Posting, (Posting.Status.COMPLETED, Posting.Status.CANCELLED, Posting.Status.WITHDRAWN))
REQUISITIONS = Kind(Requisition, (Requisition.Status.FILLED, Requisition.Status.DENIED, Requisition.Status.CANCELLED))
HOLDS = "personnel.hold_requisition"
KEPT_FROM_OTHERS = ("hold", "release", "points")
"""Acts that tell of a charge or of preference: whoever selects must not learn of them from a page."""

KINDS = (APPLICATIONS, POSTINGS, REQUISITIONS)

_NOTE = """
UPDATE {table} r SET retention_until = (
    (coalesce((SELECT max(e.at) FROM core_auditevent e
                WHERE e.content_type_id = %s AND e.object_id = r.id AND e.outcome = 'done'), r.created_at)
     AT TIME ZONE 'America/Chicago')::date + make_interval(years => %s))::date
WHERE r.retention_until IS NULL AND r.status = ANY (%s)
"""


def untold_to(user, record) -> tuple[str, ...]:
    """The acts on a request, an announcement or an application that are kept from this person."""
    return () if user.has_perm(HOLDS, record) else KEPT_FROM_OTHERS


def note_retention() -> int:
    """Give every record that has ended the day until which it is kept; run nightly. How many are new."""
    years, noted = int(value_of("hiring_records_years")), 0
    with connection.cursor() as cursor:
        for kind in KINDS:
            about = ContentType.objects.get_for_model(kind.model).pk
            statement = _NOTE.format(table=connection.ops.quote_name(kind.model._meta.db_table))
            cursor.execute(statement, [about, years, [str(status) for status in kind.ended]])
            noted += cursor.rowcount
    return noted
