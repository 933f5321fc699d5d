"""The gates count appointments that stand: who did not begin takes no vacancy, fills no request, is promised nothing."""

from django.db import migrations

PROMISED = """
CREATE OR REPLACE FUNCTION personnel_promised(of_class bigint, at_site bigint)
RETURNS TABLE (requisition_id bigint, due bigint) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT r.id,
           CASE WHEN r.status IN ('approved', 'posted', 'partly_filled')
                THEN greatest(r.vacancies, count(a.id)) ELSE count(a.id) END
           - count(a.seated_at) AS due
      FROM personnel_requisition r
      LEFT JOIN personnel_appointment a ON a.requisition_id = r.id AND a.not_begun_at IS NULL
     WHERE r.job_class_id = of_class AND r.worksite_id = at_site
       AND r.status IN ('approved', 'posted', 'partly_filled', 'filled', 'cancelled')
     GROUP BY r.id) AS counted
   WHERE counted.due > 0
$$;
"""

REQUEST_OF_AN_APPOINTMENT = """
CREATE OR REPLACE FUNCTION personnel_appointment_of_a_request() RETURNS trigger LANGUAGE plpgsql AS $$
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
     AND (SELECT count(*) FROM personnel_appointment a
           WHERE a.requisition_id = r.id AND a.not_begun_at IS NULL) < r.vacancies
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
"""

APPOINTMENT_GATE = """
CREATE OR REPLACE FUNCTION personnel_appointment_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  room integer;
  contact boolean;
BEGIN
  SELECT l.vacancies INTO room FROM personnel_postinglocation l WHERE l.id = NEW.location_id FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM personnel_appointment a
       WHERE a.location_id = NEW.location_id AND a.not_begun_at IS NULL) >= room THEN
    RAISE EXCEPTION 'every vacancy there is filled' USING ERRCODE = '23514', CONSTRAINT = 'appointment_within_vacancies';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM personnel_offer o
                 WHERE o.id = NEW.offer_id AND o.application_id = NEW.application_id
                   AND o.ended_at IS NULL AND o.accepted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'no accepted offer stands' USING ERRCODE = '23514', CONSTRAINT = 'appointment_of_an_accepted_offer';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM personnel_application a JOIN personnel_posting p ON p.id = a.posting_id
                   JOIN personnel_postinglocation l ON l.posting_id = p.id
                  WHERE a.id = NEW.application_id AND l.id = NEW.location_id
                    AND l.worksite_id = NEW.worksite_id AND p.job_class_id = NEW.job_class_id) THEN
    RAISE EXCEPTION 'the announcement names another class or place'
      USING ERRCODE = '23514', CONSTRAINT = 'appointment_as_the_announcement_says';
  END IF;
  SELECT c.inmate_contact INTO contact FROM personnel_jobclass c WHERE c.id = NEW.job_class_id;
  -- Waits for an item that is being decided; afterwards none is decided any more.
  PERFORM 1 FROM personnel_clearanceitem i WHERE i.offer_id = NEW.offer_id ORDER BY i.id FOR SHARE;
  IF EXISTS (SELECT 1 FROM personnel_clearanceitem i
              WHERE i.offer_id = NEW.offer_id AND i.outcome NOT IN ('cleared', 'restricted'))
     OR EXISTS (SELECT 1 FROM personnel_application a JOIN personnel_posting p ON p.id = a.posting_id
                  CROSS JOIN LATERAL (VALUES ('background', true), ('drug', p.drug_test), ('medical', p.physical),
                                             ('prea', contact)) AS asked (kind, wanted)
                 WHERE a.id = NEW.application_id AND asked.wanted
                   AND NOT EXISTS (SELECT 1 FROM personnel_clearanceitem i
                                    WHERE i.offer_id = NEW.offer_id AND i.kind = asked.kind)) THEN
    RAISE EXCEPTION 'clearance is open' USING ERRCODE = '23514', CONSTRAINT = 'appointment_once_everything_is_cleared';
  END IF;
  IF contact THEN
    IF EXISTS (SELECT 1 FROM personnel_preaquestion q
               WHERE q.starts_on <= NEW.starts_on AND (q.ends_on IS NULL OR q.ends_on > NEW.starts_on)
                 AND NOT EXISTS (SELECT 1 FROM personnel_preaanswer s
                                 WHERE s.application_id = NEW.application_id AND s.question_id = q.id)) THEN
      RAISE EXCEPTION 'a PREA question is unanswered'
        USING ERRCODE = '23514', CONSTRAINT = 'appointment_with_every_prea_answer';
    END IF;
    IF EXISTS (SELECT 1 FROM personnel_preaanswer s JOIN personnel_preaquestion q ON q.id = s.question_id
               WHERE s.application_id = NEW.application_id AND s.yes AND q.kind = 'bar') THEN
      RAISE EXCEPTION 'an answer bars the appointment'
        USING ERRCODE = '23514', CONSTRAINT = 'appointment_not_barred_under_prea';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM personnel_preacheck k JOIN personnel_application a ON a.id = NEW.application_id
         WHERE (k.person_id = a.person_id OR k.applicant_id = a.applicant_id)
           AND k.outcome = 'clear' AND k.valid_until > NEW.starts_on
           AND NOT EXISTS (SELECT 1 FROM personnel_preacheck later
                           WHERE (later.person_id = k.person_id OR later.applicant_id = k.applicant_id)
                             AND later.checked_on >= k.checked_on AND later.id > k.id AND later.outcome = 'barred')) THEN
      RAISE EXCEPTION 'the background check has lapsed'
        USING ERRCODE = '23514', CONSTRAINT = 'appointment_with_a_current_background_check';
    END IF;
  END IF;
  IF NEW.position_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM personnel_position p WHERE p.id = NEW.position_id
         AND (p.status = 'vacant' OR (p.status = 'filled' AND p.holder_id = NEW.person_id))) THEN
    RAISE EXCEPTION 'the position is not vacant' USING ERRCODE = '23514', CONSTRAINT = 'appointment_to_a_vacant_position';
  END IF;
  RETURN NEW;
END $$;
"""
STANDS = " AND a.not_begun_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("personnel", "0025_appointments_of_who_did_not_begin")]

    operations = [
        migrations.RunSQL(function, function.replace(STANDS, ""))
        for function in (PROMISED, REQUEST_OF_AN_APPOINTMENT, APPOINTMENT_GATE)
    ]
