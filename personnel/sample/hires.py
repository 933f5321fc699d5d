"""What follows an offer in the sample: clearance, the answers and checks of 28 CFR 115.17, and the first weeks."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from personnel.actions.first_weeks import tracks_of
from personnel.models import (
    Appointment,
    ChecklistItem,
    ClearanceItem,
    NewHireTask,
    Offer,
    PreaAnswer,
    PreaCheck,
    PreaQuestion,
)
from personnel.prea import due_again

CLEARED_AFTER = timedelta(days=8)


def clear(offers: list[Offer], by: User | None, *, cleared: Callable[[Offer], bool]) -> None:
    """Items of accepted offers, open or cleared; who is to meet inmates has answered, and was checked where cleared."""
    copy(ClearanceItem, (item for offer in offers for item in _items(offer, by if cleared(offer) else None)))
    with_inmates = [offer for offer in offers if offer.application.posting.job_class.inmate_contact]
    questions = list(PreaQuestion.objects.filter(ends_on=None))
    rows = PreaAnswer.objects.filter(application__in=[offer.application_id for offer in with_inmates])
    answered = set(rows.values_list("application", "question"))
    copy(
        PreaAnswer,
        (
            PreaAnswer(application_id=offer.application_id, question=question, yes=False, answered_at=offer.created_at)
            for offer in with_inmates
            for question in questions
            if (offer.application_id, question.pk) not in answered
        ),
    )
    copy(PreaCheck, _checks(offer for offer in with_inmates if cleared(offer)))


def _decided(offer: Offer):
    return min(timezone.now(), offer.accepted_at + CLEARED_AFTER)


def _items(offer: Offer, by: User | None) -> Iterator[ClearanceItem]:
    """What is to be cleared for this offer; cleared where somebody did."""
    posting = offer.application.posting
    asked = (("drug", posting.drug_test), ("medical", posting.physical), ("prea", posting.job_class.inmate_contact))
    for kind in ["background", *(kind for kind, wanted in asked if wanted)]:
        yield ClearanceItem(
            offer=offer, kind=kind, outcome="cleared" if by else "open", decided_by=by,
            decided_at=_decided(offer) if by else None,
        )  # fmt: skip


def _checks(offers: Iterable[Offer]) -> Iterator[PreaCheck]:
    until = cache(due_again)
    for offer in offers:
        day = timezone.localdate(_decided(offer))
        whose = {"person": offer.application.person, "applicant": offer.application.applicant}
        yield PreaCheck(checked_on=day, valid_until=until(day), created_at=_decided(offer), **whose)


def give_first_weeks(context: Context, appointments: list[Appointment], by: User | None) -> int:
    """The list of the first weeks for each of them; what was due before today is done."""
    items = list(ChecklistItem.objects.in_force())
    return copy(
        NewHireTask,
        (
            _task(context, one, item, one.starts_on + timedelta(days=item.due_days), by)
            for one in appointments
            for item in items
            if item.track in tracks_of(one)
        ),
    )


def _task(context: Context, appointment: Appointment, item: ChecklistItem, due: date, by: User | None) -> NewHireTask:
    done = by is not None and due < context.today
    return NewHireTask(
        appointment=appointment, person_id=appointment.person_id, item=item, text=item.text, who=item.who, due_on=due,
        done_at=context.moment((due - context.today).days, 15) if done else None, done_by=by if done else None,
    )  # fmt: skip
