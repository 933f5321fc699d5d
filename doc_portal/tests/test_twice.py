"""A form sent twice has one effect; sent again with other contents it is refused."""

import pytest
from django.db import connection

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.test_access import body_of
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db

WRITING = [case for case in cases() if case.writes and case.stays == 302 and case.twice]
NOT_COUNTED = {"django_session", "core_searchlog"}


def rows_everywhere() -> dict[str, int]:
    """How many rows each table holds."""
    tables = set(connection.introspection.table_names()) - NOT_COUNTED
    parts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in sorted(tables)]  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


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
    after_first = rows_everywhere()
    second = client.post(url, rewound(body))
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url
    assert rows_everywhere() == after_first

    other = client.post(url, {**rewound(body), "something_else": "typed later"})
    assert other.status_code == 409
    assert "already sent with other contents" in other.content.decode()
