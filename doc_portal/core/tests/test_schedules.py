"""Work that starts by itself: once per time, made up once after a pause, once on nights when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from doc_portal.core import jobs, registry, schedules
from doc_portal.core.models import Counter, Job, OutboxMail, Submission
from doc_portal.core.registry import Schedule, declared
from doc_portal.core.schedules import (
    forget_old_jobs,
    forget_old_mail,
    forget_old_sessions,
    forget_old_submissions,
    last_due,
    tick,
)
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user
from doc_portal.core.worker import Worker

CHICAGO = ZoneInfo("America/Chicago")
HERE = "doc_portal.core.tests.jobs_for_tests.nightly"
NIGHTLY = Schedule("nightly", HERE, hour=2)
OFTEN = Schedule("often", HERE, minutes=15)


def use(monkeypatch, *found):
    """These schedules and no others are declared."""
    for module in (schedules, jobs):
        monkeypatch.setattr(module, "declared", lambda kind: found if kind == "schedules" else registry.declared(kind))


def chicago(*moment, fold=0):
    return datetime(*moment, tzinfo=CHICAGO, fold=fold).astimezone(UTC)


def nights_run(hour, first, last, step=timedelta(minutes=10)):
    """The different due times met by asking every ten minutes after `first` until `last`."""
    schedule = Schedule("nightly", HERE, hour=hour)
    asked = [first + n * step for n in range(1, (last - first) // step + 1)]
    return sorted({due for moment in asked if (due := last_due(schedule, moment)) > first})


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (chicago(2026, 3, 7, 12), chicago(2026, 3, 10, 12)),
        (chicago(2026, 10, 31, 12), chicago(2026, 11, 3, 12)),
        (chicago(2026, 6, 1, 12), chicago(2026, 6, 4, 12)),
    ],
    ids=["clocks forward", "clocks back", "plain"],
)
def test_every_hour_of_every_night_is_due_exactly_once(hour, first, last):
    local = [due.astimezone(CHICAGO) for due in nights_run(hour, first, last)]
    days = [moment.date() for moment in local]
    assert len(days) == len(set(days)) == 3
    assert all(moment.hour == hour for moment in local) or hour == 2


def test_an_hour_that_comes_twice_counts_the_first_time():
    before, between, after = (
        chicago(2026, 11, 1, 0, 59),
        chicago(2026, 11, 1, 1, 30),
        chicago(2026, 11, 1, 1, 30, fold=1),
    )
    schedule = Schedule("nightly", HERE, hour=1)
    assert last_due(schedule, before) == chicago(2026, 10, 31, 1)
    assert last_due(schedule, between) == last_due(schedule, after) == chicago(2026, 11, 1, 1)


def test_an_hour_that_is_left_out_starts_an_hour_later():
    due = last_due(NIGHTLY, chicago(2026, 3, 8, 12))
    assert due.astimezone(CHICAGO).isoformat() == "2026-03-08T03:00:00-05:00"
    assert last_due(NIGHTLY, due - timedelta(seconds=1)) == chicago(2026, 3, 7, 2)


@pytest.mark.django_db
def test_a_new_portal_does_not_begin_with_every_nights_work(monkeypatch):
    use(monkeypatch, NIGHTLY)
    noon = chicago(2026, 6, 1, 12)
    assert tick(noon) == []
    assert tick(noon + timedelta(hours=13)) == []
    assert tick(noon + timedelta(hours=14)) == ["nightly"]
    assert tick(noon + timedelta(hours=15)) == []


@pytest.mark.django_db
def test_missed_nights_are_made_up_once(monkeypatch):
    use(monkeypatch, NIGHTLY)
    tick(chicago(2026, 6, 1, 12))
    assert tick(chicago(2026, 6, 9, 7)) == ["nightly"]
    Worker().work_until_idle()
    assert Counter.objects.filter(series="night").count() == 1
    assert tick(chicago(2026, 6, 9, 23)) == []
    assert tick(chicago(2026, 6, 10, 2)) == ["nightly"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("noon", "hours"), [(chicago(2026, 3, 7, 12), 24), (chicago(2026, 10, 31, 12), 25)], ids=["forward", "back"]
)
def test_the_nights_the_clocks_change_run_exactly_once(monkeypatch, noon, hours):
    use(monkeypatch, NIGHTLY, Schedule("at_one", HERE, hour=1))
    tick(noon)
    for n in range(hours * 2):
        tick(noon + n * timedelta(minutes=30))
        Worker().work_until_idle()
    assert Counter.objects.filter(series="night").count() == 2


@pytest.mark.django_db
def test_a_schedule_by_minutes_starts_at_once_and_once_each_time(monkeypatch):
    use(monkeypatch, OFTEN)
    now = datetime(2026, 6, 1, 12, 7, tzinfo=UTC)
    assert tick(now) == ["often"]
    Worker().work_until_idle()
    assert tick(now + timedelta(minutes=7)) == []
    assert tick(now + timedelta(minutes=8)) == ["often"]
    Worker().work_until_idle()
    assert tick(now + timedelta(hours=5)) == ["often"]
    assert Job.objects.filter(kind="often").count() == 3


@pytest.mark.django_db
def test_work_that_still_runs_is_not_started_again(monkeypatch):
    use(monkeypatch, OFTEN)
    now = datetime(2026, 6, 1, 12, 7, tzinfo=UTC)
    tick(now)
    assert tick(now + timedelta(hours=1)) == []
    Worker().work_until_idle()
    assert tick(now + timedelta(hours=1)) == ["often"]


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_at_once_start_one_job(monkeypatch):
    use(monkeypatch, OFTEN)
    now = timezone.now()

    assert sorted(at_once(*[lambda: tick(now)] * 6)) == [[]] * 5 + [["often"]]
    assert (Job.objects.filter(kind="often").count(), DBTaskResult.objects.count()) == (1, 1)


def test_every_declared_schedule_and_job_can_be_found_and_has_a_name_of_its_own():
    found = (*declared("schedules"), *declared("job_kinds"))
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert callable(import_string(one.run)), one.run
    for schedule in declared("schedules"):
        assert (schedule.minutes is None) != (schedule.hour is None), schedule.name


@pytest.mark.django_db
def test_old_jobs_are_forgotten_but_not_the_latest_of_a_schedule():
    long_ago = timezone.now() - timedelta(days=100)
    done = {"status": Job.Status.DONE, "title": "Old", "finished_at": long_ago}
    Job.objects.create(kind="count_up", **done)
    recent = Job.objects.create(kind="count_up", **done | {"finished_at": timezone.now()})
    open_one = Job.objects.create(kind="count_up", title="Waiting", created_at=long_ago)
    Job.objects.create(kind="nightly", scheduled_for=long_ago - timedelta(days=1), **done)
    latest = Job.objects.create(kind="nightly", scheduled_for=long_ago, **done)
    assert forget_old_jobs()["jobs"] == 2
    assert set(Job.objects.values_list("pk", flat=True)) == {recent.pk, open_one.pk, latest.pk}


@pytest.mark.django_db
def test_old_form_keys_are_forgotten():
    person = make_user()
    for days in (29, 31):
        Submission.objects.create(
            key=f"00000000-0000-0000-0000-0000000000{days}",
            user=person,
            form="/x/",
            payload_hash="x",
            at=timezone.now() - timedelta(days=days),
        )
    assert forget_old_submissions() == {"submissions": 1}


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten_and_running_ones_go_on():
    now = timezone.now()
    Session.objects.create(session_key="a" * 32, session_data="x", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="b" * 32, session_data="x", expire_date=now + timedelta(minutes=1))
    assert forget_old_sessions() == {"sessions": 1}
    assert Session.objects.get().session_key == "b" * 32


@pytest.mark.django_db
def test_mail_that_is_done_with_is_forgotten_and_what_waits_stays():
    long_ago = timezone.now() - timedelta(days=91)
    mail = {"to": "a@example.org", "subject": "x", "body": "x", "created_at": long_ago, "due_at": long_ago}
    OutboxMail.objects.create(dedupe_key="sent", sent_at=long_ago, **mail)
    OutboxMail.objects.create(dedupe_key="given up", given_up_at=long_ago, **mail)
    OutboxMail.objects.create(dedupe_key="just sent", sent_at=timezone.now(), **mail)
    OutboxMail.objects.create(dedupe_key="waiting", **mail)
    assert forget_old_mail() == {"mails": 2}
    assert set(OutboxMail.objects.values_list("dedupe_key", flat=True)) == {"just sent", "waiting"}
