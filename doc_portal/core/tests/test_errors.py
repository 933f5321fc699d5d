"""What went wrong is told in words, with the right status, and never as a 500 for something that was sent."""

import logging
import re

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import include, path

from doc_portal.core.handler import PortalHandler
from doc_portal.core.models import Notification, OutboxMail, Role, Unit
from doc_portal.core.tests.factories import make_role, make_unit, make_user


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    return HttpResponse("done")


def too_slow(request):
    return sql("SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(5)")


def cut_off(request):
    Unit.objects.filter(slug="cut").update(name="Changed")
    return sql("SELECT pg_terminate_backend(pg_backend_pid())")


def out_of_range(request):
    return sql("SELECT %s::int", 10**12)


def nul(request):
    return HttpResponse(Notification.objects.filter(title="a\0b").count())


def surrogate(request):
    return HttpResponse(Notification.objects.filter(title="a\ud800").count())


def twice(request):
    make_unit(slug="same", name="One")
    make_unit(slug="same", name="Two")
    return HttpResponse("done")


def against_a_rule(request):
    return sql("UPDATE core_rolegrant SET created_by_id = user_id")


def elsewhere(request):
    return HttpResponseRedirect("javascript:alert(1)")


def our_own_fault(request):
    raise KeyError("a secret detail")


PATHS = (too_slow, cut_off, out_of_range, nul, surrogate, twice, against_a_rule, elsewhere, our_own_fault)
urlpatterns = [path("", include(settings.ROOT_URLCONF)), *(path(f"try/{view.__name__}/", view) for view in PATHS)]
handler400 = "doc_portal.core.views.errors.bad_request"
handler403 = "doc_portal.core.views.errors.forbidden"
handler404 = "doc_portal.core.views.errors.not_found"
handler429 = "doc_portal.core.views.errors.too_many"
handler500 = "doc_portal.core.views.errors.server_error"
pytestmark = pytest.mark.urls("doc_portal.core.tests.test_errors")


@pytest.fixture
def person(db):
    return make_user("core.use_portal")


@pytest.fixture
def client(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("view", "status", "sentence"),
    [
        ("too_slow", 503, "Nothing was saved."),
        ("out_of_range", 400, "cannot be stored"),
        ("nul", 400, "cannot be stored"),
        ("surrogate", 400, "broken characters"),
        ("twice", 409, "Somebody else changed this at the same moment. Nothing was saved."),
        ("against_a_rule", 409, "You cannot grant a role to yourself. Ask another administrator. Nothing was saved."),
        ("elsewhere", 400, "not one of this portal"),
    ],
)
def test_faults_of_the_database_and_of_what_was_sent_are_told(client, view, status, sentence):
    answer = client.post(f"/try/{view}/")
    assert answer.status_code == status
    assert sentence in words(answer)
    assert answer.get("Retry-After") == ("5" if status == 503 else None)


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_while_writing_leaves_the_outcome_open_and_the_next_request_works(client):
    unit = make_unit(slug="cut", name="Whole")
    answer = client.post("/try/cut_off/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "it is not known whether it was kept. Send it again" in words(answer)
    assert "it is not known" not in words(client.get("/try/cut_off/"))
    assert client.get("/me/").status_code == 200
    unit.refresh_from_db()
    assert unit.name == "Whole"


@pytest.mark.django_db(transaction=True)
def test_without_a_database_pages_answer_503_and_the_process_still_says_it_lives(client, monkeypatch):
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        for path_asked in ("/me/", "/accounts/login/", "/nowhere/"):
            answer = client.get(path_asked)
            assert (path_asked, answer.status_code) == (path_asked, 503)
            assert "cannot reach its database" in words(answer)
        assert Client().get("/healthz").status_code == 200
        assert Client().get("/readyz").status_code == 503
    assert client.get("/me/").status_code == 200


def test_a_fault_of_our_own_is_a_500_with_a_number_and_no_detail(client):
    answer = client.get("/try/our_own_fault/")
    assert answer.status_code == 500
    assert "secret detail" not in words(answer)
    assert answer["X-Request-ID"] in words(answer)


def test_the_number_a_person_is_told_stands_in_the_log_with_the_fault(client, caplog):
    answer = client.get("/try/our_own_fault/")
    [record] = [one for one in caplog.records if one.name == "django.request"]
    assert record.getMessage() == f"Internal Server Error: /try/our_own_fault/, request {answer['X-Request-ID']}"
    assert record.exc_info


def test_a_fault_is_mailed_once_a_day_without_its_own_words(client, settings):
    settings.FAULT_MAIL_TO = ["keeper@example.org", "deputy@example.org"]
    answer = client.post("/try/our_own_fault/", {"typed": "confidential words"})
    client.post("/try/our_own_fault/")
    mails = OutboxMail.objects.order_by("to")
    assert [mail.to for mail in mails] == ["deputy@example.org", "keeper@example.org"]
    told = mails[0].subject + mails[0].body
    assert "KeyError in doc_portal/core/tests/test_errors.py line " in told
    assert answer["X-Request-ID"] in told
    assert "our_own_fault" in told
    assert "secret detail" not in told
    assert "confidential words" not in told


def test_what_is_no_fault_of_the_portal_is_not_mailed(client, settings):
    settings.FAULT_MAIL_TO = ["keeper@example.org"]
    for view in ("too_slow", "out_of_range", "twice", "nothing_here"):
        client.post(f"/try/{view}/")
    client.get("/manage/status/")
    client.get("/me/", headers={"Host": "evil.example"})
    assert not OutboxMail.objects.exists()


def test_a_fault_of_the_worker_is_mailed_with_the_part_it_struck(db, settings):
    settings.FAULT_MAIL_TO = ["keeper@example.org"]
    try:
        raise OSError("/home/somebody/a secret name")
    except OSError:
        logging.getLogger("doc_portal.core.jobs").exception("Job 7 failed")
    mail = OutboxMail.objects.get()
    assert "Part: doc_portal.core.jobs" in mail.body
    assert "secret" not in mail.body


@pytest.mark.django_db(transaction=True)
def test_a_fault_that_cannot_even_be_mailed_stays_one_fault(client, settings, monkeypatch):
    settings.FAULT_MAIL_TO = ["keeper@example.org"]
    monkeypatch.setattr("doc_portal.core.fault_mail.queue_mail", lambda *mail: sql("SELECT 1 / 0"))
    monkeypatch.setattr(logging, "raiseExceptions", False)
    assert client.get("/try/our_own_fault/").status_code == 500
    assert client.get("/me/").status_code == 200


def test_a_missing_right_names_the_roles_that_carry_it(client):
    make_role("core.view_status", name="Keeper of the portal")
    make_role("core.view_status", name="Retired keeper", retired=True)
    make_role("core.view_role", name="Reader of roles")
    answer = client.get("/manage/status/")
    assert answer.status_code == 403
    assert "Keeper of the portal" in words(answer)
    assert not {"Retired keeper", "Reader of roles"} & {role.name for role in answer.context["roles"]}
    assert Role.objects.get(name="Keeper of the portal") in answer.context["roles"]


def test_an_unknown_page_offers_search_and_how_to_report_it(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert 'action="/search/"' in answer.content.decode()
    assert "Report a broken link" in words(answer)
    assert "/no/such/page/" in words(answer)


def test_a_stranger_finds_an_unknown_page_without_search(db):
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert "/search/" not in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path_asked", ["/me/", "/", "/accounts/login/", "/readyz"])
def test_methods_the_portal_does_not_know_are_refused_everywhere(client, method, path_asked):
    answer = client.generic(method, path_asked)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(("method", "path_asked"), [("get", "/me/appearance/"), ("post", "/me/"), ("post", "/healthz")])
def test_a_method_the_page_does_not_take_is_told_in_words(client, method, path_asked):
    answer = getattr(client, method)(path_asked)
    assert answer.status_code == 405
    assert "cannot be used that way" in words(answer)
    assert answer["Allow"] == ("POST, OPTIONS" if method == "get" else "GET, HEAD, OPTIONS")


def test_a_form_without_its_token_says_that_nothing_was_saved_and_how_to_go_on(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    answer = client.post("/me/appearance/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "Nothing was saved. Go back, copy what you typed, load the page again" in words(answer)
    person.refresh_from_db()
    assert person.theme == "auto"


@pytest.mark.parametrize("query", ["page=%001", "page=%%00001"], ids=["plain", "one inside another"])
def test_nul_in_the_query_is_left_out_with_a_notice(client, query):
    answer = client.get(f"/me/notices/?{query}")
    assert answer.status_code == 200
    assert "characters that cannot be read. They were left out." in words(answer)
    assert answer.wsgi_request.GET["page"] == "1"


NONSENSE = {
    "NUL in the path": ("get", "/me/%00/", {}, 404),
    "invalid UTF-8 in the path": ("get", "/me/%ff%fe/", {}, 404),
    "invalid UTF-8 in the query": ("get", "/me/notices/?page=%ff", {}, 200),
    "half a surrogate pair": ("get", "/me/notices/?page=%ed%a0%80", {}, 200),
    "a bad escape": ("get", "/me/notices/?page=%zz&sort=%", {}, 200),
    "a long query": ("get", "/me/notices/?page=" + "9" * 5000, {}, 200),
    "an impossible page": ("get", "/me/notices/?page=-1", {}, 200),
    "an id beyond all numbers": ("get", "/me/notices/" + "9" * 400 + "/", {}, 404),
    "another character set": (
        "post", "/me/appearance/",
        {"data": "theme=x", "content_type": "application/x-www-form-urlencoded; charset=utf-16"}, 400,
    ),
    "no boundary": ("post", "/me/appearance/", {"data": b"x", "content_type": "multipart/form-data"}, 400),
    "a broken part": (
        "post", "/me/appearance/",
        {"data": b"--x\r\nContent-Disposition: form-data", "content_type": "multipart/form-data; boundary=x"}, 302,
    ),
    "three megabytes": (
        "post", "/me/appearance/",
        {"data": "theme=" + "x" * 3_000_000, "content_type": "application/x-www-form-urlencoded"}, 413,
    ),
    "two thousand fields": ("post", "/me/appearance/", {"data": {f"f{n}": "" for n in range(2000)}}, 400),
    "a theme that is none": ("post", "/me/appearance/", {"data": {"theme": "\0purple", "next": "\0"}}, 302),
    "a next address elsewhere": ("post", "/me/appearance/", {"data": {"theme": "dark", "next": "//evil.example"}}, 302),
    "another host": ("get", "/me/", {"headers": {"Host": "evil.example"}}, 400),
    "a broken host": ("get", "/me/", {"headers": {"Host": "a b\0<"}}, 400),
    "garbage cookies": ("get", "/", {"headers": {"Cookie": "sessionid=\"\\000\"; messages=\"\\000\"; =;;\xff"}}, 302),
    "a sign-in with NUL": ("post", "/accounts/login/", {"data": {"login": "a\0", "password": "b\0"}}, 302),
}  # fmt: skip


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_answered_without_a_fault(client, kind):
    method, address, sent, status = NONSENSE[kind]
    answer = getattr(client, method)(address, **sent)
    assert answer.status_code == status
    if status == 302:
        assert "evil" not in answer.url


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("charset", ["utf-7", "nonsense", "utf-16"])
def test_what_is_sent_in_another_character_set_is_refused(client, kind, charset):
    answer = client.generic("POST", "/me/appearance/?a=1", b"theme=dark", f"{kind}; charset={charset}")
    assert answer.status_code == 400
    assert "Send it as UTF-8" in words(answer)


@pytest.mark.parametrize("charset", ["hex", "rot13", "base64"])
def test_a_codec_that_is_no_character_set_does_not_stop_the_server(db, charset):
    environ = RequestFactory().post("/accounts/login/?a=1").environ
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary=x; charset={charset}"
    answers = []
    list(PortalHandler()(environ, lambda status, headers: answers.append(status)))
    assert answers == ["400 Bad Request"]


def test_a_sign_in_with_nul_comes_back_with_the_field_named(db):
    answer = Client().post("/accounts/login/", {"login": "a\0", "password": "b\0"})
    assert answer.status_code == 200
    assert {"login", "password"} <= set(answer.context["form"].errors)
