"""Migrating without drawing up every model anew for each constraint, index and trigger.

Django renders a model, and all that are related to it, after each operation. What only adds a rule to a table changes
no field and no relation, so the models rendered before serve as well, once they name the rule.
Most operations are of this kind: without it a first start spends half of its time here.
"""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.db.migrations.operations import AddConstraint, AddIndex
from pgtrigger.migrations import AddTrigger

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


@contextmanager
def rules_noted_only():
    """Inside, operations that add a rule leave rendered models as they are."""
    with ExitStack() as stack:
        for operation, names in RULES.items():
            stack.enter_context(patch.object(operation, "state_forwards", noting(*names)))
        yield
