"""An announcement for the notice board: what fits one Letter page, and where the rest is read."""

from django.conf import settings

from personnel.models import Posting

WORDS = {"duties": 800, "min_quals": 400, "ksa": 300, "documents": 150}
"""Letters of each text that fit the page beside all the rest."""
PLACES = 4
EEO = 400
LINE = 90
"""Letters of room that a line of its own takes."""
SIZES = ((700, "large"), (1_500, "medium"))
"""Up to how much room all texts take, the notice is set in larger letters: it is read from some steps away."""


def notice_of(posting: Posting) -> dict:
    """The parts of the notice. What is cut says so; the address of the whole stands at its foot."""
    places = list(posting.locations.all())
    texts = [
        ("Duties", posting.duties, WORDS["duties"]),
        ("Minimum qualifications", posting.min_quals, WORDS["min_quals"]),
        ("Knowledge, skills, abilities", posting.ksa, WORDS["ksa"]),
        ("To hand in", posting.documents, WORDS["documents"]),
    ]
    told = [(name, cut(text, most)) for name, text, most in texts if text]
    taken = sum(LINE + room_of(text) for _, text in told) + LINE * len(places[:PLACES])
    taken += room_of(posting.eeo_statement[:EEO])
    return {
        "size": next((size for most, size in SIZES if taken <= most), ""),
        "places": places[:PLACES],
        "more_places": max(0, len(places) - PLACES),
        "texts": told,
        "address": f"{settings.PORTAL_ADDRESS.rstrip('/')}{posting.get_absolute_url()}",
    }


def room_of(text: str) -> int:
    """How much of the page a text takes, in letters."""
    return sum(max(LINE, len(line) + 1) for line in text.splitlines())


def cut(text: str, most: int) -> str:
    """The first whole words that fit; a line break takes the room of a line."""
    kept, room = [], most
    for line in text.splitlines():
        need = max(LINE, len(line) + 1)
        if need > room:
            part = line[: max(0, room - 3)].rpartition(" ")[0]
            return "\n".join([*kept, f"{part} …".strip()])
        kept.append(line)
        room -= need
    return "\n".join(kept)
