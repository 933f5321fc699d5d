"""Which worksites send their people to which center, told as distances, and a cap of one worksite."""

from collections import Counter

from django.db.models import Count

from doc_portal.core.models import Worksite
from doc_portal.core.sample.context import MARK, Context
from personnel.models import Assignment
from training.models import Center, Distance, ReliefCap

SHORT, LONG = (5, 90), (95, 220)  # miles


def nearest_centers(context: Context) -> dict[int, int]:
    """Worksite -> center: the largest first, each to the center with fewest people so far; centers are their own."""
    centers = list(Center.objects.in_use().order_by("code"))
    own = {one.worksite_id: one.pk for one in centers}
    mains = Assignment.objects.primary(context.today).filter(person__sample=True).order_by()
    sizes = mains.values_list("worksite", "worksite__slug").annotate(people=Count("pk"))
    there = Counter({one.pk: 0 for one in centers})
    found: dict[int, int] = {}
    for site, _, people in sorted(sizes, key=lambda row: (-row[2], row[1])):
        found[site] = own.get(site) or min(there, key=lambda one: (there[one], one))
        there[found[site]] += people
    return found


def set_bounds(context: Context) -> int:
    """How far the worksites lie from the centers, and a cap at one of them."""
    near = nearest_centers(context)
    if not near or ReliefCap.objects.exists() or Distance.objects.exists():
        return 0
    chance = context.chance("distances")
    sites = list(Worksite.objects.filter(pk__in=near).order_by("slug"))
    made = [
        Distance(
            worksite=site, center=center, miles=chance.randint(*(SHORT if near[site.pk] == center.pk else LONG)),
            confirmed=False, source=f"Invented {MARK}",
        )
        for site in sites
        for center in Center.objects.in_use().exclude(worksite=site).order_by("code")
    ]  # fmt: skip
    ReliefCap.objects.create(
        worksite=sites[0], shift="day", most=5, authority=f"Invented {MARK}", starts_on=context.day(-60),
        confirmed=False,
    )  # fmt: skip
    return len(Distance.objects.bulk_create(made))
