"""What belongs to one person alone: bookmarks and the address of their calendar feed (portal.md 21, 33)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doc_portal.core.models import PortalQuerySet

MOST_BOOKMARKS = 50


class OwnQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self.filter(user=user)


class Bookmark(models.Model):
    """A page one person wants to find again. Nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookmarks")
    path = models.CharField("page", max_length=300)
    label = models.CharField(max_length=160)
    order = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="bookmark_once_per_page",
                violation_error_message="You have already bookmarked this page.",
            ),
            models.UniqueConstraint(
                fields=["user", "order"], name="bookmark_place_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="bookmarks_are_fifty_at_most",
                condition=Q(order__range=(1, MOST_BOOKMARKS)),
                violation_error_message="You have 50 bookmarks, which is as many as one can keep.",
            ),
            models.CheckConstraint(
                name="bookmark_leads_into_the_portal",
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                violation_error_message="Bookmarks lead to pages of the portal.",
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return self.path


class CalendarFeed(models.Model):
    """The secret address of a person's calendar. Only its hash is kept; revoking it makes the address dead."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField("last read", null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_one_live_address",
                violation_error_message="You already have an address for your calendar. Revoke it first.",
            )
        ]

    def __str__(self):
        return f"Calendar of {self.user}"
