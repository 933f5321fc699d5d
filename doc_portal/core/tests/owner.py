"""A test that does what only the owner of the tables may: what a start of the portal writes."""

import environ
import pytest
from django.db import connection


@pytest.fixture
def as_owner_of_tables(db):
    """Everything the test asks of the database, it asks as the owner; rolled back at the end."""
    given = environ.Env().db_url("DATABASE_OWNER_URL")
    own = connection.get_new_connection(
        connection.get_connection_params() | {"user": given["USER"], "password": given["PASSWORD"]}
    )
    serving, connection.connection = connection.connection, own
    yield
    connection.connection = serving
    own.rollback()
    own.close()


OWNER_RUNS = """
CREATE OR REPLACE FUNCTION public.test_run_as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(tgname::text)::text FROM pg_trigger
                                             WHERE tgname LIKE 'pgtrigger%'), true);
    EXECUTE statement;
    PERFORM set_config('pgtrigger.ignore', '', true);
END $$
"""


def run_as_owner(statement: str, values: tuple = ()) -> None:
    """One statement as the owner of the tables, rules set aside, in the transaction of the test.

    Rules that follow the clock of the database are tried by moving the data, which the role that serves requests may
    not. The function through which that is done stands in the test process's own copy of the database alone.
    """
    given = environ.Env().db_url("DATABASE_OWNER_URL")
    parameters = connection.get_connection_params() | {"user": given["USER"], "password": given["PASSWORD"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'test_run_as_owner'")
        if cursor.fetchone() == (0,):
            own = connection.get_new_connection(parameters)
            with own.cursor() as owner:
                owner.execute(OWNER_RUNS)
            own.commit()
            own.close()
        cursor.execute("SELECT test_run_as_owner(%s)", [cursor.mogrify(statement, values).decode()])
