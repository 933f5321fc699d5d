"""List columns. django-tables2 knows columns, sorting and pages; rows are drawn by our own loop (RULINGS 16)."""

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from doc_portal.core.display import BLANK, cell, follow, status_mark, written

PER_PAGE = 25
COUNT_CAP = 10_000


class Column(tables.Column):
    """Text as it is. `num` aligns right, `wide` is left out on phones, `nowrap` keeps the line."""

    def __init__(self, *args, num=False, wide=False, nowrap=False, **kwargs):
        super().__init__(*args, **kwargs)
        classes = ["num"] if num else []
        classes += ["d-none", "d-md-table-cell"] if wide else []
        self.head_class = " ".join(classes)
        self.cell_class = " ".join(classes + (["text-nowrap"] if nowrap else []))

    def draw(self, record, accessor: str) -> str:
        """The cell's content, safe to print."""
        return conditional_escape(cell(record, accessor))

    def plain(self, record, accessor: str):
        """The value for an export: numbers and dates stay what they are."""
        *owners, name = accessor.split(".")
        owner = follow(record, ".".join(owners)) if owners else record
        if owner is None:
            return None
        if label := getattr(owner, f"get_{name}_display", None):
            return label()
        value = follow(owner, name)
        return str(value) if isinstance(value, models.Model) else value


class LinkColumn(Column):
    """The row's name, linking to the record or to `address`; a second line only for what identifies the row."""

    def __init__(self, *args, meta: str = "", address: str = "get_absolute_url", **kwargs):
        super().__init__(*args, **kwargs)
        self.meta, self.address = meta, address

    def draw(self, record, accessor):
        """The name as a link, escaped."""
        text = written(self.plain(record, accessor))
        meta = follow(record, self.meta) if self.meta else ""
        return format_html(
            '<a class="row-link" href="{}">{}</a>{}',
            follow(record, self.address),
            text,
            format_html('<span class="meta">{}</span>', meta) if meta else "",
        )


class NumberColumn(Column):
    """A count or an amount of money, aligned right."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, num=True, **kwargs)


class MarkColumn(Column):
    """A state in words with its shape: `levels` names the shape of each word (LOOK.md section 4), else a ring."""

    def __init__(self, *args, levels: dict[str, str], **kwargs):
        super().__init__(*args, nowrap=True, **kwargs)
        self.levels = levels

    def draw(self, record, accessor):
        """The word with its shape."""
        text = written(follow(record, accessor))
        return status_mark(text, self.levels.get(text, "off"))


class ConfirmedColumn(Column):
    """Text followed by a mark where the row or `flag` is not confirmed (RULINGS 12)."""

    def __init__(self, *args, flag: str = "confirmed", **kwargs):
        super().__init__(*args, **kwargs)
        self.flag = flag

    def draw(self, record, accessor):
        """The text, with the mark where it is not confirmed."""
        text = super().draw(record, accessor)
        if text == BLANK or follow(record, self.flag):
            return text
        return format_html('{} <span class="status warn">To be confirmed</span>', text)


class PortalTable(tables.Table):
    """A list's columns. `Meta.model` gives headings; the first column is the row's name.

    `snug` breaks long headings.
    """

    snug = False

    class Meta:
        attrs = {"class": "dt flip"}

    def draw_rows(self) -> SafeString:
        """Every row of the current page as HTML, with the roles that keep the structure on phones."""
        name, *others = [_cell_parts(column, place) for place, column in enumerate(self.columns)]
        lines = []
        for record in rows_of(self.page.object_list.data) if hasattr(self.page, "object_list") else self.data.data:
            cells = [f"{start}{draw(record, accessor)}</td>" for start, draw, accessor in others]
            start, draw, accessor = name
            lines.append(f'<tr role="row">{start}{draw(record, accessor)}</th>{"".join(cells)}</tr>')
        return mark_safe("\n".join(lines))  # noqa: S308 - every part above is escaped where it is made

    def export_head(self) -> list[str]:
        """The headings as an export writes them."""
        return [str(column.header) for column in self.columns if not column.column.exclude_from_export]

    def export_rows(self, rows):
        """The values of `rows`, one list a row."""
        columns = [
            (c.column, str(c.column.accessor or c.name).replace("__", "."))
            for c in self.columns
            if not c.column.exclude_from_export
        ]
        for record in rows:
            yield [column.plain(record, accessor) for column, accessor in columns]


def _cell_parts(bound, place: int):
    """What every cell of a column begins with, what draws its content, and the path to its value."""
    column = bound.column
    css = f' class="{column.cell_class}"' if column.cell_class else ""
    label = conditional_escape(bound.header)
    start = f'<td role="cell" data-label="{label}"{css}>' if place else f'<th role="rowheader" scope="row"{css}>'
    return start, column.draw, str(column.accessor or bound.name).replace("__", ".")


def table_of(model: type[models.Model], paths: tuple[str, ...]) -> type[PortalTable]:
    """A table of plain columns for lists that need no more than names: the first one links to the record."""
    columns: dict = {}
    for place, path in enumerate(paths):
        field = _field(model, path)
        kind = LinkColumn if place == 0 else NumberColumn if _numeric(field) else Column
        columns[path.replace(".", "__")] = kind(
            accessor=path.replace(".", "__"), verbose_name=_head(model, path, field)
        )
    meta = type("Meta", (PortalTable.Meta,), {"sequence": tuple(columns), "order_by": ()})
    return type(f"{model.__name__}Table", (PortalTable,), {**columns, "Meta": meta})


def _field(model, path):
    for name in path.split("."):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # a property or an annotation
            return None
        model = field.related_model or model
    return field


def _head(model, path, field):
    first = _field(model, path.split(".")[0])
    name = getattr(first, "verbose_name", None) or path.split(".")[-1].replace("_", " ")
    return name[:1].upper() + name[1:]


def _numeric(field):
    return isinstance(field, models.IntegerField | models.DecimalField)


def rows_of(page):
    """The rows of one page of a list, in an order without ties, so that no row is on two pages or on none.

    The database finds the keys of the page first and joins only these: sorting whole joined rows takes ten times as
    long once there are thousands.
    """
    if not isinstance(page, models.QuerySet):
        return page
    order = page.query.order_by or page.model._meta.ordering
    start, stop = page.query.low_mark, page.query.high_mark
    whole = page.all()
    whole.query.clear_limits()
    whole = whole.order_by(*order, *(() if {"pk", "-pk"} & {*map(str, order)} else ("-pk",)))
    return whole.filter(pk__in=whole.values("pk")[start:stop])


def _keys(rows: models.QuerySet) -> models.QuerySet:
    """The keys of rows in no order; rows as they are where a key does not stand for one of them."""
    rows = rows.order_by()
    return rows if rows.query.combinator or rows.query.distinct or rows.query.group_by else rows.values("pk")


class CappedPaginator(Paginator):
    """Pages over what may be millions of rows: counts no further than `COUNT_CAP` and offers no page beyond it.

    A page that is not a number gives the first, one beyond the end the last; neither is an error.
    """

    @cached_property
    def count(self):
        """How many rows there are, counted to just beyond the cap."""
        rows = self.object_list
        for _ in range(2):  # django-tables2 wraps a queryset twice: rows of a table, data of the rows
            rows = getattr(rows, "data", rows)
        return _keys(rows)[: COUNT_CAP + 1].count() if isinstance(rows, models.QuerySet) else len(rows)

    @property
    def capped(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.count > COUNT_CAP

    @cached_property
    def num_pages(self):
        """How many pages are offered; one where there is nothing."""
        return max(1, -(-min(self.count, COUNT_CAP) // self.per_page))

    def get_page(self, number):
        """A page whatever was asked for: the first for nonsense, the last for what lies beyond."""
        try:
            return self.page(self.validate_number(number))
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(self.num_pages)


def chips_of(filterset, query) -> list[dict]:
    """The filters in use as {name, text, url}: what each asks for, and the address without it.

    `query` is the request's query string; the page number goes with any filter that is removed.
    """
    if filterset is None or not filterset.is_bound or not filterset.form.is_valid():
        return []
    chips = []
    for name, value in filterset.form.cleaned_data.items():
        field = filterset.form[name]
        keys = {key for key in query if key == name or key.startswith(f"{name}_")}
        if not keys or value in (None, "", []) or (value is False and not query.get(name)):
            continue
        rest = query.copy()
        for key in (*keys, "page", "export"):
            rest.pop(key, None)
        chips.append({"name": str(field.label or name), "text": _asked(field, value), "url": f"?{rest.urlencode()}"})
    return chips


def _asked(field, value) -> str:
    """What a filter asks for, in words. A choice speaks for itself; text and dates carry the filter's name."""
    choices = dict(_flat(getattr(field.field, "choices", ())))
    if value is True:
        return str(field.label)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, slice):
        ends = [written(one) for one in (value.start, value.stop) if one is not None]
        return f"{field.label}: {' to '.join(ends)}"
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    if str(value) in choices:
        return choices[str(value)]
    return f"{field.label}: {written(value)}"


def _flat(choices):
    """Choices without their groups; those of a queryset are named by their rows instead."""
    if isinstance(choices, ModelChoiceIterator):
        return
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(one), str(text)) for one, text in label)
        else:
            yield str(value), str(label)
