"""Who may do what in the sample: everyone is staff, some hold a post in a unit or at a worksite, some no longer."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.core.management.base import CommandError

from doc_portal.core.models import Role, RoleGrant, ScopeKind, Unit, User, Worksite
from doc_portal.core.sample.context import Context, sample_people
from doc_portal.core.sample.places import workplaces
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.sign_ins import SIGN_INS

REASON = "Sample grant."
YEAR = 365  # days after which a grant ends unless renewed
PEOPLE_TO_A_SUPERVISOR = 12
UNIT_POSTS = {"unit_owner": 1, "unit_editor": 2}  # how many people hold a role in every unit
SITE_POSTS = {"worksite_coordinator": 1, "alert_publisher": 1}
DEPARTMENT_POSTS = {"policy_manager": 3, "directory_steward": 3, "executive_reader": 5, "auditor": 2}


def give(context: Context) -> int:
    """Staff for everybody, the posts that nobody holds yet, and former and future grants up to the size."""
    wanted = context.size.grants + (RoleGrant.objects.count() if context.again else 0)
    office = _Office(context)
    made = copy(RoleGrant, office.staff())
    made += copy(RoleGrant, office.for_sign_ins())
    made += copy(RoleGrant, office.posts())
    return made + copy(RoleGrant, office.former_and_future(wanted - RoleGrant.objects.count()))


class _Office:
    """Makes grants out, each signed by a sample administrator who is not its holder."""

    def __init__(self, context: Context):
        self.context = context
        self.roles = {role.slug: role for role in Role.objects.filter(retired=False)}
        if absent := {one.role for one in SIGN_INS} - self.roles.keys():
            raise CommandError(
                f"These roles are missing: {', '.join(sorted(absent))}. Run ./portal sync_roles, then seed again."
            )
        self.people = list(sample_people())
        self.signing_in = {one.username for one in SIGN_INS}
        self.signers = [one for one in self.people if one.username.startswith("portal.admin")]
        self.units = {unit.slug: unit for unit in Unit.objects.seven()}
        self.units_by_id = {unit.pk: unit for unit in self.units.values()}
        self.places = {place.slug: place for place in Worksite.objects.all()}
        self.places_by_id = {place.pk: place for place in self.places.values()}

    def grant(self, role: str, user: User, starts: date, ends: date | None, *, place=None) -> RoleGrant:
        """A grant where `place` is; for the whole department where the role counts only as a whole."""
        if self.roles[role].scope_kinds == [ScopeKind.ALL]:
            place = None
        kind = {Unit: ScopeKind.UNIT, Worksite: ScopeKind.WORKSITE}.get(type(place), ScopeKind.ALL)
        signer = next(one for one in self.signers if one.pk != user.pk)
        return RoleGrant(
            user=user,
            role=self.roles[role],
            scope_kind=kind,
            unit=place if kind == ScopeKind.UNIT else None,
            worksite=place if kind == ScopeKind.WORKSITE else None,
            starts_on=starts,
            ends_on=ends,
            reason=REASON,
            created_at=self.context.moment(min(-1, (starts - self.context.today).days)),
            created_by=signer,
        )

    def staff(self) -> Iterator[RoleGrant]:
        """Being staff begins with the account and has no end until the person leaves."""
        holders = set(RoleGrant.objects.filter(role=self.roles["staff"]).values_list("user", flat=True))
        for user in self.people:
            if user.pk not in holders:
                yield self.grant("staff", user, user.created_at.date(), user.ended_on)

    def for_sign_ins(self) -> Iterator[RoleGrant]:
        by_name = {user.username: user for user in self.people}
        granted = set(RoleGrant.objects.values_list("user", "role__slug"))
        for one in SIGN_INS:
            user = by_name.get(one.username)
            if user and (user.pk, one.role) not in granted:
                yield self.grant(one.role, user, *self.current(30), place=self.place(one.place))

    def place(self, text: str) -> Unit | Worksite | None:
        kind, _, slug = text.partition(":")
        return {"unit": self.units, "worksite": self.places}[kind][slug] if slug else None

    def current(self, days_ago: int) -> tuple[date, date]:
        """The days of a grant made so many days ago for a year."""
        return self.context.day(-days_ago), self.context.day(YEAR - days_ago)

    def posts(self) -> Iterator[RoleGrant]:
        """As many holders as every post wants, beside those it has."""
        chance = self.context.chance("posts")
        held = defaultdict(set)
        live = RoleGrant.objects.live(self.context.today).values_list("role__slug", "unit", "worksite", "user")
        for role, unit, site, user in live:
            held[role, unit, site].add(user)
        for role, place, number, candidates in self.wanted():
            holders = held[role, *(place.pk if isinstance(place, kind) else None for kind in (Unit, Worksite))]
            free = [user for user in candidates if user.pk not in holders]
            for user in chance.sample(free, min(max(number - len(holders), 0), len(free))):
                yield self.grant(role, user, *self.current(chance.randrange(1, YEAR - 20)), place=place)

    def wanted(self) -> Iterator[tuple[str, Unit | Worksite | None, int, list[User]]]:
        """Role, place, how many, and who may be chosen: nobody who left, nobody with a sample sign-in."""
        in_units, at_sites = defaultdict(list), defaultdict(list)
        for user in self.candidates():
            in_units[user.unit_id].append(user)
            at_sites[user.worksite_id].append(user)
        central = at_sites[self.places["co"].pk]
        for unit in Unit.objects.seven().order_by("slug"):
            for role, number in UNIT_POSTS.items():
                yield role, unit, number, in_units[unit.pk]
        for place in workplaces(self.context):
            there = at_sites[place.pk]
            posts = {**SITE_POSTS, "supervisor": len(there) // PEOPLE_TO_A_SUPERVISOR}
            for role, number in posts.items():
                yield role, place, number, there
        for role, number in DEPARTMENT_POSTS.items():
            yield role, None, number, central

    def candidates(self) -> Iterable[User]:
        return (one for one in self.people if one.is_active and one.username not in self.signing_in)

    def former_and_future(self, number: int) -> Iterator[RoleGrant]:
        """Grants that have ended, and one in eight that is yet to begin; never where the person has had the role."""
        chance = self.context.chance("former and future")
        candidates = list(self.candidates())
        had = {
            (user, role, unit or site)
            for user, role, unit, site in RoleGrant.objects.values_list("user", "role__slug", "unit", "worksite")
        }
        made = 0
        while made < number:
            user = chance.choice(candidates)
            role, place = self.some_post(chance, user)
            if (user.pk, role, place.pk) in had:
                continue
            had.add((user.pk, role, place.pk))
            made += 1
            yield self.grant(role, user, *self.other_days(chance, future=made % 8 == 0), place=place)

    def other_days(self, chance: random.Random, *, future: bool) -> tuple[date, date]:
        """A year's grant that begins in the coming weeks, or one that is over."""
        if future:
            return self.current(-chance.randrange(3, 60))
        return self.current(chance.randrange(YEAR + 1, 3 * YEAR))

    def some_post(self, chance: random.Random, user: User) -> tuple[str, Unit | Worksite]:
        """A post the person could have had: in their unit where it has a page, else at their worksite."""
        unit, site = self.units_by_id.get(user.unit_id), self.places_by_id[user.worksite_id]
        if unit is not None and chance.random() < 0.3:
            return "unit_editor", unit
        return chance.choice(("supervisor", "worksite_coordinator")), site
