"""What is looked over again and again: when each thing is next due, who answers for it, and who is told (portal.md 18).

Which kinds of things these are, units declare (`portal_reviewed`). The next review is so many months after the last
one; what was never reviewed is due since the day it was made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce

from django.db.models import CharField, DateField, F, Func, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.models import Notification, RoleGrant, Setting, User
from doc_portal.core.notifications import notify
from doc_portal.core.registry import ReviewedThings, TodoItem, declared, function
from personnel.models import Person, RoleContact

SOON = timedelta(days=30)
BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))
"""How long before a review is due its owners are told; afterwards every week."""
WEEK = timedelta(days=7)
NOTICE = "review-due"
SHOWN = 20
OWNER_ROLE = "unit_owner"


def with_review(rows: QuerySet, path: str = "") -> QuerySet:
    """The rows with `review_due_on`, the day of the next review of themselves or of what `path` leads to.

    The department's usual interval is read in the same statement.
    """
    usual = Setting.objects.effective(timezone.localdate()).filter(key__key="review_months").values("value")[:1]
    months = Coalesce(f"{path}review_months", Cast(Subquery(usual), IntegerField()))
    following = Func(
        F(f"{path}reviewed_on"),
        months,
        template="(%(expressions)s))::date",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )
    return rows.annotate(review_due_on=Coalesce(following, TruncDate(f"{path}created_at"), output_field=DateField()))


@dataclass(frozen=True)
class Trust:
    """What the line at the foot of a page says of it: who answers, and how fresh it is, in words and by a mark."""

    owner: str
    owner_url: str
    reviewed_on: date | None
    due_on: date
    version: object
    review_url: str = ""

    @property
    def mark(self) -> str:
        """Due within thirty days or overdue, in words; empty while there is time."""
        today = timezone.localdate()
        if self.due_on < today:
            return "Review overdue"
        return "Review due soon" if self.due_on <= today + SOON else ""

    @property
    def level(self) -> str:
        """The shape of the mark."""
        return "bad" if self.due_on < timezone.localdate() else "warn"


def trust_of(row, kind: str, *, user: User, owner="", due_on: date | None = None, version=None) -> Trust:
    """The trust line of a row read through `with_review()`. Without `owner` the role contact that answers for it."""
    things = kind_named(kind)
    contact = contact_of(row, things)
    return Trust(
        owner=str(owner or contact or ""),
        owner_url=contact.get_absolute_url() if contact is not None and not owner else "",
        reviewed_on=row.reviewed_on,
        due_on=due_on or row.review_due_on,
        version=version,
        review_url=review_url(things, row.pk) if may_review(user, things, row) else "",
    )


def kind_named(name: str) -> ReviewedThings:
    """The declared kind of this name. Raises `Http404` where there is none."""
    for things in declared("reviewed"):
        if things.name == name:
            return things
    raise Http404


def review_url(things: ReviewedThings, pk: int) -> str:
    """Where a thing is marked as reviewed."""
    return address_of("personnel:review-mark", things.name, pk)


def contact_of(row, things: ReviewedThings):
    """The role contact that answers for a row, if one is named."""
    if things.contact == "self":
        return row
    return getattr(row, things.contact) if things.contact else None


def may_review(user: User, things: ReviewedThings, row) -> bool:
    """Whether somebody may say that a row was looked over: who keeps it, and who answers for it."""
    if user.has_perm(things.permission, row) or _owns_unit_of(user, row):
        return True
    contact = contact_of(row, things)
    person = contact.answers if contact is not None else None
    return person is not None and person.user_id == user.pk


def _owns_unit_of(user: User, row) -> bool:
    """Whether somebody owns the unit a row belongs to; their grants are read already."""
    unit = _unit_of(row)
    return unit is not None and any(one.role.slug == OWNER_ROLE and one.unit_id == unit.pk for one in user.live_grants)


def _unit_of(row):
    """The unit a row belongs to, if any."""
    unit = row
    for name in row.UNIT_PATH.split("__"):
        unit = getattr(unit, name) if unit is not None else None
    return unit


def answers_for(user: User, things: ReviewedThings) -> Q:
    """The condition of the rows this person is reminded of: their contacts', their units', and what nobody holds."""
    scope = scope_of(user, things.permission)
    model = function(things.rows)().model
    mine = Q(**{f"{model.UNIT_PATH}__in": scope.units}) if scope.units else Q(pk__in=())
    if things.contact:
        path = "" if things.contact == "self" else f"{things.contact}__"
        mine |= Q(**{f"{path}holder__user": user}) | Q(**{f"{path}backup__user": user}) & _left(path)
        if scope.everywhere and path:
            mine |= Q(**{f"{things.contact}__isnull": True})
    return mine


def _left(path: str) -> Q:
    return Q(**{f"{path}holder__isnull": True}) | Q(**{f"{path}holder__ended_on__lte": timezone.localdate()})


def unanswered(things: ReviewedThings) -> QuerySet:
    """The rows of a kind nobody answers for: no contact, or one that nobody holds or stands in for."""
    if things.ownerless:
        return function(things.ownerless)()
    rows = function(things.rows)()
    if not things.contact:
        return rows.none()
    path = "" if things.contact == "self" else f"{things.contact}__"
    today = timezone.localdate()
    alone = Q(**{f"{path}backup__isnull": True}) | Q(**{f"{path}backup__ended_on__lte": today})
    nobody = _left(path) & alone
    return rows.filter(nobody | Q(**{f"{things.contact}__isnull": True}) if path else nobody)


def listing(things: ReviewedThings, rows: QuerySet) -> QuerySet:
    """Rows of any kind in the same columns, so that kinds can be read in one statement."""
    words = []
    for name in things.title:
        words += [Value(" "), Cast(F(name), CharField())] if words else [Cast(F(name), CharField())]
    title = Concat(*words, output_field=CharField()) if len(words) > 1 else words[0]
    told = with_review(rows).annotate(thing=Value(things.name, CharField()), called=title)
    return told.order_by().values("thing", "pk", "called", "review_due_on", of_unit=F(things_unit(rows.model)))


def things_unit(model) -> str:
    """The column of the unit a row belongs to."""
    return f"{model.UNIT_PATH}_id" if model.UNIT_PATH and model.UNIT_PATH != "pk" else "pk"


def together(parts: Iterable[QuerySet]) -> QuerySet | None:
    """Several listings as one statement."""
    parts = list(parts)
    return reduce(lambda one, other: one.union(other, all=True), parts) if parts else None


def answering(user: User) -> QuerySet:
    """Rows where anything under review could be this person's: by a right, or by a contact they hold or stand in for.

    Who looks after no unit and holds no contact, as most staff, is asked this short question and no more.
    """
    scopes = [scope_of(user, things.permission) for things in declared("reviewed")]
    if any(scope.everywhere or scope.units for scope in scopes):
        return User.objects.filter(pk=user.pk)
    entries = Person.objects.filter(user=user).values("pk")
    return RoleContact.objects.kept().filter(Q(holder__in=entries) | Q(backup__in=entries))


def to_review(user: User) -> list[TodoItem]:
    """What this person answers for and is to look over within thirty days, the longest overdue first."""
    until = timezone.localdate() + SOON
    parts = []
    for things in declared("reviewed"):
        rows = function(things.rows)()
        seen = rows.model.objects.visible_to(user).values("pk")
        rows = rows.filter(answers_for(user, things), pk__in=seen)
        parts.append(listing(things, rows).filter(review_due_on__lte=until))
    found = together(parts)
    if found is None:
        return []
    return [
        TodoItem(
            title=f"Review {one['called']}",
            url=reverse("personnel:review-mark", args=[one["thing"], one["pk"]]),
            note="Look it over, mend what is out of date, then mark it as reviewed.",
            due_on=one["review_due_on"],
        )
        for one in found.order_by("review_due_on", "thing", "pk")[:SHOWN]
    ]


def last_stage(due_on: date, today: date) -> date | None:
    """The latest day up to today on which owners were to be told; None while it is too early."""
    if today >= due_on:
        return due_on + (today - due_on) // WEEK * WEEK
    passed = [due_on - ahead for ahead in BEFORE if due_on - ahead <= today]
    return max(passed) if passed else None


def remind_of_reviews() -> dict[str, int]:
    """Each night: tell whoever answers for a thing, and the owner of its unit, 30, 7 and 0 days before and weekly then.

    It asks what should have been told by today and was not, so a missed night is made up and a second run tells
    nobody twice.
    """
    today = timezone.localdate()
    owners = _unit_owners()
    told = 0
    for things in declared("reviewed"):
        rows = with_review(function(things.rows)()).filter(review_due_on__lte=today + SOON)
        for row in rows.order_by("pk").iterator(chunk_size=500):
            told += _remind(row, things, owners, today)
    return {"told": told}


def _remind(row, things: ReviewedThings, owners: dict[int, list[User]], today: date) -> int:
    since = timezone.make_aware(datetime.combine(last_stage(row.review_due_on, today), time()))
    people = {one.pk: one for one in _answering(row, things, owners)}
    known = Notification.objects.filter(kind=NOTICE, url=row.get_absolute_url()[:500], user__in=people, at__gte=since)
    already = set(known.values_list("user", flat=True))
    kept = type(row).objects.filter(pk=row.pk)
    left = [one for pk, one in people.items() if pk not in already and kept.visible_to(one).exists()]
    if not left:
        return 0
    word = "is overdue since" if row.review_due_on < today else "is due on"
    return notify(left, NOTICE, f"The review of “{row}” {word} {long_date(row.review_due_on)}", row)


def _answering(row, things: ReviewedThings, owners: dict[int, list[User]]) -> list[User]:
    contact = contact_of(row, things)
    person = contact.answers if contact is not None else None
    unit = _unit_of(row)
    found = list(owners.get(unit.pk, ())) if unit is not None else []
    return [*found, person.user] if person is not None and person.user_id else found


def _unit_owners() -> dict[int, list[User]]:
    """Who owns each unit today."""
    found: dict[int, list[User]] = {}
    grants = RoleGrant.objects.live().filter(role__slug=OWNER_ROLE, unit__isnull=False, user__is_active=True)
    for grant in grants.select_related("user").order_by("pk"):
        found.setdefault(grant.unit_id, []).append(grant.user)
    return found


def unit_owner_of(person: Person) -> Person | None:
    """The owner of a person's unit, or of the unit above it, as somebody of the directory who works here."""
    unit = person.unit
    while unit is not None:
        grants = RoleGrant.objects.live().filter(unit=unit, role__slug=OWNER_ROLE, user__is_active=True)
        owners = Person.objects.current().filter(user__grants__in=grants).exclude(pk=person.pk)
        if found := owners.order_by("last_name", "first_name", "pk").first():
            return found
        unit = unit.parent
    return None
