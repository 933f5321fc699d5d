"""One search over everything: what a thing is called in the index, who writes it, and how it is found.

A unit declares a `SearchSource` on its `AppConfig` and its actions call `index_entry(record)` in the transaction of
the change. The page asks `search(...)`.
"""

from doc_portal.core.search.folding import fold
from doc_portal.core.search.index import (
    Entry,
    index_entries,
    index_entry,
    nightly_check,
    rebuild_search,
    remove_entry,
)
from doc_portal.core.search.log import purge_search_log
from doc_portal.core.search.near import near_misses
from doc_portal.core.search.query import search
from doc_portal.core.search.tabs import TABS

__all__ = [
    "TABS",
    "Entry",
    "fold",
    "index_entries",
    "index_entry",
    "near_misses",
    "nightly_check",
    "purge_search_log",
    "rebuild_search",
    "remove_entry",
    "search",
]
