"""What must hold before the portal may start (security.md 2 and 7; RULINGS 23)."""

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import Tags, register
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connections

from doc_portal.core.rights import rights_of_role

DRIVER = "psycopg2"
CONSOLE_MAIL = "django.core.mail.backends.console.EmailBackend"


def check_driver(app_configs=None, databases=None, **kwargs):
    """psycopg 3, if merely installed, silently takes the place of psycopg2."""
    found = {connections[alias].Database.__name__ for alias in databases or connections} - {DRIVER}
    if not found:
        return []
    names = ", ".join(sorted(found))
    return [checks.Error(f"The database driver is {names}. Uninstall it: the portal runs on psycopg2.", id="core.E001")]


def check_production(app_configs=None, **kwargs):
    """Production over plain http, with a weak key, any host name or mail that is only printed, does not start."""
    if not settings.PRODUCTION:
        return []
    found = []
    if not settings.PORTAL_HTTPS:
        found.append(checks.Error("Production needs PORTAL_HTTPS=1: cookies and headers depend on it.", id="core.E002"))
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        found.append(checks.Error("Production needs a SECRET_KEY of at least 50 random characters.", id="core.E003"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(checks.Error("Production needs ALLOWED_HOSTS: the names people reach it by.", id="core.E004"))
    if settings.EMAIL_BACKEND == CONSOLE_MAIL:
        found.append(
            checks.Error(
                "Production would print mail to its log, links that set passwords included.",
                hint="Set EMAIL_URL to the mail relay, or to dummymail:// to send none.",
                id="core.E007",
            )
        )
    return found


def check_sample_sign_ins(app_configs=None, databases=None, **kwargs):
    """Sample sign-ins have passwords that are written in a file; production does not start with one."""
    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    try:
        count = apps.get_model("core", "User").objects.filter(sample=True).count()
    except DatabaseError:
        return []  # No database or no tables yet: then there is no sample sign-in either, and /readyz tells.
    if not count:
        return []
    return [
        checks.Error(
            f"This database holds {count} sample sign-ins. Production must not run on sample data.",
            hint="Start production on a database of its own.",
            id="core.E005",
        )
    ]


def check_role(app_configs=None, databases=None, **kwargs):
    """The role that serves requests should neither be superuser nor own the tables."""
    if "default" not in (databases or ()) or settings.DATABASE_ROLE == "owner":
        return []
    try:
        role = rights_of_role()
    except DatabaseError:
        return []
    if role.superuser:
        kind = checks.Error if settings.PRODUCTION else checks.Warning
        return [kind(f"The database role {role.name} is a superuser. Give DATABASE_URL a plain role.", id="core.E006")]
    if role.owner:
        return [
            checks.Warning(
                f"The database role {role.name} owns the tables: what must not change is protected by triggers alone.",
                hint="Give DATABASE_OWNER_URL the owner and DATABASE_URL a role of its own (docs/operations.md).",
                id="core.W001",
            )
        ]
    return []


def install() -> None:
    """Make these part of Django's system checks. Those of the database run with `check --database` and `migrate`."""
    register(check_production, Tags.security)
    for check in (check_driver, check_sample_sign_ins, check_role):
        register(check, Tags.database)


def refuse_to_start() -> None:
    """Raise `SystemCheckError` where the portal must not serve. Called before the first request."""
    was_open = connections["default"].connection is not None
    found = checks.run_checks(tags=[Tags.security, Tags.database], databases=["default"])
    if not was_open:
        connections["default"].close()
    errors = [message for message in found if message.is_serious() and message.id.startswith("core.")]
    if errors:
        raise SystemCheckError("\n".join(str(message) for message in errors))
