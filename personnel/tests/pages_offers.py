"""How each address from the offer to the first weeks is reached (doc_portal/tests/cases.py)."""

from datetime import date

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from personnel.models import Application, ChecklistItem, NewHireTask, Posting, PreaCheck, PreaQuestion, Requisition
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_application,
    make_job_class,
    make_position,
    make_posting,
    make_reason,
    make_requisition,
)
from personnel.tests.factories_selection import answered, checked, first_day, make_appointment, make_offer

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
HIDDEN = Expect(404, 404)
MAKES = ("personnel.review_application", "personnel.view_offer")
APPOINTS = ("personnel.view_application", "personnel.view_offer")
KEEPS_PREA = ("personnel.decide_prea_clearanceitem",)
LONG_AGO = date(2001, 1, 1)
S = Application.Status


def posting(world, **fields):
    return make_posting(worksite=world.site, managers_see_before_close=True, **fields)


def in_interview(world, by):
    return make_application(S.INTERVIEW, posting=posting(world))


def offer_body(world, row):
    return {
        "location": row.posting.locations.get().pk, "position": "", "annual_pay": "40000.00",
        "starts_on": first_day().isoformat(),
    }  # fmt: skip


def made(world, by):
    return make_offer(in_interview(world, by), accepted=False)


def cleared(world, by):
    return make_offer(in_interview(world, by))


def offers(world, n):
    for _ in range(n):
        made(world, None)


def declined(world, row):
    return {"reason": make_reason("declined").pk, "note": ""}


def rescinded(world, row):
    return {"reason": make_reason("rescinded").pk, "note": ""}


def note(world, row):
    return {"note": ""}


def nothing(world, row):
    return {}


def reason(world, row):
    return {"note": "A charge is open."}


def open_item(world, by):
    return make_offer(in_interview(world, by), cleared=False).clearance.get(kind="background")


def items(world, n):
    for _ in range(n):
        open_item(world, None)


def outcome(world, row):
    return {"outcome": "cleared", "conclusion": ""}


def with_inmates(world):
    job_class = make_job_class(inmate_contact=True)
    return answered(make_application(S.INTERVIEW, posting=posting(world, job_class=job_class)))


def prea_item(world, by):
    application = with_inmates(world)
    checked(application)
    return make_offer(application, cleared=False).clearance.get(kind="prea")


def unanswered_item(world, by):
    job_class = make_job_class(inmate_contact=True)
    application = make_application(S.INTERVIEW, posting=posting(world, job_class=job_class))
    return make_offer(application, cleared=False).clearance.get(kind="prea")


def prea_items(world, n):
    for _ in range(n):
        prea_item(world, None)


def prea_body(world, row):
    return {"outcome": "cleared", "conclusion": "", "no_prior_employer": "on"}


def contact_body(world, row):
    day = timezone.localdate().isoformat()
    return {"employer": "County jail", "contacted_on": day, "outcome": "nothing", "note": ""}


def check_body(world, row):
    return {"checked_on": timezone.localdate().isoformat(), "outcome": "clear"}


def person_check_body(world, row):
    return check_body(world, row) | {"person": make_person().email}


def checks(world, n):
    for _ in range(n):
        PreaCheck.objects.create(person=make_person(), checked_on=LONG_AGO, valid_until=date(2006, 1, 1))


def unchecked(world, n):
    job_class = make_job_class(inmate_contact=True)
    for _ in range(n):
        make_position(job_class, world.site, holder=make_person())


def question(world, by):
    return PreaQuestion.objects.create(
        kind="bar", text="Anything else?", authority="A test", starts_on=date(2190, 1, 1)
    )


def questions(world, n):
    for _ in range(n):
        question(world, None)


def question_body(world, row):
    return {
        "text": "Anything more?", "kind": "harassment", "order": "9", "authority": "28 CFR 115.17(b)",
        "starts_on": "2190-01-01", "ends_on": "",
    }  # fmt: skip


def appointment(world, by):
    return make_appointment(make_offer(in_interview(world, by)))


def appointments(world, n):
    for _ in range(n):
        appointment(world, None)


def missed(world, row):
    return {"note": "Did not come on the first day."}


def link_body(world, row):
    return {"person": make_person().email}


def item(world, by):
    return ChecklistItem.objects.create(text="Badge and keys", due_days=1, starts_on=LONG_AGO)


def checklist(world, n):
    for _ in range(n):
        item(world, None)


def item_body(world, row):
    return {
        "text": "Badge, keys and radio", "who": "personnel", "track": "custody", "due_days": "2", "order": "5",
        "link": "/worksites/", "source": "A test", "confirmed": "on", "starts_on": "2001-01-01", "ends_on": "",
    }  # fmt: skip


def task_of(world, person):
    hire = appointment(world, None)
    return NewHireTask.objects.create(
        appointment=hire, person=person, item=item(world, None), text="Badge and keys", who="new_hire",
        due_on=timezone.localdate(),
    )  # fmt: skip


def own_task(world, by):
    return task_of(world, make_person(user=by) if not hasattr(by, "person") else by.person)


def tasks_seen(world, n):
    for _ in range(n):
        task_of(world, make_person())


def ended_application(world, by):
    return make_application(S.NOT_SELECTED, reason=make_reason("not_selected"))


def held_application(world, by):
    found = ended_application(world, by)
    Application.objects.filter(pk=found.pk).update(legal_hold=True)
    return found


def due_applications(world, n):
    for _ in range(n):
        found = ended_application(world, None)
        Application.objects.filter(pk=found.pk).update(retention_until=LONG_AGO)


def ended_posting(world, by):
    return make_posting(Posting.Status.COMPLETED, retention_until=LONG_AGO)


def held_posting(world, by):
    return make_posting(Posting.Status.COMPLETED, legal_hold=True)


def due_postings(world, n):
    for _ in range(n):
        ended_posting(world, None)


def ended_request(world, by):
    return make_requisition(Requisition.Status.DENIED, worksite=world.site, retention_until=LONG_AGO)


def held_request(world, by):
    return make_requisition(Requisition.Status.DENIED, worksite=world.site, legal_hold=True)


def due_requests(world, n):
    for _ in range(n):
        ended_request(world, None)


OFFERS = (
    Case("personnel:application-offer", queries=10, row=in_interview, body=offer_body, also=MAKES, elsewhere=HIDDEN),
    Case("personnel:offer-list", queries=8, also=("personnel.offer_application", *MAKES), rows=offers,
         empty_query="?q=no-such"),
    Case("personnel:offer-detail", queries=9, row=cleared, also=("personnel.offer_application", *MAKES),
         elsewhere=HIDDEN),
    Case("personnel:offer-accept", queries=7, row=made, body=note, also=MAKES, elsewhere=HIDDEN),
    Case("personnel:offer-decline", queries=8, row=made, body=declined, also=MAKES, elsewhere=HIDDEN),
    Case("personnel:offer-rescind", queries=8, row=made, body=rescinded, also=MAKES, elsewhere=HIDDEN),
    Case("personnel:offer-appoint", queries=8, row=cleared, body=note, also=APPOINTS, scope="worksite",
         elsewhere=HIDDEN),
    Case("personnel:clearanceitem-list", queries=8, rows=items, empty_query="?kind=drug"),
    Case("personnel:clearanceitem-decide", queries=7, row=open_item, body=outcome, elsewhere=SEEN),
    Case("personnel:clearanceitem-prea-list", queries=8, rows=prea_items, empty_query="?outcome=restricted"),
    Case("personnel:clearanceitem-prea", queries=11, row=prea_item, body=prea_body, elsewhere=SEEN),
    Case("personnel:clearanceitem-ask", queries=7, row=unanswered_item, body=nothing, elsewhere=SEEN),
    Case("personnel:employercontact-create", queries=7, row=prea_item, body=contact_body, elsewhere=SEEN),
    Case("personnel:clearanceitem-check", queries=7, row=prea_item, body=check_body, elsewhere=SEEN),
    Case("personnel:preacheck-list", queries=10, rows=checks, empty_query="?q=no-such"),
    Case("personnel:preacheck-create", queries=6, body=person_check_body, also=("personnel.view_preacheck",),
         elsewhere=Expect(200, 409)),
    Case("personnel:preacheck-lapsing", queries=11, rows=unchecked),
    Case("personnel:preaquestion-list", queries=8, rows=questions),
    Case("personnel:preaquestion-detail", queries=8, row=question, elsewhere=HIDDEN),
    Case("personnel:preaquestion-create", queries=6, body=question_body, also=("personnel.view_preaquestion",),
         elsewhere=Expect(200, 409)),
    Case("personnel:preaquestion-edit", queries=7, row=question, body=question_body,
         also=("personnel.view_preaquestion",), elsewhere=HIDDEN),
    Case("personnel:appointment-list", queries=9, scope="worksite", rows=appointments, empty_query="?q=no-such"),
    Case("personnel:appointment-current", html=False),
    Case("personnel:appointment-detail", queries=8, row=appointment, scope="worksite", elsewhere=HIDDEN),
    Case(
        "personnel:appointment-release", queries=7, row=appointment, body=missed, scope="worksite", elsewhere=HIDDEN,
        also=("personnel.view_appointment",),
    ),
    Case("personnel:appointment-link", queries=7, row=appointment, body=link_body, scope="worksite", elsewhere=HIDDEN),
    Case("personnel:first-weeks", queries=7),
    Case("personnel:newhiretask-list", queries=9, also=("personnel.view_newhiretask",), rows=tasks_seen,
         empty_query="?q=no-such"),
    Case("personnel:newhiretask-finish", queries=7, row=own_task, personal=True, body=nothing),
    Case("personnel:checklistitem-list", queries=8, rows=checklist),
    Case("personnel:checklistitem-detail", queries=8, row=item, elsewhere=Expect(403, 405)),
    Case("personnel:checklistitem-create", queries=6, body=item_body, also=("personnel.view_checklistitem",),
         elsewhere=Expect(200, 409)),
    Case("personnel:checklistitem-edit", queries=7, row=item, body=item_body,
         also=("personnel.view_checklistitem",), elsewhere=SEEN),
    Case("personnel:application-due", queries=10, rows=due_applications, empty_query="?state=held"),
    Case("personnel:application-hold", queries=7, row=ended_application, body=reason, elsewhere=HIDDEN),
    Case("personnel:application-release", queries=7, row=held_application, body=reason, elsewhere=HIDDEN),
    Case("personnel:posting-due", queries=11, rows=due_postings, empty_query="?state=held"),
    Case("personnel:posting-hold", queries=8, row=ended_posting, body=reason, elsewhere=HIDDEN),
    Case("personnel:posting-release", queries=8, row=held_posting, body=reason, elsewhere=HIDDEN),
    Case("personnel:requisition-due", queries=10, rows=due_requests, empty_query="?state=held"),
    Case("personnel:requisition-hold", queries=7, row=ended_request, body=reason, elsewhere=HIDDEN),
    Case("personnel:requisition-release", queries=7, row=held_request, body=reason, elsewhere=HIDDEN),
    Case("personnel:eeo-selection", queries=8),
    Case("personnel:hiring-board", queries=22),
)  # fmt: skip
