"""One's own bookmarks: private, ordered, fifty at most, and silent about pages one may not see."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from mission.actions.bookmarks import add_bookmark, move_bookmark, remove_bookmark
from mission.actions.redirects import leave_redirect
from mission.models import Bookmark, NewsItem
from mission.tests.factories import make_live_story
from mission.tests.factories_library import make_document, make_version
from mission.tests.factories_words import make_bookmark, make_service

pytestmark = pytest.mark.django_db

LIST, NEW = "/me/bookmarks/", "/me/bookmarks/new/"


def reader():
    user = make_user()
    grant(user, "staff")
    return user


def labels(user):
    return list(user.bookmarks.order_by("order").values_list("label", flat=True))


def test_a_page_is_kept_from_the_account_menu(client):
    me = reader()
    client.force_login(me)
    tree = parse(client.get("/worksites/?q=farm"))
    form = tree.xpath("//form[@action='/me/bookmarks/new/']")[0]
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}

    response = client.post(NEW, sent)

    assert response.url == "/worksites/?q=farm"
    assert [(one.path, one.label) for one in me.bookmarks.all()] == [("/worksites/?q=farm", "Worksites")]


def test_nothing_of_a_bookmark_is_recorded():
    me = reader()
    before = AuditEvent.objects.count()
    remove_bookmark(add_bookmark("/news/", "News", by=me), by=me)
    assert AuditEvent.objects.count() == before


def test_bookmarks_keep_the_order_one_gives_them(client):
    me = reader()
    first, second, third = (add_bookmark(path, path, by=me) for path in ("/news/", "/units/", "/counties/"))
    client.force_login(me)
    assert post_form(client, LIST, move=f"up-{third.pk}").status_code == 302
    assert labels(me) == ["/news/", "/counties/", "/units/"]
    remove_bookmark(first, by=me)
    assert list(me.bookmarks.order_by("order").values_list("order", flat=True)) == [1, 2]
    with pytest.raises(Refused, match="is already last"):
        move_bookmark(second, by=me, up=False)
    with pytest.raises(Refused, match="removed meanwhile"):
        move_bookmark(first, by=me, up=True)


def test_a_page_is_kept_once_and_the_fifty_first_is_refused():
    me = reader()
    add_bookmark("/news/", "News", by=me)
    with pytest.raises(Refused, match="already bookmarked this page"):
        add_bookmark("/news/", "News", by=me)
    for n in range(49):
        make_bookmark(me, order=n + 2)
    with pytest.raises(Refused, match=r"You have 50 bookmarks.*Remove one first"):
        add_bookmark("/units/", "Units", by=me)
    assert me.bookmarks.count() == 50


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "https://evil.example/",
        "/no/such/page/",
        "/manage/feedback/",
        "/services/hidden/",
        "/me/appearance/",
    ],
)
def test_only_a_page_one_may_open_can_be_kept(client, path):
    client.force_login(reader())
    response = post_form(client, NEW, path=path, label="X")
    assert [said for _, said in response.context["errors"]] == [
        "No page of the portal that you may open has this address. Check it."
    ]
    assert not Bookmark.objects.exists()


def test_a_page_that_is_gone_or_hidden_says_only_that_it_is_no_longer_available(client):
    me = reader()
    restricted = make_version(make_document(title="Secret keys", visibility="restricted")).document
    draft = make_live_story(title="Gone story")
    service = make_service(title="Order a vest")
    for path, label in (
        (restricted.get_absolute_url(), "Secret keys"),
        (draft.get_absolute_url(), "Gone story"),
        ("/manage/feedback/", "Desk"),
        ("/no/such/page/", "Nothing there"),
        (service.get_absolute_url(), "Order a vest"),
        ("/worksites/", "Worksites"),
    ):
        make_bookmark(me, path=path, label=label)
    NewsItem.objects.filter(pk=draft.pk).update(status="archived")
    client.force_login(me)

    page = client.get(LIST).content.decode()

    for gone in ("Secret keys", "Gone story", "Desk", "Nothing there", restricted.get_absolute_url(), "/no/such/"):
        assert gone not in page.partition("<main")[2]
    assert page.count('<span class="muted">No longer available</span>') == 4
    assert f'<a href="{service.get_absolute_url()}">Order a vest</a>' in page


def test_a_page_that_moved_is_still_there(client):
    me, service = reader(), make_service()
    leave_redirect("/services/old-name/", service.get_absolute_url())
    make_bookmark(me, path="/services/old-name/", label="Old name")
    client.force_login(me)
    assert '<a href="/services/old-name/">Old name</a>' in client.get(LIST).content.decode()


def test_fifty_bookmarks_of_one_kind_take_as_many_queries_as_one(client):
    me, unit, taken = reader(), make_unit(), []
    client.force_login(me)
    client.get(LIST)
    for rows in (1, 50):
        for n in range(me.bookmarks.count(), rows):
            service = make_service(unit=unit)
            make_bookmark(me, path=service.get_absolute_url(), label=service.title, order=n + 1)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(LIST).content.decode()
        assert page.count("Report thing") > rows
        assert "No longer available" not in page
        taken.append(len(caught))
    assert taken[0] == taken[1]


def test_nobody_reaches_the_bookmarks_of_another(client):
    other = make_bookmark(reader(), label="Mine alone")
    client.force_login(reader())
    assert client.get(f"/me/bookmarks/{other.pk}/remove/").status_code == 404
    assert "Mine alone" not in client.get(LIST).content.decode()
    response = post_form(client, LIST, move=f"up-{other.pk}")
    assert [said for _, said in response.context["errors"]] == ["Press one of the buttons beside a row of the list."]


@pytest.mark.django_db(transaction=True)
def test_of_two_pages_kept_at_once_as_the_fiftieth_one_is_refused():
    me = reader()
    for n in range(49):
        make_bookmark(me, order=n + 1)
    ended = endings(*(lambda path=path: add_bookmark(path, "X", by=me) for path in ("/news/", "/units/")))
    assert (ended, me.bookmarks.count()) == (["done", "refused"], 50)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_fifty_places_each_once_and_addresses_inside():
    kept = make_bookmark(reader())
    make_bookmark(kept.user, order=2)
    refused = {
        "bookmarks_are_fifty_at_most": 'UPDATE mission_bookmark SET "order" = 51 WHERE id = %s',
        "bookmark_place_once": 'UPDATE mission_bookmark SET "order" = 2 WHERE id = %s',
        "bookmark_leads_into_the_portal": "UPDATE mission_bookmark SET path = '//x' WHERE id = %s",
    }
    for name, statement in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [kept.pk])
