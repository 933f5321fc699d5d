"""A person's calendar under a secret address: off by default, shown once, dead when revoked or when its owner left."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.events import cancel_event
from mission.actions.feeds import hash_of, make_address, revoke_address
from mission.models import CalendarFeed
from mission.tests.today import make_event, make_status

pytestmark = pytest.mark.django_db
READER = ("core.use_portal", "mission.view_event")


@pytest.fixture
def switched_on(settings):
    settings.CALENDAR_FEEDS = True
    settings.ROOT_URLCONF = "mission.tests.urls_with_feeds"


def titles(answer) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_by_default_there_is_no_such_address_and_none_is_made(client):
    reader = make_user(*READER)
    assert client.get("/calendar/anything.ics").status_code == 404
    with pytest.raises(Refused, match="switched off"):
        make_address(by=reader)
    client.force_login(reader)
    assert "switched off" in client.get("/me/calendar/").content.decode()
    assert post_form(client, "/me/calendar/new/").status_code == 409


def test_an_address_is_shown_once_read_without_signing_in_and_dead_when_revoked(client, switched_on):
    make_event(title="Open house")
    reader = make_user(*READER)
    client.force_login(reader)
    body = {"_key": "5f0c1f2e-0000-4000-8000-000000000001"}
    made = client.post("/me/calendar/new/", body)
    token = re.search(r"/calendar/([\w-]+)\.ics", made.content.decode())[1]
    again = client.post("/me/calendar/new/", body)
    assert token not in client.get("/me/calendar/").content.decode()
    assert again.status_code == 302
    assert CalendarFeed.objects.get().token_hash == hash_of(token)

    client.logout()
    answer = client.get(f"/calendar/{token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert titles(answer) == ["Open house"]

    client.force_login(reader)
    assert post_form(client, "/me/calendar/revoke/").status_code == 302
    client.logout()
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    assert not AuditEvent.objects.filter(object_name__contains=token).exists()


def test_a_feed_holds_what_concerns_its_owner_canceled_events_included_and_no_status(client, switched_on):
    site = make_worksite()
    reader = make_user(*READER, works_at=site)
    _, token = make_address(by=reader)
    cancel_event(make_event(site, title="Ours"), by=make_user(), note="Storm.")
    make_event(make_worksite(), title="Theirs")
    make_event(
        title="Long ago", starts_at=timezone.now() - timedelta(days=200), ends_at=timezone.now() - timedelta(days=199)
    )
    make_status(site, note="Keep away from the north gate.")
    answer = client.get(f"/calendar/{token}.ics")
    assert titles(answer) == ["Canceled: Ours"]
    assert b"north gate" not in answer.content


def test_the_feed_of_somebody_who_left_or_lost_every_role_is_dead(client, switched_on):
    left, bare = make_user(*READER), make_user()
    _, first = make_address(by=left)
    _, second = make_address(by=bare)
    left.is_active = False
    left.save()
    assert client.get(f"/calendar/{first}.ics").status_code == 404
    assert client.get(f"/calendar/{second}.ics").status_code == 404


def test_an_address_read_again_at_once_is_told_to_wait(client, switched_on):
    _, token = make_address(by=make_user(*READER))
    assert client.get(f"/calendar/{token}.ics").status_code == 200
    again = client.get(f"/calendar/{token}.ics")
    assert (again.status_code, again["Retry-After"]) == (429, "10")
    assert "Try again in 10 seconds." in again.content.decode()
    CalendarFeed.objects.update(read_at=timezone.now() - timedelta(seconds=11))
    assert client.get(f"/calendar/{token}.ics").status_code == 200


def test_a_calendar_that_has_not_changed_is_not_sent_again(client, switched_on):
    event = make_event(title="Open house")
    _, token = make_address(by=make_user(*READER))

    def ask(**headers):
        CalendarFeed.objects.update(read_at=None)
        return client.get(f"/calendar/{token}.ics", headers=headers)

    mark = ask()["ETag"]
    again = ask(if_none_match=mark)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    cancel_event(event, by=make_user(), note="Storm.")
    changed = ask(if_none_match=mark)
    assert (changed.status_code, changed["ETag"] == mark) == (200, False)
    assert titles(changed) == ["Canceled: Open house"]


@pytest.mark.parametrize("token", ["x", "0" * 64, "..", "%00", "a" * 3000])
def test_a_wrong_secret_is_not_found(client, switched_on, token):
    assert client.get(f"/calendar/{token}.ics").status_code in {400, 404}


def test_a_second_address_is_refused_while_one_works_and_nothing_is_revoked_twice(switched_on):
    reader = make_user(*READER)
    make_address(by=reader)
    with pytest.raises(Refused, match="Revoke it first"):
        make_address(by=reader)
    revoke_address(by=reader)
    with pytest.raises(Refused, match="none to revoke"):
        revoke_address(by=reader)
    make_address(by=reader)


@pytest.mark.django_db(transaction=True)
def test_two_addresses_asked_for_at_once_are_one(settings):
    settings.CALENDAR_FEEDS = True
    reader = make_user(*READER)
    assert endings(*(lambda: make_address(by=reader) for _ in range(2))) == ["done", "refused"]
