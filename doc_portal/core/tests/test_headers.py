"""The headers of every answer, and who a request comes from."""

import runpy

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client, RequestFactory
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from doc_portal.core.middleware import client_address
from doc_portal.core.models import AuditEvent, SignInAttempt, Submission
from doc_portal.core.tests.factories import make_user, post_form

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


@pytest.fixture
def client(db):
    client = Client(raise_request_exception=False)
    client.force_login(make_user("core.use_portal"))
    return client


@pytest.mark.parametrize(
    "path",
    ["/me/", "/accounts/login/", "/healthz", "/readyz", "/nowhere/", "/manage/status/", "/static/css/nowhere.css"],
)
def test_every_answer_carries_every_header(client, path):
    answer = client.get(path)
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "no-store, private"
    assert len(answer["X-Request-ID"]) == 32
    assert "Server" not in answer


def test_static_files_carry_the_headers_and_may_be_kept(client):
    answer = client.get(static("css/portal.css"))
    assert answer.status_code == 200
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    answer.getvalue()
    answer.close()


def test_answers_to_bad_requests_carry_the_headers_too(client):
    for answer in (client.get("/me/", headers={"Host": "evil.example"}), client.generic("TRACE", "/me/")):
        assert answer.status_code in (400, 405)
        assert {name: answer.get(name) for name in ALWAYS} == ALWAYS


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client):
    client.get("/me/")
    assert client.cookies["csrftoken"]["httponly"]
    assert client.cookies["csrftoken"]["samesite"] == "Lax"
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["max-age"]) == (True, "Lax", "")


@pytest.mark.parametrize(
    ("proxies", "neighbor", "forwarded", "client"),
    [
        ([], "10.0.0.9", "198.51.100.7", "10.0.0.9"),
        (["10.0.0.0/8"], "192.0.2.5", "198.51.100.7", "192.0.2.5"),
        (["10.0.0.0/8"], "10.0.0.9", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.9", "6.6.6.6, 198.51.100.7, 10.1.1.1", "198.51.100.7"),
        (["10.0.0.9"], "10.0.0.9", "nonsense", "10.0.0.9"),
        (["10.0.0.9"], "10.0.0.9", "", "10.0.0.9"),
        (["fd00::/8"], "fd00::1", "2001:db8::7", "2001:db8::7"),
        (["10.0.0.0/8"], "", "198.51.100.7", None),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(settings, proxies, neighbor, forwarded, client):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=neighbor, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == client


def test_https_is_believed_only_from_a_trusted_proxy(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = ["10.0.0.9"]
    told = {"X-Forwarded-Proto": "https"}
    assert "Strict-Transport-Security" not in client.get("/healthz", headers=told, REMOTE_ADDR="192.0.2.5")
    answer = client.get("/healthz", headers=told, REMOTE_ADDR="10.0.0.9")
    assert answer.wsgi_request.is_secure()


def test_the_page_server_leaves_scheme_and_path_to_the_request_even_from_this_machine():
    config = Config()
    for name, value in runpy.run_path(str(settings.BASE_DIR / "doc_portal/gunicorn.py")).items():
        if name in config.settings:
            config.set(name, value)
    sent = b"GET /me/ HTTP/1.1\r\nHost: portal\r\nX-Forwarded-Proto: https\r\nPATH_INFO: /audit/\r\n\r\n"
    request = next(RequestParser(config, [sent], ("127.0.0.1", 50_000)))
    assert (request.scheme, request.path) == ("http", "/me/")
    assert [name for name, _ in request.headers] == ["HOST", "X-FORWARDED-PROTO"]


def test_a_refusal_is_recorded_with_its_origin_although_nothing_else_is_kept(db, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    client = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    client.force_login(make_user("core.view_signinattempt", "core.release_signinattempt"))
    attempt = SignInAttempt.objects.create(name="ada.mills", succeeded=False)
    answer = post_form(client, f"/manage/sign-ins/{attempt.pk}/release/")
    assert answer.status_code == 409
    refusal = AuditEvent.objects.get(outcome=AuditEvent.Outcome.REFUSED)
    assert (refusal.address, refusal.request_id) == ("198.51.100.7", answer["X-Request-ID"])
    assert not Submission.objects.exists()
