"""How each address of announcements, jobs and job alerts is reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect, Open
from personnel.models import Posting
from personnel.tests.factories_announcements import (
    make_alert,
    make_announcement,
    make_change,
    make_closed,
    make_request,
)

Status = Posting.Status
OPEN = Expect(200, 302)
HIDDEN = Expect(404, 404)
WORKS = ("personnel.change_posting",)
PUBLIC = "what is for the public is read without signing in where PUBLIC_JOBS is on"


def posting(status, **fields):
    """An announcement at the worksite here, in one status."""
    return lambda world, by: make_announcement(status, worksite=world.site, created_by=by, **fields)


def closed(status=Status.PUBLISHED, **fields):
    return lambda world, by: make_closed(status, worksite=world.site, created_by=by, **fields)


def postings(world, n):
    for _ in range(n):
        make_announcement(Status.PUBLISHED, worksite=world.site)


def drafts(world, n):
    for _ in range(n):
        make_announcement(worksite=world.site)


def by_slug(row):
    return [row.public_slug]


def note(world, row):
    return {"note": "As agreed with the warden."}


def reason(world, row):
    return {"reason": "The network was down."}


def nothing(world, row):
    return {}


def request_body(world, row):
    return {"requisitions": [make_request(world.site).pk]}


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def posting_body(world, row):
    """A whole draft, as a browser sends it."""
    return {
        "title": "Corrections Officer",
        "audience": "public",
        "pay_low": "$33,000.00",
        "pay_high": "38,000",
        "duties": "Keeps order on a shift.",
        "min_quals": "One year of experience.",
        "ksa": "",
        "background_check": "on",
        "work_schedule": "Days, Monday to Friday",
        "appointment_type": "permanent",
        "service": "",
        "supervisory": "none",
        "special_requirements": "",
        "documents": "",
        "promotion_potential": "",
        "travel": "",
        "telework": "",
        "contact": "",
        "contact_words": "Office of Personnel",
        "eeo_statement": "Equal opportunity employer.",
        "apply_here": "on",
        "how_to_apply": "",
        "outside_boards": "",
        "closing_type": "fixed",
        "opens_at": f"{day(1)}T08:00",
        "closes_on": day(15),
        "closes_time": "23:59",
        "first_cutoff_on": "",
        "applicant_cap": "",
        "process": "",
        "place_1_worksite": row.locations.get().worksite_id if row else "",
        "place_1_shift": "days",
        "place_1_vacancies": "1",
    }


def question_body(world, row):
    return {"question_1_text": "Do you hold a license?", "question_1_kind": "yes_no", "question_1_required": "on"}


def later(world, row):
    return {"closes_on": day(40), "closes_time": "", **reason(world, row)}


def earlier(world, row):
    return {"closes_on": day(2), "closes_time": "17:00", **reason(world, row)}


def other_words(world, row):
    body = posting_body(world, row) | reason(world, row) | {"work_schedule": "Nights"}
    return {name: value for name, value in body.items() if not name.startswith("place_")}


def change(world, by):
    """A change of an announcement here, asked for by its author."""
    return make_change(make_announcement(Status.PUBLISHED, worksite=world.site, created_by=by), made_by=by)


def own_alert(world, by):
    return make_alert(user=by)


def alerts(world, n):
    """Alerts of other people, which nobody sees."""
    for _ in range(n):
        make_alert()


def alert_body(world, row):
    return {"job_class": "", "category": "food", "worksite": "", "cadence": "daily"}


def step(name, row, queries, body=nothing, also=WORKS, **fields):
    """A page on which something is done with an announcement, where one works on it."""
    defaults = {"args": by_slug, "scope": "worksite", "elsewhere": HIDDEN}
    return Case(f"personnel:posting-{name}", row=row, body=body, queries=queries, also=also, **defaults | fields)


ANNOUNCEMENTS = (
    Case(
        "personnel:posting-list",
        queries=11,
        rows=postings,
        empty_query="?q=no-such-job",
        open=PUBLIC,
    ),
    Case(
        "personnel:posting-detail", queries=14, row=posting(Status.PUBLISHED), args=by_slug, elsewhere=OPEN, open=PUBLIC
    ),
    Open("personnel:posting-feed", "what is open for the public, where PUBLIC_JOBS is on; else 404"),
    Open("personnel:posting-sitemap", "what is open for the public, where PUBLIC_JOBS is on; else 404"),
    Open("personnel:jobalert-stop", "ends an alert by the secret of its mail, where PUBLIC_JOBS is on"),
    Open("personnel:jobalert-keep", "keeps an alert by the secret of its mail, where PUBLIC_JOBS is on"),
    Case(
        "personnel:posting-manage",
        queries=11,
        rows=drafts,
        scope="worksite",
        empty_query="?q=no-such-announcement",
    ),
    Case(
        "personnel:posting-create",
        queries=8,
        body=request_body,
        scope="worksite",
        elsewhere=Expect(200, 200),
    ),
    step("edit", posting(Status.DRAFT), 21, posting_body, also=()),
    step("questions", posting(Status.DRAFT), 11, question_body, also=()),
    step("submit", posting(Status.DRAFT), 13, note),
    step("return", posting(Status.IN_REVIEW), 8, note),
    step("approve", posting(Status.IN_REVIEW), 11, note, owner=Expect(403, 403)),
    step("publish", posting(Status.APPROVED), 8, note),
    step("withdraw", posting(Status.PUBLISHED), 8, note),
    step("cancel", posting(Status.PUBLISHED), 8, note),
    step("evaluate", closed(), 8, note),
    step("complete", closed(Status.EVALUATING), 8, note),
    step("outside", closed(outside_boards="MO Careers"), 8, nothing),
    step("extend", posting(Status.PUBLISHED), 9, later),
    step("close", posting(Status.PUBLISHED), 9, earlier),
    step("change", posting(Status.PUBLISHED), 9, other_words),
    Case(
        "personnel:postingrevision-detail",
        queries=8,
        row=change,
        also=WORKS,
        scope="worksite",
        elsewhere=HIDDEN,
    ),
    Case(
        "personnel:postingrevision-approve",
        queries=8,
        row=change,
        body=note,
        also=WORKS,
        scope="worksite",
        elsewhere=HIDDEN,
        owner=Expect(200, 409),
    ),
    Case(
        "personnel:postingrevision-refuse",
        queries=8,
        row=change,
        body=note,
        also=(*WORKS, "personnel.approve_posting"),
        scope="worksite",
        elsewhere=HIDDEN,
    ),
    Case("personnel:jobalert-list", queries=7, rows=alerts),
    Case("personnel:jobalert-create", queries=8, body=alert_body),
    Case("personnel:jobalert-renew", queries=9, row=own_alert, body=nothing, personal=True),
    Case("personnel:jobalert-end", queries=7, row=own_alert, body=nothing, personal=True),
)
