"""Filters that choose among rows of another table, such as a worksite or a unit."""

import django_filters
from django_filters.fields import ModelChoiceField, ModelChoiceIterator


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
        yield from self.queryset.values_list("pk", self.field.named_by)


class NamedChoiceField(ModelChoiceField):
    """A choice among rows that are shown by one of their columns (`named_by`)."""

    iterator = NamesAlone

    def __init__(self, *args, named_by: str = "name", **kwargs):
        self.named_by = named_by
        super().__init__(*args, **kwargs)


class NamedChoiceFilter(django_filters.ModelChoiceFilter):
    """Narrows a list to one row of another table, chosen by its name."""

    field_class = NamedChoiceField
