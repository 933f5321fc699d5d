"""Who could change places: exchanges of two or three people of one class, found in one statement (personnel.md 4)."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from personnel.models import TransferWish
from personnel.suppression import NOT_LISTED

SHOWN = 200

FIND = """
WITH standing AS MATERIALIZED (
    SELECT w.id, w.person_id, w.job_class_id, w.from_worksite_id AS here, w.to_worksite_id AS there, w.from_shift,
           w.to_shift, w.seniority_date
      FROM personnel_transferwish w
      JOIN personnel_person p ON p.id = w.person_id AND p.worksite_id = w.from_worksite_id
     WHERE w.status = 'open' AND w.starts_on <= %(day)s AND (w.ends_on IS NULL OR w.ends_on > %(day)s)
       AND (p.ended_on IS NULL OR p.ended_on > %(day)s)
       AND NOT EXISTS (SELECT 1 FROM personnel_exchangeleg g
                         JOIN personnel_exchangeproposal x ON x.id = g.proposal_id AND x.status = 'proposed'
                         JOIN personnel_transferwish o ON o.id = g.wish_id
                        WHERE o.person_id = w.person_id)),
swaps AS (
    SELECT ARRAY[a.id, b.id] AS wishes, least(a.seniority_date, b.seniority_date) AS eldest
      FROM standing a
      JOIN standing b ON b.job_class_id = a.job_class_id AND b.here = a.there AND b.there = a.here AND b.id > a.id
     WHERE a.person_id <> b.person_id
       AND (a.to_shift = '' OR b.from_shift IN ('', a.to_shift))
       AND (b.to_shift = '' OR a.from_shift IN ('', b.to_shift))
    UNION ALL
    SELECT ARRAY[a.id, b.id, c.id], least(a.seniority_date, b.seniority_date, c.seniority_date)
      FROM standing a
      JOIN standing b ON b.job_class_id = a.job_class_id AND b.here = a.there AND b.there <> a.here AND b.id > a.id
      JOIN standing c ON c.job_class_id = a.job_class_id AND c.here = b.there AND c.there = a.here AND c.id > a.id
     WHERE a.person_id <> b.person_id AND b.person_id <> c.person_id AND a.person_id <> c.person_id
       AND (a.to_shift = '' OR b.from_shift IN ('', a.to_shift))
       AND (b.to_shift = '' OR c.from_shift IN ('', b.to_shift))
       AND (c.to_shift = '' OR a.from_shift IN ('', c.to_shift)))
SELECT wishes FROM swaps ORDER BY eldest, cardinality(wishes), wishes LIMIT %(most)s
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
        named = (NOT_LISTED if one.person.suppressed else one.person.full_name for one in self.wishes)
        moves = "; ".join(
            f"{name}: {one.from_worksite} to {one.to_worksite}" for name, one in zip(named, self.wishes, strict=True)
        )
        return f"{self.wishes[0].job_class}. {moves}"


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
