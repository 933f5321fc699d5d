"""Which addresses of the portal lead a person somewhere: asked of the pages themselves, many at once.

A page answers for itself: its permission, its `get_queryset()` and its `get_object()` decide, as when it is opened.
"""

import copy
from collections import defaultdict
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import Resolver404, resolve
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core.views.pages import EditPage, Page
from mission.models import Redirect

LONGEST_PATH = 300


def in_portal(path: str) -> bool:
    """Whether a text is an address inside the portal."""
    return path.startswith("/") and not path.startswith("//") and len(path) <= LONGEST_PATH and path.isprintable()


def match_of(path: str):
    """The page behind an address, as Django resolves it; None where there is none that can be read."""
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None
    view = getattr(match.func, "view_class", None)
    readable = view is not None and issubclass(view, Page) and "get" in view.http_method_names
    return match if readable else None


def permission_of(path: str) -> str | None:
    """The permission of the page behind an address; None where there is none that can be read."""
    match = match_of(path)
    return match and match.func.view_class.permission_required


def may_open(user, path: str) -> bool:
    """Whether somebody holds the permission of the page behind an address, whatever its record."""
    permission = permission_of(path)
    return permission is not None and user.has_perm(permission)


def reachable(request, paths) -> set[str]:
    """Those of `paths` that would be shown to the person asking; pages that moved count where they moved to.

    One query for all records of one kind of page.
    """
    paths = set(paths)
    found = _open(request, paths)
    lost = {urlsplit(path).path: path for path in paths - found}
    moved = dict(Redirect.objects.filter(old_path__in=lost).values_list("old_path", "new_path")) if lost else {}
    arrived = _open(request, set(moved.values())) if moved else set()
    return found | {lost[old] for old, new in moved.items() if new in arrived}


def _open(request, paths: set[str]) -> set[str]:
    asked = copy.copy(request)
    asked.method = "GET"
    found, by_page = set(), defaultdict(list)
    for path in sorted(paths):
        match = match_of(path)
        if match is None or not request.user.has_perm(match.func.view_class.permission_required):
            continue
        if not match.kwargs:
            found.add(path)
        elif issubclass(match.func.view_class, SingleObjectMixin):
            by_page[match.func.view_class].append((path, match))
    for page, wanted in by_page.items():
        found |= _of_one_kind(asked, page, wanted)
    return found


def _of_one_kind(request, page, wanted) -> set[str]:
    """The paths of one kind of page whose record this person may open."""
    view = _opened(request, wanted[0][1])
    plain = page.get_object in (Page.get_object, EditPage.get_object)
    name = view.pk_url_kwarg if view.pk_url_kwarg in wanted[0][1].kwargs else view.slug_url_kwarg
    if not plain or any(set(match.kwargs) != {name} for _, match in wanted):
        return {path for path, match in wanted if _shows(_opened(request, match))}
    field = "pk" if name == view.pk_url_kwarg else view.get_slug_field()
    values = {match.kwargs[name]: path for path, match in wanted}
    rows = view.get_queryset().filter(**{f"{field}__in": values})
    shown = {_value(row, field) for row in rows if view.may(page.permission_required, row)}
    return {path for path, match in wanted if match.kwargs[name] in shown}


def _value(row, field: str):
    for name in field.split("__"):
        row = getattr(row, name)
    return row


def _opened(request, match):
    view = match.func.view_class(**match.func.view_initkwargs)
    view.setup(request, *match.args, **match.kwargs)
    return view


def _shows(view) -> bool:
    try:
        view.object = view.get_object()
    except (Http404, PermissionDenied):
        return False
    return True
