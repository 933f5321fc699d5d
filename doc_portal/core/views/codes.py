"""Printed sign-in codes: who was given one, the page that shows a new one once, and the page that takes it."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from doc_portal.core.actions.sign_in_codes import issue_code, use_code
from doc_portal.core.forms import PortalForm
from doc_portal.core.models import SignInCode
from doc_portal.core.people import person_named
from doc_portal.core.printed_codes import PrintedCodeForm
from doc_portal.core.tables import Column, MarkColumn, PortalTable
from doc_portal.core.views.pages import AskPage, ListPage
from doc_portal.core.views.signins import OPEN, WRITE, PasswordWork
from doc_portal.core.workflow import Refused


@OPEN
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class CodeSignIn(PasswordWork, FormView):
    """Choose a new password with a code a steward printed. Each try counts, whatever comes of it."""

    http_method_names = WRITE
    template_name = "account/code.html"
    form_class = PrintedCodeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        try:
            use_code(form.row, password=form.cleaned_data["password1"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "Your new password is set. Sign in with it.")
        return HttpResponseRedirect(resolve_url("account_login"))


class SignInCodeTable(PortalTable):
    """For whom a code was printed, by whom, and what became of it. The codes themselves are kept nowhere."""

    user = Column(verbose_name="Person", order_by=("user__last_name", "user__first_name", "pk"))
    created_by = Column(verbose_name="Given by", orderable=False)
    created_at = Column(verbose_name="Given", nowrap=True)
    valid_until = Column(verbose_name="Works until", nowrap=True)
    state = MarkColumn(verbose_name="State", orderable=False, levels={"Open": "info", "Used": "ok"})
    reason = Column(verbose_name="Reason", orderable=False, wide=True)


class SignInCodeList(ListPage):
    """The codes given out, without the codes."""

    model = SignInCode
    permission_required = "core.view_signincode"
    table_class = SignInCodeTable
    title = "Sign-in codes"
    row_name = "sign-in code"
    intro = "A printed code lets somebody without e-mail choose a new password, once."
    order_by = "-created_at"
    empty_text = "No code has been given out yet."

    def create_url(self):
        may = self.request.user.has_perm("core.issue_signincode")
        return reverse("core:signincode-create") if may else None


class SignInCodeForm(PortalForm):
    """For whom, and how they were known."""

    person = forms.CharField(
        max_length=120,
        help_text="A user name, an employee number or a full name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why the code is needed, and how you made sure who is asking. Auditors read it.",
    )

    def clean_person(self):
        return person_named(self.cleaned_data["person"])


class SignInCodeCreate(PasswordWork, AskPage):
    """Print a code for one person. The page that answers is the only one that ever shows it."""

    model = SignInCode
    permission_required = "core.issue_signincode"
    form_class = SignInCodeForm
    title = "Print a sign-in code"
    intro = "The code is shown once, to be printed or written down, and is kept nowhere."
    button = "Make the code"

    def trail(self):
        return [("Sign-in codes", reverse("core:signincode-list"))]

    def work(self, form):
        told = form.cleaned_data
        self.made = issue_code(told["person"], reason=told["reason"], by=self.request.user)
        return reverse("core:signincode-list" if self.request.user.has_perm("core.view_signincode") else "core:manage")

    def post(self, request, *args, **kwargs):
        """Where the code was made the answer is the page to print; sent again the form only leads to the list."""
        response = super().post(request, *args, **kwargs)
        if response.status_code != 302 or not hasattr(self, "made"):
            return response
        row, code = self.made
        where = request.build_absolute_uri(reverse("account_code"))
        return render(request, "core/signincode_print.html", {"view": self, "row": row, "code": code, "where": where})
