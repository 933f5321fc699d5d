"""Half-open ranges [start, end), and equality inside an exclusion constraint without btree_gist."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.models import DateTimeField, F, Func, Value
from django.db.models.functions import Coalesce, Greatest, Least


class OnePoint(Func):
    """`column` as a range of one number, so that two equal ids overlap.

    The embedded PostgreSQL has no btree_gist, so an exclusion constraint cannot compare ids with `=`. An empty
    column is one more value, equal to itself alone, where `or_none` is set; else it overlaps with every id.
    """

    function = "int8range"
    template = "%(function)s(%(expressions)s)"

    def __init__(self, column: str, *, or_none: bool = False, **extra):
        point = Coalesce(F(column), 0) if or_none else F(column)
        super().__init__(point, point, Value("[]"), **extra)


class DateSpan(Func):
    """Two date columns as [start, end); an empty end means no end."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, start: str, end: str, **extra):
        super().__init__(F(start), F(end), Value("[)"), **extra)


class TimeSpan(Func):
    """Two instant columns as [start, end); an empty end means no end."""

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, start: str, end: str, **extra):
        super().__init__(F(start), F(end), Value("[)"), **extra)


class TimeHeld(Func):
    """Instant columns as [start, the earliest of `ends`); an empty end means no end.

    Empty where an end lies before the start: what was taken back before it began overlaps with nothing.
    """

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, start: str, *ends: str, **extra):
        over = Least(*(Coalesce(F(end), Forever()) for end in ends))
        super().__init__(F(start), Greatest(F(start), over), Value("[)"), **extra)


class Forever(Func):
    """The instant after every other."""

    template = "'infinity'::timestamptz"
    arity = 0
    output_field = DateTimeField()
