"""What differs between the codes of a year and those of the year before (fiscal.md 3.2)."""

from dataclasses import dataclass

from django.db import connection

ADDED, RENAMED, ENDED, NO_SUCCESSOR = "Added", "Renamed", "No longer in use", "No successor"
LEVELS = {ADDED: "ok", RENAMED: "info", ENDED: "off", NO_SUCCESSOR: "warn"}
MOST_SHOWN = 500
DIFFERENCES = """
    SELECT CASE WHEN o.id IS NULL THEN 'Added' WHEN n.id IS NULL THEN 'No successor'
                WHEN NOT n.active THEN 'No longer in use' ELSE 'Renamed' END AS what,
           coalesce(o.kind, n.kind), coalesce(o.code, ''), coalesce(o.name, ''), coalesce(n.code, ''),
           coalesce(n.name, '')
      FROM (SELECT * FROM fiscal_coacode WHERE year_id = %(before)s AND active) o
      FULL JOIN (SELECT c.*, coalesce(f.code, c.code) AS of_code FROM fiscal_coacode c
                   LEFT JOIN fiscal_coacode f ON f.id = c.follows_id WHERE c.year_id = %(fy)s) n
             ON n.kind = o.kind AND n.of_code = o.code
     WHERE o.id IS NULL AND n.active OR n.id IS NULL OR o.id IS NOT NULL AND NOT n.active
        OR o.name <> n.name OR o.code <> n.code
     ORDER BY 1 DESC, 2, 3, 5
"""


@dataclass(frozen=True)
class CodeChange:
    """One code that is not in both years as it was."""

    what: str
    kind: str
    before: str
    before_name: str
    after: str
    after_name: str

    @property
    def level(self) -> str:
        """The shape of the word."""
        return LEVELS[self.what]


def differences(fy: int, kinds: dict[str, str]) -> list[CodeChange]:
    """Every difference, in one query; `kinds` names the kinds."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, {"fy": fy, "before": fy - 1})
        return [CodeChange(what, kinds[kind], *rest) for what, kind, *rest in cursor.fetchall()]
