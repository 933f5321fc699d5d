"""Texts with their acronyms explained, on pages that ask for it."""

from django import template
from django.utils.safestring import SafeString

from doc_portal.core.prose import prose
from mission.glossary import glossary

register = template.Library()


@register.filter
def defined(text: str) -> SafeString:
    """Markdown as safe HTML; the first use of each acronym of the glossary opens to what it stands for."""
    return prose(text, glossary().said)
