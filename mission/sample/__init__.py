"""Mission's part of the sample department: news in every state, contacts for the units' functions, documents, words."""

from doc_portal.core.sample.context import Context
from mission.sample.contacts import name_contacts
from mission.sample.library import write_documents
from mission.sample.news import write_archive, write_news
from mission.sample.today import announce_events, publish_alerts, set_statuses
from mission.sample.words import write_feedback, write_services, write_terms

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """Stories, contacts and documents; what was made of each."""
    return context.in_parts(
        {
            "stories": lambda context: write_news(context) + write_archive(context),
            "contacts": lambda _: name_contacts(),
            "documents": write_documents,
            "terms": write_terms,
            "services": write_services,
            "feedback": write_feedback,
            "alerts": publish_alerts,
            "statuses": set_statuses,
            "events": announce_events,
        }
    )
