from django.core.management.base import BaseCommand

from doc_portal.core.worker import Worker


class Command(BaseCommand):
    """`./portal work`: the process that does what no request waits for."""

    help = "Runs the background worker until it is told to end (SIGTERM). --once: what is due and ready now, no more."

    def add_arguments(self, parser):
        """Whether to end when nothing is left to do."""
        parser.add_argument("--once", action="store_true")

    def handle(self, *, once, **options):
        """Work until told to end, or until nothing is due with `--once`."""
        worker = Worker()
        if once:
            worker.keep_house()
            worker.work_until_idle()
            worker.leave()
        else:
            worker.run()
