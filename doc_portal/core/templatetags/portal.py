"""Tags every template has: how values are written, icons, and the parts of a page."""

from django import forms, template
from django.template import defaulttags
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from doc_portal.core import display, idempotency, navigation, registry
from doc_portal.core.addresses import AddressNode, address_of
from doc_portal.core.forms import error_list
from doc_portal.core.history import act_past
from doc_portal.core.icons import drawn
from doc_portal.core.prose import prose as to_prose
from doc_portal.core.tables import COUNT_CAP, chips_of
from doc_portal.core.todo import due_mark

register = template.Library()

register.filter("long_date", display.long_date, expects_localtime=True)
register.filter("short_date", display.short_date, expects_localtime=True)
register.filter("long_moment", display.long_moment)
register.filter("short_moment", display.short_moment)
register.filter("clock", display.clock)
register.filter("hour_and_minute", display.hour_and_minute)
register.filter("written", display.written)
register.filter("plain_number", display.plain_number)
register.filter("unit_price", display.unit_price)
register.filter("dollars", display.dollars)


@register.tag
def url(parser, token):
    """The address of a page by its name: Django's own tag, which finds each address once."""
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def cell(record, path: str, long: bool = False) -> str:
    """The value at `path`, written the way the whole portal writes that kind of value."""
    return display.cell(record, path, long=long)


@register.simple_tag
def heading(model, path: str) -> str:
    """What the value at `path` of a model is called."""
    return display.heading(model, path)


@register.simple_tag
def icon(name: str) -> str:
    """A 20 by 20 line icon, hidden from screen readers: it always stands beside words (LOOK.md section 9)."""
    return drawn(name)


@register.simple_tag
def status(text: str, level: str = "off") -> str:
    """A state in words with its shape."""
    return display.status_mark(text, level)


@register.simple_tag
def due(due_on) -> str:
    """When a thing to do is due, as a status mark."""
    return due_mark(due_on)


@register.simple_tag
def unconfirmed() -> str:
    """The mark on reference data whose source is not confirmed."""
    return display.UNCONFIRMED


@register.simple_tag(takes_context=True)
def form_key(context) -> str:
    """The hidden field that makes a form sent twice have one effect."""
    key = context.get("form_key") or idempotency.new_key()
    return format_html('<input type="hidden" name="{}" value="{}">', idempotency.FIELD, key)


@register.filter
def prose(text: str) -> str:
    """Markdown as safe HTML."""
    return to_prose(text)


@register.filter
def digits(phone: str) -> str:
    """A phone number as `tel:` links take it."""
    return "".join(one for one in phone if one.isdigit())


@register.filter
def verbose_name(model):
    """What one row of a model is called; templates may not read `_meta`."""
    return model._meta.verbose_name


@register.filter
def verbose_name_plural(model):
    """What rows of a model are called; templates may not read `_meta`."""
    return model._meta.verbose_name_plural


CURRENT = {kind: format_html(' aria-current="{}"', kind) for kind in ("page", "true")} | {"": ""}


@register.simple_tag(takes_context=True)
def nav_items(context) -> str:
    """The links under the masthead as items of a list, drawn once for the menu of phones and the bar of wide screens.

    A page belongs to `view.unit` where it says so, else to the nearest address.
    """
    unit = getattr(context.get("view"), "unit", None)
    slug = getattr(unit, "slug", unit if isinstance(unit, str) else "")
    links = navigation.nav_links(context["request"].path, context["nav_units"], context["nav_menu"], slug)
    rows = ((link.url, CURRENT[link.current], link.label) for link in links)
    return format_html_join("\n", '<li><a href="{}"{}>{}</a></li>', rows)


@register.simple_tag
def creed() -> list[str]:
    """What the department says of itself beside the way in."""
    return navigation.creed()


@register.simple_tag(takes_context=True)
def manage_url(context) -> str:
    """The address of “Manage” for the breadcrumb of a page under it; a unit's page stands under its unit."""
    if getattr(context.get("view"), "unit", None):
        return ""
    managed = navigation.under_manage(context["request"].path, context["nav_menu"])
    return address_of(navigation.MANAGE.url_name) if managed else ""


@register.simple_tag(takes_context=True)
def about_page(context, kind: str) -> list[dict]:
    """What units have to say of the page being shown, below its contents (“page_feet”) or in the account menu."""
    request, view = context.get("request"), context.get("view")
    if view is None or getattr(request, "user", None) is None or not request.user.is_authenticated:
        return []
    found = ((one, registry.function(one.context)(request, view)) for one in registry.declared(kind))
    return [{"template": one.template, **told} for one, told in found if told is not None]


@register.simple_tag(takes_context=True)
def printed(context) -> str:
    """When, by whom and from which address a sheet of paper was printed."""
    now, request, user = timezone.localtime(), context["request"], context.get("user")
    name = f" by {user}" if user is not None and user.is_authenticated else ""
    return f"Printed {now:%A}, {display.long_moment(now)}{name} from {request.get_host()}{request.path}."


@register.simple_tag
def errors_of(form) -> list[tuple[str, str]]:
    """The errors of a form whose page is not one of ours: (field id, sentence)."""
    return error_list(form) if form is not None and form.is_bound else []


@register.simple_tag(takes_context=True)
def query_without(context, *names: str) -> str:
    """The query of this page without these names, to put another value behind: “?q=mail&”."""
    kept = context["request"].GET.copy()
    for name in names:
        kept.pop(name, None)
    return f"?{kept.urlencode()}&" if kept else "?"


@register.filter
def row_span(page) -> str:
    """Which rows of how many a page of a list shows: “1 to 25 of 312”; “7” where one page shows them all."""
    count = page.paginator.count
    if 0 < count <= page.paginator.per_page:
        return row_count(page)
    last = min(page.number * page.paginator.per_page, count)
    first = (page.number - 1) * page.paginator.per_page + 1
    return f"{first:,} to {last:,} of {row_count(page)}" if count else "0"


@register.filter
def row_count(page) -> str:
    """How many rows a list has, as far as they are counted: “312”, “more than 10,000”."""
    count = page.paginator.count
    return f"more than {COUNT_CAP:,}" if count > COUNT_CAP else f"{count:,}"


@register.filter
def page_numbers(page):
    """The page numbers a list offers, with gaps: 1 … 4 5 6 … 40."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def filter_chips(context, filterset) -> list[dict]:
    """The filters in use, each with the address that removes it."""
    return chips_of(filterset, context["request"].GET)


@register.simple_tag
def control(field) -> str:
    """A filter's input in the portal's own style."""
    kind = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    kind = "form-check-input" if isinstance(field.field.widget, forms.CheckboxInput) else kind
    return field.as_widget(attrs={"class": f"{kind} is-invalid" if field.errors else kind})


@register.filter
def is_checkbox(field) -> bool:
    """Whether a filter is a single box to tick, which stands before its label."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def in_order(actions: list[dict]) -> list[dict]:
    """A record's buttons as a page heading shows them: the next step is primary and last, at the right edge."""
    steps = [action for action in actions if action["verb"] != "edit" and not action["danger"]]
    primary = steps[0] if steps else None
    return [one | {"primary": False} for one in actions if one is not primary] + (
        [primary | {"primary": True}] if primary else []
    )


@register.simple_tag
def act(event, record) -> str:
    """What an audit event says happened: “Approved”, “Returned for changes”, “Added”."""
    label = act_past(record, event.act)
    if event.outcome != event.Outcome.REFUSED:
        return label
    step = getattr(record, "TRANSITIONS", {}).get(event.act)
    tried, said = (step.label, "Tried to {}: refused") if step else (label, "Refused: {}")
    return said.format(f"{tried[:1].lower()}{tried[1:]}")


@register.simple_tag
def chart(figure) -> str:
    """A chart of core.charts, drawn with its numbers; a sentence where there are no figures."""
    if figure is None:
        return mark_safe('<p class="meta">There are no figures yet.</p>')
    return render_to_string(figure.template, {"chart": figure})
