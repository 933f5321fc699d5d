"""Run management commands one after another in one process: `python -m doc_portal.launch.prepare migrate seed …`.

Started by the launcher in an environment that is already complete; loading the portal once instead of once per
command is what keeps a start short. Each word is a command of the table below.
"""

import sys
import time

import django
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import call_command

# What packages bring and no page uses. Each file would be compressed at the best quality, which takes a minute.
# A page that comes to need one of these fails in its test: its name is missing from the manifest.
UNUSED_STATIC = [
    *("bootstrap/js", "bootstrap-*", "bootstrap.css*", "bootstrap.rtl*"),
    *("django_htmx/ext", "htmx-1*", "htmx-2.js", "htmx-2.esm*", "htmx-4*", "django_tables2"),
]


def check():
    """Refuse to start a portal whose settings or data are unsafe; the message is the checks' own, on one line."""
    found = [problem for problem in run_checks(databases=["default"]) if problem.is_serious()]
    if found:
        sys.exit(" ".join(" ".join(filter(None, [problem.msg, problem.hint])) for problem in found))


def sample():
    """The small sample department, into a portal that nobody uses yet."""
    if not get_user_model().objects.exists():
        call_command("seed", size="small", seed=1)


STEPS = {
    "migrate": lambda: call_command("migrate", interactive=False),
    "createcachetable": lambda: call_command("createcachetable"),
    "apply_rights": lambda: call_command("apply_rights"),
    "check": check,
    "load_reference": lambda: call_command("load_reference"),
    "sync_roles": lambda: call_command("sync_roles"),
    "sample": sample,
    "collectstatic": lambda: call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STATIC
    ),
}

if __name__ == "__main__":
    django.setup()
    for word in sys.argv[1:]:
        sys.stdout.write(f"== {word}\n")
        sys.stdout.flush()
        began = time.monotonic()
        STEPS[word]()
        sys.stdout.write(f"-- {word} took {time.monotonic() - began:.1f} s\n")
