"""The environment that the portal's own processes get, and the account they run as."""

import os
import secrets

from doc_portal.launch.account import Account, web_account
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PYTHON, write_whole

ENVIRONMENTS = ("sample", "production")


def account_for(database, data):
    """As root the database's account, where it can read the checkout; the data folder then belongs to it."""
    if not database.account:
        return Account()
    account = web_account(database.account)
    if account.name:
        for folder in (data, data / "log", data / "run"):
            account.own(folder)
    return account


def secret_key(data):
    """The key that signs sessions: SECRET_KEY, else one made at random the first time and kept."""
    if os.environ.get("SECRET_KEY"):
        return os.environ["SECRET_KEY"]
    path = data / "secret-key"
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(64))
    return path.read_text()


def port():
    """The port to serve at, 8000 unless PORT says otherwise."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT is {text!r}; set it to a number from 1 to 65535.")
    return int(text)


def environment(data, database):
    """What settings.py reads, over the environment that the launcher was started in."""
    chosen = os.environ.get("PORTAL_ENV") or "sample"
    if chosen not in ENVIRONMENTS:
        raise CannotStart(f"PORTAL_ENV is {chosen!r}; set it to {' or '.join(ENVIRONMENTS)}.")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PG"))}
    return {
        **inherited,
        **database.environment,
        "DJANGO_SETTINGS_MODULE": "doc_portal.settings",
        "PATH": os.pathsep.join(filter(None, [str(PYTHON.parent), os.environ.get("PATH"), database.program_folder])),
        "PORT": str(port()),
        "PORTAL_DATA": str(data),
        "PORTAL_ENV": chosen,
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": secret_key(data),
    }
