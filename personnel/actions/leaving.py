"""The second step when somebody leaves: all they own gets somebody else, then the record is closed (portal.md 18)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.registry import OwnedThings, declared, function
from doc_portal.core.workflow import Refused, lock
from personnel.actions.contacts import unfit_sentence
from personnel.models import Person

NAMED = 3


@dataclass(frozen=True)
class Thing:
    """One row somebody owns, and of which kind."""

    kind: OwnedThings
    row: models.Model

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{slugify(self.kind.name)}-{self.row.pk}"

    def __str__(self):
        return f"{self.kind.name}: {self.row}"


@dataclass
class HandedOver:
    """What became of a handing over: how many things, and why the others stayed."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def owned_by(person: Person) -> list[Thing]:
    """Everything somebody owns, by their entry and by their account, as the units declare it."""
    found = []
    for kind in declared("owned"):
        if kind.of_person:
            rows = function(kind.of_person)(person)
        elif person.user_id and kind.of:
            rows = function(kind.of)(person.user)
        else:
            continue
        found += [Thing(kind, row) for row in rows]
    return found


@transaction.atomic
def hand_over(person: Person, keys: Iterable[str], to: Person, *, by: User) -> HandedOver:
    """Put somebody else in a leaver's place for the things of these keys.

    Each is handed over by its own rules; one that refuses stays and says why. What somebody else has handed over
    meanwhile is left alone. Refused as a whole where the leaver still works here, or the other does not.
    """
    hold(f"personnel.leaving {person.pk}")
    person = lock(person)
    _require_gone(person)
    if person.closed_at is not None:
        raise Refused(f"The record of {person} was closed on {long_date(timezone.localdate(person.closed_at))}.")
    if sentence := unfit_sentence(to):
        raise Refused(sentence)
    wanted, result = set(keys), HandedOver()
    for thing in owned_by(person):
        if thing.key not in wanted:
            continue
        try:
            with transaction.atomic():
                if not thing.kind.hand_over:
                    raise Refused(thing.kind.way_out or "Open it and give it to somebody else there.")
                function(thing.kind.hand_over)(thing.row, to, by=by)
                log("hand_over", thing.row, by=by, before=f"entry {person.pk}", after=f"entry {to.pk}")
        except Refused as refusal:
            result.refused.append(f"{thing}: {refusal}")
        else:
            result.done += 1
    log("hand_over", person, by=by, after=f"entry {to.pk}", details={"things": result.done})
    return result


@transaction.atomic
def close_person_record(person: Person, *, by: User, note: str = "") -> Person:
    """Close the record of somebody who left. Refused while anything they own has nobody else, naming the first."""
    hold(f"personnel.leaving {person.pk}")
    person = lock(person)
    _require_gone(person)
    if person.closed_at is not None:
        closed = long_date(timezone.localdate(person.closed_at))
        raise Refused(f"The record of {person} was already closed on {closed}. Nothing was changed.")
    if left := owned_by(person):
        named = "; ".join(str(thing) for thing in left[:NAMED])
        more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
        raise Refused(f"{person} still owns {len(left)} things: {named}{more}. Hand them over first.")
    person.closed_at = timezone.now()
    person.version += 1
    person.save()
    log("close", person, by=by, reason=note)
    return person


def _require_gone(person: Person) -> None:
    if person.is_current or person.access_ended_at is None:
        raise Refused(f"{person} still works here. End the employment first: that stops their access at once.")
