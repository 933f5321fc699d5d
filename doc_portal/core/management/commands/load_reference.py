from django.core.management.base import BaseCommand

from doc_portal.core.reference import load_all


class Command(BaseCommand):
    """`./portal load_reference`: run at each start."""

    help = (
        "Bring in the reference data. Rows people have changed are left as they are; running it again changes nothing."
    )

    def handle(self, *args, **options):
        """Bring every list in and say what it added or changed."""
        for brought in load_all():
            if brought.added or brought.changed:
                self.stdout.write(f"{brought.name}: {brought.added} added, {brought.changed} brought up to date")
