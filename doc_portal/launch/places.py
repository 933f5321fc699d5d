"""Where things lie: the checkout, its virtual environment and the data folder; and how the launcher writes there.

Files are written to a new name and moved into place, and logs are opened without following links: as root the
data folder may belong to the account that serves pages, and that account must not be able to lead root astray.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from doc_portal.launch.failure import CannotStart

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LARGEST_LOG = 10 * 1024 * 1024  # bytes
OLD_LOGS = 4


def say(line=""):
    """Tell the person at the keyboard; never lost in a buffer, never an error when nobody listens any more."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def data_folder():
    """The folder of everything that must survive: PORTAL_DATA, else var/ in the checkout. Made when missing."""
    folder = Path(os.environ.get("PORTAL_DATA") or PROJECT / "var").absolute()
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        folder = folder.resolve()
        for name in ("log", "run"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be written ({error.strerror}); "
            "make it writable or set PORTAL_DATA to a folder that is."
        ) from error
    return folder


def write_whole(path, text, mode=0o600):
    """Write a file so that a reader sees the old text or the new, never half."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def open_log(path):
    """A log opened for appending, readable by its owner only."""
    return open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "ab")


def rotate(path, largest=LARGEST_LOG, kept=OLD_LOGS):
    """Move what a log holds to `.1`, that to `.2` and so on, once it is too large; the oldest is forgotten.

    The file itself is emptied and stays: whoever has it open for appending writes on, and nobody must be told.
    A line written between the copy and the emptying is lost. A failure, as on a full disk, is left for the next time.
    """
    with contextlib.suppress(OSError):
        if path.stat(follow_symlinks=False).st_size < largest:
            return
        for number in range(kept - 1, 0, -1):
            with contextlib.suppress(FileNotFoundError):
                os.replace(f"{path}.{number}", f"{path}.{number + 1}")
        flags = os.O_RDWR | os.O_NOFOLLOW
        with open(os.open(path, flags), "rb+") as log:
            made = os.open(f"{path}.1", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with open(made, "wb") as old:
                shutil.copyfileobj(log, old)
            log.truncate(0)


def last_lines(path, count=15, containing=""):
    """The end of a log, for a message."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if line.strip() and containing in line][-count:]
