"""Ctrl-C, SIGTERM and a closed terminal, noticed only where it is safe to stop."""

import signal
import time


class Interrupted(Exception):  # noqa: N818
    """Someone asked the launcher to stop."""


class Interruption:
    """Remembers the wish to stop; `pause` raises it. Nothing is torn between a start and its note.

    A portal started with nohup outlives its terminal; it can always be interrupted.
    """

    def __init__(self):
        self.requested = False
        self.number = None

    def listen(self):
        signal.signal(signal.SIGINT, self.note)
        signal.signal(signal.SIGTERM, self.note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self.note)
        return self

    def note(self, number, frame):
        self.number = number
        self.requested = True

    def pause(self, seconds=0):
        """Wait, but raise Interrupted as soon as a stop was asked for."""
        deadline = time.monotonic() + seconds
        while True:
            if self.requested:
                raise Interrupted
            left = deadline - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.1))
