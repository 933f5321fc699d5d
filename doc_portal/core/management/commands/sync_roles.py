from django.core.management.base import BaseCommand, CommandError

from doc_portal.core.actions.roles import WrongRole, sync_roles


class Command(BaseCommand):
    """`./portal sync_roles`: run at each start."""

    help = "Writes the roles the apps declare to the database. Running it again changes nothing."

    def handle(self, *args, **options):
        """Write the roles and say which were added, changed or retired."""
        try:
            synced = sync_roles()
        except WrongRole as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(
            f"Roles: {len(synced.added)} added, {len(synced.changed)} changed, {len(synced.retired)} retired"
        )
