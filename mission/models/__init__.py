"""What the pages of the department say: statements, units, facts and news."""

from mission.models.health import FoundLink, HealthTask
from mission.models.library import Document, DocumentVersion
from mission.models.news import NewsItem
from mission.models.own import Bookmark, CalendarFeed
from mission.models.statements import Statement, StatementSet, StatementVersion
from mission.models.tasks import TopTask
from mission.models.today import Alert, Event, WorksiteState, WorksiteStatus
from mission.models.units import Fact, Redirect, SiteLink, UnitFunction, UnitPage
from mission.models.words import Feedback, GlossaryTerm, Service

__all__ = [
    "Alert",
    "Bookmark",
    "CalendarFeed",
    "Document",
    "DocumentVersion",
    "Event",
    "Fact",
    "Feedback",
    "FoundLink",
    "GlossaryTerm",
    "HealthTask",
    "NewsItem",
    "Redirect",
    "Service",
    "SiteLink",
    "Statement",
    "StatementSet",
    "StatementVersion",
    "TopTask",
    "UnitFunction",
    "UnitPage",
    "WorksiteState",
    "WorksiteStatus",
]
