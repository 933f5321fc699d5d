"""Slow work: started with its reason, run once, watched, called off, taken up after a kill."""

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from doc_portal.core import jobs, registry
from doc_portal.core.jobs import cancel_job, ending, recover_jobs, run_job, start_job
from doc_portal.core.models import Counter, Job, Notification
from doc_portal.core.registry import JobKind, Schedule
from doc_portal.core.tests.factories import acts_of, make_user
from doc_portal.core.tests.worker_processes import end_process, wait_for, worker_process
from doc_portal.core.worker import Worker, live_workers
from doc_portal.core.workflow import Refused

HERE = "doc_portal.core.tests.jobs_for_tests"
KINDS = tuple(
    JobKind(name, name, f"{HERE}.{name}") for name in ("count_up", "sleep_in_sql", "write_and_wait", "refuse", "fail")
)


@pytest.fixture(autouse=True)
def declare_test_jobs(monkeypatch):
    real = registry.declared
    more = {"job_kinds": KINDS, "schedules": (Schedule("nightly", f"{HERE}.nightly", hour=2),)}
    monkeypatch.setattr(jobs, "declared", lambda kind: (*real(kind), *more.get(kind, ())))
    monkeypatch.setattr(ending, "asked", False)


def status_of(job):
    job.refresh_from_db()
    return job.status


def in_thread(work):
    """Run `work` in a thread with a connection of its own, closed at its end."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_its_result():
    person = make_user("core.use_portal")
    job = start_job("count_up", "Counting", {"total": 3}, by=person)
    Worker().work_until_idle()
    assert status_of(job) == Job.Status.DONE
    assert (job.done, job.total, job.note, job.result) == (3, 3, "Step 3", {"counted": 3})
    assert Notification.objects.get(user=person).title == "Counting: done"
    run_job.func(job.pk)
    assert Counter.objects.get(series="counted").last == 1


@pytest.mark.django_db
def test_a_job_of_a_change_that_was_not_kept_does_not_exist():
    def change():
        with transaction.atomic():
            start_job("count_up", "Counting", {"total": 3})
            raise Refused("The change it belongs to is not allowed.")

    with pytest.raises(Refused):
        change()
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_an_unknown_kind_cannot_be_started():
    with pytest.raises(LookupError, match="no_such_work"):
        start_job("no_such_work", "Nothing")


@pytest.mark.django_db
def test_a_refusal_is_told_and_a_fault_is_not():
    refused, failed = start_job("refuse", "Refused"), start_job("fail", "Failed")
    Worker().work_until_idle()
    assert status_of(refused) == status_of(failed) == Job.Status.FAILED
    assert refused.error == "The list is closed until Monday. Ask Fiscal to open it."
    assert failed.error.startswith("A fault in the portal ended this work.")
    assert "inner detail" not in failed.error


@pytest.mark.django_db
def test_a_waiting_job_is_called_off_at_once_and_never_runs():
    person = make_user("core.use_portal")
    job = cancel_job(start_job("count_up", "Counting", {"total": 3}, by=person), by=person)
    Worker().work_until_idle()
    assert status_of(job) == Job.Status.CANCELED
    assert not Counter.objects.exists()
    assert acts_of(job) == ["start", "cancel"]
    with pytest.raises(Refused, match="already canceled"):
        cancel_job(job, by=person)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_job():
    job = start_job("count_up", "Counting", {"total": 2, "pause": 0.05})
    barrier = threading.Barrier(6)

    def claim():
        barrier.wait()
        run_job.func(job.pk)

    for thread in [in_thread(claim) for _ in range(6)]:
        thread.join()
    assert status_of(job) == Job.Status.DONE
    assert job.attempts == 1
    assert Counter.objects.get(series="counted").last == 1


@pytest.mark.django_db(transaction=True)
def test_a_running_job_is_called_off_at_its_next_report():
    person = make_user("core.use_portal")
    job = start_job("count_up", "Counting", {"total": 500, "pause": 0.02}, by=person)
    thread = in_thread(lambda: run_job.func(job.pk))
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.done)
    cancel_job(job, by=person)
    with pytest.raises(Refused, match="already been told"):
        cancel_job(job, by=person)
    thread.join(10)
    assert status_of(job) == Job.Status.CANCELED
    assert 0 < job.done < 500
    assert not Counter.objects.filter(series="counted").exists()


@pytest.mark.django_db(transaction=True)
def test_a_long_statement_beats_and_is_broken_off_when_called_off(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.2)
    job = start_job("sleep_in_sql", "Sleeping", {"seconds": 14})
    begun = time.monotonic()
    thread = in_thread(lambda: run_job.func(job.pk))
    first = wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.heartbeat_at)
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.heartbeat_at > first)
    cancel_job(job, by=make_user("core.use_portal"))
    thread.join(10)
    assert status_of(job) == Job.Status.CANCELED
    assert time.monotonic() - begun < 10


@pytest.mark.django_db(transaction=True)
def test_progress_shows_while_the_work_is_not_yet_committed(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.1)
    job = start_job("write_and_wait", "Writing", {"total": 20})
    thread = in_thread(lambda: run_job.func(job.pk))
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and 0 < job.done < 20)
    assert not Counter.objects.filter(series="inside").exists()
    thread.join(10)
    assert status_of(job) == Job.Status.DONE
    assert Counter.objects.filter(series="inside").exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_end_puts_its_job_back():
    job = start_job("count_up", "Counting", {"total": 500, "pause": 0.02})
    thread = in_thread(Worker().work_until_idle)
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.done)
    ending.asked = True
    thread.join(10)
    assert (status_of(job), job.attempts) == (Job.Status.WAITING, 0)
    assert DBTaskResult.objects.ready().count() == 1


def _running(**fields):
    defaults = {"kind": "count_up", "title": "Counting", "payload": {"total": 1}, "status": Job.Status.RUNNING}
    return Job.objects.create(**defaults | {"attempts": 1, "heartbeat_at": timezone.now()} | fields)


@pytest.mark.django_db
def test_a_job_whose_heartbeat_stopped_is_taken_up_again():
    silent = _running(worker="elsewhere:1:1", heartbeat_at=timezone.now() - timedelta(seconds=61))
    beating = _running(worker="elsewhere:1:1", heartbeat_at=timezone.now() - timedelta(seconds=50))
    assert recover_jobs() == 1
    assert (status_of(silent), status_of(beating)) == (Job.Status.WAITING, Job.Status.RUNNING)
    Worker().work_until_idle()
    assert (status_of(silent), silent.attempts) == (Job.Status.DONE, 2)


@pytest.mark.django_db
def test_a_job_of_a_process_that_is_gone_is_taken_up_at_once():
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    name = f"{jobs._host()}:{child.pid}:{jobs._start_of(child.pid)}"
    child.wait()
    job, own = _running(worker=name), _running(worker=jobs.worker_name())
    recover_jobs()
    assert (status_of(job), status_of(own)) == (Job.Status.WAITING, Job.Status.RUNNING)
    recover_jobs(own=True)
    assert status_of(own) == Job.Status.WAITING


@pytest.mark.django_db
def test_a_job_is_given_up_after_three_tries_with_a_sentence():
    job = _running(worker="elsewhere:1:1", attempts=3, heartbeat_at=timezone.now() - timedelta(minutes=5))
    recover_jobs()
    assert status_of(job) == Job.Status.FAILED
    assert "3 times" in job.error
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_a_job_nobody_was_handed_is_handed_out_again():
    job = start_job("count_up", "Counting", {"total": 1})
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["elsewhere:1:1"], started_at=timezone.now())
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    recover_jobs()
    assert not DBTaskResult.objects.ready().exists(), "a worker that has just taken it may still claim it"
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=4))
    recover_jobs()
    recover_jobs()
    assert DBTaskResult.objects.ready().count() == 1
    Worker().work_until_idle()
    assert status_of(job) == Job.Status.DONE


@pytest.mark.django_db(transaction=True)
def test_a_try_that_was_taken_over_writes_nothing_more(monkeypatch):
    monkeypatch.setattr(jobs, "REPORT_SECONDS", 0)
    job = start_job("count_up", "Counting", {"total": 300, "pause": 0.02})
    thread = in_thread(lambda: run_job.func(job.pk))
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.done)
    Job.objects.filter(pk=job.pk).update(attempts=2, note="The other worker's", done=7)
    thread.join(10)
    assert (status_of(job), job.note, job.done) == (Job.Status.RUNNING, "The other worker's", 7)
    assert not Counter.objects.filter(series="counted").exists()


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_job_is_found_and_finished_by_the_next_one():
    job = start_job("count_up", "Counting", {"total": 100, "pause": 0.03})
    first = worker_process()
    wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.done)
    end_process(first, signal.SIGKILL)
    assert status_of(job) == Job.Status.RUNNING
    second = worker_process()
    try:
        wait_for(lambda: status_of(job) == Job.Status.DONE, 25)
        assert job.attempts == 2
        assert list(live_workers().values_list("name", flat=True)) == [job.worker]
    finally:
        code, errors = end_process(second, signal.SIGTERM)
    assert (code, Counter.objects.get(series="counted").last) == (0, 1), errors
    assert not live_workers().exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_survives_the_loss_of_its_connections_and_ends_with_0():
    job = start_job("count_up", "Counting", {"total": 60, "pause": 0.05})
    process = worker_process()
    try:
        wait_for(lambda: status_of(job) == Job.Status.RUNNING and job.done)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
        wait_for(lambda: status_of(job) == Job.Status.DONE, 25)
        again = start_job("count_up", "Counting again", {"total": 1000, "pause": 0.05})
        wait_for(lambda: status_of(again) == Job.Status.RUNNING and again.done)
    finally:
        code, errors = end_process(process, signal.SIGTERM)
    assert code == 0, errors
    assert status_of(again) == Job.Status.WAITING
