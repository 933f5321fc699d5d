import argparse
import sys

from django.core.management.base import BaseCommand

from doc_portal.core.actions.notices import record_bounce


class Command(BaseCommand):
    """`./portal record_bounces [FILE]`: what the mail relay says came back, one address a line."""

    help = "Notes mails that came back: one address a line, from a file or the standard input, one line for each mail."

    def add_arguments(self, parser):
        """The list of the mail relay."""
        parser.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)

    def handle(self, *, file, **options):
        """Note each line and say how many addresses that stopped."""
        addresses = [line.strip() for line in file if line.strip()]
        stopped = sum(record_bounce(address) for address in addresses)
        self.stdout.write(f"{len(addresses):,} bounces read, {stopped:,} addresses stopped.")
