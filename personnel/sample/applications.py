"""Applications of the sample: invented people from outside and of the department, at every stage. No EEO answers."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.models import RoleGrant, User
from doc_portal.core.sample.context import MARK, Context
from doc_portal.core.sample.names import invent
from doc_portal.core.sample.rows import copy
from personnel.models import Applicant, Application, Appointment, Person, Posting, PreaAnswer, PreaQuestion, ReasonCode
from personnel.models.applications import ENDED, GONE
from personnel.sample.stories import OWN, Act, Story, reasons, write

TAKING = (Posting.Status.PUBLISHED, Posting.Status.EVALUATING, Posting.Status.COMPLETED)
FROM_OUTSIDE = 0.7  # share of applications to announcements for the public that come from outside
PATHS = {
    "draft": (),
    "abandoned": ("abandon",),
    "submitted": ("submit",),
    "mq_review": ("submit", "review"),
    "qualified": ("submit", "review", "qualify"),
    "not_qualified": ("submit", "review", "disqualify"),
    "scored": ("submit", "review", "qualify", "score"),
    "listed": ("submit", "review", "qualify", "list"),
    "referred": ("submit", "review", "qualify", "list", "refer"),
    "interview": ("submit", "review", "qualify", "list", "refer", "interview"),
    "not_selected": ("submit", "review", "qualify", "list", "refer", "interview", "pass"),
    "withdrawn": ("submit", "withdraw"),
}
"""How an application came to its status. Offers and what follows are made where offers are."""
BY_PROCESS = ("scored", "listed", "referred", "interview")
UNSENT = (Application.Status.DRAFT, Application.Status.ABANDONED)
OVER = (*ENDED, *GONE, *UNSENT)
WEIGHTS = {
    "draft": 8, "abandoned": 2, "submitted": 30, "mq_review": 10, "qualified": 10, "not_qualified": 10, "scored": 4,
    "listed": 8, "referred": 8, "interview": 5, "not_selected": 10, "withdrawn": 5,
}  # fmt: skip
STATEMENTS = (
    "Three years in a warehouse with a hundred people, two of them as a lead. High school diploma.",
    "Five years in home care, shift work, nights. Associate degree in human services.",
    "Military police, four years, honorable discharge. Certificates attached.",
    "Two summers at a county jail as a clerk. Bachelor of science, criminal justice.",
    "Ten years in kitchens, the last four as a cook for eighty.",
    "Customer service for a utility, six years. I de-escalate for a living.",
)


def sign_up(context: Context) -> int:
    """People from outside with confirmed addresses and no usable password."""
    there = Applicant.objects.filter(sample=True).count()
    wanted = context.missing(context.size.applicants, there)
    chance = context.chance(f"applicants after {there}")
    since = context.moment(-365 * context.size.past_years - 120)
    return copy(Applicant, (applicant(n, *invent(chance), since) for n in range(there + 1, there + wanted + 1)))


def applicant(number: int, first_name: str, last_name: str, since: datetime) -> Applicant:
    """Somebody invented who applies from outside."""
    return Applicant(
        email=f"applicant.{number}@example.com",
        first_name=first_name,
        last_name=f"{last_name} {MARK}",
        phone=f"573-555-01{number % 100:02d}",
        created_at=since,
        verified_at=since,
        sample=True,
    )


def apply_for_jobs(context: Context) -> int:
    """Applications to what is open or closed lately up to the size, at every stage the announcements' process has."""
    told = Posting.objects.filter(~Q(status=Posting.Status.COMPLETED) | ~Exists(_appointed()))
    wanted = context.missing(context.size.applications, Application.objects.filter(posting__in=told).count())
    there = told.filter(status__in=TAKING, opens_at__lte=timezone.now(), apply_here=True, applicant_cap=None)
    postings = list(there.select_related("job_class").order_by("pk")) if wanted else []
    if not postings:
        return 0
    chance = context.chance(f"applications after {Application.objects.count()}")
    callers, chosen = Callers(chance), defaultdict(int)
    for posting in islice(_shares(postings, context.size.crowd), wanted):
        chosen[posting] += 1
    pairs = [(posting, who) for posting, number in chosen.items() for who in callers.of(posting, number)]
    stories = list(_stories(context, chance, pairs))
    made = write(stories)
    answer_federal_law([story.row for story in stories if story.row.status not in UNSENT])
    return made


def answer_federal_law(applications: list[Application]) -> int:
    """“No” to every question of 28 CFR 115.17, from each who applied for work with inmates."""
    questions = list(PreaQuestion.objects.filter(ends_on=None))
    return copy(
        PreaAnswer,
        (
            PreaAnswer(application_id=one.pk, question=question, yes=False, answered_at=one.submitted_at)
            for one in applications
            if one.posting.job_class.inmate_contact
            for question in questions
        ),
    )


def _appointed():
    return Appointment.objects.filter(application__posting=OuterRef("pk"))


def _shares(postings: list[Posting], crowd: int) -> Iterator[Posting]:
    """The announcement of each application: first those of the one most people apply to, then by turns."""
    public = [one for one in postings if one.is_for_the_public and one.status == Posting.Status.EVALUATING]
    busiest = public[:1] if crowd else []
    for one in busiest:
        yield from (one for _ in range(crowd))
    yield from cycle([one for one in postings if one not in busiest])


class Callers:
    """Who applies: people of the department and from outside, nobody twice to one announcement.

    Who works on applications sends none here: they would be kept from those of the others.
    """

    def __init__(self, chance: random.Random):
        self.chance = chance
        works = RoleGrant.objects.filter(role__permissions__contains=["personnel.view_application"]).values("user")
        self.staff = list(Person.objects.directory().filter(sample=True).exclude(user__in=works).order_by("pk"))
        self.outside = list(Applicant.objects.filter(sample=True).order_by("pk"))

    def of(self, posting: Posting, number: int) -> list[Person | Applicant]:
        """So many who have not applied there yet; fewer where there are not so many."""
        there = list(posting.applications.values_list("person", "applicant"))
        people, applicants = {person for person, _ in there}, {applicant for _, applicant in there}
        outside = round(number * FROM_OUTSIDE) if posting.is_for_the_public and self.outside else 0
        found = self._draw(self.outside, outside, applicants) + self._draw(self.staff, number - outside, people)
        self.chance.shuffle(found)
        return found

    def _draw(self, people: list, number: int, there) -> list:
        drawn = self.chance.sample(people, min(len(people), number + len(there)))
        return [one for one in drawn if one.pk not in there][:number]


def _stories(context: Context, chance: random.Random, pairs: list[tuple]) -> Iterator[Story]:
    analysts = list(User.objects.filter(sample=True, username__startswith="analyst.").order_by("pk"))
    known = reasons()
    statuses = _statuses(chance, [posting for posting, _ in pairs], known)
    for (posting, who), status in zip(pairs, statuses, strict=True):
        until = min(max(context.moment(0, 0), posting.opens_at + timedelta(minutes=1)), timezone.now())
        come = arrival(chance, posting, until)
        path = PATHS[status]
        acts = tuple(
            Act(verb, come + (until - come) * place / len(path), None if verb in OWN else any_of(chance, analysts))
            for place, verb in enumerate(path)
        )
        yield Story(row(chance, posting, who, status, come, any_of(chance, known.get(status, ()))), acts)


def _statuses(chance: random.Random, postings: list[Posting], known: dict) -> Iterator[str]:
    """Where each application stands: each status once where there is room, then by weight."""
    possible = [status for status in PATHS if known.get(status, True)]
    once = list(possible)
    for posting in postings:
        fits = [status for status in possible if status in posting.stages or status not in BY_PROCESS]
        if posting.status == Posting.Status.COMPLETED:
            fits = [status for status in fits if status in OVER]
        due = next((status for status in once if status in fits), None)
        if due is not None:
            once.remove(due)
        yield due or chance.choices(fits, [WEIGHTS[status] for status in fits])[0]


def arrival(chance: random.Random, posting: Posting, until: datetime) -> datetime:
    """A moment at which the announcement took applications, not after `until`."""
    last = min(posting.closes_at or until, until)
    return posting.opens_at + (last - posting.opens_at) * chance.random()


def any_of(chance: random.Random, rows):
    """One of the rows; None where there are none."""
    return chance.choice(rows) if rows else None


def row(
    chance: random.Random, posting: Posting, who: Person | Applicant, status: str, come: datetime,
    reason: ReasonCode | None = None,
) -> Application:  # fmt: skip
    """An application as it stands now, that was sent at a moment, or was begun then and never sent."""
    sent = None if status in UNSENT else come
    return Application(
        posting=posting,
        person=who if isinstance(who, Person) else None,
        applicant=who if isinstance(who, Applicant) else None,
        body={"statement": chance.choice(STATEMENTS), "phone": ""},
        created_at=max(posting.opens_at, come - timedelta(minutes=chance.randrange(10, 3_000))),
        saved_at=come,
        submitted_at=sent,
        status=status,
        reason=reason,
    )
