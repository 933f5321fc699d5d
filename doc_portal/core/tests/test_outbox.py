"""Mail and notices: kept with their change or not at all, once, retried, given up in the end."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from doc_portal.core import outbox
from doc_portal.core.models import Notification, OutboxMail, User
from doc_portal.core.notifications import notify
from doc_portal.core.outbox import MAX_TRIES, queue_mail, send_outbox, waiting_since
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.workflow import Refused

pytestmark = pytest.mark.django_db


class BrokenServer(EmailBackend):
    """A mail server that refuses one address, or everything."""

    refused: set | None = None

    def send_messages(self, messages):
        if self.refused is None or set(messages[0].to) & self.refused:
            raise ConnectionRefusedError("the relay is closed")
        return super().send_messages(messages)


@pytest.fixture
def broken(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    monkeypatch.setattr(BrokenServer, "refused", None)
    return BrokenServer


def due_again(row):
    OutboxMail.objects.filter(pk=row.pk).update(due_at=timezone.now())


def test_mail_is_sent_once():
    assert queue_mail("a@example.mo.gov", "A story\nwaits", "http://x/", "story-1")
    assert not queue_mail("a@example.mo.gov", "A story waits", "http://x/", "story-1")
    assert send_outbox() == 1
    assert send_outbox() == 0
    assert [(sent.to, sent.subject, sent.body) for sent in mail.outbox] == [
        (["a@example.mo.gov"], "A story waits", "http://x/")
    ]


def test_a_mail_sent_again_after_a_worker_died_has_the_same_name_and_another_mail_another():
    queue_mail("a@example.mo.gov", "A story waits", "x", "story-1")
    send_outbox()
    OutboxMail.objects.update(sent_at=None, due_at=timezone.now())
    queue_mail("a@example.mo.gov", "Another waits", "x", "story-2")
    send_outbox()
    first, *again = [(sent.subject, sent.message()["Message-ID"]) for sent in mail.outbox]
    assert sorted(again)[0] == first
    assert sorted(again)[1][1] != first[1]


def test_mail_of_a_change_that_was_not_kept_is_never_sent():
    def change():
        with transaction.atomic():
            queue_mail("a@example.mo.gov", "A story waits", "x", "story-1")
            raise Refused("No.")

    with pytest.raises(Refused):
        change()
    assert send_outbox() == 0


def test_mail_waits_for_its_time():
    queue_mail("a@example.mo.gov", "Later", "x", "later", due_at=timezone.now() + timedelta(hours=1))
    assert send_outbox() == 0
    assert waiting_since() is None
    OutboxMail.objects.update(due_at=timezone.now())
    assert waiting_since() is not None
    assert send_outbox() == 1
    assert waiting_since() is None


def test_a_failed_mail_is_tried_again_later_and_later_and_then_given_up(broken, caplog):
    queue_mail("a@example.mo.gov", "A story waits", "x", "story-1")
    waits = []
    for n in range(1, MAX_TRIES + 1):
        begun = timezone.now()
        assert send_outbox() == 0
        row = OutboxMail.objects.get()
        assert (row.tries, row.sent_at, bool(row.given_up_at)) == (n, None, n == MAX_TRIES)
        waits.append(round((row.due_at - begun).total_seconds() / 60))
        due_again(row)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256]
    assert row.last_error == "ConnectionRefusedError: the relay is closed"
    broken.refused = set()
    assert send_outbox() == 0
    assert "try 8 of 8" in caplog.text


def test_a_mail_that_fails_does_not_hold_back_the_others(broken):
    broken.refused = {"b@example.mo.gov"}
    for name in "abc":
        queue_mail(f"{name}@example.mo.gov", "A story waits", "x", name)
    assert send_outbox() == 2
    assert OutboxMail.objects.get(sent_at=None).to == "b@example.mo.gov"
    broken.refused = set()
    due_again(OutboxMail.objects.get(sent_at=None))
    assert send_outbox() == 1
    assert OutboxMail.objects.get(to="b@example.mo.gov").last_error == ""


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once():
    for n in range(60):
        queue_mail("a@example.mo.gov", f"Story {n}", "x", f"story-{n}")

    assert sum(at_once(*[send_outbox] * 4)) == 60
    assert sorted(m.subject for m in mail.outbox) == sorted(f"Story {n}" for n in range(60))


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_wait_for_mails_another_is_taking():
    for n in range(15):
        queue_mail("a@example.mo.gov", f"Story {n}", "x", f"story-{n}")
    taken = []

    def take():
        try:
            taken.extend(row.pk for row in outbox._take())
        finally:
            connection.close()

    with transaction.atomic():
        first = {row.pk for row in outbox._take()}
        other = threading.Thread(target=take)
        other.start()
        other.join(2)
        assert len(taken) == 5
    assert not first & set(taken)


def test_a_worker_killed_while_sending_leaves_the_mail_to_be_sent_again():
    queue_mail("a@example.mo.gov", "A story waits", "x", "story-1")
    assert len(outbox._take()) == 1
    assert send_outbox() == 0, "the next try comes later"
    due_again(OutboxMail.objects.get())
    assert send_outbox() == 1


def test_a_notice_comes_once_a_day_for_each_object_and_kind():
    person, site, other = make_user(), make_worksite(), make_worksite()
    assert notify([person], "news-waiting", "A story waits", site) == 1
    assert notify([person], "news-waiting", "A story waits still", site) == 0
    assert notify([person], "news-returned", "A story came back", site) == 1
    assert notify([person], "news-waiting", "Another story waits", other) == 1
    assert OutboxMail.objects.count() == 3
    first = Notification.objects.order_by("pk").first()
    assert (first.title, first.url) == ("A story waits", site.get_absolute_url())


def test_a_notice_comes_again_the_next_day(time_machine):
    person, site = make_user(), make_worksite()
    time_machine.move_to("2026-06-01 12:00 +0000", tick=False)
    assert notify([person], "news-waiting", "A story waits", site) == 1
    time_machine.shift(timedelta(days=1))
    assert notify([person], "news-waiting", "A story waits", site) == 1


def test_notices_reach_active_people_and_mail_those_with_an_address(settings):
    settings.PORTAL_ADDRESS = "https://portal.example.mo.gov/"
    with_mail, without, left = make_user(), make_user(email=""), make_user(is_active=False)
    assert notify([with_mail, without, left, None], "told", "Read\nthis", "/news/1/") == 2
    assert set(Notification.objects.values_list("user", flat=True)) == {with_mail.pk, without.pk}
    row = OutboxMail.objects.get()
    assert (row.to, row.subject) == (with_mail.email, "Read this")
    assert "https://portal.example.mo.gov/news/1/" in row.body


def test_a_notice_may_do_without_mail():
    assert notify([make_user()], "told", "Read this", "/news/1/", mail=False) == 1
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("people", [1, 500])
def test_many_people_are_told_in_as_many_statements_as_one(people, django_assert_num_queries):
    made = User.objects.bulk_create(
        [User(username=f"many{n}", password="!", email=f"many{n}@example.mo.gov") for n in range(people)]
    )
    with django_assert_num_queries(2):
        assert notify(made, "told", "Read this", "/news/1/") == people
    assert OutboxMail.objects.count() == people
