"""What keeps the portal from starting."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks
from django.core.management.base import SystemCheckError
from django.db import connection

from doc_portal.core import checks
from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user

PROJECT = Path(__file__).resolve().parents[3]
KEY = "k3!" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2


@pytest.fixture
def production(settings):
    settings.PRODUCTION, settings.PORTAL_HTTPS = True, True
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = KEY, ["portal.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def ids(**options):
    found = run_checks(tags=[Tags.security, Tags.database], **options)
    return {message.id for message in found if message.id.startswith("core.")}


def test_the_sample_system_passes(db):
    assert ids(databases=["default"]) == set()


def test_production_well_set_up_passes(db, production):
    assert ids(databases=["default"]) == set()
    checks.refuse_to_start()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORTAL_HTTPS", False, "core.E002"),
        ("SECRET_KEY", "short", "core.E003"),
        ("SECRET_KEY", "a" * 60, "core.E003"),
        ("ALLOWED_HOSTS", [], "core.E004"),
        ("ALLOWED_HOSTS", ["portal.example", "*"], "core.E004"),
        ("EMAIL_BACKEND", checks.CONSOLE_MAIL, "core.E007"),
    ],
)
def test_production_with_something_missing_does_not_start(db, production, name, value, said):
    setattr(production, name, value)
    assert ids() == {said}
    with pytest.raises(SystemCheckError, match=said):
        checks.refuse_to_start()


def test_production_does_not_start_on_sample_sign_ins(db, production):
    person = make_user(sample=True)
    assert ids(databases=["default"]) == {"core.E005"}
    with pytest.raises(SystemCheckError, match="holds 1 sample sign-ins"):
        checks.refuse_to_start()
    User.objects.filter(pk=person.pk).update(sample=False)
    checks.refuse_to_start()


def test_the_sample_system_starts_on_sample_sign_ins(db):
    make_user(sample=True)
    checks.refuse_to_start()


def test_another_driver_is_refused(db, monkeypatch):
    monkeypatch.setattr(checks, "DRIVER", "psycopg")
    assert "core.E001" in ids(databases=["default"])


def check_as(role_url, *, production=False, **environment):
    """`manage.py check` in a process of its own, on the test cluster, as the role of this address."""
    words = [sys.executable, "manage.py", "check", "--database", "default", "--fail-level", "WARNING"]
    env = os.environ | {"DATABASE_URL": role_url, "PORTAL_DATABASE_ROLE": "app"} | environment
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    if production:
        words.append("--deploy")
        env |= {"PORTAL_ENV": "production", "PORTAL_HTTPS": "1", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example"}
        env |= {"EMAIL_URL": "smtp://relay.example"}
    return subprocess.run(words, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture
def address(db):
    """The address of the test database for a role, by the name of its variable."""
    database = connection.settings_dict["NAME"]

    def make(variable):
        url = os.environ[f"PORTAL_TEST_CLUSTER_{variable}_URL"]
        head, _, query = url.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{database}?{query}"

    return make


def test_the_deploy_check_of_production_has_no_warning(address):
    done = check_as(address("APP"), production=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_a_role_that_owns_the_tables_is_warned_of(address):
    done = check_as(address("OWNER"))
    assert "core.W001" in done.stderr


def test_a_superuser_may_not_serve_production(address):
    done = check_as(address("SUPER"), production=True)
    assert done.returncode == 1
    assert "core.E006" in done.stderr


def test_production_without_a_key_says_so(address):
    done = check_as(address("APP"), PORTAL_ENV="production", SECRET_KEY="")
    assert done.returncode == 1
    assert "Set SECRET_KEY" in done.stderr


READ_MAIL = """
import json
from django.conf import settings
names = ("BACKEND", "HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "TIMEOUT")
print(json.dumps({name: getattr(settings, f"EMAIL_{name}") for name in names} | {"FROM": settings.DEFAULT_FROM_EMAIL}))
"""


def test_the_mail_relay_is_read_from_the_environment():
    address = "smtp+tls://portal%40doc:p%23ss@relay.example:587"
    env = os.environ | {"EMAIL_URL": address, "DEFAULT_FROM_EMAIL": "portal@example.org"}
    words = [sys.executable, "-c", READ_MAIL]
    done = subprocess.run(words, cwd=PROJECT, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOST": "relay.example",
        "PORT": 587,
        "HOST_USER": "portal@doc",
        "HOST_PASSWORD": "p#ss",
        "USE_TLS": True,
        "TIMEOUT": 10,
        "FROM": "portal@example.org",
    }


READ_COOKIES = """
from django.conf import settings
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
print(*(getattr(settings, name) for name in names))
"""


@pytest.mark.parametrize(
    ("https", "found"),
    [("1", "__Host-sessionid __Host-csrftoken True 31536000"), ("0", "sessionid csrftoken False 0")],
)
def test_one_switch_makes_cookies_of_this_host_alone_and_asks_for_https(https, found):
    env = os.environ | {"PORTAL_HTTPS": https}
    words = [sys.executable, "-c", READ_COOKIES]
    done = subprocess.run(words, cwd=PROJECT, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == found
