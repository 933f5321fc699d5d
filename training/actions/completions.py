"""Completions from online systems: credited, put in the place of what was said before, or kept in the queue.

What waits in the queue is matched by a registrar to a person and a course, or set aside with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.models import Person
from training.actions.crediting import Given, give_credit, lock_people, void_credit
from training.models import CourseVersion, TrainingCredit, UnplacedCompletion
from training.refusals import broken

SAID_OTHERWISE = "A later list of the source says otherwise"
MATCHED = "Matched by hand to another completion"


@dataclass(frozen=True)
class Line:
    """One completion that names a person and a course; `replaces` is the line of the ledger it contradicts."""

    source: str
    external_id: str
    person: int
    course: int
    version: int
    completed_on: date
    hours: Decimal
    replaces: int | None = None

    def as_values(self) -> list:
        """As JSON keeps it."""
        return [
            self.source, self.external_id, self.person, self.course, self.version, self.completed_on.isoformat(),
            str(self.hours),
        ]  # fmt: skip

    @classmethod
    def of(cls, values: list, replaces: int | None) -> "Line":
        """From what JSON kept."""
        *names, day, hours = values
        return cls(*names, date.fromisoformat(day), Decimal(hours), replaces)


@transaction.atomic
def keep_completions(lines: list[Line], waiting: list[dict], *, by: User, run: int | None = None) -> None:
    """Credit what is placed and queue what is not, of an import; what waited and is placed now has left the queue."""
    void_credit(
        TrainingCredit.objects.filter(pk__in=[one.replaces for one in lines if one.replaces]), by=by,
        reason=SAID_OTHERWISE,
    )  # fmt: skip
    made = give_credit(
        [Given(one.person, one.version, one.hours, one.completed_on, one.source, one.external_id, None, one.replaces)
         for one in lines], by=by,
    )  # fmt: skip
    _leave_queue({(one.source, one.external_id): key for one, key in zip(lines, made, strict=True)}, by=by)
    _queue(waiting, run)


def _leave_queue(placed: dict[tuple[str, str], int], *, by: User) -> None:
    """Settle what waited under these numbers with the credit it has now."""
    now = timezone.now()
    for one in UnplacedCompletion.objects.open().filter(external_id__in=[number for _, number in placed]):
        if credit := placed.get((one.source, one.external_id)):
            UnplacedCompletion.objects.filter(pk=one.pk).update(settled_at=now, settled_by=by, credit=credit)


def _queue(waiting: Iterable[dict], run: int | None) -> None:
    """Add lines to the queue; one that waits already reads as this list says now."""
    there = {(one.source, one.external_id): one for one in UnplacedCompletion.objects.open()}
    added, changed = [], []
    for told in waiting:
        fields = {"row": told["waits"], "problem": told["problem"], "words": told["words"], "run_id": run}
        one = there.get((told["source"], told["external_id"]))
        if one is None:
            added.append(UnplacedCompletion(source=told["source"], external_id=told["external_id"], **fields))
            continue
        for name, value in fields.items():
            setattr(one, name, value)
        changed.append(one)
    UnplacedCompletion.objects.bulk_create(added)
    UnplacedCompletion.objects.bulk_update(changed, ["row", "problem", "words", "run"], batch_size=1000)


@transaction.atomic
def match_completion(
    waiting: UnplacedCompletion, person: Person, version: CourseVersion, *, completed_on: date, hours: Decimal, by: User
) -> UnplacedCompletion:
    """Credit a completion of the queue to whom it is; what was credited under its number before is voided.

    People are held before the queue, as where a list is brought in.
    """
    lines = TrainingCredit.objects.filter(source=waiting.source, external_id=waiting.external_id).order_by("-pk")
    lock_people([person.pk, *lines.values_list("person", flat=True)])
    locked = _open(waiting)
    if person.user_id == by.pk:
        raise Refused("Nobody matches a completion to themselves. Ask another registrar to match it.")
    before = lines.filter(replaced_by=None).first()
    if before is not None and before.voided_at is None:
        void_credit([before], by=by, reason=MATCHED)
    given = Given(
        person.pk, version.pk, hours, completed_on, locked.source, locked.external_id, None,
        before.pk if before else None,
    )  # fmt: skip
    (credit,) = give_credit([given], by=by)
    return _settle(locked, "match", by=by, credit_id=credit)


@transaction.atomic
def set_completion_aside(waiting: UnplacedCompletion, *, by: User, note: str) -> UnplacedCompletion:
    """Set a completion of the queue aside, saying why. It stays there, and a list that repeats it changes nothing."""
    return _settle(_open(waiting), "dismiss", by=by, settled_because=note[:240])


def _open(waiting: UnplacedCompletion) -> UnplacedCompletion:
    locked = UnplacedCompletion.objects.select_for_update(no_key=True).get(pk=waiting.pk)
    if locked.settled_at is not None:
        raise Refused(f"{locked} was settled already. Nothing was changed.")
    return locked


def _settle(locked: UnplacedCompletion, act: str, *, by: User, **fields) -> UnplacedCompletion:
    locked.settled_at, locked.settled_by = timezone.now(), by
    for name, value in fields.items():
        setattr(locked, name, value)
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise broken(error) from error
    log(act, locked, by=by, reason=fields.get("settled_because", ""))
    return locked
