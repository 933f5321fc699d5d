"""Years of hiring that are over: how those came into their posts who began since, and who else applied.

Told backwards from the directory. For people who began in one class at one worksite in one quarter there was a request,
an announcement, applications, offers and appointments, each on the days on which it would have been.
"""

from datetime import datetime, timedelta
from functools import partial
from itertools import compress

from django.utils import timezone

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy, numbers_by_year
from personnel.models import ApprovalStep, Posting, Requisition, StepKind
from personnel.sample.announcements import Press
from personnel.sample.beginnings import Hiring, planned_hirings
from personnel.sample.past_applications import stories_of
from personnel.sample.past_appointments import hire
from personnel.sample.requisitions import Office
from personnel.sample.stories import write

STEPS = len(StepKind.values)


def recruit(context: Context) -> dict[str, int]:
    """Requests, announcements, applications and appointments of the years before; nothing once they are told."""
    chance = context.chance("hiring that is over")
    planned = planned_hirings(context, chance)
    if not planned:
        return {}
    with context.timed("past announcements"):
        hirings = _asked_for(context, planned)
        press = Press(context, Posting.objects.count())
        postings = press.print([one.plan for one in hirings])
    with context.timed("past applications"):
        pairs = list(zip(postings, hirings, strict=True))
        stories, hired = stories_of(context, chance, pairs)
        made = write(stories)
    with context.timed("past appointments"):
        begun = hire(context, hired)
    return {"past announcements": len(postings), "past applications": made, "past appointments": begun}


def _asked_for(context: Context, planned: list[Hiring]) -> list[Hiring]:
    """The same with the request each announcement answers, where somebody could ask and somebody else decide."""
    office = Office(context)
    staffed = [office.is_staffed(one.worksite) for one in planned]
    asking = list(compress(planned, staffed))
    asked = [one.plan.opens - timedelta(days=20) for one in asking]
    numbers = numbers_by_year("REQ", [timezone.localdate(moment).year for moment in asked])
    copy(Requisition, list(map(partial(_request, office), asking, asked, numbers)))
    kept = {one.number: one for one in Requisition.objects.filter(number__in=numbers)}
    copy(ApprovalStep, (step for number in numbers for step in office.steps(kept[number], STEPS)))
    answered = iter([kept[number] for number in numbers])
    return [one.asked_for_by(next(answered)) if asks else one for one, asks in zip(planned, staffed, strict=True)]


def _request(office: Office, hiring: Hiring, asked: datetime, number: str) -> Requisition:
    first = min(hiring.begun, key=lambda one: one.day)
    return office.asked(
        asked,
        first.worksite,
        Requisition.Status.FILLED,
        STEPS,
        number=number,
        job_class=first.job_class,
        shift=first.shift,
        vacancies=len(hiring.begun),
        needed_by=first.day,
    )
