"""Markdown to HTML for text people write: no HTML of their own, no `h1`, no inline style.

A picture needs words, and lies in the portal: pages ask no other host for anything.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "th": {"scope"}, "ol": {"start"}}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def _lower_headings(tokens):
    """A text is part of a page that has its `h1` and sections: its own headings start at `h3`."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = {"h1": "h3", "h2": "h3"}.get(token.tag, "h4")
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.children:
            token.children = [one for one in token.children if one.type != "image" or _may_show(one)]


def _may_show(image) -> bool:
    source = str(image.attrGet("src"))
    return bool(image.content.strip()) and source.startswith("/") and not source.startswith("//")


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, one line for each block: what search quotes."""
    lines = []
    for token in _markdown.parse(text or ""):
        if token.type == "inline":
            lines.append("".join(" " if part.type.endswith("break") else part.content for part in token.children))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    return "\n".join(lines)


def prose(text: str) -> SafeString:
    """Safe HTML of a Markdown text."""
    tokens = _markdown.parse(text or "")
    _lower_headings(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener"
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has cleaned it
