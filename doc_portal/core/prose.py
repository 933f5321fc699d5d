"""Markdown to HTML for text people write: no HTML of their own, no `h1`, no inline style.

A picture needs words, and lies in the portal: pages ask no other host for anything.
"""

import re
from collections.abc import Mapping

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "details", "div", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre",
    "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "details": {"class"},
    "div": {"class"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"scope"},
}
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


def _explain(tokens, said: Mapping[str, str]) -> None:
    """Make the first use of each word of `said` a disclosure that opens to its explanation.

    Only in running text: not in headings, links or emphasis. A paragraph that holds one becomes a `div`, since a
    paragraph cannot hold a disclosure.
    """
    if not said:
        return
    word = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(said, key=len, reverse=True)))})(?![\w-])")
    used: set[str] = set()
    for place, token in enumerate(tokens):
        before = tokens[place - 1]
        if token.type != "inline" or before.type not in {"paragraph_open", "td_open"}:
            continue
        parts, depth, found = [], 0, len(used)
        for part in token.children:
            depth += part.nesting
            parts += _explained(part, word, said, used) if part.type == "text" and depth == 0 else [part]
        token.children = parts
        if len(used) > found and before.type == "paragraph_open":
            before.tag = tokens[place + 1].tag = "div"
            before.attrSet("class", "para")


def _explained(part: Token, word: re.Pattern, said: Mapping[str, str], used: set[str]) -> list[Token]:
    """One piece of text as pieces, with a disclosure in place of each word that is used for the first time."""
    pieces, rest = [], 0
    for match in word.finditer(part.content):
        if match[0] in used:
            continue
        used.add(match[0])
        pieces.append(_piece("text", part.content[rest : match.start()]))
        pieces.append(
            _piece(
                "html_inline",
                f'<details class="define"><summary>{escape(match[0])}</summary> '
                f"<span>({escape(said[match[0]])})</span></details>",
            )
        )
        rest = match.end()
    return [*pieces, _piece("text", part.content[rest:])]


def _piece(kind: str, content: str) -> Token:
    return Token(kind, "", 0, content=content)


def prose(text: str, said: Mapping[str, str] | None = None) -> SafeString:
    """Safe HTML of a Markdown text. `said` explains words of it, each where it is used first."""
    tokens = _markdown.parse(text or "")
    _lower_headings(tokens)
    _explain(tokens, said or {})
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener"
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has cleaned it


def links(text: str) -> list[str]:
    """Where the links and pictures of a Markdown text lead, in their order."""
    found = []
    for token in _markdown.parse(text or ""):
        for part in token.children or ():
            target = part.attrGet("href") if part.type == "link_open" else None
            target = part.attrGet("src") if part.type == "image" else target
            if target:
                found.append(str(target))
    return found
