"""Finding. One statement matches, counts, ranks and quotes; nobody learns of what they may not see.

The tiers, best first: pinned by an editor, identifier, beginning of an identifier, all words as beginnings of title
words, full text. Inside a tier: weight, for full text its rank, for news the newest, then id.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.utils.dateparse import parse_datetime
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from doc_portal.core.registry import declared, function
from doc_portal.core.search.folding import normal_key, prefix_query, printable, squeezed, web_query, words
from doc_portal.core.search.near import near_misses
from doc_portal.core.search.statements import rows_of, visible_sql

LONGEST_QUERY = 200
PER_PAGE = 12
MOST_RESULTS = 200
SHORTEST_KEY_BEGINNING = 2
MOST_WAYS = 5

PINNED, IDENTIFIER, PART_OF_IDENTIFIER, BEGINNING_OF_IDENTIFIER, TITLE, TEXT = range(1, 7)
"""The tiers. The whole of an identifier comes before one of its later parts."""

MARK, UNMARK = "\ue000", "\ue001"
"""Stand around found words until the text is escaped; `printable()` keeps them out of all stored text."""


@dataclass(frozen=True)
class Hit:
    """One result: where it is in the order (from 1), what it is and where it leads."""

    rank: int
    pk: int
    label: str
    tab: str
    title: SafeString
    snippet: SafeString
    url: str
    place: str
    dated: datetime | None
    tier: int


@dataclass(frozen=True)
class Facet:
    """A unit or worksite among the results, and how many results it has."""

    slug: str
    name: str
    count: int


@dataclass
class Found:
    """The answer to one search. `asked` is false when there was nothing to look for: the page then shows help.

    `near` are questions spelled a little differently that find something, offered where this one found nothing.
    """

    query: str = ""
    asked: bool = False
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    everywhere: int = 0
    tabs: dict[str, int] = field(default_factory=dict)
    units: list[Facet] = field(default_factory=list)
    worksites: list[Facet] = field(default_factory=list)
    unit: Facet | None = None
    worksite: Facet | None = None
    near: list[str] = field(default_factory=list)
    page: int = 1
    notices: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages of results are offered."""
        return max(1, ceil(min(self.count, MOST_RESULTS) / PER_PAGE))


def clean(text: str) -> tuple[str, list[str]]:
    """What is looked for, and what has to be said about it."""
    query = " ".join(printable(text).split())
    if len(query) <= LONGEST_QUERY:
        return query, []
    return query[:LONGEST_QUERY].rstrip(), [f"We looked for the first {LONGEST_QUERY} characters only."]


def search(user, query: str, tab: str = "", unit: str = "", worksite: str = "", page: int = 1) -> Found:
    """What `user` may see of what matches, of one tab, unit and worksite (by slug), one page of it."""
    query, notices = clean(query)
    found = Found(query=query, page=max(1, min(page, ceil(MOST_RESULTS / PER_PAGE))), notices=notices)
    if query and not words(query):
        found.notices.append("Type a word or a number. Punctuation alone finds nothing.")
    if not words(query) or not user.is_active:
        return found
    found.asked = True
    tab, unit, worksite = printable(tab), printable(unit), printable(worksite)
    values = _values(query, tab, unit, worksite, found.page)
    answer = _answer(user, values, text=True)
    if answer is None:
        found.notices.append(
            "Searching the full texts took too long. These results match by number or title. "
            "Add a word and search again to see more."
        )
        answer = _answer(user, values, text=False)
    if answer is None:
        found.notices.append("The portal is busy and could not search. Try again in a minute.")
        return found
    _read(found, answer, tab, unit, worksite)
    if not found.everywhere and not found.unit and not found.worksite:
        found.near = near_misses(user, query)
    return found


def _values(query: str, tab: str, unit: str, worksite: str, page: int) -> dict:
    """The parameters of the statement. Of text a person typed, only quoted words reach `to_tsquery`."""
    key = normal_key(query)
    ways = [query, *other_ways(query)]
    return {
        "pin": f"|{squeezed(query)}|",
        "key": key,
        "beginning": f"{key}%" if len(key) >= SHORTEST_KEY_BEGINNING else key,
        "title": " | ".join(f"({one})" for way in ways if (one := prefix_query(way))),
        "text": " or ".join(web_query(way) for way in ways),
        "tab": tab,
        "unit": unit,
        "worksite": worksite,
        "most": MOST_RESULTS,
        "per_page": PER_PAGE,
        "skip": (page - 1) * PER_PAGE,
        "marks": f"StartSel={MARK}, StopSel={UNMARK}",
    }


def other_ways(query: str) -> list[str]:
    """The same question in other words, as units declare them: what a term of the glossary is also called."""
    asked = words(query).split()
    told = (way for widening in declared("widenings") for way in function(widening.words)(asked))
    return [way for way in dict.fromkeys(told) if words(way)][:MOST_WAYS]


_COLUMNS = "e.id, e.tab, e.unit_id, e.worksite_id, e.weight, e.dated"
_ORDER = "CASE WHEN tab = 'news' THEN dated END DESC NULLS LAST, id"
_BY_TEXT = """
    UNION ALL
    SELECT {columns}, {tier} FROM visible e
    WHERE e.words @@ websearch_to_tsquery('english', %(text)s)
      AND NOT e.title_words @@ to_tsquery('simple', %(title)s)
      AND e.id NOT IN (SELECT id FROM named)
"""
_STATEMENT = """
WITH visible AS NOT MATERIALIZED ({visible}),
named AS (
    SELECT id, min(tier) AS tier FROM (
        SELECT id, {pinned} AS tier FROM core_searchentry
        WHERE pinned_for <> '' AND strpos(pinned_for, %(pin)s) > 0
        UNION ALL
        SELECT entry_id, CASE WHEN key <> %(key)s THEN {beginning} WHEN whole THEN {identifier} ELSE {part} END
        FROM core_searchkey WHERE key LIKE %(beginning)s AND %(key)s <> ''
    ) AS by_name GROUP BY id
),
matching AS MATERIALIZED (
    SELECT {columns}, named.tier FROM named JOIN visible e ON e.id = named.id
    UNION ALL
    SELECT {columns}, {title} FROM visible e
    WHERE e.title_words @@ to_tsquery('simple', %(title)s) AND e.id NOT IN (SELECT id FROM named)
    {by_text}
),
chosen AS (
    SELECT (SELECT id FROM core_unit WHERE slug = %(unit)s) AS unit_id,
           (SELECT id FROM core_worksite WHERE slug = %(worksite)s) AS worksite_id
),
placed AS (
    SELECT m.*,
           chosen.unit_id IS NULL OR m.unit_id IS NOT DISTINCT FROM chosen.unit_id AS in_unit,
           chosen.worksite_id IS NULL OR m.worksite_id IS NOT DISTINCT FROM chosen.worksite_id AS at_worksite
    FROM matching m CROSS JOIN chosen
),
candidates AS (
    SELECT * FROM placed WHERE in_unit AND at_worksite AND %(tab)s IN ('', tab)
    ORDER BY tier, weight DESC, {order} LIMIT %(most)s
),
page AS (
    SELECT c.*, e.words, row_number() OVER (
        ORDER BY c.tier, c.weight DESC,
                 CASE WHEN c.tier = {text} THEN ts_rank(e.words, websearch_to_tsquery('english', %(text)s)) END DESC,
                 CASE WHEN c.tab = 'news' THEN c.dated END DESC NULLS LAST, c.id
    ) AS rank
    FROM candidates c JOIN core_searchentry e ON e.id = c.id
    ORDER BY rank OFFSET %(skip)s LIMIT %(per_page)s
),
shown AS (
    SELECT p.rank, p.tier, e.id, e.kind, e.tab, e.title, e.summary, e.url, e.dated,
           u.name AS unit, w.name AS worksite,
           ts_headline('english', e.title, asked.query, %(marks)s || ', HighlightAll=true') AS marked_title,
           CASE WHEN e.body = '' OR to_tsvector('english', e.summary) @@ asked.query
                THEN ts_headline('english', e.summary, asked.query, %(marks)s || ', MinWords=20, MaxWords=40')
                ELSE ts_headline('english', e.body, asked.query,
                                 %(marks)s || ', MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … "')
           END AS quoted
    FROM page p JOIN core_searchentry e ON e.id = p.id
    LEFT JOIN core_unit u ON u.id = e.unit_id LEFT JOIN core_worksite w ON w.id = e.worksite_id
    CROSS JOIN (
        SELECT websearch_to_tsquery('english', %(text)s) || to_tsquery('simple', %(title)s) AS query
    ) AS asked
)
SELECT
    (SELECT json_object_agg(tab, n) FROM (
        SELECT tab, count(*) AS n FROM placed WHERE in_unit AND at_worksite GROUP BY tab) AS counted),
    (SELECT json_agg(json_build_array(u.slug, u.name, n) ORDER BY u.name) FROM (
        SELECT unit_id, count(*) AS n FROM placed WHERE at_worksite AND %(tab)s IN ('', tab) GROUP BY unit_id
        ) AS counted JOIN core_unit u ON u.id = counted.unit_id),
    (SELECT json_agg(json_build_array(w.slug, w.name, n) ORDER BY w.name) FROM (
        SELECT worksite_id, count(*) AS n FROM placed WHERE in_unit AND %(tab)s IN ('', tab) GROUP BY worksite_id
        ) AS counted JOIN core_worksite w ON w.id = counted.worksite_id),
    (SELECT json_build_array((SELECT name FROM core_unit WHERE id = unit_id),
                             (SELECT name FROM core_worksite WHERE id = worksite_id)) FROM chosen),
    (SELECT json_agg(row_to_json(shown) ORDER BY rank) FROM shown)
"""


def _answer(user, values: dict, *, text: bool):
    """The one row of the statement; None when it took too long."""
    visible, visible_values = visible_sql(user)
    tiers = {
        "pinned": PINNED,
        "identifier": IDENTIFIER,
        "part": PART_OF_IDENTIFIER,
        "beginning": BEGINNING_OF_IDENTIFIER,
        "title": TITLE,
        "text": TEXT,
    }
    by_text = _BY_TEXT.format(columns=_COLUMNS, tier=TEXT) if text else ""
    statement = _STATEMENT.format(visible=visible, columns=_COLUMNS, by_text=by_text, order=_ORDER, **tiers)
    answer = rows_of(statement, values | visible_values)
    return answer and answer[0]


def _read(found: Found, answer, tab: str, unit: str, worksite: str) -> None:
    """The answer's JSON as hits and facets. Choices that do not exist were left out of the search: say so."""
    tabs, units, worksites, (unit_name, worksite_name), shown = answer
    found.tabs = tabs or {}
    found.everywhere = sum(found.tabs.values())
    found.count = found.tabs.get(tab, 0) if tab else found.everywhere
    found.units = [Facet(*facet) for facet in units or []]
    found.worksites = [Facet(*facet) for facet in worksites or []]
    if unit and unit_name is None:
        found.notices.append("We could not read the unit in the address, so results of all units are shown.")
    elif unit:
        found.unit = Facet(unit, unit_name, found.count)
    if worksite and worksite_name is None:
        found.notices.append("We could not read the worksite in the address, so results of all worksites are shown.")
    elif worksite:
        found.worksite = Facet(worksite, worksite_name, found.count)
    found.hits = [_hit(row) for row in shown or []]


def _hit(row: dict) -> Hit:
    return Hit(
        rank=row["rank"],
        pk=row["id"],
        label=next((source.label for source in declared("search") if source.kind == row["kind"]), ""),
        tab=row["tab"],
        title=marked(row["marked_title"]),
        snippet=marked(row["quoted"] if MARK in row["quoted"] else row["summary"]),
        url=row["url"],
        place=next((place for place in (row["worksite"], row["unit"]) if place and place != row["title"]), ""),
        dated=parse_datetime(row["dated"]) if row["dated"] else None,
        tier=row["tier"],
    )


def marked(text: str) -> SafeString:
    """Escaped text with its found words in `<mark>`: what `ts_headline` gives is not safe HTML."""
    escaped = str(conditional_escape(text))
    return mark_safe(escaped.replace(MARK, "<mark>").replace(UNMARK, "</mark>"))  # noqa: S308 - escaped just above
