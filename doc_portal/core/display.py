"""How each kind of value is written, everywhere: in tables, facts, exports and messages."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doc_portal.core.money import dollars

BLANK = "—"
QUARTER = 15 * 60  # seconds
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
UNCONFIRMED = SafeString('<span class="status warn">To be confirmed</span>')


def long_date(day: date) -> str:
    """January 15, 2026: for sentences."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year:04}"


def partial_date(text: str) -> str:
    """A day known to the year, the month or the day (“1932”, “1986-12”, “2024-11-18”), in words; others as they are."""
    for pattern in ("%Y-%m-%d", "%Y-%m"):
        try:
            day = datetime.strptime(text, pattern)  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
        return long_date(day) if "%d" in pattern else f"{MONTHS[day.month - 1]} {day.year}"
    return text


def short_date(day: date) -> str:
    """Jan 15 this year, Jan 15, 2025 in others: for tables."""
    known = f"{MONTHS[day.month - 1][:3]} {day.day}"
    return known if day.year == _year_in(int(time.time()) // QUARTER) else f"{known}, {day.year:04}"


@lru_cache(4)
def _year_in(quarter: int) -> int:
    """The year of a quarter of an hour. Days begin with one everywhere, so this need not be asked for each cell."""
    return timezone.localdate(datetime.fromtimestamp(quarter * QUARTER, UTC)).year


def clock(moment: datetime) -> str:
    """2:10 pm, Chicago time."""
    return hour_and_minute(timezone.localtime(moment))


def hour_and_minute(wall: datetime) -> str:
    """2:10 pm, as the clock on that wall says."""
    return f"{wall.hour % 12 or 12}:{wall.minute:02} {'am' if wall.hour < 12 else 'pm'}"


def long_moment(moment: datetime) -> str:
    """January 15, 2026, 2:10 pm."""
    return f"{long_date(timezone.localtime(moment))}, {clock(moment)}"


def short_moment(moment: datetime) -> str:
    """Jan 15, 2:10 pm."""
    return f"{short_date(timezone.localtime(moment).date())}, {clock(moment)}"


def written(value, *, long: bool = False) -> str:
    """Any value as it is read on a page."""
    match value:
        case None | "":
            return BLANK
        case bool():
            return "Yes" if value else "No"
        case Decimal():
            return dollars(value)
        case int():
            return f"{value:,}"
        case datetime():
            return long_moment(value) if long else short_moment(value)
        case date():
            return long_date(value) if long else short_date(value)
        case list() | tuple() | set():
            return ", ".join(written(one, long=long) for one in value) or BLANK
    return str(value)


def plain_number(number: Decimal | None) -> str:
    """A number that is no amount of money, without needless zeros; empty where it is not known."""
    return "" if number is None else f"{number.normalize():,f}"


def unit_price(price: Decimal) -> str:
    """A price of one, with as many digits after the point as it has, two at least: $0.0375."""
    digits = max(2, -price.normalize().as_tuple().exponent)
    return f"${price:,.{digits}f}"


def listed(words: list[str]) -> str:
    """“one”, “one and two”, “one, two and three”."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def follow(record, path: str):
    """The value at the end of a dotted path; None where a link on the way is empty. Methods are called."""
    for name in path.split("."):
        if record is None:
            return None
        record = getattr(record, name)
        if callable(record) and not isinstance(record, models.Manager):
            record = record()
    return record


def status_mark(text: str, level: str = "off") -> SafeString:
    """A state in words with its shape. Levels: ok, warn, bad, info, off."""
    return format_html('<span class="status {}">{}</span>', level, text)


def cell(record, path: str, *, long: bool = False) -> str:
    """The value at `path` of `record`. A choice with a level in `STATUS_LEVELS` becomes a status mark."""
    *owners, name = path.split(".")
    owner = follow(record, ".".join(owners)) if owners else record
    if owner is None:
        return BLANK
    value = getattr(owner, name)
    if isinstance(value, models.Manager):
        value = list(value.all())
    if label := getattr(owner, f"get_{name}_display", None):
        levels = getattr(owner, "STATUS_LEVELS", {})
        return status_mark(label(), levels[value]) if value in levels else (label() or BLANK)
    if isinstance(value, models.Model) and long and hasattr(value, "get_absolute_url"):
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)
    return written(value() if callable(value) else value, long=long)


def heading(model: type[models.Model], path: str) -> str:
    """What the value at `path` is called: the verbose name of its field, or the property's name in words."""
    first = path.split(".")[0]
    names = {field.name: field for field in model._meta.get_fields()}
    name = getattr(names.get(first), "verbose_name", None) or path.split(".")[-1].replace("_", " ")
    return name[:1].upper() + name[1:]
