"""Rules of training that compare rows, kept by the database (training/refusals.py says them aloud)."""

import pgtrigger

from doc_portal.core.models.rules import ANY_WRITE, guard


def own(person: str, user: str) -> str:
    """SQL: whether this account is that person's own. Nobody does certain things to themselves."""
    return f"EXISTS (SELECT 1 FROM personnel_person p WHERE p.id = {person} AND p.user_id = {user})"  # noqa: S608


def wrote(model: str, by: str) -> str:
    """SQL: whether this account wrote or changed some of the row, by the audit trail: whoever saved last is not all."""
    return f"""EXISTS (SELECT 1 FROM core_auditevent a JOIN django_content_type t ON t.id = a.content_type_id
            WHERE t.app_label = 'training' AND t.model = '{model}' AND a.object_id = NEW.id
              AND a.actor_id = {by} AND a.act IN ('create', 'edit') AND a.outcome = 'done')"""  # noqa: S608


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
