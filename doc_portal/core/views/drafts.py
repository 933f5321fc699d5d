"""How long a session lasts, and the text of forms that are not saved yet."""

from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from doc_portal.core import drafts
from doc_portal.core.views.me import safe_next
from doc_portal.core.views.pages import Page


def state_of(request) -> JsonResponse:
    """How many seconds the session has left, and whether use can no longer lengthen it, for the script that warns."""
    return JsonResponse({"left": request.session_left, "final": request.session_final})


class SessionLeft(Page):
    """Asked by the page's script: with `?poll` it only looks, without it somebody chose to stay."""

    permission_required = "core.use_portal"

    def get(self, request, *args, **kwargs):
        return state_of(request)


class DraftKeep(Page):
    """Keep what is being typed into a long form. Sent only after somebody typed, so it counts as use."""

    permission_required = "core.use_portal"
    http_method_names = ["post", "options"]

    @staticmethod
    def draft_address(request) -> str:
        """The address of the form the text belongs to."""
        return request.POST.get(drafts.ADDRESS, "")

    def post(self, request, *args, **kwargs):
        if not drafts.keep(request.user, self.draft_address(request), request.POST):
            raise Http404
        request.session[drafts.FLAG] = True
        return state_of(request)


class DraftDiscard(Page):
    """Throw away the text of a form and begin it afresh."""

    permission_required = "core.use_portal"
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        path = request.POST.get(drafts.ADDRESS, "")
        drafts.forget(request, path)
        return HttpResponseRedirect(safe_next(path, reverse("core:profile")))
