"""The EEO vault: answers on sex and race, which no role of the portal can read or tie to a person (personnel.md 4).

Schema `eeo` belongs to a role of its own that nobody signs in as. The role that serves requests may call three of its
functions and touch no table. A row is keyed by a hash of the application's number under a secret that never leaves the
schema, and carries the month it came in, never a moment.

A set of announcements is counted once: it is frozen then, and none of its announcements is counted in another set, so
no two tables can be subtracted from each other; the lock 7286021 keeps answers out while it is counted. A set in which
a group, or those appointed, are fewer than ten gives nothing: the number stands in the functions, where the portal
cannot lower it. Arguments are checked before a row is written, since a failing row would be named in the error.

It is made here and by no migration, because a migration's role would own it (RULINGS 21). Where roles cannot be made,
there is no vault, and the status page says so.
"""

import psycopg2
from psycopg2 import sql

VAULT = "portal_eeo"
CALLED = ("record(text, bigint, text, text)", "advance(text, smallint)", "selection(bigint[])")

TABLES = """
CREATE TABLE IF NOT EXISTS eeo.secret (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  key bytea NOT NULL
);
INSERT INTO eeo.secret (key)
  SELECT sha256(convert_to(string_agg(gen_random_uuid()::text, ''), 'UTF8')) FROM generate_series(1, 4)
  ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS eeo.answer (
  token bytea PRIMARY KEY,
  posting_id bigint NOT NULL,
  received_month date NOT NULL CHECK (received_month = date_trunc('month', received_month)),
  furthest_stage smallint NOT NULL DEFAULT 0 CHECK (furthest_stage BETWEEN 0 AND 4),
  sex text NOT NULL,
  race_ethnicity text NOT NULL
);
CREATE INDEX IF NOT EXISTS answer_of_posting ON eeo.answer (posting_id);
CREATE TABLE IF NOT EXISTS eeo.counted (
  posting_id bigint PRIMARY KEY,
  set_of bytea NOT NULL
);
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION eeo.token_for(app_no text) RETURNS bytea
LANGUAGE sql STABLE SET search_path = eeo, pg_temp AS $$
  SELECT sha256(key || convert_to(app_no, 'UTF8')) FROM secret
$$;

CREATE OR REPLACE FUNCTION eeo.record(app_no text, posting bigint, sex text, race_ethnicity text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
BEGIN
  IF app_no IS NULL OR posting IS NULL OR coalesce(sex, '') !~ '^[a-z_]{1,40}$'
     OR coalesce(race_ethnicity, '') !~ '^[a-z_]{1,40}$' THEN
    RAISE EXCEPTION 'this is no answer' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock_shared(7286021);
  INSERT INTO answer (token, posting_id, received_month, sex, race_ethnicity)
    SELECT token_for(app_no), posting, date_trunc('month', now()), $3, $4
    WHERE NOT EXISTS (SELECT 1 FROM counted c WHERE c.posting_id = posting)
    ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION eeo.advance(app_no text, stage smallint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
BEGIN
  IF app_no IS NULL OR stage IS NULL OR stage NOT BETWEEN 0 AND 4 THEN
    RAISE EXCEPTION 'this is no stage' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock_shared(7286021);
  UPDATE answer a SET furthest_stage = stage
   WHERE a.token = token_for(app_no) AND a.furthest_stage < stage
     AND NOT EXISTS (SELECT 1 FROM counted c WHERE c.posting_id = a.posting_id);
END $$;

CREATE OR REPLACE FUNCTION eeo.enough(postings bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = eeo, pg_temp AS $$
  SELECT coalesce((SELECT min(n) >= 10 FROM (
           SELECT count(*) AS n FROM answer WHERE posting_id = ANY (postings)
           GROUP BY GROUPING SETS ((sex), (race_ethnicity))) AS sizes), false)
     AND (SELECT count(*) >= 10 FROM answer
           WHERE posting_id = ANY (postings) AND furthest_stage = 4)
$$;

CREATE OR REPLACE FUNCTION eeo.selection(postings bigint[])
RETURNS TABLE (dimension text, answer text, applied bigint, qualified bigint, interviewed bigint, appointed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
#variable_conflict use_column
DECLARE
  wanted bigint[] := ARRAY(SELECT DISTINCT one FROM unnest(postings) AS one WHERE one IS NOT NULL ORDER BY one);
  mine bytea := sha256(convert_to(array_to_string(wanted, ','), 'UTF8'));
BEGIN
  PERFORM pg_advisory_xact_lock(7286021);
  IF EXISTS (SELECT 1 FROM counted c WHERE c.posting_id = ANY (wanted) AND c.set_of <> mine) THEN RETURN; END IF;
  IF NOT enough(wanted) THEN RETURN; END IF;
  INSERT INTO counted (posting_id, set_of) SELECT one, mine FROM unnest(wanted) AS one ON CONFLICT DO NOTHING;
  RETURN QUERY
    SELECT CASE GROUPING(a.sex) WHEN 0 THEN 'sex' ELSE 'race_ethnicity' END,
           coalesce(a.sex, a.race_ethnicity),
           count(*), count(*) FILTER (WHERE a.furthest_stage >= 1), count(*) FILTER (WHERE a.furthest_stage >= 2),
           count(*) FILTER (WHERE a.furthest_stage = 4)
      FROM answer AS a WHERE a.posting_id = ANY (wanted)
     GROUP BY GROUPING SETS ((a.sex), (a.race_ethnicity))
     ORDER BY 1, 2;
END $$;
"""


def make(cursor, app):
    """Make the vault in a database, or bring its functions up to date."""
    make_role(cursor)
    for statement in statements(app):
        cursor.execute(statement)


def make_role(cursor):
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [VAULT])
    if not cursor.fetchone():
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(sql.Identifier(VAULT)))


def statements(app):
    """What makes schema, tables and functions, each owned by the vault, and opens three functions to the app."""
    vault, app = sql.Identifier(VAULT), sql.Identifier(app)
    called = sql.SQL(", ").join(sql.SQL(f"eeo.{one}") for one in CALLED)
    return [
        sql.SQL("CREATE SCHEMA IF NOT EXISTS eeo AUTHORIZATION {}").format(vault),
        sql.SQL("SET ROLE {}").format(vault),
        sql.SQL(TABLES),
        sql.SQL(FUNCTIONS),
        sql.SQL("REVOKE ALL ON SCHEMA eeo FROM PUBLIC"),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA eeo FROM PUBLIC, {}").format(app),
        sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA eeo FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA eeo TO {}").format(app),
        sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(called, app),
        sql.SQL("RESET ROLE"),
    ]


def make_given(connection, app):
    """The same on a server that is not ours, where its owner role may make roles; what is refused, one line each.

    All of it stands, or none: half a vault would be worse than none.
    """
    vault = sql.Identifier(VAULT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'eeo'")
        if cursor.fetchone():
            return []
        try:
            cursor.execute("BEGIN")
            make_role(cursor)
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(vault))
            make(cursor, app)
            cursor.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(vault))
            cursor.execute("COMMIT")
        except psycopg2.Error as error:
            cursor.execute("ROLLBACK")
            return [f"the EEO vault stays off: {str(error).splitlines()[0]}"]
    return []
