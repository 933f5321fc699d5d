"""What changed since the rebuild last looked: the database notes it itself, whoever writes (migration 0004)."""

from django.db import models

from personnel.models import Person


class ChangedFact(models.Model):
    """Somebody whose requirements are to be worked out again; without a person, everybody's.

    Triggers of the tables that requirements follow from write it, and `rebuild_changed()` works it off. One person may
    stand here many times: a row that could be there already would make two who write wait for each other.
    """

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "changed fact"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return str(self.person or "Everybody")
