"""Pages of jobs that anybody may read where the department switched them on (RULINGS 25)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator

from doc_portal.core.views.public import SwitchedPage


class OpenPage(SwitchedPage):
    """Open to visitors while PUBLIC_JOBS is on."""

    switch = "PUBLIC_JOBS"


class OpenWhenSwitchedOn:
    """A view without a page, such as a feed: where PUBLIC_JOBS is off it does not exist."""

    http_method_names = ["get", "head", "options"]

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        if not settings.PUBLIC_JOBS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)
