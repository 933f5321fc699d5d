"""Positions: numbered, budgeted chairs (personnel.md 3, items 2 and 4)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Unit, Worksite
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models.catalogue import JobClass
from personnel.models.people import Person


class Shift(models.TextChoices):
    """When a position is worked (personnel.md 4)."""

    FIRST = "1", "First shift"
    SECOND = "2", "Second shift"
    THIRD = "3", "Third shift"
    DAYS = "days", "Days"
    ROTATING = "rotating", "Rotating"

    @property
    def phrase(self) -> str:
        """The shift inside a sentence: “on first shift”, “on day hours”, “on rotating shifts”."""
        other = {Shift.DAYS: "on day hours", Shift.ROTATING: "on rotating shifts"}
        return other.get(self, f"on {self.label.lower()}")


class PositionQuerySet(PortalQuerySet):
    def authorised(self):
        """Chairs that count: neither frozen nor abolished."""
        return self.filter(status__in=[Position.Status.FILLED, Position.Status.VACANT])

    def standing(self):
        """Chairs that have not been abolished."""
        return self.exclude(status=Position.Status.ABOLISHED)

    def vacant(self):
        return self.filter(status=Position.Status.VACANT)

    def filled(self):
        return self.filter(status=Position.Status.FILLED)

    def of_kind(self, job_class, worksite):
        """The chairs of one class at one worksite: what the staffing guard counts."""
        return self.filter(job_class=job_class, worksite=worksite)

    def for_list(self):
        return self.select_related("job_class", "worksite", "unit", "holder")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Position(WorkflowRecord):
    """One chair. `holder` is who sits in it; a filled chair has one, every other has none."""

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        FILLED = "filled", "Filled"
        VACANT = "vacant", "Vacant"
        FROZEN = "frozen", "Frozen"
        ABOLISHED = "abolished", "Abolished"

    STATUS_LEVELS = {Status.FILLED: "ok", Status.VACANT: "warn", Status.FROZEN: "info", Status.ABOLISHED: "off"}
    TRANSITIONS = {
        "fill": Transition(frozenset({Status.VACANT}), Status.FILLED, "Fill position", "Position filled"),
        "vacate": Transition(
            frozenset({Status.FILLED}), Status.VACANT, "Make vacant", "Position made vacant", danger=True
        ),
        "freeze": Transition(frozenset({Status.VACANT}), Status.FROZEN, "Freeze position", "Position frozen"),
        "reopen": Transition(frozenset({Status.FROZEN}), Status.VACANT, "Open again", "Position opened again"),
        "abolish": Transition(
            frozenset({Status.VACANT, Status.FROZEN}),
            Status.ABOLISHED,
            "Abolish position",
            "Position abolished",
            danger=True,
        ),
    }

    position_no = models.CharField("position number", max_length=30, unique=True)
    job_class = models.ForeignKey(
        JobClass, on_delete=models.PROTECT, related_name="positions", verbose_name="job class"
    )
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")
    shift = models.CharField(max_length=10, choices=Shift, default=Shift.DAYS)
    fte = models.DecimalField("FTE", max_digits=3, decimal_places=2, default=Decimal("1.00"))
    status = models.CharField(max_length=10, choices=Status, default=Status.VACANT, editable=False)
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="positions"
    )
    note = models.CharField(max_length=240, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["worksite", "job_class", "position_no"]
        default_permissions = ("add", "change", "view", "export", "import")
        permissions = [
            ("freeze_position", "Can freeze a position and open it again"),
            ("abolish_position", "Can abolish a position"),
            ("vacate_position", "Can fill a position and make it vacant"),
        ]
        indexes = [models.Index(fields=["job_class", "worksite", "status"], name="position_by_kind")]
        constraints = [
            models.CheckConstraint(
                name="position_is_filled_by_somebody",
                condition=Q(status="filled", holder__isnull=False) | (~Q(status="filled") & Q(holder__isnull=True)),
                violation_error_message="A filled position names who holds it, and no other does.",
            ),
            models.CheckConstraint(
                name="position_status_known", condition=Q(status__in=["filled", "vacant", "frozen", "abolished"])
            ),
            models.CheckConstraint(
                name="position_fte_between_nothing_and_one",
                condition=Q(fte__gt=0) & Q(fte__lte=1),
                violation_error_message="Enter the FTE as a number above 0 and up to 1.00.",
            ),
            models.CheckConstraint(
                name="position_has_a_number",
                condition=~Q(position_no=""),
                violation_error_message="Enter the position number.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="position_is_abolished_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="position_frozen_or_abolished_is_not_filled",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.status IN ('frozen', 'abolished') AND NEW.status = 'filled'"),
                func="RAISE EXCEPTION 'A frozen or abolished position is not filled.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'position_frozen_or_abolished_is_not_filled';",
            ),
        ]

    def __str__(self):
        return f"{self.position_no}, {self.job_class}"

    def get_absolute_url(self):
        return reverse("personnel:position-detail", args=[self.pk])

    @property
    def fte_words(self) -> str:
        """The share of full time as a number: it is no amount of money."""
        return f"{self.fte:.2f}"

    @property
    def editable(self):
        """What was abolished is kept as it was."""
        return self.status != self.Status.ABOLISHED
