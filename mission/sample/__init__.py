"""Mission's part of the sample department: news in every state, contacts for the units' functions, documents."""

from doc_portal.core.sample.context import Context
from mission.sample.contacts import name_contacts
from mission.sample.library import write_documents
from mission.sample.news import write_archive, write_news
from mission.sample.today import announce_events, publish_alerts, set_statuses

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """Stories, contacts and documents; what was made of each."""
    return {
        "stories": write_news(context) + write_archive(context),
        "contacts": name_contacts(),
        "documents": write_documents(context),
        "alerts": publish_alerts(context),
        "statuses": set_statuses(context),
        "events": announce_events(context),
    }
