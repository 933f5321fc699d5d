"""What editors and owners do with unit pages, their functions, links and names (portal.md items 2 and 3)."""

from collections import Counter
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, QuerySet, Value
from django.utils.text import slugify

from doc_portal.core.audit import log
from doc_portal.core.display import listed
from doc_portal.core.locks import hold
from doc_portal.core.models import Unit, User
from doc_portal.core.search import index_entry
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock
from mission.actions.redirects import leave_redirect
from mission.models import SiteLink, UnitFunction, UnitPage
from personnel.models import Person

LINK_HOSTS = "site_link_hosts"
PLURALS = {
    "unit that is part of it": "units that are part of it",
    "story that has not ended": "stories that have not ended",
    "message of a reader to answer": "messages of readers to answer",
    "member of staff": "members of staff",
}
ARRANGING = "mission.arranging_units"  # the lock under which the order and the parents of units change


@transaction.atomic
def revise_page(page: UnitPage, *, by: User, changed: str = "") -> UnitPage:
    """Keep what was changed on a unit's page; `page` holds the new values."""
    page.save()
    log("edit", page, by=by, reason=changed)
    index_entry(page.unit)
    return page


@transaction.atomic
def add_function(function: UnitFunction, *, by: User) -> UnitFunction:
    """Add a function at the end of its unit. Without a target it leads to its own plain page."""
    unit = lock(function.unit)
    function.slug = _function_slug(unit, function.name)
    last = unit.functions.kept().order_by("-order").values_list("order", flat=True).first() or 0
    function.order = last + 10
    function.target = function.target or function.own_url()
    function.created_by = by
    function.save()
    log("create", function, by=by)
    index_entry(function)
    return function


@transaction.atomic
def revise_function(function: UnitFunction, *, by: User, changed: str = "") -> UnitFunction:
    """Keep what was changed. A function that moves to another unit takes its own page along and leaves a redirect."""
    stored = lock(function)
    if function.unit_id != stored.unit_id:
        function.slug = _function_slug(function.unit, function.name)
        if function.target in ("", stored.own_url()):
            function.target = function.own_url()
        leave_redirect(stored.own_url(), function.own_url())
    function.target = function.target or function.own_url()
    function.save()
    log("edit", function, by=by, reason=changed)
    index_entry(function)
    return function


def _function_slug(unit: Unit, name: str) -> str:
    """An address inside the unit made from the name; refused where the name gives none or another row's."""
    slug = slugify(name)[:80]
    if not slug:
        raise Refused(f"“{name}” cannot become an address. Name the function with letters or digits.")
    if unit.functions.kept().filter(slug=slug).exists():
        raise Refused(f"{unit} already has a function called “{name}”. Choose another name, or edit that one.")
    return slug


@transaction.atomic
def remove_function(function: UnitFunction, *, by: User, note: str) -> UnitFunction:
    """Take a function off its unit's page. Its row and history stay; its own page leads to the unit's."""
    function = lock(function)
    if function.removed:
        raise Refused(f"“{function}” was already removed. Nothing was changed.")
    function.removed, function.version = True, function.version + 1
    function.save()
    leave_redirect(function.own_url(), function.unit.get_absolute_url())
    log("remove", function, by=by, reason=note, details={"unit": function.unit.name})
    index_entry(function)
    return function


@transaction.atomic
def move_function(function: UnitFunction, *, by: User, up: bool) -> UnitFunction:
    """Let a function change places with the one above or below it on its unit's page."""
    lock(function.unit)
    rows = list(function.unit.functions.kept().select_for_update(no_key=True, of=("self",)).order_by("order", "pk"))
    return _moved(rows, function, by=by, up=up)


@transaction.atomic
def move_unit(unit: Unit, *, by: User, up: bool) -> Unit:
    """Let a unit change places with the one above or below it in the menu and the lists."""
    hold(ARRANGING)
    rows = list(Unit.objects.seven().select_for_update(no_key=True, of=("self",)).order_by("order", "name"))
    return _moved(rows, unit, by=by, up=up)


def _moved(rows: list, row, *, by: User, up: bool):
    """Swap `row` with its neighbor in `rows`, number them all by tens, and record it."""
    place = next((place for place, one in enumerate(rows) if one.pk == row.pk), None)
    if place is None:
        raise Refused(f"“{row}” is not in this list any more. Nothing was changed.")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise Refused(f"“{row}” is already {'first' if up else 'last'}. Nothing was changed.")
    rows[place], rows[other] = rows[other], rows[place]
    renumbered = [(order * 10, one) for order, one in enumerate(rows, start=1) if one.order != order * 10]
    for order, one in renumbered:
        one.order, one.version = order, one.version + 1
    type(row)._base_manager.bulk_update([one for _, one in renumbered], ["order", "version"])
    log("move", rows[other], by=by, before=str(place + 1), after=str(other + 1))
    return rows[other]


@transaction.atomic
def place_unit(unit: Unit, *, by: User, changed: str = "") -> Unit:
    """Keep what a unit is part of; `unit` holds the new parent. Refused where it would become part of itself."""
    hold(ARRANGING)
    stored = lock(unit)
    parents = dict(Unit.objects.values_list("pk", "parent"))
    above, seen = unit.parent_id, set()
    while above is not None and above not in seen:
        if above == unit.pk:
            raise Refused(f"{unit.parent} is itself part of {unit}. Choose another parent.")
        seen.add(above)
        above = parents.get(above)
    unit.save()
    before, after = str(stored.parent or "")[:60], str(unit.parent or "")[:60]
    log("place", unit, by=by, reason=changed, before=before, after=after)
    index_entry(unit)
    return unit


@transaction.atomic
def hide_unit(page: UnitPage, *, by: User, note: str = "") -> UnitPage:
    """Take a unit out of the menu and the lists. Refused while anything still belongs to it."""
    unit, page = lock(page.unit), lock(page)
    if page.hidden:
        raise Refused(f"{unit} is already hidden. Nothing was changed.")
    if unit.level == Unit.Level.DIVISION:
        raise Refused("The division's page cannot be hidden: every unit stands under it.")
    owned = owned_by(unit)
    if owned:
        raise Refused(f"{unit} still owns {listed(owned)}. Move them to another unit or end them first.")
    return _show(page, unit, shown=False, by=by, note=note)


@transaction.atomic
def show_unit(page: UnitPage, *, by: User, note: str = "") -> UnitPage:
    """Bring a hidden unit back."""
    unit, page = lock(page.unit), lock(page)
    if not page.hidden:
        raise Refused(f"{unit} is not hidden. Nothing was changed.")
    return _show(page, unit, shown=True, by=by, note=note)


def _show(page: UnitPage, unit: Unit, *, shown: bool, by: User, note: str) -> UnitPage:
    unit.in_portal, page.hidden = shown, not shown
    unit.version, page.version = unit.version + 1, page.version + 1
    unit.save()
    page.save()
    log("show" if shown else "hide", page, by=by, reason=note)
    index_entry(unit)
    return page


def owned_by(unit: Unit) -> list[str]:
    """What still belongs to a unit, counted, in words. A unit that owns anything is not hidden."""
    belongings = _belongings(unit)
    counts = [
        rows.order_by().annotate(nth=Value(nth)).values("nth").annotate(found=Count("pk", distinct=True))
        for nth, (_, rows) in enumerate(belongings)
    ]
    found = dict(counts[0].union(*counts[1:]).values_list("nth", "found"))
    by_name: Counter = Counter()
    for nth, (name, _) in enumerate(belongings):
        by_name[name] += found.get(nth, 0)
    return [
        f"{count:,} {name if count == 1 else PLURALS.get(name, f'{name}s')}" for name, count in by_name.items() if count
    ]


def _belongings(unit: Unit) -> list[tuple[str, QuerySet]]:
    """Everything that would be left without a unit: what one of it is called, and the rows."""
    return [
        ("function", unit.functions.kept()),
        ("unit that is part of it", unit.children.seven()),
        ("story that has not ended", unit.news.in_use()),
        ("document", unit.documents.kept()),
        ("service", unit.services.kept()),
        ("contact", unit.contacts.kept()),
        ("coming event", unit.calendar.in_use()),
        ("message of a reader to answer", unit.feedback.waiting()),
        ("member of staff", Person.objects.current().filter(assignments__in=unit.assignments.unended())),
        ("member of staff", unit.staff.filter(is_active=True, person__isnull=True)),
    ]


@transaction.atomic
def rename_unit(unit: Unit, *, by: User, changed: str = "") -> Unit:
    """Give a unit other names or another address; `unit` holds the new values.

    The old name stays searchable and the old addresses lead to the new ones.
    """
    stored = lock(unit)
    if unit.name != stored.name:
        known = [name.strip() for name in unit.also_known_as.split(";") if name.strip()]
        if stored.name.casefold() not in {name.casefold() for name in known}:
            unit.also_known_as = "; ".join([*known, stored.name])
    unit.save()
    if unit.slug != stored.slug:
        _move_addresses(stored, unit)
    log("rename", unit, by=by, reason=changed, before=stored.slug[:60], after=unit.slug[:60])
    index_entry(unit)
    return unit


def _move_addresses(stored: Unit, unit: Unit) -> None:
    leave_redirect(stored.get_absolute_url(), unit.get_absolute_url())
    for function in unit.functions.kept().select_for_update(no_key=True, of=("self",)).order_by("pk"):
        function.unit = stored
        old = function.own_url()
        function.unit = unit
        leave_redirect(old, function.own_url())
        if function.target == old:
            function.target, function.version = function.own_url(), function.version + 1
            function.save()
        index_entry(function)


@transaction.atomic
def revise_link(link: SiteLink, *, by: User, changed: str = "", confirmed: bool = False) -> SiteLink:
    """Keep what was changed in a link that leaves the portal.

    Only https. A host outside the allowed list needs `confirmed` by someone who may confirm it.
    """
    if link.url:
        parts = urlsplit(link.url)
        if parts.scheme != "https" or not parts.hostname:
            raise Refused("The address must start with https:// and name a host. Correct it and save again.")
        if parts.hostname.lower() not in allowed_hosts():
            _refuse_unconfirmed(parts.hostname, by=by, confirmed=confirmed)
    link.save()
    log("edit", link, by=by, reason=changed, details={"url": link.url, "confirmed": confirmed})
    return link


def allowed_hosts() -> set[str]:
    """The hosts a link may lead to without an administrator's word."""
    return {host.strip().lower() for host in str(value_of(LINK_HOSTS)).split(",") if host.strip()}


def _refuse_unconfirmed(host: str, *, by: User, confirmed: bool) -> None:
    if not by.has_perm("mission.confirm_sitelink"):
        raise Refused(f"{host} is not on the list of allowed hosts. A portal administrator can confirm it.")
    if not confirmed:
        raise Refused(f"{host} is not on the list of allowed hosts. Tick that you have checked it, then save again.")
