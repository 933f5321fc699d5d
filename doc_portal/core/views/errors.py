"""Pages for what went wrong: each says what happened, whether anything was saved, and how to go on."""

import logging
import sys
from collections.abc import Sequence

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from doc_portal.core.faults import DAMAGED, Fault, explain
from doc_portal.core.models import Role, ScopeKind
from doc_portal.core.registry import declared, function

logger = logging.getLogger(__name__)

READING = ("GET", "HEAD", "OPTIONS")


def fault_page(request, fault: Fault):
    """The page of one explained fault. A 503 is drawn without asking the database, which may be gone."""
    context = {"sentence": fault.sentence, "request_id": getattr(request, "request_id", "")}
    if fault.status == 503:
        response = HttpResponse(render_to_string("503.html", context), status=503)
    else:
        response = render(request, f"{fault.status}.html", context, status=fault.status)
    if fault.retry_after:
        response["Retry-After"] = str(fault.retry_after)
    return response


def explained(request, exception):
    """The page that answers `exception`, or None; what the database refused is logged."""
    fault = explain(exception, writing=request.method not in READING)
    if fault is None:
        return None
    if isinstance(exception, DatabaseError):
        logger.warning("%s in %s %s: %s", type(exception).__name__, request.method, request.path, exception)
    return fault_page(request, fault)


def bad_request(request, exception=None):
    """400 and 413, raised while the request was read."""
    if isinstance(exception, DisallowedHost):
        return HttpResponse("This portal is not reached under that name.", status=400, content_type="text/plain")
    return explained(request, exception) or fault_page(request, DAMAGED)


def csrf_failure(request, reason=""):
    """403: the form was too old, or came from elsewhere. What was typed is gone with it, and the page says so."""
    sentence = (
        "This form could not be accepted: it was open for too long, you signed in again since, or your browser "
        "keeps no cookies for the portal. Nothing was saved. Go back, copy what you typed, load the page again and "
        "send it once more."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)


def forbidden(request, exception=None):
    """403 with the roles that carry the missing permission, and where one holds such a role instead.

    A page that refuses by a rule about this record and this person says so in a sentence, and leads back to it.
    """
    permission = str(exception) if exception is not None else ""
    if " " in permission:
        about = getattr(exception, "record", None)
        return render(request, "403.html", {"sentence": permission, "record": about}, status=403)
    roles = list(Role.objects.granting(permission)) if "." in permission else []
    grants = getattr(request.user, "live_grants", ())
    held = [one for one in grants if one.role in roles and one.scope_kind != ScopeKind.ALL]
    return render(request, "403.html", {"roles": roles, "held": held}, status=403)


def not_found(request, exception=None):
    """404, unless a unit knows where the page has gone."""
    user = getattr(request, "user", None)
    if request.method in ("GET", "HEAD") and user is not None and user.is_authenticated and "\0" not in request.path:
        for move in declared("moved"):
            if url := function(move.find)(request.path):
                return HttpResponseRedirect(url)
    return render(request, "404.html", status=404)


def method_not_allowed(request, allowed: Sequence[str]):
    """405: the page exists, but not for what was tried on it."""
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(allowed)
    return response


def too_many(request, exception=None, *, sentence: str = "", retry_after: int = 60):
    """429 with the wait in words; `retry_after` in seconds, 0 where waiting does not help."""
    fault = Fault(429, sentence or "Too many requests came from here. Wait a minute, then try again.", retry_after)
    return fault_page(request, fault)


def server_error(request):
    """500, static; or the answer to a fault of the database that struck outside a view."""
    exception = sys.exc_info()[1]
    if exception is not None and (answer := explained(request, exception)) is not None:
        return answer
    context = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("500.html", context), status=500)
