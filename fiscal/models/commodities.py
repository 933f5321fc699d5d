"""Classes of what is bought: what follows from the kind of thing, before anybody asks for it (fiscal.md 3.9–3.11)."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from doc_portal.core.models import Confirmed, PortalQuerySet, Record
from doc_portal.core.models.rules import forever


class CommodityClassQuerySet(PortalQuerySet):
    def in_use(self):
        """Those that can be chosen for a new purchase."""
        return self.filter(active=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CommodityClass(Confirmed, Record):
    """A class of goods, services or works. “Supplies” take in contracted services, not regulated utilities (34.010)."""

    class Kind(models.TextChoices):
        GOODS = "goods", "Goods"
        SERVICE = "service", "Service"
        CONSTRUCTION = "construction", "Construction or repair"
        VEHICLE = "vehicle", "Vehicle"
        UTILITY = "utility", "Regulated utility"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.GOODS)
    second_approver = models.BooleanField(
        "needs a second approver", default=False, help_text="Recreation, music and fitness do."
    )
    mve_makes = models.BooleanField(
        "MVE makes it", default=False, help_text="Missouri Vocational Enterprises is asked first, whatever it costs."
    )
    is_capital = models.BooleanField("capital", default=False, help_text="What is received gets a tag and a custodian.")
    active = models.BooleanField("in use", default=True)

    objects = CommodityClassQuerySet.as_manager()

    class Meta:
        verbose_name = "commodity class"
        verbose_name_plural = "commodity classes"
        ordering = ["code"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                Upper("code"), name="commodity_class_once", violation_error_message="There is a class of this code."
            ),
            models.CheckConstraint(
                name="commodity_class_is_written",
                condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9-]*$"),
                violation_error_message="Write the code in letters, digits and hyphens.",
            ),
            models.CheckConstraint(
                name="commodity_class_kind_known",
                condition=Q(kind__in=["goods", "service", "construction", "vehicle", "utility"]),
            ),
        ]
        triggers = [forever("commodity_class_never_deleted")]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("fiscal:commodityclass-edit", args=[self.pk])
