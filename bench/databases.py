"""The databases a benchmark measures on: made once, kept while migrations, data and seed stay what they are."""

import contextlib
import csv
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.utils import timezone
from psycopg2 import sql

from doc_portal.launch import roles

PROJECT = Path(__file__).resolve().parent.parent
SEED = 1
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL", "DATABASE_COUNTER_URL")
INPUTS = ("*/migrations/*.py", "*/*/migrations/*.py", "*/roles.py", "*/*/roles.py", "data/**/*", "**/sample/*.py")


@dataclass(frozen=True)
class Place:
    """A database with sample data in it: how processes reach it, and who may sign in."""

    label: str
    environment: dict[str, str]
    sign_ins: dict[str, tuple[str, str]]


def prepared(size: str) -> Place:
    """The database `portal_bench_<size>` of our own cluster, made anew only where what it is made of has changed."""
    name, data = f"portal_bench_{size}", Path(os.environ["PORTAL_DATA"]) / "bench" / size
    environment = {**os.environ, **_named(name)}
    environment["PORTAL_DATA"] = str(data)
    wanted = _fingerprint()
    with _superuser("postgres") as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() != (wanted,) or not (data / "sample-signins.csv").exists():
            _make(cursor, name, size, data, environment)
            cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(wanted)))
    return Place(size, {**environment, "PORTAL_DATA": os.environ["PORTAL_DATA"]}, _sign_ins(data))


@contextlib.contextmanager
def copied(place: Place, name: str) -> Iterator[Place]:
    """A copy of one of our databases for what cannot be undone, gone again afterwards."""
    source = urlsplit(place.environment["DATABASE_URL"]).path.strip("/")
    with _superuser("postgres") as cursor:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        cursor.execute(drop)
        roles.make_database(cursor, name, source)
        roles.open_database(cursor, name)
        try:
            yield Place(name, {**place.environment, **_named(name)}, place.sign_ins)
        finally:
            cursor.execute(drop)


def as_it_is() -> Place:
    """The database of DATABASE_URL, whatever it holds."""
    return Place("as it is", dict(os.environ), _sign_ins(Path(os.environ["PORTAL_DATA"])))


def people(place: Place) -> int:
    """How many accounts the database holds."""
    with contextlib.closing(psycopg2.connect(place.environment["DATABASE_URL"])) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM core_user")
        return cursor.fetchone()[0]


def _make(cursor, name: str, size: str, data: Path, environment: dict[str, str]) -> None:
    print(f"Making the database {name} (kept for the next time) …", flush=True)
    data.mkdir(parents=True, exist_ok=True)
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    roles.make_database(cursor, name)
    roles.open_database(cursor, name)
    with _superuser(name) as inner:
        roles.open_schema(inner)
    prepare = ["-m", "doc_portal.launch.prepare"]
    _run([*prepare, "migrate", "createcachetable", "apply_rights", "sync_roles"], environment, "owner")
    _run([*prepare, "load_reference"], environment, "app")
    begun = time.monotonic()
    _run(["manage.py", "seed", "--size", size, "--seed", str(SEED)], environment, "owner")
    print(f"Seeding {size} took {time.monotonic() - begun:.0f} s.", flush=True)
    with _superuser(name) as inner:
        inner.execute("VACUUM ANALYZE")


def _run(words: list[str], environment: dict[str, str], role: str) -> None:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env={**environment, "PORTAL_DATABASE_ROLE": role},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


@contextlib.contextmanager
def _superuser(database: str):
    """A cursor of the cluster's superuser, outside any transaction."""
    with contextlib.closing(psycopg2.connect(_at(os.environ["DATABASE_SUPER_URL"], database))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def _named(name: str) -> dict[str, str]:
    """The addresses of the roles in a database of our cluster."""
    return {key: _at(os.environ[key], name) for key in NAMES if os.environ.get(key)}


def _at(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _fingerprint() -> str:
    """What the sample is made of, and the day: what is live is dated from the day of seeding."""
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    for path in sorted({path for pattern in INPUTS for path in PROJECT.glob(pattern)}):
        if path.is_file() and ".venv" not in path.parts:
            digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _sign_ins(data: Path) -> dict[str, tuple[str, str]]:
    """User name -> user name and password, as the seed wrote them down."""
    path = data / "sample-signins.csv"
    if not path.exists():
        sys.exit(f"There are no sample sign-ins in {data}. Run ./portal seed --size full --seed 1 first.")
    with path.open(newline="") as file:
        return {row["username"]: (row["username"], row["password"]) for row in csv.DictReader(file)}
