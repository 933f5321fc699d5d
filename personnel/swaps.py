"""Who could change places: exchanges of two or three people of one class, found in one statement (personnel.md 4)."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from personnel.models import TransferWish
from personnel.suppression import NOT_LISTED

SHOWN = 200

STANDS = "status = 'open' AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)"
FITS = "({0}.to_shift = '' OR {1}.from_shift IN ('', {0}.to_shift))"
FIND = f"""
WITH rings AS MATERIALIZED (
    SELECT ARRAY[a.id, b.id] AS wishes, least(a.seniority_date, b.seniority_date) AS eldest
      FROM (SELECT * FROM personnel_transferwish WHERE {STANDS}) AS a
     CROSS JOIN LATERAL (
           SELECT * FROM personnel_transferwish
            WHERE job_class_id = a.job_class_id AND from_worksite_id = a.to_worksite_id
              AND to_worksite_id = a.from_worksite_id AND {STANDS} OFFSET 0) AS b
     WHERE a.id < b.id AND a.person_id <> b.person_id AND {FITS.format("a", "b")} AND {FITS.format("b", "a")}
    UNION ALL
    SELECT ARRAY[a.id, b.id, c.id], least(a.seniority_date, b.seniority_date, c.seniority_date)
      FROM (SELECT * FROM personnel_transferwish WHERE {STANDS}) AS a
     CROSS JOIN LATERAL (
           SELECT * FROM personnel_transferwish
            WHERE job_class_id = a.job_class_id AND from_worksite_id = a.to_worksite_id
              AND to_worksite_id <> a.from_worksite_id AND {STANDS} OFFSET 0) AS b
     CROSS JOIN LATERAL (
           SELECT * FROM personnel_transferwish
            WHERE job_class_id = a.job_class_id AND from_worksite_id = b.to_worksite_id
              AND to_worksite_id = a.from_worksite_id AND {STANDS} OFFSET 0) AS c
     WHERE a.id < b.id AND a.id < c.id
       AND a.person_id <> b.person_id AND b.person_id <> c.person_id AND a.person_id <> c.person_id
       AND {FITS.format("a", "b")} AND {FITS.format("b", "c")} AND {FITS.format("c", "a")})
SELECT wishes FROM rings
 WHERE NOT EXISTS (
       SELECT 1 FROM personnel_transferwish w
        CROSS JOIN LATERAL (SELECT * FROM personnel_person p WHERE p.id = w.person_id OFFSET 0) AS p
        WHERE w.id = ANY (rings.wishes)
          AND (p.worksite_id IS DISTINCT FROM w.from_worksite_id OR p.ended_on <= %(day)s
               OR EXISTS (SELECT 1 FROM personnel_exchangeproposal x
                            JOIN personnel_exchangeleg g ON g.proposal_id = x.id
                            JOIN personnel_transferwish o ON o.id = g.wish_id
                           WHERE x.status = 'proposed' AND o.person_id = w.person_id)))
 ORDER BY eldest, cardinality(wishes), wishes
 LIMIT %(most)s
"""  # noqa: S608 - our own parts
"""The rings first, by joins of open wishes with each other; then only those in which everybody may still move.

Each join is a look-up in the index of open wishes (OFFSET 0 keeps it one, whatever the planner knows of the table).
"""


@dataclass(frozen=True)
class Swap:
    """Wishes that fit in a ring: each leads to where the next one is from, the last to where the first is from."""

    wishes: tuple[TransferWish, ...]

    @property
    def key(self) -> str:
        """What a form calls it."""
        return "-".join(str(one.pk) for one in self.wishes)

    @property
    def words(self) -> str:
        """Who would go where; whoever is not listed stays unnamed."""
        moves = [
            (
                NOT_LISTED if one.person.suppressed else one.person.full_name,
                f"{one.from_worksite} to {one.to_worksite}",
            )
            for one in self.wishes
        ]
        return format_html("{}{}", self.wishes[0].job_class, format_html_join("", "<br>{}: {}", moves))


def find_swaps(most: int = SHOWN) -> list[tuple[int, ...]]:
    """The wishes of every exchange that could be proposed today, by the longest service in it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"day": timezone.localdate(), "most": most})
        return [tuple(wishes) for (wishes,) in cursor.fetchall()]


def swaps_found(most: int = SHOWN) -> list[Swap]:
    """The same with people and places, for a page. Two statements."""
    found = find_swaps(most)
    rows = TransferWish.objects.for_list().in_bulk({pk for wishes in found for pk in wishes})
    return [Swap(tuple(rows[pk] for pk in wishes)) for wishes in found]


def is_ring(wishes: list[TransferWish]) -> bool:
    """Whether the wishes, in this order, make an exchange of two or three people of one class."""
    people, classes = {one.person_id for one in wishes}, {one.job_class_id for one in wishes}
    return (
        len(wishes) in (2, 3)
        and len(people) == len(wishes)
        and len(classes) == 1
        and all(one.to_worksite_id == after.from_worksite_id for one, after in pairs(wishes))
    )


def pairs(ring: list) -> list[tuple]:
    """Each of a ring with the one whose place it takes."""
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))
