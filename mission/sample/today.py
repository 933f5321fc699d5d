"""What is different today in the sample: two alerts, worksites that do not run normally, a calendar of events."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import Unit, User, Worksite
from doc_portal.core.sample.context import MARK, Context
from doc_portal.core.sample.places import workplaces
from doc_portal.core.search import index_entries
from mission.models import Alert, Event, WorksiteState, WorksiteStatus

EVENTS = {"small": 30, "full": 400}
FEW_EVENTS = 12  # in a sample of another size
SOON = 60  # so many stand around today; the rest spread over the year
FIRST_DAY, LAST_DAY = -60, 300
"""The days from today over which events are spread."""
ALERTS = (
    ("warning", "jccc", f"The east lot is being paved. Use the north lot and the pedestrian gate. {MARK}"),
    ("information", "fcc", f"The vending machines in the staff room are out of order. {MARK}"),
)
STATUSES = (
    ("erdcc", "limited-movement", f"Ask the shift office before you go to another building. {MARK}"),
    ("fcc", "delayed-start", f"Day staff report two hours later. Posts are not affected. {MARK}"),
    ("jccc", "system-outage", f"Use the paper count sheets until the network is back. {MARK}"),
)
TITLES = (
    "Open house", "Retirement coffee", "Budget questions and answers", "First aid day", "Walking group", "Book table",
    "New staff welcome", "Radio check week", "Warehouse stock count", "Forms clinic", "Supervisors' round table",
    "Blood drive", "Records clean-up days", "Vehicle inspection day",
)  # fmt: skip
PLACES = ("Training room 2", "Staff dining room", "Central office, room 110", "Visiting room", "Warehouse dock 3")
TEXT = "This is sample text and announces nothing. Every name and date in it is invented."


def publish_alerts(context: Context) -> int:
    """An information and a warning at two worksites, live for a week."""
    publisher = User.objects.filter(username="alert.publisher").first()
    if publisher is None or Alert.objects.filter(text__endswith=MARK).exists():
        return 0
    places = {site.slug: site for site in Worksite.objects.filter(slug__in=[slug for _, slug, _ in ALERTS])}
    told = [one for one in ALERTS if one[1] in places]
    for severity, slug, text in told:
        alert = Alert.objects.create(
            severity=severity,
            text=text,
            starts_at=context.moment(-1),
            ends_at=context.moment(6),
            reason="So that the sample shows what an alert looks like.",
            created_by=publisher,
        )
        alert.worksites.add(places[slug])
    return len(told)


def set_statuses(context: Context) -> int:
    """Three worksites that do not run normally for some days."""
    coordinator = User.objects.filter(username="coordinator.farmington").first()
    if coordinator is None or WorksiteStatus.objects.filter(note__endswith=MARK).exists():
        return 0
    states = {state.slug: state for state in WorksiteState.objects.all()}
    places = {site.slug: site for site in Worksite.objects.filter(slug__in=[slug for slug, _, _ in STATUSES])}
    told = [one for one in STATUSES if one[0] in places]
    WorksiteStatus.objects.bulk_create(
        WorksiteStatus(
            worksite=places[slug],
            state=states[state],
            starts_at=context.moment(-1),
            ends_at=context.moment(6),
            note=note,
            created_by=coordinator,
        )
        for slug, state, note in told
    )
    return len(told)


def announce_events(context: Context) -> int:
    """As many events as the size asks for: of an hour or of days, for everybody or a worksite, some canceled."""
    wanted = EVENTS.get(context.size.name, FEW_EVENTS)
    there = Event.objects.filter(title__endswith=MARK).count()
    number = context.missing(wanted, there)
    if not number:
        return 0
    chance, units, sites = context.chance("events"), list(Unit.objects.seven()), workplaces(context)
    author = User.objects.filter(username="news.editor").first()
    rows = [_event(context, chance, place, units, author) for place in range(there, there + number)]
    Event.objects.bulk_create(rows)
    through = Event.worksites.through
    through.objects.bulk_create(
        through(event_id=row.pk, worksite_id=sites[place % len(sites)].pk)
        for place, row in enumerate(row for row in rows if not row.everywhere)
    )
    index_entries(Event, [row.pk for row in rows])
    return number


def _event(context: Context, chance, place: int, units: list[Unit], author: User | None) -> Event:
    day = -14 + place * 7 % 75 if place < SOON else FIRST_DAY + (place * 7919) % (LAST_DAY - FIRST_DAY)
    hour, whole_days = 8 + place % 8, place % 6 == 5
    start = context.moment(day, 0 if whole_days else hour)
    canceled = place % 15 == 14
    return Event(
        title=f"{TITLES[place % len(TITLES)]} {MARK}",
        body=TEXT,
        starts_at=start,
        ends_at=context.moment(day + 1 + place % 3, 0) if whole_days else start + timedelta(hours=1 + place % 3),
        all_day=whole_days,
        place=chance.choice(PLACES),
        everywhere=place % 3 != 2,
        unit=units[place % len(units)],
        created_by=author,
        sequence=1 if canceled else 0,
        canceled_at=min(start, timezone.now()) - timedelta(days=1) if canceled else None,
        canceled_because=f"Too few people could come. {MARK}" if canceled else "",
    )
