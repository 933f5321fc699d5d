"""How form widgets become HTML."""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

INPUTS = ("checkbox", "date", "datetime", "email", "hidden", "number", "search", "tel", "text", "time", "url")
"""Kinds of `input` that Django writes by one and the same template."""


class PortalRenderer(DjangoTemplates):
    """Django's own, but for boxes to type into or to tick and lists to choose from: those are drawn in one go.

    Django renders three templates for every box and two for every choice. A filter with Missouri's 115 counties then
    takes longer than the rest of its page; drawn here it takes a twentieth of that.
    """

    def render(self, template_name: str, context: dict[str, Any], request=None) -> SafeString:
        """Draw a form's part: boxes and lists of choices by our own lines, everything else as Django does."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def draw_input(widget: dict[str, Any]) -> SafeString:
    """An `input` element from a widget's context, as Django's template would write it."""
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    attributes = draw_attributes(widget["attrs"])
    return mark_safe(f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{attributes}>')  # noqa: S308 - escaped


def draw_select(widget: dict[str, Any]) -> SafeString:
    """A `select` element from a widget's context, as Django's template would write it."""
    lines = [f'<select name="{escape(widget["name"])}"{draw_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            lines.append(f'<optgroup label="{conditional_escape(group)}">')
        lines += [
            f'<option value="{escape(str(option["value"]))}"{draw_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        ]
        if group:
            lines.append("</optgroup>")
    lines.append("</select>")
    return mark_safe("\n".join(lines))  # noqa: S308 - every part above is escaped where it is made


DRAWN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    "django/forms/widgets/select.html": draw_select,
    **dict.fromkeys(
        (f"django/forms/widgets/{kind}.html" for kind in INPUTS),
        draw_input,
    ),
}


def draw_attributes(given: dict[str, Any]) -> str:
    """Attributes of an element: true ones by name alone, false ones not at all."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )
