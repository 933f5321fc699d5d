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
        return HttpResponse("ok", content_type="text/plain")


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class Readyz(View):
    """Everything a request needs is there: 200 or 503, and nothing else is said."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        ready = readiness.is_ready()
        return HttpResponse("ok" if ready else "not ready", status=200 if ready else 503, content_type="text/plain")


@OPEN
class Accessibility(TemplateView):
    """What the portal aims at, what is checked, and whom to tell. Open to everyone."""

    http_method_names = ["get", "head", "options"]
    template_name = "core/accessibility.html"

    def get_title(self):
        return "Accessibility statement"

    def get_intro(self):
        return "Everyone who works here must be able to use this portal."

    def trail(self):
        return []


class Status(PlainPage):
    """How the portal is doing, for those who look after it."""

    permission_required = "core.view_status"
    template_name = "core/status.html"
    title = "Status"
    intro = "How the portal and its parts are doing right now."

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"columns": readiness.report()}
