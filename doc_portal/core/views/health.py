"""Whether the portal is up, ready and how it is doing; and the accessibility statement."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.generic.base import TemplateView, View

from doc_portal.core import readiness
from doc_portal.core.views.pages import PlainPage

OPEN = method_decorator(login_not_required, name="dispatch")


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class Healthz(View):
    """The web process answers. Asks nothing of the database."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        """The process answers; nothing else is asked."""
        return HttpResponse("ok", content_type="text/plain")


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class Readyz(View):
    """Everything a request needs is there: 200 or 503, and nothing else is said."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        """200 or 503 and no detail; what is missing stands in the log."""
        ready = readiness.is_ready()
        return HttpResponse("ok" if ready else "not ready", status=200 if ready else 503, content_type="text/plain")


@OPEN
class Accessibility(TemplateView):
    """What the portal aims at, what is checked, and whom to tell. Open to everyone."""

    http_method_names = ["get", "head", "options"]
    template_name = "core/accessibility.html"

    def get_title(self):
        """The page's name, also without a sign-in."""
        return "Accessibility statement"

    def get_intro(self):
        """Why there is such a page."""
        return "Everyone who works here must be able to use this portal."

    def trail(self):
        """None: it stands by itself."""
        return []


class Status(PlainPage):
    """How the portal is doing, for those who look after it."""

    permission_required = "core.view_status"
    template_name = "core/status.html"
    title = "Status"
    intro = "How the portal and its parts are doing right now."

    def get_context_data(self, **kwargs):
        """Every part of the portal with how it does."""
        return super().get_context_data(**kwargs) | {"columns": readiness.report()}
