"""What `./portal bench personnel` measures, where Django is set up over a copy of the full sample."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles

from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from bench.client import Figures, Visitor, times
from bench.databases import Place
from bench.pages import BARE, table, told
from bench.rush import Rush, row_of
from bench.server import serving
from doc_portal.core.models import User
from personnel.actions.announcements import publish_posting
from personnel.models import Application, JobAlert, JobAlertMatch, JobClass, Posting, TransferWish
from personnel.swaps import find_swaps

FIND_P95, BOARD_P95, QUERIES = 100, 150, 12  # milliseconds at one client, statements
MATCH, SWAPS, SUBMIT_P95 = 1_000, 20, 300  # milliseconds
BARE_STATEMENTS = {
    "match": "SELECT count(*) FROM personnel_jobalert WHERE cadence <> ''",
    "swaps": "SELECT count(*) FROM personnel_transferwish WHERE status = 'open'",
}
"""What the statements are compared with: the same rows read once and nothing done with them."""


@dataclass(frozen=True)
class PageKind:
    """A page, who opens it, and what it may take."""

    name: str
    path: str
    limit: float
    who: str = "officer.jefferson"


@dataclass
class Timed:
    """Milliseconds of a statement, of the bare one beside it, and how often the statement was sent each time."""

    own: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


def pages() -> list[PageKind]:
    """The list, the finder by each of its ways, and the fullest board."""
    busiest = Posting.objects.annotate(n=Count("applications")).order_by("-n", "pk").first()
    commonest = JobClass.objects.filter(postings__in=Posting.objects.open()).annotate(n=Count("postings"))
    site = Posting.objects.open().values_list("locations__worksite").annotate(n=Count("pk")).order_by("-n")[0][0]
    at = "/jobs/?"
    return [
        PageKind(BARE, "/bench/bare/", 0),
        PageKind("list of jobs", "/jobs/", FIND_P95),
        PageKind("finder: words", f"{at}q=officer", FIND_P95),
        PageKind("finder: class", f"{at}job_class={commonest.order_by('-n', 'pk')[0].pk}", FIND_P95),
        PageKind("finder: place and shift", f"{at}worksite={site}&shift=1", FIND_P95),
        PageKind("finder: pay, best first", f"{at}pay=40000&sort=-pay", FIND_P95),
        PageKind("finder: closing soon", f"{at}soon=on", FIND_P95),
        PageKind("board of applicants", f"/jobs/{busiest.public_slug}/applicants/", BOARD_P95, "analyst.central"),
    ]


class Bench:
    """Rounds over everything in turn, so that what else the machine does falls on all alike."""

    def __init__(self, port: int, *, quick: bool, rush: bool):
        self.port, self.rounds, self.asked = port, 1 if quick else 3, 15 if quick else 40
        self.pages = pages()
        self.visitors = {page.who: signed_in(port, User.objects.get(username=page.who)) for page in self.pages}
        self.figures = {page.name: Figures.none() for page in self.pages}
        self.match, self.publish, self.swaps, self.found = Timed(), Timed(), Timed(), 0
        self.rushes: list[Rush] = []
        self.rush = rush

    def run(self) -> None:
        for page in self.pages:
            times(self.visitors[page.who], page.path, 9)  # every worker process has seen the page
        find_swaps()
        for number in range(self.rounds):
            print(f"Round {number + 1} of {self.rounds} …", file=sys.stderr, flush=True)
            for page in self.pages:
                self.figures[page.name].add_times(times(self.visitors[page.who], page.path, self.asked))
            self.publish_once()
            for _ in range(self.asked):
                self.swaps.own.append(milliseconds(find_swaps))
                self.swaps.bare.append(milliseconds(lambda: run(BARE_STATEMENTS["swaps"])))
            if self.rush:
                self.rushes.append(Rush(self.port, number).run())

    def publish_once(self) -> None:
        """Publish an approved announcement that opens at once; undone afterwards."""
        self.match.bare.append(milliseconds(lambda: run(BARE_STATEMENTS["match"])))
        with transaction.atomic():
            posting = Posting.objects.filter(status=Posting.Status.APPROVED).order_by("pk")[0]
            Posting.objects.filter(pk=posting.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
            posting.refresh_from_db()
            by = User.objects.get(username="analyst.central")
            with watched("personnel_jobalertmatch") as sent:
                self.publish.own.append(milliseconds(lambda: publish_posting(posting, by=by)))
            self.match.own.append(sum(sent))
            self.match.sent.append(len(sent))
            self.found = JobAlertMatch.objects.filter(posting=posting).count()
            transaction.set_rollback(True)

    def report(self) -> list[str]:
        rows = [["what", "target", "reached", "beside", "met"]]
        rows += [self.page_row(page) for page in self.pages]
        rows.append(self.match_row())
        swaps = quantiles(self.swaps.own, n=20, method="inclusive")[18]
        beside = f"bare statement {median(self.swaps.bare):.1f} ms"
        reached = f"median {median(self.swaps.own):.1f}, p95 {swaps:.1f} ms"
        many = TransferWish.objects.filter(status="open").count()
        rows.append(
            [f"exchanges among {many:,} wishes", f"{SWAPS} ms", reached, beside, said(median(self.swaps.own) <= SWAPS)]
        )
        rows += [row_of(self.rushes)] if self.rushes else []
        misses = [f"{row[0]}: {row[2]}, target {row[1]}" for row in rows if row[-1] == "no"]
        faults = sorted({line for one in self.rushes for line in one.faults()})
        return [*table(rows), *(["", *faults] if faults else []), *told(misses)]

    def page_row(self, page: PageKind) -> list[str]:
        p50, p95, _ = self.figures[page.name].middle()
        answer = self.visitors[page.who].ask(page.path, X_Count_Queries="1")
        queries = int(answer.headers["X-Queries"])
        reached = f"p95 {p95:.0f} ms (median {p50:.0f}), {queries} queries"
        if not page.limit:
            return [page.name, "", reached, "", ""]
        beside = f"{p50 / self.figures[BARE].middle()[0]:.1f} × bare view"
        met = p95 <= page.limit and queries <= QUERIES
        return [page.name, f"p95 {page.limit:.0f} ms, {QUERIES} queries", reached, beside, said(met)]

    def match_row(self) -> list[str]:
        took, once = median(self.match.own), set(self.match.sent) == {1}
        alerts = JobAlert.objects.live().count()
        reached = f"{took:.0f} ms in {max(self.match.sent)} statement, {self.found:,} found"
        beside = f"publishing whole {median(self.publish.own):.0f} ms; bare statement {median(self.match.bare):.0f} ms"
        name = f"publishing matches {alerts:,} alerts"
        return [name, f"{MATCH:,} ms, 1 statement", reached, beside, said(took <= MATCH and once)]


def said(met: bool) -> str:
    return "yes" if met else "no"


def milliseconds(work: Callable) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


@contextlib.contextmanager
def watched(words: str) -> Iterator[list[float]]:
    """The milliseconds of every statement that has these words in it."""
    found: list[float] = []

    def watch(execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if words in sql:
                found.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(watch):
        yield found


def signed_in(port: int, user: User) -> Visitor:
    """A browser in which somebody has signed in; no password is checked for it."""
    client = Client()
    client.force_login(user)
    return Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})


def measure(*, quick: bool, rush: bool) -> None:
    """Everything, as one table."""
    busiest = Posting.objects.annotate(n=Count("applications")).order_by("-n").values_list("n", flat=True)[0]
    print(f"{Posting.objects.open().count():,} open announcements, {Application.objects.count():,} applications.")
    print(f"The board is that of {busiest:,} applications.", flush=True)
    place = Place("personnel", dict(os.environ), {})
    with serving(place) as port:
        bench = Bench(port, quick=quick, rush=rush)
        bench.run()
        lines = bench.report()
    print("\n".join(lines))
