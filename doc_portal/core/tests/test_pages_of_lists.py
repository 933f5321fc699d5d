"""The rows of one page of a list: found by key, in an order without ties."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doc_portal.core.models import Worksite
from doc_portal.core.tables import rows_of

pytestmark = pytest.mark.django_db


def test_every_row_is_on_exactly_one_page_though_many_rows_tie():
    rows = Worksite.objects.for_list().order_by("kind")
    found = [site.pk for start in range(0, rows.count(), 10) for site in rows_of(rows[start : start + 10])]
    assert len(found) > 50
    assert sorted(found) == sorted(rows.values_list("pk", flat=True))


def test_a_page_keeps_the_order_and_what_is_joined_and_takes_one_query():
    rows = Worksite.objects.for_list().filter(kind=Worksite.Kind.INSTITUTION).order_by("-name", "-pk")
    with CaptureQueriesContext(connection) as queries:
        found = [(site.name, site.county.name) for site in rows_of(rows[5:10])]
    assert len(queries) == 1
    assert found == [(site.name, site.county.name) for site in list(rows)[5:10]]


def test_only_the_rows_of_the_page_are_joined():
    page = str(rows_of(Worksite.objects.for_list().order_by("name")[0:25]).query)
    _, _, keys = page.partition(" IN (")
    assert "core_county" in page.partition(" IN (")[0]
    assert "LIMIT 25" in keys
    assert "core_county" not in keys.partition("LIMIT")[0]


def test_rows_that_are_no_query_stay_as_they_are():
    assert rows_of([3, 1, 2]) == [3, 1, 2]
