"""Which reminders went out: one for each object, rule and step, whatever is tried again (fiscal.md 7, 23)."""

from django.db import models
from django.db.models.functions import Now


class Told(models.Model):
    """One step of one rule about one object that people were told of. `step` counts days before or after."""

    about = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    rule = models.CharField(max_length=40)
    step = models.IntegerField()
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["about", "object_id", "rule", "step"], name="told_once_a_step"),
        ]

    def __str__(self):
        return f"{self.about} {self.object_id}: {self.rule} {self.step}"
