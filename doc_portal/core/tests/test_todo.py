"""One list of what is to be done: overdue first, and whole even where one provider fails."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import User, Worksite
from doc_portal.core.registry import TodoItem, TodoProvider, declared, function
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.todo import due_mark, overdue_count, summary, todo_items

pytestmark = pytest.mark.django_db

URL = reverse("core:todo")


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def worksites(user):
    """One item per worksite of this test, in one query."""
    found = Worksite.objects.filter(name__startswith="Zq").order_by("-pk")
    return [TodoItem(f"Visit {site}", site.get_absolute_url(), due_on=site.opens_on) for site in found]


def broken_query(user):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def broken_code(user):
    raise KeyError(user.pk)


def broken_while_read(user):
    return (TodoItem(str(1 / zero), "/x/") for zero in [0])


@pytest.fixture
def provide(monkeypatch):
    """Let the named functions of this module be the only providers of the portal."""

    def declare(*names, permission="core.use_portal", waiting=(), own=False):
        for config in apps.get_app_configs():
            monkeypatch.setattr(config, "portal_todo", (), raising=False)
        paths = [f"{__name__}.{name}" for name in waiting] or [""] * len(names)
        providers = tuple(
            TodoProvider(name, name, f"{__name__}.{name}", permission, path, own)
            for name, path in zip(names, paths, strict=True)
        )
        monkeypatch.setattr(apps.get_app_config("core"), "portal_todo", providers)
        declared.cache_clear()

    yield declare
    monkeypatch.undo()
    declared.cache_clear()


def test_overdue_comes_first_then_by_date_then_what_has_none(provide):
    provide("worksites")
    for name, day in (("Zq none", None), ("Zq later", in_days(20)), ("Zq late", in_days(-3)), ("Zq today", in_days(0))):
        make_worksite(name=name, opens_on=day)
    found = [item.title for item in todo_items(make_user("core.use_portal"))]
    assert found == ["Visit Zq late", "Visit Zq today", "Visit Zq later", "Visit Zq none"]


def test_only_people_with_the_right_are_asked_about(provide):
    provide("worksites", permission="core.change_worksite")
    make_worksite(name="Zq")
    assert todo_items(make_user("core.use_portal")) == []
    assert len(todo_items(make_user("core.change_worksite", worksite=make_worksite()))) == 1


@pytest.mark.parametrize("broken", ["broken_query", "broken_code", "broken_while_read"])
def test_a_provider_that_fails_is_told_and_logged_and_hides_nothing_else(provide, caplog, broken):
    provide("worksites", broken)
    make_worksite(name="Zq", opens_on=in_days(0))
    with caplog.at_level(logging.ERROR):
        found = todo_items(make_user("core.use_portal"))
    assert [item.title for item in found] == ["Visit Zq", f"“{broken}” could not be loaded"]
    assert found[1].url == ""
    assert f"The to-do provider {broken} failed." in caplog.text
    assert Worksite.objects.filter(name="Zq").exists(), "the transaction is usable"


def test_a_provider_after_the_broken_one_still_answers(provide, caplog):
    provide("broken_query", "worksites", "broken_code")
    make_worksite(name="Zq", opens_on=in_days(0))
    assert [bool(item.url) for item in todo_items(make_user("core.use_portal"))] == [True, False, False]


@pytest.mark.django_db(transaction=True)
def test_a_failure_outside_a_transaction_hides_nothing_either(provide, caplog):
    provide("broken_query", "worksites")
    make_worksite(name="Zq", opens_on=in_days(0))
    assert [bool(item.url) for item in todo_items(make_user("core.use_portal"))] == [True, False]


def some_worksites(user):
    return Worksite.objects.filter(name__startswith="Zq")


def no_worksites(user):
    return Worksite.objects.none()


def own_account(user):
    return User.objects.filter(pk=user)


def no_rows(user):
    raise KeyError(user)


def test_what_waits_for_somebody_is_found_out_at_once_and_only_that_is_read(provide, django_assert_num_queries):
    names = ("worksites", "broken_code", "broken_while_read")
    provide(*names, waiting=("some_worksites", "no_worksites", "no_worksites"))
    make_worksite(name="Zq")
    user = make_user("core.use_portal")
    assert user.has_perm("core.use_portal")
    with django_assert_num_queries(4):  # a savepoint and its end, what waits, and what it is
        assert [item.title for item in todo_items(user)] == ["Visit Zq"]


def test_what_is_ones_own_is_asked_through_sql_written_once(provide, django_assert_num_queries):
    provide("worksites", "broken_code", waiting=("own_account", "no_worksites"), own=True)
    make_worksite(name="Zq")
    for _ in range(2):
        user = make_user("core.use_portal")
        assert user.has_perm("core.use_portal")
        with django_assert_num_queries(4):
            assert [item.title for item in todo_items(user)] == ["Visit Zq"]


def test_where_it_cannot_be_found_out_at_once_each_is_asked(provide, caplog):
    provide("worksites", "worksites", waiting=("no_rows", "no_worksites"))
    make_worksite(name="Zq")
    assert [item.title for item in todo_items(make_user("core.use_portal"))] == ["Visit Zq", "Visit Zq"]
    assert "could not be read at once" in caplog.text


@pytest.mark.parametrize("provider", [one for one in declared("todo") if one.waiting], ids=lambda one: one.name)
def test_nothing_waits_where_there_is_nothing_to_tell(provider):
    user = make_user(provider.permission)
    assert bool(function(provider.items)(user)) == function(provider.waiting)(user).exists()


@pytest.mark.parametrize("provider", [one for one in declared("todo") if one.own], ids=lambda one: one.name)
def test_what_is_asked_once_looks_neither_at_the_clock_nor_at_rights(provider):
    written = set()
    for day in ("2026-01-01", "2027-07-01"):
        with time_machine.travel(day):
            written.add(repr(function(provider.waiting)(Value(7)).query.sql_with_params()))
    assert len(written) == 1


@pytest.mark.parametrize(
    ("days", "words", "level"),
    [
        (-2, "2 days overdue", "bad"),
        (-1, "1 day overdue", "bad"),
        (0, "Due today", "warn"),
        (1, "Due ", "info"),
        (7, "Due ", "info"),
        (8, "Due ", "off"),
    ],
)
def test_when_a_thing_is_due_is_told_in_words_and_level(days, words, level):
    mark = due_mark(in_days(days))
    assert f'"status {level}"' in mark
    assert words in mark


def test_a_thing_without_a_date_has_no_mark():
    assert due_mark(None) == ""


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ([], "You have nothing to do."),
        ([None], "You have 1 thing to do."),
        ([-1], "You have 1 thing to do, and it is overdue."),
        ([-1, 0, 3, None], "You have 4 things to do, 1 of them overdue."),
        ([0, 3], "You have 2 things to do."),
    ],
)
def test_the_list_is_told_in_one_sentence(days, sentence):
    items = [TodoItem("X", "/x/", due_on=None if day is None else in_days(day)) for day in days]
    assert summary([*items, TodoItem("“Y” could not be loaded", "")]) == sentence
    assert overdue_count(items) == sum(day is not None and day < 0 for day in days)


# --- the page ---


def test_the_page_shows_what_by_when_and_where(client, provide):
    provide("worksites", "broken_code")
    site = make_worksite(name="Zq <late>", opens_on=in_days(-2))
    client.force_login(make_user("core.use_portal"))
    html = client.get(URL).content.decode()
    assert f'<a href="{site.get_absolute_url()}">Visit Zq &lt;late&gt;</a>' in html
    assert '<span class="status bad">2 days overdue</span>' in html
    assert '<span class="status warn">Not loaded</span>' in html
    assert "You have 1 thing to do, and it is overdue." in html


def test_an_empty_list_says_so(client, provide):
    provide()
    client.force_login(make_user("core.use_portal"))
    assert "Nothing is waiting for you." in client.get(URL).content.decode()


def test_a_long_list_is_cut_and_says_so(client, provide):
    provide("worksites")
    for _ in range(103):
        make_worksite(name="Zq")
    client.force_login(make_user("core.use_portal"))
    html = client.get(URL).content.decode()
    assert html.count("Visit Zq") == 100
    assert "The first 100. 3 more appear here as you finish these." in html
    assert "You have 103 things to do." in html


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_takes_one_query_per_provider_beside_the_frame(client, provide, rows):
    provide("worksites", "worksites")
    for _ in range(rows):
        make_worksite(name="Zq")
    client.force_login(make_user("core.use_portal"))
    client.get(URL)
    with CaptureQueriesContext(connection) as caught:
        client.get(URL)
    asked = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 8, "\n".join(sql[:100] for sql in asked)
    assert sum('FROM "core_worksite"' in sql for sql in asked) == 2


def test_the_page_needs_the_right_to_use_the_portal(client):
    assert client.get(URL).status_code == 302
    client.force_login(make_user())
    assert client.get(URL).status_code == 403
