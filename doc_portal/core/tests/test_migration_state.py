"""Migrations in half the time leave the same state and the same tables."""

import pytest
from django.core.management import get_commands
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from doc_portal.core.migration_state import RULES, rules_noted_only


def rules_of(state: ProjectState) -> dict:
    """The names of every constraint, index and trigger of every model."""
    return {
        key: {option: [one.name for one in model.options.get(option, ())] for option, _ in RULES.values()}
        for key, model in state.models.items()
    }


@pytest.fixture
def loader(db):
    return MigrationLoader(connection)


def test_every_rule_is_noted_as_django_notes_it(loader):
    usual = rules_of(loader.project_state())
    with rules_noted_only():
        assert rules_of(loader.project_state()) == usual
    assert any(rules["triggers"] for rules in usual.values())


def test_a_rule_renders_no_model_anew(loader):
    state = loader.project_state(("core", "0001_initial"))
    user = state.apps.get_model("core", "user")
    with rules_noted_only():
        for operation in loader.get_migration("core", "0001_initial").operations:
            if type(operation) in RULES:
                operation.state_forwards("core", state)
    assert state.apps.get_model("core", "user") is user


def test_migrate_is_the_portals_own():
    assert get_commands()["migrate"] == "doc_portal.core"
