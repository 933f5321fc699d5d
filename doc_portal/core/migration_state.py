"""Migrating without drawing up every model anew for each table, plain field, constraint, index and trigger.

Django renders a model, and all that are related to it, after each operation: of a first start's time that is nearly
all. What adds or removes a rule of a table changes no field and no relation, so the models rendered before serve as
well, once they name it. A new table is rendered alone, and a new plain field joins the model that is there. Django
calls such models delayed: it renders all anew before code of a migration reads them, and here so does whatever
changes a relation.
"""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.db.migrations.operations import AddConstraint, AddIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

RULES = {
    AddConstraint: ("constraints", "constraint"),
    AddIndex: ("indexes", "index"),
    AddTrigger: ("triggers", "trigger"),
}


def noting(option: str, attribute: str):
    """How a rule is noted: in the state's options and on the model rendered from them, with nothing rendered anew."""

    def state_forwards(operation, app_label, state):
        rule = getattr(operation, attribute)
        options = state.models[app_label, operation.model_name.lower()].options
        options[option] = [*options.get(option, ()), rule]
        if "apps" in vars(state):
            model = state.apps.get_model(app_label, operation.model_name)
            setattr(model._meta, option, [*getattr(model._meta, option, ()), rule])

    return state_forwards


def trigger_left_out(operation, app_label, state):
    """Note that a trigger is gone, as `noting` notes one that came."""
    options = state.models[app_label, operation.model_name.lower()].options
    options["triggers"] = [one for one in options.get("triggers", ()) if one.name != operation.name]
    if "apps" in vars(state):
        meta = state.apps.get_model(app_label, operation.model_name)._meta
        meta.triggers = [one for one in getattr(meta, "triggers", ()) if one.name != operation.name]


DJANGO = {name: getattr(ProjectState, name) for name in ("add_model", "add_field", "reload_model")}


def add_model(state, model_state):
    """Note a new model, and render it alone: nothing that stands can refer to it yet."""
    apps = vars(state).pop("apps", None)
    DJANGO["add_model"](state, model_state)
    if apps is not None:
        state.apps, state.is_delayed = apps, True
        apps.render_multiple([model_state])


def add_field(state, app_label, model_name, name, field, preserve_default):
    """Note a new field; one that refers to nothing joins the rendered model."""
    apps = None if field.is_relation else vars(state).pop("apps", None)
    DJANGO["add_field"](state, app_label, model_name, name, field, preserve_default)
    if apps is not None:
        state.apps, state.is_delayed = apps, True
        noted = state.models[app_label, model_name].fields[name]
        apps.get_model(app_label, model_name).add_to_class(name, noted.clone())


def reload_model(state, app_label, model_name, delay=False):
    """Render what is related anew as Django does; everything, when it is next asked for, where models are delayed."""
    if state.is_delayed and not delay:
        vars(state).pop("apps", None)
        state.is_delayed = False
    DJANGO["reload_model"](state, app_label, model_name, delay)


@contextmanager
def little_rendered():
    """Inside, operations render no more than they must."""
    with ExitStack() as stack:
        for operation, names in RULES.items():
            stack.enter_context(patch.object(operation, "state_forwards", noting(*names)))
        stack.enter_context(patch.object(RemoveTrigger, "state_forwards", trigger_left_out))
        for change in (add_model, add_field, reload_model):
            stack.enter_context(patch.object(ProjectState, change.__name__, change))
        yield
