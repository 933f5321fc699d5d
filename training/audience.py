"""How many people terms of a rule ask, before anybody owes anything by them."""

from datetime import date

from django.db import connection
from django.utils import timezone

from training.models import RuleTerms
from training.owing import ASKED, BELONGS, values_for

SIZE = f"""
WITH RECURSIVE {ASKED}, {BELONGS}
SELECT (SELECT count(*) FROM belongs), (SELECT count(*) FROM people),
       (SELECT count(*) FROM people WHERE job_class_id IS NULL)
"""  # noqa: S608 - built of our own parts alone
NOBODY = (
    "These terms ask nobody who works here today. Check the audience: a job class, a kind of worksite or a word of the "
    "title may be too narrow."
)
UNKNOWN = "The portal cannot tell who belongs, so nobody owes anything by these terms. Keep the list elsewhere."
NOTHING = "These terms ask for no course and no hours, so nobody owes anything by them. Add what satisfies them."


def size_of(terms: RuleTerms, on: date | None = None) -> tuple[int, int, int]:
    """How many people the terms ask, of how many who work here, and of how many of those no job class is known."""
    day = max(on or timezone.localdate(), terms.starts_on)
    with connection.cursor() as cursor:
        cursor.execute(SIZE, values_for(on=day, terms=[terms.pk]))
        return cursor.fetchone()


def warnings_of(terms: RuleTerms) -> list[str]:
    """What whoever writes or approves the terms should know; none of it forbids them."""
    if not terms.audience_known:
        return [UNKNOWN]
    asked, _, unknown = size_of(terms)
    found = [] if asked else [NOBODY]
    if not _asks_for_something(terms):
        found.append(NOTHING)
    if unknown and any((terms.custody is not None, terms.inmate_contact is not None, terms.job_classes.exists())):
        found.append(f"Of {unknown:,} people no job class is known, so the audience does not count them.")
    return found


def _asks_for_something(terms: RuleTerms) -> bool:
    if terms.satisfied == RuleTerms.Satisfied.HOURS:
        return terms.bucket_hours is not None
    return terms.courses.exists() or terms.curricula.filter(items__optional=False).exists()
