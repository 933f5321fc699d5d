"""How the server hands a request to Django."""

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class PortalRequest(WSGIRequest):
    """Reads everything as UTF-8. Django would take any codec a request names, and fail on those for bytes ("hex")."""

    def _set_content_type_params(self, meta):
        """Note what was said of the content; the middleware refuses other character sets."""
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class PortalHandler(WSGIHandler):
    """The way from the server into Django, with requests that are always read as UTF-8."""

    request_class = PortalRequest
