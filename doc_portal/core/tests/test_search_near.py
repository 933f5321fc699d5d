"""Near misses: a misspelled word finds the words of titles it may have meant, where the person may see them."""

import pytest
from django.db import connection
from django.utils import timezone

from doc_portal.core.models import SearchEntry, SearchWord
from doc_portal.core.search import near_misses, search
from doc_portal.core.search.near import keep_words, most_alike, sync_words
from doc_portal.core.tests.factories import make_unit, make_user
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture
from doc_portal.core.tests.test_search import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("core.use_portal")


def kept(*words) -> set[str]:
    return set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("zqorvetxon", "two neighbors swapped"),
        ("zqorvxton", "one left out"),
        ("zqorveexton", "one added"),
        ("zqorvecton", "one changed"),
        ("qorvexton", "the first left out"),
        ("qzorvexton", "the first two swapped"),
        ("zqorvexto", "the last left out"),
        ("zqorvextonn", "the last added twice"),
        ("zqorvextno", "the last two swapped"),
        ("ZQORVETXÖN", "accents and case besides"),
    ],
)
def test_one_letter_wrong_finds_the_word(person, typed, way):
    make_entry("Zqorvexton office")
    # The beginning of a word finds the word itself and needs no help.
    expected = [] if typed == "zqorvexto" else ["zqorvexton"]
    assert search(person, typed).near == expected, way


@pytest.mark.parametrize("typed", ["zqorvtxno", "zqxrvextxn", "orvextonz", "zq", "zqa", "D2-11.3", "1234", "'''"])
def test_two_letters_wrong_and_what_is_no_word_is_left_alone(person, typed):
    make_entry("Zqorvexton office")
    assert near_misses(person, typed) == []


@pytest.mark.usefixtures("as_owner_of_tables")
def test_where_trigrams_are_counted_words_with_more_wrong_letters_are_offered_as_far_as_one_may_see_them(person):
    """The function stands in for that of pg_trgm, which the database of the tests does not have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE SCHEMA alike; CREATE FUNCTION alike.similarity(a text, b text) RETURNS real LANGUAGE sql AS"
            " $$ SELECT count(*) FILTER (WHERE strpos(b, substr(a, n, 3)) > 0)::real / count(*)"
            " FROM generate_series(1, length(a) - 2) AS n $$"
        )
    make_entry("Zqorvexton office")
    make_entry("Zqorvextan", permission="mission.view_nothing", unit_id=make_unit().pk)
    assert near_misses(person, "zqorvextnoo") == []
    assert most_alike(person, {0: "zqorvextnoo", 1: "office"}, "alike") == {0: ["zqorvexton"]}


def test_a_nearness_of_shared_deletions_alone_is_none(person):
    """Without its first letter one word, without its last the other: the same rest, but two letters differ."""
    make_entry("Zqarmx office")
    assert near_misses(person, "azqarm") == []


def test_names_with_an_apostrophe_or_an_accent_are_met(person):
    make_entry("O’Zqneill, Nuñzqez")
    assert search(person, "o'zqnell").near == ["ozqneill"]
    assert search(person, "nunzzqez").near == ["nunzqez"]


def test_several_words_are_offered_together_and_only_the_wrong_ones_change(person):
    make_entry("Zqfood storage rules")
    make_entry("Zqother storage")
    assert search(person, "zqfood storrage").near == ["zqfood storage"]
    assert search(person, "zqfod rulse").near == ["zqfood rules"]


def test_words_that_find_nothing_together_are_not_offered(person):
    make_entry("Zqfood rules")
    make_entry("Zqother storage")
    assert search(person, "zqfood storrage").near == []


def test_what_finds_something_gets_no_other_spelling(person):
    make_entry("Zqplane")
    make_entry("Zqplant")
    assert search(person, "zqplant").near == []


def test_the_word_most_titles_have_comes_first_and_three_are_offered(person):
    for title in ("Zqbat", "Zqcat", "Zqcat again", "Zqhat", "Zqrat"):
        make_entry(title)
    assert search(person, "zqxat").near == ["zqcat", "zqbat", "zqhat"]


@pytest.mark.parametrize(
    "hidden", [{"permission": "mission.view_nothing"}, {"live_until": timezone.now()}], ids=["no right", "not live"]
)
def test_a_word_only_hidden_titles_have_is_never_offered(person, hidden):
    make_entry("Zqsecretword", unit_id=make_unit().pk, **hidden)
    assert kept("zqsecretword") == {"zqsecretword"}
    found = search(person, "zqsecretwrod")
    assert (found.count, found.near) == (0, [])
    make_entry("Zqsecretword for all")
    assert search(person, "zqsecretwrod").near == ["zqsecretword"]


def test_who_holds_the_right_is_offered_the_word():
    unit = make_unit()
    make_entry("Zqsecretword", permission="mission.view_newsitem", unit_id=unit.pk)
    assert near_misses(make_user("mission.view_newsitem", unit=unit), "zqsecretwrod") == ["zqsecretword"]
    assert near_misses(make_user("mission.view_newsitem", unit=make_unit()), "zqsecretwrod") == []


def test_words_are_kept_once_with_every_form_that_lacks_a_letter():
    make_entry("Zqabba Zqabba 931")
    make_entry("Zqabba too")
    word = SearchWord.objects.get(word="zqabba")
    assert set(word.keys) == {"zqabba", "qabba", "zabba", "zqbba", "zqaba", "zqabb"}
    assert kept("931", "to") == set()


def test_words_no_title_holds_are_forgotten_and_missing_ones_added():
    entry = make_entry("Zqgone thing")
    SearchEntry.objects.filter(pk=entry.pk).delete()
    make_entry("Zqmissing thing")
    SearchWord.objects.filter(word="zqmissing").delete()
    sync_words()
    assert kept("zqgone", "zqmissing", "thing") == {"zqmissing", "thing"}


def test_a_word_of_a_gone_title_is_not_offered_before_it_is_forgotten(person):
    entry = make_entry("Zqgone thing")
    SearchEntry.objects.filter(pk=entry.pk).delete()
    assert kept("zqgone") == {"zqgone"}
    assert near_misses(person, "zqgnoe") == []


@pytest.mark.parametrize("entries", [1, 50])
def test_words_of_many_entries_are_kept_in_one_statement(entries, django_assert_num_queries):
    made = [make_entry(f"Zqmany{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}").pk for n in range(entries)]
    SearchWord.objects.filter(word__startswith="zqmany").delete()
    with django_assert_num_queries(1):
        keep_words(made)
    assert SearchWord.objects.filter(word__startswith="zqmany").count() == entries


def test_keys_are_found_by_their_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM core_searchword WHERE keys && ARRAY['zqx', 'zqy']::varchar[]")
        assert "search_word_by_key" in "\n".join(line for (line,) in cursor.fetchall())
