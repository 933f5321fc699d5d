"""Who works where: invented people with plausible titles, some of whom have left."""

import unicodedata
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from doc_portal.core.models import Unit, User, Worksite
from doc_portal.core.sample.context import EMPLOYEE_PREFIX, Context, sample_people, ten_digits
from doc_portal.core.sample.names import CERTAIN, invent
from doc_portal.core.sample.places import workplaces
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.sign_ins import SIGN_INS, SignIn

LEFT = 0.04  # share of people who have left the department
FIRST_IN_UNITS = 28  # the people after those with a sign-in: four for each of the seven units
Kind = Worksite.Kind
STAFFING = {  # kind of place -> its weight beside others, its unit, its titles with their weights
    Kind.INSTITUTION: (
        40,
        "division-of-adult-institutions",
        {
            "Corrections Officer I": 60,
            "Corrections Officer II": 12,
            "Corrections Officer III": 4,
            "Corrections Case Manager II": 7,
            "Functional Unit Manager": 3,
            "Cook II": 4,
            "Maintenance Worker II": 3,
            "Storekeeper I": 2,
            "Office Support Assistant": 4,
            "Recreation Officer I": 1,
        },
    ),
    Kind.CENTRAL_OFFICE: (
        30,
        "",
        {
            "Administrative Office Support Assistant": 4,
            "Human Resources Specialist": 4,
            "Process Analyst": 2,
            "Procurement Officer I": 2,
            "Accounting Clerk": 5,
            "Executive I": 2,
        },
    ),
    Kind.TRANSITION_CENTER: (
        12,
        "division-of-probation-and-parole",
        {"Community Transition Officer": 6, "Probation & Parole Officer II": 2, "Cook I": 1},
    ),
    Kind.COMMUNITY_SUPERVISION_CENTER: (
        6,
        "division-of-probation-and-parole",
        {"Probation & Parole Officer II": 4, "Probation & Parole Assistant I": 3},
    ),
    Kind.DISTRICT_OFFICE: (
        8,
        "division-of-probation-and-parole",
        {
            "Probation & Parole Officer I": 3,
            "Probation & Parole Officer II": 6,
            "Probation & Parole Unit Supervisor": 1,
            "Office Support Assistant": 2,
        },
    ),
    Kind.TRAINING_CENTER: (5, "training-and-employee-development", {"Corrections Training Officer": 1}),
    Kind.WAREHOUSE: (4, "general-services", {"Storekeeper I": 3, "Storekeeper II": 1}),
    Kind.COOK_CHILL: (6, "general-services", {"Cook I": 3, "Cook II": 2, "Food Service Manager I": 1}),
    Kind.OTHER: (3, "", {"Office Support Assistant": 1}),
}


def hire(context: Context) -> int:
    """Fill up to the size's number of people; the first ones are those with a sample sign-in."""
    places = workplaces(context)
    there = sample_people().count()
    number = context.missing(context.size.people, there)
    signing_in = [] if User.objects.filter(sample=True).exists() else list(SIGN_INS)[:number]
    made = copy(User, _sign_ins(context, signing_in, there)) if signing_in else 0
    return made + copy(User, _others(context, places, there + made, number - made))


def _sign_ins(context: Context, sign_ins: list[SignIn], first: int) -> Iterator[User]:
    units = dict(Unit.objects.values_list("slug", "pk"))
    places = dict(Worksite.objects.values_list("slug", "pk"))
    for number, one in enumerate(sign_ins, first + 1):
        yield User(
            username=one.username,
            first_name=one.first_name,
            last_name=one.last_name,
            title=one.title,
            unit_id=units.get(one.unit),
            worksite_id=places[one.worksite],
            sample=True,
            **_particulars(context, number, one.username, hired=-one.days),
        )


def _others(context: Context, places: list[Worksite], there: int, number: int) -> Iterator[User]:
    chance = context.chance(f"people from {there}")
    weights = [STAFFING[place.kind][0] for place in places]
    central = next(place for place in places if place.slug == "co")
    units = dict(Unit.objects.values_list("slug", "pk"))
    seven = sorted(Unit.objects.seven().values_list("pk", flat=True))
    for own in range(there + 1, there + number + 1):
        first, last = invent(chance)
        after_units = own - len(SIGN_INS) - FIRST_IN_UNITS - 1
        at_units = after_units < 0
        last = CERTAIN[after_units] if after_units in range(len(CERTAIN)) else last
        place = central if at_units else chance.choices(places, weights)[0]
        _, unit, titles = STAFFING[place.kind]
        of_seven = seven[own % len(seven)] if place.kind == Kind.CENTRAL_OFFICE else None
        hired = -chance.randrange(30, 7_000)
        leaves = chance.random() < LEFT and after_units >= len(CERTAIN)
        left = context.day(-chance.randrange(1, min(700, -hired))) if leaves else None
        username = _username(first, last, own)
        yield User(
            username=username,
            first_name=first,
            last_name=last,
            title=chance.choices(list(titles), list(titles.values()))[0],
            unit_id=units.get(unit, of_seven),
            worksite=place,
            is_active=left is None,
            ended_on=left,
            **_particulars(context, own, username, hired=hired),
        )


def _particulars(context: Context, number: int, username: str, *, hired: int) -> dict:
    return {
        "employee_number": f"{EMPLOYEE_PREFIX}{number:05d}",
        "email": f"{username}@example.mo.gov",
        "phone": f"{ten_digits(number)} ext. {number}",
        "password": make_password(None),
        "created_at": context.moment(hired),
    }


def _username(first: str, last: str, number: int) -> str:
    """Letters of the name and the person's number, which keeps it unique."""
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").replace("ß", "ss").replace("ø", "o").replace("Þ", "th")
    return "".join(sign for sign in plain.lower() if sign.isascii() and (sign.isalpha() or sign == ".")) + str(number)
