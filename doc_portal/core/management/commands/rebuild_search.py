from django.core.management.base import BaseCommand, CommandError

from doc_portal.core.search import rebuild_search


class Command(BaseCommand):
    """`./portal rebuild_search`: after a change of what is searchable, or a doubt about the index."""

    help = "Writes the search index anew from the records. Search stays usable meanwhile."

    def add_arguments(self, parser):
        """One kind of record alone, where not all are meant."""
        parser.add_argument("kind", nargs="?", help="one kind alone, such as mission.newsitem")

    def handle(self, *args, **options):
        """Write the entries anew and say how many there are."""
        try:
            rebuilt = rebuild_search(options["kind"])
        except LookupError as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{rebuilt.written:,} entries written, {rebuilt.removed:,} removed.")
