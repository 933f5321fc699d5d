"""What tests stand on: a test that commits leaves the database as it was copied, whatever it did."""

import pytest

from doc_portal.tests.database import CONTENTS, marks, sequences

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database(django_db_setup):
    return django_db_setup


def what_it_holds(database):
    with database.superuser(database.name) as cursor:
        return marks(cursor, CONTENTS, database.kept.columns), sequences(cursor)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core_counter (series, year, last) VALUES ('tried', 2026, 1)",
        "UPDATE core_unit SET name = 'Elsewhere' WHERE id = (SELECT min(id) FROM core_unit)",
        "DELETE FROM core_setting",
        "SELECT nextval('core_user_id_seq')",
    ],
)
def test_rows_and_numbers_are_those_of_the_copy_again(database, statement):
    with database.superuser(database.name) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
    before = database.kept.contents, database.kept.sequences
    assert what_it_holds(database) != before

    database.bring_back()

    assert what_it_holds(database) == before


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE tried (id int)", "DROP TABLE core_counter", "ALTER TABLE core_setting DISABLE TRIGGER USER"],
)
def test_a_database_of_another_shape_is_copied_again(database, statement):
    with database.superuser(database.name) as cursor:
        cursor.execute(statement)

    database.bring_back()

    with database.superuser(database.name) as cursor:
        cursor.execute(
            "SELECT to_regclass('tried'), to_regclass('core_counter') IS NOT NULL,"
            " (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D')"
        )
        assert cursor.fetchone() == (None, True, 0)
