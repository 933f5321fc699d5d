"""How the server hands a request to Django."""

from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.template.loader import get_template
from django.urls import resolve
from django.utils.http import parse_header_parameters

ROOM = 40_000  # values; 320 KB, so that Python reserves 512 KB and what is called finds the rest


class PortalRequest(WSGIRequest):
    """Reads everything as UTF-8. Django would take any codec a request names, and fail on those for bytes ("hex")."""

    def _set_content_type_params(self, meta):
        """Note what was said of the content; the middleware refuses other character sets."""
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class PortalHandler(WSGIHandler):
    """The way from the server into Django, with requests that are always read as UTF-8."""

    request_class = PortalRequest

    def __call__(self, environ, start_response):
        """Answer a request, with room for everything that is called on the way."""
        return super().__call__(environ, start_response)


# Python keeps the frames of what is called in pieces of 16 KB, and asks the system for a piece and gives it back at
# each call across the end of one. Where a loop happens to stand there, as templates do some ninety calls deep, that
# took up to half of a page's time. A frame that claims much makes the piece large enough for the whole request.
PortalHandler.__call__.__code__ = PortalHandler.__call__.__code__.replace(co_stacksize=ROOM)


def load_pages() -> None:
    """Load the code and the templates of every page, for processes that are forked from this one.

    Otherwise each of them would do so itself, and its first reader wait for it.
    """
    resolve("/")
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in Path(folder).rglob("*.html"):
            get_template(str(path.relative_to(folder)))
