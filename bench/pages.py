"""`./portal bench pages [--quick]`: every kind of page on the full sample, beside a bare view.

One table: requests a second at 8 clients, p50 and p95 at one client, queries, bytes over the wire, and the rate as a
part of the bare view's. Each figure is the median of at least three rounds, and every round visits all pages in turn.
Where two databases can be made, the same pages are also timed on the small sample: what grows with the data shows.
"""

import argparse
import contextlib
import os
import sys
from dataclasses import dataclass

from bench.client import Figures, Visitor, first_visit, rate, times
from bench.databases import Place, as_it_is, people, prepared
from bench.server import serving

BARE = "bare view"
CLIENTS = 8
P95 = {"home": 120, "list": 90, "record": 60, "search": 120, "document": 80}  # milliseconds at one client
LIST_SHARE = 1 / 4  # of the bare view's rate
FIRST_BYTES, FIRST_REQUESTS, REPEAT_BYTES = 110_000, 10, 12_000
GROWTH = 1.3  # median on the full sample over that on the small one


@dataclass(frozen=True)
class PageKind:
    """A page to measure, who opens it, what it may cost. `kind` is a key of P95, or empty."""

    name: str
    path: str
    kind: str
    queries: int | None = None
    who: str = "news.editor"


PAGES = (
    PageKind(BARE, "/bench/bare/", ""),
    PageKind("home", "/", "home", 20),
    PageKind("news", "/news/", "list", 12),
    PageKind("news, managed", "/manage/news/", "list", 12),
    PageKind("story", "/news/sample-welcome-to-the-portal/", "record"),
    PageKind("units", "/units/", "list", 12),
    PageKind("unit", "/units/office-of-personnel/", "record", 18),
    PageKind("worksites", "/worksites/", "list", 12),
    PageKind("worksite", "/worksites/fcc/", "record"),
    PageKind("search, identifier", "/search/?q=FCC", "search", 8),
    PageKind("search, prefix", "/search/?q=farm", "search", 8),
    PageKind("search, full text", "/search/?q=requisitions+rosters", "search", 8),
    PageKind("search, near miss", "/search/?q=farmingtno", "search", 8),
    PageKind("people", "/people/", "list", 12),
    PageKind("person", "/people/fe526a2d-88b0-9941-056f-4dc5c23fb28b/", "record", 10),
    PageKind("search, name", "/search/?q=elmstead", "search", 8),
    PageKind("grants", "/manage/grants/", "list", 12, "portal.admin"),
    PageKind("audit", "/audit/", "list", 12, "auditor"),
    PageKind("to-do", "/me/to-do/", "list", 12),
    PageKind("mission", "/about/mission/", "record"),
    PageKind("policies and forms", "/library/", "list", 12),
    PageKind("document", "/library/S20001/", "document"),
    PageKind("compare versions", "/library/S20001/compare/", "document"),
)


class Bench:
    """One run over one or two servers."""

    def __init__(self, ports: dict[str, int], places: dict[str, Place], *, quick: bool):
        self.ports = ports
        self.rounds, self.asked, self.seconds = (1, 15, 0.6) if quick else (3, 40, 1.5)
        names = sorted({page.who for page in PAGES})
        self.visitors = {
            (label, who): Visitor(port).sign_in(*places[label].sign_ins[who])
            for label, port in ports.items()
            for who in names
        }
        self.figures = {(label, page.name): Figures.none() for label in ports for page in PAGES}

    def run(self) -> None:
        main, *others = self.ports
        for label in self.ports:
            for page in PAGES:
                times(self.visitors[label, page.who], page.path, 9)  # every worker process has seen the page
        for number in range(self.rounds):
            print(f"Round {number + 1} of {self.rounds} …", file=sys.stderr, flush=True)
            for page in PAGES:
                for label in (main, *others):
                    visitor = self.visitors[label, page.who]
                    self.figures[label, page.name].add_times(times(visitor, page.path, self.asked))
                cookies = self.visitors[main, page.who].cookies
                answered = rate(self.ports[main], cookies, page.path, clients=CLIENTS, seconds=self.seconds)
                self.figures[main, page.name].rate.append(answered)

    def report(self) -> list[str]:
        main, *others = self.ports
        bare = self.figures[main, BARE].middle()[2]
        head = [
            "page",
            f"requests/s at {CLIENTS}",
            "of bare",
            "p50 ms",
            "p95 ms",
            "target",
            "queries",
            "limit",
            "bytes",
        ]
        if others:
            head += ["p50 ms small", "growth"]
        rows, misses = [head], []
        for page in PAGES:
            p50, p95, answered = self.figures[main, page.name].middle()
            counted = self.visitors[main, page.who].ask(page.path, X_Count_Queries="1")
            queries = int(counted.headers["X-Queries"])
            row = [
                *(page.name, f"{answered:.0f}", f"{answered / bare:.2f}", f"{p50:.1f}", f"{p95:.1f}"),
                *(str(P95.get(page.kind, "")), str(queries), str(page.queries or ""), f"{counted.size:,}"),
            ]
            checks = {
                f"p95 {p95:.0f} ms over {P95.get(page.kind)}": bool(page.kind) and p95 > P95[page.kind],
                f"{answered / bare:.2f} of the bare view's rate": page.kind == "list" and answered / bare < LIST_SHARE,
                f"{queries} queries over {page.queries}": page.queries is not None and queries > page.queries,
                f"{counted.size:,} bytes over {REPEAT_BYTES:,}": counted.size > REPEAT_BYTES,
            }
            if others:
                small = self.figures[others[0], page.name].middle()[0]
                row += [f"{small:.1f}", f"{p50 / small:.2f}"]
                checks[f"grows {p50 / small:.2f} times"] = p50 / small > GROWTH
            rows.append(row)
            misses += [f"{page.name}: {words}" for words, missed in checks.items() if missed]
        return [*table(rows), "", *self.first_visits(misses), *told(misses)]

    def first_visits(self, misses: list[str]) -> list[str]:
        """What a browser with nothing kept fetches for the sign-in page and for home."""
        main = next(iter(self.ports))
        lines = []
        with contextlib.closing(Visitor(self.ports[main])) as stranger:
            for name, visitor, path in (
                ("sign-in", stranger, "/accounts/login/"),
                ("home", self.visitors[main, "news.editor"], "/"),
            ):
                size, requests = first_visit(visitor, path)
                lines.append(f"First visit, {name}: {size:,} bytes in {requests} requests.")
                if size > FIRST_BYTES or requests > FIRST_REQUESTS:
                    misses.append(f"first visit, {name}: over {FIRST_BYTES:,} bytes or {FIRST_REQUESTS} requests")
        return lines


def table(rows: list[list[str]]) -> list[str]:
    """Rows as a Markdown table whose columns line up; all but the first are numbers."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| "
        + " | ".join(
            f"{cell:<{w}}" if n == 0 else f"{cell:>{w}}" for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (w + 2) if n == 0 else "-" * (w + 1) + ":" for n, w in enumerate(widths)) + "|"
    return [lines[0], rule, *lines[1:]]


def told(misses: list[str]) -> list[str]:
    return ["", "Every target is met."] if not misses else ["", "Not met:", *(f"- {miss}" for miss in misses)]


def main() -> None:
    words = argparse.ArgumentParser(prog="./portal bench pages", description=__doc__.partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="one short round: whether it works, not how fast it is")
    quick = words.parse_args().quick
    if os.environ.get("DATABASE_SUPER_URL"):
        places = [prepared("full"), prepared("small")]
    else:
        places = [as_it_is()]
        print("The cluster is not ours: measuring the database of DATABASE_URL as it is, and no growth.")
    print(f"People: {', '.join(f'{people(place):,} ({place.label})' for place in places)}; {os.cpu_count()} cores.")
    print(f"Load before: {os.getloadavg()[0]:.1f} (what else the machine does makes the figures worse).")
    with contextlib.ExitStack() as stack:
        ports = {place.label: stack.enter_context(serving(place)) for place in places}
        bench = Bench(ports, {place.label: place for place in places}, quick=quick)
        bench.run()
        print("\n".join(bench.report()))


if __name__ == "__main__":
    main()
