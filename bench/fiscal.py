"""`./portal bench fiscal [--quick] [--size full|year]`: money posted, purchases decided, and pages, on the full sample.

Posting through the portal's own actions, in turn with the same work as plain SQL on the same server: spread over 399
appropriations and on one, by 8 and 32 clients. Then 5,000 open lines decided at year end, a ledger of 100,000 rows,
submitting, and pages asked by one client, in turn with the bare view; beside ten years of purchases the same pages
with one. All on copies that are thrown away, since what is posted stays.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import psycopg2

from bench.client import ATTRIBUTE, HIDDEN, Visitor, in_turn
from bench.databases import PROJECT, Place, copied, prepared
from bench.server import serving

INSIDE = "import django; django.setup(); from bench.{module} import {name}; {name}({words})"
BARE = "/bench/bare/"
PROCESSES, CLIENTS = 2, (8, 32)
SHARE, QUERIES, GROWTH = 0.4, 25, 1.3
PAGES = (
    ("my open purchases", "/fiscal/purchases/", "office.bonneterre", 120),
    ("purchases to decide on", "/fiscal/approvals/", "funds.certifier", 120),
    ("requisitions", "/fiscal/requisitions/", "purchasing.manager", 120),
    ("requisitions, the last pages", "/fiscal/requisitions/?page=400", "purchasing.manager", 120),
    ("a requisition", "/fiscal/requisitions/{requisition}/", "purchasing.manager", 120),
    ("orders", "/fiscal/orders/", "purchasing.manager", 120),
    ("an order", "/fiscal/orders/{order}/", "purchasing.manager", 120),
    ("to receive", "/fiscal/to-receive/", "receiver.bonneterre", 120),
    ("bills", "/fiscal/bills/", "payables.clerk", 120),
    ("a bill", "/fiscal/bills/{bill}/", "payables.clerk", 120),
    ("vouchers", "/fiscal/vouchers/", "payables.clerk", 120),
    ("exceptions", "/fiscal/exceptions/", "purchasing.manager", 120),
    ("appropriations", "/fiscal/appropriations/", "fiscal.director", 120),
    ("an appropriation", "/fiscal/appropriations/{appropriation}/", "fiscal.director", 120),
    ("funds panel", "/fiscal/funds/?string={string}&amount=120.00", "fiscal.director", 60),
    ("year-end worksheet", "/fiscal/year-end/worksheet/", "fiscal.director", 2_000),
    ("lapse cockpit", "/fiscal/year-end/", "fiscal.director", 2_000),
)
KNOWN = {
    "requisition": "SELECT r.id FROM fiscal_requisition r JOIN fiscal_purchaseorder o ON o.requisition_id = r.id"
    " WHERE r.status = 'sourcing' AND o.status = 'issued' ORDER BY r.id DESC LIMIT 1",
    "order": "SELECT order_id FROM fiscal_invoice WHERE status = 'vouchered' ORDER BY id DESC LIMIT 1",
    "bill": "SELECT id FROM fiscal_invoice WHERE status = 'vouchered' ORDER BY id DESC LIMIT 1",
    "appropriation": "SELECT appropriation_id FROM fiscal_budgetentry ORDER BY id DESC LIMIT 1",
    "string": "SELECT funding_id FROM fiscal_budgetentry ORDER BY id DESC LIMIT 1",
}


class Bench:
    """One run, and what it missed."""

    def __init__(self, *, quick: bool):
        self.rounds, self.seconds, self.asked, self.warm = (1, 1.5, 15, 4) if quick else (3, 4.0, 60, 9)
        self.misses: list[str] = []

    def posting(self, place: Place, folder: Path) -> None:
        """Rates of the actions beside plain SQL."""
        known = json.loads((folder / "known.json").read_text())
        base = 0
        for kind in ("post", "approve"):
            for spread in ("spread", "hot"):
                targets, used = known[spread if kind == "post" else f"approve {spread}"], 0
                for clients in CLIENTS:
                    rates: dict[bool, list[float]] = {False: [], True: []}
                    for _ in range(self.rounds):
                        some = targets
                        if kind == "approve":
                            many = len(targets) // (len(CLIENTS) * self.rounds)
                            some, used = targets[used : used + many], used + many
                        for plain, found in rates.items():
                            base += 10_000_000
                            asked = {
                                "kind": kind, "plain": plain, "clients": clients, "processes": PROCESSES,
                                "targets": some, "base": base, "period": known["period"], "by": known["by"],
                            }  # fmt: skip
                            found.append(self.at_once(place, folder, asked))
                    self.told_rate(f"{kind}, {spread}, {clients} clients", median(rates[False]), median(rates[True]))

    def at_once(self, place: Place, folder: Path, asked: dict) -> float:
        """How often a second all clients together did it. Nobody begins before all processes stand ready."""
        file = folder / "asked.json"
        file.write_text(json.dumps(asked | {"seconds": self.seconds}))
        piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        running = [
            _inside(place, "posting", "work", f"{str(file)!r}, {own}", **piped) for own in range(asked["processes"])
        ]
        for one in running:
            one.stdout.readline()
        begin = f"{time.time() + 0.2}\n"
        for one in running:
            one.stdin.write(begin)
            one.stdin.flush()
        counts = [one.communicate()[0] for one in running]
        if any(one.returncode for one in running):
            sys.exit(f"{asked['kind']} failed.")
        return sum(map(int, counts)) / self.seconds

    def told_rate(self, name: str, portal: float, plain: float) -> None:
        print(f"| {name} | {portal:,.0f}/s | plain SQL {plain:,.0f}/s | {portal / plain:.2f} |", flush=True)
        if portal / plain < SHARE:
            self.misses.append(f"{name}: {portal / plain:.2f} of plain SQL, under {SHARE}")

    def pages(self, place: Place, *, tell: bool) -> dict[str, float]:
        """p50 of each page; told with p95, queries and how it stands to the bare view."""
        known, middles = {name: _one(place, statement) for name, statement in KNOWN.items()}, {}
        with serving(place) as port:
            for name, path, who, target in PAGES:
                path = path.format(**known)
                visitor = Visitor(port).sign_in(*place.sign_ins[who])
                taken, bare = in_turn(visitor, path, BARE, asked=self.asked, warm=self.warm)
                middles[name], p95 = median(taken), quantiles(taken, n=20)[18]
                queries = int(visitor.ask(path, X_Count_Queries="1").headers["X-Queries"])
                if tell:
                    self.told(name, taken, target, f"{median(taken) / median(bare):.1f} × bare view", queries)
                elif p95 > target:
                    print(f"{name}, one year: p95 {p95:.0f} ms", flush=True)
        return middles

    def told(self, name: str, taken: list[float], target: int, beside: str, queries: int) -> None:
        p95 = quantiles(taken, n=20)[18]
        print(
            f"| {name} | p50 {median(taken):.0f} ms | p95 {p95:.0f} ms | {target} ms | {beside} | {queries} queries |",
            flush=True,
        )
        if p95 > target:
            self.misses.append(f"{name}: p95 {p95:.0f} ms over {target}")
        if queries > QUERIES:
            self.misses.append(f"{name}: {queries} queries over {QUERIES}")

    def submitting(self, place: Place, folder: Path) -> None:
        """A requisition of ten lines submitted from its page."""
        taken, drafts = [], json.loads((folder / "known.json").read_text())["drafts"]
        with serving(place) as port:
            visitor = Visitor(port).sign_in(*place.sign_ins["office.bonneterre"])
            for key in drafts:
                path = f"/fiscal/requisitions/{key}/submit/"
                hidden = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(visitor.ask(path).text)]
                form = {one["name"]: one.get("value", "") for one in hidden if "name" in one}
                begun = time.perf_counter()
                answer = visitor.ask(path, form)
                taken.append((time.perf_counter() - begun) * 1000)
                if answer.status != 302:
                    sys.exit(f"{path} answered {answer.status}.")
        self.told("submit ten lines", taken[5:], 250, "form sent and kept", 0)

    def growth(self, ten: dict[str, float], one: dict[str, float]) -> None:
        """Medians with all years beside those with one."""
        for name, found in ten.items():
            print(f"| {name} | {one[name]:.0f} ms with one year | {found:.0f} ms | {found / one[name]:.2f} |")
        grown = median(found / one[name] for name, found in ten.items())
        print(f"| median of the set | | | {grown:.2f} | {GROWTH} |")
        self.misses += [f"{name} grows {f / one[name]:.2f} times" for name, f in ten.items() if f / one[name] > GROWTH]


def _inside(place: Place, module: str, name: str, words: str, **options) -> subprocess.Popen:
    """A process in which Django is set up."""
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "doc_portal.settings", "PORTAL_DATABASE_ROLE": "app"}
    line = [sys.executable, "-c", INSIDE.format(module=module, name=name, words=words)]
    return subprocess.Popen(line, cwd=PROJECT, env=environment, **options)


def _one(place: Place, statement: str):
    """One value of the database."""
    with contextlib.closing(psycopg2.connect(place.environment["DATABASE_URL"])) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0]


def main() -> None:
    """Make the sample where it is not there yet, copy it, and measure."""
    words = argparse.ArgumentParser(prog="./portal bench fiscal", description=__doc__.partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="one short round: whether it works, not how fast it is")
    words.add_argument("--size", choices=("full", "year"), default="full")
    asked = words.parse_args()
    bench, place = Bench(quick=asked.quick), prepared(asked.size)
    print(f"Load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.", flush=True)
    entries = _one(place, "SELECT count(*) FROM fiscal_budgetentry")
    requisitions = _one(place, "SELECT count(*) FROM fiscal_requisition")
    print(f"{entries:,} budget entries, {requisitions:,} requisitions.", flush=True)
    ten = bench.pages(place, tell=True)
    if asked.size != "year":
        bench.growth(ten, bench.pages(prepared("year"), tell=False))
    with copied(place, "portal_bench_fiscal") as copy, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = 1_500 if asked.quick else 12_000
        words_of = f"{str(folder / 'known.json')!r}, {many}, {copy.environment['DATABASE_OWNER_URL']!r}"
        if _inside(copy, "spending", "prepare", words_of).wait():
            sys.exit("What is measured could not be made.")
        bench.submitting(copy, folder)
        bench.posting(copy, folder)
        for name in ("worksheet", "ledger"):
            if _inside(copy, "spending", name, "").wait():
                sys.exit(f"What is timed of the {name} failed.")
    print(
        "\n".join(["", "Not met:", *(f"- {one}" for one in bench.misses)] if bench.misses else ["Every target is met."])
    )


if __name__ == "__main__":
    main()
