"""`./portal bench requirements`: what everybody owes worked out, and the pages that show it, on the full sample.

The rebuild is timed as it runs at night: from nothing, again when nothing changed, and for one person; all of it is
undone. Pages are asked by one client.
"""

import os
import subprocess
import sys

from bench.client import Visitor, times
from bench.databases import PROJECT, prepared
from bench.server import serving

INSIDE = "import django; django.setup(); from bench.owing import measure; measure()"
PAGES = (
    ("my training", "/training/mine/", "officer.jefferson", 100),
    ("what people owe", "/training/owed/", "registrar.academy", 100),
    ("compliance board", "/training/compliance/", "training.director", 200),
    ("post gate", "/training/post-gate/", "registrar.academy", 200),
)
ASKED = 60


def main() -> None:
    """Make the full sample where it is not there yet, then measure the work and the pages."""
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
