"""A class that is offered keeps within its rooms, its course and its instructors (training.md 3, item 6)."""

from django.db import migrations

REQUIRE_FIT = """
CREATE FUNCTION training_require_fit(class_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c record;
  room_seats integer;
  teaching integer;
BEGIN
  SELECT k.status, k.capacity, v.course_id, v.max_seats, v.instructor_ratio, v.instructor_cert_id INTO c
    FROM training_scheduledclass k JOIN training_courseversion v ON v.id = k.course_version_id
   WHERE k.id = class_id;
  IF c.status NOT IN ('published', 'confirmed', 'in_progress') THEN RETURN; END IF;
  IF c.capacity > c.max_seats THEN
    RAISE EXCEPTION 'class_within_its_course' USING ERRCODE = '23514', CONSTRAINT = 'class_within_its_course';
  END IF;
  SELECT min(coalesce(s.seats, r.seats)) INTO room_seats
    FROM training_meeting m JOIN training_room r ON r.id = m.room_id
    LEFT JOIN training_roomseats s ON s.room_id = r.id AND s.course_id = c.course_id
   WHERE m.scheduled_class_id = class_id AND m.canceled_at IS NULL;
  IF c.capacity > room_seats THEN
    RAISE EXCEPTION 'class_within_its_rooms' USING ERRCODE = '23514', CONSTRAINT = 'class_within_its_rooms';
  END IF;
  IF c.instructor_ratio IS NOT NULL THEN
    SELECT count(*) INTO teaching FROM training_classinstructor i
     WHERE i.scheduled_class_id = class_id AND i.ended_at IS NULL AND i.role <> 'evaluator';
    IF c.capacity > c.instructor_ratio * teaching THEN
      RAISE EXCEPTION 'class_within_its_ratio' USING ERRCODE = '23514', CONSTRAINT = 'class_within_its_ratio';
    END IF;
  END IF;
  IF c.instructor_cert_id IS NOT NULL AND EXISTS (
      SELECT 1 FROM training_classinstructor i
        JOIN training_meeting m ON m.scheduled_class_id = i.scheduled_class_id AND m.canceled_at IS NULL
       WHERE i.scheduled_class_id = class_id AND i.ended_at IS NULL AND i.role <> 'evaluator'
         AND NOT EXISTS (
           SELECT 1 FROM training_instructorcertificate t
            WHERE t.instructor_id = i.instructor_id AND t.certification_id = c.instructor_cert_id
              AND daterange(t.starts_on, t.ends_on) @> (m.starts_at AT TIME ZONE 'America/Chicago')::date)) THEN
    RAISE EXCEPTION 'class_taught_by_the_certified'
      USING ERRCODE = '23514', CONSTRAINT = 'class_taught_by_the_certified';
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_training_tables")]

    operations = [
        migrations.RunSQL(REQUIRE_FIT, "DROP FUNCTION training_require_fit(bigint)"),
    ]
