"""The search page, and the way from a result to what it found."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.models import SearchEntry
from doc_portal.core.registry import HelpLink, declared, function
from doc_portal.core.search import TABS, search
from doc_portal.core.search.log import click_token, record_click, record_search
from doc_portal.core.search.query import MOST_RESULTS, PER_PAGE, Facet, Found
from doc_portal.core.search.tabs import PEOPLE
from doc_portal.core.views.pages import Page, PlainPage


@dataclass(frozen=True)
class Tab:
    """A kind of results as the page offers it; the first, without a slug, is everything."""

    slug: str | None
    name: str
    count: int
    current: bool


@dataclass(frozen=True)
class Choice:
    """A list to narrow the results by: the units or the worksites among them, and the one chosen."""

    name: str
    label: str
    all: str
    facets: list[Facet]
    chosen: Facet | None


class SearchPage(PlainPage):
    """One box for everything. Without a question it shows help, never everything."""

    permission_required = "core.use_portal"
    template_name = "search/search.html"
    intro = "Units, worksites, news and everything else the portal keeps, as far as you may see it."

    def get_title(self):
        """What was looked for."""
        return f"Search results for “{self.found.query}”" if self.found.asked else "Search"

    @cached_property
    def tab(self) -> str:
        """The tab asked for; everything where there is no such tab."""
        wanted = self.request.GET.get("tab", "")
        return wanted if wanted in TABS else ""

    def empty_tab(self) -> str:
        """The name of the chosen tab where the portal keeps nothing of its kind; else empty."""
        return TABS[self.tab] if self.tab and self.tab not in {one.tab for one in declared("search")} else ""

    @cached_property
    def number(self) -> int:
        """The page asked for; 1 where it cannot be read."""
        page = self.request.GET.get("page", "1")
        return int(page) if page.isascii() and page.isdigit() and 1 <= len(page) < 5 and int(page) else 1

    @cached_property
    def found(self) -> Found:
        """The results; the first page where the one asked for is empty."""
        found = self.look(self.number)
        if found.asked and found.count and not found.hits:
            found = self.look(1)
        asked = self.request.GET
        if asked.get("tab") and not self.tab:
            found.notices.append("We could not read which kind of results you want, so all kinds are shown.")
        if asked.get("page") and asked["page"] != str(found.page):
            found.notices.append("There is no such page of results, so this is the first page.")
        return found

    def look(self, page: int) -> Found:
        """One page of results for what the address asks."""
        asked = self.request.GET
        places = asked.get("unit", ""), asked.get("site", "")
        return search(self.request.user, asked.get("q", ""), self.tab, *places, page)

    def tabs(self) -> list[Tab]:
        """The tabs with their counts, everything first."""
        found = self.found
        every = Tab(None, "All", found.everywhere, not self.tab)
        return [every, *(Tab(one, TABS[one], found.tabs.get(one, 0), one == self.tab) for one in TABS)]

    def choices(self) -> list[Choice]:
        """The lists to narrow by, each with what was chosen even where nothing is left of it."""
        found = self.found
        lists = [
            Choice("unit", "Unit", "All units", _with(found.unit, found.units), found.unit),
            Choice("site", "Worksite", "All worksites", _with(found.worksite, found.worksites), found.worksite),
        ]
        return [one for one in lists if one.facets]

    def help_links(self) -> list[HelpLink]:
        """What units offer somebody whose search found nothing anywhere."""
        found = self.found
        if not found.asked or found.everywhere:
            return []
        offers = (function(one.links)(self.request.user, found.query) for one in declared("search_help"))
        return [link for links in offers for link in links]

    def address_of(self, hit, log: int | None) -> str:
        """Where a result leads: by way of the log, but straight to a person."""
        if log is None or hit.tab == PEOPLE:
            return hit.url
        return f"{reverse('core:search-open', args=[hit.pk])}?from={click_token(log, hit.rank)}"

    def get_context_data(self, **kwargs):
        """With the hits and their addresses; the first page of a search is logged once."""
        found = self.found
        log = record_search(found, self.tab) if found.page == 1 else None
        hits = [{"address": self.address_of(hit, log), **vars(hit)} for hit in found.hits]
        return super().get_context_data(**kwargs) | {
            "found": found,
            "hits": hits,
            "rows": Paginator(range(min(found.count, MOST_RESULTS)), PER_PAGE).get_page(found.page),
            "tabs": self.tabs(),
            "choices": self.choices(),
            "help_links": self.help_links(),
            "private": self.tab == PEOPLE,
            "narrowed": bool(self.tab or found.unit or found.worksite),
            "elsewhere": bool(found.unit or found.worksite) or found.everywhere > found.count,
        }


def _with(chosen: Facet | None, facets: list[Facet]) -> list[Facet]:
    if chosen is None or any(facet.slug == chosen.slug for facet in facets):
        return facets
    return [chosen, *facets]


class SearchOpen(Page):
    """Notes which result was opened and goes there: to the entry's own address, nowhere else."""

    permission_required = "core.use_portal"

    def get(self, request, pk):
        """Count the click and go to the page found."""
        entry = get_object_or_404(SearchEntry.objects.visible_to(request.user), pk=pk)
        if request.method == "GET":
            record_click(request.GET.get("from", ""))
        return HttpResponseRedirect(entry.url)
