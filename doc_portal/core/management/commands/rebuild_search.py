from django.core.management.base import BaseCommand, CommandError

from doc_portal.core.search import rebuild_search


class Command(BaseCommand):
    help = "Writes the search index anew from the records. Search stays usable meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("kind", nargs="?", help="one kind alone, such as mission.newsitem")

    def handle(self, *args, **options):
        try:
            rebuilt = rebuild_search(options["kind"])
        except LookupError as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{rebuilt.written:,} entries written, {rebuilt.removed:,} removed.")
