"""What the log of the web pages says of requests that were turned away, and of those that met a fault."""

import logging

TURNED_AWAY = (403, 404)
FAULTS = 500


class OneLine(logging.Filter):
    """Tells a refused or missing page in one line: who, what was missing, from where, in which request.

    A fault keeps its traceback and gets the reference that whoever met it was told.

    Django adds a traceback to every 403. It says nothing about the portal, since refusing is its work, and hides the
    faults that need somebody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; every record passes."""
        request = getattr(record, "request", None)
        status = getattr(record, "status_code", 0)
        if request is None or status not in TURNED_AWAY:
            if status >= FAULTS and (reference := getattr(request, "request_id", "")):
                record.msg, record.args = f"%s, request {reference}", (record.getMessage(),)
            return True
        exception = record.exc_info[1] if record.exc_info else None
        # The account as far as it was read: a line in a log asks the database nothing.
        person = getattr(getattr(request, "_cached_user", None), "pk", None)
        record.msg = "%s %s %r: person %s, permission %s, from %s, request %s"
        record.args = (
            record.status_code,
            request.method,
            request.path,
            person or "unknown",
            str(exception or "") or "none named",
            getattr(request, "client_address", None) or "unknown",
            getattr(request, "request_id", ""),
        )
        record.exc_info = record.exc_text = None
        return True
