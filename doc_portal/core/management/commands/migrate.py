"""Django's `migrate`, in half the time (core/migration_state.py)."""

from django.core.management.commands import migrate

from doc_portal.core.migration_state import rules_noted_only


class Command(migrate.Command):
    def handle(self, *args, **options):
        """Bring the database to the state the code describes."""
        with rules_noted_only():
            return super().handle(*args, **options)
