from django.core.management.base import BaseCommand

from doc_portal.core.worker import Worker


class Command(BaseCommand):
    help = "Runs the background worker until it is told to end (SIGTERM). --once: what is due and ready now, no more."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true")

    def handle(self, *, once, **options):
        worker = Worker()
        if once:
            worker.keep_house()
            worker.work_until_idle()
            worker.leave()
        else:
            worker.run()
