"""Text of a form that is not saved yet."""

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from doc_portal.core.models.base import PortalQuerySet


class DraftQuerySet(PortalQuerySet):
    """Drafts by whom they belong to."""

    def visible_to(self, user):
        """A draft is its author's alone."""
        return self.filter(user=user)


class Draft(models.Model):
    """What somebody typed into the form at `path` and has not saved (drafts.py). Each field's values, as sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    payload = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="one_draft_of_each_form")]
        indexes = [models.Index(fields=["at"], name="draft_by_age")]

    def __str__(self):
        return self.path

    @property
    def data(self) -> QueryDict:
        """What was typed, as a form reads it."""
        found = QueryDict(mutable=True)
        for name, values in self.payload.items():
            found.setlist(name, values)
        return found
