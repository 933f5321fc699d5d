"""What templates of fiscal say beside every balance."""

from django import template

from fiscal.reconciled import control_label as label

register = template.Library()


@register.simple_tag
def control_label() -> str:
    """When the portal's figures were last reconciled to SAM II."""
    return label()
