"""Text that can be seen. A name of zero-width characters looks like no name and is found by nobody."""

import unicodedata

# Nothing is drawn for these although Unicode counts them as letters, symbols or marks.
DRAWN_AS_NOTHING = {
    "\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0",
    *map(chr, range(0x180B, 0x1810)), *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)),
}  # fmt: skip
TURNING = ("\u202d", "\u202e")
"""Force the direction in which all that follows is drawn: “exe.pdf” shows where “fdp.exe” stands."""
UNSEEN = {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp"}


def is_invisible(text) -> bool:
    """Whether a text has characters and none of them can be seen: spaces, controls, zero-width, soft hyphens."""
    if not isinstance(text, str) or not text:
        return False
    return all(one in DRAWN_AS_NOTHING or unicodedata.category(one) in UNSEEN for one in text)


def invisible_sentence(name: str, *, optional: bool) -> str:
    """What is said of such a text: which field, the rule, and the way out."""
    way_out = "Type it in letters or digits, or leave it empty." if optional else "Type it in letters or digits."
    return f"The {name} holds only characters that cannot be seen. {way_out}"


def is_turned(text) -> bool:
    """Whether a text is drawn in another order than it is kept in."""
    return isinstance(text, str) and any(mark in text for mark in TURNING)


def turned_sentence(name: str) -> str:
    """What is said of such a text: which field, the rule, and the way out."""
    return f"The {name} holds a hidden mark that turns the direction of its letters. Type it again without pasting it."
