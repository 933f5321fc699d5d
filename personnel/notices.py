"""An announcement for the notice board: what fits one Letter page, and where the rest is read."""

from django.conf import settings

from personnel.models import Posting

WORDS = {"duties": 1_000, "min_quals": 600, "ksa": 400, "documents": 200}
"""Letters of each text that fit the page beside all the rest."""
PLACES = 8


def notice_of(posting: Posting) -> dict:
    """The parts of the notice. What is cut says so; the address of the whole stands at its foot."""
    places = list(posting.locations.all())
    texts = [
        ("Duties", posting.duties, WORDS["duties"]),
        ("Minimum qualifications", posting.min_quals, WORDS["min_quals"]),
        ("Knowledge, skills, abilities", posting.ksa, WORDS["ksa"]),
        ("To hand in", posting.documents, WORDS["documents"]),
    ]
    return {
        "places": places[:PLACES],
        "more_places": max(0, len(places) - PLACES),
        "texts": [(name, cut(text, most)) for name, text, most in texts if text],
        "address": f"{settings.PORTAL_ADDRESS.rstrip('/')}{posting.get_absolute_url()}",
    }


def cut(text: str, most: int) -> str:
    """The first whole words that fit; a line break takes the room of a line."""
    kept, room = [], most
    for line in text.splitlines():
        need = max(90, len(line) + 1)
        if need > room:
            part = line[: max(0, room - 3)].rpartition(" ")[0]
            return "\n".join([*kept, f"{part} …".strip()])
        kept.append(line)
        room -= need
    return "\n".join(kept)
