"""Work that tests of the worker hand out. Declared by `declare_test_jobs`, never by an app."""

import time
from pathlib import Path

from django.db import connection, transaction

from doc_portal.core.models import Counter
from doc_portal.core.workflow import Refused


def count_up(job, report):
    """Count to `total`, one short step each; leave a mark for every step and one for every start."""
    total = job.payload["total"]
    Counter.objects.create(series=f"start {job.pk}", year=job.attempts)
    for step in range(1, total + 1):
        time.sleep(job.payload.get("pause", 0))
        report(step, total, f"Step {step}")
    with transaction.atomic():
        number, _ = Counter.objects.select_for_update(no_key=True).get_or_create(series="counted", year=2026)
        number.last += 1
        number.save()
    return {"counted": total}


def sleep_in_sql(job, report):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [job.payload["seconds"]])


def write_and_wait(job, report):
    """Write inside a transaction and report from there: progress must show, the row must not."""
    with transaction.atomic():
        Counter.objects.create(series="inside", year=2026, last=1)
        for step in range(job.payload["total"]):
            time.sleep(0.1)
            report(step + 1, job.payload["total"])


def refuse(job, report):
    raise Refused("The list is closed until Monday. Ask Fiscal to open it.")


def fail(job, report):
    raise ValueError("an inner detail nobody should read")


def nightly():
    Counter.objects.create(series="night", year=Counter.objects.filter(series="night").count() + 1)


def touch(job, report):
    Path(job.payload["file"]).touch()
