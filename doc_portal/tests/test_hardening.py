"""Every answer, as production gives it, tells the browser to refuse what an attacker would try (security.md S6)."""

import os

import pytest
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from doc_portal.core.tests.factories import make_user, post_form
from doc_portal.tests.cases import Case, by_name, cases
from doc_portal.tests.hardening import JUDGES, points
from doc_portal.tests.test_access import body_of, drain
from doc_portal.tests.world import PASSWORD, World

ALL = os.environ.get("PORTAL_TEST_ALL") == "1"
ENOUGH = 130
PAGES = cases() if ALL else [by_name(name) for name in ("home", "mission:newsitem-create", "mission:worksite-current")]


class Browser(Client):
    """Asks over HTTPS alone."""

    def generic(self, *asked, **told):
        return super().generic(*asked, **told | {"secure": True})


@pytest.fixture
def client(db, settings):
    """A browser before the portal as production runs it: over HTTPS."""
    settings.PORTAL_HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    return Browser(raise_request_exception=False)


def told(response) -> dict[str, int]:
    """What each judge says, for the failure's message."""
    return {judge.__name__: judge(response) for judge in JUDGES}


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_every_page_scores_enough_when_read_and_when_sent(client, case: Case):
    world = World()
    person, row, url = world.reach(case)
    client.force_login(person)
    shown = client.get(url)
    drain(shown)
    assert points(shown) >= ENOUGH, told(shown)
    sent = client.post(case.url(row), body_of(case, world, row))
    assert points(sent) >= ENOUGH, told(sent)


def test_errors_signing_in_and_static_files_score_as_much(client):
    person = make_user("core.use_portal")
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    answers = {"sign-in page": client.get("/accounts/login/")}
    answers["wrong password"] = post_form(client, "/accounts/login/", login=person.username, password="wrong")
    answers["signed in"] = post_form(client, "/accounts/login/", login=person.username, password=PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)
    for name, url in {
        "missing right": "/audit/", "no such page": "/nowhere/", "alive": "/healthz", "ready": "/readyz",
        "style": static("css/portal.css"), "no such file": "/static/nowhere.css",
    }.items():  # fmt: skip
        answers[name] = client.get(url)
    answers["wrong method"] = client.generic("TRACE", "/me/")
    answers["wrong host"] = client.get("/me/", headers={"Host": "evil.example"})
    answers["damaged"] = client.generic(
        "POST", reverse("core:theme"), b"--x\r\nbroken", content_type="multipart/form-data"
    )
    for answer in answers.values():
        drain(answer)
    assert {name: points(answer) for name, answer in answers.items() if points(answer) < ENOUGH} == {}
    assert answers["signed in"].status_code == 302
    assert points(answers["signed in"]) == 155


def test_plain_http_is_sent_to_https(client):
    answer = Client().get("/accounts/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/")
    assert {name for name, found in told(answer).items() if found < 0} == {"transport"}  # only HTTPS is believed that
    assert points(answer) == 80


@pytest.mark.parametrize(
    ("name", "value", "lost"),
    [
        ("Content-Security-Policy", None, 40),
        ("Content-Security-Policy", "default-src 'self' 'unsafe-inline'", 35),
        ("Strict-Transport-Security", "max-age=3600", 20),
        ("X-Content-Type-Options", None, 5),
        ("Referrer-Policy", "unsafe-url", 5),
        ("Cross-Origin-Opener-Policy", None, 10),
        ("Access-Control-Allow-Origin", "*", 50),
    ],
)
def test_what_is_missing_costs_points(name, value, lost):
    whole = HttpResponse(
        headers={
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "Strict-Transport-Security": "max-age=31536000",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
        }
    )
    before = points(whole)
    assert before == 150
    if value is None:
        del whole[name]
    else:
        whole[name] = value
    assert points(whole) <= before - lost
