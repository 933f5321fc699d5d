"""Who applied in the years before, and what came of it."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from doc_portal.core.values import value_of
from personnel.models import Applicant, Application, Person, Posting
from personnel.sample.applications import UNSENT, WEIGHTS, Callers, any_of, applicant, arrival, row
from personnel.sample.beginnings import YEAR, Hiring
from personnel.sample.past_appointments import Hired
from personnel.sample.stories import OWN, Act, Story, reasons
from personnel.todo import months_after

S = Application.Status
HIRED = ("submit", "review", "qualify", "list", "refer", "interview", "offer", "clear", "appoint")
ENDS = (
    (22, S.NOT_QUALIFIED, ("submit", "review", "disqualify")),
    (24, S.NOT_SELECTED, ("submit", "review", "qualify", "pass")),
    (20, S.NOT_SELECTED, ("submit", "review", "qualify", "list", "pass")),
    (16, S.NOT_SELECTED, ("submit", "review", "qualify", "list", "refer", "interview", "pass")),
    (8, S.WITHDRAWN, ("submit", "withdraw")),
    (3, S.ABANDONED, ("abandon",)),
    (2, S.DRAFT, ()),
)
"""How often an application that came to nothing ends how."""
DAYS = {
    "withdraw": 1, "review": 3, "qualify": 6, "disqualify": 6, "list": 8, "refer": 9, "interview": 16, "offer": 20,
    "clear": 22, "pass": 28, "appoint": 31,
}  # fmt: skip
"""So many days after the close each step was taken."""


def stories_of(context: Context, chance: random.Random, pairs: list[tuple[Posting, Hiring]]):
    """Every application to these announcements, and those of them that led to an appointment."""
    teller, callers = Teller(chance), Callers(chance)
    newcomers, shares = _sign_up(pairs), _shares(context, chance, pairs)
    stories, hired = [], []
    for (posting, hiring), many in zip(pairs, shares, strict=True):
        begun = {one.person.pk for one in hiring.begun}
        for one in hiring.begun:
            story = teller.tell(posting, newcomers.get(one.person.pk, one.person), S.APPOINTED, HIRED)
            stories.append(story)
            hired.append(Hired(story, one))
        others = callers.of(posting, max(0, many - len(begun)))
        others = [who for who in others if not (isinstance(who, Person) and who.pk in begun)]
        stories += [teller.tell(posting, who, *teller.end()) for who in others]
    return stories, hired


class Teller:
    """What happened to each application, step by step."""

    def __init__(self, chance: random.Random):
        self.chance, self.reasons = chance, reasons()
        self.analysts = list(User.objects.filter(sample=True, username__startswith="analyst.").order_by("pk"))
        self.months = 12 * int(value_of("hiring_records_years"))
        self.ends = [one for one in ENDS if self.reasons.get(one[1], True)]

    def end(self) -> tuple[str, tuple[str, ...]]:
        """How one that came to nothing ended, and by which steps."""
        _, status, path = self.chance.choices(self.ends, [one[0] for one in self.ends])[0]
        return status, path

    def tell(self, posting: Posting, who: Person | Applicant, status: str, path: tuple[str, ...]) -> Story:
        """One application to one announcement."""
        come = arrival(self.chance, posting, posting.closes_at)
        acts = tuple(self._act(posting, verb, come) for verb in path)
        told = row(self.chance, posting, who, status, come, any_of(self.chance, self.reasons.get(status, ())))
        if acts:
            told.retention_until = months_after(timezone.localdate(acts[-1].at), self.months)
        return Story(told, acts)

    def _act(self, posting: Posting, verb: str, come: datetime) -> Act:
        by = None if verb in OWN else any_of(self.chance, self.analysts)
        if verb in ("submit", "abandon"):
            return Act(verb, come)
        return Act(verb, posting.closes_at + timedelta(days=DAYS[verb], minutes=-self.chance.randrange(420, 900)), by)


def _sign_up(pairs: list[tuple[Posting, Hiring]]) -> dict[int, Applicant]:
    """An account of an applicant for each who came from outside to what the public could apply for, by their entry."""
    people = [
        one.person for posting, hiring in pairs if posting.is_for_the_public for one in hiring.begun if one.from_outside
    ]
    first = Applicant.objects.filter(sample=True).count() + 1
    since = min(posting.opens_at for posting, _ in pairs)
    rows = [applicant(n, one.first_name, one.last_name, since) for n, one in enumerate(people, first)]
    copy(Applicant, rows)
    kept = {one.email: one for one in Applicant.objects.filter(email__in=[one.email for one in rows])}
    return {one.pk: kept[made.email] for one, made in zip(people, rows, strict=True)}


def _shares(context: Context, chance: random.Random, pairs: list[tuple[Posting, Hiring]]) -> list[int]:
    """How many begin to apply to each announcement, so that each year as many are sent as the size says.

    The applications to what is announced now belong to the last year.
    """
    years = [min(context.size.past_years - 1, (context.moment(0) - _middle(one)).days // YEAR) for one, _ in pairs]
    weights = [chance.choice((1, 2, 3, 4, 6)) for _ in pairs]
    whole = Counter()
    for year, weight in zip(years, weights, strict=True):
        whole[year] += weight
    now = context.size.applications * sent_of(WEIGHTS.items())
    begun = {year: context.size.yearly_applications - (now if year == 0 else 0) for year in whole}
    left = {year: round(many / sent_of((status, often) for often, status, _ in ENDS)) for year, many in begun.items()}
    shares = []
    for year, weight in zip(years, weights, strict=True):
        share = left[year] * weight // whole[year]
        left[year], whole[year] = left[year] - share, whole[year] - weight
        shares.append(share)
    return shares


def _middle(posting: Posting) -> datetime:
    return posting.opens_at + (posting.closes_at - posting.opens_at) / 2


def sent_of(weights: Iterable[tuple[str, int]]) -> float:
    """Which part of applications is sent, of statuses by weight; the others are begun and no more."""
    weights = list(weights)
    return sum(often for status, often in weights if status not in UNSENT) / sum(often for _, often in weights)
