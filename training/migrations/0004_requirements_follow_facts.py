"""Requirements follow from facts: how a renewal counts, what leave moves, and whose facts have changed."""

import django.db.models.deletion
from django.db import migrations, models

RENEWALS = """
CREATE FUNCTION training_after(day date, months integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (day + make_interval(months => months))::date
$$;

CREATE TYPE training_renewal AS (
  anchor date, periods integer, ends_on date, met_on date, due_on date, cycles integer);

CREATE FUNCTION training_renew(kept training_renewal, done date, months integer, early integer)
RETURNS training_renewal LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  further date;
BEGIN
  IF kept.ends_on IS NULL THEN
    RETURN ROW(done, 1, training_after(done, months), done, NULL, 1)::training_renewal;
  END IF;
  IF done BETWEEN kept.ends_on - early AND kept.ends_on THEN
    kept.periods := kept.periods + 1;
    further := training_after(kept.anchor, kept.periods * months);
  ELSE
    further := training_after(done, months);
    IF further <= kept.ends_on THEN
      RETURN kept;
    END IF;
    kept.anchor := done;
    kept.periods := 1;
  END IF;
  kept.due_on := kept.ends_on;
  kept.ends_on := further;
  kept.met_on := done;
  kept.cycles := kept.cycles + 1;
  RETURN kept;
END $$;

CREATE AGGREGATE training_renewals(date, integer, integer) (SFUNC = training_renew, STYPE = training_renewal);

CREATE FUNCTION training_rebased(who bigint, began date, due date, today date)
RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
  pause record;
BEGIN
  FOR pause IN SELECT starts_on, coalesce(ends_on, today) AS ends_on FROM training_clockpause
                WHERE person_id = who AND starts_on <= today ORDER BY starts_on LOOP
    IF pause.starts_on <= due AND pause.ends_on > greatest(pause.starts_on, began) THEN
      due := due + (pause.ends_on - greatest(pause.starts_on, began));
    END IF;
  END LOOP;
  RETURN due;
END $$;
"""
NO_RENEWALS = """
DROP FUNCTION training_rebased(bigint, date, date, date);
DROP AGGREGATE training_renewals(date, integer, integer);
DROP FUNCTION training_renew(training_renewal, date, integer, integer);
DROP TYPE training_renewal;
DROP FUNCTION training_after(date, integer);
"""

NOTE = """
CREATE FUNCTION training_note_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO training_changedfact (person_id)
                  SELECT DISTINCT %I FROM changed WHERE %I IS NOT NULL', TG_ARGV[0], TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE FUNCTION training_note_everybody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO training_changedfact (person_id) VALUES (NULL);
  RETURN NULL;
END $$;
"""
NO_NOTE = "DROP FUNCTION training_note_person() CASCADE; DROP FUNCTION training_note_everybody() CASCADE;"

OF_A_PERSON = (
    ("personnel_assignment", "person_id"),
    ("personnel_position", "holder_id"),
    ("training_trainingcredit", "person_id"),
    ("training_waiver", "person_id"),
    ("training_clockpause", "person_id"),
)
"""Tables whose rows are about one person, and the column that says whom. Positions also change by who left them."""
OF_EVERYBODY = (
    "training_requirementrule", "training_ruleterms", "training_ruleterms_courses", "training_ruleterms_curricula",
    "training_ruleterms_job_classes", "training_alternatingsite", "training_courseequivalence",
    "training_curriculumitem", "personnel_jobclass",
)  # fmt: skip


def _note_person(table: str, column: str) -> str:
    """Triggers of one table: rows added, rows as they are now, and rows as they were."""
    made = ""
    for act, event, rows in (
        ("added", "INSERT", "NEW"), ("changed", "UPDATE", "NEW"), ("left", "UPDATE", "OLD"), ("removed", "DELETE", "OLD"),
    ):  # fmt: skip
        made += f"""
            CREATE TRIGGER training_notes_{act} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION training_note_person('{column}');"""
    return made


def _note_everybody(table: str) -> str:
    return f"""
        CREATE TRIGGER training_notes_everybody AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION training_note_everybody();"""


class Migration(migrations.Migration):
    dependencies = [
        ("personnel", "0023_gates_that_two_cannot_pass"),
        ("training", "0003_courses_have_an_audience_and_worksites_a_distance"),
    ]

    operations = [
        migrations.RunSQL(RENEWALS, NO_RENEWALS),
        migrations.CreateModel(
            name="ChangedFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="personnel.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "changed fact",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(NOTE, NO_NOTE),
        migrations.RunSQL(
            "".join(_note_person(*one) for one in OF_A_PERSON) + "".join(map(_note_everybody, OF_EVERYBODY)),
            migrations.RunSQL.noop,
        ),
    ]
