"""`./portal bench people`: lists of 11,000 people checked and applied, and search rebuilt, on the full sample.

The work of the worker's jobs, timed in one process and undone afterwards: the directory stays as it was. While search
is rebuilt somebody keeps asking it; the slowest answer is told.
"""

import os
import subprocess
import sys

from bench.databases import PROJECT, prepared

INSIDE = "import django; django.setup(); from bench.lists import measure; measure()"


def main() -> None:
    """Make the full sample where it is not there yet, then measure in a process of its own."""
    place = prepared("full")
    print(f"Load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.", flush=True)
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "doc_portal.settings", "PORTAL_DATABASE_ROLE": "app"}
    sys.exit(subprocess.call([sys.executable, "-c", INSIDE], cwd=PROJECT, env=environment))


if __name__ == "__main__":
    main()
