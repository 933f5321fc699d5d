"""Where sample people work: real worksites, and in the full sample invented district offices as well."""

from django.core.management.base import CommandError
from django.utils.text import slugify

from doc_portal.core.models import County, Worksite
from doc_portal.core.sample.context import MARK, Context, phone
from doc_portal.core.sample.rows import copy

# Twenty real places of every size and kind: a small sample needs no more, and signs in at some of them by name.
SMALL = (
    *("co", "fcc", "jccc", "acc", "erdcc", "wrdcc", "ccc", "mcc", "werdcc", "pcc", "frdc", "secc"),
    *("tckc", "tcstl", "farmington-community-supervision-center", "fulton-community-supervision-center"),
    *("central-region-training-center", "western-region-training-center", "eastern-region-training-center"),
    "pp-12",
)


def workplaces(context: Context) -> list[Worksite]:
    """The worksites that get people: open, and not waiting for confirmation."""
    places = Worksite.objects.open().filter(status=Worksite.Status.OPEN).order_by("slug")
    if not context.size.offices:
        places = places.filter(slug__in=SMALL)
    found = list(places)
    if len(found) < len(SMALL):
        raise CommandError("The worksites are missing. Run ./portal load_reference first, then seed again.")
    return found


def open_offices(context: Context) -> int:
    """Invented district offices, named plainly as samples, one to a county that has none yet."""
    number = max(0, context.size.offices - Worksite.objects.count())
    served = Worksite.objects.filter(kind=Worksite.Kind.DISTRICT_OFFICE).values("county")
    counties = list(County.objects.exclude(pk__in=served).order_by("fips"))
    chosen = context.chance("offices").sample(counties, min(number, len(counties)))
    return copy(Worksite, (_office(context, county, n) for n, county in enumerate(chosen)))


def _office(context: Context, county: County, number: int) -> Worksite:
    return Worksite(
        slug=f"sample-district-office-{slugify(county.short_name)}",
        name=f"Sample district office, {county.short_name}",
        kind=Worksite.Kind.DISTRICT_OFFICE,
        county=county,
        county_basis="sample",
        phone=phone(number),
        note="Invented for the sample; there may be no office in this county.",
        sample=True,
        source=f"invented {MARK}",
        created_at=context.moment(-400),
    )
