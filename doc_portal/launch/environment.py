"""The virtual environment: made once, brought up to date only when the pinned requirements change."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys

from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PROJECT, PYTHON, VENV, last_lines, say, write_whole

RUNTIME = PROJECT / "requirements.txt"
DEVELOPMENT = PROJECT / "requirements-dev.txt"
OLDEST = (3, 11)


def refuse_old_python(version=sys.version_info):
    if tuple(version[:2]) < OLDEST:
        raise CannotStart(
            f"The portal needs Python {OLDEST[0]}.{OLDEST[1]} or newer and was started with "
            f"{version[0]}.{version[1]}; install a newer one and try again."
        )


def digest(*paths):
    """A fingerprint of the contents of files; a missing file counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def venv_identity():
    """Tells this virtual environment from one made later at the same place; None when it does not run."""
    try:
        made = (VENV / "pyvenv.cfg").stat()
        version = subprocess.run(
            [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=True
        ).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{VENV} {made.st_ino} {made.st_mtime_ns} {'.'.join(version)}"


def ensure(development=False):
    """Make .venv and install what is pinned, unless the fingerprints say that it was done."""
    refuse_old_python()
    kept = PROJECT / "var" / "environment.json"
    wanted = {"runtime": digest(RUNTIME)}
    if development:
        wanted["development"] = digest(RUNTIME, DEVELOPMENT)
    if installed(kept, wanted):
        return
    try:
        kept.parent.mkdir(exist_ok=True)
        lock = open(kept.with_suffix(".lock"), "w")  # noqa: SIM115
    except OSError as error:
        raise CannotStart(f"{kept.parent} cannot be written ({error.strerror}); make the checkout writable.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(kept, wanted):
            return
        make_venv()
        install(DEVELOPMENT if development else RUNTIME)
        remember(kept, wanted)


def installed(kept, wanted):
    try:
        known = json.loads(kept.read_text())
    except (OSError, ValueError):
        return False
    return all(known.get(name) == value for name, value in wanted.items()) and known.get("venv") == venv_identity()


def remember(kept, wanted):
    try:
        known = json.loads(kept.read_text())
    except (OSError, ValueError):
        known = {}
    identity = venv_identity()
    if known.get("venv") != identity or known.get("runtime") != wanted["runtime"]:
        known = {}
    write_whole(kept, json.dumps({**known, **wanted, "venv": identity}), mode=0o644)


def make_venv():
    """Make .venv with the Python that runs this; one of another version, or one that does not run, is remade."""
    identity = venv_identity()
    if identity and identity.endswith(f" {sys.version_info[0]}.{sys.version_info[1]}"):
        return
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} …")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        raise CannotStart(
            f"{sys.executable} cannot make a virtual environment in {PROJECT} "
            "(Debian, Ubuntu: apt install python3-venv; or make the folder writable)."
        )


def install(requirements):
    """Install pinned packages; what pip says goes to var/log/pip.log."""
    say(f"Installing {requirements.name} …")
    log = PROJECT / "var" / "log" / "pip.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    words = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "-r", requirements]
    with open(log, "wb") as output:
        done = subprocess.run(
            [PYTHON, *words],
            cwd=PROJECT,
            env={**os.environ, "PIP_USER": "0"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        reason = (last_lines(log, 1, "ERROR") or ["no reason given"])[-1].removeprefix("ERROR: ")
        raise CannotStart(
            f"A package of {requirements.name} could not be installed ({reason}); "
            f"check the connection to the package index, see {log}, and try again."
        )
