"""Rules about rows that no constraint can say, since they compare what was with what is to be."""

import pgtrigger

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
