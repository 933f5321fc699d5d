"""The prepared database of the tests, kept as a dump in var/: making it anew takes longer than most runs of tests.

It is made anew every day, and whenever anything changed that could change it: all code but what only draws pages.
"""

import datetime
import subprocess

from doc_portal.launch.cluster import SUPERUSER, VERSION
from doc_portal.launch.environment import RUNTIME, digest
from doc_portal.launch.places import PROJECT, write_whole
from doc_portal.launch.preparation import sources
from doc_portal.launch.vault import SCHEMA

PLACE = PROJECT / "var" / "test-template.sql"
ONLY_DRAWS = {"views", "forms", "tables", "urls", "templatetags", "templates", "static"}
INPUTS = {".py", ".csv", ".json", ".txt", ".md", ".toml"}


def fingerprint():
    """Changes with everything the prepared database depends on."""
    files = [path for path in sources(PROJECT / "var") if path.suffix in INPUTS]
    shaping = [path for path in files if not ONLY_DRAWS & {path.stem, *path.relative_to(PROJECT).parts[:-1]}]
    return f"-- {VERSION} {datetime.date.today()} {digest(RUNTIME, *shaping)}\n"  # noqa: DTZ011 - of this machine


class KeptTemplate:
    """The dump of one database of a cluster."""

    def __init__(self, cluster, database, place=PLACE):
        self.cluster, self.database, self.place = cluster, database, place
        self.fingerprint = fingerprint()

    def restore(self):
        """Fill the empty database; False, and it stays empty, where no dump is there or none that still holds."""
        try:
            kept = self.place.read_text()
        except OSError:
            return False
        if not kept.startswith(self.fingerprint):
            return False
        return self.run("psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", input=kept).returncode == 0

    def keep(self):
        """Keep the database as it is now, but for the vault, which every new database has; replaces what was kept."""
        dump = self.run("pg_dump", f"--exclude-schema={SCHEMA}", check=True).stdout
        self.place.parent.mkdir(exist_ok=True)
        write_whole(self.place, self.fingerprint + dump)

    def run(self, program, *words, **options):
        command = [self.cluster.programs / program, *words, "-d", self.cluster.url(SUPERUSER, self.database)]
        return subprocess.run(command, capture_output=True, text=True, **options)
