"""How each address of preference is reached (doc_portal/tests/cases.py)."""

from datetime import date

from doc_portal.tests.cases import Case, Expect
from personnel.models import Application, PreferenceRule
from personnel.tests.factories_hiring import make_application, make_posting
from personnel.tests.factories_selection import closed, make_claim, make_panel, make_proof, make_rule, make_verified

HIDDEN = Expect(404, 404)
OPEN = Expect(200, 302)
VERIFIES = ("personnel.decide_preferenceclaim",)


def claim(world, by):
    made = make_claim(application=make_application(posting=make_posting(worksite=world.site)))
    make_proof(made.application)
    make_rule(points=7)
    return made


def claims(world, n):
    for _ in range(n):
        make_claim()


def rules(world, n):
    for place in range(n):
        year = date(1901 + place, 1, 1)
        PreferenceRule.objects.create(
            kind="veteran", effect="points", evidence="DD-214", authority="A test", starts_on=year,
            ends_on=year.replace(month=12),
        )  # fmt: skip


def rule(world, by):
    return make_rule(points=7)


def rule_body(world, row):
    return {
        "kind": "veteran", "effect": "points", "points": "6", "applies_to": "All", "evidence": "DD-214",
        "authority": "RSMo 36.220", "rule_text": "Words", "confirmed": "on", "starts_on": "2019-01-01", "ends_on": "",
    }  # fmt: skip


def earlier_rule_body(world, row):
    return rule_body(world, row) | {"starts_on": "1990-01-01", "ends_on": "1999-01-01"}


def verify_body(world, row):
    return {"evidence": row.application.documents.get().pk, "note": ""}


def reason(world, row):
    return {"note": "The paper is of somebody else."}


def note(world, row):
    return {"note": ""}


def to_give_points(world, by):
    """Somebody whose panel has closed, with a verified claim."""
    panel = closed(make_panel(applicants=1), (3,), (4,), (5,))
    application = panel.candidates.get().application
    Application.objects.filter(pk=application.pk).update(result=80)
    make_verified(application=application)
    return Application.objects.get(pk=application.pk)


def posting(world, by):
    made = make_posting(worksite=world.site)
    make_verified(
        "national_guard", application=make_application(Application.Status.QUALIFIED, posting=made),
        effect="guaranteed_interview", points=None,
    )  # fmt: skip
    return made


PREFERENCES = (
    Case("personnel:preferencerule-list", queries=8, rows=rules),
    Case("personnel:preferencerule-detail", queries=8, row=rule, elsewhere=HIDDEN),
    Case("personnel:preferencerule-create", queries=6, body=earlier_rule_body, elsewhere=Expect(200, 409)),
    Case(
        "personnel:preferencerule-edit", queries=7, row=rule, body=rule_body, also=("personnel.view_preferencerule",),
        elsewhere=HIDDEN,
    ),
    Case("personnel:preferenceclaim-list", queries=8, rows=claims, empty_query="?q=no-such-announcement"),
    Case("personnel:preferenceclaim-detail", queries=10, row=claim, elsewhere=Expect(403, 405)),
    Case("personnel:preferenceclaim-verify", queries=8, row=claim, body=verify_body, elsewhere=Expect(403, 403)),
    Case("personnel:preferenceclaim-refuse", queries=7, row=claim, body=reason, elsewhere=Expect(403, 403)),
    Case(
        "personnel:application-points", queries=8, row=to_give_points, body=note, also=VERIFIES,
        elsewhere=Expect(403, 403),
    ),
    Case(
        "personnel:posting-guaranteed", queries=8, row=posting, args=lambda row: [row.public_slug], scope="worksite",
        elsewhere=HIDDEN,
    ),
)  # fmt: skip
