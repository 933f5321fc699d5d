"""Events: announced, changed, canceled; a list by month; a file for one's own calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from icalendar import Calendar

from doc_portal.core import idempotency
from doc_portal.core.models import SearchEntry
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_unit, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.events import cancel_event, revise_event, write_event
from mission.models import Event
from mission.moments import Month
from mission.tests.today import HOST, event_data, make_event, unsaved_event

pytestmark = pytest.mark.django_db
CREATE = "/events/new/"
READER = ("core.use_portal", "mission.view_event")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A Chicago time."""
    return timezone.make_aware(datetime.fromisoformat(text))


def month(client, query="") -> str:
    return client.get(f"/events/{query}").content.decode()


def read(client, event):
    [found] = Calendar.from_ical(client.get(f"/events/{event.pk}.ics").content).walk("VEVENT")
    return found


# The month


def test_december_leads_on_to_january_of_the_next_year_and_back_to_november(client):
    client.force_login(make_user(*READER))
    html = month(client, "?month=2026-12")
    assert "Events in December 2026" in html
    assert 'href="?month=2027-01"' in html
    assert 'href="?month=2026-11"' in html
    assert 'href="?month=2025-12"' in month(client, "?month=2026-01")


def test_an_event_over_new_years_eve_stands_in_both_months(client):
    make_event(title="Long count", starts_at=at("2026-12-30T08:00"), ends_at=at("2027-01-02T16:00"))
    make_event(title="Midnight end", starts_at=at("2026-12-31T20:00"), ends_at=at("2027-01-01T00:00"))
    client.force_login(make_user(*READER))
    assert "Long count" in month(client, "?month=2026-12")
    january = month(client, "?month=2027-01")
    assert "Long count" in january
    assert "Midnight end" not in january


def test_a_late_evening_belongs_to_the_month_it_has_in_chicago(client):
    make_event(title="Night shift meeting", starts_at=at("2026-06-30T23:00"), ends_at=at("2026-06-30T23:30"))
    client.force_login(make_user(*READER))
    assert "Night shift meeting" in month(client, "?month=2026-06")
    assert "Night shift meeting" not in month(client, "?month=2026-07")


@pytest.mark.parametrize("text", ["2026-13", "abc", "2026-00", "99999-01", "2026-1", "2026-11-01"])
def test_a_month_that_cannot_be_read_gives_this_one_with_a_notice(client, text):
    client.force_login(make_user(*READER))
    answer = client.get(f"/events/?month={text}")
    assert answer.status_code == 200
    assert f"so this is {Month.of(timezone.localdate())}" in answer.content.decode()


def test_the_list_shows_ones_own_worksite_and_the_department_and_others_on_request(client):
    site, now = make_worksite(), timezone.now()
    for title, sites in (("For all", []), ("For mine", [site]), ("For another", [make_worksite()])):
        make_event(*sites, title=title, starts_at=now, ends_at=now + timedelta(minutes=1))
    client.force_login(make_user(*READER, works_at=site))
    assert "For another" not in month(client)
    assert "For mine" in month(client)
    assert "For another" in month(client, "?everywhere=on")


def test_a_canceled_event_stays_marked_in_list_home_and_page(client):
    event = make_event(title="Chess evening", starts_at=timezone.now(), ends_at=timezone.now() + HOUR)
    cancel_event(event, by=make_user(), note="The room is flooded.")
    client.force_login(make_user(*READER))
    for page in ("/events/", "/", event.get_absolute_url()):
        html = client.get(page).content.decode()
        assert "Chess evening" in html
        assert '<span class="status bad">Canceled</span>' in html
    assert "The room is flooded." in client.get(event.get_absolute_url()).content.decode()


def test_home_shows_the_next_five(client):
    now = timezone.now()
    for place in range(7):
        make_event(title=f"Number {place}", starts_at=now + (place + 1) * HOUR, ends_at=now + (place + 2) * HOUR)
    make_event(title="Over", starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    client.force_login(make_user(*READER))
    html = client.get("/").content.decode()
    assert [n for n in range(7) if f"Number {n}" in html] == [0, 1, 2, 3, 4]
    assert ">Over<" not in html


# What may be announced


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"end_time": "09:00"}, "Enter an end after the start."),
        ({"starts_on": "2099-05-02", "ends_on": "2099-05-01"}, "Enter an end after the start."),
        ({"starts_on": "2099-05-01", "ends_on": "2099-06-01"}, "An event lasts 31 days at most."),
        ({"end_time": ""}, "Enter both times, or leave both empty"),
        ({"starts_on": ""}, "Enter a first day."),
        ({"starts_on": "soon"}, "Enter a first day as a date, like 01/15/2026."),
        ({"start_time": "late"}, "Enter the start time as a time, like 2:30 pm."),
        ({"starts_on": "2099-03-08", "start_time": "02:30"}, "2:30 am does not exist on March 8, 2099"),
        ({"starts_on": "2099-11-01", "start_time": "00:30", "end_time": "01:30"}, "1:30 am comes twice"),
        ({"starts_on": "1066-10-14"}, "Enter a year between 1990 and 2199."),
        ({"title": "x" * 121}, "Shorten the title to 120 characters; it has 121."),
        ({"place": ""}, "Enter a place."),
        ({"unit": "999999"}, "Choose a unit that answers for it from the list."),
    ],
)
def test_bad_input_comes_back_with_its_sentence(client, fields, sentence):
    unit = make_unit()
    client.force_login(make_user(*HOST, unit=unit))
    sent = post_form(client, CREATE, **event_data(unit) | fields)
    assert sent.status_code == 200
    assert sentence in sent.content.decode()
    assert not Event.objects.exists()


def test_an_event_of_31_whole_days_over_the_night_clocks_go_back_is_taken(client):
    unit = make_unit()
    client.force_login(make_user(*HOST, unit=unit))
    days = {"starts_on": "2099-10-15", "ends_on": "2099-11-14", "start_time": "", "end_time": ""}
    assert post_form(client, CREATE, **event_data(unit) | days).status_code == 302
    event = Event.objects.get()
    assert event.all_day
    assert event.when == "October 15 to November 14, 2099, all day"
    assert (event.starts_on.isoformat(), event.ends_on.isoformat()) == ("2099-10-15", "2099-11-14")


def test_the_same_form_twice_announces_one_event(client):
    unit = make_unit()
    client.force_login(make_user(*HOST, unit=unit))
    body = event_data(unit) | {idempotency.FIELD: idempotency.new_key()}
    assert client.post(CREATE, body).url == client.post(CREATE, body).url
    assert Event.objects.count() == 1


def test_an_event_names_its_worksites_or_is_for_everybody(client):
    unit, site = make_unit(), make_worksite()
    client.force_login(make_user(*HOST, unit=unit))
    post_form(client, CREATE, **event_data(unit, sites=[site.pk]))
    event = Event.objects.get()
    assert (event.everywhere, event.readers) == (False, site.name)
    version = {"_version": event.version}
    post_form(client, f"/events/{event.pk}/edit/", **event_data(unit) | version)
    event = Event.objects.get()
    assert (event.everywhere, event.sequence, event.version) == (True, 1, 2)
    assert acts_of(event) == ["create", "edit"]


def test_two_who_edit_at_once_see_each_others_text(client):
    unit = make_unit()
    event = make_event(unit=unit)
    client.force_login(make_user(*HOST, unit=unit))
    url, old = f"/events/{event.pk}/edit/", {"_version": event.version}
    post_form(client, url, **event_data(unit, title="First title") | old)
    second = post_form(client, url, **event_data(unit, title="Second title", sites=[make_worksite().pk]) | old)
    html = second.content.decode()
    assert second.status_code == 409
    assert "First title" in html
    assert "Second title" in html


# Canceling


def test_an_event_is_canceled_once_with_a_reason_and_then_stays_as_it_is():
    event, by = make_event(), make_user()
    with pytest.raises(Refused, match="Say why"):
        cancel_event(event, by=by, note=" ")
    cancel_event(event, by=by, note="Storm.")
    with pytest.raises(Refused, match="cannot be canceled again"):
        cancel_event(event, by=by, note="Storm.")
    with pytest.raises(Refused, match="cannot be changed"):
        revise_event(Event.objects.get(), [], by=by)
    assert acts_of(event) == ["cancel"]


def test_what_is_over_is_not_canceled():
    now = timezone.now()
    event = make_event(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    with pytest.raises(Refused, match=r"was over on .* cannot be canceled any more"):
        cancel_event(event, by=make_user(), note="Too late.")


@pytest.mark.django_db(transaction=True)
def test_an_event_canceled_twice_at_once_is_canceled_once():
    event, people = make_event(), [make_user(), make_user()]
    assert endings(*(lambda p=p: cancel_event(event, by=p, note="Storm.") for p in people)) == ["done", "refused"]
    assert Event.objects.get().sequence == 1


# In calendars and search


def test_the_file_of_an_event_keeps_its_name_and_counts_its_changes(client):
    unit, by = make_unit(), make_user()
    event = write_event(
        unsaved_event(unit=unit, starts_at=at("2099-07-01T09:00"), ends_at=at("2099-07-01T11:00")), [], by=by
    )
    client.force_login(make_user(*READER))
    first = read(client, event)
    assert first["dtstart"].dt == datetime(2099, 7, 1, 14, tzinfo=UTC)
    assert (first["sequence"], first["status"]) == (0, "CONFIRMED")
    stored = Event.objects.get()
    stored.place = "Room 3"
    revise_event(stored, [], by=by)
    second = read(client, event)
    cancel_event(event, by=by, note="Storm.")
    third = read(client, event)
    assert first["uid"] == second["uid"] == third["uid"]
    assert [one["sequence"] for one in (first, second, third)] == [0, 1, 2]
    assert third["status"] == "CANCELLED"


def test_the_file_is_handed_out_as_a_calendar(client):
    event = make_event(title="Käse & “Brot”\r\nX-EVIL:1")
    client.force_login(make_user(*READER))
    answer = client.get(f"/events/{event.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="k-se-brot-x-evil-1.ics"'
    assert not [line for line in answer.content.split(b"\r\n") if line.startswith(b"X-EVIL")]


def test_an_event_is_found_until_it_is_over_and_says_when_it_was_canceled():
    event = write_event(unsaved_event(title="Chess evening"), [], by=make_user())
    entry = SearchEntry.objects.get(kind="mission.event", object_id=event.pk)
    assert entry.live_until == event.ends_at
    cancel_event(event, by=make_user(), note="Storm.")
    assert SearchEntry.objects.get(kind="mission.event", object_id=event.pk).summary.startswith("Canceled. ")


@pytest.mark.parametrize(
    ("first", "last", "whole", "words"),
    [
        ("2099-01-12T09:00", "2099-01-12T11:30", False, "January 12, 2099, 9:00 am to 11:30 am"),
        ("2099-01-12T09:00", "2099-01-13T11:30", False, "January 12, 2099, 9:00 am to January 13, 2099, 11:30 am"),
        ("2099-01-12T00:00", "2099-01-13T00:00", True, "January 12, 2099, all day"),
        ("2099-01-12T00:00", "2099-01-15T00:00", True, "January 12 to 14, 2099, all day"),
        ("2098-12-30T00:00", "2099-01-03T00:00", True, "December 30, 2098 to January 2, 2099, all day"),
    ],
)
def test_when_an_event_takes_place_is_written_in_words(first, last, whole, words):
    assert unsaved_event(unit=None, starts_at=at(first), ends_at=at(last), all_day=whole).when == words


# By the database's own word


@pytest.mark.parametrize(
    ("assignment", "constraint"),
    [
        ("ends_at = starts_at", "event_ends_after_it_starts"),
        ("ends_at = starts_at + interval '32 days'", "event_lasts_31_days_at_most"),
        ("canceled_at = now()", "event_canceled_with_a_reason"),
    ],
)
def test_the_database_refuses_what_no_form_would_send(assignment, constraint):
    event = make_event()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE mission_event SET {assignment} WHERE id = %s", [event.pk])  # noqa: S608 - of this file
