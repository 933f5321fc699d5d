"""The newest background check decides, whichever was recorded last: a later day that bars is not passed over."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("personnel.migrations.0026_who_did_not_begin_fills_nothing").APPOINTMENT_GATE
ANY_THAT_COUNTS = BEFORE[BEFORE.index("    IF NOT EXISTS (\n        SELECT 1 FROM personnel_preacheck k") :].partition(
    " THEN"
)[0]
THE_NEWEST = """    IF NOT EXISTS (
        SELECT 1 FROM (
          SELECT k.outcome, k.valid_until FROM personnel_preacheck k
            JOIN personnel_application a ON k.person_id = a.person_id OR k.applicant_id = a.applicant_id
           WHERE a.id = NEW.application_id ORDER BY k.checked_on DESC, k.id DESC LIMIT 1) AS newest
         WHERE newest.outcome = 'clear' AND newest.valid_until > NEW.starts_on)"""


class Migration(migrations.Migration):
    dependencies = [("personnel", "0027_a_step_stands_once_on_a_day_of_the_route")]

    operations = [migrations.RunSQL(BEFORE.replace(ANY_THAT_COUNTS, THE_NEWEST), BEFORE)]
