"""What the sample's people have completed in five years, what they owe by it, and a few whom something sets aside."""

from django.db import connection
from django.db.models import Q

from doc_portal.core.models import Role, User
from doc_portal.core.sample.context import Context
from personnel.models import Person
from training.actions.requirements import rebuild_everybody
from training.models import ClockPause, RequirementRule, TrainingCredit, Waiver

YEARS = 5
ASIDE = 9  # people for whom something is set aside, who are on leave, or who hand in a course
PLAN = (
    ("academy-level-1", "once", 1, 96), ("academy-level-2", "once", 1, 93), ("academy-level-3", "once", 1, 93),
    ("TC-61", "every", 12, 93), ("TC-15", "every", 24, 93), ("TC-68", "every", 12, 92), ("TC-66", "every", 3, 85),
    ("TC-65", "every", 1, 80),
)  # fmt: skip
"""Curriculum or course, how it comes about, after how many months again, and how many in a hundred do it.

Of what is done every month only the last four months are on record. Where the size names how many completions there
are in all, the oldest conversations are left out. They stand in the order of their days, as a ledger that grows.
Who signs in has done whatever is asked once a year.
"""
OWN = (("SY-1", "every", 12, 93), ("SY-2", "every", 12, 93))
"""Courses of the sample itself; where a year of them is held, its classes give the credit."""
COMPLETIONS = """
WITH hired AS (
    SELECT p.id, u.sample AS signs_in, greatest(min(a.starts_on), %(today)s - 365 * %(years)s) AS hired_on
      FROM personnel_person p JOIN personnel_assignment a ON a.person_id = p.id
      LEFT JOIN core_user u ON u.id = p.user_id
     WHERE p.sample AND (p.ended_on IS NULL OR p.ended_on > %(today)s) AND a.starts_on < %(today)s
     GROUP BY p.id, u.sample),
courses AS (
    SELECT n.what, n.how, n.months, n.share, coalesce(i.course_id, c.id) AS course_id
      FROM unnest(%(what)s::text[], %(how)s::text[], %(months)s::integer[], %(share)s::integer[])
           AS n(what, how, months, share)
      LEFT JOIN training_curriculum u ON u.code = n.what
      LEFT JOIN training_curriculumitem i ON i.curriculum_id = u.id
      LEFT JOIN training_course c ON c.code = n.what),
planned AS (
    SELECT h.id AS person_id, c.course_id, (h.hired_on + make_interval(months => k.n * c.months)
           + make_interval(days => (hashint8(h.id * 7919 + c.course_id * 31 + k.n) & 1023) %% 25 - 20 * (k.n > 0)::int)
           )::date AS day, c.how = 'every' AND c.months = 1 AS monthly
      FROM hired h CROSS JOIN courses c
      CROSS JOIN LATERAL generate_series(0, CASE c.how WHEN 'once' THEN 0 ELSE %(years)s * 12 / c.months END) AS k(n)
     WHERE (h.signs_in AND c.months = 12)
        OR (hashint8(h.id * 104729 + c.course_id * 13 + CASE c.how WHEN 'once' THEN 0 ELSE k.n END + %(seed)s) & 65535)
           %% 100 < c.share),
authorities AS (
    SELECT a.course_id, left(string_agg(DISTINCT t.authority, '; '), 300) AS authority
      FROM training_ruleterms t
      JOIN (SELECT ruleterms_id, course_id FROM training_ruleterms_courses
             UNION
            SELECT x.ruleterms_id, i.course_id FROM training_ruleterms_curricula x
              JOIN training_curriculumitem i ON i.curriculum_id = x.curriculum_id) a ON a.ruleterms_id = t.id
     WHERE t.approved AND t.starts_on <= %(today)s AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
     GROUP BY a.course_id),
chosen AS (
    SELECT p.*, k.category, k.repeatable, v.id AS version_id, coalesce(v.contact_hours, 2) AS hours,
           row_number() OVER (PARTITION BY p.person_id, p.course_id, extract(year FROM p.day + interval '6 months')
                              ORDER BY p.day) AS place
      FROM planned p JOIN training_course k ON k.id = p.course_id
      JOIN training_courseversion v ON v.course_id = k.id AND v.status = 'approved'
     WHERE p.day < %(today)s AND (NOT p.monthly OR p.day >= %(today)s - 120)),
kept AS (
    SELECT * FROM chosen ORDER BY repeatable, day DESC, person_id, course_id LIMIT %(most)s)
INSERT INTO training_trainingcredit (person_id, course_id, course_version_id, hours, category, completed_on, source,
       external_id, repeatable, counts, authority, recorded_at, void_reason)
SELECT person_id, course_id, version_id, hours, category, day, 'docota', 'sample-' || row_number() OVER (
       ORDER BY day, person_id, course_id), repeatable, repeatable OR place = 1, coalesce(authority, ''), day + 1, ''
  FROM kept LEFT JOIN authorities USING (course_id) ORDER BY day, person_id, course_id
"""


COUNTED_FROM = (
    "personnel_person", "personnel_assignment", "personnel_position", "training_trainingcredit",
)  # fmt: skip


def bystanders():
    """People of the sample nobody signs in as who decides on training, listed ones."""
    rows = Person.objects.current().filter(sample=True, suppressed=False).order_by("pk")
    kept = Role.objects.filter(Q(slug__startswith="training_") | Q(slug="academy_scheduler"))
    return rows.exclude(user__in=User.objects.filter(sample=True, grants__role__in=kept))


def complete(context: Context) -> int:
    """Five years of completions for everybody, in one statement."""
    if TrainingCredit.objects.filter(external_id__startswith="sample-").exists():
        return 0
    plan = PLAN if context.size.year_classes else (*PLAN, *OWN)
    what, how, months, share = (list(column) for column in zip(*plan, strict=True))
    most = context.size.completions and context.size.completions - TrainingCredit.objects.count()
    values = {
        "today": context.today, "years": YEARS, "seed": context.seed % 1000, "most": most or None,
        "what": what, "how": how, "months": months, "share": share,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COMPLETIONS, values)
        made = cursor.rowcount
        for table in COUNTED_FROM:  # Without figures of what was just written, what is owed takes minutes.
            cursor.execute(f"ANALYZE {table}")
    return made


def set_aside(context: Context) -> int:
    """A few waivers in every state, and a few people on leave."""
    asker = User.objects.filter(username="coordinator.bonneterre").first()
    approver = User.objects.filter(username="training.approver").first()
    people = list(bystanders()[:ASIDE])
    rule = RequirementRule.objects.filter(slug="dcr").first()
    if Waiver.objects.exists() or len(people) < ASIDE or rule is None or approver is None:
        return 0
    done = {"approved_by": approver, "approved_at": context.moment(-1)}
    made = Waiver.objects.bulk_create(
        Waiver(
            person=person, rule=rule, reason="Completed the same course at another agency.", created_by=asker,
            starts_on=context.day(start), ends_on=context.day(start + 90), **(done if place % 3 else {}),
        )
        for place, (person, start) in enumerate(zip(people[:6], (-3, -3, -100, -3, 10, -3), strict=True))
    )  # fmt: skip
    ClockPause.objects.bulk_create(
        ClockPause(person=person, starts_on=context.day(start), ends_on=context.day(start + 84) if ends else None)
        for person, start, ends in zip(people[6:], (-30, -120, -10), (True, True, False), strict=True)
    )
    return len(made)


def work_out(context: Context) -> int:
    """What everybody owes; nothing where it was worked out already."""
    return rebuild_everybody()["changed"]
