"""The annual list of needs: lines of worksites, classified, sent to OA, closed (fiscal.md 3.25; RSMo 34.130)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.values import value_of
from doc_portal.core.workflow import transition
from fiscal.models import NeedsLine, NeedsList
from fiscal.refusals import kept_or_told

DUE = "needs_list_due"


def due_for(fy: int) -> date:
    """The day by which the list of a fiscal year is at OA: before that year begins."""
    month, day = str(value_of(DUE)).split("-")
    return date(fy - 1, int(month), int(day))


@transaction.atomic
def open_list(needs_list: NeedsList, *, by: User) -> NeedsList:
    """Begin the list of a fiscal year."""
    needs_list.due_on = due_for(needs_list.fy)
    with kept_or_told():
        needs_list.save(force_insert=True)
    log("create", needs_list, by=by)
    return needs_list


@transaction.atomic
def keep_need(line: NeedsLine, *, by: User, changed: str = "") -> NeedsLine:
    """Add or change what a worksite will need, while the list takes lines."""
    made = line.pk is None
    with kept_or_told():
        line.save()
    log("create" if made else "edit", line, by=by, reason=changed)
    return line


@transaction.atomic
def send_list(needs_list: NeedsList, *, by: User, note: str = "") -> NeedsList:
    """Note that the list went to OA: with lines, each of which has a class."""
    with kept_or_told(), transition(needs_list, "send", by=by, note=note) as one:
        one.sent_on = timezone.localdate()
    return one


@transaction.atomic
def close_list(needs_list: NeedsList, *, by: User, note: str = "") -> NeedsList:
    """Close a list that was sent."""
    with transition(needs_list, "close", by=by, note=note) as one:
        one.closed_on = timezone.localdate()
    return one
