"""What preference gives an applicant: by the rule in force on the day the announcement opened (items 14 and 29)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from doc_portal.core.values import value_of
from personnel.models import Application, Posting, PreferenceClaim, PreferenceRule

UNDECIDED_YET = (
    Application.Status.QUALIFIED,
    Application.Status.SCORED,
    Application.Status.LISTED,
    Application.Status.REFERRED,
)
ADD_UP = "yes"


def rule_for(kind: str, posting: Posting) -> PreferenceRule | None:
    """The rule of a kind in force on the day the announcement opened; None where there was none."""
    opened = timezone.localdate(posting.opens_at)
    return PreferenceRule.objects.filter(kind=kind).in_force(opened).order_by("-starts_on", "-pk").first()


@dataclass(frozen=True)
class Owed:
    """An interview somebody is to be offered, and the rule that says so."""

    application: Application
    rule: PreferenceRule


def guaranteed_interviews(posting: Posting, among=None) -> list[Owed]:
    """Qualified applicants with a verified claim to an interview who were not invited to one yet. One query.

    `among` are the applications somebody may see: a manager learns of a name once it was referred.
    """
    among = Application.objects.all() if among is None else among
    claims = PreferenceClaim.objects.filter(
        application__in=among.filter(posting=posting),
        application__status__in=UNDECIDED_YET,
        status=PreferenceClaim.Status.VERIFIED,
        rule__effect=PreferenceRule.Effect.INTERVIEW,
    )
    claims = claims.select_related("application__person", "application__applicant", "rule")
    return [Owed(claim.application, claim.rule) for claim in claims.order_by("application", "pk")]


def points_of(claims: list[PreferenceClaim], posting: Posting) -> dict[int, Decimal]:
    """The points of each verified claim, by its key: all of them, or the highest alone, as the setting says."""
    given = {
        claim.pk: claim.rule.points
        for claim in claims
        if claim.status == PreferenceClaim.Status.VERIFIED and claim.rule.points is not None
    }
    together = str(value_of("preference_points_add_up", timezone.localdate(posting.opens_at))) == ADD_UP
    if together or not given:
        return given
    best = max(given, key=lambda key: (given[key], -key))
    return {key: points if key == best else Decimal(0) for key, points in given.items()}
