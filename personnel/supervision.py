"""Who leads whom. A chain of supervisors never comes back to where it began; the database refuses it too."""

from datetime import date

from django.db import connection

from doc_portal.core.locks import hold
from personnel.models import Assignment

LOCK = "personnel.supervisors"
"""The lock under which supervisors change; the triggers of assignments take the same one."""

CHAIN = """
    WITH RECURSIVE above(leader, during) AS (
        SELECT %(supervisor)s::bigint, daterange(%(starts)s::date, %(ends)s::date)
        UNION
        SELECT one.supervisor_id, above.during * daterange(one.starts_on, one.ends_on)
          FROM above JOIN personnel_assignment one ON one.person_id = above.leader
         WHERE one.supervisor_id IS NOT NULL AND one.id IS DISTINCT FROM %(replaced)s AND above.leader <> %(person)s
           AND daterange(one.starts_on, one.ends_on) && above.during)
    SELECT EXISTS (SELECT 1 FROM above WHERE leader = %(person)s)
"""


def hold_supervisors() -> None:
    """Wait until nobody else is changing who leads whom, until the transaction ends."""
    hold(LOCK)


def leads_back(person: int, supervisor: int, starts: date, ends: date | None, *, replaced: int | None = None) -> bool:
    """Whether this supervisor is led, directly or through others, by the person they would lead, at any time.

    `replaced` is the assignment that is being changed: what it says now does not count.
    """
    told = {"person": person, "supervisor": supervisor, "starts": starts, "ends": ends, "replaced": replaced}
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, told)
        return cursor.fetchone()[0]


def loop_sentence(person, supervisor) -> str:
    """What is said of such a choice: the rule and the way out."""
    return (
        f"{person} already leads {supervisor}, directly or through others, so {supervisor} cannot lead {person}. "
        "Choose another supervisor."
    )


def account_pairs():
    """Everybody's account with that of whoever leads them in their main assignment today. For the core's daily mail."""
    pairs = Assignment.objects.primary().filter(person__user__isnull=False, supervisor__user__isnull=False)
    return pairs.order_by("person_id").values_list("person__user", "supervisor__user")
