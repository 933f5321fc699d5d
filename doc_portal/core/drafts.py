"""Text of a long form outlives the session it was typed in (portal.md 22).

The page's script sends what is being typed now and then, and a form that arrives after its session has ended is kept
instead of done. Whoever signs in again finds the text filled in; nobody else sees it. Files are not kept: a browser
does not let a page fill them in. Nothing stays in the browser of a shared workstation.
"""

from datetime import timedelta

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.models import Draft

ADDRESS = "_path"
LEFT_OUT = {"csrfmiddlewaretoken", ADDRESS}
LONGEST = 500_000  # characters: what is longer is no text somebody typed
KEEP_DAYS = 7
FLAG = "drafts"


def view_at(path: str):
    """The view class behind an address; None where there is none."""
    try:
        return getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return None


def keeps_draft(path: str) -> bool:
    """Whether the page at this address is a form whose text is worth keeping."""
    return len(path) <= 300 and getattr(view_at(path), "keeps_draft", False)


def keep(user, path: str, data) -> bool:
    """Keep what was typed into the form at `path`; False where that is no such form or the text is too long."""
    payload = {
        name: [value.replace("\0", "") for value in data.getlist(name)]
        for name in data
        if name not in LEFT_OUT and "\0" not in name
    }
    if not keeps_draft(path) or sum(len(value) for values in payload.values() for value in values) > LONGEST:
        return False
    kept = {"payload": payload, "at": timezone.now()}
    Draft.objects.update_or_create(user=user, path=path, defaults=kept)
    return True


def keep_unsent(request) -> bool:
    """Keep a form that arrived after its session had ended, if it comes from a page of the portal."""
    asked = getattr(view_at(request.path_info), "draft_address", None)
    if request.method != "POST" or not (asked or keeps_draft(request.path_info)):
        return False
    try:
        forged = CsrfViewMiddleware(lambda request: None).process_view(request, keep_unsent, (), {})
        if forged or not request.user.is_authenticated:
            return False
        return keep(request.user, asked(request) if asked else request.path_info, request.POST)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return False


def has_draft(user, path: str) -> bool:
    return user.is_authenticated and Draft.objects.visible_to(user).filter(path=path).exists()


def note(request) -> None:
    """Note in a new session whether its person has drafts, so that pages need not ask each time."""
    if Draft.objects.visible_to(request.user).exists():
        request.session[FLAG] = True


def draft_for(request) -> Draft | None:
    """The draft of the form at the address asked for. One that was saved after all is forgotten."""
    if not request.session.get(FLAG):
        return None
    found = Draft.objects.visible_to(request.user).filter(path=request.path).first()
    key = idempotency.read_key(found.data) if found else None
    if key and idempotency.earlier(key, user=request.user, form=request.path[:200]):
        found.delete()
        return None
    return found


def forget(request, path: str) -> None:
    """The form was saved, or its text is not wanted any more."""
    if request.session.get(FLAG):
        Draft.objects.visible_to(request.user).filter(path=path).delete()


def fill(form, draft: Draft) -> None:
    """Put the kept text into a form that is shown for the first time."""
    data = draft.data
    for name, field in form.fields.items():
        typed = form.add_prefix(name)
        kept = not field.disabled and not isinstance(field, forms.FileField)
        if kept and not field.widget.value_omitted_from_data(data, {}, typed):
            form.initial[name] = field.widget.value_from_datadict(data, {}, typed)


def forget_old_drafts() -> dict:
    """Remove drafts nobody came back to. Run nightly."""
    deleted, _ = Draft.objects.filter(at__lt=timezone.now() - timedelta(days=KEEP_DAYS)).delete()
    return {"drafts": deleted}
