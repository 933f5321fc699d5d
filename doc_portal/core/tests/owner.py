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
