"""The staffing guard: what stands in no position is not promised twice (personnel.md 3, items 3 and 4)."""

from django.db import migrations

PROMISED = """
CREATE FUNCTION personnel_promised(of_class bigint, at_site bigint)
RETURNS TABLE (requisition_id bigint, due bigint) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT r.id,
           CASE WHEN r.status IN ('approved', 'posted', 'partly_filled')
                THEN greatest(r.vacancies, count(a.id)) ELSE count(a.id) END
           - count(a.seated_at) AS due
      FROM personnel_requisition r LEFT JOIN personnel_appointment a ON a.requisition_id = r.id
     WHERE r.job_class_id = of_class AND r.worksite_id = at_site
       AND r.status IN ('approved', 'posted', 'partly_filled', 'filled', 'cancelled')
     GROUP BY r.id) AS counted
   WHERE counted.due > 0
$$;
"""

GUARD = """
CREATE FUNCTION personnel_staffing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  room bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(
    hashtextextended('personnel.staffing ' || NEW.job_class_id || ' ' || NEW.worksite_id, 0));
  SELECT (SELECT count(*) FROM personnel_position p
           WHERE p.job_class_id = NEW.job_class_id AND p.worksite_id = NEW.worksite_id AND p.status = 'vacant')
       - (SELECT coalesce(sum(x.due), 0) FROM personnel_promised(NEW.job_class_id, NEW.worksite_id) x
           WHERE x.requisition_id <> NEW.id)
    INTO room;
  IF room < NEW.vacancies - (SELECT count(a.seated_at) FROM personnel_appointment a WHERE a.requisition_id = NEW.id) THEN
    RAISE EXCEPTION 'fewer positions are free than are asked for'
      USING ERRCODE = '23514', CONSTRAINT = 'requisition_within_free_positions';
  END IF;
  IF EXISTS (
      SELECT 1 FROM personnel_requisitionposition c JOIN personnel_position p ON p.id = c.position_id
       WHERE c.requisition_id = NEW.id
         AND NOT EXISTS (SELECT 1 FROM personnel_appointment a
                          WHERE a.requisition_id = NEW.id AND a.position_id = p.id AND a.seated_at IS NOT NULL)
         AND (p.status <> 'vacant' OR p.job_class_id <> NEW.job_class_id OR p.worksite_id <> NEW.worksite_id
              OR EXISTS (SELECT 1 FROM personnel_requisitionposition other
                           JOIN personnel_requisition r ON r.id = other.requisition_id
                          WHERE other.position_id = p.id AND r.id <> NEW.id
                            AND r.status IN ('approved', 'posted', 'partly_filled')))) THEN
    RAISE EXCEPTION 'a position that is named is not free'
      USING ERRCODE = '23514', CONSTRAINT = 'requisition_of_free_positions';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staffing_guard BEFORE UPDATE ON personnel_requisition FOR EACH ROW
  WHEN (NEW.status IN ('approved', 'posted')
        AND (OLD.status IN ('submitted', 'in_approval')
             OR (OLD.status = 'approved' AND NEW.status = 'posted')
             OR (OLD.vacancies, OLD.job_class_id, OLD.worksite_id)
                IS DISTINCT FROM (NEW.vacancies, NEW.job_class_id, NEW.worksite_id)))
  EXECUTE FUNCTION personnel_staffing_guard();
"""

REQUEST_OF_AN_APPOINTMENT = """
CREATE FUNCTION personnel_appointment_of_a_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fitting bigint[];
BEGIN
  SELECT array_agg(r.id ORDER BY r.id) INTO fitting
    FROM personnel_requisition r
   WHERE r.status IN ('approved', 'posted', 'partly_filled', 'filled')
     AND r.job_class_id = NEW.job_class_id AND r.worksite_id = NEW.worksite_id
     AND (r.id = NEW.requisition_id OR NEW.requisition_id IS NULL AND EXISTS (
           SELECT 1 FROM personnel_posting_requisitions l JOIN personnel_application a ON a.posting_id = l.posting_id
            WHERE a.id = NEW.application_id AND l.requisition_id = r.id));
  IF fitting IS NULL AND NEW.requisition_id IS NULL THEN RETURN NEW; END IF;
  PERFORM 1 FROM personnel_requisition r WHERE r.id = ANY (fitting) ORDER BY r.id FOR NO KEY UPDATE;
  SELECT r.id INTO NEW.requisition_id
    FROM personnel_requisition r
   WHERE r.id = ANY (fitting)
     AND (SELECT count(*) FROM personnel_appointment a WHERE a.requisition_id = r.id) < r.vacancies
   ORDER BY EXISTS (SELECT 1 FROM personnel_requisitionposition c
                     WHERE c.requisition_id = r.id AND c.position_id = NEW.position_id) DESC,
            r.shift = NEW.shift DESC, r.approved_at, r.id
   LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the request asks for no more people'
      USING ERRCODE = '23514', CONSTRAINT = 'appointment_within_its_request';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appointment_of_a_request BEFORE INSERT ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION personnel_appointment_of_a_request();
"""


class Migration(migrations.Migration):
    dependencies = [("personnel", "0009_appointments_name_their_request")]

    operations = [
        migrations.RunSQL(PROMISED, "DROP FUNCTION personnel_promised(bigint, bigint)"),
        migrations.RunSQL(GUARD, "DROP FUNCTION personnel_staffing_guard() CASCADE"),
        migrations.RunSQL(REQUEST_OF_AN_APPOINTMENT, "DROP FUNCTION personnel_appointment_of_a_request() CASCADE"),
    ]
