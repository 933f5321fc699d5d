"""Text of a form that is not saved: kept when the session ends, given back to its author alone."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from doc_portal.core import drafts
from doc_portal.core.models import Draft, RoleGrant, SettingKey
from doc_portal.core.tests.factories import make_user, post_form

FORM = "/manage/grants/new/"
TYPED = {"person": "somebody", "reason": "A long <explanation>\nin two lines", "_key": "", "_version": ""}
RIGHTS = ("core.use_portal", "core.add_rolegrant", "core.view_rolegrant")
PASSWORD = "Ozark plateau 1820"  # noqa: S105


@pytest.fixture
def start():
    return timezone.now().replace(hour=15, minute=0)


@pytest.fixture
def person(db):
    person = make_user(*RIGHTS)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def client(person, start):
    with time_machine.travel(start, tick=False):
        client = Client()
        client.force_login(person)
        assert client.get(FORM).status_code == 200
    return client


def after(start, **time):
    return time_machine.travel(start + timedelta(**time), tick=False)


def sign_in(person):
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def told(answer):
    return parse_qs(urlsplit(answer.url).query)


def test_a_form_sent_after_the_session_ended_is_kept_and_filled_in_after_signing_in_again(client, start, person):
    with after(start, hours=1):
        answer = client.post(FORM, TYPED, headers={"Referer": f"http://testserver{FORM}"})
        assert told(answer) == {"ended": ["idle"], "next": [FORM], "kept": ["1"]}
        assert "What you typed into the form was kept." in client.get(answer.url).content.decode()
        page = sign_in(person).get(FORM)
    html = page.content.decode()
    assert page.context["form"]["reason"].value() == TYPED["reason"]
    assert "A long &lt;explanation&gt;" in html
    assert "is filled in below. It is not saved yet." in html
    assert not RoleGrant.objects.filter(reason__contains="explanation").exists()


def test_a_form_sent_in_time_or_a_page_only_opened_keeps_nothing(client, start):
    with after(start, minutes=29):
        assert client.post(FORM, TYPED).status_code == 200
    with after(start, hours=1):
        answer = client.get(FORM)
    assert told(answer) == {"ended": ["idle"], "next": [FORM]}
    assert "kept" not in client.get(answer.url).content.decode().split("<main")[1]
    assert not Draft.objects.exists()


def test_only_its_author_sees_a_draft(client, start, person):
    with after(start, hours=1):
        client.post(FORM, TYPED)
    colleague = make_user(*RIGHTS)
    colleague.set_password(PASSWORD)
    colleague.save()
    drafts.keep(colleague, "/manage/settings/new/", person_data(value="mine"))
    page = sign_in(colleague).get(FORM)
    assert page.context["draft"] is None
    assert "explanation" not in page.content.decode()
    assert not Draft.objects.visible_to(colleague).filter(path=FORM).exists()


def person_data(**values):
    return Draft(payload={name: [value] for name, value in values.items()}).data


def test_a_form_from_elsewhere_leaves_no_draft(person, start):
    client = Client(enforce_csrf_checks=True)
    with after(start):
        client.force_login(person)
        client.get(FORM)
    with after(start, hours=1):
        answer = client.post(FORM, TYPED)
    assert told(answer)["ended"] == ["idle"]
    assert not Draft.objects.exists()


def test_a_closed_account_leaves_no_draft(client, start, person):
    person.is_active = False
    person.save()
    with after(start, minutes=1):
        client.post(FORM, TYPED)
    assert not Draft.objects.exists()


def test_what_is_typed_is_kept_while_it_is_typed_and_counts_as_use(client, start, person):
    with after(start, minutes=20):
        answer = client.post("/me/draft/", TYPED | {"_path": FORM, "reason": "Half a sen\0tence"})
    assert answer.json() == {"left": 1800, "final": False}
    draft = Draft.objects.get(user=person)
    assert (draft.path, draft.data["reason"]) == (FORM, "Half a sentence")
    assert "csrfmiddlewaretoken" not in draft.payload
    with after(start, minutes=49):
        client.post("/me/draft/", TYPED | {"_path": FORM})
        assert client.get(FORM).context["form"]["reason"].value() == TYPED["reason"]
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("path", ["/me/", "/nowhere/", "", "//evil.example/", FORM * 30, "/accounts/password/change/"])
def test_only_the_text_of_forms_that_save_is_kept(client, start, path):
    with after(start):
        assert client.post("/me/draft/", {"_path": path, "reason": "x"}).status_code == 404
    assert not Draft.objects.exists()


def test_a_text_nobody_typed_is_not_kept(client, start):
    with after(start):
        assert client.post("/me/draft/", {"_path": FORM, "reason": "x" * 500_001}).status_code == 404


def test_a_draft_is_thrown_away_by_its_author_alone(client, start, person):
    colleague = make_user(*RIGHTS)
    drafts.keep(colleague, FORM, person_data(reason="theirs"))
    with after(start):
        client.post("/me/draft/", TYPED | {"_path": FORM})
        answer = client.post("/me/draft/discard/", {"_path": FORM})
        assert answer.url == FORM
        assert client.get(FORM).context["draft"] is None
    assert [draft.user for draft in Draft.objects.all()] == [colleague]


def test_a_form_that_was_saved_after_all_is_no_draft_any_more(client, start, person):
    key = "5a0e4f6c-4ef0-4d2e-8a35-0a0a0a0a0a0a"
    with after(start):
        client.post("/me/draft/", TYPED | {"_path": FORM, "_key": key})
        drafts.idempotency.claim(drafts.idempotency.read_key({"_key": key}), user=person, form=FORM, payload="x")
        assert client.get(FORM).context["draft"] is None
    assert not Draft.objects.exists()


def test_drafts_nobody_came_back_to_are_forgotten(person, start):
    drafts.keep(person, FORM, person_data(reason="old"))
    Draft.objects.update(at=timezone.now() - timedelta(days=8))
    drafts.keep(person, "/manage/settings/new/", person_data(value="new"))
    assert drafts.forget_old_drafts() == {"drafts": 1}
    assert Draft.objects.get().path == "/manage/settings/new/"


def test_a_page_says_how_long_its_session_lasts_and_looking_makes_it_no_longer(client, start):
    with after(start, minutes=10):
        assert 'data-session-left="1800"' in client.get("/me/").content.decode()
    with after(start, minutes=38):
        assert client.get("/me/session/?poll=1").json() == {"left": 120, "final": False}
        assert client.get("/me/session/").json() == {"left": 1800, "final": False}
        assert client.get("/me/session/?poll=1").json() == {"left": 1800, "final": False}


def test_the_last_minutes_of_twelve_hours_cannot_be_made_longer(client, start):
    for minutes in range(20, 12 * 60, 20):
        with after(start, minutes=minutes):
            client.get("/me/")
    with after(start, hours=11, minutes=58):
        assert client.get("/me/session/").json() == {"left": 120, "final": True}


def test_strangers_are_not_warned(db):
    assert "data-session-left" not in Client().get("/accounts/login/").content.decode()


def test_a_saved_form_leaves_no_draft(db, start):
    person = make_user("core.use_portal", "core.add_setting", "core.view_setting")
    client, key = Client(), SettingKey.objects.get(key="search_log_days")
    path = "/manage/settings/new/"
    with after(start):
        client.force_login(person)
        client.post("/me/draft/", {"_path": path, "value": "91"})
        assert client.get(path).context["form"]["value"].value() == "91"
        body = {"key": key.pk, "value": "91", "authority": "A memo", "starts_on": "2031-01-01"}
        assert post_form(client, path, **body).status_code == 302
    assert not Draft.objects.exists()
