"""Personnel's part of the sample department: an entry for every invented person, and what they do where."""

from doc_portal.core.sample.context import Context
from personnel.placing import place_people
from personnel.sample import applications
from personnel.sample.announcements import announce, publish
from personnel.sample.assignments import assign
from personnel.sample.contacts import name_contacts
from personnel.sample.people import enter
from personnel.sample.requisitions import ask
from personnel.sample.selection import select

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """Entries of the directory, assignments and role contacts; what was made of each."""
    made = {"entries in the directory": enter(context), "assignments": assign(context)}
    if any(made.values()):
        place_people()
    made |= {"role contacts": name_contacts(context)}
    for part in (ask, announce, applications.make, publish, select):
        made |= part(context)
    return made
