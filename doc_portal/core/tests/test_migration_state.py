"""Migrations in a fifth of the time leave the same state and the same tables."""

import pytest
from django.core.management import get_commands
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from doc_portal.core.migration_state import RULES, little_rendered


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
    with little_rendered():
        assert rules_of(loader.project_state()) == usual
    assert any(rules["triggers"] for rules in usual.values())


def test_a_rule_renders_no_model_anew(loader):
    state = loader.project_state(("core", "0001_initial"))
    user = state.apps.get_model("core", "user")
    with little_rendered():
        for operation in loader.get_migration("core", "0001_initial").operations:
            if type(operation) in RULES:
                operation.state_forwards("core", state)
    assert state.apps.get_model("core", "user") is user


def a_note() -> ModelState:
    """A model that refers to one that stands."""
    fields = [("id", models.AutoField(primary_key=True)), ("by", models.ForeignKey("core.User", models.CASCADE))]
    return ModelState("core", "Note", fields)


def test_a_new_model_and_a_plain_field_render_nothing_else_and_code_of_a_migration_sees_all(loader):
    state = loader.project_state(("core", "0001_initial"))
    user = state.apps.get_model("core", "user")
    with little_rendered():
        state.add_model(a_note())
        state.add_field("core", "note", "words", models.TextField(default="none"), preserve_default=True)
        note = state.apps.get_model("core", "note")
        assert note._meta.get_field("by").related_model is user
        assert note(words="one").words == "one"
        state.clear_delayed_apps_cache()
        assert "note" in {one.name for one in state.apps.get_model("core", "user")._meta.related_objects}
        assert state.apps.get_model("core", "note")().words == "none"


def test_a_changed_relation_renders_what_is_related_as_django_does(loader):
    state = loader.project_state(("core", "0001_initial"))
    user = state.apps.get_model("core", "user")
    with little_rendered():
        state.add_model(a_note())
        state.add_field("core", "note", "unit", models.ForeignKey("core.Unit", models.CASCADE), preserve_default=True)
    note, unit = (state.apps.get_model("core", name) for name in ("note", "unit"))
    assert note._meta.get_field("unit").related_model is unit
    assert {"note"} <= {one.name for one in unit._meta.related_objects}
    assert state.apps.get_model("core", "user") is not user


def test_migrate_is_the_portals_own():
    assert get_commands()["migrate"] == "doc_portal.core"
