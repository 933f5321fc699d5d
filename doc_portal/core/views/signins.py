"""The way in and out, and the names that are locked."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from doc_portal.core.actions.signins import release_sign_in
from doc_portal.core.forms import NoteForm
from doc_portal.core.models import SignInAttempt
from doc_portal.core.signin import BUSY, ENDED, KEPT, NameLocked, SignInBusy, locked_names
from doc_portal.core.tables import Column, PortalTable
from doc_portal.core.views import errors
from doc_portal.core.views.pages import ActionPage, ListPage, Page

OPEN = method_decorator(login_not_required, name="dispatch")
READ, WRITE = ["get", "head", "options"], ["get", "head", "post", "options"]


class PasswordWork:
    """A page on which a password is worked on: told to wait where too many do so at once, or a name is locked."""

    def post(self, request, *args, **kwargs):
        """Work on the password; a page that says to wait where too many do so at once."""
        try:
            return super().post(request, *args, **kwargs)
        except SignInBusy:
            return errors.fault_page(request, BUSY)
        except NameLocked as lock:
            return errors.too_many(request, sentence=str(lock), retry_after=lock.wait_seconds)


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SignIn(PasswordWork, allauth_views.LoginView):
    """Sign in. Outside the request's transaction, since each try counts whatever comes of it."""

    http_method_names = WRITE

    def get(self, request, *args, **kwargs):
        """The form, and why the last session ended."""
        if told := ENDED.get(request.GET.get("ended", "")):
            told = told.format(idle=settings.SESSION_IDLE_MINUTES, hours=settings.SESSION_ABSOLUTE_HOURS)
            messages.info(request, told + (KEPT if "kept" in request.GET else ""))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With the minutes after which an unused session ends."""
        return super().get_context_data(**kwargs) | {"idle_minutes": settings.SESSION_IDLE_MINUTES}


@OPEN
class SignOut(allauth_views.LogoutView):
    """Sign out; the browser is told to forget what it kept of the portal."""

    http_method_names = WRITE

    def post(self, *args, **kwargs):
        """Close the session and have the browser forget what it kept."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordChange(PasswordWork, Page, allauth_views.PasswordChangeView):
    """Change one's own password. Other sessions of the account end."""

    permission_required = "core.use_portal"
    http_method_names = WRITE
    title = "Change your password"

    def dispatch(self, request, *args, **kwargs):
        """To the link by e-mail where the account has no password to change."""
        if request.user.has_perm(self.permission_required) and not request.user.has_usable_password():
            messages.info(request, "Your account has no password here yet. Choose one through a link by e-mail.")
            return HttpResponseRedirect(resolve_url("account_reset_password"))
        return super().dispatch(request, *args, **kwargs)


@OPEN
class PasswordReset(allauth_views.PasswordResetView):
    """Ask for a link to choose a new password. The answer is the same whether or not an account has the address."""

    http_method_names = WRITE


@OPEN
class PasswordResetDone(allauth_views.PasswordResetDoneView):
    """Says the same whether or not there is such an account."""

    http_method_names = READ


@OPEN
class PasswordFromKey(PasswordWork, allauth_views.PasswordResetFromKeyView):
    """Choose a new password through the link."""

    http_method_names = WRITE


@OPEN
class PasswordFromKeyDone(allauth_views.PasswordResetFromKeyDoneView):
    """The new password is kept; the way to sign in."""

    http_method_names = READ


class ReleaseColumn(Column):
    """The way to release the name."""

    def draw(self, record, accessor):
        """The link to release the name of this row."""
        url = reverse("core:signinattempt-release", args=[record.pk])
        return format_html('<a href="{}">Release<span class="visually-hidden"> {}</span></a>', url, record.told_name)


class LockedNameTable(PortalTable):
    """Which name, when it was last tried and from where."""

    told_name = Column(verbose_name="Name", orderable=False)
    at = Column(verbose_name="Last try", orderable=False)
    address = Column(verbose_name="From", orderable=False)
    release = ReleaseColumn(verbose_name="Release", orderable=False, accessor="pk")


class LockedNames(ListPage):
    """The names that cannot be used to sign in just now."""

    model = SignInAttempt
    permission_required = "core.view_signinattempt"
    table_class = LockedNameTable
    title = "Locked sign-ins"
    intro = "These names cannot be used to sign in just now. Release one only when you know who is calling."
    row_name = "locked name"
    empty_text = "No name is locked. Too many failed tries in a short time lock one; the status page says how many."

    def get_rows(self):
        """The names locked now, newest first."""
        return locked_names().permitted(self.request.user, self.permission_required).order_by("-at", "-pk")


class Release(ActionPage):
    """Let a locked name be tried again."""

    model = SignInAttempt
    permission_required = "core.release_signinattempt"
    form_class = NoteForm
    action = staticmethod(release_sign_in)
    button = "Release"
    done = "Released. The name can be tried again at once."

    def trail(self):
        """Under the locked names."""
        return [("Locked sign-ins", self.object.get_absolute_url())]
