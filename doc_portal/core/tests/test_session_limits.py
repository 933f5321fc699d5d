"""When a session ends: unused, too old, account closed, right lost."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user

PAGE = "/me/"


@pytest.fixture
def start():
    return timezone.now().replace(hour=15, minute=0)


@pytest.fixture
def person(db):
    return make_user("core.use_portal", "core.view_status")


@pytest.fixture
def client(person, start):
    with time_machine.travel(start, tick=False):
        client = Client()
        client.force_login(person)
        assert client.get(PAGE).status_code == 200
    return client


def get(client, moment, path=PAGE, **headers):
    with time_machine.travel(moment, tick=False):
        return client.get(path, headers=headers)


def why_ended(answer):
    assert answer.status_code == 302
    assert urlsplit(answer.url).path == "/accounts/login/"
    return parse_qs(urlsplit(answer.url).query)["ended"][0]


def test_a_session_unused_for_thirty_minutes_ends(client, start):
    assert get(client, start + timedelta(minutes=29, seconds=59)).status_code == 200
    answer = get(client, start + timedelta(minutes=59, seconds=59), path="/me/?a=1")
    assert why_ended(answer) == "idle"
    assert parse_qs(urlsplit(answer.url).query)["next"] == ["/me/?a=1"]
    assert not Session.objects.exists()


def test_the_sign_in_page_says_why_the_session_ended(client, start):
    answer = get(client, start + timedelta(hours=1))
    page = client.get(answer.url).content.decode()
    assert "You were signed out because nothing was done for 30 minutes." in page


def test_a_session_in_use_lasts_twelve_hours_and_no_longer(client, start):
    for minutes in range(20, 12 * 60, 20):
        assert get(client, start + timedelta(minutes=minutes)).status_code == 200
    assert why_ended(get(client, start + timedelta(hours=12))) == "absolute"


def test_use_is_written_down_once_a_minute_at_most(client, start):
    get(client, start + timedelta(seconds=59))
    assert client.session["last_seen"] == start.timestamp()
    get(client, start + timedelta(seconds=61))
    assert client.session["last_seen"] == (start + timedelta(seconds=61)).timestamp()


@pytest.mark.parametrize(("path", "headers"), [("/me/?poll=1", {}), (PAGE, {"X-Poll": "1"})])
def test_polling_does_not_keep_a_session_alive(client, start, path, headers):
    for minutes in range(5, 30, 5):
        assert get(client, start + timedelta(minutes=minutes), path, **headers).status_code == 200
    assert why_ended(get(client, start + timedelta(minutes=30), path, **headers)) == "idle"


def test_a_part_of_a_page_asked_for_after_the_end_leads_the_whole_page_to_sign_in(client, start):
    answer = get(client, start + timedelta(hours=1), **{"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/accounts/login/?ended=idle")


def test_what_is_sent_after_the_end_is_not_done_and_leads_back_to_the_page_it_came_from(client, start, person):
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        answer = client.post("/me/appearance/", {"theme": "dark"}, headers={"Referer": "http://testserver/units/"})
    assert why_ended(answer) == "idle"
    assert parse_qs(urlsplit(answer.url).query)["next"] == ["/units/"]
    person.refresh_from_db()
    assert person.theme == User.Theme.DEVICE


@pytest.mark.parametrize("change", [{"is_active": False}, {"ended_on": "2001-01-01"}])
def test_closing_the_account_ends_its_sessions_at_once(client, start, person, change):
    User.objects.filter(pk=person.pk).update(**change)
    assert why_ended(get(client, start)) == "account"
    assert not Session.objects.exists()


def test_a_changed_password_ends_the_session(client, start, person):
    person.set_password("Ozark plateau 1820")
    person.save()
    assert why_ended(get(client, start)) == "account"


def test_losing_a_role_ends_the_session(client, start, person):
    person.grants.update(ends_on=timezone.localdate(start))
    assert why_ended(get(client, start)) == "rights"


def test_gaining_a_role_does_not_end_the_session_but_losing_that_one_does(client, start, person):
    gained = grant(person, make_role("core.view_role"), unit=make_unit())
    assert get(client, start).status_code == 200
    gained.ends_on = timezone.localdate(start)
    gained.save()
    assert why_ended(get(client, start)) == "rights"


def test_a_role_renewed_by_another_grant_does_not_end_the_session(client, start, person):
    old = person.grants.get()
    old.ends_on = timezone.localdate(start)
    old.save()
    grant(person, old.role, starts_on=old.ends_on)
    assert get(client, start).status_code == 200


@pytest.mark.parametrize("path", ["/accounts/login/", "/accessibility/", "/healthz"])
def test_open_pages_open_even_with_a_session_that_has_ended(client, start, path):
    assert get(client, start + timedelta(hours=1), path).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "key", ['"abcdefgh\\000"', "x" * 4000, "' OR 1=1 --", "short", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"]
)
def test_a_made_up_session_is_no_session(db, key):
    answer = Client().get(PAGE, headers={"Cookie": f"sessionid={key}"})
    assert answer.url == "/accounts/login/?next=/me/"
