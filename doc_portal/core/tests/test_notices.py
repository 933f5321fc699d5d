"""How people are told: their choice of mail, the daily mail, and addresses that mail comes back from."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doc_portal.core.actions.notices import choose_mail, record_bounce, release_address
from doc_portal.core.digest import send_digests
from doc_portal.core.models import NoticePreference, Notification, OutboxMail, StoppedAddress, User
from doc_portal.core.notifications import choices_of, kind_of, kinds, notify
from doc_portal.core.outbox import queue_mail, send_outbox
from doc_portal.core.registry import NoticeKind, Supervision, declared
from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, make_user, post_form
from doc_portal.core.workflow import Refused

pytestmark = pytest.mark.django_db
led_by: dict[int, int] = {}


def pairs():
    """Who leads whom, as a test says."""
    return list(led_by.items())


@pytest.fixture(autouse=True)
def declared_here(monkeypatch):
    """Four kinds of notices, one of them for few, and a supervision of one's own."""
    core = apps.get_app_config("core")
    for config in apps.get_app_configs():
        monkeypatch.setattr(config, "portal_notice_kinds", (), raising=False)
        monkeypatch.setattr(config, "portal_supervision", (), raising=False)
    told = (
        NoticeKind("story", "Stories"),
        NoticeKind("story-rare", "Rare stories", default="daily"),
        NoticeKind("alert", "Alerts", can_be_off=False),
        NoticeKind("desk", "The desk", permission="core.release_stoppedaddress"),
    )
    monkeypatch.setattr(core, "portal_notice_kinds", told)
    monkeypatch.setattr(core, "portal_supervision", (Supervision("test", f"{__name__}.pairs"),))
    declared.cache_clear()
    led_by.clear()
    yield
    monkeypatch.undo()
    declared.cache_clear()


def choose(user, **choices):
    choose_mail(user, choices_of(user) | choices)


def bodies() -> dict[str, str]:
    return dict(OutboxMail.objects.filter(dedupe_key__startswith="daily:").values_list("to", "body"))


# --- the choice ---


def test_a_notice_belongs_to_the_longest_kind_that_begins_it():
    told = [kind_of(kind).kind for kind in ("story", "story-waiting", "story-rare-one", "storyteller", "unheard-of")]
    assert told == ["story", "story", "story-rare", "other", "other"]


def test_mail_goes_at_once_once_a_day_or_not_at_all_as_chosen():
    now, daily, off = make_user(), make_user(), make_user()
    choose(daily, story="daily")
    choose(off, story="off")
    assert notify([now, daily, off], "story-waiting", "A story waits", "/news/1/") == 3
    assert set(Notification.objects.values_list("user", "waits")) == {
        (now.pk, False), (daily.pk, True), (off.pk, False),
    }  # fmt: skip
    assert list(OutboxMail.objects.values_list("to", flat=True)) == [now.email]


def test_the_default_of_a_kind_counts_until_somebody_chooses():
    notify([make_user()], "story-rare", "A rare story", "/news/1/")
    assert Notification.objects.get().waits
    assert not OutboxMail.objects.exists()


def test_alerts_cannot_be_switched_off_by_form_action_or_database():
    person = make_user()
    with pytest.raises(Refused, match="“Alerts” cannot be switched off"):
        choose(person, alert="off", story="off")
    assert not NoticePreference.objects.exists()
    for kind in ("alert", "reading"):
        with pytest.raises(IntegrityError, match="mail_of_alerts_and_readings_is_never_off"), transaction.atomic():
            NoticePreference.objects.create(user=person, kind=kind, mail="off")


def test_a_kind_that_became_mandatory_is_told_although_it_was_off(monkeypatch):
    person = make_user()
    choose(person, story="off")
    monkeypatch.setattr(
        apps.get_app_config("core"), "portal_notice_kinds", (NoticeKind("story", "Stories", can_be_off=False),)
    )
    declared.cache_clear()
    notify([person], "story", "A story waits", "/news/1/")
    assert OutboxMail.objects.count() == 1
    assert choices_of(person)["story"] == "now"


def test_the_choice_is_on_record_and_choosing_the_same_again_is_none():
    person = make_user()
    choose(person, story="daily")
    choose(person, story="daily")
    assert acts_of(person) == ["choose_mail"]
    choose(person, story="now")
    assert choices_of(person)["story"] == "now"
    assert NoticePreference.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_person_choosing_twice_at_once_leaves_one_choice():
    person = make_user()
    told = endings(lambda: choose(person, story="daily"), lambda: choose(person, story="off"))
    assert told == ["done", "done"]
    assert NoticePreference.objects.filter(user=person, kind="story").count() == 1


def test_the_page_shows_and_keeps_the_choices(client):
    person = make_user(*{kind.permission for kind in kinds()})
    client.force_login(person)
    page = client.get("/me/settings/").content.decode()
    for kind in kinds():
        assert kind.label in page
    sent = {f"mail-{kind.kind}": "daily" for kind in kinds()}
    assert post_form(client, "/me/settings/", **sent).url == "/me/settings/"
    assert set(choices_of(person).values()) == {"daily"}
    refused = post_form(client, "/me/settings/", **sent | {"mail-alert": "off"})
    assert refused.status_code == 200
    assert "Choose an alerts from the list." in refused.content.decode()
    assert choices_of(person)["alert"] == "daily"


def test_nobody_is_asked_about_notices_they_never_get_and_their_choices_stay(client):
    person = make_user("core.use_portal")
    choose(person, desk="off")
    client.force_login(person)
    page = client.get("/me/settings/").content.decode()
    assert "Rare stories" in page
    assert "The desk" not in page
    post_form(client, "/me/settings/", **{f"mail-{kind.kind}": "daily" for kind in kinds()})
    assert (choices_of(person)["story"], choices_of(person)["desk"]) == ("daily", "off")


def test_notices_are_filtered_by_kind_and_by_what_was_read(client):
    person = make_user("core.use_portal")
    client.force_login(person)
    for kind in ("story-waiting", "story-rare", "alert", "unheard-of"):
        notify([person], kind, f"Zq {kind}", f"/{kind}/")
    Notification.objects.filter(kind="alert").update(read_at=timezone.now())

    def shown(query):
        page = client.get(f"/me/notices/{query}").content.decode()
        return {kind for kind in ("story-waiting", "story-rare", "alert", "unheard-of") if f"Zq {kind}" in page}

    assert shown("?kind=alert") == {"alert"}
    assert shown("?kind=story") == {"story-waiting", "story-rare"}
    assert shown("?kind=other") == {"unheard-of"}
    assert shown("?read=no") == {"story-waiting", "story-rare", "unheard-of"}
    assert shown("?read=yes") == {"alert"}
    assert shown("?kind=gossip") == {"story-waiting", "story-rare", "alert", "unheard-of"}


# --- the daily mail ---


def test_the_daily_mail_tells_titles_and_links_once(settings):
    settings.PORTAL_ADDRESS = "https://portal.example.mo.gov"
    person = make_user()
    choose(person, story="daily")
    for n in range(35):
        notify([person], "story", f"Story {n:02}", f"/news/{n}/")
    Notification.objects.filter(title="Story 00").update(read_at=timezone.now())
    assert send_digests() == {"mails": 1, "notices": 35}
    body = bodies()[person.email]
    assert "Story 01\nhttps://portal.example.mo.gov/news/1/" in body
    assert "Story 30" in body
    assert "Story 00" not in body, "it was read already"
    assert "Story 31" not in body
    assert "And 4 more: https://portal.example.mo.gov/me/notices/" in body
    assert send_digests() == {"mails": 0, "notices": 0}


def test_who_had_todays_mail_gets_the_rest_tomorrow(time_machine):
    time_machine.move_to("2026-06-01 12:00 +0000", tick=False)
    person = make_user()
    choose(person, story="daily")
    notify([person], "story", "First", "/news/1/")
    assert send_digests()["mails"] == 1
    notify([person], "story", "Second", "/news/2/")
    assert send_digests() == {"mails": 0, "notices": 0}
    time_machine.shift(timedelta(days=3))
    assert send_digests() == {"mails": 1, "notices": 1}
    first, second = OutboxMail.objects.order_by("pk").values_list("body", flat=True)
    assert ("First" in first, "Second" in first) == (True, False)
    assert ("First" in second, "Second" in second) == (False, True)


def test_a_supervisor_is_told_numbers_and_no_titles_of_people_without_a_mailbox():
    leader, mute, mute_too, reached = make_user(), make_user(email=""), make_user(email=""), make_user()
    led_by.update({mute.pk: leader.pk, mute_too.pk: leader.pk, reached.pk: leader.pk})
    for n in range(3):
        notify([mute, reached], "story", f"Secret {n}", f"/news/{n}/")
    notify([mute_too], "alert", "Secret alert", "/news/9/")
    choose(mute_too, story="off")
    notify([mute_too], "story", "Secret 10", "/news/10/")
    OutboxMail.objects.all().delete()
    assert send_digests()["mails"] == 1
    body = bodies()[leader.email]
    assert "4 notices wait for 2 people you lead who have no mailbox." in body
    assert "Secret" not in body
    assert not Notification.objects.filter(waits=True).exists()
    assert send_digests()["mails"] == 0


def test_notices_nobody_can_be_told_of_do_not_wait_for_ever():
    led_by[make_user(email="").pk] = make_user(email="").pk
    notify(User.objects.filter(pk__in=led_by), "story", "A story", "/news/1/")
    assert send_digests() == {"mails": 0, "notices": 1}


@pytest.mark.parametrize("people", [1, 50])
def test_the_daily_mail_takes_as_many_queries_for_fifty_people_as_for_one(people):
    for _ in range(people):
        notify([make_user()], "story-rare", "A rare story", "/news/1/")
    with CaptureQueriesContext(connection) as caught:
        assert send_digests()["mails"] == people
    assert len([query for query in caught if "SAVEPOINT" not in query["sql"]]) == 6


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_daily_mail_for_each_person():
    people = [make_user() for _ in range(5)]
    for n in range(4):
        notify(people, "story-rare", f"Story {n}", f"/news/{n}/")
    assert sum(told["mails"] for told in at_once(*[send_digests] * 4)) == 5
    assert sorted(bodies()) == sorted(person.email for person in people)
    assert all(body.count(f"Story {n}") == 1 for body in bodies().values() for n in range(4))


@pytest.mark.django_db(transaction=True)
def send_without_waiting() -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 200")
        try:
            send_digests()
        except OperationalError:
            return "would wait"
        return "did not wait"


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_while_another_writes_the_daily_mail():
    """Else a notice that comes between the two would be noted as told by a mail the second never writes."""
    with transaction.atomic():
        send_digests()
        assert at_once(send_without_waiting) == ["would wait"]
    assert send_without_waiting() == "did not wait"


# --- addresses that mail comes back from ---


def sent(address, n=1):
    for _ in range(n):
        queue_mail(address, "A mail", "x", f"mail {OutboxMail.objects.count()}")
        send_outbox()


def test_three_bounces_in_a_row_stop_the_address_and_tell_the_stewards():
    steward, person = make_user("core.release_stoppedaddress"), make_user(email="Gone@example.mo.gov")
    sent("Gone@example.mo.gov", 3)
    queue_mail("Gone@example.mo.gov", "Waiting", "x", "waiting", due_at=timezone.now() + timedelta(hours=1))
    assert [record_bounce("gone@example.mo.gov") for _ in range(4)] == [False, False, True, False]
    stopped = StoppedAddress.objects.get()
    assert stopped.address == "gone@example.mo.gov"
    assert acts_of(stopped) == ["stop_mail"]
    assert Notification.objects.get(kind="stopped-address").user == steward
    assert OutboxMail.objects.get(dedupe_key="waiting").given_up_at is not None
    assert not queue_mail("GONE@example.mo.gov", "A mail", "x", "another")
    notify([person], "story", "A story", "/news/1/")
    assert Notification.objects.get(user=person).waits, "the supervisor's daily mail counts it"
    assert not OutboxMail.objects.filter(subject="A story").exists()


def test_a_mail_that_arrived_between_breaks_the_row():
    sent("b@example.mo.gov", 2)
    assert not record_bounce("b@example.mo.gov")
    assert not record_bounce("b@example.mo.gov")
    sent("b@example.mo.gov", 1)
    sent("b@example.mo.gov", 1)
    assert not record_bounce("b@example.mo.gov"), "the mail before it arrived"
    assert not StoppedAddress.objects.exists()


def test_bounces_of_mail_nobody_sent_stop_nothing():
    assert [record_bounce("never@example.mo.gov") for _ in range(5)] == [False] * 5


def test_a_released_address_gets_mail_again_and_begins_anew():
    steward = make_user("core.release_stoppedaddress")
    sent("c@example.mo.gov", 3)
    assert [record_bounce("c@example.mo.gov") for _ in range(3)][-1]
    release_address(StoppedAddress.objects.get(), by=steward, note="Mended")
    sent("c@example.mo.gov", 2)
    assert not any(record_bounce("c@example.mo.gov") for _ in range(5))
    with pytest.raises(Refused, match="again already"):
        release_address(StoppedAddress.objects.get(), by=steward)
    assert acts_of(StoppedAddress.objects.get()) == ["stop_mail", "release_address"]


@pytest.mark.django_db(transaction=True)
def test_bounces_noted_at_once_stop_an_address_once():
    sent("d@example.mo.gov", 6)
    assert sum(at_once(*[lambda: record_bounce("d@example.mo.gov")] * 5)) == 1
    assert StoppedAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_is_released_once():
    stopped, steward = StoppedAddress.objects.create(address="e@example.mo.gov"), make_user()
    assert endings(*[lambda: release_address(stopped, by=steward)] * 2) == ["done", "refused"]


def test_the_database_refuses_what_is_no_stopped_address():
    StoppedAddress.objects.create(address="f@example.mo.gov")
    for statement in (
        "INSERT INTO core_stoppedaddress (address, stopped_at) VALUES ('f@example.mo.gov', now())",
        "INSERT INTO core_stoppedaddress (address, stopped_at) VALUES ('F2@example.mo.gov', now())",
        "INSERT INTO core_stoppedaddress (address, stopped_at) VALUES ('', now())",
        "UPDATE core_stoppedaddress SET released_at = stopped_at - interval '1 day'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_command_reads_a_list_of_bounces(monkeypatch):
    sent("g@example.mo.gov", 3)
    monkeypatch.setattr("sys.stdin", StringIO("g@example.mo.gov\n\n G@example.mo.gov \ng@example.mo.gov\n"))
    told = StringIO()
    call_command("record_bounces", stdout=told)
    assert told.getvalue().strip() == "3 bounces read, 1 addresses stopped."


def test_what_apps_declare_as_never_off_is_what_the_database_keeps_on(monkeypatch):
    monkeypatch.undo()
    declared.cache_clear()
    assert {kind.kind for kind in declared("notice_kinds") if not kind.can_be_off} <= {"alert", "reading"}
    assert all(kind.default in NoticePreference.Mail for kind in declared("notice_kinds"))
