"""Entries of the directory for the sample's accounts: how each is called, reached, and asked for help."""

import random
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context, sample_people, ten_digits
from doc_portal.core.sample.rows import copy
from personnel.models import Person

YEAR = 365
CLOSED_AFTER = 30  # days after which a record of the sample was handed over and closed
NOT_LISTED = 0.006  # share of people whose entry is hidden
PREFERRED = ("Bo", "Cass", "Dee", "Fitz", "Gil", "Jo", "Kit", "Lee", "Max", "Pip", "Ro", "Sky", "Tam", "Win")
LANGUAGES = (
    "Spanish", "German", "American Sign Language", "Bosnian", "Vietnamese", "French, Spanish", "Arabic", "Swahili",
    "Marshallese", "Russian, Ukrainian",
)  # fmt: skip
HELPS = (
    "Forms for leave", "Radio batteries and chargers", "New hires on their first day", "Key control questions",
    "Schedules and shift bids", "Travel vouchers", "First aid kits", "Copiers and printers", "Notary public",
    "Interpreting at the front desk", "Vehicle log books", "Room reservations",
)  # fmt: skip


def enter(context: Context) -> int:
    """One entry for each invented account that has none yet."""
    return copy(Person, _entries(context))


def _entries(context: Context) -> Iterator[Person]:
    chance = context.chance(f"directory after {Person.objects.count()}")
    for user in sample_people().filter(person__isnull=True):
        number = int(user.employee_number.rpartition("-")[2])
        yield Person(
            user=user,
            uuid=_identity(context, user.employee_number),
            employee_number=user.employee_number,
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            phone=ten_digits(number),
            extension=str(number),
            sample=True,
            created_at=user.created_at,
            **_particulars(context, chance, user),
            **_leaving(context, user),
        )


def _identity(context: Context, employee_number: str) -> uuid.UUID:
    """The address of an entry: the same for the same seed in every size, so that two sizes can be compared."""
    return uuid.UUID(int=random.Random(f"{context.seed}:entry of {employee_number}").getrandbits(128))


def _particulars(context: Context, chance: random.Random, user: User) -> dict:
    """What people tell of themselves, most of them little; whoever signs in has the plain entry of everybody."""
    hidden, preferred, speaks, helps, confirmed = (chance.random() for _ in range(5))
    told = {
        "preferred_name": chance.choice(PREFERRED) if preferred < 0.05 else "",
        "languages": chance.choice(LANGUAGES) if speaks < 0.12 else "",
        "can_help_with": chance.choice(HELPS) if helps < 0.15 else "",
        "suppressed": hidden < NOT_LISTED or _certainly_hidden(user),
        "confirmed_on": context.day(-chance.randrange(1, YEAR)) if confirmed < 0.7 else None,
    }
    if user.sample:
        told |= {"preferred_name": "", "suppressed": False}
    return told


def _certainly_hidden(user: User) -> bool:
    """Two people of every sample, so that even the small one has somebody who is not listed."""
    return user.employee_number.endswith(("00077", "00150"))


def _leaving(context: Context, user: User) -> dict:
    """Who left has no access from that day, and after a month nothing left to hand over."""
    if user.ended_on is None:
        return {}
    stopped = context.moment((user.ended_on - context.today).days, 0)
    closed = stopped + timedelta(days=CLOSED_AFTER)
    return {
        "ended_on": user.ended_on,
        "access_ended_at": stopped,
        "closed_at": closed if closed < timezone.now() else None,
    }
