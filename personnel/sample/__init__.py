"""Personnel's part of the sample department: people, what they do where, and how they were and will be hired."""

from doc_portal.core.sample.context import Context
from personnel.placing import place_people
from personnel.sample.announcements import announce, wish
from personnel.sample.applications import apply_for_jobs, sign_up
from personnel.sample.assignments import assign
from personnel.sample.contacts import name_contacts
from personnel.sample.jefferson import write_out
from personnel.sample.past import recruit
from personnel.sample.people import enter
from personnel.sample.requisitions import ask, make_classes, seat_people
from personnel.sample.selection import claim, offer, sit
from personnel.sample.transfers import make_wishes, propose_some

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """Entries of the directory, assignments and role contacts, then hiring; what was made of each."""
    made = context.in_parts({"entries in the directory": enter, "assignments": assign})
    if any(made.values()):
        with context.timed("placing people"):
            place_people()
    made |= context.in_parts(
        {
            "role contacts": name_contacts,
            "job classes": make_classes,
            "positions": seat_people,
            "applicants": sign_up,
        }
    )
    made |= recruit(context)
    return made | context.in_parts(
        {
            "requests": ask,
            "transfer wishes": make_wishes,
            "exchanges": propose_some,
            "announcements": announce,
            "job alerts": wish,
            "applications": apply_for_jobs,
            "panels": sit,
            "claims to preference": claim,
            "offers": offer,
            "announcements written out": write_out,
        }
    )
