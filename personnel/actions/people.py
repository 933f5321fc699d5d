"""What happens to an entry of the directory, from the first day to the last (portal.md item 8)."""

import logging
from datetime import date

from django.db import transaction
from django.utils import timezone

from doc_portal.core.actions.accounts import stop_access
from doc_portal.core.attachments import PICTURES, store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entries, index_entry
from doc_portal.core.workflow import Refused, lock
from personnel.actions.positions import vacate_positions_of
from personnel.actions.transfers import withdraw_wishes_of
from personnel.models import Assignment, Person
from personnel.placing import place_people
from personnel.reset_addresses import SENTENCE, guarded_accounts
from personnel.supervision import hold_supervisors, leads_back, loop_sentence

logger = logging.getLogger(__name__)


@transaction.atomic
def add_person(person: Person, first: Assignment, *, by: User) -> Person:
    """Keep a new person with what they do first. An account of the same employee number becomes theirs."""
    hold_supervisors()
    person.created_by = by
    _link_account(person)
    if person.user_id:
        _guard_address(person, person.user.email, by)
    person.save()
    first.person, first.created_by = person, by
    if first.supervisor_id and leads_back(person.pk, first.supervisor_id, first.starts_on, first.ends_on):
        raise Refused(loop_sentence(person, first.supervisor))
    first.save()
    log("create", person, by=by)
    log("create", first, by=by)
    _follow(person)
    return person


@transaction.atomic
def revise_person(person: Person, *, by: User, changed: str = "", picture=None) -> Person:
    """Keep what was changed in an entry. `person` holds the new values; `changed` names the fields.

    A photo stays only while the person agrees that it is shown.
    """
    stored = lock(person)
    if stored.closed_at is not None:
        raise Refused(f"The record of {stored} was closed on {long_date(stored.closed_at)} and is kept as it was.")
    if not person.photo_consent:
        person.photo = None
    elif picture is not None:
        person.photo = store(picture, person, by, PICTURES)
    _link_account(person)
    _guard_address(person, stored.email if stored.user_id else getattr(person.user, "email", ""), by)
    person.save()
    log("edit", person, by=by, reason=changed)
    _follow(person)
    return person


@transaction.atomic
def confirm_person(person: Person, *, by: User) -> Person:
    """A person says that their own entry is right. Refused for anybody else's, and twice on one day."""
    person = lock(person)
    if person.user_id != by.pk:
        raise Refused("People confirm their own entry. Suggest a correction where you see something wrong.")
    today = timezone.localdate()
    if person.confirmed_on == today:
        raise Refused(f"You already confirmed your entry on {long_date(today)}. Nothing was changed.")
    before, person.confirmed_on = person.confirmed_on, today
    person.version += 1
    person.save()
    log("confirm", person, by=by, before=str(before or ""), after=str(today))
    return person


@transaction.atomic
def suppress_person(person: Person, *, by: User, note: str) -> Person:
    """Take a person out of the directory: from now on only stewards, their supervisor and they themselves see them."""
    person = lock(person)
    if person.suppressed:
        raise Refused("This entry is already out of the directory. Nothing was changed.")
    return _list(person, listed=False, act="suppress", by=by, note=note)


@transaction.atomic
def list_person_again(person: Person, *, by: User, note: str) -> Person:
    """Show a person in the directory again."""
    person = lock(person)
    if not person.suppressed:
        raise Refused("This entry is already listed. Nothing was changed.")
    return _list(person, listed=True, act="list_again", by=by, note=note)


@transaction.atomic
def end_employment(person: Person, *, by: User, ended_on: date, note: str) -> Person:
    """Somebody leaves: on that day their assignments end, and once it has come their access stops at once.

    The day is the first on which they no longer work here. What they own is handed over next, before the record is
    closed. Refused: one's own; a second time; a day before an assignment began; the last portal administrator.
    """
    hold_supervisors()
    person = lock(person)
    if person.user_id == by.pk:
        raise Refused("Nobody ends their own employment. Ask another steward.")
    if person.ended_on is not None:
        raise Refused(
            f"{person} {'left' if not person.is_current else 'is already to leave'} on {long_date(person.ended_on)}. "
            "Nothing was changed."
        )
    _end_assignments(person, ended_on, by=by)
    person.ended_on = ended_on
    person.version += 1
    person.save()
    log("end", person, by=by, after=str(ended_on), reason=note)
    if not person.is_current:
        stop_access_of([person], by=by, reason=note)
    _follow(person)
    return person


@transaction.atomic
def stop_access_of(people: list[Person], *, by: User | None, reason: str) -> None:
    """Close the accounts of people who have left and note when, for each of them; nobody holds their positions."""
    stop_access([User(pk=one.user_id) for one in people if one.user_id], by=by, reason=reason)
    for person in people:
        person.access_ended_at = timezone.now()
        person.version += 1
        person.save(update_fields=["access_ended_at", "version"])
        log("stop_access", person, by=by, reason=reason)
    vacate_positions_of(people, by=by, reason=reason)
    withdraw_wishes_of(people, by=by, reason=reason)


def stop_access_of_leavers() -> dict[str, int]:
    """The night's work: who has left by date or by a list brought in has no access from today.

    It looks at everyone who has left and still has access, so one run makes up for missed nights. Who is the last
    portal administrator keeps it until somebody else holds the role; the log says so.
    """
    left = Person.objects.filter(ended_on__lte=timezone.localdate(), access_ended_at__isnull=True).order_by("pk")
    leaving = list(left.select_related("user"))
    try:
        _stop_access_now(leaving)
    except Refused:
        return {"people": sum(_stopped_alone(one) for one in leaving)}
    return {"people": len(leaving)}


def _stop_access_now(people: list[Person]) -> None:
    with transaction.atomic():
        wanted = Person.objects.filter(pk__in=[one.pk for one in people], access_ended_at__isnull=True)
        still = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)))
        stop_access_of(still, by=None, reason="The person has left.")
        index_entries(Person, [one.pk for one in still])


def _stopped_alone(person: Person) -> bool:
    try:
        _stop_access_now([person])
    except Refused as refusal:
        logger.error("%s has left and still has access: %s", person, refusal)
        return False
    return True


def _list(person: Person, *, listed: bool, act: str, by: User, note: str) -> Person:
    person.suppressed = not listed
    person.version += 1
    person.save()
    log(act, person, by=by, reason=note)
    index_entry(person)
    return person


def _end_assignments(person: Person, on: date, *, by: User) -> None:
    """End what still runs on that day. What is yet to begin never does: it is taken out, and that is recorded."""
    running = Assignment.objects.filter(person=person).exclude(ends_on__lte=on).order_by("pk")
    for one in running.select_for_update(no_key=True, of=("self",)):
        if on <= one.starts_on <= timezone.localdate():
            raise Refused(
                f"“{one.title}” began on {long_date(one.starts_on)}. "
                "Choose a later day, or correct the assignment first."
            )
        if one.starts_on >= on:
            log("delete", one, by=by, reason=f"{person} leaves before it begins.")
            one.delete()
            continue
        before, one.ends_on = one.ends_on, on
        one.version += 1
        one.save()
        log("end", one, by=by, before=str(before or ""), after=str(on))


def _link_account(person: Person) -> None:
    """An account of the same employee number that nobody has yet becomes the person's."""
    if person.user_id is None and person.employee_number:
        accounts = User.objects.filter(employee_number=person.employee_number, person__isnull=True)
        person.user = accounts.first()


def _guard_address(person: Person, before: str, by: User) -> None:
    """Refuse another address for the account of somebody who reaches into other accounts."""
    if person.user_id and person.email != before and guarded_accounts(by, [person.user_id]):
        raise Refused(SENTENCE.format(person))


def _follow(person: Person) -> None:
    """Place, account and search follow an entry."""
    place_people([person.pk])
    index_entry(person)
