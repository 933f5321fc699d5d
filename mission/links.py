"""Where the links in texts lead: looked at each night (portal.md 27).

Links into the portal are tried as an ordinary member of staff would: the address map first, then the record. Links
that leave the portal are listed and never fetched.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test.client import RequestFactory
from django.urls import Resolver404, resolve
from django.utils import timezone

from doc_portal.core.access import Scope
from doc_portal.core.locks import hold
from doc_portal.core.models import Role, User
from doc_portal.core.prose import links
from doc_portal.core.registry import declared, function
from doc_portal.core.views.pages import Page
from mission.models import (
    Document,
    DocumentVersion,
    Event,
    FoundLink,
    GlossaryTerm,
    NewsItem,
    Service,
    SiteLink,
    UnitFunction,
    UnitPage,
)

logger = logging.getLogger(__name__)
NOT_PAGES = ("mailto", "tel")
State = FoundLink.State


@dataclass(frozen=True)
class Text:
    """A page with the places its text leads to, and the unit that answers for it."""

    path: str
    title: str
    unit: int | None
    targets: tuple[str, ...]


def texts() -> Iterator[Text]:
    """Every text readers find today. Restricted documents stay out: the board is read by more people than they are."""
    for page in UnitPage.objects.filter(hidden=False, unit__in_portal=True).select_related("unit"):
        yield _text(page, page.unit_id, page.body)
    for one in UnitFunction.objects.kept().filter(unit__in_portal=True).select_related("unit"):
        path = one.unit.get_absolute_url()
        yield Text(path, f"{one.unit}: {one}", one.unit_id, (one.target, *links(one.summary)))
    for story in NewsItem.objects.live():
        yield _text(story, story.unit_id, story.body)
    versions = DocumentVersion.objects.in_force().filter(
        document__visibility=Document.Visibility.STAFF, document__withdrawn_on__isnull=True
    )
    for version in versions.select_related("document").defer("file_text").iterator(chunk_size=200):
        yield _text(version.document, version.document.unit_id, version.text)
    for service in Service.objects.kept():
        yield _text(service, service.unit_id, service.body)
    for term in GlossaryTerm.objects.kept().select_related("owner"):
        yield _text(term, term.owner.unit_id if term.owner else None, term.meaning)
    for event in Event.objects.coming():
        yield _text(event, event.unit_id, event.body)
    for link in SiteLink.objects.filter(enabled=True).exclude(url=""):
        yield Text(link.get_absolute_url(), str(link), None, (link.url,))


def _text(row, unit: int | None, *markdown: str) -> Text:
    return Text(row.get_absolute_url(), str(row), unit, tuple(one for text in markdown for one in links(text)))


def any_reader() -> User:
    """Somebody who holds the role of staff and nothing else, as no account does."""
    reader = User(pk=0, username="", is_active=True)
    reader._scopes = {name: Scope(everywhere=True) for name in Role.objects.get(slug="staff").permissions}
    reader._live_grants = []
    return reader


def state_of(target: str, page: str, reader: User) -> str | None:
    """What is the matter with a link on a page: broken, or leaving the portal; None where it leads somewhere."""
    parts = urlsplit(urljoin(page, target))
    if parts.scheme in NOT_PAGES or target.startswith("#"):
        return None
    if parts.scheme or parts.netloc:
        return State.EXTERNAL
    return leads_to(unquote(parts.path), reader)


def leads_to(path: str, reader: User) -> str | None:
    """Whether an address of the portal answers an ordinary reader; where it has moved, it does."""
    try:
        match = resolve(path)
    except Resolver404:
        return None if _moved(path) else State.NO_PAGE
    view = getattr(match.func, "view_class", None)
    if view is None or not issubclass(view, Page):
        return None
    request = RequestFactory().get(path)
    request.user, request.resolver_match, request.session = reader, match, {}
    try:
        with transaction.atomic():
            match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return None if _moved(path) else State.NO_RECORD
    except Exception:
        logger.warning("The link check could not open %s.", path, exc_info=True)
    return None


def _moved(path: str) -> bool:
    return any(function(one.find)(path) for one in declared("moved"))


def check_links() -> dict[str, int]:
    """Each night: what is broken and what leaves the portal, as it is now. The day a link was first found stays."""
    reader, known, found = any_reader(), {}, {}
    for text in texts():
        for target in text.targets:
            key = urljoin(text.path, target)
            if key not in known:
                known[key] = state_of(target, text.path, reader)
            if known[key]:
                place = (text.path[:300], target[:500])
                found[place] = FoundLink(
                    path=place[0], target=place[1], page_title=text.title[:300], unit_id=text.unit, state=known[key]
                )
    with transaction.atomic():
        hold("mission.link_check")
        before = {(one.path, one.target): one for one in FoundLink.objects.all()}
        today = timezone.localdate()
        for place, link in found.items():
            old = before.get(place)
            link.found_on = old.found_on if old is not None and old.state == link.state else today
        FoundLink.objects.all().delete()
        FoundLink.objects.bulk_create(found.values(), batch_size=1000)
    broken = sum(one.state != State.EXTERNAL for one in found.values())
    return {"looked_at": len(known), "broken": broken, "external": len(found) - broken}
