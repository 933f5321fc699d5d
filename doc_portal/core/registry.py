"""What units offer the portal. Each declares it in its `AppConfig`; core collects it and imports no unit.

An attribute of the config named as in `KINDS` holds a tuple of the declarations below. Functions are named by
dotted path ("mission.home.live_news") because app configs load before models.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class MenuItem:
    """A link in the bar under the masthead, after the units."""

    label: str
    url_name: str
    permission: str
    order: int = 100


@dataclass(frozen=True)
class OwnPage:
    """A page about what is one's own, linked from “My profile” for those who hold `permission`."""

    label: str
    url_name: str
    permission: str
    order: int = 100


@dataclass(frozen=True)
class ManageItem:
    """A page on which something is looked after, listed on “Manage” for those who hold `permission` somewhere.

    Where a page serves several kinds of work, `also` names the other rights, one of which is enough.
    """

    label: str
    note: str
    url_name: str
    permission: str
    group: str = "Content"
    order: int = 100
    args: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class TodoItem:
    """One thing one person has to do: what, by when, where."""

    title: str
    url: str
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class TodoProvider:
    """`items(user) -> list[TodoItem]` in one query; asked only of people who hold `permission` somewhere.

    `waiting(user)` gives the rows of which `items` tells; where it is declared, `items` is asked only if there are any,
    and all kinds find that out in one statement. It is written once for everybody (prepared.py) where the rows are
    `own`: they depend on nobody's rights and not on the clock, and `user` may be an expression.
    """

    name: str
    label: str
    items: str
    permission: str = "core.use_portal"
    waiting: str = ""
    own: bool = False


@dataclass(frozen=True)
class HomePanel:
    """A block of the home page: `context(request) -> dict | None` (None leaves it out), drawn by `template`.

    `order` alone says what comes after what, on phones and read aloud; on wide screens `area` lays “rail” in the
    right column, beside “top” and “main”. What is in the rail stands together in `order`.
    """

    name: str
    order: int
    template: str
    context: str
    area: str = "main"
    permission: str = "core.use_portal"


@dataclass(frozen=True)
class UnitBlock:
    """A block on unit pages: `context(request, unit) -> dict | None`, drawn by `template`."""

    name: str
    order: int
    template: str
    context: str
    permission: str = "core.use_portal"


@dataclass(frozen=True)
class SearchSource:
    """One findable kind: `rows()` is the queryset to index, `entry(row)` its `search.Entry` or None."""

    kind: str
    label: str
    tab: str
    rows: str
    entry: str


@dataclass(frozen=True)
class Measure:
    """A number a unit answers for: `value(on) -> Decimal | int | None`, dated.

    `chart(on)`, where there is one, draws its history or its parts (charts.py); None where there is nothing to draw.
    """

    slug: str
    name: str
    unit: str
    measured_in: str
    value: str
    chart: str = ""


@dataclass(frozen=True)
class OwnedThings:
    """What a person can own: `of(user)` gives the rows that would be orphaned if they left, `in_unit(unit)` a unit's.

    Both give querysets whose rows have an address. What hangs on the entry in the directory instead of the account
    gives `of_person(person)`. `hand_over(row, person, by)` puts another person of the directory in the leaver's place
    or refuses; without it the row's own page does that. `fields` are the foreign keys that are answered for by this
    ("personnel.RoleContact.holder"): each one that names a person must be owned or known to need nobody.
    """

    name: str
    of: str = ""
    in_unit: str = ""
    of_person: str = ""
    hand_over: str = ""
    way_out: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SettingSpec:
    """A dated number and its first value; `authority` says who set it, `confirmed` whether a source is known."""

    key: str
    name: str
    value: str
    authority: str
    measured_in: str = ""
    help: str = ""
    confirmed: bool = True
    starts_on: str = "2000-01-01"


@dataclass(frozen=True)
class Schedule:
    """Work the worker starts by itself: `run()` every `minutes`, or nightly at `hour` o'clock (Chicago).

    It must be idempotent; a missed night is made up once when the worker is back.
    """

    name: str
    run: str
    minutes: int | None = None
    hour: int | None = None


@dataclass(frozen=True)
class JobKind:
    """Slow work a person starts: `run(job, report)` in the worker. `report(done, total, note)` beats and may cancel."""

    name: str
    label: str
    run: str


@dataclass(frozen=True)
class RoleSpec:
    """A role, or what one more app adds to it. `scopes`: where it may count; `grantable_by`: role slugs."""

    slug: str
    name: str = ""
    description: str = ""
    scopes: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    grantable_by: tuple[str, ...] = ("portal_administrator",)
    order: int = 100


@dataclass(frozen=True)
class ImportKind:
    """A list that can be brought in: `plan(rows, by) -> imports.Plan`, applied by `apply(plan, by)`.

    `told` says of each column, in words, what it is called and what may be typed: (column, name, rule). `current_url`
    names the page that hands out the list as it stands, ready to be changed and brought in again, to those who hold
    `export_permission`. `complete` is what a checkbox says where a list may be declared complete: rows of the portal
    that such a list leaves out end.
    """

    name: str
    label: str
    permission: str
    columns: tuple[str, ...] = field(default_factory=tuple)
    optional: tuple[str, ...] = field(default_factory=tuple)
    plan: str = ""
    apply: str = ""
    told: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)
    current_url: str = ""
    export_permission: str = ""
    complete: str = ""


@dataclass(frozen=True)
class FooterLink:
    """A line at the foot of every page: `context(request)` gives an object with `text`, `url` and `explanation`.

    None leaves it out. A line whose address leaves the portal says so in its explanation.
    """

    name: str
    context: str
    order: int = 100


@dataclass(frozen=True)
class Creed:
    """What stands beside the sign-in form, for anybody to read: `words() -> list[str]`, the first in large type."""

    name: str
    words: str
    order: int = 100


@dataclass(frozen=True)
class Banner:
    """Lines above every page, right at once: nothing of them is kept between requests.

    `rows(worksite, now)` is a queryset of one JSON value each (`.values(json=JSONObject(...))`), read as a part of the
    one statement the frame takes for a person. Both are expressions (prepared.Given): where somebody works, None for
    nowhere, and this moment. `lines(values) -> list[BannerLine]` puts what was found into words.
    """

    name: str
    rows: str
    lines: str
    order: int = 100


@dataclass(frozen=True)
class CalendarSource:
    """What a unit puts into a person's calendar: `entries(user, start, stop, most)`, calendars.CalendarEntry each.

    Those that touch [start, stop), in order of time, the first `most` where that is given; one query.
    """

    name: str
    entries: str


@dataclass(frozen=True)
class BannerLine:
    """One line above the page. `level`: urgent, warn, info or ok; `links` are pairs of words and address."""

    level: str
    label: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TopTask:
    """One of the things people come to do most, shown on the home page with its icon."""

    label: str
    icon: str
    url_name: str
    permission: str
    order: int = 100


@dataclass(frozen=True)
class Leaving:
    """What else ends at once when somebody's access stops: `run(users)` with the accounts that were just closed."""

    name: str
    run: str


@dataclass(frozen=True)
class Unlisted:
    """People whom a search by name must not tell of: `accounts()` gives the keys of their accounts, as a query."""

    name: str
    accounts: str


@dataclass(frozen=True)
class Moved:
    """Where an address has gone: `find(path) -> str | None`, asked before “not found” is answered."""

    name: str
    find: str


@dataclass(frozen=True)
class NoticeKind:
    """Notices people choose the mail of: at once ("now"), once a day ("daily") or none ("off").

    It covers notices of the kind `kind` and of every kind that begins with it and a hyphen ("story", "story-waiting").
    Alerts and required readings are never off. A kind only some people are told of names the `permission` they hold:
    others are not asked about it.
    """

    kind: str
    label: str
    default: str = "now"
    can_be_off: bool = True
    note: str = ""
    order: int = 100
    permission: str = "core.use_portal"


@dataclass(frozen=True)
class Supervision:
    """Who leads whom today: `pairs()` is a queryset of (account, account of its supervisor), as numbers.

    Supervisors of people without a mailbox get the number of those people's notices with the daily mail.
    """

    name: str
    pairs: str


@dataclass(frozen=True)
class Widening:
    """Other words for what is looked for: `words(asked)` gets the folded words of a question, in their order.

    It gives other ways to put the same question, each as one text (["fmla", "form"] may give ["family and medical
    leave form"]). What matches one of them is found as well. Asked at every search: no query, or one at most.
    """

    name: str
    words: str


@dataclass(frozen=True)
class SearchHelp:
    """What a search that found nothing offers: `links(user, query) -> list[HelpLink]`, at most one query.

    It may name nothing the person cannot see.
    """

    name: str
    links: str
    order: int = 100


@dataclass(frozen=True)
class HelpLink:
    """A way on: words, address, and what is found there."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class ReviewedThings:
    """A kind of things that are looked over again and again: `rows()` are those in use, of a model that is `Reviewed`.

    `name` stands in addresses. `title` are the columns a row is called by; `permission` is what whoever keeps rows
    holds on them; `contact` names the column of the role contact that answers for one, empty where the holders of the
    permission do; "self" where the rows are contacts. `ownerless()` are rows nobody answers for, where that is not
    told by the contact.
    """

    name: str
    label: str
    rows: str
    title: tuple[str, ...]
    permission: str
    contact: str = ""
    ownerless: str = ""
    order: int = 100


@dataclass(frozen=True)
class PageFoot:
    """What stands below the contents of pages: `context(request, view) -> dict | None`, drawn by `template`."""

    name: str
    template: str
    context: str
    order: int = 100


@dataclass(frozen=True)
class PageAct:
    """A form in the account menu about the page one is on: `context(request, view) -> dict | None`."""

    name: str
    template: str
    context: str
    order: int = 100


@dataclass(frozen=True)
class PostGate:
    """A yes or no about people before a post with inmate contact, from a unit that keeps its reasons to itself.

    `cleared()` gives the keys of the people of the directory it says yes to, as a query: no reason, no day, no value.
    """

    name: str
    label: str
    cleared: str


@dataclass(frozen=True)
class DayCount:
    """A deadline counted in business days and kept: `rests_on(day)` names those a day was passed over for, as texts."""

    name: str
    rests_on: str


KINDS = {
    "menu": MenuItem,
    "own_pages": OwnPage,
    "manage": ManageItem,
    "todo": TodoProvider,
    "home_panels": HomePanel,
    "unit_blocks": UnitBlock,
    "search": SearchSource,
    "measures": Measure,
    "owned": OwnedThings,
    "settings": SettingSpec,
    "schedules": Schedule,
    "job_kinds": JobKind,
    "import_kinds": ImportKind,
    "footer": FooterLink,
    "page_feet": PageFoot,
    "page_acts": PageAct,
    "creed": Creed,
    "banners": Banner,
    "calendar": CalendarSource,
    "top_tasks": TopTask,
    "moved": Moved,
    "leaving": Leaving,
    "unlisted": Unlisted,
    "notice_kinds": NoticeKind,
    "supervision": Supervision,
    "widenings": Widening,
    "search_help": SearchHelp,
    "reviewed": ReviewedThings,
    "post_gates": PostGate,
    "day_counts": DayCount,
}


@cache
def declared(kind: str) -> tuple[Any, ...]:
    """Every declaration of one kind, ordered where it has an order."""
    found = tuple(item for config in apps.get_app_configs() for item in getattr(config, f"portal_{kind}", ()))
    for item in found:
        if not isinstance(item, KINDS[kind]):
            raise TypeError(f"portal_{kind} holds {item!r}, which is not a {KINDS[kind].__name__}")
    return tuple(sorted(found, key=lambda item: getattr(item, "order", 0)))


@cache
def function(path: str) -> Callable:
    """The function a declaration names."""
    return import_string(path)


def open_to(user, items) -> Iterator[Any]:
    """The declarations whose permission `user` holds somewhere, or another of those that are enough."""
    return (item for item in items if any(map(user.has_perm, (item.permission, *getattr(item, "also", ())))))
