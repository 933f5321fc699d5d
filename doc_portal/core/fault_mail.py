"""Mail to those who keep the portal running when something in it breaks (security.md 6).

A mail says what kind of fault it was, where in the code, in which page, and the reference by which the log tells the
rest. Neither the fault's own words nor anything that was typed stands in it. One mail a day for each fault. What was
sent by a stranger and turned away is none.
"""

import logging
import traceback

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.utils import timezone

from doc_portal.core.display import long_moment
from doc_portal.core.outbox import queue_mail


class FaultMail(logging.Handler):
    """Queues a mail for each logged fault; where even that fails, the log alone tells of it."""

    def __init__(self):
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the mail of one record that carries a fault, for every address of FAULT_MAIL_TO."""
        fault = record.exc_info[1] if record.exc_info else None
        if not settings.FAULT_MAIL_TO or fault is None or isinstance(fault, SuspiciousOperation):
            return
        kind, place = type(fault).__name__, place_of(fault)
        try:
            with transaction.atomic():
                for address in settings.FAULT_MAIL_TO:
                    key = f"fault:{timezone.localdate()}:{address}:{kind}:{place}"
                    queue_mail(address, f"A fault in the portal: {kind} in {place}", words_of(record, kind, place), key)
        except Exception:  # a fault told nowhere but in the log must not become a second one
            self.handleError(record)


def words_of(record: logging.LogRecord, kind: str, place: str) -> str:
    """The mail's text."""
    request = getattr(record, "request", None)
    page = getattr(getattr(request, "resolver_match", None), "view_name", None)
    reference = getattr(request, "request_id", "")
    lines = [
        f"Fault: {kind} in {place}",
        f"When: {long_moment(timezone.now())}",
        f"Page: {request.method} {page or 'none'}" if request is not None else f"Part: {record.name}",
        *([f"Reference: {reference}"] if reference else []),
        "",
        "The log of the portal tells the rest. Nothing more is mailed about this fault today.",
    ]
    return "\n".join(lines)


def place_of(exception: BaseException) -> str:
    """The innermost line of our own code that was being worked on: file, line and function."""
    steps = traceback.extract_tb(exception.__traceback__)
    ours = [step for step in steps if step.filename.startswith(str(settings.BASE_DIR)) and ".venv" not in step.filename]
    if not steps:
        return "an unknown place"
    step = (ours or steps)[-1]
    return f"{step.filename.removeprefix(f'{settings.BASE_DIR}/')} line {step.lineno}, {step.name}"


def install() -> None:
    """Let every fault that is logged be mailed too."""
    root = logging.getLogger()
    if not any(isinstance(handler, FaultMail) for handler in root.handlers):
        root.addHandler(FaultMail())
