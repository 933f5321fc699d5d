"""How each address of panels is reached (doc_portal/tests/cases.py)."""

from django.utils import timezone

from doc_portal.tests.cases import Case, Expect
from personnel.models import Application, Competency
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_application, make_posting
from personnel.tests.factories_selection import ANCHORS, closed, declared, make_panel, make_panellist, rate

OPEN = Expect(200, 302)
HIDDEN = Expect(404, 404)
SEES = ("personnel.score_panel", "personnel.change_panel")


def being_set_up(world, by):
    """A panel at the site here that was not started, with everything it needs."""
    return make_panel(make_posting(worksite=world.site), started=False, applicants=1, created_by=by)


def scoring(world, by):
    """A started panel the person sits on and has not declared for."""
    members = [by, make_panellist(), make_panellist()]
    return make_panel(make_posting(worksite=world.site), members=members, applicants=1, created_by=world.author)


def to_score(world, by):
    """The same, declared."""
    return declared(scoring(world, by))


def to_lock(world, by):
    """The same, with the person's ratings."""
    panel = to_score(world, by)
    rate(panel, by, 3)
    return panel


def with_result(world, by):
    panel = make_panel(make_posting(worksite=world.site), applicants=2, created_by=by)
    return closed(panel, (3, 4), (3, 4), (5, 1))


def panels(world, n):
    for _ in range(n):
        make_panel(make_posting(worksite=world.site), started=False, applicants=0)


def seat(world, by):
    return being_set_up(world, by).members.first()


def own_seat(world, by):
    return to_lock(world, by).members.get(user=by)


def competency(world, by):
    return being_set_up(world, by).competencies.get()


def competency_body(world, row):
    name = row.name if isinstance(row, Competency) else f"Judgment {timezone.now().timestamp()}"
    return {"name": name, "weight": "1.50", "order": "3"} | {f"anchor_{key}": text for key, text in ANCHORS.items()}


def panel_body(world, row):
    return {
        "posting": make_posting(worksite=world.site).pk, "name": f"Panel of {timezone.now().timestamp()}",
        "meets_on": "", "like": "",
    }  # fmt: skip


def edit_body(world, row):
    return {"name": "Second panel", "meets_on": "2027-02-03"}


def member_body(world, row):
    return {"person": make_person(user=make_panellist()).email}


def applicants_body(world, row):
    return {"applications": [make_application(Application.Status.INTERVIEW, posting=row.posting).pk]}


def sheet_args(row):
    return [row.pk, row.candidates.first().application_id]


def sheet_body(world, row):
    return {f"rating_{one.pk}": "4" for one in row.competencies.all()}


def nothing(world, row):
    return {}


def reason(world, row):
    return {"note": "On leave until spring."}


def no_conflict(world, row):
    return {"conflict": "no", "declaration": ""}


def keeping(name, **more):
    """An act of who keeps panels at the site here."""
    return Case(f"personnel:{name}", scope="worksite", elsewhere=HIDDEN, **{"row": being_set_up} | more)


PANELS = (
    Case("personnel:panel-list", queries=8, also=("personnel.change_panel",), rows=panels, empty_query="?q=no-such"),
    Case("personnel:panel-detail", queries=16, row=scoring, personal=True),
    Case(
        "personnel:panel-create", queries=8, scope="worksite", body=panel_body, elsewhere=Expect(200, 200),
        also=("personnel.change_panel",),
    ),
    keeping("panel-edit", queries=8, body=edit_body),
    keeping("panel-start", queries=8, body=nothing),
    keeping("panel-applicants", queries=10, body=applicants_body),
    keeping("panelmember-create", queries=8, body=member_body),
    keeping("competency-create", queries=8, body=competency_body),
    keeping("competency-edit", queries=8, row=competency, body=competency_body),
    keeping("competency-remove", queries=8, row=competency, body=nothing, twice=False),
    keeping("panelmember-release", queries=8, row=seat, body=reason),
    Case("personnel:panel-declare", queries=11, row=scoring, personal=True, body=no_conflict),
    Case("personnel:panel-score", queries=16, row=to_score, args=sheet_args, personal=True, body=sheet_body),
    Case("personnel:panel-lock", queries=16, row=to_lock, personal=True, body=nothing),
    Case("personnel:panel-result", queries=14, row=with_result, also=SEES, elsewhere=HIDDEN),
    Case("personnel:panelmember-sheet", queries=9, row=own_seat, personal=True),
)  # fmt: skip
