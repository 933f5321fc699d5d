"""The health of what the portal says: what is overdue, ownerless, broken, badly rated or missing (portal.md 27)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.models import SearchLog, User
from doc_portal.core.registry import TodoItem, declared, function
from doc_portal.core.search.log import KEEP_DAYS
from doc_portal.core.values import value_of
from mission.models import Feedback, FoundLink, HealthTask
from personnel.reviews import listing, together, unanswered

SHOWN = 50
BOARD = "mission.view_healthtask"
GIVE = "mission.add_healthtask"
RATED_DAYS = 365
Found = HealthTask.Finding


@dataclass
class Finding:
    """One thing that is not well: what, where, for which unit, who sees to it, and whether one may give it away."""

    finding: str
    about: str
    title: str
    url: str
    note: str = ""
    unit: int | None = None
    task: HealthTask | None = None
    may_give: bool = False

    @property
    def key(self) -> str:
        """What it is about, as a part of an address."""
        return hashlib.sha256(self.about.encode()).hexdigest()[:24]


@dataclass
class Part:
    """One kind of findings, the first of them."""

    name: str
    anchor: str
    findings: list[Finding]
    more: bool = False


def overdue(user: User) -> list[Finding]:
    """What should have been looked over before today, the longest overdue first. One query."""
    today = timezone.localdate()
    return _reviewed(user, Found.OVERDUE, lambda things: function(things.rows)(), due_before=today)


def ownerless(user: User) -> list[Finding]:
    """What nobody answers for: no contact, or one that is vacant without a backup. One query."""
    return _reviewed(user, Found.OWNERLESS, unanswered)


def _reviewed(user, finding, rows_of, due_before=None) -> list[Finding]:
    scope, parts, labels = scope_of(user, BOARD), [], {}
    for things in declared("reviewed"):
        rows = rows_of(things)
        labels[things.name] = things.label
        seen = rows.model.objects.visible_to(user).values("pk")
        told = listing(things, rows.filter(scope.rows_of(rows.model), pk__in=seen))
        parts.append(told.filter(review_due_on__lt=due_before) if due_before else told)
    found = together(parts)
    rows = found.order_by("review_due_on", "thing", "pk")[: SHOWN + 1] if found is not None else []
    return [
        Finding(
            finding,
            about := reverse("personnel:review-mark", args=[one["thing"], one["pk"]]),
            one["called"].strip(),
            about,
            f"{labels[one['thing']]}. Review was due {long_date(one['review_due_on'])}."
            if due_before
            else f"{labels[one['thing']]}.",
            one["of_unit"],
        )
        for one in rows
    ]


def broken_links(user: User) -> list[Finding]:
    """Links that lead nowhere, as the last night's check found them; one finding a page."""
    pages: dict[str, list[FoundLink]] = {}
    for link in FoundLink.objects.visible_to(user).broken()[: SHOWN * 3]:
        pages.setdefault(link.path, []).append(link)
    return [
        Finding(
            Found.LINKS,
            path,
            rows[0].page_title,
            path,
            "; ".join(f"{row.target} ({row.get_state_display().lower()})" for row in rows[:3]),
            rows[0].unit_id,
        )
        for path, rows in pages.items()
    ]


def low_ratings(user: User) -> list[Finding]:
    """Pages that enough readers of the last year rated and too many found not useful."""
    bad = Sum(Case(When(kind=Feedback.Kind.NOT_USEFUL, then=1), default=0, output_field=IntegerField()))
    since = timezone.now() - timedelta(days=RATED_DAYS)
    rated = Feedback.objects.filter(
        scope_of(user, BOARD).rows_of(Feedback),
        kind__in=[Feedback.Kind.USEFUL, Feedback.Kind.NOT_USEFUL],
        created_at__gte=since,
    )
    rows = rated.order_by().values("path", "page_title", "unit").annotate(votes=Count("pk"), bad=bad)
    least, share = int(value_of("low_rating_votes")), int(value_of("low_rating_percent"))
    rows = rows.filter(votes__gte=least, bad__gte=F("votes") * share / 100.0).order_by("-bad", "path")
    return [
        Finding(
            Found.RATINGS,
            row["path"],
            row["page_title"] or row["path"],
            row["path"],
            f"{row['bad']} of {row['votes']} readers found it not useful.",
            row["unit"],
        )
        for row in rows[: SHOWN + 1]
    ]


def unanswered_searches(user: User) -> list[Finding]:
    """What was looked for in vain and nobody has seen to; for those who look after the whole department's pages."""
    if not scope_of(user, BOARD).everywhere:
        return []
    days = int(value_of(KEEP_DAYS))
    rows = SearchLog.objects.unanswered(days).order_by().values("key").annotate(times=Count("pk"))
    return [
        Finding(
            Found.SEARCHES,
            row["key"],
            f"“{row['key']}”",
            address_of("core:searchlog-list"),
            f"Looked for {row['times']} time{'s' if row['times'] > 1 else ''} in {days} days.",
        )
        for row in rows.order_by("-times", "key")[: SHOWN + 1]
    ]


PARTS = {
    Found.OVERDUE: ("Review overdue", overdue),
    Found.OWNERLESS: ("Nobody answers for it", ownerless),
    Found.LINKS: ("Broken links", broken_links),
    Found.RATINGS: ("Low ratings", low_ratings),
    Found.SEARCHES: ("Searches without an answer", unanswered_searches),
}


def _found(user: User, finding: str) -> list[Finding]:
    """One kind of findings of this person's board; given away only where they may give tasks."""
    found, gives = PARTS[finding][1](user), scope_of(user, GIVE)
    for one in found:
        one.may_give = gives.covers(unit=one.unit)
    return found


def board(user: User) -> list[Part]:
    """Everything that is not well where this person looks after it, with who sees to it."""
    parts = []
    everywhere = scope_of(user, BOARD).everywhere
    for finding, (name, _) in PARTS.items():
        if finding == Found.SEARCHES and not everywhere:
            continue
        found = _found(user, finding)
        parts.append(Part(name, str(finding), found[:SHOWN], len(found) > SHOWN))
    tasks = HealthTask.objects.open().filter(Q(about__in=[one.about for part in parts for one in part.findings]))
    known = {(task.finding, task.about): task for task in tasks.select_related("assigned_to")}
    for part in parts:
        for one in part.findings:
            one.task = known.get((one.finding, one.about))
    return parts


def finding_named(user: User, finding: str, key: str) -> Finding | None:
    """One thing of this person's board, as it is now."""
    if finding not in PARTS:
        return None
    return next((one for one in _found(user, finding) if one.key == key), None)


def given_to(user: User) -> list[TodoItem]:
    """What the board gave this person to see to. One query."""
    tasks = assigned(user).order_by("created_at", "pk")[:20]
    return [TodoItem(title=str(task), url=task.get_absolute_url(), note=task.note) for task in tasks]


def assigned(user):
    """A person's open tasks."""
    return HealthTask.objects.open().filter(assigned_to=user)
