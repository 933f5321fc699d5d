"""What search knows of units, their functions, worksites, counties, the statements and the news."""

from django.db.models import OuterRef, Subquery

from doc_portal.core.models import County, Unit, Worksite
from doc_portal.core.prose import plain
from doc_portal.core.search.index import Entry
from mission.models import Event, NewsItem, StatementVersion, UnitFunction
from mission.models.statements import EXPECTATIONS
from mission.moments import start_of


def _names(text: str) -> tuple[str, ...]:
    """The other names of a place or unit, kept as one text with semicolons between them."""
    return tuple(name.strip() for name in text.split(";") if name.strip())


def _led_by(abbreviation: str, text: str) -> str:
    """A summary that begins with the abbreviation, so that who looked for it sees it in the result."""
    return f"{abbreviation}. {text}"[:500] if abbreviation else text[:500]


def unit_rows():
    return Unit.objects.with_page().filter(page__isnull=False).select_related("page")


def unit_entry(unit: Unit) -> Entry:
    return Entry(
        title=unit.name,
        url=unit.get_absolute_url(),
        summary=_led_by(unit.abbreviation, unit.page.intro),
        body=f"{unit.page.intro}\n{plain(unit.page.body)}",
        identifiers=tuple(filter(None, [unit.abbreviation])),
        aliases=(*_names(unit.also_known_as), unit.short_name),
        unit_id=unit.pk,
        weight=30,
    )


def function_rows():
    return UnitFunction.objects.kept().filter(unit__in_portal=True).select_related("unit", "contact")


def function_entry(function: UnitFunction) -> Entry:
    return Entry(
        title=function.name,
        url=function.target,
        summary=f"{function.unit.name}. {function.summary}"[:500],
        body=f"{function.summary} {function.contact.service if function.contact else function.contact_words}",
        unit_id=function.unit_id,
        weight=20,
    )


def worksite_rows():
    return Worksite.objects.select_related("county")


def worksite_entry(site: Worksite) -> Entry:
    """Closed worksites stay findable by their names, after the open ones."""
    doubt = "" if site.confirmed else ". To be confirmed"
    place = ", ".join(filter(None, [site.get_kind_display(), site.city, site.county.name if site.county else ""]))
    return Entry(
        title=site.name,
        url=site.get_absolute_url(),
        summary=_led_by(site.abbreviation, f"{place}{', closed' if site.status == site.Status.CLOSED else ''}{doubt}"),
        body=f"{site.street} {site.note}",
        identifiers=tuple(filter(None, [site.abbreviation])),
        aliases=_names(site.former_names),
        worksite_id=site.pk,
        weight=10 if site.status == site.Status.OPEN else 0,
    )


def county_rows():
    return County.objects.all()


def county_entry(county: County) -> Entry:
    certified = county.jail_days_certified_by
    return Entry(
        title=county.name,
        url=county.get_absolute_url(),
        summary=f"Jail days certified by {certified}" if certified else "",
        identifiers=(county.fips,),
        weight=-10,
    )


def statement_rows():
    """Published versions, each with the day on which the next one of its set takes effect."""
    later = StatementVersion.objects.published().filter(set=OuterRef("set"), effective_on__gt=OuterRef("effective_on"))
    following = later.order_by("effective_on").values("effective_on")[:1]
    rows = StatementVersion.objects.published().annotate(next_on=Subquery(following))
    return rows.select_related("set").prefetch_related("statements")


def statement_entry(version: StatementVersion) -> Entry:
    """Only the version in force is found: from its day until that of the next one."""
    if version.set.slug == EXPECTATIONS:
        return _expectations_entry(version)
    return Entry(
        title="Our mission, vision and values",
        url="/about/mission/",
        summary=version.strip,
        body="\n".join(f"{one.heading}\n{plain(one.text)}" for one in version.statements.all()),
        aliases=("mission statement", "vision statement", "values"),
        live_from=start_of(version.effective_on),
        live_until=start_of(version.next_on) if version.next_on else None,
        weight=25,
    )


def _expectations_entry(version: StatementVersion) -> Entry:
    return Entry(
        title="Employee expectations",
        url="/about/expectations/",
        body="\n".join(f"{one.group}\n{plain(one.text)}" for one in version.statements.all()),
        aliases=("what is expected of staff", "conduct"),
        live_from=start_of(version.effective_on),
        live_until=start_of(version.next_on) if version.next_on else None,
        weight=25,
    )


def story_rows():
    """What was approved; drafts are found by nobody."""
    return NewsItem.objects.filter(status=NewsItem.Status.APPROVED).select_related("unit", "worksite")


def story_entry(story: NewsItem) -> Entry:
    """A story is found from the moment it appears until it ends."""
    return Entry(
        title=story.title,
        url=story.get_absolute_url(),
        summary=story.summary,
        body=plain(story.body),
        unit_id=story.unit_id,
        worksite_id=story.worksite_id,
        permission="mission.view_newsitem",
        live_from=story.publish_at,
        live_until=story.expire_at,
        dated=story.publish_at,
    )


def event_rows():
    """Announced events; a canceled one is found until it would have been over."""
    return Event.objects.all()


def event_entry(event: Event) -> Entry:
    return Entry(
        title=event.title,
        url=event.get_absolute_url(),
        summary=f"{'Canceled. ' if event.canceled_at else ''}{event.when}, {event.place}"[:500],
        body=plain(event.body),
        unit_id=event.unit_id,
        permission="mission.view_event",
        live_until=event.ends_at,
    )
