"""What `./portal bench requirements` times, in a process on the full sample where Django is set up."""

import time

from django.db import connection, transaction

from personnel.models import Person
from training.actions.requirements import rebuild_requirements
from training.models import PersonRequirement, RuleTerms, TrainingCredit
from training.simulation import simulate

TARGET = 10.0  # seconds (training.md 6)


def timed(name: str, work, target: float | None = TARGET) -> None:
    """Do it and print one line: how long it took, what it gave."""
    begun = time.monotonic()
    given = work()
    seconds = time.monotonic() - begun
    print(f"| {name} | {given} | {seconds:.2f} s | {'' if target is None else f'{target:.0f} s'} |", flush=True)


def measure() -> None:
    """Everything in one transaction that is rolled back."""
    people, done = Person.objects.current().count(), TrainingCredit.objects.count()
    print(
        f"{people:,} people, {done:,} completions, {RuleTerms.objects.in_force().count()} rules in force.", flush=True
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL transaction_timeout = 0")
            cursor.execute("DELETE FROM training_reminder WHERE requirement_id IS NOT NULL")
            cursor.execute("DELETE FROM training_personrequirement")
        timed("everybody, from nothing", rebuild_requirements)
        timed("everybody, nothing changed", rebuild_requirements)
        somebody = PersonRequirement.objects.order_by("person").values_list("person", flat=True)[1000]
        timed("one person", lambda: rebuild_requirements([somebody]), None)
        terms = RuleTerms.objects.get(rule__slug="custody-academy")
        timed("a simulation", lambda: f"{simulate(terms).seat_days:,.0f} seat-days", None)
        transaction.set_rollback(True)
