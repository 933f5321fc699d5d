"""What people do while processes are killed, and what must stand of it in the end.

Each kind types one thing under a key of its own, sends it until it is answered, and can find it again in the database
by that key: each once, whole, with the record of who did it.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from bench.client import ATTRIBUTE, HIDDEN

FIELDS = re.compile(r'name="((?:question|prea|place)_\d+)"')


@dataclass
class Typed:
    """One form as it is sent: where to, what, and the files with it as name and content."""

    path: str
    body: dict[str, str]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def first_choice(form: str, name: str) -> str:
    """The first thing that can be chosen in a list of a form."""
    block = re.search(rf'<select[^>]*name="{name}".*?</select>', form, re.S)[0]
    return re.search(r'<option value="(\d+)"', block)[1]


def hidden(page: str) -> dict[str, str]:
    """What a form carries unseen."""
    found = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(page))
    return {one["name"]: one.get("value", "") for one in found if "name" in one}


class News:
    """A story for the home page."""

    roles, alone = ("news editor",), False
    path = "/news/new/"
    standing = "SELECT title, count(*) FROM mission_newsitem WHERE summary = 'Survival' GROUP BY title"
    whole = (
        "SELECT n.title FROM mission_newsitem n JOIN core_auditevent e ON e.object_id = n.id AND e.act = 'create'"
        " AND e.object_name = n.title WHERE n.summary = 'Survival' GROUP BY n.title HAVING count(*) = 1"
    )

    def __init__(self, clerk):
        _, _, self.form = clerk.ask("GET", self.path)

    def steps(self, key: str):
        """One form, filled from the page that was opened once."""
        yield lambda clerk: Typed(self.path, story(self.form, key))


def story(form: str, key: str) -> dict[str, str]:
    """What a clerk types into the form of a new story, with the first unit and contact it offers."""
    start = timezone.localtime() + timedelta(days=1)
    return {
        "_key": key, "title": key, "summary": "Survival", "body": "Survival", "category": "training",
        "unit": first_choice(form, "unit"), "worksite": "", "contact": first_choice(form, "contact"),
        "publish_at": f"{start:%Y-%m-%dT%H:%M}", "expire_at": f"{start + timedelta(days=3):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


class Applying:
    """An application with a paper, submitted and then withdrawn, so that the next can be sent to the same job."""

    roles, alone = ("staff", "supervisor", "unit editor", "unit owner"), True  # each has one application to a job
    standing = (
        "SELECT body->>'statement', count(*) FROM personnel_applicationversion"
        " WHERE body->>'statement' LIKE 'Survival %' GROUP BY 1"
    )
    whole = """
        SELECT a.body->>'statement' FROM personnel_application a
         WHERE a.body->>'statement' LIKE 'Survival %' AND a.status = 'withdrawn' AND a.number IS NOT NULL
           AND (SELECT count(*) FROM personnel_applicationversion v WHERE v.application_id = a.id) = 1
           AND (SELECT count(*) FROM personnel_applicationdocument d JOIN core_attachment f ON f.id = d.attachment_id
                 WHERE d.application_id = a.id AND f.object_id = d.id) = 1
           AND (SELECT string_agg(e.act, ' ' ORDER BY e.id) FROM core_auditevent e
                 WHERE e.object_id = a.id AND e.content_type_id = (SELECT id FROM django_content_type
                       WHERE app_label = 'personnel' AND model = 'application')) = 'create submit withdraw'
           AND (SELECT count(*) FROM core_notification n
                 WHERE n.title LIKE 'Application ' || a.number || ' arrived%') = 1
    """

    def __init__(self, clerk):
        _, _, jobs = clerk.ask("GET", "/jobs/")
        for slug in dict.fromkeys(re.findall(r'href="/jobs/([0-9a-f]{12})/"', jobs)):
            self.path = f"/jobs/{slug}/apply/"
            status, _, page = clerk.ask("GET", self.path)
            if status == 200 and 'name="certified"' in page:
                return
        raise SystemExit(f"{clerk.name} finds nothing to apply to.")

    def steps(self, key: str):
        """Submit with a paper, then withdraw what was submitted."""
        yield lambda clerk: self.application(clerk, key)
        yield self.withdrawal

    def application(self, clerk, key: str) -> Typed:
        """The form as it is now, filled, with a paper of its own."""
        page = clerk.read(self.path)
        body = hidden(page) | {name: answer(name, page) for name in FIELDS.findall(page)}
        body |= {"statement": f"Survival {key}", "phone": "", "document_kind": "resume", "certified": "on"}
        return Typed(self.path, body, {"document": ("life.txt", f"Survival {key}".encode())})

    def withdrawal(self, clerk) -> Typed:
        """The page that asks once more before the application just sent is taken back."""
        path = f"{clerk.led_to.partition('#')[0]}withdraw/"
        return Typed(path, hidden(clerk.read(path)) | {"note": "Survival"})


def answer(name: str, page: str) -> str:
    """An answer to a field the announcement adds: the first choice it offers, or a figure."""
    if name.startswith("prea"):
        return "no"
    if name.startswith("place"):
        return str(sorted(set(re.findall(r'name="(place_\d+)"', page))).index(name) + 1)
    offered = re.search(rf'name="{name}" value="([^"]+)"', page)
    return offered[1] if offered else "3"


KINDS = {"news": News, "applying": Applying}
