"""Yearly numbers: in order, none twice, none missing."""

import time

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from doc_portal.core.counters import next_number
from doc_portal.core.models import Counter
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.workflow import Refused


@pytest.mark.django_db
def test_numbers_count_by_series_and_year():
    assert [next_number("JOA", 2026) for _ in range(3)] == ["JOA-26-0001", "JOA-26-0002", "JOA-26-0003"]
    assert next_number("JOA", 2027) == "JOA-27-0001"
    assert next_number("PR", 2026) == "PR-26-0001"
    Counter.objects.filter(series="JOA", year=2026).update(last=12_345)
    assert next_number("JOA", 2026) == "JOA-26-12346"


@pytest.mark.django_db(transaction=True)
def test_a_number_is_only_taken_with_its_record():
    with pytest.raises(TransactionManagementError, match="transaction of the record"):
        next_number("JOA", 2026)


@pytest.mark.django_db(transaction=True)
def test_a_number_whose_record_was_not_kept_is_given_again():
    def change():
        with transaction.atomic():
            assert next_number("JOA", 2026) == "JOA-26-0001"
            raise Refused("No.")

    with pytest.raises(Refused):
        change()
    with transaction.atomic():
        assert next_number("JOA", 2026) == "JOA-26-0001"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_each_number_once_and_leave_none_out():
    kept = []

    def take(worker):
        for n in range(10):
            try:
                with transaction.atomic():
                    number = next_number("JOA", 2026)
                    time.sleep(0.002)
                    if (worker + n) % 3 == 0:
                        raise Refused("Not kept.")
                    kept.append(number)
            except Refused:
                continue

    at_once(*(lambda worker=worker: take(worker) for worker in range(8)))
    assert 40 < len(kept) < 80
    assert sorted(kept) == [f"JOA-26-{n:04d}" for n in range(1, len(kept) + 1)]
