"""`./portal seed --size small|full [--unit NAME] --seed N [--again]`: the sample department."""

from django.core.management.base import BaseCommand

from doc_portal.core.sample.context import SIZES
from doc_portal.core.sample.seeding import load_and_time


class Command(BaseCommand):
    """Says what was made; the same seed makes the same on the same day."""

    help = "Load invented people, grants, news and traces of use. What has to be live is dated from today."

    def add_arguments(self, parser):
        """How much, from which chance, for which app, and whether on top of what is there."""
        parser.add_argument("--size", choices=SIZES, default="small")
        parser.add_argument("--seed", type=int, default=1, help="the number all chance comes from")
        parser.add_argument("--unit", default="", help="load only this app's part (core, mission, ...)")
        parser.add_argument("--again", action="store_true", help="add the whole size to sample data already there")

    def handle(self, **options):
        """Load the sample and say what was made, and how long each part took."""
        size = SIZES[options["size"]]
        loaded = load_and_time(size, options["seed"], unit=options["unit"], again=options["again"])
        told = ", ".join(f"{number:,} {name}" for name, number in loaded.made.items() if number)
        self.stdout.write(f"Sample data loaded: {told}.")
        took = ", ".join(f"{name} {seconds:.1f}" for name, seconds in loaded.seconds.items() if seconds >= 0.1)
        self.stdout.write(f"Seconds: {took}; {sum(loaded.seconds.values()):.0f} in all.")
