"""What cites a role contact. Pages, policies and services cite contacts, never people (portal.md item 10)."""

from django.apps import apps
from django.db import models
from pghistory.models import Event as KeptRow

from personnel.models import RoleContact

OUT_OF_USE = ("archived_at", "withdrawn_on", "canceled_at", "ended_on")
"""Fields that, once filled, say that a row is in use no more."""


def citing_fields() -> list[models.ForeignKey]:
    """Every foreign key to a contact in any unit, found in the models themselves. Kept history cites nothing."""
    return [
        field
        for model in apps.get_models()
        if not issubclass(model, KeptRow)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is RoleContact
    ]


def cited_by(contact: RoleContact) -> list[models.Model]:
    """The rows in use that cite a contact; what was archived, withdrawn or is over needs nobody to ask any more."""
    found = []
    for field in citing_fields():
        found += _in_use(field.model._default_manager.filter(**{field.name: contact})).order_by("pk")
    return found


def _in_use(rows: models.QuerySet) -> models.QuerySet:
    """As the rows themselves say, else those whose end is not noted."""
    if hasattr(rows, "in_use"):
        return rows.in_use()
    names = {one.name for one in rows.model._meta.concrete_fields}
    return rows.filter(**{f"{name}__isnull": True for name in OUT_OF_USE if name in names})
