"""Near misses: the words of titles a misspelled word may have meant. Offered, never applied.

One letter left out, added or changed, or two neighbors swapped: then the two words share a form with one letter left
out, or one of them is such a form of the other. `SearchWord` keeps these forms, so the database needs no extension.
Where pg_trgm happens to be installed, a word with more letters wrong is offered the words most alike.
"""

from functools import cache

from django.db import connection

from doc_portal.core.search.folding import prefix_query, squeezed, web_query
from doc_portal.core.search.statements import rows_of, visible_sql

SHORTEST, LONGEST = 3, 40
"""Letters of the words that are kept."""
SHORTEST_ASKED = 4
"""A shorter word is near to too many."""
KEEPS_ITS_MEANING = ("-", '"')
MOST_WORDS = 8
MOST_OFFERED = 3
MOST_COUNTED = 50
ALIKE = 0.4
"""The least share of three-letter groups that two words have in common to be alike, where pg_trgm counts them."""

_ADD = """
INSERT INTO core_searchword (word, keys)
SELECT found.word, forms.keys
FROM (SELECT DISTINCT unnest(tsvector_to_array(title_words)) AS word FROM core_searchentry {where}) AS found
CROSS JOIN LATERAL (
    SELECT found.word || array_agg(DISTINCT overlay(found.word PLACING '' FROM n FOR 1)::text) AS keys
    FROM generate_series(1, length(found.word)) AS n
) AS forms
WHERE length(found.word) BETWEEN %(shortest)s AND %(longest)s AND found.word !~ '[0-9]'
  AND NOT EXISTS (SELECT 1 FROM core_searchword kept WHERE kept.word = found.word)
ORDER BY found.word
ON CONFLICT (word) DO NOTHING
"""
_FORGET = """
DELETE FROM core_searchword WHERE word NOT IN (
    SELECT unnest(tsvector_to_array(title_words)) FROM core_searchentry
)
"""
_UNKNOWN = """
WITH visible AS NOT MATERIALIZED ({visible}),
asked AS (
    SELECT place, word, begins, ARRAY(
        SELECT overlay(word PLACING '' FROM n FOR 1)::varchar FROM generate_series(1, length(word)) AS n
    ) || word::varchar AS keys
    FROM unnest(%(places)s::int[], %(words)s::text[], %(begins)s::text[]) AS given(place, word, begins)
),
unknown AS MATERIALIZED (
    SELECT * FROM asked a
    WHERE NOT EXISTS (SELECT 1 FROM visible e WHERE e.title_words @@ to_tsquery('simple', a.begins))
      AND NOT EXISTS (SELECT 1 FROM visible e WHERE e.words @@ plainto_tsquery('english', a.word))
)
"""
_NEAR = """{unknown},
near AS MATERIALIZED (
    SELECT a.place, w.word
    FROM unknown a JOIN core_searchword w ON w.keys && a.keys
    WHERE w.word = ANY (a.keys) OR a.word = ANY (w.keys)
       OR length(w.word) = length(a.word) AND EXISTS (
           SELECT 1 FROM generate_series(1, length(a.word)) AS n
           WHERE overlay(a.word PLACING '' FROM n FOR 1) = overlay(w.word PLACING '' FROM n FOR 1)
              OR overlay(a.word PLACING reverse(substr(a.word, n, 2)) FROM n FOR 2) = w.word
       )
),
counted AS (
    SELECT place, word, (
        SELECT count(*) FROM (
            SELECT 1 FROM visible e WHERE e.title_words @@ plainto_tsquery('simple', near.word) LIMIT {most}
        ) AS few
    ) AS entries
    FROM near
)
SELECT place, word FROM counted WHERE entries > 0 ORDER BY place, entries DESC, word
"""
_ALIKE = """{unknown}
SELECT a.place, w.word FROM unknown a JOIN core_searchword w ON {similarity}(w.word, a.word) >= %(alike)s
WHERE EXISTS (SELECT 1 FROM visible e WHERE e.title_words @@ plainto_tsquery('simple', w.word))
ORDER BY a.place, {similarity}(w.word, a.word) DESC, w.word
"""
_FINDS = """
WITH visible AS NOT MATERIALIZED ({visible})
SELECT 1 WHERE EXISTS (SELECT 1 FROM visible e WHERE e.title_words @@ to_tsquery('simple', %(title)s))
   OR EXISTS (SELECT 1 FROM visible e WHERE e.words @@ websearch_to_tsquery('english', %(text)s))
"""


def keep_words(entries: list[int]) -> None:
    """Add the words of these entries' titles that are not kept yet, in one statement."""
    _add("WHERE id = ANY(%(entries)s)", entries=entries)


def sync_words() -> None:
    """Add every word that is missing and forget those no title holds any more. Two statements."""
    _add("")
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)


def _add(where: str, **values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(where=where), values | {"shortest": SHORTEST, "longest": LONGEST})


def near_misses(user, query: str) -> list[str]:
    """Questions that differ from this one by one letter a word and find something this person may see.

    A word is offered only where an entry visible to this person has it in its title. Words that find something
    themselves stay as they are. Several words are offered together, and only where together they find something.
    """
    asked = query.split()[:MOST_WORDS]
    misspelled = {
        place: word
        for place, typed in enumerate(asked)
        if not typed.startswith(KEEPS_ITS_MEANING)
        and SHORTEST_ASKED <= len(word := squeezed(typed).lower()) <= LONGEST
        and word.isalpha()
    }
    if not misspelled:
        return []
    visible, visible_values = visible_sql(user)
    statement = _NEAR.format(unknown=_UNKNOWN.format(visible=visible), most=MOST_COUNTED)
    near = _by_place(rows_of(statement, visible_values | _asked(misspelled)))
    if not near and (schema := schema_of_trigrams()):
        near = most_alike(user, misspelled, schema)
    if not near:
        return []
    if len(asked) == 1:
        return near[0][:MOST_OFFERED]
    question = " ".join(near[place][0] if place in near else word for place, word in enumerate(asked))
    values = visible_values | {"title": prefix_query(question), "text": web_query(question)}
    return [question] if rows_of(_FINDS.format(visible=visible), values) else []


@cache
def schema_of_trigrams() -> str | None:
    """The schema of pg_trgm where it is installed; looked up once a process. Nothing here ever installs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
        row = cursor.fetchone()
    return row[0] if row else None


def most_alike(user, misspelled: dict[int, str], schema: str) -> dict[int, list[str]]:
    """Of each word (by its place) that finds nothing the words of titles most alike, by that schema's `similarity`."""
    visible, values = visible_sql(user)
    statement = _ALIKE.format(unknown=_UNKNOWN.format(visible=visible), similarity=f"{schema}.similarity")
    return _by_place(rows_of(statement, values | _asked(misspelled) | {"alike": ALIKE}))


def _asked(misspelled: dict[int, str]) -> dict:
    return {
        "places": list(misspelled),
        "words": list(misspelled.values()),
        "begins": [prefix_query(word) for word in misspelled.values()],
    }


def _by_place(rows) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place, word in rows or ():
        found.setdefault(place, []).append(word)
    return found
