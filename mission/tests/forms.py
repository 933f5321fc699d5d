"""Forms of the mission unit as a browser sends them, and what tests read from the answers."""

import struct
import zlib
from datetime import timedelta

from django.utils import timezone

from mission.tests.factories_words import make_contact

EDITOR = (
    "core.use_portal",
    *(
        f"mission.{verb}_newsitem"
        for verb in ("view", "view_unpublished", "add", "change", "submit", "approve", "return", "archive")
    ),
)
STAFF = ("core.use_portal", "mission.view_newsitem")
CREATE = "/news/new/"


def stamp(moment) -> str:
    """A moment as a browser sends it: Chicago time, to the minute."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def story_data(unit, **fields):
    """What a browser sends for a whole story."""
    now = timezone.now()
    return {
        "title": "Vests are here",
        "summary": "New vests arrive on Monday.",
        "body": "Pick yours up at the **warehouse**.",
        "category": "wellness",
        "unit": unit.pk,
        "contact": make_contact(unit).pk,
        "publish_at": stamp(now),
        "expire_at": stamp(now + timedelta(days=14)),
    } | fields


def png(width=2, height=2) -> bytes:
    """A small picture, built by hand."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0\0\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def download(client, address: str) -> int:
    """The status of an answer that is read to its end."""
    response = client.get(address)
    response.getvalue()
    return response.status_code


def listed(response) -> list[str]:
    return [story.title for story in response.context["view"].table.page.object_list.data]


def verbs(response) -> list[str]:
    return [action["verb"] for action in response.context["view"].actions()]


def version_data(**fields):
    """What a browser sends for a whole version of the statements."""
    return {
        "effective_on": "2018-05-30",
        "change_note": "Wording of May 2018",
        "source": "",
        "mission": "What we did.",
        "vision": "What we wanted.",
        "values": "## Care\r\n\r\nWe cared.\r\n\r\n## Order\r\n\r\nWe kept order.",
        "strip": "What we did.",
    } | fields
