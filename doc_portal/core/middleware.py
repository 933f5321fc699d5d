"""What surrounds every request: who asks from where, headers, limits of a session, and faults told in words."""

import ipaddress
import logging
import re
import time
import uuid
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY as SESSION_KEY_OF_USER
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from doc_portal.core import drafts
from doc_portal.core.audit import at_workstation, origin
from doc_portal.core.faults import CHARSET
from doc_portal.core.models import AuditEvent
from doc_portal.core.views import errors

logger = logging.getLogger(__name__)

SESSION_KEY = re.compile(r"[a-z0-9]{32}\Z")
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CHARSETS = {"utf-8", "utf8", "us-ascii"}


@cache
def trusted_networks(proxies: tuple[str, ...]) -> tuple:
    """The networks of TRUSTED_PROXIES, read once per setting."""
    return tuple(ipaddress.ip_network(one, strict=False) for one in proxies)


def is_trusted(address) -> bool:
    """Whether an address is one of our own proxies, whose word about the client counts."""
    return any(address in network for network in trusted_networks(tuple(settings.TRUSTED_PROXIES)))


def from_trusted_proxy(request) -> bool:
    """Whether the neighbor that sent this request is one of TRUSTED_PROXIES."""
    here = read_address(request.META.get("REMOTE_ADDR", ""))
    return here is not None and is_trusted(here)


def client_address(request) -> str | None:
    """The address the request comes from; None where it is no address, as with a socket file.

    `X-Forwarded-For` counts only from TRUSTED_PROXIES: read from the right, the first address that is no such proxy
    is the client. Anyone else could write there what they like (security.md 8).
    """
    here = read_address(request.META.get("REMOTE_ADDR", ""))
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while here is not None and hops and is_trusted(here):
        before = read_address(hops.pop())
        if before is None:
            break
        here = before
    return str(here) if here is not None else None


def read_address(text: str):
    """The IP address a text holds, or None."""
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None


def has_readable_charset(request) -> bool:
    """Whether what was sent is in UTF-8, as browsers send it. Some codecs Python knows are no character sets."""
    return (request.content_params or {}).get("charset", "utf-8").lower() in CHARSETS


class RequestContext:
    """Names the request, keeps its origin for the audit trail, and writes refusals once its transaction has ended."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Give the request its name and origin, answer it, and write the refusals it met."""
        request.request_id = uuid.uuid4().hex
        request.client_address = client_address(request)
        if not from_trusted_proxy(request):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        if not SESSION_KEY.match(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            # Django would take any text to the database, and a quoted NUL with it.
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        try:
            with origin(request.client_address, request.request_id):
                response = self.get_response(request)
        except DatabaseError:
            logger.exception("Refusals of request %s could not be recorded", request.request_id)
        response["X-Request-ID"] = request.request_id
        return response


class Headers:
    """The headers of security.md 7 that Django and django-csp do not set.

    Stands above whitenoise, which answers for static files, and above what sends plain HTTP on to HTTPS.
    """

    FIXED = {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": ", ".join(
            f"{name}=()"
            for name in (
                "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
                "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
                "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
            )
        ),
    }  # fmt: skip

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer with the headers; only static files may stay in a browser's cache."""
        response = self.get_response(request)
        for name, value in self.FIXED.items():
            response[name] = value
        static = request.path.startswith(settings.STATIC_URL) and response.has_header("Cache-Control")
        if not static:
            # Pages of people signed in must not stay on a shared computer; the few open ones are cheap to ask again.
            response["Cache-Control"] = "no-store, private"
        return response


class SessionLimits:
    """Ends sessions: unused too long, older than a shift, account closed, or a right lost that was held in it.

    A request marked as polling (`?poll` or the header `X-Poll`) does not count as use. `last_seen` is written only
    when it is more than a minute old, so a session may end up to a minute before its idle limit, never after.
    """

    WRITE_AFTER = 60

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """End the session where it must end, else answer and note the workstation it names."""
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY_OF_USER in request.session
        if signed_in and (why := self.reason_to_end(request)):
            again = None if is_open(request) else self.sign_in_again(request, why)
            request.session.flush()
            request.user = AnonymousUser()
            if again:
                return again
        if signed_in:
            at_workstation(request.session.get("workstation", AuditEvent.Workstation.OWN))
        return self.get_response(request)

    def reason_to_end(self, request) -> str:
        """Why this session must end now (a key of `signin.ENDED`), or an empty text after noting its use."""
        session, now = request.session, time.time()
        started = session.setdefault("signed_in_at", now)
        seen = session.setdefault("last_seen", now)
        if now - started >= settings.SESSION_ABSOLUTE_HOURS * 3600:
            return "absolute"
        if now - seen >= settings.SESSION_IDLE_MINUTES * 60:
            return "idle"
        if not request.user.is_authenticated:
            return "account"
        held = sorted(
            f"{grant.role_id}:{grant.scope_kind}:{grant.unit_id or grant.worksite_id or ''}"
            for grant in request.user.live_grants
        )
        if set(session.get("grants", held)) - set(held):
            return "rights"
        if session.get("grants") != held:
            session["grants"] = held
        if now - seen > self.WRITE_AFTER and not is_polling(request):
            session["last_seen"] = seen = now
        unused = seen + settings.SESSION_IDLE_MINUTES * 60 - now
        too_old = started + settings.SESSION_ABSOLUTE_HOURS * 3600 - now
        request.session_left, request.session_final = int(min(unused, too_old)), too_old <= unused
        return ""

    def sign_in_again(self, request, why: str):
        """To the sign-in page, which says why, and from there back to the page that was asked for.

        A form that arrived too late is kept as a draft, and the sign-in page says so.
        """
        drafts.keep_unsent(request)
        came_from = urlsplit(request.headers.get("Referer", "")) if request.method == "POST" else None
        back = request.get_full_path() if came_from is None else came_from.path
        query = {"ended": why}
        if drafts.has_draft(request.user, urlsplit(back).path):
            query["kept"] = 1
        if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            query["next"] = back
        url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)


def is_open(request) -> bool:
    """Whether the page asked for needs no sign-in."""
    try:
        return not getattr(resolve(request.path_info).func, "login_required", True)
    except Resolver404:
        return True


def is_polling(request) -> bool:
    """Whether a page asked by itself, which is no sign that anybody sits there."""
    return "poll" in request.GET or "X-Poll" in request.headers


class BadInput:
    """Whatever is sent, the answer is a page that says what was wrong or what to do: never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Turn away what cannot be read, before any page sees it."""
        if request.method not in METHODS:
            return errors.method_not_allowed(request, METHODS)
        if not has_readable_charset(request):
            return errors.fault_page(request, CHARSET)
        if "\0" in request.path_info:
            return errors.not_found(request, None)
        if "%00" in request.META.get("QUERY_STRING", ""):
            self.leave_out_nul(request)
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return errors.method_not_allowed(request, response.headers.get("Allow", "").split(", "))
        return response

    def leave_out_nul(self, request):
        """NUL cannot be stored, so it is taken out of the address, and the page says so."""
        clean = request.META["QUERY_STRING"]
        while "%00" in clean:  # “%%0000” holds another one
            clean = clean.replace("%00", "")
        request.META["QUERY_STRING"] = clean
        request.GET = QueryDict(clean, encoding=request.encoding)
        messages.warning(request, "The address held characters that cannot be read. They were left out.")

    def process_exception(self, request, exception):
        """The page for a fault that can be explained; None leaves it to the 500."""
        return errors.explained(request, exception)
