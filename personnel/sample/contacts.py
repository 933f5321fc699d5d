"""Role contacts of the sample: services of the seven units, for the whole department, for regions and at worksites."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from doc_portal.core.models import Unit, Worksite
from doc_portal.core.sample.context import MARK, Context
from doc_portal.core.sample.rows import copy
from personnel.models import Assignment, RoleContact

SERVICES = (
    "Leave questions", "New hire papers", "Class bookings", "Training records", "Injury reports", "Flu shots",
    "Travel claims", "Purchase requests", "Canteen questions", "Offender account questions", "Uniforms", "Mailroom",
    "Forms and templates", "Meeting training",
)  # fmt: skip
VACANT, WITHOUT_BACKUP = 0.04, 0.2  # shares of contacts
MONTHS_BACK = 15


def name_contacts(context: Context) -> int:
    """Contacts up to the size, plainly invented: the whole department's first, then regions', then worksites'."""
    wanted = context.missing(context.size.contacts, RoleContact.objects.filter(summary__endswith=MARK).count())
    return copy(RoleContact, islice(_contacts(context), wanted))


def _contacts(context: Context) -> Iterator[RoleContact]:
    chance = context.chance("role contacts")
    units = list(Unit.objects.seven().order_by("order", "pk"))
    people = _people_by_place()
    everyone = [one for found in people.values() for one in found]
    if not units or len(everyone) < 2:
        return
    taken = set(RoleContact.objects.kept().values_list("service", "unit", "worksite", "region"))
    for worksite, region in _places():
        near = people.get(worksite.pk, ()) if worksite else ()
        for n, service in enumerate(SERVICES):
            unit = units[n // 2 % len(units)]
            if (service, unit.pk, worksite.pk if worksite else None, region) not in taken:
                yield _contact(context, chance, near if len(near) > 1 else everyone, service, unit, worksite, region)


def _contact(context, chance: random.Random, people, service, unit, worksite, region) -> RoleContact:
    holder, backup = chance.sample(people, 2)
    vacant, alone = chance.random() < VACANT, chance.random() < WITHOUT_BACKUP
    return RoleContact(
        service=service,
        summary=f"Ask here first. {MARK}",
        unit=unit,
        worksite=worksite,
        region=region,
        holder_id=None if vacant else holder,
        backup_id=None if alone else backup,
        phone=f"(573) 555-01{chance.randrange(100):02}",
        reviewed_on=context.today - timedelta(days=chance.randrange(30 * MONTHS_BACK)),
        created_at=context.moment(-400),
    )


def _places() -> Iterator[tuple[Worksite | None, str]]:
    """The whole department, then regions, then each worksite."""
    yield None, ""
    sites = Worksite.objects.open().order_by("name", "pk")
    for region in sites.exclude(region="").order_by("region").values_list("region", flat=True).distinct():
        yield None, region
    for site in sites:
        yield site, ""


def _people_by_place() -> dict[int, list[int]]:
    """Sample people who work at each worksite today and are listed."""
    found = defaultdict(list)
    current = Assignment.objects.primary().filter(person__sample=True, person__suppressed=False)
    current = current.filter(person__ended_on__isnull=True).order_by("worksite", "person")
    for worksite, person in current.values_list("worksite", "person"):
        found[worksite].append(person)
    return found
