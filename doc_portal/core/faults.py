"""Faults of the database and of what was sent, told as answers a person can act on (security.md 6).

What is not explained here is a fault of the portal itself and stays a 500.
"""

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http.response import DisallowedRedirect


@dataclass(frozen=True)
class Fault:
    """An answer: its status, the sentence that is read, and after how many seconds to try again (0: not said)."""

    status: int
    sentence: str
    retry_after: int = 0


# Statement too slow, lock not got, deadlock, serialization: the connection lives and the transaction was undone.
UNDONE = {"57014", "55P03", "40P01", "40001"}

BUSY = Fault(503, "The portal is busy just now. Nothing was saved. Wait a few seconds and send it again.", 5)
UNKNOWN = Fault(
    503,
    "The connection to the database broke while your request was being worked on, so it is not known whether it was "
    "kept. Send it again: a form that was already kept has no second effect.",
    5,
)
UNREADABLE = Fault(503, "The portal cannot reach its database just now. Wait a few seconds and open the page again.", 5)
TOO_LARGE = Fault(413, "What was sent is too large. Nothing was saved. Shorten the text, or send a smaller file.")
TOO_MANY = Fault(400, "Too many fields were sent at once. Nothing was saved. Go back and send fewer.")
NOT_STORABLE = Fault(
    400,
    "Something that was sent cannot be stored: a number or a date out of range, or a hidden character. "
    "Nothing was saved. Go back, correct it and send it again.",
)
ELSEWHERE = Fault(400, "The address to go to next is not one of this portal. Go back and try again.")
BROKEN_TEXT = Fault(400, "The text that was sent holds broken characters. Nothing was saved. Go back and correct it.")
CHARSET = Fault(400, "This was sent in another character set. Nothing was saved. Send it as UTF-8.")
DAMAGED = Fault(400, "The request arrived damaged or incomplete. Nothing was saved. Go back and try again.")
MEANWHILE = Fault(
    409, "Somebody else changed this at the same moment. Nothing was saved. Open the page again and send it once more."
)


def sqlstate(exception) -> str:
    """The database's code for what went wrong; empty where the connection broke before it could say."""
    return getattr(exception.__cause__, "pgcode", None) or ""


def explain(exception, *, writing: bool) -> Fault | None:
    """The answer to this fault, or None where it is none that a person can do something about.

    `writing`: whether the request may have changed something, which decides what a broken connection leaves open.
    """
    if isinstance(exception, OperationalError | InterfaceError):
        if sqlstate(exception) in UNDONE:
            return BUSY
        return UNKNOWN if writing else UNREADABLE
    if isinstance(exception, IntegrityError):
        diagnosis = getattr(exception.__cause__, "diag", None)
        told = constraint_sentence(getattr(diagnosis, "constraint_name", None) or "")
        return Fault(409, f"{told} Nothing was saved.") if told else MEANWHILE
    if isinstance(exception, DataError):
        return NOT_STORABLE
    if isinstance(exception, UnicodeEncodeError):
        return BROKEN_TEXT if any("\ud800" <= one <= "\udfff" for one in exception.object) else None
    if isinstance(exception, ValueError):
        return NOT_STORABLE if "NUL (0x00)" in str(exception) else None
    if isinstance(exception, RequestDataTooBig):
        return TOO_LARGE
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return TOO_MANY
    if isinstance(exception, DisallowedRedirect):
        return ELSEWHERE
    return None


def constraint_sentence(name: str) -> str:
    """What a constraint of any model says when it is broken; empty where its name is unknown or it says nothing."""
    for model in apps.get_models() if name else ():
        for constraint in model._meta.constraints:
            said = constraint.violation_error_message
            if constraint.name == name and said != constraint.default_violation_error_message:
                return str(said)
    return ""
