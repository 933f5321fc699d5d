"""How the pages of words and tasks are reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from mission.actions.expectations import draft_expectations
from mission.expectations import Expectation
from mission.models import TopTask
from mission.tests.factories_words import (
    make_bookmark,
    make_contact,
    make_feedback,
    make_service,
    make_task,
    make_term,
)

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
HIDDEN = Expect(404, 404)
VIEWS = ("mission.view_feedback",)
SEES_TASKS = ("mission.view_toptask",)
READS = ("mission.view_statementversion",)


def by_slug(row):
    return [row.slug]


def term(world, by):
    """A term for which a contact of the unit here answers."""
    return make_term(owner=make_contact(world.here), created_by=by)


def terms(world, n):
    for _ in range(n):
        make_term()


def term_body(world, row):
    owner = row.owner if row else make_contact(world.here)
    return {
        "term": "QZZ",
        "expansion": "Quiet zone",
        "meaning": "",
        "aliases": "",
        "owner": owner.pk,
        "reviewed_on": "",
        "review_months": "",
    }


def service(world, by):
    return make_service(unit=world.here, created_by=by)


def services(world, n):
    for _ in range(n):
        make_service(unit=world.here)


def service_body(world, row):
    return {
        "title": "Order a vest",
        "summary": "How a vest is ordered.",
        "body": "1. Ask.",
        "contact": "",
        "form": "",
        "policy": "",
        "unit": world.here.pk,
        "reviewed_on": "",
        "review_months": "",
    }


def reason(world, row):
    return {"note": "Nobody needs it."}


def feedback(world, by):
    """A problem with a page of the unit here, told by somebody."""
    return make_feedback(unit=world.here, created_by=by)


def told(world, by):
    """A problem with a page of the unit here, told by somebody who does not answer it."""
    return make_feedback(unit=world.here)


def comments(world, n):
    for _ in range(n):
        make_feedback(unit=world.here)


def saying(world, row):
    return {"kind": "wrong", "comment": "The number is wrong.", "page": "/worksites/", "about": ""}


def reply(world, row):
    return {"note": "It is right now."}


def nothing(world, row):
    return {}


def bookmark(world, by):
    return make_bookmark(by)


def move_bookmark_body(world, row):
    """Of two bookmarks of whoever came last, who is the one asking, the second moves up."""
    person = User.objects.order_by("-pk").first() or make_user()
    _, second = make_bookmark(person), make_bookmark(person)
    return {"move": f"up-{second.pk}"}


def keeping(world, row):
    return {"path": "/worksites/", "label": "Worksites"}


def task(world, by):
    """A task in the place of one the portal starts with."""
    TopTask.objects.of_audience("supervisors").filter(order=8).delete()
    return make_task(audience="supervisors", created_by=by)


def tasks(world, n):
    """As many as there can be."""
    for order in range(1, min(n, 8) + 1):
        TopTask.objects.of_audience("supervisors").filter(order=order).delete()
        make_task(audience="supervisors", order=order)


def task_body(world, row):
    return {"label": "Find a county", "icon": "pin", "path": "/counties/", "audience": "supervisors"}


def move_task_body(world, row):
    second = TopTask.objects.get(audience="staff", order=2)
    return {"move": f"up-{second.pk}"}


def expectations(world, by):
    return draft_expectations(
        by=by,
        levels={"staff": [Expectation("Care", 1, "We care.")]},
        effective_on=timezone.localdate() + timedelta(days=30),
        change_note="New wording",
    )


def expectations_body(world, row):
    return {
        "effective_on": f"{timezone.localdate() + timedelta(days=3000):%Y-%m-%d}",
        "change_note": "Newer wording",
        "source": "",
        "staff": "## Care\n\n1. We care.",
        "above": "## Care\n\n1. We care for those who care.",
    }


PAGES = (
    Case("mission:glossaryterm-list", queries=7, rows=terms),
    Case("mission:glossaryterm-create", queries=7, scope="unit", body=term_body, elsewhere=Expect(200, 200)),
    Case("mission:glossaryterm-edit", queries=8, row=term, body=term_body, scope="unit", elsewhere=SEEN),
    Case("mission:glossaryterm-archive", queries=7, row=term, body=reason, scope="unit", elsewhere=SEEN),
    Case("mission:service-list", queries=7, rows=services),
    Case("mission:service-create", queries=10, scope="unit", body=service_body, elsewhere=Expect(200, 200)),
    Case("mission:service-detail", queries=7, row=service, args=by_slug, elsewhere=OPEN),
    Case(
        "mission:service-edit", queries=11, row=service, args=by_slug, body=service_body, scope="unit", elsewhere=SEEN
    ),
    Case("mission:service-archive", queries=7, row=service, args=by_slug, body=reason, scope="unit", elsewhere=SEEN),
    Case("mission:feedback-create", queries=6, body=saying),
    Case("mission:feedback-detail", queries=7, row=feedback, personal=True),
    Case("mission:feedback-mine", queries=7),
    Case("mission:feedback-list", queries=9, rows=comments, scope="unit", empty_query="?unit=none"),
    Case("mission:feedback-take", queries=7, row=told, body=nothing, scope="unit", also=VIEWS, elsewhere=HIDDEN),
    Case("mission:feedback-answer", queries=7, row=told, body=reply, scope="unit", also=VIEWS, elsewhere=HIDDEN),
    Case("mission:feedback-close", queries=7, row=told, body=reply, scope="unit", also=VIEWS, elsewhere=HIDDEN),
    Case("mission:bookmark-list", queries=7, body=move_bookmark_body, fuzz=False),
    Case("mission:bookmark-create", queries=6, body=keeping),
    Case("mission:bookmark-remove", queries=7, row=bookmark, body=nothing, personal=True),
    Case("mission:toptask-create", queries=6, body=task_body, elsewhere=Expect(200, 409)),
    Case(
        "mission:toptask-order",
        queries=7,
        row=task,
        args=lambda row: ["staff"],
        body=move_task_body,
        rows=tasks,
        also=("mission.change_toptask",),
        elsewhere=Expect(200, 200),
    ),
    Case("mission:toptask-edit", queries=7, row=task, body=task_body, also=SEES_TASKS, elsewhere=HIDDEN),
    Case("mission:toptask-remove", queries=7, row=task, body=nothing, also=SEES_TASKS, elsewhere=HIDDEN),
    Case("mission:expectations", queries=8),
    Case("mission:expectations-create", queries=7, body=expectations_body, elsewhere=Expect(200, 409)),
    Case(
        "mission:expectations-edit", queries=10, row=expectations, body=expectations_body, also=READS, elsewhere=HIDDEN
    ),
)
