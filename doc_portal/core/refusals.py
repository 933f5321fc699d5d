"""What the database refuses, told as sentences: each names the rule and the way out."""

from django.db import IntegrityError

from doc_portal.core.faults import constraint_sentence
from doc_portal.core.workflow import Refused


def rule_broken(error: Exception) -> str:
    """The name of the constraint or trigger that refused; empty where the error tells of none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


def broken(error: IntegrityError, sentences: dict[str, str], **names) -> Refused:
    """The refusal for a rule of the database: of `sentences`, else what the constraint says itself.

    An error that breaks no rule we know is raised as it is.
    """
    name = rule_broken(error)
    sentence = sentences.get(name) or constraint_sentence(name)
    if not sentence:
        raise error
    return Refused(sentence.format(**names))
