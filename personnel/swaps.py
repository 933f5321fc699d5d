"""Who could change places: exchanges of two or three people of one class, found in one statement (personnel.md 4)."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from personnel.models import TransferWish
from personnel.suppression import NOT_LISTED

SHOWN = 200
EACH = 5  # exchanges that are offered to one wish: in a large class the oldest alone would fill every list

STANDS = "status = 'open' AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)"
FITS = "({0}.to_shift = '' OR {1}.from_shift IN ('', {0}.to_shift))"
YOUNGER = "({1}.seniority_date, {1}.id) > ({0}.seniority_date, {0}.id)"
MOVES = """(SELECT p.worksite_id = {0}.from_worksite_id AND (p.ended_on IS NULL OR p.ended_on > %(day)s)
                FROM personnel_person p WHERE p.id = {0}.person_id)
             AND {0}.person_id <> ALL (ARRAY(
                 SELECT o.person_id FROM personnel_exchangeproposal x
                   JOIN personnel_exchangeleg g ON g.proposal_id = x.id
                   JOIN personnel_transferwish o ON o.id = g.wish_id
                  WHERE x.status = 'proposed'))"""
FROM_THERE = f"""(SELECT * FROM personnel_transferwish
                  WHERE job_class_id = a.job_class_id AND from_worksite_id = {{0}}.to_worksite_id
                    AND to_worksite_id {{1}} a.from_worksite_id AND {STANDS} OFFSET 0)"""  # noqa: S608 - our own parts
FIND = f"""
SELECT ring.wishes
  FROM (SELECT * FROM personnel_transferwish WHERE {STANDS} ORDER BY seniority_date, id OFFSET 0) AS a
 CROSS JOIN LATERAL (
    SELECT ARRAY[a.id, b.id] AS wishes, a.person_id, a.from_worksite_id
      FROM {FROM_THERE.format("a", "=")} AS b
     WHERE a.person_id <> b.person_id AND {YOUNGER.format("a", "b")}
       AND {FITS.format("a", "b")} AND {FITS.format("b", "a")} AND {MOVES.format("b")}
    UNION ALL
    SELECT ARRAY[a.id, b.id, c.id], a.person_id, a.from_worksite_id
      FROM {FROM_THERE.format("a", "<>")} AS b
     CROSS JOIN LATERAL {FROM_THERE.format("b", "=")} AS c
     WHERE a.person_id <> b.person_id AND b.person_id <> c.person_id AND a.person_id <> c.person_id
       AND {YOUNGER.format("a", "b")} AND {YOUNGER.format("a", "c")}
       AND {FITS.format("a", "b")} AND {FITS.format("b", "c")} AND {FITS.format("c", "a")}
       AND {MOVES.format("b")} AND {MOVES.format("c")}
     LIMIT %(each)s) AS ring
 WHERE {MOVES.format("ring")}
 LIMIT %(most)s
"""  # noqa: S608 - our own parts
"""For each open wish, by service, the rings in which it is the oldest: of two people first, then of three.

Each join is a look-up in the index of open wishes (OFFSET 0 keeps it one, whatever the planner knows of the table). It
ends with the last ring that is shown, so that a class in which hundreds of thousands are possible takes no longer.
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
    """The wishes of exchanges that could be proposed today, by the longest service in it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"day": timezone.localdate(), "each": EACH, "most": most})
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
