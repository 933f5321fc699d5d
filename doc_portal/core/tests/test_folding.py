"""Different spellings of one word meet; whatever people type, the database takes it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_portal.core.search import fold
from doc_portal.core.search.folding import keys_of, normal_key, prefix_query, printable, web_query, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O'Neill", "oneill o neill"),
        ("O’NEILL", "oneill o neill"),
        ("Nuñez", "nunez"),
        ("Strauß", "strauss"),
        ("Łódź", "lodz"),
        ("Bjørn Ærø", "bjorn aero"),
        ("Đorđe", "dorde"),
        ("Bœuf", "boeuf"),
        ("İstanbul", "istanbul"),
        ("ﬁle", "file"),
        ("re-entry", "reentry re entry"),
        ("re‑entry", "reentry re entry"),
        ("co\u00adoperate", "cooperate"),
        ("“Rules”", '"rules"'),
        ("d2-11.3", "d211 d2 11.3"),
        ("- staff -", "- staff -"),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_what_is_compared(written, folded):
    assert fold(written) == folded


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=300))
def test_stored_words_hold_nothing_the_parser_could_split(text):
    assert all(word.isalnum() or not word.isascii() for word in words(text).split())


@pytest.mark.parametrize("typed", ["D2 11.3", "d2-11.3", "D211.3", "d 2 11 3", "D2–11.3", "(d2/11.3)"])
def test_an_identifier_is_the_same_in_every_spelling(typed):
    assert normal_key(typed) == "D2113"


def test_an_identifier_is_found_by_every_trailing_part():
    assert keys_of("MO 931-0123") == {"MO9310123": True, "9310123": False, "0123": False}
    assert keys_of("D2-11.3") == {"D2113": True, "113": False, "3": False}
    assert keys_of("ERDCC") == {"ERDCC": True}
    assert keys_of("–") == {}


def test_a_word_that_repeats_keeps_its_whole_form():
    assert keys_of("12 12")["1212"] is True
    assert keys_of("12 12")["12"] is False


def test_the_prefix_query_takes_either_form_of_a_word_and_eight_words():
    assert prefix_query("O'Neill") == "(('o':* & 'neill':*) | ('oneill':*))"
    assert prefix_query("far cen") == "(('far':*)) & (('cen':*))"
    assert prefix_query("a b c d e f g h i j").count(":*") == 8
    assert prefix_query("a-b-c-d-e f-g-h-i-j").count(":*") <= 2 * 8
    assert prefix_query("!! -- ''") == ""


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ('"food service" -budget', '"food service" -budget'),
        ("re-entry", "re entry"),
        ("d2-11.3", "d2 11 3"),
        ('-"food service"', '-"food service"'),
        ("“Food  Service”", '"food  service"'),
        ("Nuñez", "nunez"),
    ],
)
def test_quotes_and_a_leading_minus_keep_their_meaning(typed, asked):
    assert web_query(typed).strip() == asked


def test_what_the_database_refuses_is_left_out():
    assert printable("a\x00b\ud800c\x07") == "ab c "


NASTY = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="'\\:*&|!()<-> \"ab_%\n\x00;$", max_size=60),
)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=NASTY)
def test_whatever_is_typed_makes_two_queries_the_database_takes(typed):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsquery('simple', %s)::text, websearch_to_tsquery('english', %s)::text",
            [prefix_query(typed), web_query(typed)],
        )
        prefix, _ = cursor.fetchone()
    assert bool(prefix) <= bool(words(typed))
