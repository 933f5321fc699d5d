"""How the pages of the catalogue, positions, requests and transfers are reached (doc_portal/tests/cases.py)."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_worksite
from doc_portal.tests.cases import Case, Expect
from personnel.models import ApprovalRoute, Person, Position, Requisition, StepKind
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    make_exchange,
    make_job_class,
    make_pay_range,
    make_position,
    make_reason,
    make_requisition,
    make_steps,
    make_wish,
)

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
HIDDEN = Expect(404, 404)
READ = Expect(200, 405)
REQUESTS = {"scope": "worksite", "elsewhere": HIDDEN, "args": lambda row: [row.number]}
DECIDES = ("personnel.decide_cao_requisition",)
HEADS = ("personnel.view_exchangeproposal",)


def note(world, row):
    return {"note": "The post is needed."}


def nothing(world, row):
    return {}


def job_class(world, by):
    return make_job_class(low="28872", high="46176", pay_grade="04", created_by=by)


def job_classes(world, n):
    for _ in range(n):
        job_class(world, None)


def class_body(world, row):
    return {
        "title": row.title if row else f"Clerk {world.here.pk}", "scheme": "title_in_use", "kind": "class", "code": "",
        "category": "office", "ended_on": "", "structure": "", "pay_grade": "", "overtime_code": "", "service": "",
        "probation_months": "6", "supervisory": "", "eeo4_category": "", "duties": "Keeps the books.", "min_quals": "",
        "ksa": "", "note": "", "source": "", "confirmed": "on",
    }  # fmt: skip


def pay_body(world, row):
    return {
        "basis": "3", "low": "15", "high": "20", "starts_on": "2026-01-01", "ends_on": "", "authority": "Pay plan",
        "confirmed": "on",
    }  # fmt: skip


def pay_range(world, by):
    return make_pay_range(make_job_class(), low="28872", high="46176", created_by=by)


def reason_body(world, row):
    return {"use": "declined", "label": "Moved away", "order": "5", "confirmed": "on"}


def route_step(world, by, days=30):
    """A step that begins next month at a worksite of its own."""
    starts = timezone.localdate() + timedelta(days=days)
    return ApprovalRoute.objects.create(
        no=1, kind=StepKind.CAO, worksite=make_worksite(), starts_on=starts, authority="Policy", created_by=by
    )


def route_body(world, row):
    return {
        "worksite": world.site.pk, "no": "1", "kind": "cao", "starts_on": f"{timezone.localdate():%Y-%m-%d}",
        "ends_on": "", "authority": "Memo of the director",
    }  # fmt: skip


def position(world, by, **fields):
    return make_position(worksite=world.site, created_by=by, **fields)


def positions(world, n):
    for _ in range(n):
        position(world, None, holder=make_person())


def held(world, by):
    return position(world, by, holder=make_person())


def frozen(world, by):
    return position(world, by, status=Position.Status.FROZEN)


def position_body(world, row):
    return {
        "position_no": row.position_no if row else f"N{world.site.pk}",
        "job_class": row.job_class_id if row else make_job_class().pk, "worksite": world.site.pk, "unit": "",
        "shift": "1", "fte": "0.50", "note": "Half time",
    }  # fmt: skip


def fill_body(world, row):
    return {"person": make_assignment(worksite=world.site).person.email, "note": ""}


def draft(world, by):
    asked = make_job_class()
    make_position(asked, world.site)
    return make_requisition(requester=by, created_by=by, job_class=asked, worksite=world.site)


def requisitions(world, n):
    for _ in range(n):
        make_steps(draft(world, world.author), Requisition.Status.SUBMITTED)


def own_drafts(world, n):
    """Of whoever asks nothing is known here; the list stays empty for them."""
    requisitions(world, n)


def sent(world, by):
    """Sent, and its first step waits for the worksite's head."""
    return make_steps(draft(world, by), Requisition.Status.SUBMITTED)


def request_body(world, row):
    return {
        "job_class": row.job_class_id if row else make_job_class().pk, "worksite": world.site.pk, "shift": "1",
        "vacancies": "2", "expected_pay": "$38,000", "reason": "replacement", "replaces": "",
        "explanation": "Overtime covers the post.", "needed_by": "",
    }  # fmt: skip


def chairs_body(world, row):
    return {"positions": [Position.objects.get(job_class=row.job_class).pk]}


def own_wish(world, by):
    """A wish of the person asking; the same one however often it is asked for."""
    person = Person.objects.filter(user=by).first()
    if person is None:
        person = make_assignment(make_person(user=by), worksite=world.site).person
    return make_wish(person=person, from_worksite=person.worksite, to_worksite=make_worksite())


def wishes(world, n):
    for _ in range(n):
        make_wish(from_worksite=world.site)


def wish_body(world, row):
    return {
        "job_class": make_job_class().pk, "to_worksite": make_worksite().pk, "to_shift": "", "miles": "12",
        "ends_on": "", "note": "",
    }  # fmt: skip


def exchange(world, by):
    return make_exchange([world.site, make_worksite()], created_by=by)


def exchanges(world, n):
    for _ in range(n):
        exchange(world, None)


def found_body(world, row):
    first, second = make_worksite(), make_worksite()
    asked = make_job_class()
    there = make_wish(job_class=asked, from_worksite=first, to_worksite=second)
    back = make_wish(job_class=asked, from_worksite=second, to_worksite=first)
    return {"swap": f"{there.pk}-{back.pk}", "moves_on": f"{timezone.localdate():%Y-%m-%d}"}


REQUISITIONS = (
    Case("personnel:jobclass-list", queries=9, rows=job_classes, empty_query="?q=no-such-class"),
    Case("personnel:jobclass-current", html=False),
    Case("personnel:jobclass-detail", queries=8, row=job_class, args=lambda row: [row.slug], elsewhere=OPEN),
    Case("personnel:jobclass-create", queries=6, body=class_body, elsewhere=Expect(200, 409)),
    Case(
        "personnel:jobclass-edit", queries=7, row=job_class, args=lambda row: [row.slug], body=class_body,
        elsewhere=SEEN,
    ),
    Case(
        "personnel:payrange-create", queries=7, row=job_class, args=lambda row: [row.slug], body=pay_body,
        elsewhere=Expect(200, 409),
    ),
    Case("personnel:payrange-edit", queries=7, row=pay_range, body=pay_body, elsewhere=SEEN),
    Case("personnel:reasoncode-list", queries=8, rows=lambda world, n: [make_reason() for _ in range(n)]),
    Case("personnel:reasoncode-create", queries=6, body=reason_body, elsewhere=Expect(200, 409)),
    Case(
        "personnel:reasoncode-edit", queries=7, row=lambda world, by: make_reason(created_by=by), body=reason_body,
        also=("personnel.view_reasoncode",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:approvalroute-list", queries=8, rows=lambda world, n: [route_step(world, None) for _ in range(n)]
    ),
    Case(
        "personnel:approvalroute-create", queries=7, body=route_body, also=("personnel.view_requisition",),
        elsewhere=Expect(200, 409),
    ),
    Case(
        "personnel:approvalroute-edit", queries=8, row=route_step, body=route_body,
        also=("personnel.view_requisition",), elsewhere=SEEN,
    ),
    Case("personnel:position-list", queries=10, scope="worksite", rows=positions, empty_query="?q=no-such-number"),
    Case("personnel:position-current", html=False),
    Case("personnel:position-detail", queries=9, row=held, scope="worksite", elsewhere=HIDDEN),
    Case("personnel:position-create", queries=9, scope="worksite", body=position_body, elsewhere=Expect(200, 200)),
    Case(
        "personnel:position-edit", queries=10, row=position, body=position_body, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:position-fill", queries=7, row=position, body=fill_body, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:position-vacate", queries=7, row=held, body=nothing, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:position-freeze", queries=7, row=position, body=note, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:position-reopen", queries=7, row=frozen, body=nothing, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:position-abolish", queries=7, row=position, body=note, scope="worksite",
        also=("personnel.view_position",), elsewhere=HIDDEN,
    ),
    Case(
        "personnel:requisition-list", queries=11, scope="worksite", rows=requisitions, empty_query="?q=no-such-number"
    ),
    Case("personnel:requisition-mine", queries=9, scope="worksite", rows=own_drafts),
    Case("personnel:requisition-detail", queries=17, row=sent, **REQUESTS),
    Case(
        "personnel:requisition-create", queries=8, scope="worksite", body=request_body, elsewhere=Expect(200, 200)
    ),
    Case(
        "personnel:requisition-edit", queries=11, row=draft, body=request_body, also=("personnel.view_requisition",),
        **REQUESTS,
    ),
    Case(
        "personnel:requisition-positions", queries=16, row=draft, body=chairs_body,
        also=("personnel.view_requisition",), **REQUESTS,
    ),
    Case(
        "personnel:requisition-submit", queries=13, row=draft, body=nothing, also=("personnel.view_requisition",),
        **REQUESTS,
    ),
    Case(
        "personnel:requisition-take-back", queries=7, row=sent, body=nothing, also=("personnel.view_requisition",),
        **REQUESTS,
    ),
    Case(
        "personnel:requisition-approve", queries=14, row=sent, body=nothing, also=DECIDES, owner=SEEN, **REQUESTS
    ),
    Case("personnel:requisition-return", queries=13, row=sent, body=note, also=DECIDES, owner=SEEN, **REQUESTS),
    Case("personnel:requisition-deny", queries=13, row=sent, body=note, also=DECIDES, owner=SEEN, **REQUESTS),
    Case(
        "personnel:requisition-cancel", queries=7, row=sent, body=note, also=("personnel.view_requisition",),
        **REQUESTS,
    ),
    Case("personnel:transferwish-mine", queries=7),
    Case("personnel:transferwish-list", queries=11, scope="worksite", rows=wishes),
    Case("personnel:transferwish-detail", queries=9, row=own_wish, personal=True),
    Case("personnel:transferwish-create", queries=9, body=wish_body, stays=409),
    Case("personnel:transferwish-withdraw", queries=7, row=own_wish, body=nothing, personal=True),
    Case("personnel:exchangeproposal-list", queries=12, scope="worksite", rows=exchanges),
    Case("personnel:exchangeproposal-create", queries=7, body=found_body, elsewhere=OPEN),
    Case("personnel:exchangeproposal-detail", queries=10, row=exchange, scope="worksite", elsewhere=HIDDEN),
    Case(
        "personnel:exchangeproposal-approve", queries=11, row=exchange, body=nothing, also=HEADS, scope="worksite",
        elsewhere=HIDDEN,
    ),
    Case(
        "personnel:exchangeproposal-refuse", queries=11, row=exchange, body=note, also=HEADS, scope="worksite",
        elsewhere=HIDDEN,
    ),
    Case(
        "personnel:exchangeproposal-drop", queries=8, row=exchange, body=note,
        also=("personnel.add_exchangeproposal",), elsewhere=HIDDEN,
    ),
)  # fmt: skip
