"""The gates of applications and appointments ask more, and lock what they ask: two at once do not pass both."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("personnel.migrations.0007_recruiting_gates")

APPLICATION_GATE = """
CREATE OR REPLACE FUNCTION personnel_application_gate() RETURNS trigger LANGUAGE plpgsql AS $$
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
  -- Waits for a running early close, and for somebody who is asked onto the panel. Where a number closes the
  -- announcement, one sender at a time is counted; the version is therefore written before the application that
  -- reaches the number.
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
  IF first_sending THEN
    IF EXISTS (SELECT 1 FROM personnel_panel p JOIN personnel_panelmember m ON m.panel_id = p.id
                 JOIN personnel_person o ON o.user_id = m.user_id
                WHERE p.posting_id = post AND o.id = NEW.person_id AND m.conflict IS DISTINCT FROM true) THEN
      RAISE EXCEPTION 'who sits on the panel does not apply'
        USING ERRCODE = '23514', CONSTRAINT = 'application_not_of_its_panel';
    END IF;
    IF (SELECT count(*) FROM personnel_application a WHERE a.posting_id = post AND a.submitted_at IS NOT NULL) + 1 >= cap
    THEN UPDATE personnel_posting SET cap_reached_at = clock_timestamp() WHERE id = post; END IF;
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
  IF (SELECT count(*) FROM personnel_appointment a WHERE a.location_id = NEW.location_id) >= room THEN
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


def function_in(statements: str) -> str:
    """The function of a gate as it stood before, to be put back."""
    return statements.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("personnel", "0022_what_was_published_or_decided_stays")]

    operations = [
        migrations.RunSQL(APPLICATION_GATE, function_in(BEFORE.APPLICATION_GATE)),
        migrations.RunSQL(APPOINTMENT_GATE, function_in(BEFORE.APPOINTMENT_GATE)),
    ]
