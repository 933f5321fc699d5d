"""What happens to role contacts: they are named, filled, filled anew and ended, never deleted (portal.md item 10)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import listed, long_date
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock
from personnel.citing import cited_by
from personnel.models import Assignment, Person, RoleContact
from personnel.suppression import NOT_LISTED

NAMED = 5


@transaction.atomic
def add_contact(contact: RoleContact, *, by: User) -> RoleContact:
    """Name a service at a place with who holds it. Refused for people who cannot hold one."""
    _check(contact)
    contact.created_by = by
    contact.save()
    log("create", contact, by=by)
    index_entry(contact)
    return contact


@transaction.atomic
def revise_contact(contact: RoleContact, *, by: User, changed: str = "") -> RoleContact:
    """Keep what was changed; `contact` holds the new values and `changed` names the fields."""
    stored = lock(contact)
    _refuse_ended(stored)
    _check(contact, stored)
    contact.save()
    log("edit", contact, by=by, reason=changed)
    index_entry(contact)
    return contact


@transaction.atomic
def fill_contact(contact: RoleContact, place: str, person: Person | None, *, by: User) -> RoleContact:
    """Put somebody else in as holder or as backup (`place`). A backup who becomes holder stops being the backup."""
    stored = lock(contact)
    _refuse_ended(stored)
    before = getattr(stored, place)
    setattr(stored, place, person)
    if place == "holder" and person is not None and stored.backup_id == person.pk:
        stored.backup = None
    _check(stored, RoleContact.objects.get(pk=stored.pk))
    stored.version += 1
    stored.save()
    log("fill", stored, by=by, reason=place, before=_named(before), after=_named(person))
    return stored


@transaction.atomic
def end_contact(contact: RoleContact, *, by: User, note: str) -> RoleContact:
    """Take a service out of the lists for good. Refused while anything cites it, naming what does."""
    contact = lock(contact)
    _refuse_ended(contact)
    if citing := cited_by(contact):
        raise Refused(
            f"“{contact}” is still cited by {told(citing, by)}. Name another contact there, then end this one."
        )
    contact.ended_on = timezone.localdate()
    contact.version += 1
    contact.save()
    log("end", contact, by=by, reason=note)
    index_entry(contact)
    return contact


def told(citing: list, by: User) -> str:
    """What cites a contact, as far as this person may see it; of the rest only how much it is."""
    shown = [one for one in citing if type(one).objects.visible_to(by).filter(pk=one.pk).exists()]
    words = [f"{one._meta.verbose_name} “{one}”" for one in shown[:NAMED]]
    rest = len(citing) - len(words)
    if rest:
        words.append(f"{rest} more" if words else f"{rest} thing{'s' if rest > 1 else ''} you may not see")
    return listed(words)


def unfit_sentence(person: Person) -> str | None:
    """Why somebody cannot hold or back up a contact; None where they can."""
    name = NOT_LISTED if person.suppressed else person.full_name
    if not person.is_current:
        return f"{name} left on {long_date(person.ended_on)}. Choose somebody who works here."
    if not Assignment.objects.current().filter(person=person).exists():
        return f"{name} has no assignment today. Choose somebody who has one, or enter theirs first."
    return None


SAME_PERSON = "The backup must be another person than the holder. Choose somebody else, or leave it empty."


def _check(contact: RoleContact, stored: RoleContact | None = None) -> None:
    """The rules about people, with their entries locked, so that nobody leaves meanwhile. Who stays is not asked."""
    if contact.holder_id and contact.holder_id == contact.backup_id:
        raise Refused(SAME_PERSON)
    new = {
        getattr(contact, f"{place}_id")
        for place in ("holder", "backup")
        if stored is None or getattr(contact, f"{place}_id") != getattr(stored, f"{place}_id")
    } - {None}
    people = Person.objects.filter(pk__in=new).order_by("pk").select_for_update(no_key=True, of=("self",))
    for person in people:
        if sentence := unfit_sentence(person):
            raise Refused(sentence)


def _refuse_ended(contact: RoleContact) -> None:
    if contact.ended_on is not None:
        raise Refused(
            f"“{contact}” was ended on {long_date(contact.ended_on)} and stays as it was. Add a new contact instead."
        )


def _named(person: Person | None) -> str:
    """A person as the record of acts names them: by key where they are not listed."""
    if person is None:
        return ""
    return f"{NOT_LISTED} ({person.pk})" if person.suppressed else person.full_name
