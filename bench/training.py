"""`./portal bench training`: a year planned for the whole department and committed, on the full sample.

Everybody owes five courses of a day each, as the specification counts them. The plan is made and committed as in the
worker, with the peak memory of the process; beside the commit the same bookings are written by one plain INSERT …
SELECT. Then bookings are looked up and made one by one, in turn with bare SQL, and pages asked by one client, in turn
with the bare view. All that is written is undone.
"""

import contextlib
import os
import subprocess
import sys
from statistics import median, quantiles

import psycopg2

from bench.client import Visitor, in_turn
from bench.databases import PROJECT, Place, prepared
from bench.server import serving

INSIDE = "import django; django.setup(); from bench.planning import measure; measure()"
BARE = "/bench/bare/"
PAGES = (
    ("my training", "/training/mine/", "officer.jefferson", 100),
    ("team", "/training/team/", "registrar.academy", 100),
    ("classes", "/training/", "officer.jefferson", 100),
    ("a class of 24", "/training/classes/{number}/", "scheduler.academy", 100),
    ("one's transcript", "/training/transcripts/{uuid}/", "officer.jefferson", 100),
    ("compliance board", "/training/compliance/", "training.director", 200),
    ("plans", "/training/plans/", "scheduler.academy", 100),
)
ASKED, WARM = 60, 9
FULLEST = "SELECT number FROM training_scheduledclass WHERE status = 'published' ORDER BY seats_taken DESC, id LIMIT 1"
ONESELF = """
SELECT p.uuid FROM personnel_person p JOIN core_user u ON u.id = p.user_id WHERE u.username = 'officer.jefferson'
"""


def main() -> None:
    """Make the full sample where it is not there yet, then measure."""
    place = prepared("full")
    print(f"Load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.", flush=True)
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "doc_portal.settings", "PORTAL_DATABASE_ROLE": "app"}
    failed = subprocess.call([sys.executable, "-c", INSIDE], cwd=PROJECT, env=environment)
    known = {"number": _one(place, FULLEST), "uuid": _one(place, ONESELF)}
    with serving(place) as port:
        for name, path, who, target in PAGES:
            page, bare = in_turn(
                Visitor(port).sign_in(*place.sign_ins[who]), path.format(**known), BARE, asked=ASKED, warm=WARM
            )
            told = f"p50 {median(page):.0f} ms | p95 {quantiles(page, n=20)[18]:.0f} ms"
            print(f"| {name} | {told} | {target} ms | {median(page) / median(bare):.1f} × bare view |", flush=True)
    sys.exit(failed)


def _one(place: Place, statement: str):
    """One value of the database."""
    with contextlib.closing(psycopg2.connect(place.environment["DATABASE_URL"])) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
