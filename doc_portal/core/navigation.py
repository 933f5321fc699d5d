"""What the frame of every page shows: the units, the menu, unread notices."""

from django.utils.functional import SimpleLazyObject

from doc_portal.core.models import Notification, Unit
from doc_portal.core.registry import declared, open_to


def frame(request):
    """Context of every page. Nothing is read from the database until a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_units": [], "nav_menu": []}
    return {
        "nav_units": SimpleLazyObject(lambda: list(Unit.objects.seven())),
        "nav_menu": SimpleLazyObject(lambda: list(open_to(user, declared("menu")))),
        "unread_notices": SimpleLazyObject(lambda: Notification.objects.filter(user=user).unread()[:100].count()),
    }
