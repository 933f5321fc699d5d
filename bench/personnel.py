"""`./portal bench personnel [--quick]`: hiring at the size of the department, on a copy of the full sample.

Finding jobs, the board of an announcement with 400 applications, publishing to 10,000 alerts, exchanges among 3,000
wishes, and 200 people who submit in the last minute. The copy is thrown away, since what was submitted stays. With a
`DATABASE_URL` of your own nothing is submitted there.
"""

import argparse
import os
import subprocess
import sys

from bench.databases import PROJECT, as_it_is, copied, prepared

INSIDE = "import django; django.setup(); from bench.hiring import measure; measure(quick={quick}, rush={rush})"


def main() -> None:
    """Make the full sample where it is not there yet, copy it, and measure in a process of its own."""
    words = argparse.ArgumentParser(prog="./portal bench personnel", description=__doc__.partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="one short round: whether it works, not how fast it is")
    quick = words.parse_args().quick
    print(f"Load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.", flush=True)
    if not os.environ.get("DATABASE_SUPER_URL"):
        print("The cluster is not ours: measuring the database of DATABASE_URL as it is, and nobody submits anything.")
        sys.exit(inside(as_it_is().environment, quick=quick, rush=False))
    with copied(prepared("full"), "portal_bench_personnel") as place:
        sys.exit(inside(place.environment, quick=quick, rush=True))


def inside(environment: dict[str, str], *, quick: bool, rush: bool) -> int:
    """Measure where Django is set up."""
    more = {"DJANGO_SETTINGS_MODULE": "doc_portal.settings", "PORTAL_DATABASE_ROLE": "app"}
    line = [sys.executable, "-c", INSIDE.format(quick=quick, rush=rush)]
    return subprocess.call(line, cwd=PROJECT, env=environment | more)


if __name__ == "__main__":
    main()
