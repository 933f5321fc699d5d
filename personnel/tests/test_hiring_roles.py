"""What the roles of hiring may not do: the right column of their table (personnel.md 4), role by role."""

import pytest

from doc_portal.core.models import Role

pytestmark = pytest.mark.django_db

EEO = {"personnel.view_eeo_application"}
PREFERENCE = {"personnel.view_preferenceclaim", "personnel.decide_preferenceclaim", "personnel.points_application"}
PREA = {"personnel.decide_prea_clearanceitem", "personnel.view_preacheck", "personnel.add_preacheck"}
MEDICAL = {"personnel.decide_clearanceitem"}
SCORES = {"personnel.view_panel", "personnel.view_all_panel", "personnel.change_panel"}
REQUEST = {"personnel.add_requisition", "personnel.change_requisition", "personnel.submit_requisition"}
STEPS = {f"personnel.decide_{kind}_requisition" for kind in ("cao", "analyst", "budget", "appointing")}
FILES = {"personnel.view_application", "personnel.review_application", "personnel.export_application"}
APPOINT = {"personnel.appoint_application"}
ROWS = FILES | {"personnel.view_offer", "personnel.view_appointment", "personnel.view_unpublished_posting"}

MAY_NOT = {
    "worksite_head": EEO | PREFERENCE | MEDICAL | PREA | {"personnel.review_application"} | APPOINT,
    "hr_specialist": EEO | PREFERENCE | MEDICAL | PREA | {"personnel.approve_posting"} | STEPS | APPOINT,
    "personnel_analyst": EEO | PREFERENCE | PREA | APPOINT | STEPS - {"personnel.decide_analyst_requisition"},
    "budget_reviewer": REQUEST | FILES | SCORES | EEO | STEPS - {"personnel.decide_budget_requisition"},
    "appointing_authority": REQUEST | EEO | PREFERENCE | MEDICAL | PREA | SCORES
    | STEPS - {"personnel.decide_appointing_requisition"},
    "preference_verifier": SCORES | EEO | MEDICAL | PREA | FILES | APPOINT,
    "professional_standards": SCORES | EEO | PREFERENCE | MEDICAL | FILES | APPOINT,
    "eeo_officer": ROWS | SCORES | PREFERENCE | MEDICAL | PREA,
    "staff": ROWS | SCORES | PREFERENCE | MEDICAL | PREA | EEO | STEPS | APPOINT,
    "auditor": EEO | PREFERENCE | MEDICAL | PREA,
    "executive_reader": ROWS | SCORES | PREFERENCE | MEDICAL | PREA | EEO,
}  # fmt: skip


@pytest.mark.parametrize("slug", MAY_NOT)
def test_a_role_does_not_hold_what_its_line_of_the_table_keeps_from_it(slug):
    assert set(Role.objects.get(slug=slug).permissions) & MAY_NOT[slug] == set()


def test_each_step_of_a_request_and_each_secret_has_one_role():
    holders = {}
    for role in Role.objects.filter(retired=False):
        for permission in (STEPS | EEO | APPOINT | MEDICAL | PREA | {"personnel.decide_preferenceclaim"}) & set(
            role.permissions
        ):
            holders.setdefault(permission, set()).add(role.slug)
    assert {len(roles) for roles in holders.values()} == {1}, holders
    assert holders["personnel.view_eeo_application"] == {"eeo_officer"}
