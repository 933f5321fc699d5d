"""How each page is reached. Every unit declares its pages in `<unit>/tests/pages.py`; the nets walk the URL map.

A page of the URL map without a declaration fails, and so does a declaration without a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse

from doc_portal.core.views.pages import Page

UNITS_WITH_PAGES = ("doc_portal.core", "mission", "personnel", "training", "fiscal")


@dataclass(frozen=True)
class Expect:
    """The answers to GET and to a valid POST."""

    get: int
    post: int


@dataclass(frozen=True)
class Case:
    """One page: the row its address names, a valid body, and what each kind of person is answered.

    `row(world, by)` makes a fresh row written by `by` in `world.here` / at `world.site`; None where the address names
    none. `args(row)` are the arguments of the address. `body(world, row)` is a valid POST; None for reading pages.
    `scope` is where the right counts: "unit", "worksite" or "all". `elsewhere` is the answer to the right held in
    another unit or worksite, `owner` the answer to the row's own author who holds the right here. `stays`: a valid
    POST answers this (302 unless said). `rows(world, n)` makes n more rows of what the page lists; `queries` is the
    literal number of database queries of a GET, at 1 row and at 50. `also` are further permissions, `role` a role of
    the department the act asks for by itself. `personal`: the row is always the asking person's own. `shows`: the
    answer to a GET by who may. `password`: the person signs in here with one. `open`: why anybody may read it where a
    switch is on; tests run with the switch off unless they say otherwise.
    """

    name: str
    row: Callable[[Any, Any], Any] | None = None
    args: Callable[[Any], list] = lambda row: [] if row is None else [row.pk]
    body: Callable[[Any, Any], dict] | None = None
    scope: str = "all"
    elsewhere: Expect | None = None
    owner: Expect | None = None
    stays: int = 302
    shows: int = 200
    personal: bool = False
    password: bool = False
    also: tuple[str, ...] = ()
    role: str = ""
    query: str = ""
    rows: Callable[[Any, int], None] | None = None
    queries: int | None = None
    fuzz: bool = True
    twice: bool = True
    html: bool = True
    empty_query: str = ""
    open: str = ""

    def url(self, row=None) -> str:
        return reverse(self.name, args=self.args(row)) + self.query

    @property
    def pattern(self) -> URLPattern:
        return patterns()[self.name]

    @property
    def view(self):
        return self.pattern.callback.view_class

    @property
    def permission(self) -> str:
        return self.view.permission_required

    @property
    def writes(self) -> bool:
        return "post" in self.view.http_method_names

    @property
    def reads(self) -> bool:
        return "get" in self.view.http_method_names


@dataclass(frozen=True)
class Open:
    """A page anyone may open without signing in (RULINGS 25), and why."""

    name: str
    why: str


@cache
def patterns() -> dict[str, URLPattern]:
    """Every named address of the portal: "namespace:name" to its pattern."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver, namespace):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            yield from _walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


@cache
def declared_cases() -> tuple[Case | Open, ...]:
    names = [config.name for config in apps.get_app_configs() if config.name in UNITS_WITH_PAGES]
    return tuple(case for name in names for case in import_module(f"{name}.tests.pages").PAGES)


def cases() -> list[Case]:
    return [case for case in declared_cases() if isinstance(case, Case)]


def by_name(name: str) -> Case:
    return next(case for case in cases() if case.name == name)


def is_page(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return view is not None and issubclass(view, Page)
