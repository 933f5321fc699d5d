"""Clients of `./portal bench fiscal` that post money, each in a thread of one of a few processes.

The same work twice: through the portal's own actions, and as plain SQL on tables of the same columns and indexes whose
sums are kept by hand, with a lock, an insert, an update and a commit, and no application around it.
"""

import json
import os
import sys
import threading
import time
from decimal import Decimal

import psycopg2
from django.db import connections

from doc_portal.core.models import User
from fiscal.actions.posting import Posting, post_entries
from fiscal.actions.requisitions import approve_requisition
from fiscal.models import AccountingPeriod, Requisition

INSERT = """
INSERT INTO bench_entry (appropriation_id, period_id, bucket, amount, doc_type, doc_id, line, seq, created_at)
VALUES (%s, %s, 'pre', 1, 'BENCH', %s, 0, 1, now())
"""
SUM = "UPDATE bench_appropriation SET pre = pre + %s WHERE id = %s"
HOLD = "SELECT 1 FROM bench_appropriation WHERE id = %s FOR NO KEY UPDATE"
READ = """
SELECT r.status, l.id, f.id, f.amount FROM fiscal_requisition r
  JOIN fiscal_requisitionline l ON l.requisition_id = r.id JOIN fiscal_linefunding f ON f.line_id = l.id
 WHERE r.id = %s
"""
APPROVE = """
UPDATE bench_requisition SET status = 'approved', approved_by_id = %s, approved_at = now(), version = version + 1
 WHERE id = %s
"""
SET_ASIDE = """
INSERT INTO bench_entry (appropriation_id, period_id, bucket, amount, doc_type, doc_id, line, seq, created_at)
VALUES (%s, %s, 'pre', %s, 'REQ', %s, %s, 1, now())
"""
TOLD = "INSERT INTO bench_told (at, act, actor_id, object_id, words) VALUES (now(), %s, %s, %s, %s)"


class Work:
    """What one client does again and again. `targets`: appropriations, or requisitions with their appropriation."""

    def __init__(self, asked: dict, own: int):
        self.asked, self.own, self.count = asked, own, 0
        self.period, self.by = asked["period"], asked["by"]

    def next(self):
        """The next target, and a number nobody else has."""
        self.count += 1
        place = self.own + self.count * self.asked["clients"]
        targets = self.asked["targets"]
        return targets[place % len(targets)], self.asked["base"] + place


class PortalPosts(Work):
    """`post_entries`, one posting a transaction."""

    def open(self):
        self.where = AccountingPeriod.objects.get(pk=self.period)

    def do(self) -> None:
        appropriation, number = self.next()
        post_entries([Posting(appropriation, "pre", Decimal(1), "BENCH", number)], period=self.where, by=None)

    def close(self) -> None:
        connections.close_all()


class PlainPosts(Work):
    """The lock, the row, the sum and the commit."""

    def open(self):
        self.connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])

    def do(self) -> None:
        appropriation, number = self.next()
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(HOLD, [appropriation])
            cursor.execute(INSERT, [appropriation, self.period, number])
            cursor.execute(SUM, [1, appropriation])

    def close(self) -> None:
        self.connection.close()


class PortalApproves(PortalPosts):
    """`approve_requisition`: rights, limit, status, money set aside, the record of the act, and a notice."""

    def open(self):
        self.who = User.objects.get(pk=self.by)

    def do(self) -> None:
        (requisition, _), _ = self.next()
        approve_requisition(Requisition.objects.get(pk=requisition), by=self.who)


class PlainApproves(PlainPosts):
    """What of it reaches the database."""

    def do(self) -> None:
        (requisition, appropriation), number = self.next()
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM bench_requisition WHERE id = %s FOR NO KEY UPDATE", [requisition])
            cursor.execute(READ, [requisition])
            _, _, funding, amount = cursor.fetchone()
            cursor.execute(HOLD, [appropriation])
            cursor.execute(SET_ASIDE, [appropriation, self.period, amount, number, funding])
            cursor.execute(SUM, [amount, appropriation])
            cursor.execute(APPROVE, [self.by, requisition])
            cursor.execute(TOLD, ["approve", self.by, requisition, ""])
            cursor.execute(TOLD, ["notice", self.by, requisition, f"Approved: {requisition}"])


KINDS = {"post": (PortalPosts, PlainPosts), "approve": (PortalApproves, PlainApproves)}


def work(file: str, own: int) -> None:
    """This process's share of the clients; prints when all stand ready, and how often each did its work.

    When to begin is read then, so that nobody's start counts.
    """
    with open(file) as opened:
        asked = json.load(opened)
    kind = KINDS[asked["kind"]][asked["plain"]]
    mine = [kind(asked, number) for number in range(own, asked["clients"], asked["processes"])]
    ready, told, faults = threading.Barrier(len(mine) + 1), threading.Event(), []

    def run(one) -> None:
        try:
            one.open()
            one.do()  # the first loads what a process needs, and does not count
            ready.wait(60)
            told.wait(60)
            while time.time() < asked["end"]:
                one.do()
            one.close()
        except Exception as reason:
            faults.append(repr(reason)[:300])
            ready.abort()

    threads = [threading.Thread(target=run, args=(one,)) for one in mine]
    for thread in threads:
        thread.start()
    ready.wait(60)
    print("ready", flush=True)
    begin = float(sys.stdin.readline())
    asked["end"] = begin + asked["seconds"]
    time.sleep(max(0.0, begin - time.time()))
    told.set()
    for thread in threads:
        thread.join()
    if faults:
        sys.exit(f"{asked['kind']}: {faults[0]}")
    print(sum(one.count - 1 for one in mine))
