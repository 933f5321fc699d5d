"""Health, readiness, the status page, the accessibility statement."""

import re
import uuid
from collections import namedtuple
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from doc_portal.core import readiness
from doc_portal.core.models import OutboxMail, WorkerProcess
from doc_portal.core.rights import rights_of_role
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    return settings.FILE_STORE


def ready():
    answer = Client().get("/readyz")
    assert answer.content in (b"ok", b"not ready")
    return answer.status_code


def make_mail(age, **fields):
    then = timezone.now() - age
    key = str(uuid.uuid4())
    defaults = {"to": "a@example.mo.gov", "subject": "x", "body": "x", "created_at": then, "due_at": then}
    return OutboxMail.objects.create(**defaults | fields, dedupe_key=key)


def test_the_process_answers_without_asking_the_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")


def test_ready_where_everything_is_there(db):
    assert ready() == 200


def test_not_ready_while_a_migration_is_missing(db, monkeypatch):
    carried = readiness.migrations_carried()
    assert ("core", "0001_initial") in carried
    monkeypatch.setattr(readiness, "migrations_carried", lambda: carried | {("core", "9999_not_yet_applied")})
    assert ready() == 503


def test_not_ready_without_the_cache_table(db, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "no_such_table"}}
    assert ready() == 503


def test_not_ready_when_mail_has_waited_fifteen_minutes(db):
    make_mail(timedelta(minutes=14))
    make_mail(timedelta(hours=3), sent_at=timezone.now())
    make_mail(timedelta(hours=3), given_up_at=timezone.now())
    make_mail(timedelta(hours=3), due_at=timezone.now() + timedelta(hours=1))
    assert ready() == 200
    make_mail(timedelta(minutes=16))
    assert ready() == 503


def test_a_mail_that_is_tried_again_is_not_one_that_waits(db):
    make_mail(timedelta(hours=3), tries=3, due_at=timezone.now() - timedelta(minutes=1))
    assert ready() == 200


def test_not_ready_where_files_cannot_be_kept(db, file_store):
    file_store.write_text("a file where the folder should be")
    file_store.chmod(0o400)
    assert ready() == 503


def test_not_ready_when_the_disk_is_full(db, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda place: usage(10**12, 10**12, 10**6))
    assert ready() == 503


def test_readiness_tells_no_detail_and_logs_what_is_missing(db, caplog):
    make_mail(timedelta(hours=1))
    answer = Client().get("/readyz")
    assert answer.content == b"not ready"
    assert "outbox_moves" in caplog.text


def test_the_accessibility_statement_is_open_and_claims_no_certificate(db):
    page = Client().get("/accessibility/")
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "WCAG) 2.2, level AA" in text
    assert "not certified" in text


def readings(client):
    columns = client.get("/manage/status/").context["columns"]
    return {reading.label: reading for column in columns for _, found in column for reading in found}


@pytest.fixture
def keeper(db):
    client = Client()
    client.force_login(make_user("core.view_status"))
    return client


def test_the_status_page_says_how_records_are_protected_and_who_serves(keeper):
    found = readings(keeper)
    assert found["Role that serves requests"].found == "portal_app"
    assert found["Superuser"].level == found["Owns tables"].level == "ok"
    assert found["Records that must not change"].found.endswith("by rights and by triggers")
    assert found["EEO answers"].level == "ok"
    assert found["A name is locked at"].found == "5 failures in 15 minutes"
    assert found["PostgreSQL"].found.startswith("1")


@pytest.mark.usefixtures("as_owner_of_tables")
def test_the_status_page_says_where_there_is_no_vault(keeper):
    """The owner of the tables may not call it: to that role there is none."""
    found = readings(keeper)["EEO answers"]
    assert (found.level, found.found) == ("warn", readiness.VAULT_IS_OFF)


def test_the_status_page_says_where_answers_are_kept_and_not_counted(keeper, settings):
    settings.DATABASE_COUNTER_URL = ""
    found = readings(keeper)["EEO answers"]
    assert (found.level, found.found) == ("warn", readiness.NOT_COUNTED)


def test_the_owner_of_the_tables_is_held_back_by_triggers_alone(db):
    owner = rights_of_role("portal_owner")
    assert (owner.superuser, owner.owner, owner.may_rewrite) == (False, True, True)


def test_the_status_page_says_when_the_worker_is_silent(keeper):
    assert readings(keeper)["Worker last seen"].found == "Never"
    worker = WorkerProcess.objects.create(name="a worker", heartbeat_at=timezone.now() - timedelta(minutes=3))
    assert readings(keeper)["Worker last seen"].level == "bad"
    WorkerProcess.objects.filter(pk=worker.pk).update(heartbeat_at=timezone.now())
    assert readings(keeper)["Worker last seen"].level == "ok"


def test_the_status_page_needs_its_own_right(db):
    client = Client()
    client.force_login(make_user("core.use_portal"))
    assert client.get("/manage/status/").status_code == 403
