"""Sums that follow rows: kept by triggers once a statement, under the locks of the rows that carry them (ruling 18)."""

import pgtrigger


def summed(name: str, table: str, column: str, key: str, rows: str) -> list[pgtrigger.Trigger]:
    """After rows were added or changed, `column` of their owners in `table` is taken anew from `rows`.

    `key` is the rows' column that names the owner; `rows` is SQL for the sum of an owner `o`.
    """
    return [
        pgtrigger.Trigger(
            name=f"{name}_{word}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=f"""
                PERFORM 1 FROM {table} WHERE id IN (SELECT {key} FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
                UPDATE {table} o SET {column} = COALESCE(({rows}), 0)
                 WHERE o.id IN (SELECT {key} FROM new_rows WHERE {key} IS NOT NULL);
                RETURN NULL;
            """,  # noqa: S608
        )
        for word, operation in (("added", pgtrigger.Insert), ("changed", pgtrigger.Update))
    ]


def follows(name: str, *columns: str) -> pgtrigger.Trigger:
    """Refuses that anything but a trigger writes columns that follow rows."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"({' OR '.join(f'NEW.{one} <> OLD.{one}' for one in columns)})"),
        func=f"""
            IF pg_trigger_depth() < 2 THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )
