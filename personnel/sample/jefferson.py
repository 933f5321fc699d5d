"""Hiring at one prison, written out: an offer to make, an appointment to sign, and somebody in their first weeks."""

import random
from datetime import timedelta

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.sign_ins import NEW_HIRE
from personnel.models import Applicant, Application, Offer, Person, Position, Posting
from personnel.sample.announcements import Plan, Press, last_minute
from personnel.sample.applications import PATHS, Callers, answer_federal_law, any_of, applicant, arrival, row
from personnel.sample.beginnings import Beginning
from personnel.sample.hires import clear
from personnel.sample.past_applications import HIRED, Teller
from personnel.sample.past_appointments import Hired, hire
from personnel.sample.stories import OWN, Act, Story, reasons, write

S = Application.Status
CLEARED = (*PATHS["interview"], "offer", "clear")
UNDER_WAY = (S.CLEARANCE, S.INTERVIEW, S.INTERVIEW, S.REFERRED, S.LISTED, S.NOT_SELECTED)
OTHERS = 4
PLACES = 3


def write_out(context: Context) -> int:
    """Two announcements of the class and worksite of the sample's new hire, once: one is over, one has closed."""
    newcomer = Person.objects.filter(user__username=NEW_HIRE, appointments=None).first()
    chair = newcomer and Position.objects.filled().filter(holder=newcomer).select_related("job_class").first()
    if not chair or not context.size.offers:
        return 0
    main = newcomer.assignments.get(primary=True)
    begun = Beginning(newcomer, chair.job_class, chair.worksite_id, chair.shift, main.starts_on, chair.pk)
    over, closed = Press(context, Posting.objects.count()).print(_plans(context, begun))
    chance = context.chance("hiring at one prison")
    _began(context, chance, over, begun)
    _under_way(context, chance, closed)
    return 2


def _plans(context: Context, begun: Beginning) -> list[Plan]:
    first = (begun.day - context.today).days
    spans = (
        (first - 66, first - 52, Posting.Status.COMPLETED, 1),
        (first - 41, first - 27, Posting.Status.EVALUATING, PLACES),
    )
    return [
        Plan(
            context.moment(opens), last_minute(context.day(closes)), status, begun.job_class,
            [(begun.worksite, begun.shift, vacancies)],
        )
        for opens, closes, status, vacancies in spans
    ]  # fmt: skip


def _began(context: Context, chance: random.Random, posting: Posting, begun: Beginning) -> None:
    """One was appointed and has begun, the others were not."""
    teller = Teller(chance)
    story = teller.tell(posting, _account(posting, begun.person), S.APPOINTED, HIRED)
    others = [teller.tell(posting, who, *teller.end()) for who in Callers(chance).of(posting, OTHERS)]
    write([story, *others])
    hire(context, [Hired(story, begun)])


def _account(posting: Posting, person: Person) -> Applicant | Person:
    """As whom somebody applied who did not work here yet."""
    if not posting.is_for_the_public:
        return person
    number = Applicant.objects.filter(sample=True).count() + 1
    copy(Applicant, [applicant(number, person.first_name, person.last_name, posting.opens_at)])
    return Applicant.objects.get(email=f"applicant.{number}@example.com")


def _under_way(context: Context, chance: random.Random, posting: Posting) -> None:
    """Some wait for an offer, and one who took theirs is cleared and waits to be appointed."""
    analysts = list(User.objects.filter(sample=True, username__startswith="analyst.").order_by("pk"))
    known, stories = reasons(), []
    for who, status in zip(Callers(chance).of(posting, len(UNDER_WAY)), UNDER_WAY, strict=False):
        come = arrival(chance, posting, posting.closes_at)
        path = CLEARED if status == S.CLEARANCE else PATHS[status]
        step = (context.moment(0, 0) - posting.closes_at) / len(path)
        acts = [Act("submit", come)]
        acts += [
            Act(verb, posting.closes_at + step * place, None if verb in OWN else any_of(chance, analysts))
            for place, verb in enumerate(path[1:], 1)
        ]
        told = row(chance, posting, who, status, come, any_of(chance, known.get(status, ())))
        stories.append(Story(told, tuple(acts)))
    write(stories)
    answer_federal_law([story.row for story in stories])
    _offer([story for story in stories if story.row.status == S.CLEARANCE], any_of(chance, analysts), context)


def _offer(stories: list[Story], by: User | None, context: Context) -> None:
    """Offers that were accepted, with everything cleared."""
    copy(
        Offer,
        (
            Offer(
                application=story.row,
                location=story.row.posting.locations.get(),
                annual_pay=story.row.posting.pay_low,
                starts_on=context.day(21),
                accepted_at=story.acts[-1].at,
                created_by=by,
                created_at=story.acts[-1].at - timedelta(days=1),
            )
            for story in stories
        ),
    )
    offers = Offer.objects.filter(application__in=[story.row.pk for story in stories])
    clear(list(offers.select_related("application__posting__job_class")), by, cleared=lambda _: True)
