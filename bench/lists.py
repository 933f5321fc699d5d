"""What `./portal bench people` times, in a process whose database is the full sample and where Django is set up."""

import csv
import io
import threading
import time
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from doc_portal.core.actions import imports
from doc_portal.core.imports import kind_named, untold
from doc_portal.core.models import Job, SearchEntry, User
from doc_portal.core.search import rebuild_search, search
from personnel.lists import people

PEOPLE, ENTRIES = 11_000, 40_000
TARGETS = {"dry run": 15.0, "apply": 30.0, "rebuild": 60.0}  # seconds (issue 3)


def timed(work: Callable):
    """How many seconds it took, and what it gave."""
    begun = time.monotonic()
    given = work()
    return time.monotonic() - begun, given


def of_everyone(by) -> bytes:
    """Everyone with other words for what they help with, and new people up to the number."""
    lines = [[*line[:9], "Measured help", line[10]] for line in people.current(by)]
    lines += [[f"NEW-{n:05}", "New", f"Person {n}", *[""] * 8] for n in range(PEOPLE - len(lines))]
    file = io.StringIO()
    csv.writer(file).writerows([people.COLUMNS, *lines])
    return file.getvalue().encode()


def lists() -> None:
    by = User.objects.get(username="directory.steward")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        content = of_everyone(by)
        file = SimpleUploadedFile("people.csv", content, content_type="text/csv")
        sent, run = timed(lambda: imports.check_import(kind_named("people"), file=file, rows=None, encoding="", by=by))
        seconds, _ = timed(lambda: imports.run_check(Job.objects.latest("pk"), untold))
        tell("dry run", f"{PEOPLE:,} people ({sent:.2f} s in the page)", seconds)
        run.refresh_from_db()
        Job.objects.filter(payload__run=run.pk).update(status=Job.Status.DONE)
        imports.apply_import(run, by=by)
        seconds, _ = timed(lambda: imports.run_import(Job.objects.latest("pk"), untold))
        tell("apply", f"{run.new:,} new and {run.changed:,} changed people", seconds)
        transaction.set_rollback(True)


def rebuild() -> None:
    over, waits = threading.Event(), []
    reader = User.objects.get(username="officer.jefferson")

    def ask() -> None:
        while not over.wait(0.2):
            seconds, _ = timed(lambda: search(reader, "farmington"))
            waits.append(seconds)
        connections.close_all()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        seconds, rebuilt = timed(rebuild_search)
    finally:
        over.set()
        asking.join()
    each = f"{max(waits, default=0) * 1000:.0f} ms the slowest of {len(waits)} searches meanwhile"
    tell("rebuild", f"{rebuilt.written:,} of {SearchEntry.objects.count():,} entries, {each}", seconds)
    print(f"At this rate {ENTRIES:,} entries take {seconds * ENTRIES / max(rebuilt.written, 1):.0f} s.")


def tell(name: str, what: str, seconds: float) -> None:
    """One measured line beside its target."""
    print(f"| {name} | {what} | {seconds:.1f} s | {TARGETS[name]:.0f} s |", flush=True)


def measure() -> None:
    """Everything, one after the other."""
    lists()
    rebuild()
