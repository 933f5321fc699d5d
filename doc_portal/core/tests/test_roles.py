"""The roles the apps declare, and how they come into the database."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from doc_portal.core.actions import roles
from doc_portal.core.actions.roles import WrongRole, declared_roles, merge, sync_roles
from doc_portal.core.models import AuditEvent, Role
from doc_portal.core.registry import RoleSpec
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

TWELVE = {
    "staff",
    "supervisor",
    "unit_editor",
    "unit_owner",
    "news_editor",
    "alert_publisher",
    "worksite_coordinator",
    "policy_manager",
    "directory_steward",
    "executive_reader",
    "auditor",
    "portal_administrator",
}
OF_HIRING = {
    "hr_specialist", "personnel_analyst", "worksite_head", "budget_reviewer", "appointing_authority",
    "preference_verifier", "professional_standards", "eeo_officer",
}  # fmt: skip
OF_TRAINING = {
    "training_coordinator", "academy_scheduler", "training_instructor", "training_registrar", "curriculum_owner",
    "training_approver", "training_director",
}  # fmt: skip
OF_FISCAL = {
    "purchase_requester", "business_office", "purchase_approver", "funds_certifier", "buyer", "purchasing_manager",
    "receiver", "accounts_payable", "sam_ii_analyst", "fiscal_director",
}  # fmt: skip
ALL = TWELVE | OF_HIRING | OF_TRAINING | OF_FISCAL


def spec(slug="clerk", **fields):
    defaults = {"name": "Clerk", "scopes": ("all",), "permissions": ("core.use_portal",), "grantable_by": ()}
    return RoleSpec(slug, **defaults | fields)


def test_the_department_has_its_twelve_roles_and_those_of_its_units():
    assert set(declared_roles()) == ALL
    assert set(Role.objects.filter(retired=False).values_list("slug", flat=True)) == ALL


def test_everyone_who_holds_a_role_may_use_the_portal():
    assert [one.slug for one in declared_roles().values() if "core.use_portal" not in one.permissions] == []


def test_an_auditor_reads_and_exports_and_changes_nothing():
    verbs = {name.split(".")[1].partition("_")[0] for name in declared_roles()["auditor"].permissions}

    assert verbs == {"use", "view", "export"}


def test_a_portal_administrator_writes_no_content():
    content = [name for name in declared_roles()["portal_administrator"].permissions if "newsitem" in name]

    assert content == []


def test_a_role_is_the_sum_of_what_the_apps_declare():
    merged = merge(
        [
            spec(grantable_by=("chief",)),
            spec(name="", scopes=("unit",), permissions=("core.view_role",), grantable_by=("clerk",)),
            spec("chief", name="Chief"),
        ]
    )

    assert merged["clerk"].name == "Clerk"
    assert merged["clerk"].scopes == ("all", "unit")
    assert merged["clerk"].permissions == ("core.use_portal", "core.view_role")
    assert merged["clerk"].grantable_by == ("chief", "clerk")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"permissions": ("core.fly",)}, "clerk carries permissions that do not exist: core.fly"),
        ({"name": ""}, "clerk has no name"),
        ({"scopes": ()}, "clerk must say where it may count"),
        ({"scopes": ("moon",)}, "clerk must say where it may count"),
        ({"grantable_by": ("nobody",)}, "clerk is granted by roles that do not exist: nobody"),
    ],
)
def test_a_wrong_role_is_told_by_its_name(fields, sentence):
    with pytest.raises(WrongRole, match=sentence):
        merge([spec(**fields)])


def test_a_wrong_role_stops_the_command_and_changes_nothing(monkeypatch):
    before = list(Role.objects.order_by("pk").values())
    monkeypatch.setattr(roles, "declared_roles", lambda: merge([spec(permissions=("core.fly",))]))

    with pytest.raises(CommandError, match=r"core\.fly"):
        call_command("sync_roles")

    assert list(Role.objects.order_by("pk").values()) == before


def test_syncing_again_changes_nothing(django_assert_num_queries):
    before, acts = list(Role.objects.order_by("pk").values()), AuditEvent.objects.count()

    with django_assert_num_queries(4):  # savepoint, lock, roles, savepoint
        synced = sync_roles()

    assert (synced.added, synced.changed, synced.retired) == ([], [], [])
    assert (list(Role.objects.order_by("pk").values()), AuditEvent.objects.count()) == (before, acts)


@pytest.mark.usefixtures("as_owner_of_tables")
def test_changes_are_written_and_recorded():
    sync_roles(merge([spec(), *declared_roles().values()]))
    synced = sync_roles(merge([spec(permissions=("core.use_portal", "core.view_role")), *declared_roles().values()]))

    assert synced.changed == ["clerk"]
    assert Role.objects.get(slug="clerk").permissions == ["core.use_portal", "core.view_role"]
    assert [event.act for event in AuditEvent.objects.filter(object_name="Clerk").order_by("pk")] == [
        "add_role", "change_role",
    ]  # fmt: skip


@pytest.mark.usefixtures("as_owner_of_tables")
def test_a_role_no_longer_declared_is_retired_and_counts_no_more():
    sync_roles(merge([spec(), *declared_roles().values()]))
    person = make_user()
    kept = grant(person, "clerk")
    assert person.has_perm("core.use_portal")

    synced = sync_roles()

    person.forget_rights()
    assert synced.retired == ["clerk"]
    assert not person.has_perm("core.use_portal")
    kept.refresh_from_db()
    assert kept.role.retired


@pytest.mark.usefixtures("as_owner_of_tables")
def test_a_role_declared_again_comes_back():
    sync_roles(merge([spec(), *declared_roles().values()]))
    sync_roles()

    assert sync_roles(merge([spec(), *declared_roles().values()])).changed == ["clerk"]
    assert not Role.objects.get(slug="clerk").retired


def test_the_role_that_serves_requests_cannot_widen_a_role():
    sync_roles(merge([spec(), *declared_roles().values()]))
    wider = merge([spec(permissions=("core.use_portal", "core.add_rolegrant")), *declared_roles().values()])

    with pytest.raises(DatabaseError, match="written by sync_roles alone, as the owner"), transaction.atomic():
        sync_roles(wider)

    assert Role.objects.get(slug="clerk").permissions == ["core.use_portal"]
