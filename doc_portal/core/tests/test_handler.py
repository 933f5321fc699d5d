"""How a request is handed to Django."""

import resource
import threading

from django.http import HttpResponse

from doc_portal.core.handler import PortalHandler

DEPTHS, LOOPS = range(300), 100


def call(depth, work):
    return call(depth - 1, work) if depth else work()


def pages_fetched(depth):
    """How many pages of memory a loop of calls has to fetch that stands so many calls deep."""
    call(depth, int)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    call(depth, lambda: [call(4, int) for _ in range(LOOPS)])
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


class Measured(PortalHandler):
    """Loops at every depth instead of answering."""

    def get_response(self, request):
        self.most = max(map(pages_fetched, DEPTHS))
        return HttpResponse()


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_loop_of_calls_fetches_no_memory_at_any_depth_of_a_request(rf):
    handler, found = Measured(), []

    def ask():
        handler(rf.get("/").environ, lambda status, headers: None)
        found.append(handler.most)

    in_thread(ask)
    in_thread(lambda: found.append(max(map(pages_fetched, DEPTHS))))

    asked, elsewhere = found
    assert asked < LOOPS <= elsewhere, found
