"""Giving credit and taking it back. The ledger only grows: what was wrong is voided, and another line takes its place.

Whoever gives or voids credit holds the rows of the people it is about until the transaction ends, so that two who
credit the same course in one year agree on which of the two counts. Of completions of a course that does not repeat,
the first of a fiscal year counts, whatever the mode and in whichever order they became known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.audit import event
from doc_portal.core.models import AuditEvent, User
from doc_portal.core.workflow import Refused
from personnel.models import Person
from training.actions.certificates import issue_certificates, revoke_with_credit
from training.models import Enrolment, ScheduledClass, TrainingCredit
from training.refusals import broken

HUNDREDTH = Decimal("0.01")
AUTHORITIES = """(
    SELECT left(string_agg(DISTINCT t.authority, '; '), 300)
      FROM training_ruleterms t
      JOIN (SELECT ruleterms_id, course_id FROM training_ruleterms_courses
             UNION
            SELECT x.ruleterms_id, i.course_id FROM training_ruleterms_curricula x
              JOIN training_curriculumitem i ON i.curriculum_id = x.curriculum_id) a ON a.ruleterms_id = t.id
     WHERE a.course_id = c.id AND t.approved AND t.starts_on <= g.completed_on
       AND (t.ends_on IS NULL OR t.ends_on > g.completed_on))"""
GIVE = f"""
INSERT INTO training_trainingcredit (person_id, course_id, course_version_id, enrolment_id, replaces_id, hours,
       category, completed_on, source, external_id, repeatable, counts, authority, recorded_by_id, recorded_at,
       void_reason)
SELECT g.person_id, c.id, v.id, g.enrolment_id, g.replaces_id, g.hours, c.category, g.completed_on, g.source,
       g.external_id, c.repeatable, c.repeatable, coalesce({AUTHORITIES}, ''), %(by)s, now(), ''
  FROM unnest(%(people)s::bigint[], %(versions)s::bigint[], %(enrolments)s::bigint[], %(replaced)s::bigint[],
              %(hours)s::numeric[], %(days)s::date[], %(sources)s::text[], %(numbers)s::text[])
       WITH ORDINALITY AS g(person_id, version_id, enrolment_id, replaces_id, hours, completed_on, source, external_id,
                            place)
  JOIN training_courseversion v ON v.id = g.version_id
  JOIN training_course c ON c.id = v.course_id
 ORDER BY g.place
RETURNING id
"""  # noqa: S608 - constants of this module
FIRST = """
WITH ranked AS (
    SELECT id, row_number() OVER (PARTITION BY person_id, course_id, fiscal_year
                                  ORDER BY completed_on, hours DESC, id) = 1 AS is_first
      FROM training_trainingcredit
     WHERE voided_at IS NULL AND NOT repeatable AND person_id = ANY(%(people)s) AND course_id = ANY(%(courses)s))
UPDATE training_trainingcredit k SET counts = ranked.is_first
  FROM ranked WHERE ranked.id = k.id AND k.counts AND NOT ranked.is_first
"""
REST = FIRST.replace("k.counts AND NOT ranked.is_first", "ranked.is_first AND NOT k.counts")


@dataclass(frozen=True)
class Given:
    """One completion to be credited; `replaces` is the key of the voided line whose place it takes."""

    person: int
    version: int
    hours: Decimal
    completed_on: date
    source: str
    external_id: str
    enrolment: int | None = None
    replaces: int | None = None


@transaction.atomic
def give_credit(given: Iterable[Given], *, by: User | None) -> list[int]:
    """Add lines to the ledger, all in one statement, with their certificates; the keys of the lines."""
    rows = list(given)
    if not rows:
        return []
    lock_people(one.person for one in rows)
    values = {
        "by": by.pk if by else None,
        "people": [one.person for one in rows],
        "versions": [one.version for one in rows],
        "enrolments": [one.enrolment for one in rows],
        "replaced": [one.replaces for one in rows],
        "hours": [one.hours for one in rows],
        "days": [one.completed_on for one in rows],
        "sources": [str(one.source) for one in rows],
        "numbers": [one.external_id for one in rows],
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(GIVE, values)
            made = [key for (key,) in cursor.fetchall()]
    except IntegrityError as error:
        raise broken(error) from error
    _count_again(made)
    issue_certificates(made, by=by)
    return made


@transaction.atomic
def void_credit(credits: Iterable[TrainingCredit], *, by: User, reason: str) -> int:
    """Void lines of the ledger with a reason, and revoke their certificates; another of the year may count then."""
    keys = [one.pk for one in credits]
    if not keys:
        return 0
    lock_people(TrainingCredit.objects.filter(pk__in=keys).values_list("person", flat=True))
    standing = TrainingCredit.objects.standing().filter(pk__in=keys)
    voided = list(standing.select_related("person", "course").order_by("pk"))
    try:
        with transaction.atomic():
            standing.update(voided_by=by, voided_at=timezone.now(), void_reason=reason[:240])
    except IntegrityError as error:
        raise broken(error) from error
    revoke_with_credit(keys, by=by, reason=reason)
    _count_again(keys)
    AuditEvent.objects.bulk_create(event("void", one, by=by, reason=reason) for one in voided)
    return len(voided)


@transaction.atomic
def void_by_hand(credit: TrainingCredit, *, by: User, note: str) -> TrainingCredit:
    """Void one line. Credit of a class follows the class, which is corrected instead."""
    lock_people([credit.person_id])
    credit.refresh_from_db()
    if credit.voided_at is not None:
        raise Refused(f"“{credit}” was voided already. Nothing was changed.")
    if credit.is_derived:
        number = credit.enrolment.scheduled_class.number
        raise Refused(
            f"This credit follows from {number}. Ask that the class be reopened and correct its attendance or scores: "
            "the credit is taken back when it is final again."
        )
    if credit.person.user_id == by.pk:
        raise Refused("Nobody voids their own credit. Ask another registrar.")
    void_credit([credit], by=by, reason=note)
    credit.refresh_from_db()
    return credit


def lock_people(people: Iterable[int]) -> None:
    """Hold the rows of people until the transaction ends, in the order of their keys."""
    rows = Person.objects.filter(pk__in=set(people)).order_by("pk").select_for_update(no_key=True, of=("self",))
    list(rows.values_list("pk", flat=True))


def _count_again(keys: list[int]) -> None:
    """Say anew which completion of a course counts in a year, for the people and courses of these lines."""
    rows = TrainingCredit.objects.filter(pk__in=keys, repeatable=False).values_list("person", "course")
    pairs = list(rows)
    if not pairs:
        return
    values = {"people": sorted({one for one, _ in pairs}), "courses": sorted({one for _, one in pairs})}
    with connection.cursor() as cursor:
        cursor.execute(FIRST, values)
        cursor.execute(REST, values)


def derive_credit(locked: ScheduledClass, *, by: User) -> tuple[int, int]:
    """Make the ledger say what a class came to: how many lines were given, and how many taken back.

    Lines that are right already stay. A line that reads otherwise now is voided and another takes its place.
    """
    hours, day = _hours_of(locked), timezone.localdate(locked.ends_at)
    earned = list(Enrolment.objects.passed().filter(scheduled_class=locked).select_related("person").order_by("pk"))
    if any(one.person.user_id == by.pk for one in earned):
        raise Refused(
            f"You took {locked.number} yourself, and nobody credits training to themselves. Another registrar makes "
            "it final."
        )
    credits = TrainingCredit.objects.standing().filter(enrolment__scheduled_class=locked)
    there = {one.enrolment_id: one for one in credits}
    right = {
        key for key, one in there.items()
        if (one.hours, one.completed_on, one.course_version_id) == (hours, day, locked.course_version_id)
    } & {one.pk for one in earned}  # fmt: skip
    wrong = [one for key, one in there.items() if key not in right]
    void_credit(wrong, by=by, reason=f"{locked.number} was corrected")
    given = [
        Given(
            one.person_id, locked.course_version_id, hours, day, TrainingCredit.Source.CLASS,
            f"{locked.number}-{one.pk}", one.pk, there[one.pk].pk if one.pk in there else None,
        )
        for one in earned if one.pk not in right
    ]  # fmt: skip
    return len(give_credit(given, by=by)), len(wrong)


def _hours_of(locked: ScheduledClass) -> Decimal:
    """The hours of the version; where it names none, how long the meetings were."""
    if locked.course_version.contact_hours is not None:
        return locked.course_version.contact_hours
    minutes = sum(one.minutes for one in locked.meetings.standing())
    return in_hours(minutes)


def in_hours(minutes: int) -> Decimal:
    """Minutes as hours with two places."""
    return (Decimal(minutes) / 60).quantize(HUNDREDTH, ROUND_HALF_UP)
