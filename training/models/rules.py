"""Rules that compare rows, kept by the database under a name of their own (training/refusals.py says them aloud)."""

import pgtrigger

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


def forever(name: str) -> pgtrigger.Trigger:
    """Rows are ended, released or corrected, never deleted."""
    return guard(name, "true", pgtrigger.Delete)


def unchanged(name: str, *but: str) -> pgtrigger.Trigger:
    """A row stays as it was written, but for these columns; nor is it deleted."""
    return guard(name, but_for(*but), pgtrigger.Update | pgtrigger.Delete)


def own(person: str, user: str) -> str:
    """SQL: whether this account is that person's own. Nobody does certain things to themselves."""
    return f"EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = {person} AND p.user_id = {user})"  # noqa: S608


def wrote(model: str, by: str) -> str:
    """SQL: whether this account wrote or changed some of the row, by the audit trail: whoever saved last is not all."""
    return f"""EXISTS (SELECT 1 FROM core_auditevent a JOIN django_content_type t ON t.id = a.content_type_id
            WHERE t.app_label = 'training' AND t.model = '{model}' AND a.object_id = NEW.id
              AND a.actor_id = {by} AND a.act IN ('create', 'edit') AND a.outcome = 'done')"""  # noqa: S608


def but_for(*columns: str) -> str:
    """SQL: whether a row is removed, or changed in more than these columns."""
    free = ", ".join(f"'{column}'" for column in columns)
    return (
        f"TG_OP = 'DELETE' OR to_jsonb(OLD) - ARRAY[{free}]::text[] IS DISTINCT FROM"
        f" to_jsonb(NEW) - ARRAY[{free}]::text[]"
    )


def while_open(name: str, scheduled_class: str) -> pgtrigger.Trigger:
    """What belongs to a finalised class is read-only. `scheduled_class` is SQL that finds the class of a row `r`."""
    return guard(name, is_final(scheduled_class), ANY_WRITE)


def is_final(scheduled_class: str) -> str:
    """SQL: whether the class a row belonged to, or would belong to, is finalised."""
    before, after = (scheduled_class.replace("r.", row) for row in ("OLD.", "NEW."))
    return (
        f"EXISTS (SELECT 1 FROM training_scheduledclass c"  # noqa: S608
        f" WHERE c.id IN ({before}, {after}) AND c.status = 'finalised')"
    )
