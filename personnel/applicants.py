"""People from outside who apply: their sign-in and sessions, beside those of staff and never one of them.

An applicant is no account of the portal: `request.user` stays a stranger, and `request.applicant` is who signed in
under /jobs/. All of it is off, and every address of it not found, unless PUBLIC_JOBS is on.
"""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from doc_portal.core.audit import log
from doc_portal.core.middleware import SessionLimits, is_polling
from doc_portal.core.models import AuditEvent, SignInAttempt
from doc_portal.core.signin import hashing_place, take_try
from personnel.models import Applicant

KEY = "applicant"
UNDER = "/jobs/"
MENU = "personnel/applicant_menu.html"
NOBODYS_PASSWORD = SimpleLazyObject(lambda: make_password("a password of nobody"))
"""Worked on where no account has the address, so that an answer takes as long as for one that has."""


def fingerprint(applicant: Applicant) -> str:
    """What a session and a link are tied to: they die when the password changes or the account is closed."""
    told = f"{applicant.pk}:{applicant.password}:{applicant.verified_at}:{applicant.ended_at}"
    return salted_hmac("applicant", told).hexdigest()[:32]


def account_of(email: str) -> Applicant | None:
    """The open account of an address, confirmed or not."""
    return Applicant.objects.filter(email__iexact=email.strip(), ended_at__isnull=True).first()


def key_of(email: str, applicant: Applicant | None) -> str:
    """What tries with this address are counted under: never the address itself."""
    if applicant is not None:
        return f"applicant {applicant.pk}"
    return SignInAttempt.UNKNOWN + salted_hmac("applicant address", email.strip().lower()).hexdigest()


def try_sign_in(email: str, password: str, address: str | None) -> Applicant | None:
    """The account these open, or None. Each try counts against the account, as those of staff do."""
    with hashing_place():
        applicant = account_of(email)
        attempt = take_try(key_of(email, applicant), address)
        usable = applicant is not None and applicant.verified_at is not None
        right = check_password(password, applicant.password if usable else str(NOBODYS_PASSWORD))
    if right and usable:
        SignInAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
        return applicant
    log(
        "applicant_sign_in_failed", applicant, by=None, actor_name=str(applicant or "An address no account has"),
        outcome=AuditEvent.Outcome.REFUSED,
    )  # fmt: skip
    return None


def open_session(request, applicant: Applicant) -> None:
    """Let an applicant in: a session of their own, that knows nothing of what was there before."""
    now = time.time()
    request.session.flush()
    request.session[KEY] = {"pk": applicant.pk, "print": fingerprint(applicant), "started": now, "seen": now}
    request.applicant = applicant
    log("applicant_sign_in", applicant, by=None, actor_name=str(applicant))


def close_session(request) -> None:
    """Let an applicant out."""
    if request.applicant is not None:
        log("applicant_sign_out", request.applicant, by=None, actor_name=str(request.applicant))
    request.session.flush()
    request.applicant = None


class ApplicantSession:
    """Says under /jobs/ who has signed in as an applicant, and ends their sessions by the limits of everybody's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Note the applicant, if there is one, and answer."""
        request.applicant, request.applicant_ended = None, ""
        cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        public = settings.PUBLIC_JOBS and request.path_info.startswith(UNDER)
        request.visitor_menu = ""  # what the frame shows instead of the account of staff, and where its name leads
        request.visitor_home = UNDER if public and not cookie else ""
        if public and cookie and KEY in request.session:
            self.note(request)
        return self.get_response(request)

    def note(self, request) -> None:
        """The applicant of this session, unless it must end. A member of staff who signed in since is none."""
        held, now = request.session[KEY], time.time()
        applicant = Applicant.objects.filter(pk=held["pk"]).first()
        if request.user.is_authenticated:
            del request.session[KEY]
        elif now - held["started"] >= settings.SESSION_ABSOLUTE_HOURS * 3600:
            self.end(request, "absolute")
        elif now - held["seen"] >= settings.SESSION_IDLE_MINUTES * 60:
            self.end(request, "idle")
        elif applicant is None or not constant_time_compare(held["print"], fingerprint(applicant)):
            self.end(request, "account")
        else:
            if now - held["seen"] > SessionLimits.WRITE_AFTER and not is_polling(request):
                request.session[KEY] = held | {"seen": now}
            request.applicant, request.visitor_menu, request.visitor_home = applicant, MENU, UNDER

    def end(self, request, why: str) -> None:
        """Close the session; pages that need somebody say why."""
        request.session.flush()
        request.applicant_ended = why


class SignInRequired(LoginRequiredMiddleware):
    """Closed unless opened: for staff everywhere, and for applicants on the pages that say `for_applicants`.

    Such a page tells whether a stranger goes to the sign-in of applicants: `is_for_the_public(kwargs)`.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Let an applicant on to a page of theirs; send a stranger to the sign-in that fits."""
        view = getattr(view_func, "view_class", None)
        if not getattr(view, "for_applicants", False) or request.user.is_authenticated:
            return super().process_view(request, view_func, view_args, view_kwargs)
        if request.applicant is not None:
            return None
        if settings.PUBLIC_JOBS and (request.applicant_ended or view.is_for_the_public(view_kwargs)):
            return to_sign_in(request)
        return super().process_view(request, view_func, view_args, view_kwargs)


def to_sign_in(request):
    """To the sign-in of applicants, which says why a session ended, and from there back."""
    query = {"ended": request.applicant_ended} if request.applicant_ended else {}
    reading = request.method in ("GET", "HEAD")
    query["next"] = request.get_full_path() if reading else urlsplit(request.headers.get("Referer", "")).path
    url = f"{reverse('personnel:applicant-sign-in')}?{urlencode(query)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
