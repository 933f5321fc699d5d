"""Several people at the same moment: threads that start together, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

from django.db import connection, transaction

from doc_portal.core.workflow import Refused

START_SECONDS = 30
HELD_SECONDS = 0.5


def at_once(*tasks: Callable) -> list:
    """Start every task at the same moment; what each gave back in their order, a refusal as its exception."""
    start = Barrier(len(tasks), timeout=START_SECONDS)

    def run(task):
        try:
            start.wait()
            return task()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def endings(*tasks: Callable) -> list[str]:
    """Start every task at the same moment; how each ended, "done" before "refused"."""
    return sorted("refused" if isinstance(answer, Refused) else "done" for answer in at_once(*tasks))


def meanwhile(first: Callable, second: Callable) -> list:
    """Start `second` while what `first` did is not committed yet; what each gave back, a refusal as its exception."""
    done = Barrier(2, timeout=START_SECONDS)

    def held():
        try:
            with transaction.atomic():
                answer = first()
                done.wait()
                sleep(HELD_SECONDS)
            return answer
        except BaseException:
            done.abort()
            raise

    def late():
        done.wait()
        return second()

    return at_once(held, late)
