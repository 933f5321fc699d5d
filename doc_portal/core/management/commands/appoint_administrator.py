"""`./portal appoint_administrator NAME`: the first portal administrator, who grants every other role on the screen."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from doc_portal.core.actions.grants import appoint_administrator
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused


class Command(BaseCommand):
    """`./portal appoint_administrator`: the way in where nobody may grant roles yet."""

    help = "Makes the first portal administrator; asks for a password where the account is new."

    def add_arguments(self, parser):
        """Who is to be appointed."""
        parser.add_argument("username")

    def handle(self, *, username, **options):
        """Appoint the account, made anew where there is none of this name."""
        person = User.objects.filter(username__iexact=username).first() or self.new_account(username)
        try:
            appoint_administrator(person, reason="First administrator, appointed on the machine")
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person} is a portal administrator now.")

    def new_account(self, username):
        """An account with a password asked for at the keyboard, so that it stands in no history of commands."""
        password = getpass(f"Password for {username}: ")
        try:
            validate_password(password, User(username=username))
        except ValidationError as problems:
            raise CommandError(" ".join(problems.messages)) from None
        return User.objects.create_user(username, password)
