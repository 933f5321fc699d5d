"""What selection and the first weeks start with: rules and questions as far as a source gives them, marked as such.

Each list is brought in once, into an empty table: from then on it is Personnel's own.
"""

from datetime import date
from decimal import Decimal

from doc_portal.core.reference import Brought, read_rows
from personnel.models import ChecklistItem, PreaQuestion, PreferenceRule

LONG_AGO = date(2000, 1, 1)


def load() -> list[Brought]:
    """Every list whose table is empty."""
    return [_once(PreferenceRule, _rules), _once(PreaQuestion, _questions), _once(ChecklistItem, _items)]


def _once(model, rows) -> Brought:
    name = str(model._meta.verbose_name_plural)
    if model.objects.exists():
        return Brought(name, 0, 0)
    return Brought(name, len(model.objects.bulk_create(rows())), 0)


def _rules() -> list[PreferenceRule]:
    return [
        PreferenceRule(**row | {"points": Decimal(row["points"]) if row["points"] else None})
        for row in read_rows("preference_rules.csv")
    ]


def _questions() -> list[PreaQuestion]:
    return [PreaQuestion(**row | {"order": int(row["order"])}) for row in read_rows("prea_questions.csv")]


def _items() -> list[ChecklistItem]:
    """Drafts: Personnel confirms them, and adds what is known of week 1 in custody and in Probation and Parole."""
    return [
        ChecklistItem(
            **row | {"order": int(row["order"]), "due_days": int(row["due_days"])}, starts_on=LONG_AGO, confirmed=False
        )
        for row in read_rows("first_weeks.csv")
    ]
