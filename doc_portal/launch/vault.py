"""The EEO vault: answers on sex and race, which no role of the portal can read or tie to a person (personnel.md 4).

Schema `eeo` belongs to a role of its own that nobody signs in as. Two roles call its functions, and neither reaches a
table: the one that serves requests may only hand an answer in; `portal_counter` may only count and read totals. Whoever
could do both would hand in made-up answers and find a real one by subtraction. A row is keyed by a hash of the
application's number under a secret that never leaves the schema, and carries the month it came in, never a moment.

A set of announcements is counted once: it is frozen then, whatever it gives, and none of its announcements is counted
in another set, so that no two tables can be subtracted; the lock 7286021 keeps answers out while it is counted. Totals
are read only when the count was committed before, so that none can be taken back and made again. They are given where
those who came equally far are, by each question, of two groups at least and ten at least in each (`apart`); the number
stands in the functions, where the portal cannot lower it. Stages that are too small are left out. Arguments are checked
before a row is written, since a failing row would be named in the error.

It is made here and by no migration, because a migration's role would own it (RULINGS 21). Where roles cannot be made,
there is no vault, and the status page says so.
"""

import psycopg2
from psycopg2 import sql

VAULT = "portal_eeo"
SCHEMA = "eeo"
HANDED_IN = ("record(text, bigint, text, text)",)
COUNTED = ("count_set(bigint[], text[], smallint[])", "counted_among(bigint[])", "selection(bigint[])")

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
  set_of bytea NOT NULL,
  counted_in xid8 NOT NULL DEFAULT pg_current_xact_id()
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

CREATE OR REPLACE FUNCTION eeo.set_of(postings bigint[]) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = eeo, pg_temp AS $$
  SELECT sha256(convert_to(string_agg(DISTINCT lpad(one::text, 19, '0'), ','), 'UTF8')) FROM unnest(postings) AS one
$$;

CREATE OR REPLACE FUNCTION eeo.count_set(postings bigint[], numbers text[], stages smallint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7286021);
  IF EXISTS (SELECT 1 FROM counted c WHERE c.posting_id = ANY (postings)) THEN RETURN; END IF;
  IF EXISTS (SELECT 1 FROM unnest(numbers, stages) AS far(no, n) WHERE no IS NULL OR n IS NULL OR n NOT BETWEEN 0 AND 4)
  THEN
    RAISE EXCEPTION 'this is no stage' USING ERRCODE = '22023';
  END IF;
  UPDATE answer a SET furthest_stage = far.n
    FROM (SELECT token_for(no) AS token, max(n) AS n FROM unnest(numbers, stages) AS came(no, n) GROUP BY no) AS far
   WHERE a.token = far.token AND a.posting_id = ANY (postings);
  INSERT INTO counted (posting_id, set_of)
    SELECT DISTINCT one, set_of(postings) FROM unnest(postings) AS one WHERE one IS NOT NULL;
END $$;

CREATE OR REPLACE FUNCTION eeo.counted_among(postings bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
  SELECT posting_id FROM counted
   WHERE posting_id = ANY (postings) AND counted_in IS DISTINCT FROM pg_current_xact_id_if_assigned()
$$;

CREATE OR REPLACE FUNCTION eeo.apart(postings bigint[], edges smallint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = eeo, pg_temp AS $$
  SELECT coalesce(bool_and(fewest >= 10 AND groups >= 2), false) FROM (
    SELECT min(n) AS fewest, count(*) AS groups FROM (
      SELECT GROUPING(sex) AS question, width_bucket(furthest_stage, edges) AS ended, count(*) AS n
        FROM answer WHERE posting_id = ANY (postings)
       GROUP BY ended, GROUPING SETS ((sex), (race_ethnicity))) AS cells
     GROUP BY question, ended) AS parts
$$;

CREATE OR REPLACE FUNCTION eeo.selection(postings bigint[])
RETURNS TABLE (dimension text, answer text, applied bigint, qualified bigint, interviewed bigint, appointed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = eeo, pg_temp AS $$
#variable_conflict use_column
DECLARE
  whole boolean;
BEGIN
  IF EXISTS (SELECT 1 FROM unnest(postings) AS one WHERE NOT EXISTS (
      SELECT 1 FROM counted c WHERE c.posting_id = one AND c.set_of = set_of(postings)
         AND c.counted_in IS DISTINCT FROM pg_current_xact_id_if_assigned()))
     OR NOT EXISTS (SELECT 1 FROM answer AS a WHERE a.posting_id = ANY (postings) AND a.furthest_stage = 4)
     OR NOT apart(postings, '{4}') THEN
    RETURN;
  END IF;
  whole := apart(postings, '{1,2,4}');
  RETURN QUERY
    SELECT CASE GROUPING(a.sex) WHEN 0 THEN 'sex' ELSE 'race_ethnicity' END,
           coalesce(a.sex, a.race_ethnicity),
           count(*), CASE WHEN whole THEN count(*) FILTER (WHERE a.furthest_stage >= 1) END,
           CASE WHEN whole THEN count(*) FILTER (WHERE a.furthest_stage >= 2) END,
           count(*) FILTER (WHERE a.furthest_stage = 4)
      FROM answer AS a WHERE a.posting_id = ANY (postings)
     GROUP BY GROUPING SETS ((a.sex), (a.race_ethnicity))
     ORDER BY 1, 2;
END $$;
"""

EARLIER = """
ALTER TABLE eeo.counted ADD COLUMN IF NOT EXISTS counted_in xid8 NOT NULL DEFAULT pg_current_xact_id();
DROP FUNCTION IF EXISTS eeo.advance(text, smallint), eeo.enough(bigint[]);
"""
"""Brings a vault of an earlier day up to this one."""


def make(cursor, app, counter=None):
    """Make the vault in a database, or bring its functions up to date."""
    make_role(cursor)
    for statement in statements(app, counter):
        cursor.execute(statement)


def make_role(cursor):
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [VAULT])
    if not cursor.fetchone():
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(sql.Identifier(VAULT)))


def statements(app, counter=None):
    """What makes schema, tables and functions, each owned by the vault, and opens to each role what it may call."""
    vault = sql.Identifier(VAULT)
    return [
        sql.SQL("CREATE SCHEMA IF NOT EXISTS eeo AUTHORIZATION {}").format(vault),
        sql.SQL("SET ROLE {}").format(vault),
        sql.SQL(TABLES),
        sql.SQL(EARLIER),
        sql.SQL(FUNCTIONS),
        sql.SQL("REVOKE ALL ON SCHEMA eeo FROM PUBLIC"),
        sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA eeo FROM PUBLIC"),
        *opened(app, HANDED_IN),
        *(opened(counter, COUNTED) if counter else []),
        sql.SQL("RESET ROLE"),
    ]


def opened(role, called):
    """Close everything to a role but the functions that it may call."""
    role, functions = sql.Identifier(role), sql.SQL(", ").join(sql.SQL(f"eeo.{one}") for one in called)
    return [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA eeo FROM PUBLIC, {}").format(role),
        sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA eeo FROM {}").format(role),
        sql.SQL("GRANT USAGE ON SCHEMA eeo TO {}").format(role),
        sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(functions, role),
    ]


def make_given(connection, app, counter=None):
    """The same on a server that is not ours, where its owner role may make roles; what is refused, one line each.

    All of it stands, or none: half a vault would be worse than none. A counter that is the app as well counts nothing.
    """
    if counter == app:
        return ["DATABASE_URL and DATABASE_COUNTER_URL name the same role", *make_given(connection, app)]
    vault = sql.Identifier(VAULT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'eeo'")
        if cursor.fetchone():
            return []
        try:
            cursor.execute("BEGIN")
            make_role(cursor)
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(vault))
            make(cursor, app, counter)
            cursor.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(vault))
            cursor.execute("COMMIT")
        except psycopg2.Error as error:
            cursor.execute("ROLLBACK")
            return [f"the EEO vault stays off: {str(error).splitlines()[0]}"]
    return []
