"""What is a person's own: profile, appearance, notices."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from doc_portal.core.models import Notification
from doc_portal.core.tests.factories import grant, make_role, make_user, make_worksite


@pytest.fixture
def person(db):
    return make_user("core.use_portal", title="Institutional activity coordinator")


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def make_notice(user, **fields):
    n = Notification.objects.count()
    defaults = {"kind": "story", "title": f"Notice {n}", "url": "/units/", "dedupe_key": f"key {n}"}
    return Notification.objects.create(**defaults | fields, user=user)


def test_the_profile_shows_the_person_and_live_roles_with_their_place(client, person):
    site = make_worksite(name="Sample institution")
    grant(person, make_role(name="Keeper of keys"), worksite=site)
    past = timezone.localdate() - timedelta(days=30)
    grant(person, make_role(name="Role of the past"), starts_on=past, ends_on=past + timedelta(days=1))
    page = client.get("/me/").content.decode()
    assert "Institutional activity coordinator" in page
    assert "Keeper of keys" in page
    assert "Sample institution" in page
    assert "Role of the past" not in page


def test_the_chosen_appearance_is_kept_and_one_returns_to_the_page(client, person):
    answer = client.post("/me/appearance/", {"theme": "dark", "next": "/units/?page=2"})
    assert (answer.status_code, answer.url) == (302, "/units/?page=2")
    person.refresh_from_db()
    assert person.theme == "dark"
    assert 'data-bs-theme="dark"' in client.get("/me/").content.decode()


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "", "\\\\evil"])
def test_the_appearance_switch_never_leads_out_of_the_portal(client, wanted):
    assert client.post("/me/appearance/", {"theme": "dark", "next": wanted}).url == "/me/"


def test_an_unknown_appearance_changes_nothing_and_says_so(client, person):
    answer = client.post("/me/appearance/", {"theme": "purple"}, follow=True)
    assert "That appearance is not known" in answer.content.decode()
    person.refresh_from_db()
    assert person.theme == "auto"


def test_one_sees_only_ones_own_notices_newest_first(client, person):
    make_notice(make_user(), title="Somebody else's")
    make_notice(person, title="Older", at=timezone.now() - timedelta(days=1))
    make_notice(person, title="Newer")
    page = client.get("/me/notices/").content.decode()
    assert "Somebody else" not in page
    assert page.index("Newer") < page.index("Older")


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_notices_takes_as_many_queries_however_long_it_is(client, person, count, django_assert_num_queries):
    for _ in range(count):
        make_notice(person)
    client.get("/me/notices/")
    with django_assert_num_queries(11):
        client.get("/me/notices/")


def test_opening_a_notice_marks_it_read_and_leads_to_its_subject(client, person):
    notice = make_notice(person)
    assert client.get(f"/me/notices/{notice.pk}/").url == "/units/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.get(f"/me/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == first


def test_a_notice_leads_nowhere_outside_the_portal(client, person):
    notice = make_notice(person, url="https://evil.example/")
    assert client.get(f"/me/notices/{notice.pk}/").url == "/me/notices/"


def test_somebody_elses_notice_is_not_found_and_stays_unread(client):
    notice = make_notice(make_user())
    assert client.get(f"/me/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_of_ones_own_notices_are_marked_read_at_once(client, person):
    mine, foreign = make_notice(person), make_notice(make_user())
    assert "Mark all as read" in client.get("/me/notices/").content.decode()
    assert client.post("/me/notices/read/").status_code == 302
    mine.refresh_from_db()
    foreign.refresh_from_db()
    assert mine.read_at is not None
    assert foreign.read_at is None
    assert "Mark all as read" not in client.get("/me/notices/").content.decode()
