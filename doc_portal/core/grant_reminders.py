"""Grants that will end unless somebody renews them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import RoleGrant
from doc_portal.core.registry import TodoItem

SOON = timedelta(days=30)


def to_renew(user) -> list[TodoItem]:
    """The grants this person gave to others that end within thirty days. One query."""
    today = timezone.localdate()
    ending = RoleGrant.objects.permitted(user, "core.renew_rolegrant").live()
    ending = ending.filter(created_by=user, ends_on__lte=today + SOON).exclude(user=user)
    return [
        TodoItem(
            title=f"Renew or let end: {grant.role} for {grant.user}",
            url=reverse("core:rolegrant-detail", args=[grant.pk]),
            note=f"Counts in {grant.place}.",
            due_on=grant.ends_on,
        )
        for grant in ending.for_list().order_by("ends_on", "pk")[:20]
    ]
