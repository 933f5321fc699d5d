"""Wishes to work elsewhere, and exchanges that wait for the heads of worksites."""

from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from personnel.models import ExchangeLeg, ExchangeProposal, Position, TransferWish
from personnel.sample.requisitions import numbers_of
from personnel.swaps import find_swaps

EXCHANGES = 2


def make_wishes(context: Context) -> int:
    """Wishes up to a number, of people who hold a position in an institution."""
    wanted = context.missing(numbers_of(context).wishes, TransferWish.objects.filter(person__sample=True).count())
    if not wanted:
        return 0
    chance = context.chance("transfer wishes")
    holders = Position.objects.filled().filter(holder__sample=True, worksite__kind=Worksite.Kind.INSTITUTION)
    rows = list(holders.order_by("pk").values_list("holder", "job_class", "worksite", "shift"))
    sites = sorted({worksite for _, _, worksite, _ in rows})
    wishes, seen = [], set()
    for _ in range(wanted * 4):
        person, job_class, here, shift = chance.choice(rows)
        there = chance.choice(sites)
        if there == here or (person, there) in seen or len(wishes) == wanted:
            continue
        seen.add((person, there))
        wishes.append(
            TransferWish(
                person_id=person,
                job_class_id=job_class,
                from_worksite_id=here,
                to_worksite_id=there,
                from_shift=shift,
                miles=chance.randrange(2, 120),
                seniority_date=context.day(-chance.randrange(200, 9_000)),
                starts_on=context.day(-30),
                created_at=context.moment(-chance.randrange(30, 400)),
            )
        )
    return copy(TransferWish, wishes)


def propose_some(context: Context) -> int:
    """A few of the exchanges that are possible, waiting for the heads."""
    number = context.missing(EXCHANGES if numbers_of(context).wishes else 0, ExchangeProposal.objects.count())
    made, busy = 0, set()
    found = find_swaps() if number else []
    rows = TransferWish.objects.in_bulk({pk for wishes in found for pk in wishes})
    proposer = User.objects.filter(username="analyst.central").first()
    for wishes in found:
        ring = [rows[pk] for pk in wishes]
        people = {one.person_id for one in ring}
        if made == number or people & busy:
            continue
        busy |= people
        proposal = ExchangeProposal.objects.create(
            job_class_id=ring[0].job_class_id, moves_on=context.day(30), created_by=proposer
        )
        ExchangeLeg.objects.bulk_create(
            ExchangeLeg(
                proposal=proposal,
                wish=one,
                from_worksite_id=one.from_worksite_id,
                to_worksite_id=one.to_worksite_id,
            )
            for one in ring
        )
        made += 1
    return made
