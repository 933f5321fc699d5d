"""Rules about rows that no constraint can say, since they compare what was with what is to be."""

from collections.abc import Mapping

import pgtrigger

from doc_portal.core.models.base import Transition

OWNER = "pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')"
"""In a trigger: whether the statement comes from the owner of the tables, not from the role that serves requests."""


def refusal(
    name: str, sentence: str, operation: pgtrigger.Operation, condition: str = "", *, but_owner: bool = False
) -> pgtrigger.Trigger:
    """A trigger that refuses a change of a row with a sentence, by whatever way it comes.

    It comes after the constraints, which tell what is wrong with single values. `condition` is SQL over OLD and NEW;
    `but_owner` lets the owner of the tables pass, as whom the portal writes what its code declares.
    """
    raised = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = '42501';"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=pgtrigger.Condition(f"({condition})") if condition else None,
        func=f"IF NOT {OWNER} THEN {raised} END IF; RETURN NULL;" if but_owner else raised,
    )


TODAY = "(now() AT TIME ZONE 'America/Chicago')::date"
"""SQL: the day in Chicago by the clock of the database, whatever the session's time zone."""


def setting_today(key: str) -> str:
    """SQL: the number a setting has today; 0 where none is in force."""
    return f"""COALESCE((
    SELECT s.value::numeric FROM core_setting s JOIN core_settingkey k ON k.id = s.key_id
     WHERE k.key = '{key}' AND s.starts_on <= {TODAY} AND (s.ends_on IS NULL OR s.ends_on > {TODAY})), 0)"""  # noqa: S608


ANY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
WRITTEN = pgtrigger.Insert | pgtrigger.Update


def guard(
    name: str,
    broken: str,
    operation: pgtrigger.Operation = WRITTEN,
    *,
    condition: str = "",
    when: pgtrigger.When = pgtrigger.Before,
) -> pgtrigger.Trigger:
    """A trigger that refuses a row for which `broken` (SQL over OLD and NEW) is true, under the rule's name.

    `condition` is SQL over OLD and NEW alone: where it is false the rule is not looked at.
    """
    return pgtrigger.Trigger(
        name=name,
        when=when,
        operation=operation,
        condition=pgtrigger.Condition(f"({condition})") if condition else None,
        func=f"""
            IF {broken} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


def agreed(
    name: str, broken: str, *, condition: str, operation: pgtrigger.Operation = pgtrigger.Update
) -> pgtrigger.Trigger:
    """A trigger that refuses, at the end of the transaction, a changed row that then agrees no more with others.

    `broken` is SQL that reads the row again by NEW.id, since it may have changed once more; `condition` is SQL over OLD
    and NEW.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        condition=pgtrigger.Condition(f"({condition})"),
        func=f"""
            IF {broken} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )


def forever(name: str) -> pgtrigger.Trigger:
    """Rows are ended, released or corrected, never deleted."""
    return guard(name, "true", pgtrigger.Delete)


def begins_as(name: str, status: str) -> pgtrigger.Trigger:
    """A row is written at its first status; what follows are steps (`moves`)."""
    return guard(name, "true", pgtrigger.Insert, condition=f"NEW.status <> '{status}'")


def keeps_its_writers(name: str, *columns: str) -> pgtrigger.Trigger:
    """Who wrote a row stays named: `writers` only grows, and the other columns stay as they were written."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return guard(name, "true", pgtrigger.Update, condition=f"NOT (NEW.writers @> OLD.writers) OR {changed}")


def unchanged(name: str, *but: str) -> pgtrigger.Trigger:
    """A row stays as it was written, but for these columns; nor is it deleted."""
    return guard(name, but_for(*but), pgtrigger.Update | pgtrigger.Delete)


def but_for(*columns: str) -> str:
    """SQL: whether a row is removed, or changed in more than these columns."""
    free = ", ".join(f"'{column}'" for column in columns)
    return (
        f"TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[{free}]::text[] IS DISTINCT FROM"
        f" to_jsonb(NEW) - ARRAY[{free}]::text[]"
    )


def moves(name: str, steps: Mapping[str, Transition]) -> pgtrigger.Trigger:
    """The status of a row changes as its transitions say, also for who goes around them."""
    legal = sorted({f"'{source}>{step.target}'" for step in steps.values() for source in step.sources})
    return guard(
        name,
        f"NOT (OLD.status || '>' || NEW.status = ANY (ARRAY[{', '.join(legal)}]))",
        pgtrigger.Update,
        condition="NEW.status <> OLD.status",
    )
