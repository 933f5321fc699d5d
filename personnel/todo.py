"""What the directory and hiring give people to do."""

import calendar
from datetime import date

from django.db.models import F, Subquery
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models import Setting
from doc_portal.core.prepared import TODAY, USER, Prepared
from doc_portal.core.registry import TodoItem
from personnel.models import Correction, ExchangeProposal, Person, Requisition, RoleContact

SHOWN = 20


@Prepared
def _own_entry():
    months = Setting.objects.effective(TODAY).filter(key__key="confirm_months").values("value")[:1]
    return Person.objects.current(TODAY).filter(user=USER).annotate(months=Subquery(months)).order_by()


def to_confirm(user) -> list[TodoItem]:
    """One's own entry, once a year. One query: the setting comes with the person."""
    person = next(iter(_own_entry(user=user.pk, today=timezone.localdate())), None)
    if person is None or not (person.months or "").isdigit():
        return []
    due = months_after(person.confirmed_on, int(person.months)) if person.confirmed_on else None
    if due is not None and due > timezone.localdate():
        return []
    return [
        TodoItem(
            title="Confirm your entry in the directory",
            url=address_of("personnel:person-confirm", person.uuid),
            note="Colleagues use it to reach you.",
            due_on=due,
        )
    ]


def corrections(user):
    """Corrections that wait where a person keeps the entries."""
    waiting = Correction.objects.permitted(user, "personnel.change_correction").open()
    return waiting.filter(person__in=Person.objects.visible_to(user))


def to_decide(user) -> list[TodoItem]:
    """Corrections that wait where this person keeps the entries, oldest first. One query."""
    return [
        TodoItem(
            title=f"Correct the entry of {one.person}",
            url=one.get_absolute_url(),
            note=f"Suggested by {one.created_by}." if one.created_by else "",
        )
        for one in corrections(user).for_list().order_by("created_at", "pk")[:SHOWN]
    ]


def vacant(user):
    """Contacts nobody holds any more, where a person keeps them."""
    return RoleContact.objects.permitted(user, "personnel.change_rolecontact").vacant()


def to_fill(user) -> list[TodoItem]:
    """Contacts nobody holds any more, where this person keeps them. One query."""
    return [
        TodoItem(
            title=f"Find a holder for {contact}",
            url=address_of("personnel:rolecontact-edit", contact.pk),
            note="The backup stands in until then." if contact.answers else "Nobody stands in.",
            due_on=contact.holder.ended_on if contact.holder_id else None,
        )
        for contact in vacant(user).for_list().order_by("holder__ended_on", "pk")[:SHOWN]
    ]


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def requests(user):
    """Requests whose open step a person may decide."""
    return Requisition.objects.awaiting(user)


def steps_to_decide(user) -> list[TodoItem]:
    """Requests whose open step this person may decide, by the day they are needed. One query."""
    waiting = requests(user).for_list()
    return [
        TodoItem(
            title=f"Decide on {one.number}: {one.job_class}",
            url=one.get_absolute_url(),
            note=f"{one.worksite}, {'1 vacancy' if one.vacancies == 1 else f'{one.vacancies} vacancies'}. "
            f"Asked for by {one.requester}.",
            due_on=one.needed_by,
        )
        for one in waiting.order_by(F("needed_by").asc(nulls_last=True), "submitted_at", "pk")[:SHOWN]
    ]


def given_back(user):
    """A person's requests that were given back."""
    return Requisition.objects.filter(requester=user, status=Requisition.Status.RETURNED)


def returned_requests(user) -> list[TodoItem]:
    """One's own requests that were given back. One query."""
    return [
        TodoItem(
            title=f"Change {one.number} and send it again",
            url=one.get_absolute_url(),
            note=f"{one.job_class} at {one.worksite} was returned to you.",
            due_on=one.needed_by,
        )
        for one in given_back(user).for_list().order_by("needed_by", "pk")[:SHOWN]
    ]


def exchanges(user):
    """Exchanges of which a part is to be decided at a person's worksites."""
    return ExchangeProposal.objects.awaiting(user)


def exchanges_to_decide(user) -> list[TodoItem]:
    """Exchanges of which a part is to be decided at one's worksites. Two queries."""
    return [
        TodoItem(title=f"Decide on {one}", url=one.get_absolute_url(), note=f"{one.places}.", due_on=one.moves_on)
        for one in exchanges(user).for_list().order_by("moves_on", "pk")[:SHOWN]
    ]
