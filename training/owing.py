"""Who owes what by when, and what settles it, as one statement over facts (training.md 3, items 3, 4 and 18).

`OWED` is a chain of queries that ends in `desired`: one row for each person, rule and cycle. The rebuild writes it,
the simulator counts it. It takes three values: `on`, the day; `people`, some of them or all (None); `terms`, some
terms whoever approved them, or those in force (None).

* What is due once, is due so long after a day of the person's, or after the rule began, whichever is later: nobody owes
  what was not asked yet.
* What is renewed counts in months from an anchor (migration 0004). The last cycle that was met and the next one stand.
* What is asked each fiscal year, stands for this year; the last one stays while it was missed. Done late, a course
  clears the year that was missed and counts in its own.
* Days of grace are part of the due date. Leave moves it by the days the clock stood still.
* A course is done by what stood for it before (an equivalence in force) and by what took its place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils import timezone

ASKED = """
terms AS MATERIALIZED (
    SELECT t.id, t.rule_id, t.title_words, t.custody, t.inmate_contact, t.worksite_kinds, t.supervisory, t.hired_from,
           t.hired_until, t.satisfied, t.bucket_category, t.bucket_hours, t.cadence, t.every_months, t.always_in_seat,
           t.due, t.due_in, t.due_unit, t.grace_days, t.renew_window_days,
           EXISTS (SELECT 1 FROM training_ruleterms_job_classes j WHERE j.ruleterms_id = t.id) AS names_classes,
           (SELECT min(o.starts_on) FROM training_ruleterms o
             WHERE o.rule_id = t.rule_id AND (o.approved OR o.id = t.id)) AS since
      FROM training_ruleterms t JOIN training_requirementrule r ON r.id = t.rule_id
     WHERE t.audience_known
       AND CASE WHEN %(terms)s::bigint[] IS NULL
                THEN t.approved AND NOT r.retired AND t.starts_on <= %(on)s
                     AND (t.ends_on IS NULL OR t.ends_on > %(on)s)
                ELSE t.id = ANY(%(terms)s::bigint[]) END),
asked AS MATERIALIZED (
    SELECT c.ruleterms_id AS terms_id, c.course_id
      FROM training_ruleterms_courses c JOIN terms t ON t.id = c.ruleterms_id
     UNION
    SELECT x.ruleterms_id, i.course_id
      FROM training_ruleterms_curricula x JOIN terms t ON t.id = x.ruleterms_id
      JOIN training_curriculumitem i ON i.curriculum_id = x.curriculum_id AND NOT i.optional),
parts AS MATERIALIZED (
    SELECT t.id AS terms_id, CASE t.satisfied WHEN 'any' THEN least(count(a.course_id), 1) ELSE count(a.course_id) END
           AS needed
      FROM terms t LEFT JOIN asked a ON a.terms_id = t.id GROUP BY t.id, t.satisfied),
stood(course_id, done_id) AS (
    SELECT DISTINCT course_id, course_id FROM asked
     UNION
    SELECT s.course_id, e.old_id FROM stood s JOIN training_courseequivalence e
        ON e.new_id = s.done_id AND e.starts_on <= %(on)s),
followed(course_id, done_id) AS (
    SELECT DISTINCT course_id, course_id FROM asked
     UNION
    SELECT f.course_id, e.new_id FROM followed f JOIN training_courseequivalence e
        ON e.old_id = f.done_id AND e.starts_on <= %(on)s),
counts AS MATERIALIZED (
    SELECT a.terms_id, a.course_id, o.done_id
      FROM asked a JOIN (SELECT * FROM stood UNION SELECT * FROM followed) o ON o.course_id = a.course_id)
"""

BELONGS = """
titles AS MATERIALIZED (
    SELECT DISTINCT ON (lower(title)) lower(title) AS title, id
      FROM personnel_jobclass ORDER BY lower(title), ended_on DESC NULLS FIRST, id),
mains AS MATERIALIZED (
    SELECT DISTINCT ON (a.person_id) a.person_id, a.title, a.worksite_id, a.starts_on
      FROM personnel_assignment a
     WHERE a."primary" AND (a.ends_on IS NULL OR a.ends_on > %(on)s)
       AND (%(people)s::bigint[] IS NULL OR a.person_id = ANY(%(people)s::bigint[]))
     ORDER BY a.person_id, a.starts_on, a.id),
hired AS MATERIALIZED (
    SELECT person_id, min(starts_on) AS hired_on FROM personnel_assignment
     WHERE %(people)s::bigint[] IS NULL OR person_id = ANY(%(people)s::bigint[])
     GROUP BY person_id),
chairs AS MATERIALIZED (
    SELECT DISTINCT ON (holder_id) holder_id, job_class_id FROM personnel_position
     WHERE holder_id IS NOT NULL AND (%(people)s::bigint[] IS NULL OR holder_id = ANY(%(people)s::bigint[]))
     ORDER BY holder_id, id),
people AS MATERIALIZED (
    SELECT p.id, m.title, m.starts_on, h.hired_on, w.id AS worksite_id, w.kind, w.name AS worksite,
           j.id AS job_class_id, j.custody, j.inmate_contact, coalesce(nullif(j.supervisory, ''), 'none') AS supervisory
      FROM personnel_person p
      JOIN mains m ON m.person_id = p.id
      JOIN hired h ON h.person_id = p.id
      JOIN core_worksite w ON w.id = m.worksite_id
      LEFT JOIN chairs c ON c.holder_id = p.id
      LEFT JOIN titles n ON n.title = lower(m.title)
      LEFT JOIN personnel_jobclass j ON j.id = coalesce(c.job_class_id, n.id)
     WHERE p.ended_on IS NULL OR p.ended_on > %(on)s),
appointed AS MATERIALIZED (
    SELECT t.id AS terms_id, a.person_id, min(a.starts_on) AS appointed_on
      FROM terms t
      JOIN personnel_jobclass j ON (t.supervisory = '{}' OR j.supervisory = ANY(t.supervisory))
       AND (t.custody IS NULL OR j.custody = t.custody)
       AND (t.inmate_contact IS NULL OR j.inmate_contact = t.inmate_contact)
      JOIN titles n ON n.id = j.id
      JOIN personnel_assignment a ON lower(a.title) = n.title
     WHERE t.due = 'appointment' AND (%(people)s::bigint[] IS NULL OR a.person_id = ANY(%(people)s::bigint[]))
     GROUP BY t.id, a.person_id),
belongs AS MATERIALIZED (
    SELECT p.id AS person_id, t.id AS terms_id, p.hired_on, p.worksite_id, p.supervisory,
           greatest(t.since, CASE t.due
               WHEN 'assignment' THEN p.starts_on
               WHEN 'before_post' THEN p.starts_on - 1
               WHEN 'appointment' THEN coalesce(f.appointed_on, p.starts_on)
               ELSE p.hired_on END) AS anchor,
           left(p.title || ', ' || p.worksite || CASE
               WHEN t.due IN ('assignment', 'before_post')
                   THEN ', from ' || to_char(p.starts_on, 'FMMonth FMDD, YYYY')
               WHEN t.due = 'appointment'
                   THEN ', first appointed ' || to_char(coalesce(f.appointed_on, p.starts_on), 'FMMonth FMDD, YYYY')
               WHEN t.due = 'fiscal_year_end' THEN ''
               ELSE ', hired ' || to_char(p.hired_on, 'FMMonth FMDD, YYYY') END, 200) AS fact
      FROM people p
      JOIN terms t
        ON (t.custody IS NULL OR p.custody = t.custody)
       AND (t.inmate_contact IS NULL OR p.inmate_contact = t.inmate_contact)
       AND (t.worksite_kinds = '{}' OR p.kind = ANY(t.worksite_kinds))
       AND (t.supervisory = '{}' OR p.supervisory = ANY(t.supervisory))
       AND (t.hired_from IS NULL OR p.hired_on >= t.hired_from)
       AND (t.hired_until IS NULL OR p.hired_on < t.hired_until)
       AND (t.title_words = '{}' OR EXISTS (
            SELECT 1 FROM unnest(t.title_words) AS word WHERE strpos(lower(p.title), lower(word)) > 0))
       AND (NOT t.names_classes OR EXISTS (
            SELECT 1 FROM training_ruleterms_job_classes j
             WHERE j.ruleterms_id = t.id AND j.jobclass_id = p.job_class_id))
      LEFT JOIN appointed f ON f.terms_id = t.id AND f.person_id = p.id)
"""

DONE = """
done AS MATERIALIZED (
    SELECT b.terms_id, k.person_id, c.course_id, k.completed_on, k.fiscal_year,
           CASE WHEN v.mode <> '' THEN v.mode WHEN k.source IN ('docota', 'molearning') THEN 'online'
                WHEN k.source IN ('class', 'local') THEN 'in_seat' ELSE '' END AS mode
      FROM belongs b
      JOIN terms t ON t.id = b.terms_id AND t.satisfied <> 'hours'
      JOIN counts c ON c.terms_id = b.terms_id
      JOIN training_trainingcredit k ON k.person_id = b.person_id AND k.course_id = c.done_id
       AND k.voided_at IS NULL AND k.completed_on <= %(on)s
       AND (%(people)s::bigint[] IS NULL OR k.person_id = ANY(%(people)s::bigint[]))
       AND (t.cadence IN ('once', 'months') OR k.fiscal_year >= %(year)s - 1)
      JOIN training_courseversion v ON v.id = k.course_version_id),
once AS MATERIALIZED (
    SELECT f.terms_id, f.person_id,
           CASE t.satisfied WHEN 'any' THEN min(f.first_on) ELSE max(f.first_on) END AS met_on
      FROM (SELECT terms_id, person_id, course_id, min(completed_on) AS first_on
              FROM done GROUP BY terms_id, person_id, course_id) f
      JOIN terms t ON t.id = f.terms_id AND t.cadence = 'once'
      JOIN parts n ON n.terms_id = t.id
     GROUP BY f.terms_id, f.person_id, t.satisfied, n.needed HAVING count(*) >= n.needed),
renewed AS MATERIALIZED (
    SELECT f.terms_id, f.person_id, count(*) AS courses,
           CASE t.satisfied WHEN 'any' THEN max((f.kept).ends_on) ELSE min((f.kept).ends_on) END AS ends_on,
           CASE t.satisfied WHEN 'any' THEN max((f.kept).cycles) ELSE min((f.kept).cycles) END AS cycles,
           max((f.kept).met_on) AS met_on, min((f.kept).due_on) AS due_on
      FROM (SELECT d.terms_id, d.person_id, d.course_id,
                   training_renewals(d.completed_on, t.every_months::integer, t.renew_window_days::integer
                                     ORDER BY d.completed_on) AS kept
              FROM done d JOIN terms t ON t.id = d.terms_id AND t.cadence = 'months'
             GROUP BY d.terms_id, d.person_id, d.course_id) f
      JOIN terms t ON t.id = f.terms_id
      JOIN parts n ON n.terms_id = t.id
     GROUP BY f.terms_id, f.person_id, t.satisfied, n.needed HAVING count(*) >= n.needed),
years AS MATERIALIZED (
    SELECT b.terms_id, b.person_id, y.year,
           make_date(y.year, 6, 30) AS ends_on, make_date(y.year - 1, 7, 1) AS starts_on,
           CASE WHEN t.cadence <> 'alternating' THEN ''
                WHEN b.supervisory = ANY(t.always_in_seat) THEN 'in_seat'
                WHEN s.id IS NULL THEN ''
                WHEN s.in_seat_in_even_years = (y.year %% 2 = 0) THEN 'in_seat' ELSE 'online' END AS mode
      FROM belongs b
      JOIN terms t ON t.id = b.terms_id AND t.cadence IN ('fiscal_year', 'alternating')
      CROSS JOIN (VALUES (%(year)s), (%(year)s - 1)) AS y(year)
      LEFT JOIN training_alternatingsite s ON s.rule_id = t.rule_id AND s.worksite_id = b.worksite_id
     WHERE y.year = %(year)s
        OR (t.satisfied <> 'hours' AND b.anchor <= make_date(y.year, 6, 30) AND t.since <= make_date(y.year, 6, 30))),
yearly AS MATERIALIZED (
    SELECT f.terms_id, f.person_id, f.year,
           CASE t.satisfied WHEN 'any' THEN min(f.first_on) ELSE max(f.first_on) END AS met_on
      FROM (SELECT y.terms_id, y.person_id, y.year, d.course_id, min(d.completed_on) AS first_on
              FROM years y
              JOIN done d ON d.terms_id = y.terms_id AND d.person_id = y.person_id
               AND d.completed_on >= y.starts_on AND (y.mode = '' OR d.mode = y.mode)
             GROUP BY y.terms_id, y.person_id, y.year, d.course_id) f
      JOIN terms t ON t.id = f.terms_id
      JOIN parts n ON n.terms_id = t.id
     GROUP BY f.terms_id, f.person_id, f.year, t.satisfied, n.needed HAVING count(*) >= n.needed),
hours AS MATERIALIZED (
    SELECT s.terms_id, s.person_id, min(s.completed_on) AS met_on
      FROM (SELECT b.terms_id, b.person_id, k.completed_on, t.bucket_hours,
                   sum(k.hours) OVER (PARTITION BY b.terms_id, b.person_id ORDER BY k.completed_on, k.id) AS so_far
              FROM belongs b
              JOIN terms t ON t.id = b.terms_id AND t.satisfied = 'hours'
              JOIN training_trainingcredit k ON k.person_id = b.person_id AND k.voided_at IS NULL AND k.counts
               AND k.completed_on <= %(on)s
               AND (%(people)s::bigint[] IS NULL OR k.person_id = ANY(%(people)s::bigint[]))
               AND (t.bucket_category = '' OR k.category = t.bucket_category)
               AND CASE t.cadence WHEN 'once' THEN k.completed_on >= b.hired_on
                        ELSE k.fiscal_year = %(year)s END) s
     WHERE s.so_far >= s.bucket_hours
     GROUP BY s.terms_id, s.person_id)
"""

CYCLES = """
cycles AS MATERIALIZED (
    SELECT b.person_id, b.terms_id, 'once' AS cycle, coalesce(o.met_on, h.met_on) AS met_on, NULL::date AS valid_until,
           '' AS mode, b.anchor AS began, NULL::date AS due_on, b.anchor, b.fact
      FROM belongs b
      JOIN terms t ON t.id = b.terms_id AND t.cadence = 'once'
      LEFT JOIN once o ON o.terms_id = b.terms_id AND o.person_id = b.person_id
      LEFT JOIN hours h ON h.terms_id = b.terms_id AND h.person_id = b.person_id
     UNION ALL
    SELECT r.person_id, r.terms_id, r.cycles::text, r.met_on, r.ends_on, '', b.anchor, r.due_on, b.anchor, b.fact
      FROM renewed r JOIN belongs b ON b.terms_id = r.terms_id AND b.person_id = r.person_id
     UNION ALL
    SELECT b.person_id, b.terms_id, (coalesce(r.cycles, 0) + 1)::text, NULL, NULL, '', coalesce(r.met_on, b.anchor),
           r.ends_on, b.anchor, b.fact
      FROM belongs b
      JOIN terms t ON t.id = b.terms_id AND t.cadence = 'months'
      LEFT JOIN renewed r ON r.terms_id = b.terms_id AND r.person_id = b.person_id
     UNION ALL
    SELECT y.person_id, y.terms_id, 'FY' || y.year, coalesce(m.met_on, h.met_on), NULL, y.mode,
           greatest(y.starts_on, b.hired_on),
           CASE t.due WHEN 'anniversary' THEN training_after(b.hired_on, 12 * (
                      y.year - extract(year FROM b.hired_on)::integer - (extract(month FROM b.hired_on) >= 7)::integer))
                ELSE y.ends_on END,
           b.anchor, b.fact
      FROM years y
      JOIN terms t ON t.id = y.terms_id
      JOIN belongs b ON b.terms_id = y.terms_id AND b.person_id = y.person_id
      LEFT JOIN yearly m ON m.terms_id = y.terms_id AND m.person_id = y.person_id AND m.year = y.year
      LEFT JOIN hours h ON h.terms_id = y.terms_id AND h.person_id = y.person_id AND y.year = %(year)s
     WHERE (y.year = %(year)s OR m.met_on IS NULL)
       AND (t.due <> 'anniversary' OR b.hired_on < y.starts_on)),
dated AS MATERIALIZED (
    SELECT c.person_id, t.rule_id, c.terms_id, c.cycle, c.met_on, c.valid_until, c.mode, c.fact, c.began, t.grace_days +
           coalesce(c.due_on, CASE
               WHEN t.due = 'fiscal_year_end'
                   THEN make_date(extract(year FROM c.anchor + interval '6 months')::integer, 6, 30)
               WHEN t.due_unit = 'months' THEN training_after(c.anchor, t.due_in)
               ELSE c.anchor + t.due_in END) AS due_on
      FROM cycles c
      JOIN terms t ON t.id = c.terms_id
      JOIN parts n ON n.terms_id = t.id
     WHERE n.needed > 0 OR t.bucket_hours IS NOT NULL),
paused AS MATERIALIZED (
    SELECT person_id, bool_or(ends_on IS NULL OR ends_on > %(on)s) AS now
      FROM training_clockpause WHERE starts_on <= %(on)s GROUP BY person_id),
waived AS MATERIALIZED (
    SELECT DISTINCT person_id, rule_id FROM training_waiver
     WHERE approved_at IS NOT NULL AND starts_on <= %(on)s AND ends_on > %(on)s
       AND (ended_on IS NULL OR ended_on > %(on)s)),
desired AS MATERIALIZED (
    SELECT d.person_id, d.rule_id, d.terms_id, d.cycle,
           CASE WHEN d.met_on IS NULL AND p.person_id IS NOT NULL
                THEN training_rebased(d.person_id, d.began, d.due_on, %(on)s) ELSE d.due_on END AS due_on,
           CASE WHEN d.met_on IS NOT NULL THEN 'met' WHEN w.rule_id IS NOT NULL THEN 'waived'
                WHEN p.now THEN 'suspended' ELSE '' END AS settled,
           d.met_on, d.valid_until, d.mode AS needs_mode, d.fact
      FROM dated d
      LEFT JOIN paused p ON p.person_id = d.person_id
      LEFT JOIN waived w ON w.person_id = d.person_id AND w.rule_id = d.rule_id)
"""

OWED = f"WITH RECURSIVE {ASKED}, {BELONGS}, {DONE}, {CYCLES}"


def fiscal_year_of(day: date) -> int:
    """The fiscal year of a day, named by the year in which it ends on June 30."""
    return day.year + (day.month >= 7)


@contextmanager
def many_at_once(cursor, many: bool = True) -> Iterator[None]:
    """Join whole tables at once. What one part of the statement gives, the database guesses as a few rows, and would
    go through it again for each row of the other: minutes for the whole department instead of seconds."""
    if many:
        cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    if many:
        cursor.execute("SET LOCAL enable_nestloop = on")


def values_for(people=None, *, on: date | None = None, terms=None) -> dict:
    """What `OWED` takes."""
    on = on or timezone.localdate()
    return {
        "on": on,
        "year": fiscal_year_of(on),
        "people": None if people is None else sorted(set(people)),
        "terms": None if terms is None else sorted(set(terms)),
    }
