"""Pages that anybody may read where the department switched them on (RULINGS 25)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.utils.decorators import method_decorator

from doc_portal.core.views.pages import Page


@method_decorator(login_not_required, name="dispatch")
class SwitchedPage(Page):
    """Open to visitors while the setting named by `switch` is on; else they sign in, as on every page.

    Who has signed in needs the page's permission as anywhere. What a visitor gets to see, `visible_to` decides.
    """

    switch: str

    def dispatch(self, request, *args, **kwargs):
        """Let a visitor in, or ask them to sign in."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if not getattr(settings, self.switch):
            return redirect_to_login(request.get_full_path())
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        return self.answer(request, *args, **kwargs)
