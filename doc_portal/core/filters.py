"""Filters that choose among rows of another table, such as a worksite or a unit."""

from itertools import count

import django_filters
from django.forms import Select
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from doc_portal.core.kept import kept
from doc_portal.core.rendering import draw_attributes

_numbers = count(1)


class NamesAlone(ModelChoiceIterator):
    """The choices of a filter as (key, name) pairs, read without making a record of every row.

    Django makes whole records through a cursor that outlives its statement. With ninety-five worksites that was a
    quarter of a list's time.
    """

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.null_label is not None:
            yield self.field.null_value, self.field.null_label
        yield from kept(self.field.kept_as, self.field.names)


class NamedSelect(Select):
    """A list of names to choose from, drawn once for everybody; only what is chosen is marked each time."""

    def render(self, name, value, attrs=None, renderer=None):
        """The element as Django would write it."""
        options = kept(f"{self.choices.field.kept_as}, drawn", self.drawn)
        chosen = f'<option value="{escape("" if value is None else value)}"'
        attributes = draw_attributes(self.build_attrs(self.attrs, attrs))
        marked = options.replace(f"{chosen}>", f"{chosen} selected>", 1)
        return mark_safe(f'<select name="{escape(name)}"{attributes}>\n{marked}\n</select>')  # noqa: S308 - escaped

    def drawn(self) -> str:
        """Every choice as an element."""
        return "\n".join(f'<option value="{value}">{escape(name)}</option>' for value, name in self.choices)


class NamedChoiceField(ModelChoiceField):
    """A choice among rows that are shown by one of their columns (`named_by`), kept a few seconds as `kept_as`."""

    iterator = NamesAlone
    widget = NamedSelect

    def __init__(self, *args, kept_as: str, named_by: str = "name", **kwargs):
        self.named_by, self.kept_as = named_by, kept_as
        super().__init__(*args, **kwargs)

    def names(self) -> list[tuple]:
        """Each row's key and what it is called."""
        return list(self.queryset.values_list("pk", self.named_by))


class NamedChoiceFilter(django_filters.ModelChoiceFilter):
    """Narrows a list to one row of another table, chosen by its name.

    Everyone who may open the list is offered the same names, so they are kept. Where who asks makes a difference,
    take a `ModelChoiceFilter`. What is chosen is looked up each time.
    """

    field_class = NamedChoiceField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kept_as=f"choices {next(_numbers)}", **kwargs)
