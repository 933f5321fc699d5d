"""What is found, in which order, and by whom."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_portal.core.models import SearchEntry
from doc_portal.core.registry import SearchSource
from doc_portal.core.search import Entry, index, query, search, statements
from doc_portal.core.search.query import (
    BEGINNING_OF_IDENTIFIER,
    IDENTIFIER,
    MARK,
    PART_OF_IDENTIFIER,
    PINNED,
    TEXT,
    TITLE,
    UNMARK,
    marked,
)
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user, make_worksite

pytestmark = pytest.mark.django_db

_serial = count(1)
THINGS = SearchSource("core.thing", "Thing", "how", rows="", entry="")


def make_entry(title="A thing", **fields) -> SearchEntry:
    """One findable thing, written the way every entry is."""
    number = next(_serial)
    index._write(THINGS, {number: Entry(title=title, url=f"/things/{number}/", **fields)})
    return SearchEntry.objects.get(kind=THINGS.kind, object_id=number)


@pytest.fixture
def person():
    return make_user("core.use_portal")


def found_by(person, text, **narrowed) -> list[SearchEntry]:
    """The entries of this test that one page shows, in its order."""
    hits = search(person, text, **narrowed).hits
    entries = SearchEntry.objects.in_bulk([hit.pk for hit in hits])
    return [entries[hit.pk] for hit in hits if entries[hit.pk].kind == THINGS.kind]


def tiers_of(person, text) -> list[int]:
    return [hit.tier for hit in search(person, text).hits]


# --- spellings ---


@pytest.mark.parametrize("typed", ["d2 11.3", "D2-11.3", "d211.3", "11.3", "D2113", "  d2–11.3 "])
def test_a_policy_is_found_by_its_number_in_any_spelling(person, typed):
    policy = make_entry("Zzz conduct of quiet hours", identifiers=("D2-11.3",))
    assert policy in found_by(person, typed)


def test_a_number_and_a_word_of_the_title_together_find_it(person):
    policy = make_entry("Quietude zzz", identifiers=("D2-11.3",))
    assert found_by(person, "d2-11.3 quiet") == [policy]


@pytest.mark.parametrize("typed", ["O'Neill", "o’neill", "oneill", "o neill", "O'Nei", "ONEILL"])
def test_a_name_with_an_apostrophe_is_found_in_either_form(person, typed):
    entry = make_entry("Zed O’Neill")
    assert found_by(person, typed) == [entry]


@pytest.mark.parametrize(("written", "typed"), [("Nuñez", "nunez"), ("Nunez", "Nuñez"), ("Strauß", "STRAUSS")])
def test_accents_make_no_difference_either_way(person, written, typed):
    entry = make_entry(written)
    assert found_by(person, typed) == [entry]


def test_a_hyphenated_word_is_found_together_apart_and_hyphenated_in_the_text(person):
    entry = make_entry("Zzz", body="The zzqre-entry plan is ready.")
    for typed in ("zzqre-entry", "zzqreentry", '"zzqre entry plan"'):
        assert found_by(person, typed) == [entry], typed


def test_a_former_name_finds_the_thing(person):
    entry = make_entry("Zzz academy", aliases=("Boonvilq Reformatory",))
    assert found_by(person, "boonvilq") == [entry]


def test_the_text_is_found_by_another_form_of_the_word(person):
    entry = make_entry("Zzz", body="Write a zzrequisition for it.")
    assert found_by(person, "zzrequisitions") == [entry]


def test_the_beginning_of_a_word_is_found_in_titles_although_the_text_is_stemmed(person):
    entry = make_entry("Zzrequisition desk")
    assert found_by(person, "zzrequisitio") == [entry]


@pytest.mark.parametrize("typed", ["zzq'wild", "zzq\\wild", "zzq':*wild", "zzq%wild", "zzq_wild", "zzq & wild | !"])
def test_quotes_backslashes_and_operators_are_words_apart(person, typed):
    entry = make_entry("Zzq wild")
    assert found_by(person, typed) == [entry]


def test_a_quoted_phrase_is_taken_word_by_word_in_its_order(person):
    make_entry("Zzz one", body="zzservice of zzfood")
    entry = make_entry("Zzz two", body="the zzfood zzservice")
    assert found_by(person, '"zzfood zzservice"') == [entry]


def test_a_leading_minus_leaves_out_what_has_the_word(person):
    make_entry("Zzz one", body="zzbudget zzbinder")
    entry = make_entry("Zzz two", body="zzbudget alone")
    assert found_by(person, "zzbudget -zzbinder") == [entry]


def test_more_than_two_thousand_words_are_cut_and_still_stored(person):
    entry = make_entry("Zzz", body="zzfirst " + "filler " * 2_500 + "zzlast")
    assert found_by(person, "zzfirst") == [entry]
    assert found_by(person, "zzlast") == []
    assert len(entry.folded_body.split()) == 2_000


# --- order ---


def test_the_tiers_come_in_their_order(person):
    text = make_entry("Other", body="see ZQ 700", weight=50)
    title = make_entry("Zq 700s explained", weight=40)
    beginning = make_entry("Beginning", identifiers=("ZQ-7001",), weight=30)
    part = make_entry("Part", identifiers=("AA ZQ 700",), weight=20)
    whole = make_entry("Whole", identifiers=("ZQ-700",), weight=10)
    pinned = make_entry("Pinned", pinned_for=("zq-700",))
    assert found_by(person, "zq 700") == [pinned, whole, part, beginning, title, text]
    assert tiers_of(person, "ZQ-700") == [
        PINNED,
        IDENTIFIER,
        PART_OF_IDENTIFIER,
        BEGINNING_OF_IDENTIFIER,
        TITLE,
        TEXT,
    ]


def test_a_thing_that_matches_in_several_tiers_is_shown_once_in_the_best(person):
    entry = make_entry("Zqx 9", body="zqx 9", identifiers=("ZQX-9",), pinned_for=("zqx 9", "else"))
    assert found_by(person, "zqx 9") == [entry]
    assert tiers_of(person, "zqx 9") == [PINNED]


def test_a_pin_counts_for_its_question_alone(person):
    make_entry("Zzz", pinned_for=("zqpinned question",))
    assert found_by(person, "zqpinned") == []


def test_inside_a_tier_weight_comes_first_then_the_newest_news_then_the_older_entry(person):
    now = timezone.now()
    plain = make_entry("Zqsame plain")
    dated = make_entry("Zqsame dated but no news", dated=now, tab="how")
    older = make_entry("Zqsame older", dated=now - timedelta(days=3), tab="news")
    newer = make_entry("Zqsame newer", dated=now, tab="news")
    heavy = make_entry("Zqsame heavy", weight=1)
    assert found_by(person, "zqsame") == [heavy, newer, older, plain, dated]


def test_full_text_is_ranked_inside_its_weight(person):
    once = make_entry("Once", body="zqrank " + "word " * 300)
    often = make_entry("Often", body="zqrank zqrank zqrank")
    assert found_by(person, "zqrank") == [often, once]


def test_at_most_two_hundred_results_can_be_opened_and_all_are_counted(person):
    index._write(THINGS, {n: Entry(title=f"Zqmany {n}", url="/x/") for n in range(10_000, 10_230)})
    found = search(person, "zqmany")
    assert (found.count, found.pages, len(found.hits)) == (230, 17, 12)
    last = search(person, "zqmany", page=17)
    assert [hit.rank for hit in last.hits] == list(range(193, 201))
    assert search(person, "zqmany", page=99_999).hits == last.hits


# --- who sees what ---


@pytest.mark.parametrize("place", ["unit", "worksite"])
def test_a_right_at_one_place_finds_nothing_of_another(place):
    make = {"unit": make_unit, "worksite": make_worksite}[place]
    here, there = make(), make()
    mine = make_entry("Zqsecret here", permission="mission.view_thing", **{f"{place}_id": here.pk})
    make_entry("Zqsecret there", permission="mission.view_thing", **{f"{place}_id": there.pk})
    make_entry("Zqsecret everywhere", permission="mission.view_thing")
    person = make_user("core.use_portal")
    assert found_by(person, "zqsecret") == []
    grant(person, make_role("mission.view_thing"), **{place: here})
    assert found_by(person, "zqsecret") == [mine]


def test_a_right_held_everywhere_finds_it_at_every_place():
    there = make_worksite()
    entries = {
        make_entry("Zqsecret there", permission="mission.view_thing", worksite_id=there.pk),
        make_entry("Zqsecret everywhere", permission="mission.view_thing"),
    }
    assert set(found_by(make_user("mission.view_thing"), "zqsecret")) == entries
    assert found_by(make_user("mission.view_other"), "zqsecret") == []


def test_what_is_open_to_all_staff_is_found_wherever_it_belongs(person):
    entry = make_entry("Zqopen", worksite_id=make_worksite().pk, unit_id=make_unit().pk)
    assert found_by(person, "zqopen") == [entry]


def test_things_are_found_only_in_their_time(person):
    now = timezone.now()
    make_entry("Zqlive later", live_from=now + timedelta(minutes=1))
    make_entry("Zqlive over", live_until=now)
    make_entry("Zqlive over long ago", live_from=now - timedelta(days=9), live_until=now - timedelta(days=2))
    live = make_entry("Zqlive now", live_from=now, live_until=now + timedelta(minutes=1))
    open_ended = make_entry("Zqlive always", live_from=now - timedelta(days=1))
    assert found_by(person, "zqlive") == [live, open_ended]


def test_no_count_and_no_facet_tells_of_what_may_not_be_seen(person):
    hidden_unit, hidden_site = make_unit(name="Hidden unit"), make_worksite(name="Hidden site")
    later = timezone.now() + timedelta(days=1)
    places = {"unit_id": hidden_unit.pk, "worksite_id": hidden_site.pk}
    make_entry("Zqquiet", permission="mission.view_thing", tab="news", identifiers=("ZQQUIET",), **places)
    make_entry("Zqquiet", live_from=later, tab="people", pinned_for=("zqquiet",), **places)
    make_entry("Zzz", body="zqquiet", live_until=timezone.now(), tab="jobs", **places)
    found = search(person, "zqquiet")
    assert (found.count, found.everywhere, found.tabs, found.units, found.worksites) == (0, 0, {}, [], [])
    narrowed = search(person, "zqquiet", unit=hidden_unit.slug, worksite=hidden_site.slug)
    assert (narrowed.count, narrowed.hits, narrowed.tabs) == (0, [], {})


def test_an_ended_account_finds_nothing(person):
    make_entry("Zqended")
    person.is_active = False
    assert search(person, "zqended").asked is False
    assert list(SearchEntry.objects.visible_to(person)) == []


# --- narrowing ---


def test_tabs_units_and_worksites_narrow_and_count(person):
    unit, site = make_unit(name="Aa unit"), make_worksite(name="Aa site")
    make_entry("Zqface one", tab="news", unit_id=unit.pk)
    make_entry("Zqface two", tab="jobs", unit_id=unit.pk, worksite_id=site.pk)
    make_entry("Zqface three", tab="jobs")
    every = search(person, "zqface")
    assert every.tabs == {"news": 1, "jobs": 2}
    assert [(facet.slug, facet.count) for facet in every.units] == [(unit.slug, 2)]
    assert [(facet.slug, facet.count) for facet in every.worksites] == [(site.slug, 1)]
    jobs = search(person, "zqface", tab="jobs", unit=unit.slug)
    assert (jobs.count, jobs.everywhere, jobs.tabs) == (1, 2, {"news": 1, "jobs": 1})
    assert jobs.unit.name == "Aa unit"
    assert [facet.count for facet in jobs.units] == [1]
    assert search(person, "zqface", worksite=site.slug).count == 1


def test_a_place_that_does_not_exist_is_told_and_not_narrowed_by(person):
    make_entry("Zqplace")
    found = search(person, "zqplace", unit="no-such", worksite="no-such-either")
    assert found.count == 1
    assert [notice.split(" in the address")[0] for notice in found.notices] == [
        "We could not read the unit",
        "We could not read the worksite",
    ]


# --- bad input ---


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "???", "'", "-", '""', "_ _", "…"])
def test_nothing_to_look_for_finds_nothing_and_never_everything(person, typed):
    make_entry("Zqany")
    found = search(person, typed)
    assert (found.asked, found.hits, found.count) == (False, [], 0)
    assert bool(found.notices) == bool(typed.replace("\x00", "").strip())


def test_a_stop_word_alone_falls_to_the_beginnings_of_titles(person):
    entry = make_entry("There zqand back")
    make_entry("Zzz", body="the the the")
    assert entry in found_by(person, "the")
    assert set(tiers_of(person, "the")) <= {TITLE, IDENTIFIER, BEGINNING_OF_IDENTIFIER, PART_OF_IDENTIFIER}


def test_nul_is_removed_and_five_thousand_characters_are_cut_with_a_notice(person):
    entry = make_entry("Zqlong")
    assert found_by(person, "zq\x00long\x00") == [entry]
    found = search(person, "zqlong " * 800)
    assert [hit.pk for hit in found.hits] == [entry.pk]
    assert len(found.query) <= 200
    assert found.notices == ["We looked for the first 200 characters only."]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.one_of(st.text(max_size=220), st.text(alphabet="'\\:*&|!()<-> \"ab_%\n\x00;${}", max_size=60)))
def test_any_question_has_an_answer(person, typed):
    found = search(person, typed, tab=typed, unit=typed, worksite=typed)
    assert found.count >= len(found.hits)


# --- time ---


def time_limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def test_a_slow_text_search_shows_what_number_and_title_found(person, monkeypatch):
    title = make_entry("Zqslow title")
    make_entry("Zzz", body="zqslow text")
    before = time_limit()
    monkeypatch.setattr(query, "_BY_TEXT", query._BY_TEXT + " AND pg_sleep(5) IS NOT NULL")
    monkeypatch.setattr(statements, "TIMEOUT_MS", 100)
    found = search(person, "zqslow")
    assert [hit.pk for hit in found.hits] == [title.pk]
    assert found.notices[0].startswith("Searching the full texts took too long.")
    assert time_limit() == before


def test_the_time_limit_ends_with_the_search(person):
    before = time_limit()
    search(person, "anything")
    assert time_limit() == before


@pytest.mark.django_db(transaction=True)
def test_a_search_that_cannot_run_at_all_says_so(monkeypatch):
    person = make_user("core.use_portal")
    person.scopes  # noqa: B018 - read before the table is locked
    monkeypatch.setattr(statements, "TIMEOUT_MS", 100)
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE core_searchentry IN ACCESS EXCLUSIVE MODE")
        found = search(person, "anything")
    finally:
        other.rollback()
        other.close()
    assert found.hits == []
    assert found.notices[-1] == "The portal is busy and could not search. Try again in a minute."


# --- snippets ---


def test_found_words_are_marked_and_everything_else_is_escaped(person):
    make_entry("Zqmark & <b>bold</b>", summary="<script>alert(1)</script> zqmark it", body="More.")
    hit = search(person, "zqmark").hits[0]
    assert "<mark>zqmark</mark>" in hit.snippet.lower()
    assert "<script" not in hit.snippet
    assert hit.title == "<mark>Zqmark</mark> &amp; &lt;b&gt;bold&lt;/b&gt;"


def test_a_title_is_marked(person):
    make_entry("Zqmark here")
    assert search(person, "zqm").hits[0].title == "<mark>Zqmark</mark> here"


def test_what_the_text_says_is_quoted_around_the_found_word(person):
    make_entry("Zzz", summary="About belts.", body="filler " * 60 + "wear the zqbelt always " + "filler " * 60)
    snippet = search(person, "zqbelts").hits[0].snippet
    assert "wear the <mark>zqbelt</mark> always" in snippet
    assert len(snippet) < 500


def test_a_thing_found_by_its_number_shows_its_summary(person):
    make_entry("Zzz", summary="All about it.", body="Long text.", identifiers=("ZQN-1",))
    assert search(person, "zqn1").hits[0].snippet == "All about it."


def test_markers_typed_into_a_text_make_no_marks():
    entry = make_entry(f"Zqfake {MARK}<img>{UNMARK}")
    assert MARK not in entry.title
    assert marked(f"{MARK}<i>{UNMARK}") == "<mark>&lt;i&gt;</mark>"
