"""What the mission unit shows on the home page, on unit pages and at the foot of every page."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from doc_portal.core.addresses import address_of
from doc_portal.core.kept import kept
from doc_portal.core.todo import todo_items
from mission.models import NewsItem, SiteLink, Statement, StatementVersion
from mission.models.statements import STATEMENTS
from mission.today import status_of
from mission.top_tasks import tasks_of
from personnel.blocks import contacts_at

TODO = 5
STORIES = 5
SITE_STORIES = 3
SITE_CONTACTS = 4
LINE = "save-a-life"


@dataclass(frozen=True)
class Task:
    """A top task as it is shown."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True)
class FootLine:
    """A line at the foot of every page that leads to a page of the portal."""

    text: str
    url: str
    explanation: str = ""


def mission_line(request) -> FootLine | None:
    return FootLine("Our mission, vision and values", address_of("mission:mission")) if _signed_in(request) else None


def division_line(request) -> FootLine | None:
    return FootLine("About the division", address_of("mission:division")) if _signed_in(request) else None


def services_line(request) -> FootLine | None:
    """The way to every service for those who may read them."""
    return _line_for(request, "mission.view_service", "Services A to Z", "mission:service-list")


def glossary_line(request) -> FootLine | None:
    """The way to the glossary for those who may read it."""
    return _line_for(request, "mission.view_glossaryterm", "Glossary", "mission:glossaryterm-list")


def _line_for(request, permission: str, text: str, url_name: str) -> FootLine | None:
    return FootLine(text, address_of(url_name)) if _signed_in(request) and request.user.has_perm(permission) else None


def _signed_in(request) -> bool:
    return getattr(request, "user", None) is not None and request.user.is_authenticated


def todo_of(request) -> list:
    """What this person has to do, overdue first; collected once per request."""
    if not hasattr(request, "_todo"):
        request._todo = todo_items(request.user)
    return request._todo


def todo(request) -> dict | None:
    """The first five things to do."""
    items = todo_of(request)
    return {"things": items[:TODO], "total": len(items)} if items else None


def tasks(request) -> dict | None:
    """The tasks this person may do, eight at most."""
    found = [Task(one.label, one.icon, one.path) for one in tasks_of(request.user)]
    return {"tasks": found} if found else None


def worksite(request) -> dict | None:
    """The person's own worksite: how it runs, who helps there, and its latest stories."""
    site = request.user.worksite
    if site is None:
        return None
    helps = contacts_at(site)[:SITE_CONTACTS] if request.user.has_perm("personnel.view_rolecontact") else []
    stories = _stories_of(request, site.pk)
    return {"worksite": site, "stories": stories, "running": status_of(site), "contacts": helps}


def live_news(request) -> dict | None:
    """Five live stories for the whole department; a pinned one comes first."""
    stories = _stories_of(request, None)
    return {"stories": stories} if stories else None


def _stories_of(request, worksite_id) -> list[NewsItem]:
    """The first live stories of the person's worksite, or of the whole department (None): one query gives both."""
    if not hasattr(request, "_stories"):
        live, site = NewsItem.objects.live(), request.user.worksite_id
        rows = live.filter(worksite__isnull=True)[:STORIES]
        if site is not None:
            rows = rows.union(live.filter(worksite=site)[:SITE_STORIES], all=True)
            rows = rows.order_by("-pinned", "-publish_at", "-id")
        request._stories = list(rows)
    return [story for story in request._stories if story.worksite_id == worksite_id]


def unit_news(request, unit) -> dict | None:
    """Five live stories of one unit for the whole department."""
    stories = list(NewsItem.objects.live().filter(unit=unit, worksite__isnull=True)[:STORIES])
    return {"stories": stories} if stories else None


def mission_strip(request) -> dict | None:
    """The mission in the words of the current version, and the first line of its vision."""
    strip, vision = kept("mission", _strip_and_vision)
    return {"strip": strip, "vision": vision} if strip else None


def creed() -> list[str]:
    """The mission and the vision in force, for the sign-in page; nothing where no version is in force."""
    strip, vision = _strip_and_vision()
    return [strip, *([f"Our vision: {vision}"] if vision else [])] if strip else []


def _strip_and_vision() -> tuple[str, str]:
    """What the version in force says for the home page, and the first line of its vision."""
    vision = Statement.objects.filter(version=OuterRef("pk"), part="vision").values("text")[:1]
    current = StatementVersion.objects.of(STATEMENTS).current().values_list("strip", Subquery(vision))
    strip, text = current.first() or ("", "")
    return strip, (text or "").partition("\n")[0].strip()


def save_a_life(request) -> dict | None:
    """The link to the donor registry as a card of its own."""
    line = save_a_life_line(request)
    return {"link": line} if line else None


def save_a_life_line(request) -> SiteLink | None:
    """The link while it is switched on and leads somewhere, read once per request; signed-in people only."""
    if not _signed_in(request):
        return None
    if not hasattr(request, "_save_a_life"):
        request._save_a_life = kept(LINE, _save_a_life_link)
    return request._save_a_life


def _save_a_life_link() -> SiteLink | None:
    return SiteLink.objects.filter(slug=LINE, enabled=True).exclude(url="").first()
