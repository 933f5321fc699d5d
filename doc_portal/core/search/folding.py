"""Making different spellings of one word meet. Python folds stored text and questions alike.

PostgreSQL gets plain lower-case words: its own parser would split `D2-11.3` into `d2` and `-11.3`, and `O'Neill`
into `o` and `neill`, and the embedded server has no `unaccent`.
"""

import re
import unicodedata

FOLDING = 1
"""Raise it when folding changes: the nightly check then writes every entry again."""
MAX_BODY_WORDS = 2000
MAX_KEY = 60

_APOSTROPHES = "'‘’‚‛′´`ʼʹ＇"
_HYPHENS = "-‐‑‒−﹣－"
# Letters that decomposition leaves as they are.
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t"}
_PLAIN_SIGNS = _LETTERS | {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
    "\N{SOFT HYPHEN}": "",
}
_ODD = re.compile(f"[{re.escape(''.join(_PLAIN_SIGNS))}]")
_UNPRINTABLE = re.compile("[\x01-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001]")
_INNER = re.compile(r"\b\w++(?:['-]\w+)+")
_WORD = re.compile(r"[^\W_]+")
_SUFFIX_SPLIT = re.compile(r"['-]")


def printable(text: str) -> str:
    """The text without NUL; a space for other characters the database refuses or no one can read."""
    return _UNPRINTABLE.sub(" ", text.replace("\x00", ""))


def plain(text: str) -> str:
    """Without accents and case, quotes and hyphens straightened; all other characters stay."""
    text = _ODD.sub(_plain_sign, printable(text))
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    marks = {ord(sign): None for sign in set(text) if unicodedata.combining(sign)}
    return _ODD.sub(_plain_sign, text.translate(marks) if marks else text)


def _plain_sign(found: re.Match) -> str:
    return _PLAIN_SIGNS[found[0]]


def _both_forms(found: re.Match) -> str:
    """`o'neill` as `oneill o neill`: written together and apart."""
    parts = _SUFFIX_SPLIT.split(found[0])
    return f"{''.join(parts)} {' '.join(parts)}"


def fold(text: str) -> str:
    """The text as it is compared: `O’Neill` gives `oneill o neill`, `Nuñez` gives `nunez`."""
    return _INNER.sub(_both_forms, plain(text))


def words(text: str, limit: int | None = None) -> str:
    """The folded words alone, at most `limit` of them: what the index stores."""
    return " ".join(_WORD.findall(fold(text))[:limit])


def squeezed(text: str) -> str:
    """Letters and digits alone, in capitals: `D2 11.3`, `d2-11.3` and `D211.3` all give `D2113`."""
    return "".join(_WORD.findall(plain(text))).upper()


def normal_key(text: str) -> str:
    """An identifier as it is stored and looked for."""
    return squeezed(text)[:MAX_KEY]


def keys_of(identifier: str) -> dict[str, bool]:
    """Every key an identifier is found by, and whether it is the whole of it.

    `MO 931-0123` gives MO9310123 (whole), 9310123 and 0123.
    """
    parts = _WORD.findall(plain(identifier))
    tails = {normal_key("".join(parts[start:])): start == 0 for start in reversed(range(len(parts)))}
    return {key: whole for key, whole in tails.items() if key}


def prefix_query(text: str, most: int = 8) -> str:
    """What `to_tsquery('simple', …)` gets: every word as the beginning of a word, `O'Neill` in either form.

    Empty when the text holds no word.
    """
    terms, used = [], 0
    for typed in plain(text).split():
        forms = [_WORD.findall(form) for form in _forms(typed)]
        forms = [form for form in forms if form]
        if not forms:
            continue
        room = most - used
        if room <= 0:
            break
        used += max(len(form[:room]) for form in forms)
        alternatives = dict.fromkeys(" & ".join(_begins(word) for word in form[:room]) for form in forms)
        terms.append(" | ".join(f"({one})" for one in alternatives))
    return " & ".join(f"({term})" for term in terms)


def _forms(typed: str) -> list[str]:
    """The word as it stands apart and, where it has inner apostrophes or hyphens, written together."""
    return [typed, _INNER.sub(lambda found: "".join(_SUFFIX_SPLIT.split(found[0])), typed)]


def _begins(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':*"


def web_query(text: str) -> str:
    """What `websearch_to_tsquery` gets: accents and case folded; quotes and a leading minus keep their meaning.

    A hyphen or dot inside a word parts it, as in the stored text, and never excludes what follows.
    """
    text = re.sub(r"(?<![^\s\"])-(?=[\w\"])", "\N{START OF TEXT}", plain(text))
    text = re.sub(r"[^\w\"\s\N{START OF TEXT}]|_", " ", text)
    return text.replace("\N{START OF TEXT}", "-")
