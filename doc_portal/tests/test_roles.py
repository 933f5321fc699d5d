"""Who may do what, as data: the role table is literal, and a right counts only in its place and time."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from doc_portal.core.access import NOWHERE, permitted, scope_of
from doc_portal.core.models import Role, Unit, Worksite
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("roles.csv")


def literal() -> dict[str, set[str]]:
    """The role table as written down: role slug to its permissions."""
    found: dict[str, set[str]] = {}
    with TABLE.open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["role"], set()).add(row["permission"])
    return found


def test_the_roles_carry_exactly_what_the_table_says():
    kept = {role.slug: set(role.permissions) for role in Role.objects.filter(retired=False)}
    assert kept == literal()


def test_the_twelve_roles_of_the_department_exist():
    assert set(literal()) >= {
        "staff", "supervisor", "unit_editor", "unit_owner", "news_editor", "alert_publisher", "worksite_coordinator",
        "policy_manager", "directory_steward", "executive_reader", "auditor", "portal_administrator",
    }  # fmt: skip


def test_the_auditor_reads_and_changes_nothing():
    verbs = {permission.split(".")[1].partition("_")[0] for permission in literal()["auditor"]}
    assert verbs <= {"view", "export", "use"}


PAIRS = sorted((role, permission) for role, held in literal().items() for permission in held)


@pytest.mark.parametrize(("slug", "permission"), PAIRS)
def test_a_right_counts_in_its_place_and_nowhere_else(slug, permission):
    role = Role.objects.get(slug=slug)
    model = _model(permission)
    here, there = make_unit(), make_unit()
    site, other_site = make_worksite(), make_worksite()
    for kind, place, elsewhere in (("unit", here, there), ("worksite", site, other_site)):
        if kind not in role.scope_kinds:
            continue
        user = make_user()
        grant(user, role, **{kind: place})
        scope = scope_of(user, permission)
        assert scope.covers(**{kind: place.pk})
        assert not scope.covers(**{kind: elsewhere.pk})
        assert not scope.everywhere
        if model in (Unit, Worksite) and getattr(model, f"{kind.upper()}_PATH"):
            assert list(permitted(user, permission, model)) == [place]


@pytest.mark.parametrize("slug", sorted(literal()))
def test_a_grant_that_has_not_begun_or_has_ended_gives_nothing(slug):
    today = timezone.localdate()
    for starts, ends in ((today + timedelta(days=1), None), (today - timedelta(days=9), today)):
        user = make_user()
        kind = Role.objects.get(slug=slug).scope_kinds[0]
        place = {"unit": {"unit": make_unit()}, "worksite": {"worksite": make_worksite()}}.get(kind, {})
        grant(user, slug, **place, starts_on=starts, ends_on=ends)
        assert user.scopes == {}


def test_an_ended_account_holds_nothing_whatever_its_grants():
    user = make_user(is_active=False)
    grant(user, "staff")
    assert scope_of(user, "core.use_portal") == NOWHERE


def _model(permission: str):
    app, codename = permission.split(".")
    try:
        return apps.get_model(app, codename.rpartition("_")[2])
    except LookupError:
        return None
