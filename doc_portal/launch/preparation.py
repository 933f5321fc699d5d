"""What must be done before pages can be served, and the fingerprints that tell what was done already.

A step is skipped when its inputs are those of the last time and the database is the same one. The inputs of the
steps that run our code are all of our code: a start after a change repeats them, the next one is quick.
"""

import json
import os
import subprocess
from pathlib import Path

from doc_portal.launch import database as databases
from doc_portal.launch.environment import RUNTIME, digest
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.interruption import Interrupted
from doc_portal.launch.places import PROJECT, PYTHON, last_lines, open_log, rotate, say, write_whole

AS_OWNER = ("migrate", "createcachetable", "apply_rights", "sync_roles")
AS_APP = ("check", "load_reference")
UNSEEN = {"tests", "bench", "var", "docs", "node_modules"}
TOLD = {
    "migrate": "Bringing the database up to date …",
    "load_reference": "Loading the reference data …",
    "sample": "Loading the sample department (first start only) …",
    "collectstatic": "Collecting the static files …",
}


def sources(data):
    """Every file of the checkout that could change what a step does: not tests, not hidden, not the data folder."""
    found = []
    for place, folders, files in os.walk(PROJECT):
        folders[:] = sorted(
            name
            for name in folders
            if name not in UNSEEN and not name.startswith((".", "__")) and Path(place) / name != data
        )
        found += [Path(place) / name for name in sorted(files)]
    return found


def fingerprints(data_folder):
    """Step -> fingerprint of its inputs."""
    files = sources(data_folder)
    code = digest(RUNTIME, *(path for path in files if path.suffix == ".py"))
    data = digest(*(path for path in files if path.suffix in {".csv", ".json", ".txt", ".md", ".toml"}))
    static = digest(RUNTIME, *(path for path in files if "static" in path.relative_to(PROJECT).parts[:-1]))
    return {
        **dict.fromkeys((*AS_OWNER, "check"), code),
        "load_reference": code + data,
        "collectstatic": static
        + digest(PROJECT / "doc_portal" / "settings.py", Path(__file__).with_name("prepare.py")),
        "sample": "once",
    }


class Preparation:
    """Runs the steps that are needed, as the web account, and remembers them."""

    def __init__(self, data, database, account, environment, pause):
        self.data = data
        self.database = database
        self.account = account
        self.environment = environment
        self.pause = pause
        self.kept = data / "fingerprints.json"
        self.log = data / "log" / "prepare.log"
        self.done = {}

    def run(self, *, sample=False, static=False):
        """Bring database and static files up to date; `sample` also fills an empty portal."""
        wanted = fingerprints(self.data)
        production = self.environment["PORTAL_ENV"] == "production"
        self.done = known = self.known()
        self.do([step for step in AS_OWNER if known.get(step) != wanted[step]], "owner", wanted)
        needed = [step for step in AS_APP if known.get(step) != wanted[step] or (step == "check" and production)]
        self.do(needed, "app", wanted)
        if sample and not production and known.get("sample") != wanted["sample"]:
            self.do(["sample"], "owner", wanted)
        if static and not (known.get("collectstatic") == wanted["collectstatic"] and self.collected()):
            self.do(["collectstatic"], "app", wanted)

    def collected(self):
        return (self.data / "static" / "staticfiles.json").exists()

    def do(self, steps, role, wanted):
        if not steps:
            return
        for step in steps:
            if step in TOLD:
                say(TOLD[step])
        rotate(self.log)
        with open_log(self.log) as log:
            process = subprocess.Popen(
                [PYTHON, "-m", "doc_portal.launch.prepare", *steps],
                cwd=PROJECT,
                env={**self.environment, "PORTAL_DATABASE_ROLE": role},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.popen_options,
            )
        try:
            while process.poll() is None:
                self.pause(0.02)
        except Interrupted:
            process.terminate()
            process.wait()
            raise
        if process.returncode:
            self.fail()
        self.remember({step: wanted[step] for step in steps})

    def fail(self):
        step = (last_lines(self.log, 1, "== ") or ["== start"])[-1].removeprefix("== ")
        reason = (last_lines(self.log, 1) or ["no reason given"])[-1].strip()
        raise CannotStart(f"The step {step} failed ({reason}); mend that and start again; more in {self.log}.")

    def known(self):
        """What was done for this very database."""
        try:
            kept = json.loads(self.kept.read_text())
        except (OSError, ValueError):
            return {}
        identity = self.identity()
        return kept["steps"] if identity and kept.get("database") == identity else {}

    def identity(self):
        return databases.identity(self.database)

    def remember(self, steps):
        """Note steps as done, for the database as it is now: migrating changes its identity."""
        self.done = {**self.done, **steps}
        write_whole(self.kept, json.dumps({"database": self.identity(), "steps": self.done}, indent=1))

    def take_as_done(self, steps):
        """Note steps as done that another went through whose database this one is a copy of."""
        wanted = fingerprints(self.data)
        self.remember({step: wanted[step] for step in steps})

    def forget(self):
        """A command changed the database behind our back: do everything again next time."""
        self.kept.unlink(missing_ok=True)
