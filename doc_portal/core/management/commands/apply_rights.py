from django.core.management.base import BaseCommand

from doc_portal.core.rights import NotApplied, apply_rights


class Command(BaseCommand):
    """`./portal apply_rights`: see core/rights.py."""

    help = "Gives the role that serves requests its rights on every table. Run as the owner, after migrations."

    def handle(self, **options):
        """Set the rights and say what was set, or why they cannot be set here."""
        try:
            self.stdout.write(apply_rights())
        except NotApplied as reason:
            self.stdout.write(str(reason))
