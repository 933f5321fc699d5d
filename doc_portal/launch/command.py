"""`./portal seed`, `./portal bench NAME` and every other command of manage.py, with the database running."""

import signal
import subprocess
import time

from doc_portal.launch import database as databases
from doc_portal.launch import web
from doc_portal.launch.account import Account
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.interruption import Interrupted
from doc_portal.launch.places import PROJECT, PYTHON, data_folder
from doc_portal.launch.preparation import Preparation

CHANGING = {"migrate", "createcachetable", "apply_rights", "sync_roles", "flush", "sqlmigrate"}
WRITING_SOURCE = {"makemigrations", "squashmigrations", "optimizemigration", "makemessages", "startapp", "bench"}
AS_OWNER = CHANGING | {"seed"}  # the sample tells of years before today, which serving processes cannot write
HEED = 5  # seconds a command has to heed Ctrl-C
PREPARED = {"seed": {"static": False}, "bench": {"static": True}}


def command(word, words, interruption):
    """Run one command in the portal's environment and give back its exit code."""
    if word == "bench" and not (words and words[0].isidentifier()):
        raise CannotStart("Name the benchmark to run, for example ./portal bench pages.")
    data = data_folder()
    database = databases.chosen(data)
    try:
        database.enter(interruption.pause)
        account = Account() if word in WRITING_SOURCE else web.account_for(database, data)
        environment = web.environment(data, database)
        preparation = Preparation(data, database, account, environment, interruption.pause)
        if word in PREPARED:
            preparation.run(**PREPARED[word])
        if word in AS_OWNER:
            environment["PORTAL_DATABASE_ROLE"] = "owner"
        if word in CHANGING:
            preparation.forget()
        if word == "bench":
            environment |= database.super_environment
        line = ["-m", f"bench.{words[0]}", *words[1:]] if word == "bench" else ["manage.py", word, *words]
        return attend([PYTHON, *line], environment, account, interruption)
    except Interrupted:
        return 130
    finally:
        database.leave(keep_found=True)


def attend(line, environment, account, interruption):
    """Wait for a command that has the terminal and give back its exit code.

    Ctrl-C reaches it there by itself; a command that does not heed it, or any other wish to stop, gets SIGTERM.
    """
    process = subprocess.Popen(line, cwd=PROJECT, env=environment, **account.popen_options)
    patience = None
    while True:
        try:
            code = process.wait(0.1)
        except subprocess.TimeoutExpired:
            if interruption.requested and patience is None:
                patience = time.monotonic() + (HEED if interruption.number == signal.SIGINT else 0)
            if patience is not None and time.monotonic() >= patience:
                process.terminate()
            continue
        return 128 - code if code < 0 else code
