"""Mission's part of the sample department: news in every state, and contacts for the units' functions."""

from doc_portal.core.sample.context import Context
from mission.sample.contacts import name_contacts
from mission.sample.news import write_archive, write_news

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """Stories and contacts; what was made of each."""
    return {
        "stories": write_news(context) + write_archive(context),
        "contacts": name_contacts(),
    }
