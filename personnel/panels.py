"""What a panel found: results as a share of the most that could be reached, and where members saw things apart.

A result is the mean of the members' ratings of each competency times its weight, summed, in percent of what the
highest ratings would give; so results of panels with other weights can be compared, and points can be added to them.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Max, Min, Sum

from doc_portal.core.access import scope_of
from doc_portal.core.values import value_of
from personnel.models import Application, Competency, Panel, PanelMember, Posting, ScoreSheet
from personnel.models.panels import RATINGS

FINEST = Decimal("0.0001")
FORMULA = (
    "The mean of the members’ ratings of each competency, times its weight, summed, as a share of what the highest "
    "ratings would give (100)."
)


@dataclass(frozen=True)
class Line:
    """How one competency of one applicant was rated. `apart`: the members' ratings lie so far from each other."""

    competency: Competency
    mean: Decimal
    low: int
    high: int
    apart: bool


@dataclass(frozen=True)
class Result:
    """What the panel found of one applicant."""

    application: Application
    result: Decimal
    lines: list[Line]

    @property
    def apart(self) -> list[Line]:
        """The competencies to talk about once more."""
        return [line for line in self.lines if line.apart]

    @property
    def total(self) -> Decimal:
        """The result with points of preference."""
        return self.result + self.application.points


def fewest_members() -> int:
    """How many members a panel has at least today."""
    return int(value_of("panel_members"))


def ratings_apart() -> int:
    """From which difference between the highest and the lowest rating on members are told."""
    return int(value_of("panel_divergence"))


def reviews_here(user, posting: Posting) -> bool:
    """Whether somebody reviews the qualifications of who applies: who does that scores nobody (personnel.md 4)."""
    scope = scope_of(user, "personnel.review_application")
    return scope.everywhere or posting.locations.filter(worksite__in=scope.worksites).exists()


def scored_here(panel: Panel):
    """The applicants a panel scores who have not withdrawn, in the order in which they were chosen."""
    rows = Application.objects.live().filter(panel_seats__panel=panel)
    return rows.select_related("person", "applicant").order_by("panel_seats__pk")


def why_not_scored(panel: Panel, member: PanelMember) -> str:
    """Why a member cannot write on their sheets now; empty where they can."""
    if panel.started_at is None:
        return f"“{panel}” was not started yet. Who keeps it starts it once everything is settled."
    if member.conflict:
        return f"You stand down on “{panel}” and score nobody."
    if member.declared_at is None:
        return "Declare first whether you have a conflict of interest, kinship included. Then you can score."
    return "You have locked your sheets, and they stay as they are." if member.locked_at else ""


def unrated(panel: Panel, user) -> dict[int, int]:
    """How many ratings of each applicant this member has still to give; those who are complete are left out."""
    wanted = panel.competencies.count()
    sheets = ScoreSheet.objects.visible_to(user).filter(panel=panel, panellist=user)
    given = dict(sheets.values_list("application").annotate(n=Count("pk")).order_by("application"))
    missing = {application.pk: wanted - given.get(application.pk, 0) for application in scored_here(panel)}
    return {pk: number for pk, number in missing.items() if number}


def results(panel: Panel) -> list[Result]:
    """The results of a closed panel, the highest total first. Two queries beside those of panel and setting."""
    competencies = list(panel.competencies.all())
    apart_from, whole = ratings_apart(), sum(one.weight for one in competencies) * max(RATINGS)
    rated = defaultdict(dict)
    for row in (
        ScoreSheet.objects.filter(panel=panel)
        .counting()
        .values("application", "competency")
        .annotate(sum=Sum("rating"), n=Count("pk"), low=Min("rating"), high=Max("rating"))
        .order_by("application", "competency")
    ):
        rated[row["application"]][row["competency"]] = row
    found = []
    for application in scored_here(panel):
        lines = [_line(one, rated[application.pk][one.pk], apart_from) for one in competencies]
        share = 100 * sum(line.competency.weight * line.mean for line in lines) / whole
        found.append(Result(application, share.quantize(FINEST, ROUND_HALF_UP), lines))
    return sorted(found, key=lambda one: (-one.total, one.application.pk))


def _line(competency: Competency, row: dict, apart_from: int) -> Line:
    mean = Decimal(row["sum"]) / row["n"]
    return Line(competency, mean, row["low"], row["high"], row["high"] - row["low"] >= apart_from)
