"""Tags every template has: how values are written, icons, and the parts of a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from doc_portal.core import display, idempotency
from doc_portal.core.icons import ICONS
from doc_portal.core.prose import prose as to_prose

register = template.Library()

register.filter("long_date", display.long_date)
register.filter("short_date", display.short_date)
register.filter("long_moment", display.long_moment)
register.filter("short_moment", display.short_moment)
register.filter("clock", display.clock)


@register.simple_tag
def cell(record, path: str, long: bool = False) -> str:
    """The value at `path`, written the way the whole portal writes that kind of value."""
    return display.cell(record, path, long=long)


@register.simple_tag
def heading(model, path: str) -> str:
    return display.heading(model, path)


@register.simple_tag
def icon(name: str) -> str:
    """A 20 by 20 line icon, hidden from screen readers: it always stands beside words (LOOK.md section 9)."""
    return format_html('<svg class="i" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308 - our own drawings


@register.simple_tag
def status(text: str, level: str = "off") -> str:
    return display.status_mark(text, level)


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
def verbose_name(model):
    return model._meta.verbose_name


@register.filter
def verbose_name_plural(model):
    return model._meta.verbose_name_plural
