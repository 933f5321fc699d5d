"""The core's part of the sample department, in the order in which one thing needs the other."""

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.grants import give
from doc_portal.core.sample.people import hire
from doc_portal.core.sample.places import open_offices
from doc_portal.core.sample.traces import leave_traces, send_notices


def make(context: Context) -> dict[str, int]:
    """Offices, people, grants, acts and notices; what was made of each."""
    return context.in_parts(
        {
            "worksites": open_offices,
            "people": hire,
            "grants": give,
            "audit events": leave_traces,
            "notices": send_notices,
        }
    )
