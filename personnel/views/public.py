"""Pages that anybody may read where the department switched them on (RULINGS 25)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.utils.decorators import method_decorator

from doc_portal.core.views.pages import Page


@method_decorator(login_not_required, name="dispatch")
class OpenPage(Page):
    """Open to visitors while PUBLIC_JOBS is on; else they are asked to sign in, as on every page.

    Who has signed in needs the page's permission as anywhere. What a visitor gets to see, `visible_to` decides.
    """

    def dispatch(self, request, *args, **kwargs):
        """Let a visitor in, or ask them to sign in."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if not settings.PUBLIC_JOBS:
            return redirect_to_login(request.get_full_path())
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        return self.answer(request, *args, **kwargs)


class OpenWhenSwitchedOn:
    """A view without a page, such as a feed: where PUBLIC_JOBS is off it does not exist."""

    http_method_names = ["get", "head", "options"]

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        if not settings.PUBLIC_JOBS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
