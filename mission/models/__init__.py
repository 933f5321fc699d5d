"""What the pages of the department say: statements, units, facts and news."""

from mission.models.news import NewsItem
from mission.models.statements import Statement, StatementSet, StatementVersion
from mission.models.units import Fact, Redirect, SiteLink, UnitFunction, UnitPage

__all__ = [
    "Fact",
    "NewsItem",
    "Redirect",
    "SiteLink",
    "Statement",
    "StatementSet",
    "StatementVersion",
    "UnitFunction",
    "UnitPage",
]
