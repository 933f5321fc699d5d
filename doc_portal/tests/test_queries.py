"""How many queries a page takes: the same literal number for one row and for fifty."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db


def count_of(client, case: Case, rows: int) -> int:
    world = World()
    person, _, url = world.reach(case)
    if case.rows:
        case.rows(world, rows)
    client.force_login(person)
    client.get(url)
    ContentType.objects.clear_cache()
    for model in {case.view.model} - {None}:
        ContentType.objects.get_for_model(model)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(url)
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) for q in caught.captured_queries)


READ = [case for case in cases() if case.reads and case.html and case.shows == 200]
GROWING = [(case, rows) for case in READ for rows in ((1, 50) if case.rows else (1,))]
"""A page whose rows cannot grow is counted once."""


@pytest.mark.parametrize(("case", "rows"), GROWING, ids=lambda told: str(getattr(told, "name", told)))
def test_a_page_takes_its_literal_number_of_queries(client, case: Case, rows: int):
    assert case.queries is not None, f"{case.name}: declare the number of queries, now {count_of(client, case, rows)}"
    assert count_of(client, case, rows) == case.queries
