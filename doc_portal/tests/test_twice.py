"""A form sent twice has one effect; sent again with other contents it is refused."""

import os

import pytest
from django.db import connection

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.test_access import body_of
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db

ALL = os.environ.get("PORTAL_TEST_ALL") == "1"
WRITING = [case for case in cases() if case.writes and case.stays == 302 and case.twice][:: 1 if ALL else 2]
NOT_COUNTED = ("django_session", "core_searchlog")
WRITTEN = """
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname NOT IN %s
"""


def written() -> set[tuple]:
    """How many rows this transaction has inserted, updated and deleted so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [NOT_COUNTED])
        return set(cursor.fetchall())


def rewound(body: dict) -> dict:
    """The same contents once more: files from their beginning."""
    for value in body.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return body


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_the_same_form_again_changes_nothing_and_other_contents_under_its_key_are_refused(client, case: Case):
    world = World()
    person, row, url = world.reach(case)
    client.force_login(person)
    body = body_of(case, world, row)

    first = client.post(url, body)
    after_first = written()
    second = client.post(url, rewound(body))
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url
    assert written() == after_first

    other = client.post(url, {**rewound(body), "something_else": "typed later"})
    assert other.status_code == 409
    assert "already sent with other contents" in other.content.decode()
