"""Two units, two worksites and six kinds of people: what every page of the portal is tried with."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from doc_portal.core.models import RoleGrant, Unit, User, Worksite
from doc_portal.core.tests.factories import grant, make_user, make_worksite

PASSWORD = "Seven quiet mornings"  # noqa: S105
ACTORS = ("anonymous", "no_role", "right", "elsewhere", "owner", "ended")


@dataclass
class World:
    """`here` and `site` are where a case's rows lie; `there` and `other_site` are elsewhere."""

    @classmethod
    def built(cls) -> "World":
        """One whose places and author stand already, for tests that take back what was made later."""
        world = cls()
        for what in ("site", "other_site", "home_site", "author"):
            getattr(world, what)
        return world

    @cached_property
    def here(self) -> Unit:
        return Unit.objects.seven()[0]

    @cached_property
    def there(self) -> Unit:
        return Unit.objects.seven()[1]

    @cached_property
    def site(self) -> Worksite:
        return make_worksite(name="Here Correctional Center")

    @cached_property
    def other_site(self) -> Worksite:
        return make_worksite(name="Elsewhere Correctional Center")

    @cached_property
    def home_site(self) -> Worksite:
        """Where the people themselves work; no row of any case lies there."""
        return make_worksite(name="Home Correctional Center")

    @cached_property
    def author(self) -> User:
        """Somebody who wrote a row and asks for nothing."""
        return make_user()

    def place(self, scope: str, *, elsewhere: bool = False) -> dict:
        """The scope arguments of a grant: here, or elsewhere."""
        match scope:
            case "unit":
                return {"unit": self.there if elsewhere else self.here}
            case "worksite":
                return {"worksite": self.other_site if elsewhere else self.site}
        return {"unit": self.there} if elsewhere else {}

    def holder(self, case, *, elsewhere: bool = False) -> User:
        """A member of staff who holds the case's permission where its rows are, or somewhere else."""
        place = self.place(case.scope, elsewhere=elsewhere)
        user = make_user(case.permission, *case.also, works_at=self.home_site, **place)
        grant(user, "staff")
        if case.role:
            grant(user, case.role, **place)
        if case.password:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        return user

    def person(self, who: str, case) -> User | None:
        """One of the six kinds of people, for one case."""
        match who:
            case "anonymous":
                return None
            case "no_role":
                return make_user()
            case "right" | "owner":
                return self.holder(case)
            case "elsewhere":
                return self.holder(case, elsewhere=True)
            case "ended":
                user = self.holder(case)
                yesterday = timezone.localdate() - timedelta(days=1)
                RoleGrant.objects.filter(user=user).update(starts_on=yesterday - timedelta(days=30), ends_on=yesterday)
                user.forget_rights()
                return user
        raise ValueError(who)

    def reach(self, case, who: str = "right"):
        """A person, a fresh row and its address."""
        person = self.person(who, case)
        row = self.row_for(case, who, person)
        return person, row, case.url(row)

    def row_for(self, case, who: str, person):
        """A fresh row of the case, written by the person only where it is theirs."""
        if case.row is None:
            return None
        own = person is not None and (who == "owner" or case.personal)
        return case.row(self, person if own else self.author)
