"""Telephone numbers as people type them, and the one way they are kept: (573) 555-0100."""

import re

from django.core.exceptions import ValidationError

SENTENCE = "Enter the telephone number with its ten digits, like (573) 555-0100."
EXTENSION = re.compile(r"(?:,|;)?\s*(?:ext\.?|extension|x|#)\s*\d*\s*\Z", re.IGNORECASE)
DRESSING = re.compile(r"[\s().+/\-‐‑–]")


def ten_digits(text: str) -> str:
    """The number as it is kept; empty where nothing was typed. Raises `ValidationError` with the way out.

    The country code 1 before it is left out. An extension has a field of its own.
    """
    text = text.strip()
    if not text:
        return ""
    if EXTENSION.search(text):
        raise ValidationError("Enter the extension in its own field, and here the ten digits alone.")
    digits = DRESSING.sub("", text)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if not re.fullmatch(r"[2-9][0-9]{9}", digits):
        raise ValidationError(SENTENCE)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
