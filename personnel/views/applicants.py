"""The way in and out for people from outside. Every address is not found while PUBLIC_JOBS is off."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from doc_portal.core.signin import ENDED
from doc_portal.core.views.me import safe_next
from doc_portal.core.views.signins import OPEN, READ, WRITE, PasswordWork
from personnel.actions.applicants import (
    LINK_HOURS,
    applicant_of_link,
    ask_for_link,
    choose_password,
    register_applicant,
)
from personnel.applicants import close_session, open_session, try_sign_in
from personnel.forms.applicants import ApplicantSignInForm, ChoosePasswordForm, ForgottenForm, RegisterForm

WRONG = (
    "The e-mail or the password is not right, or the address was not confirmed yet. Check both and try again, or ask "
    "for a new link."
)
MINE = reverse_lazy("personnel:application-mine")
STAFF = "You are signed in as a member of staff and apply as yourself. Sign out first to use an account from outside."


class AccountPage:
    """A page of applicants' accounts: not found while the switch is off, of no use to staff who are signed in."""

    http_method_names = WRITE

    def dispatch(self, request, *args, **kwargs):
        """Not found where the department has not switched it on."""
        if not settings.PUBLIC_JOBS:
            raise Http404
        if request.user.is_authenticated:
            messages.info(request, STAFF)
            return HttpResponseRedirect(MINE)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With where it leads in the end."""
        return super().get_context_data(**kwargs) | {"then": self.then(), "hours": LINK_HOURS}

    def then(self) -> str:
        """Where one wanted to go, where that is inside the portal."""
        given = self.request.POST.get("next") or self.request.GET.get("next", "")
        return safe_next(given, "") if given else ""


@OPEN
class ApplicantRegister(AccountPage, FormView):
    """Ask for an account. The answer is the same whether or not the address has one."""

    template_name = "personnel/applicant_register.html"
    form_class = RegisterForm
    success_url = reverse_lazy("personnel:applicant-link-sent")

    def form_valid(self, form):
        register_applicant(**form.cleaned_data, then=self.then())
        return super().form_valid(form)


@OPEN
class ApplicantForgotten(AccountPage, FormView):
    """Ask for the link to choose a new password."""

    template_name = "personnel/applicant_forgotten.html"
    form_class = ForgottenForm
    success_url = reverse_lazy("personnel:applicant-link-sent")

    def form_valid(self, form):
        ask_for_link(email=form.cleaned_data["email"])
        return super().form_valid(form)


@OPEN
class ApplicantLinkSent(AccountPage, TemplateView):
    """Says the same whether or not there is such an account."""

    http_method_names = READ
    template_name = "personnel/applicant_link_sent.html"


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class ApplicantLink(PasswordWork, AccountPage, FormView):
    """Choose a password through the link; that confirms the address, and one is in."""

    template_name = "personnel/applicant_link.html"
    form_class = ChoosePasswordForm

    def dispatch(self, request, *args, **kwargs):
        """Find out whose link it is."""
        self.applicant, self.leads_to = applicant_of_link(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """A link that works no more is told as when it is opened."""
        return self.get(request, *args, **kwargs) if self.applicant is None else super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"applicant": self.applicant}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"applicant": self.applicant}

    def form_valid(self, form):
        applicant = choose_password(self.applicant, form.cleaned_data["password1"])
        open_session(self.request, applicant)
        messages.success(self.request, "Your address is confirmed and your password is kept. You are signed in.")
        return HttpResponseRedirect(self.leads_to or MINE)


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class ApplicantSignIn(PasswordWork, AccountPage, FormView):
    """Sign in to apply. Outside the request's transaction, since each try counts whatever comes of it."""

    template_name = "personnel/applicant_sign_in.html"
    form_class = ApplicantSignInForm

    def get(self, request, *args, **kwargs):
        """The form, and why the last session ended."""
        if told := ENDED.get(request.GET.get("ended", "")):
            told = told.format(idle=settings.SESSION_IDLE_MINUTES, hours=settings.SESSION_ABSOLUTE_HOURS)
            messages.info(request, told)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        typed = form.cleaned_data
        applicant = try_sign_in(typed["email"], typed["password"], self.request.client_address)
        if applicant is None:
            form.add_error(None, WRONG)
            return self.form_invalid(form)
        open_session(self.request, applicant)
        return HttpResponseRedirect(self.then() or MINE)


@OPEN
class ApplicantSignOut(AccountPage, TemplateView):
    """Sign out; the browser is told to forget what it kept."""

    template_name = "personnel/applicant_sign_out.html"

    def post(self, request, *args, **kwargs):
        """Close the session."""
        close_session(request)
        messages.success(request, "You are signed out.")
        response = HttpResponseRedirect(reverse("personnel:applicant-sign-in"))
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
