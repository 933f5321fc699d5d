"""Working out what people owe: for everybody at night, for some at once, and for whose facts have changed."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from doc_portal.core.locks import hold
from training.owing import OWED, many_at_once, values_for

LOCK = "training.requirements"
FEW = 50
"""People for whom rows are looked up one by one."""
NO_LONGER = "No longer asked for by the work this person does"
ROWS = "person_id, rule_id, terms_id, cycle, due_on, settled, met_on, valid_until, needs_mode, fact"

WRITE = f"""
{OWED},
fresh AS MATERIALIZED (
    SELECT d.* FROM desired d
      LEFT JOIN training_personrequirement r
        ON r.person_id = d.person_id AND r.rule_id = d.rule_id AND r.cycle = d.cycle
     WHERE r.id IS NULL
        OR (r.terms_id, r.due_on, r.settled, r.met_on, r.valid_until, r.needs_mode, r.fact)
           IS DISTINCT FROM (d.terms_id, d.due_on, d.settled, d.met_on, d.valid_until, d.needs_mode, d.fact)),
kept AS (
    INSERT INTO training_personrequirement ({ROWS}, rebuilt_at)
    SELECT {ROWS}, now() FROM fresh ORDER BY person_id, rule_id, cycle
        ON CONFLICT (person_id, rule_id, cycle) DO UPDATE
       SET terms_id = excluded.terms_id, due_on = excluded.due_on, settled = excluded.settled,
           met_on = excluded.met_on, valid_until = excluded.valid_until, needs_mode = excluded.needs_mode,
           fact = excluded.fact, rebuilt_at = excluded.rebuilt_at
    RETURNING 1),
stale AS MATERIALIZED (
    SELECT r.id, r.settled,
           r.settled IN ('', 'waived', 'suspended', 'exempt')
           AND EXISTS (SELECT 1 FROM people p WHERE p.id = r.person_id)
           AND EXISTS (SELECT 1 FROM terms t WHERE t.rule_id = r.rule_id)
           AND NOT EXISTS (SELECT 1 FROM belongs b JOIN terms t ON t.id = b.terms_id
                            WHERE b.person_id = r.person_id AND t.rule_id = r.rule_id) AS exempt
      FROM training_personrequirement r
      LEFT JOIN desired d ON d.person_id = r.person_id AND d.rule_id = r.rule_id AND d.cycle = r.cycle
     WHERE d.person_id IS NULL AND (%(people)s::bigint[] IS NULL OR r.person_id = ANY(%(people)s::bigint[]))),
exempted AS (
    UPDATE training_personrequirement r SET settled = 'exempt', fact = '{NO_LONGER}', rebuilt_at = now()
      FROM stale s WHERE s.id = r.id AND s.exempt AND s.settled <> 'exempt' RETURNING 1),
forgotten AS (
    DELETE FROM training_reminder m USING stale s WHERE m.requirement_id = s.id AND NOT s.exempt RETURNING 1),
removed AS (
    DELETE FROM training_personrequirement r USING stale s WHERE s.id = r.id AND NOT s.exempt RETURNING 1)
SELECT (SELECT count(*) FROM desired), (SELECT count(*) FROM kept), (SELECT count(*) FROM exempted),
       (SELECT count(*) FROM removed)
"""  # noqa: S608 - built of our own parts alone


def rebuild_requirements(people: Iterable[int] | None = None, *, on: date | None = None) -> dict[str, int]:
    """Bring what these people owe (all, where none are named) up to the day; called again, nothing changes.

    Call it in the transaction of a change that somebody looks at next; whatever else changes is found within minutes.
    """
    people = None if people is None else set(people)
    with transaction.atomic(), connection.cursor() as cursor:
        hold(LOCK)
        cursor.execute("SET LOCAL jit = off")
        if people is None:
            cursor.execute("SET LOCAL work_mem = '128MB'")
        with many_at_once(cursor, people is None or len(people) > FEW):
            cursor.execute(WRITE, values_for(people, on=on))
            return dict(zip(("rows", "changed", "exempt", "removed"), cursor.fetchone(), strict=True))


def rebuild_everybody() -> dict[str, int]:
    """The night's work: what the day itself has changed. What was noted until now is worked off with it."""
    with transaction.atomic():
        _noted()
        return rebuild_requirements()


def rebuild_changed() -> dict[str, int]:
    """Whose facts were noted as changed since the last time; everybody's, where a rule or a course changed."""
    with transaction.atomic():
        noted = _noted()
        if not noted:
            return {}
        return rebuild_requirements(None if None in noted else noted)


def _noted() -> set[int | None]:
    """The people of whom a change was noted, taken off the list; None among them stands for everybody."""
    hold(LOCK)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM training_changedfact RETURNING person_id")
        return {person for (person,) in cursor.fetchall()}
