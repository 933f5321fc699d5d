"""What the frame of every page shows: the units, the menu, unread notices, the lines at the foot."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from doc_portal.core.addresses import address_of
from doc_portal.core.kept import kept
from doc_portal.core.models import Notification, Unit, User
from doc_portal.core.prepared import NOW, USER, WORKSITE, Prepared
from doc_portal.core.registry import BannerLine, MenuItem, declared, function, open_to

HOME = "/"
MOST_NOTICES = 100
MANAGE = MenuItem("Manage", "core:manage", "core.use_portal")
MANAGED = ("/manage/", "/audit/")  # where the pages stand that are reached from “Manage”


@dataclass(frozen=True)
class NavLink:
    """A link under the masthead. `current` is the value of `aria-current`, empty elsewhere."""

    label: str
    url: str
    current: str = ""


def frame(request):
    """Context of every page. Nothing is read from the database until a template asks for it."""
    user = getattr(request, "user", None)
    found = {
        "portal_env": settings.PORTAL_ENV,
        "public_jobs": settings.PUBLIC_JOBS,
        "public_certificates": settings.PUBLIC_CERTIFICATES,
        "help_desk": settings.HELP_DESK_TEXT,
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "theme": "",
        "nav_units": [],
        "nav_menu": [],
        "unread_notices": 0,
        "banners": [],
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
    }
    if user is None or not user.is_authenticated:
        return found
    now = SimpleLazyObject(lambda: standing(user))
    return found | {
        "session_left": getattr(request, "session_left", 0),
        "theme": "" if user.theme == user.Theme.DEVICE else user.theme,
        "nav_units": SimpleLazyObject(lambda: kept("units", lambda: list(Unit.objects.seven()))),
        "nav_menu": SimpleLazyObject(lambda: menu_of(user)),
        "unread_notices": SimpleLazyObject(lambda: now.unread),
        "banners": SimpleLazyObject(lambda: now.banners),
    }


@dataclass(frozen=True)
class Standing:
    """What the frame must say of this very moment: how many notices wait, and what stands above the page."""

    unread: int
    banners: list[BannerLine]


def standing(user) -> Standing:
    """Read in one statement on every page: the notices, counted to a hundred, and the rows of every banner."""
    ((waiting, *found),) = _standing(user=user.pk, worksite=user.worksite_id, now=timezone.now())
    kinds = declared("banners")
    lines = [line for kind, values in zip(kinds, found, strict=True) for line in function(kind.lines)(values)]
    return Standing(len(waiting), lines)


@Prepared
def _standing():
    unread = Notification.objects.filter(user=USER).unread().values("pk")[:MOST_NOTICES]
    banners = (function(kind.rows)(WORKSITE, NOW) for kind in declared("banners"))
    return User.objects.order_by().filter(pk=USER).values_list(*map(ArraySubquery, (unread, *banners)))


def menu_of(user) -> list[MenuItem]:
    """The menu after the units; “Manage” ends it for those who look after something."""
    menu = list(open_to(user, declared("menu")))
    return [*menu, MANAGE] if any(open_to(user, declared("manage"))) else menu


def footer_links(request) -> list:
    """The lines units declare for the foot of every page, without those that are switched off."""
    lines = (function(link.context)(request) for link in declared("footer"))
    return [line for line in lines if line is not None]


def creed() -> list[str]:
    """What units declare to stand beside the sign-in form, in their order; the same for everyone."""
    return kept("creed", lambda: [words for one in declared("creed") for words in function(one.words)()])


def under_manage(path: str, menu) -> bool:
    """Whether a page stands under “Manage”, for somebody whose menu has it."""
    return MANAGE in menu and path.startswith(MANAGED) and path != address_of(MANAGE.url_name)


def nav_links(path: str, units, menu, unit: str = "") -> list[NavLink]:
    """Home, the units and the menu. The one nearest to `path` is current; `unit` names one by its slug instead."""
    links = [NavLink("Home", HOME)]
    links += [NavLink(one.menu_name, one.get_absolute_url()) for one in units]
    links += [NavLink(item.label, address_of(item.url_name)) for item in menu]
    chosen = next((one.get_absolute_url() for one in units if one.slug == unit), "") if unit else ""
    chosen = chosen or (address_of(MANAGE.url_name) if under_manage(path, menu) else "")
    nearest = chosen or max((link.url for link in links if _within(path, link.url)), key=len, default="")
    return [
        NavLink(link.label, link.url, ("page" if link.url == path else "true") if link.url == nearest else "")
        for link in links
    ]


def _within(path: str, url: str) -> bool:
    return path == url or (url != HOME and path.startswith(url if url.endswith("/") else f"{url}/"))
