"""Loading the sample department: all of it or, where something fails, none of it; then search learns of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context, Size
from doc_portal.core.sample.sign_ins import open_sign_ins, pass_phrase, tell
from doc_portal.core.search import rebuild_search

SEED_LOCK = 7_286_011


@dataclass(frozen=True)
class Loaded:
    """What was made of each, and how many seconds each part took."""

    made: dict[str, int]
    seconds: dict[str, float]


def load_sample(size: Size, seed: int, *, unit: str = "", again: bool = False) -> dict[str, int]:
    """Fill the portal up to `size`, or one unit of it; return what was made. Refuses where there is nothing to do.

    `again` adds the size once more to what is there. Only the owner of the tables writes of the past.
    """
    return load_and_time(size, seed, unit=unit, again=again).made


def load_and_time(size: Size, seed: int, *, unit: str = "", again: bool = False) -> Loaded:
    """The same, and how long it took."""
    if settings.PRODUCTION:
        raise CommandError("Sample data is never loaded in production (PORTAL_ENV=production). Nothing was changed.")
    context = Context(size, seed, timezone.localdate(), again)
    phrase = pass_phrase(seed)
    with transaction.atomic():
        _take_time()
        waiting = not User.objects.filter(sample=True).exists()
        made = _make(_sample_functions(unit), context)
        if not any(made.values()):
            raise CommandError(
                f"The sample data of size {size.name} is already here. Nothing was changed. "
                "Add --again to load as much once more, or --size full for the whole department."
            )
        opened = open_sign_ins(phrase) if waiting else 0
    if opened:
        tell(Path(settings.PORTAL_DATA), phrase)
    with context.timed("search"):
        rebuild_search()
    return Loaded(made, context.seconds)


def _sample_functions(unit: str) -> list[Callable[[Context], dict[str, int]]]:
    """The sample functions of the apps in the order in which apps build on each other."""
    found = {config.label: config.sample for config in apps.get_app_configs() if hasattr(config, "sample")}
    if unit and unit not in found:
        raise CommandError(f"No unit called {unit} has sample data. Choose one of: {', '.join(found)}.")
    return [import_string(path) for label, path in found.items() if unit in ("", label)]


def _make(functions, context: Context) -> dict[str, int]:
    made: dict[str, int] = {}
    for function in functions:
        for name, number in function(context).items():
            made[name] = made.get(name, 0) + number
    return made


def _take_time() -> None:
    """This one transaction may run longer than a request may, and only one of its kind at a time.

    References are checked with each statement: a queue of a million checks slows every trigger after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, '0', true) FROM pg_settings"
            " WHERE name IN ('statement_timeout', 'transaction_timeout')"
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEED_LOCK])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
