"""Amounts in words, as checks and receipts carry them."""

from decimal import Decimal

ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (1, ""))


def in_words(amount: Decimal) -> str:
    """“One thousand two hundred thirty-four and 56/100 dollars”."""
    whole, cents = divmod(int(amount * 100), 100)
    words = []
    for size, name in GROUPS:
        count, whole = divmod(whole, size)
        if count:
            words += [*_below_thousand(count), *([name] if name else [])]
    said = " ".join(words) or "zero"
    return f"{said[0].upper()}{said[1:]} and {cents:02d}/100 dollars"


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [ONES[hundreds], "hundred"] if hundreds else []
    if rest < len(ONES):
        return words + ([ONES[rest]] if rest else [])
    tens, ones = divmod(rest, 10)
    return [*words, TENS[tens] + (f"-{ONES[ones]}" if ones else "")]
