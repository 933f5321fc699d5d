"""Sample news: the stories written out, and in the full sample years of generated ones, each with its history."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import CommandError
from django.utils.text import slugify

from doc_portal.core.models import AuditEvent, Unit, User, Worksite
from doc_portal.core.sample.context import MARK, Context, phone
from doc_portal.core.sample.places import workplaces
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.sign_ins import SIGN_INS
from doc_portal.core.sample.traces import MARKED, RolesHeld
from mission.models import NewsItem
from mission.sample.stories import STORIES, Story
from personnel.models import RoleContact

Status = NewsItem.Status
BEFORE_APPEARING = timedelta(hours=20)  # between a decision and the hour at which the story appears
SUBJECTS = (
    "notes from the quarter", "a word of thanks", "what changed in the forms", "dates to remember", "new faces",
    "parking and doors", "tools that were mended", "questions often asked", "how the week went", "a good idea tried",
    "changes in the mailroom", "lessons from a drill", "the year in figures", "reminders for supervisors",
)  # fmt: skip
SENTENCES = (
    "This is sample text and announces nothing.",
    "Every name and date in it is invented.",
    "It is here so that lists, pages and search have something to work on.",
    "A real story would name the unit that answers questions.",
    "Requisitions, schedules, rosters and inventories are mentioned so that these words can be looked for.",
    "The walking group, the food drive and the workshop in it do not exist.",
    "Readers at other worksites may find it in the archive of news.",
)


class _Desk:
    """Where stories are made: the people, units and places they name."""

    def __init__(self, context: Context):
        self.context = context
        self.people = {one.username: one for one in User.objects.filter(sample=True)}
        if not self.people:
            raise CommandError("The sample has no people yet. Run ./portal seed without --unit first.")
        self.units = {unit.slug: unit for unit in Unit.objects.seven()}
        self.places = {place.slug: place for place in Worksite.objects.all()}
        wide = RoleContact.objects.kept().filter(worksite=None, region="").order_by("-pk")
        self.contacts = {contact.unit_id: contact for contact in wide}

    def asked(self, unit: Unit, number: int) -> dict:
        """Whom to ask: a contact of the unit, else words that are plainly invented."""
        contact = self.contacts.get(unit.pk)
        return {"contact": contact, "contact_words": "" if contact else f"News desk {MARK}, {phone(number)}"}

    def story(self, told: Story, number: int) -> NewsItem:
        appears = self.context.moment(told.appears, 7)
        written = min(appears, self.context.moment(0, 0)) - BEFORE_APPEARING - timedelta(days=2)
        decided = told.status in (Status.APPROVED, Status.ARCHIVED)
        return NewsItem(
            title=told.title,
            slug=slugify(told.title),
            summary=told.summary,
            body=told.body,
            category=told.category,
            unit=self.units[told.unit],
            worksite=self.places[told.worksite] if told.worksite else None,
            **self.asked(self.units[told.unit], number),
            publish_at=appears,
            expire_at=appears + timedelta(days=told.life),
            pinned=told.pinned,
            status=told.status,
            approved_by=self.people[told.approver] if decided else None,
            approved_at=written + timedelta(days=1) if decided else None,
            created_by=self.people[told.author],
            created_at=written,
            updated_at=written + timedelta(days=1 if decided else 0),
            version=1 + len(_verbs(told.status, told.decision)),
        )


def write_news(context: Context) -> int:
    """The stories written out, each once."""
    there = set(NewsItem.objects.values_list("slug", flat=True))
    told = {slugify(story.title): story for story in STORIES if slugify(story.title) not in there}
    desk = _Desk(context)
    made = copy(NewsItem, (desk.story(story, number) for number, story in enumerate(told.values())))
    events: list[AuditEvent] = []
    held = RolesHeld()
    rows = NewsItem.objects.filter(slug__in=told).order_by("pk")
    for row in rows:
        of = told[row.slug]
        events.extend(_history(row, held, desk.people[of.approver].pk, of.decision))
    copy(AuditEvent, _in_order(events))
    return made


def write_archive(context: Context) -> int:
    """As many stories a year as the size asks for, spread over the years before today and a little beyond."""
    wanted = context.size.years * context.size.news
    there = NewsItem.objects.filter(slug__startswith="sample-story-").count()
    number = context.missing(wanted, there)
    made = copy(NewsItem, _generated(context, there, number))
    rows = NewsItem.objects.filter(slug__startswith="sample-story-")
    new = rows.order_by("pk")[there:] if made else ()
    held = RolesHeld()
    copy(AuditEvent, _in_order(event for row in new for event in _history(row, held, row.approved_by_id)))
    return made


def _generated(context: Context, there: int, number: int) -> Iterator[NewsItem]:
    chance = context.chance(f"news from {there}")
    desk = _Desk(context)
    authors = [desk.people[one.username] for one in SIGN_INS if one.role in ("unit_editor", "unit_owner")]
    editors = [desk.people[one.username] for one in SIGN_INS if one.role == "news_editor"]
    places = workplaces(context)
    units = [desk.units[slug] for slug in sorted(desk.units)]
    days = max(1, 365 * context.size.years)
    for own in range(there + 1, there + number + 1):
        unit, place = chance.choice(units), chance.choice(places) if chance.random() < 0.4 else None
        appears = context.moment(5 - chance.randrange(days), chance.randrange(6, 17))
        status = Status.ARCHIVED if appears < context.moment(-40) and chance.random() < 0.05 else Status.APPROVED
        yield NewsItem(
            title=f"Sample {own}: {chance.choice(SUBJECTS)}, {place.name if place else unit.name}"[:100],
            slug=f"sample-story-{own}",
            summary=f"{chance.choice(SENTENCES)} {chance.choice(SENTENCES)}"[:240],
            body="\n\n".join(" ".join(chance.choices(SENTENCES, k=6)) for _ in range(chance.randrange(2, 6))),
            category=NewsItem.Category.WORKSITE if place else chance.choice(NewsItem.Category.values[:5]),
            unit=unit,
            worksite=place,
            **desk.asked(unit, own),
            publish_at=appears,
            expire_at=appears + timedelta(days=chance.choice((7, 14, 14, 14, 30))),
            status=status,
            approved_by=chance.choice(editors),
            approved_at=appears - BEFORE_APPEARING - timedelta(days=6),
            created_by=chance.choice(authors),
            created_at=appears - BEFORE_APPEARING - timedelta(days=8),
            updated_at=appears - BEFORE_APPEARING - timedelta(days=6),
            version=1 + len(_verbs(status, "")),
        )


def _verbs(status: str, decision: str) -> tuple[str, ...]:
    """What was done to a story until it came to its status; a draft with a decision has been returned."""
    if status == Status.DRAFT:
        return ("submit", "return") if decision else ()
    verbs = ("submit", "approve", "archive")
    return verbs[: (Status.SUBMITTED, Status.APPROVED, Status.ARCHIVED).index(status) + 1]


def _history(row: NewsItem, held: RolesHeld, editor: int, decision: str = "") -> Iterator[AuditEvent]:
    """The acts that brought a story to the state it is in; people by their keys."""
    sent = row.created_at + timedelta(hours=6)
    times = {
        "submit": sent,
        "return": sent + timedelta(hours=3),
        "approve": row.approved_at,
        "archive": row.publish_at + timedelta(days=5),
    }
    yield _event("create", row, held, row.created_by_id, row.created_at)
    for verb in _verbs(row.status, decision):
        step = NewsItem.TRANSITIONS[verb]
        (before,) = step.sources
        by, reason = (row.created_by_id, "") if verb == "submit" else (editor, decision if verb != "approve" else "")
        yield _event(verb, row, held, by, times[verb], before, step.target, reason)


def _event(
    act: str,
    row: NewsItem,
    held: RolesHeld,
    by: int,
    at: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> AuditEvent:
    return AuditEvent(
        at=at,
        act=act,
        actor_id=by,
        actor_roles=held.at(at, by),
        workstation=AuditEvent.Workstation.OWN,
        content_type=ContentType.objects.get_for_model(NewsItem),
        object_id=row.pk,
        object_name=str(row)[:200],
        before=before,
        after=after,
        reason=reason,
        details=MARKED,
    )


def _in_order(events) -> list[AuditEvent]:
    return sorted(events, key=lambda event: event.at)
