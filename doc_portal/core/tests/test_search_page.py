"""The search page: what it shows, what it keeps, where its results lead."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import SearchLog
from doc_portal.core.reference import load
from doc_portal.core.registry import HelpLink, SearchHelp, Widening, declared
from doc_portal.core.search import Entry, index, purge_search_log
from doc_portal.core.search.log import click_token
from doc_portal.core.tests.factories import make_unit, make_user, make_worksite
from doc_portal.core.tests.test_search import THINGS, make_entry
from doc_portal.core.views import search as search_view

pytestmark = pytest.mark.django_db

URL = reverse("core:search")


@pytest.fixture
def person(client):
    found = make_user("core.use_portal")
    client.force_login(found)
    return found


def page(client, **asked) -> str:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_signs_in_first_and_a_right_is_needed(client):
    assert client.get(URL, {"q": "x"}).status_code == 302
    client.force_login(make_user())
    assert client.get(URL, {"q": "x"}).status_code == 403


def test_without_a_question_there_is_help_and_nothing_is_kept(client, person):
    make_entry("Zqanything")
    for asked in ({}, {"q": ""}, {"q": "  \x00 "}):
        html = page(client, **asked)
        assert "How to search" in html
        assert "Zqanything" not in html
    assert not SearchLog.objects.exists()


def test_results_are_shown_with_kind_place_day_and_marks(client, person):
    site = make_worksite(name="Zz Center")
    make_entry("Zqshown story", summary="All about it", worksite_id=site.pk, tab="news", dated=timezone.now())
    html = page(client, q="zqshown")
    assert "<mark>Zqshown</mark> story" in html
    assert "Zz Center" in html
    assert "Search results for “zqshown” – Division of Human Services portal</title>" in html
    assert "<span>1 result</span>" in html


def test_a_question_is_escaped_everywhere(client, person):
    html = page(client, q='"><script>alert(1)</script>')
    assert "<script>alert" not in html


def test_every_tab_is_offered_and_the_chosen_one_is_current(client, person):
    html = page(client, q="zqtab", tab="places").replace("\n", "")
    for name in ("All", "People", "Policies and forms", "How do I", "News", "Training", "Jobs", "Units and worksites"):
        assert f">{name} <span" in html
    assert 'aria-current="page">Units and worksites <span' in html


def test_a_tab_of_which_the_portal_keeps_nothing_says_so(client, person, monkeypatch):
    sources = tuple(source for source in declared("search") if source.tab != "jobs")
    monkeypatch.setattr(search_view, "declared", lambda kind: sources if kind == "search" else ())
    assert "The portal keeps nothing of the kind “Jobs”." in page(client, q="zqtab", tab="jobs")
    assert "The portal keeps nothing of the kind" not in page(client, q="zqtab", tab="places")


def test_a_near_miss_is_offered_and_never_applied(client, person):
    make_entry("Zqorvexton office")
    html = page(client, q="zqorvetxon", tab="places")
    assert "Nothing you can see matches “zqorvetxon” here." in html
    assert "Did you mean" in html
    assert 'href="?q=zqorvexton&amp;tab=places"' in html
    assert SearchLog.objects.get().found == 0
    assert "Did you mean" not in page(client, q="zqorvexton")


def terms(asked: list[str]) -> list[str]:
    """A glossary of one term."""
    return (
        [" ".join("zqfamily zqleave" if word == "zqfl" else word for word in asked)] if "zqfl" in asked else ["", "'"]
    )


def ways_on(user, query: str) -> list[HelpLink]:
    return [HelpLink(f"Ask about <{query}>", "/units/", f"as {user.username}")]


@pytest.fixture
def declared_here(monkeypatch):
    """Units that widen questions and help after an empty search."""
    core = apps.get_app_config("core")
    monkeypatch.setattr(core, "portal_widenings", (Widening("terms", f"{__name__}.terms"),), raising=False)
    monkeypatch.setattr(core, "portal_search_help", (SearchHelp("ways-on", f"{__name__}.ways_on"),), raising=False)
    declared.cache_clear()
    yield
    monkeypatch.undo()
    declared.cache_clear()


@pytest.mark.usefixtures("declared_here")
def test_other_words_of_a_term_widen_the_question(client, person):
    for asked in ({"q": "zqfl"}, {"q": "ZQFL form"}):
        make_entry("Zqfamily and zqleave form")
        html = page(client, **asked)
        assert "<mark>Zqfamily</mark> and <mark>zqleave</mark>" in html
    make_entry("Guide", body="What zqfamily zqleave is.")
    assert "<mark>zqfamily</mark> <mark>zqleave</mark>" in page(client, q="zqfl")
    assert "Zqfamily" not in page(client, q="zqother")


@pytest.mark.usefixtures("declared_here")
def test_after_an_empty_search_units_offer_ways_on(client, person):
    html = page(client, q="zqnothing")
    assert '<a href="/units/">Ask about &lt;zqnothing&gt;</a>' in html
    assert f"as {person.username}" in html
    make_entry("Zqsomething")
    assert "Ask about" not in page(client, q="zqsomething")
    assert "Ask about" not in page(client)


@pytest.mark.parametrize(("typed", "queries"), [("zqorvetxon", 10), ("zqorvetxon offfice", 11), ("zqx", 9)])
def test_looking_for_near_misses_takes_one_query_and_one_more_for_several_words(client, person, typed, queries):
    make_entry("Zqorvexton office")
    page(client, q=typed)
    with CaptureQueriesContext(connection) as caught:
        page(client, q=typed)
    asked = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == queries, "\n".join(sql[:100] for sql in asked)


def test_what_cannot_be_read_in_the_address_gives_the_default_and_a_notice(client, person):
    make_entry("Zqdefault")
    for asked in (
        {"tab": "gossip"},
        {"page": "abc"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "9" * 500},
        {"page": "7"},
        {"unit": "no-such"},
        {"site": "\x00'\"%"},
        {"q": "zqdefault" + " z" * 3_000},
    ):
        html = page(client, **{"q": "zqdefault"} | asked)
        assert "Zqdefault</mark>" in html, asked
        assert "alert-warning" in html, asked


def test_the_second_page_follows_the_first(client, person):
    index._write(THINGS, {n: Entry(title=f"Zqpaged {n}", url=f"/p/{n}/") for n in range(500, 530)})
    first, second = page(client, q="zqpaged"), page(client, q="zqpaged", page="2")
    assert "1 to 12 of 30 results" in first
    assert "13 to 24 of 30 results" in second
    assert "page 2 of 3 –" in second
    assert 'aria-current="page"' in second.partition('aria-label="Pages of results"')[2]


def test_more_than_two_hundred_results_are_told(client, person):
    index._write(THINGS, {n: Entry(title=f"Zqmany {n}", url="/x/") for n in range(500, 730)})
    assert "1 to 12 of 200 results; 230 match. Add a word to narrow them down." in page(client, q="zqmany")


def test_nothing_found_says_so_and_offers_the_way_out(client, person):
    unit = make_unit()
    make_entry("Zqelse")
    html = page(client, q="zqnothing")
    assert "Nothing you can see matches “zqnothing”." in html
    assert "without their names" in html
    assert "Need help?" in html.partition('class="empty"')[2].partition("</section>")[0]
    narrowed = page(client, q="zqelse", unit=unit.slug)
    assert "Search everything instead" in narrowed
    assert f"Remove filter: {unit.name}" in narrowed


def test_a_hidden_thing_changes_nothing_on_the_page(client, person):
    before = page(client, q="zqhidden")
    make_entry("Zqhidden", permission="mission.view_nothing", unit_id=make_unit().pk, identifiers=("ZQHIDDEN",))
    make_entry("Zqhidden", live_until=timezone.now(), worksite_id=make_worksite().pk)

    def told(html):
        return html.partition("<main")[2].partition("</main>")[0]

    after = page(client, q="zqhidden")
    assert [line for line in told(after).splitlines() if "Printed" not in line] == [
        line for line in told(before).splitlines() if "Printed" not in line
    ]


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_takes_its_literal_number_of_queries(client, person, rows):
    unit, site = make_unit(), make_worksite()
    places = {"unit_id": unit.pk, "worksite_id": site.pk}
    index._write(THINGS, {n: Entry(title=f"Zqcount {n}", url="/x/", **places) for n in range(500, 500 + rows)})
    page(client, q="zqcount")
    with CaptureQueriesContext(connection) as caught:
        page(client, q="zqcount")
    asked = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 9, "\n".join(sql[:100] for sql in asked)


# --- what is kept ---


def test_a_search_is_kept_once_without_the_person(client, person):
    make_entry("Zqkept")
    page(client, q="  Zqkept ", tab="how")
    page(client, q="zqkept", page="2")
    kept = SearchLog.objects.get(query="Zqkept")
    assert (kept.tab, kept.found, kept.clicked_rank) in {("how", 1, None), ("", 1, None)}
    assert not [field.name for field in SearchLog._meta.get_fields() if field.is_relation]


def test_a_search_that_finds_nothing_is_kept_for_the_editors(client, person):
    page(client, q="zqmissing")
    assert list(SearchLog.objects.values_list("query", "found")) == [("zqmissing", 0)]


def test_opening_a_result_keeps_its_rank_once_and_leads_to_the_thing(client, person):
    make_entry("Zqopen first", weight=1)
    second = make_entry("Zqopen second")
    response = client.get(URL, {"q": "zqopen"})
    addresses = [hit["address"] for hit in response.context["hits"]]
    assert client.get(addresses[1]).headers["Location"] == second.url
    assert client.get(addresses[0]).status_code == 302
    assert SearchLog.objects.get().clicked_rank == 2


def test_looking_at_a_link_without_opening_it_keeps_nothing(client, person):
    entry = make_entry("Zqhead")
    log = SearchLog.objects.create(query="x", found=1)
    assert client.head(f"/search/go/{entry.pk}/?from={click_token(log.pk, 1)}").status_code == 302
    log.refresh_from_db()
    assert log.clicked_rank is None


@pytest.mark.parametrize("token", ["", "1:1:abc", "x" * 3_000, "\x00", "%"])
def test_a_forged_token_changes_nothing_and_still_leads_on(client, person, token):
    entry = make_entry("Zqforged")
    log = SearchLog.objects.create(query="x", found=1)
    assert client.get(reverse("core:search-open", args=[entry.pk]), {"from": token}).headers["Location"] == entry.url
    log.refresh_from_db()
    assert log.clicked_rank is None


def test_a_token_counts_for_a_day(client, person):
    log = SearchLog.objects.create(query="x", found=1)
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=False):
        token = click_token(log.pk, 3)
    client.get(f"/search/go/{make_entry('Zqold').pk}/?from={token}")
    log.refresh_from_db()
    assert log.clicked_rank is None


@pytest.mark.parametrize("hidden", [{"permission": "mission.view_nothing"}, {"live_until": timezone.now()}])
def test_the_way_to_a_hidden_thing_is_not_found(client, person, hidden):
    entry = make_entry("Zqway", **hidden)
    assert client.get(reverse("core:search-open", args=[entry.pk])).status_code == 404


def test_people_are_opened_directly_and_never_logged(client, person, monkeypatch):
    human = make_entry("Zqhuman being", tab="people")
    response = client.get(URL, {"q": "zqhuman"})
    assert [hit["address"] for hit in response.context["hits"]] == [human.url]


def test_searches_are_forgotten_after_the_days_the_setting_says():
    load()
    now = timezone.now()
    SearchLog.objects.create(query="old", found=0, at=now - timedelta(days=90, minutes=1))
    SearchLog.objects.create(query="new", found=0, at=now - timedelta(days=89, hours=23))
    assert purge_search_log() == {"forgotten": 1}
    assert list(SearchLog.objects.values_list("query", flat=True)) == ["new"]
