"""What follows from the classes of the sample's year: everybody's time, who was there, and the credit of final ones."""

from django.db import connection

from doc_portal.core.models import User

HOLDS = """
INSERT INTO training_hold (resource_id, during, status, source, meeting_id, enrolment_id, note)
SELECT * FROM (
    SELECT r.id, m.during, 'firm', 'meeting', m.id, NULL::bigint, ''
      FROM training_meeting m JOIN training_resource r ON r.room_id = m.room_id
     WHERE m.scheduled_class_id = ANY(%(made)s)
     UNION ALL
    SELECT r.id, m.during, 'firm', 'teaching', m.id, NULL, ''
      FROM training_meeting m
      JOIN training_classinstructor t ON t.scheduled_class_id = m.scheduled_class_id
      JOIN training_instructor i ON i.id = t.instructor_id
      JOIN training_resource r ON r.person_id = i.person_id
     WHERE m.scheduled_class_id = ANY(%(made)s)
     UNION ALL
    SELECT r.id, tstzrange(m.starts_at, m.ends_at, '[)'), 'firm', 'enrolment', m.id, e.id, ''
      FROM training_meeting m
      JOIN training_enrolment e ON e.scheduled_class_id = m.scheduled_class_id
      JOIN training_resource r ON r.person_id = e.person_id
     WHERE m.scheduled_class_id = ANY(%(made)s)
  ) AS w(resource, during, status, source, meeting, enrolment, note)
 ORDER BY resource, during
"""
ATTENDANCE = """
INSERT INTO training_attendance (meeting_id, enrolment_id, minutes, status, reason, recorded_by_id, recorded_at)
SELECT m.id, e.id, CASE e.status WHEN 'attended' THEN 480 WHEN 'partial' THEN 120 ELSE 0 END,
       CASE e.status WHEN 'attended' THEN 'present' WHEN 'partial' THEN 'late' ELSE 'absent' END, '', %(by)s, m.ends_at
  FROM training_meeting m
  JOIN training_enrolment e ON e.scheduled_class_id = m.scheduled_class_id AND e.status <> 'enrolled'
 WHERE m.scheduled_class_id = ANY(%(made)s)
 ORDER BY m.id, e.id
"""
CREDIT = """
INSERT INTO training_trainingcredit (person_id, course_id, course_version_id, enrolment_id, hours, category,
       completed_on, source, external_id, repeatable, counts, authority, recorded_by_id, recorded_at, void_reason)
SELECT e.person_id, k.id, v.id, e.id, v.contact_hours, k.category, (c.ends_at AT TIME ZONE 'America/Chicago')::date,
       'class', c.number || '-' || e.id, k.repeatable, true, k.source, %(by)s, c.ends_at + interval '5 days', ''
  FROM training_scheduledclass c
  JOIN training_courseversion v ON v.id = c.course_version_id
  JOIN training_course k ON k.id = v.course_id
  JOIN training_enrolment e ON e.scheduled_class_id = c.id AND e.outcome = 'passed'
 WHERE c.id = ANY(%(final)s)
 ORDER BY e.id
"""
COUNTED_FROM = ("training_scheduledclass", "training_meeting", "training_enrolment", "training_resource")


def write_what_follows(made: list[int], final: list[int], registrar: User) -> None:
    """Each kind of row by one statement."""
    with connection.cursor() as cursor:
        for table in COUNTED_FROM:  # Without figures of what was just written, rows are looked up one by one.
            cursor.execute(f"ANALYZE {table}")
        for statement in (HOLDS, ATTENDANCE, CREDIT):
            cursor.execute(statement, {"made": made, "final": final, "by": registrar.pk})
