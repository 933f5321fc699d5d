"""The embedded PostgreSQL: one data directory, one private socket, started and stopped under one lock.

Alive means: a process that works in our data directory (a zombie or a recycled process id does not).
Ready means: `SELECT 1` through our socket, answered by the server of our data directory.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from doc_portal.launch import processes
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import last_lines, open_log, rotate, write_whole

VERSION = "18"
PORT = 5432
LONGEST_SOCKET = 100
SUPERUSER = "postgres"
DURABLE = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}
PROGRAM_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


class Cluster:
    """A database cluster in `home`: data/ and run/ belong to the account, secret/ to whoever starts it.

    A throw-away cluster gives up durability for speed and is for tests only.
    """

    def __init__(self, home, account, programs, *, throwaway=False):
        self.home = Path(home).resolve()
        self.account = account
        self.programs = Path(programs)
        self.throwaway = throwaway
        self.data = self.home / "data"
        self.sock = self.home / "run"
        self.secret = self.home / "secret"
        self.log = self.home / "postgres.log"
        self.process = None
        self.users = None
        self.found_running = False

    # What is there

    def postmaster(self):
        """The id of our living server, None when there is none."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if processes.working_directory(pid) == str(self.data) else None

    def alive(self):
        """Every living process of ours, the children of a killed server included."""
        return processes.working_in(self.data)

    def password(self, role):
        """The password of a role; made at random the first time it is asked for."""
        path = self.secret / role
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(32))
        return path.read_text()

    def url(self, role, database):
        return f"postgres://{role}:{self.password(role)}@/{database}?host={quote(str(self.sock), safe='')}"

    def connect(self, database="postgres", role=SUPERUSER):
        connection = psycopg2.connect(
            host=str(self.sock),
            port=PORT,
            user=role,
            password=self.password(role),
            dbname=database,
            connect_timeout=3,
            application_name="portal launcher",
        )
        connection.autocommit = True
        return connection

    # Use: every command that needs the server enters, the last one that leaves stops it

    def enter(self, pause=time.sleep):
        """Start the server or adopt the running one, and count as a user of it."""
        self.check_path()
        self.make_folders()
        with self.locked(pause):
            self.users = open(self.home / "users", "ab")  # noqa: SIM115
            self.found_running = self.alone() and self.postmaster() is not None
            fcntl.flock(self.users, fcntl.LOCK_SH)
            try:
                self.start(pause)
            except BaseException:
                if self.alone():
                    self.stop()
                self.users.close()
                self.users = None
                raise

    def leave(self, *, keep_found=False):
        """Stop the server unless someone else uses it. `keep_found`: also leave one that ran unattended before."""
        if self.users is None:
            return
        with self.locked(), self.users:
            if self.alone() and not (keep_found and self.found_running):
                self.stop()
        self.users = None

    def alone(self):
        """Whether no other launcher uses the server. Only asked while the start and stop lock is held."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextlib.contextmanager
    def locked(self, pause=time.sleep, wait=330):
        with open(self.home / "lock", "ab") as lock:
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise CannotStart(
                            f"Another command has been starting or stopping the database in {self.home} "
                            f"for {wait} s; end it and try again."
                        ) from None
                pause(0.05)
            yield

    # Making it

    def check_path(self):
        length = len(os.fsencode(self.sock / f".s.PGSQL.{PORT}"))
        if length > LONGEST_SOCKET or "," in str(self.sock):
            raise CannotStart(
                f"A database socket cannot lie in {self.sock} (its path has {length} bytes, at most {LONGEST_SOCKET}, "
                "and no comma); set PORTAL_DATA to a folder with a shorter, plain path."
            )

    def make_folders(self):
        """The folders, each private. As root the home is passable, so that the account reaches its two folders."""
        try:
            for folder in (self.home, self.secret, self.sock):
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)
            if self.account.name:
                self.home.chmod(0o711)
            self.account.own(self.sock)
        except OSError as error:
            raise CannotStart(
                f"The database folder {self.home} cannot be used ({error.strerror}); it belongs to another user: "
                "start the portal as that user or set PORTAL_DATA to another folder."
            ) from error

    def create(self):
        """Run initdb beside the place and move the result in: a data directory exists whole or not at all."""
        draft = self.home / "data.new"
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        self.account.own(draft)
        words = self.sock / "initial-password"
        write_whole(words, self.password(SUPERUSER))
        self.account.own(words)
        command = [
            self.programs / "initdb",
            *("-D", draft, "-U", SUPERUSER, "-E", "UTF8", "--data-checksums"),
            *("--auth=scram-sha-256", f"--pwfile={words}"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *(["--no-sync"] if self.throwaway else []),
        ]
        with open_log(self.log) as log:
            done = subprocess.run(
                command,
                cwd="/",
                env=PROGRAM_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o077,
                start_new_session=True,
                **self.account.popen_options,
            )
        words.unlink()
        if done.returncode:
            self.fail("could not be made")
        draft.rename(self.data)

    def check_version(self):
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except OSError:
            found = "unknown"
        if found != VERSION:
            raise CannotStart(
                f"The data in {self.data} was written by PostgreSQL {found} and this is {VERSION}; "
                "restore a dump of it into a new folder named by PORTAL_DATA."
            )

    # Starting and stopping; the caller holds the lock

    def start(self, pause=time.sleep, wait=300):
        """Bring the server up, or take the running one, and refuse one that would lose what it acknowledged."""
        if not self.data.exists():
            self.create()
        self.check_version()
        deadline = time.monotonic() + wait
        launches = 0
        while not self.answers():
            if not self.running():
                if launches == 2:
                    self.fail("did not start")
                self.clear_stale(pause)
                if not self.postmaster():
                    self.launch()
                    launches += 1
            if time.monotonic() > deadline:
                self.fail(f"did not answer within {wait} s")
            pause(0.05)
        if not self.throwaway:
            self.refuse_unsafe()

    def running(self):
        """Whether a server is there or on its way: one we just launched has no pid file yet."""
        return self.postmaster() is not None or (self.process is not None and self.process.poll() is None)

    def restart_if_gone(self, pause=time.sleep):
        """Start the server again if it was killed; True when that was necessary."""
        if self.running():
            return False
        with self.locked(pause):
            if self.running():
                return False
            self.start(pause)
        return True

    def answers(self):
        if not self.postmaster():
            return False
        try:
            with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('data_directory')")
                return Path(cursor.fetchone()[0]).resolve() == self.data
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise CannotStart(
                    f"The database in {self.home} does not accept the password kept in {self.secret}; "
                    "bring that folder back from the backup."
                ) from error
            return False

    def clear_stale(self, pause=time.sleep, patience=10):
        """Remove pid file and socket lock of a dead server, but not before its last child is gone.

        While one of them lives the pid file is what keeps a second server off the data. Orphans of a killed
        server end by themselves; a busy one is made to after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        while self.alive():
            if self.postmaster():
                return
            if time.monotonic() > deadline:
                for pid in self.alive():
                    processes.send(pid, signal.SIGQUIT)
            pause(0.05)
        for path in (self.data / "postmaster.pid", self.sock / f".s.PGSQL.{PORT}.lock"):
            path.unlink(missing_ok=True)

    def launch(self):
        """Start the server as its own session, so that Ctrl-C at the terminal does not reach it."""
        quoted = str(self.sock).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            **(THROWAWAY if self.throwaway else {}),
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        rotate(self.log)
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *words],
                cwd="/",
                env=PROGRAM_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o077,
                start_new_session=True,
                **self.account.popen_options,
            )

    def refuse_unsafe(self):
        """Acknowledged means kept: refuse a server, or a role of it, that was set to forget."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
            off = sorted(f"{name} = {setting}" for name, setting in cursor.fetchall() if setting != "on")
            cursor.execute(
                "SELECT DISTINCT entry FROM pg_db_role_setting, unnest(setconfig) AS entry "
                "WHERE split_part(entry, '=', 1) = ANY(%s) AND split_part(entry, '=', 2) <> 'on'",
                [list(DURABLE)],
            )
            off += sorted(entry for (entry,) in cursor.fetchall())
        if off:
            raise CannotStart(
                f"The database in {self.data} could lose acknowledged entries ({', '.join(off)}); "
                "set these back to on and start again."
            )

    def stop(self, wait=300):
        """Fast shutdown: sessions are ended, everything acknowledged is on disk, nothing is left running."""
        deadline = time.monotonic() + wait
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        elif pid := self.postmaster():
            processes.send(pid, signal.SIGINT)
        while self.alive() or (self.process is not None and self.process.poll() is None):
            if time.monotonic() > deadline:
                for pid in self.alive():
                    processes.send(pid, signal.SIGQUIT)
            time.sleep(0.05)
        self.process = None

    def fail(self, what):
        reason = (last_lines(self.log, 1, "FATAL") or last_lines(self.log, 1) or ["no reason given"])[-1]
        raise CannotStart(f"The database in {self.home} {what} ({reason.strip()}); see {self.log}.")
