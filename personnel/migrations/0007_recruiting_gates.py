"""What compares rows of several tables: the gate of applications, of appointments, and the sheets that are sealed."""

from django.db import migrations

STEPS_OF_THEIR_REQUEST = """
ALTER TABLE personnel_approvalstep
  ADD CONSTRAINT approval_step_of_its_requester
  FOREIGN KEY (requisition_id, requester_id) REFERENCES personnel_requisition (id, requester_id);
"""

ACCEPTS_UNTIL = """
CREATE FUNCTION personnel_posting_accepts_until(post bigint, app bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p.status NOT IN ('published', 'evaluating') OR NOT p.apply_here THEN '-infinity'::timestamptz
    WHEN p.cap_reached_at IS NOT NULL OR clock_timestamp() < p.opens_at THEN '-infinity'
    WHEN p.closes_at IS NULL THEN 'infinity'
    ELSE greatest(p.closes_at,
                  (SELECT max(x.until) FROM personnel_applicationextension x WHERE x.application_id = app))
  END FROM personnel_posting p WHERE p.id = post
$$;
"""

APPLICATION_GATE = """
CREATE FUNCTION personnel_application_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  post bigint;
  app bigint;
  cap integer;
  first_sending boolean := TG_TABLE_NAME = 'personnel_application';
BEGIN
  IF first_sending THEN
    IF NEW.submitted_at IS NULL OR (TG_OP = 'UPDATE' AND OLD.submitted_at IS NOT NULL) THEN RETURN NEW; END IF;
    post := NEW.posting_id; app := NEW.id;
  ELSE
    SELECT a.posting_id, a.id INTO post, app FROM personnel_application a WHERE a.id = NEW.application_id;
  END IF;
  -- Waits for a running early close. Where a number closes the announcement, one sender at a time is counted; the
  -- version is therefore written before the application that reaches the number.
  SELECT p.applicant_cap INTO cap FROM personnel_posting p WHERE p.id = post;
  IF cap IS NOT NULL THEN
    PERFORM 1 FROM personnel_posting WHERE id = post FOR NO KEY UPDATE;
  ELSE
    PERFORM 1 FROM personnel_posting WHERE id = post FOR SHARE;
  END IF;
  IF first_sending THEN NEW.submitted_at := clock_timestamp(); ELSE NEW.sent_at := clock_timestamp(); END IF;
  IF clock_timestamp() >= personnel_posting_accepts_until(post, app) THEN
    RAISE EXCEPTION 'announcement % takes no applications now', post
      USING ERRCODE = '23514', CONSTRAINT = 'application_posting_open';
  END IF;
  IF cap IS NOT NULL AND first_sending THEN
    IF (SELECT count(*) FROM personnel_application a WHERE a.posting_id = post AND a.submitted_at IS NOT NULL) + 1 >= cap
    THEN UPDATE personnel_posting SET cap_reached_at = clock_timestamp() WHERE id = post; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_posting_open BEFORE INSERT OR UPDATE ON personnel_application
  FOR EACH ROW EXECUTE FUNCTION personnel_application_gate();
CREATE TRIGGER application_posting_open BEFORE INSERT ON personnel_applicationversion
  FOR EACH ROW EXECUTE FUNCTION personnel_application_gate();
"""

APPOINTMENT_GATE = """
CREATE FUNCTION personnel_appointment_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  room integer;
  contact boolean;
BEGIN
  SELECT l.vacancies INTO room FROM personnel_postinglocation l WHERE l.id = NEW.location_id FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM personnel_appointment a WHERE a.location_id = NEW.location_id) >= room THEN
    RAISE EXCEPTION 'every vacancy there is filled' USING ERRCODE = '23514', CONSTRAINT = 'appointment_within_vacancies';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM personnel_offer o
                 WHERE o.id = NEW.offer_id AND o.application_id = NEW.application_id
                   AND o.ended_at IS NULL AND o.accepted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'no accepted offer stands' USING ERRCODE = '23514', CONSTRAINT = 'appointment_of_an_accepted_offer';
  END IF;
  SELECT c.inmate_contact INTO contact FROM personnel_jobclass c WHERE c.id = NEW.job_class_id;
  IF NOT EXISTS (SELECT 1 FROM personnel_clearanceitem i WHERE i.offer_id = NEW.offer_id AND i.kind = 'background')
     OR (contact AND NOT EXISTS (SELECT 1 FROM personnel_clearanceitem i
                                 WHERE i.offer_id = NEW.offer_id AND i.kind = 'prea'))
     OR EXISTS (SELECT 1 FROM personnel_clearanceitem i
                WHERE i.offer_id = NEW.offer_id AND i.outcome NOT IN ('cleared', 'restricted')) THEN
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
CREATE TRIGGER appointment_gate BEFORE INSERT ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION personnel_appointment_gate();
"""

SHEETS_SEALED = """
ALTER TABLE personnel_scoresheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE personnel_scoresheet FORCE ROW LEVEL SECURITY;
CREATE POLICY sealed ON personnel_scoresheet USING (
  panellist_id = nullif(current_setting('portal.actor', true), '')::bigint
  OR NOT EXISTS (SELECT 1 FROM personnel_panelmember m
                 WHERE m.panel_id = personnel_scoresheet.panel_id AND m.locked_at IS NULL
                   AND m.conflict IS DISTINCT FROM true)
);
"""


class Migration(migrations.Migration):
    dependencies = [("personnel", "0006_recruiting_tables")]

    operations = [
        migrations.RunSQL(
            STEPS_OF_THEIR_REQUEST,
            "ALTER TABLE personnel_approvalstep DROP CONSTRAINT approval_step_of_its_requester",
        ),
        migrations.RunSQL(ACCEPTS_UNTIL, "DROP FUNCTION personnel_posting_accepts_until(bigint, bigint)"),
        migrations.RunSQL(APPLICATION_GATE, "DROP FUNCTION personnel_application_gate() CASCADE"),
        migrations.RunSQL(APPOINTMENT_GATE, "DROP FUNCTION personnel_appointment_gate() CASCADE"),
        migrations.RunSQL(
            SHEETS_SEALED,
            "DROP POLICY sealed ON personnel_scoresheet; ALTER TABLE personnel_scoresheet DISABLE ROW LEVEL SECURITY",
        ),
    ]
