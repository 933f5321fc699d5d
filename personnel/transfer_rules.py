"""Rules of transfers the department sets: windows, distance, caps. Missouri's own are not known (personnel.md 8)."""

import re
from datetime import date

from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused

ALWAYS = "always"
WINDOW = re.compile(r"(\d{2})-(\d{2}) to (\d{2})-(\d{2})")


def require_open_window(on: date | None = None) -> None:
    """Refuse a wish outside the windows in which wishes are entered, naming the next one."""
    on = on or timezone.localdate()
    windows = [window for year in (on.year - 1, on.year, on.year + 1) for window in _windows(year)]
    if str(value_of("transfer_windows", on)) == ALWAYS or any(first <= on <= last for first, last in windows):
        return
    coming = min((first for first, _ in windows if first > on), default=None)
    next_one = f" The next time begins on {long_date(coming)}." if coming else ""
    raise Refused(f"Transfer wishes are not taken on {long_date(on)}.{next_one}")


def _windows(year: int) -> list[tuple[date, date]]:
    """The windows that begin in a year. A window may reach into the next one."""
    text = str(value_of("transfer_windows"))
    if text == ALWAYS:
        return []
    found = []
    for part in text.split(","):
        told = WINDOW.fullmatch(part.strip())
        try:
            months = [int(one) for one in told.groups()] if told else []
            first, last = date(year, months[0], months[1]), date(year, months[2], months[3])
        except (IndexError, ValueError):
            raise Refused(
                f"The setting “transfer_windows” cannot be read (“{text}”). A portal administrator can enter it as "
                "“always”, or as “01-15 to 02-14, 07-01 to 07-31”."
            ) from None
        found.append((first, last if last >= first else last.replace(year=year + 1)))
    return found


def limit_of(key: str) -> int | None:
    """A cap that is set; None where it is 0, which means there is none."""
    value = value_of(key)
    return value if isinstance(value, int) and value > 0 else None
