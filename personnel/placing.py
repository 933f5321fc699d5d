"""Where people belong today, written out: from the main assignment in force to the person and to the account.

Rights, lists and search ask a person's worksite and unit thousands of times a day; assignments change a few times a
year, and some begin or end by date alone. So the place is kept with the person, by `place_people()` and by nothing
else: after each change of an assignment or a name, and every night for what the day itself has changed.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from doc_portal.core.locks import hold
from doc_portal.core.search import index_entries
from personnel.models import Person

PLACE = """
    UPDATE personnel_person AS kept
       SET title = coalesce(place.title, ''), unit_id = place.unit_id, worksite_id = place.worksite_id
      FROM personnel_person AS one
      LEFT JOIN LATERAL (
            SELECT title, unit_id, worksite_id
              FROM personnel_assignment
             WHERE person_id = one.id AND "primary" AND starts_on <= %(day)s
               AND (ends_on IS NULL OR ends_on > %(day)s OR one.ended_on <= %(day)s)
             ORDER BY starts_on DESC, id DESC
             LIMIT 1) AS place ON true
     WHERE kept.id = one.id AND (%(people)s::bigint[] IS NULL OR one.id = ANY(%(people)s::bigint[]))
       AND (kept.title, kept.unit_id, kept.worksite_id)
           IS DISTINCT FROM (coalesce(place.title, ''), place.unit_id, place.worksite_id)
 RETURNING kept.id
"""

ACCOUNTS = """
    UPDATE core_user AS account
       SET first_name = told.first_name, last_name = told.last_name, email = told.email, phone = told.phone,
           title = told.title, unit_id = told.unit_id, worksite_id = told.worksite_id
      FROM (SELECT id, user_id, coalesce(nullif(preferred_name, ''), first_name) AS first_name, last_name, email,
                   phone || CASE WHEN phone <> '' AND extension <> '' THEN ' ext. ' || extension ELSE '' END AS phone,
                   title, unit_id, worksite_id
              FROM personnel_person
             WHERE user_id IS NOT NULL
               AND (%(people)s::bigint[] IS NULL OR id = ANY(%(people)s::bigint[]))) AS told
     WHERE account.id = told.user_id
       AND (account.first_name, account.last_name, account.email, account.phone, account.title, account.unit_id,
            account.worksite_id)
           IS DISTINCT FROM (told.first_name, told.last_name, told.email, told.phone, told.title, told.unit_id,
                             told.worksite_id)
 RETURNING told.id
"""


def place_people(people: Iterable[int] | None = None, *, on: date | None = None) -> int:
    """Bring title, unit and worksite of these people (of all, where none are named) up to the day, and their accounts.

    Gives how many were not yet as they should be; called again, none. Who has left keeps the last place, so that the
    page can say whom to ask; who has no main assignment today belongs nowhere.
    """
    return len(_placed(people, on))


def place_everybody() -> dict[str, int]:
    """The night's work: assignments that began or ended by date count from today, in search too.

    It looks at everyone and at today alone, so one run makes up for any number of missed nights.
    """
    with transaction.atomic():
        hold("placing people")
        changed = _placed(None, None)
        index_entries(Person, changed)
    return {"placed": len(changed)}


def _placed(people: Iterable[int] | None, on: date | None) -> set[int]:
    """The keys of the people who were not yet where they belong, or whose account did not say so."""
    told = {"day": on or timezone.localdate(), "people": None if people is None else sorted(set(people))}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLACE, told)
        changed = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(ACCOUNTS, told)
        return changed | {pk for (pk,) in cursor.fetchall()}
