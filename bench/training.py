"""`./portal bench training`: a year planned for the whole department and committed, on the full sample.

Everybody owes five courses of a day each, as the specification counts them. The plan is made and
committed as in the worker, with the peak memory of the process; beside the commit the same bookings are written by one
plain INSERT … SELECT. Then bookings one by one, and pages by one client. All that is written is undone.
"""

import os
import subprocess
import sys

from bench.client import Visitor, times
from bench.databases import PROJECT, prepared
from bench.server import serving

INSIDE = "import django; django.setup(); from bench.planning import measure; measure()"
PAGES = (
    ("my training", "/training/mine/", "officer.jefferson", 100),
    ("team", "/training/team/", "registrar.academy", 100),
    ("classes", "/training/", "officer.jefferson", 100),
    ("compliance board", "/training/compliance/", "training.director", 200),
    ("plans", "/training/plans/", "scheduler.academy", 100),
)
ASKED = 60


def main() -> None:
    """Make the full sample where it is not there yet, then measure."""
    place = prepared("full")
    print(f"Load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.", flush=True)
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "doc_portal.settings", "PORTAL_DATABASE_ROLE": "app"}
    failed = subprocess.call([sys.executable, "-c", INSIDE], cwd=PROJECT, env=environment)
    with serving(place) as port:
        for name, path, who, target in PAGES:
            visitor = Visitor(port).sign_in(*place.sign_ins[who])
            times(visitor, path, 9)
            found = sorted(seconds * 1000 for seconds in times(visitor, path, ASKED))
            p50, p95 = found[len(found) // 2], found[len(found) * 95 // 100]
            print(f"| {name} | p50 {p50:.0f} ms | p95 {p95:.0f} ms | {target} ms |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
