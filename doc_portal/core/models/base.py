"""What every table of the portal has in common: who made a row and when, its version, and who may see it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from doc_portal.core.access import scope_of
from doc_portal.core.visible import invisible_sentence, is_invisible


class PortalQuerySet(models.QuerySet):
    """Rows by who asks. A unit's querysets extend this with adjectives (`open()`, `overdue()`)."""

    def permitted(self, user, permission: str):
        """The rows on which `user` holds `permission` ("mission.approve_newsitem") now."""
        return self.filter(scope_of(user, permission).rows_of(self.model))

    def visible_to(self, user):
        """The rows `user` may see; everything else answers 404. By default those they may view."""
        return self.permitted(user, f"{self.model._meta.app_label}.view_{self.model._meta.model_name}")

    def of_model(self, name: str):
        """The rows of another model of this unit that is declared after this one, and so cannot be imported."""
        return self.model._meta.apps.get_model(self.model._meta.app_label, name).objects

    def for_list(self):
        """The rows with what a list shows of them already joined."""
        return self

    def naming(self, *relations: str):
        """The rows with these related ones as far as a page names and links them, which their `NAMED_BY` says.

        Whole rows of people and places take a list longer to read than its own.
        """
        meta = self.model._meta
        own = [field.name for field in meta.concrete_fields]
        named = [f"{one}__{name}" for one in relations for name in meta.get_field(one).related_model.NAMED_BY]
        return self.select_related(*relations).only(*own, *named)


class Record(models.Model):
    """A row with its author, its moment and a version that stale edits are checked against.

    `UNIT_PATH` and `WORKSITE_PATH` name the look-up paths to the unit and worksite a row belongs to, for
    rights that count only there; both empty means the row belongs to the whole department.
    """

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    created_at = models.DateTimeField("created", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="created by",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PortalQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """What Django checks of each field, and that a text can be seen: forms and lists brought in both ask this."""
        problems = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as found:
            problems = found.update_error_dict(problems)
        for field in self._meta.concrete_fields:
            checked = isinstance(field, models.CharField | models.TextField) and field.name not in (exclude or ())
            if checked and field.name not in problems and is_invisible(getattr(self, field.attname)):
                problems[field.name] = invisible_sentence(str(field.verbose_name), optional=field.blank)
        if problems:
            raise ValidationError(problems)


@dataclass(frozen=True)
class Transition:
    """A legal move: from any of `sources` to `target`. `label` is the button, `past` what has then been done."""

    sources: frozenset[str]
    target: str
    label: str
    past: str
    danger: bool = False


def positive_period(name: str, start: str, end: str) -> models.CheckConstraint:
    """A half-open period [start, end) that is not empty; an open end is allowed."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": models.F(start)}),
        violation_error_message="The end must come after the start.",
    )


def days_within_reason(name: str, *fields: str) -> models.CheckConstraint:
    """Days that somebody types lie between 1900 and 2199; an empty one is allowed."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": ("1900-01-01", "2199-12-31")})
    return models.CheckConstraint(
        name=name, condition=condition, violation_error_message="Enter a year between 1900 and 2199."
    )
