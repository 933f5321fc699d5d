"""Alerts: who may publish what for whom, how long, and what stands above the pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.models import AuditEvent, Notification, OutboxMail, Unit
from doc_portal.core.navigation import standing
from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.alerts import end_alert, extend_alert, publish_alert
from mission.banners import lines
from mission.models import Alert
from mission.tests.forms import stamp
from mission.tests.today import alert_data, make_alert, make_publisher, unsaved_alert

pytestmark = pytest.mark.django_db
CREATE = "/alerts/new/"
HOUR = timedelta(hours=1)


def strip_of(user) -> list[str]:
    return [line.text for line in standing(user).banners]


# What may be published


def test_a_publisher_reaches_their_own_worksites_alone():
    mine, other = make_worksite(), make_worksite(name="Beyond Reach Center")
    publisher = make_publisher(mine)

    assert publish_alert(unsaved_alert(everywhere=False), [mine], by=publisher).readers == mine.name
    with pytest.raises(Refused, match="You may not publish alerts for Beyond Reach Center"):
        publish_alert(unsaved_alert(everywhere=False), [mine, other], by=publisher)
    with pytest.raises(Refused, match="not for the whole department"):
        publish_alert(unsaved_alert(), [], by=publisher)
    assert Alert.objects.count() == 1


def test_an_alert_is_for_somebody_and_not_for_two_audiences():
    publisher = make_publisher()
    with pytest.raises(Refused, match="Choose the worksites the alert is for"):
        publish_alert(unsaved_alert(everywhere=False), [], by=publisher)
    with pytest.raises(Refused, match="names worksites and the whole department"):
        publish_alert(unsaved_alert(), [make_worksite()], by=publisher)


def test_an_alert_ends_after_it_starts_and_after_now():
    publisher, now = make_publisher(), timezone.now()
    with pytest.raises(Refused, match=r"which has passed. Choose a later end"):
        publish_alert(unsaved_alert(starts_at=now - 3 * HOUR, ends_at=now - HOUR), [], by=publisher)
    with pytest.raises(Refused, match="would end before it starts"):
        publish_alert(unsaved_alert(starts_at=now + 3 * HOUR, ends_at=now + HOUR), [], by=publisher)


def test_a_critical_alert_lasts_72_hours_and_longer_only_by_an_extension_with_a_reason():
    publisher, now = make_publisher(), timezone.now()
    with pytest.raises(Refused, match="72 hours at most"):
        publish_alert(unsaved_alert(severity="critical", starts_at=now, ends_at=now + 73 * HOUR), [], by=publisher)
    alert = publish_alert(unsaved_alert(severity="critical", starts_at=now, ends_at=now + 72 * HOUR), [], by=publisher)
    with pytest.raises(Refused, match="Say why"):
        extend_alert(alert, by=publisher, ends_at=now + 90 * HOUR, note=" ")
    extended = extend_alert(alert, by=publisher, ends_at=now + 90 * HOUR, note="The storm stays.")
    assert extended.ends_at == now + 90 * HOUR
    told = AuditEvent.objects.of(alert).get(act="extend")
    assert (told.actor, told.reason) == (publisher, "The storm stays.")


def test_publisher_time_and_reason_are_on_record():
    publisher = make_publisher()
    alert = publish_alert(unsaved_alert(reason="Told by the shift."), [], by=publisher)
    told = AuditEvent.objects.of(alert).get()
    assert (told.act, told.actor, told.reason) == ("publish", publisher, "Told by the shift.")
    assert abs(told.at - timezone.now()) < timedelta(minutes=1)


def test_owners_of_units_are_told_without_the_words_of_the_alert():
    unit, owner, former = Unit.objects.seven()[0], make_user(), make_user()
    grant(owner, "unit_owner", unit=unit)
    yesterday = timezone.localdate() - timedelta(days=1)
    grant(former, "unit_owner", unit=unit, starts_on=yesterday - timedelta(days=9), ends_on=yesterday)
    alert = publish_alert(unsaved_alert(text="Gate 4 is stuck."), [], by=make_publisher())

    notice = Notification.objects.get(user=owner)
    assert notice.title == "Information alert published: Whole department"
    assert notice.url == alert.get_absolute_url()
    assert not Notification.objects.filter(user=former).exists()
    mail = OutboxMail.objects.get(to=owner.email)
    assert "Gate 4" not in mail.subject + mail.body


def test_an_alert_is_ended_once_and_then_neither_ended_nor_extended():
    publisher, alert = make_publisher(), make_alert()
    end_alert(alert, by=publisher, note="Repaired.")
    assert strip_of(make_user()) == []
    with pytest.raises(Refused, match=r"was ended on .* cannot be ended again"):
        end_alert(alert, by=publisher, note="Again.")
    with pytest.raises(Refused, match=r"cannot be extended. Publish a new one"):
        extend_alert(alert, by=publisher, ends_at=timezone.now() + 9 * HOUR, note="Longer.")
    assert acts_of(alert) == ["end"]


def test_what_is_over_is_not_extended_and_an_extension_is_later():
    now, publisher = timezone.now(), make_publisher()
    over = make_alert(starts_at=now - 3 * HOUR, ends_at=now - HOUR)
    with pytest.raises(Refused, match=r"ended on .* cannot be extended"):
        extend_alert(over, by=publisher, ends_at=now + HOUR, note="Longer.")
    live = make_alert()
    with pytest.raises(Refused, match=r"already. Choose a later end"):
        extend_alert(live, by=publisher, ends_at=live.ends_at, note="Longer.")


# Above the pages


def test_every_critical_alert_shows_and_of_the_others_only_the_gravest_with_a_count(client):
    now = timezone.now()
    for place, severity in enumerate(["information", "critical", "warning", "information", "critical"]):
        make_alert(severity=severity, text=f"Number {place}", starts_at=now - (place + 1) * HOUR)
    client.force_login(make_user("core.use_portal", "mission.view_alert"))
    html = client.get("/").content.decode()
    found = [text for text in (f"Number {n}" for n in range(5)) if text in html]
    assert found == ["Number 1", "Number 2", "Number 4"]
    assert '<a href="/alerts/">2 more alerts</a>' in html
    assert html.count('class="banner urgent"') == 2
    assert html.count('class="banner warn"') == 1


def test_with_nothing_but_lesser_alerts_one_shows():
    told = lines([{"severity": "information", "text": f"N{n}", "link": ""} for n in range(2)])
    assert [line.text for line in told] == ["N0"]
    assert told[0].links == (("1 more alert", "/alerts/"),)


def test_alerts_of_other_worksites_scheduled_and_ended_ones_do_not_show():
    site, now = make_worksite(), timezone.now()
    make_alert(make_worksite(), text="Elsewhere")
    make_alert(text="Later", starts_at=now + HOUR)
    make_alert(text="Over", ends_at=now)
    make_alert(site, text="Here", severity="critical")
    assert strip_of(make_user(works_at=site)) == ["Here"]
    assert strip_of(make_user()) == []


def test_the_strip_takes_no_query_of_its_own(django_assert_num_queries):
    user = make_user()
    make_alert(severity="critical")
    with django_assert_num_queries(1):
        assert len(standing(user).banners) == 1


def test_strangers_see_no_alert(client):
    make_alert(severity="critical", text="Only for staff")
    assert "Only for staff" not in client.get("/accounts/login/").content.decode()


def test_the_words_of_an_alert_are_escaped(client):
    make_alert(text="<script>alert(1)</script>", severity="critical")
    client.force_login(make_user("core.use_portal"))
    assert "<script>alert(1)" not in client.get("/").content.decode()


# The night on which clocks change


def test_an_alert_across_the_night_clocks_go_back_stands_for_its_whole_length():
    start, end = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    alert = make_alert(starts_at=start, ends_at=end)  # 12:30 am to 2:30 am, three hours
    live = [minute for minute in range(0, 240, 30) if alert in Alert.objects.live(start + timedelta(minutes=minute))]
    assert live == [0, 30, 60, 90, 120, 150]


@pytest.mark.parametrize(
    ("start", "end", "taken"),
    [
        ("2099-10-31T10:00", "2099-11-03T09:00", True),
        ("2099-10-31T10:00", "2099-11-03T09:01", False),
        ("2099-03-07T10:00", "2099-03-10T11:00", True),
        ("2099-03-07T10:00", "2099-03-10T11:01", False),
    ],
)
def test_72_hours_are_72_hours_also_over_the_nights_on_which_clocks_change(client, start, end, taken):
    client.force_login(make_publisher())
    sent = post_form(client, CREATE, **alert_data(severity="critical", starts_at=start, ends_at=end))
    assert (sent.status_code == 302) == taken == Alert.objects.exists()
    if not taken:
        assert "A critical alert lasts 72 hours at most" in sent.content.decode()


@pytest.mark.parametrize(
    ("end", "sentence"),
    [("2099-03-08T02:30", "2:30 am does not exist"), ("2099-11-01T01:30", "1:30 am comes twice")],
)
def test_a_typed_end_that_is_no_moment_or_two_is_told_in_words(client, end, sentence):
    client.force_login(make_publisher())
    sent = post_form(client, CREATE, **alert_data(ends_at=end))
    assert sent.status_code == 200
    assert sentence in sent.content.decode()
    assert not Alert.objects.exists()


# The pages


def test_a_publisher_publishes_at_once_by_the_form(client):
    site = make_worksite()
    client.force_login(make_publisher(site, works_at=site))
    sent = post_form(client, CREATE, **alert_data(site, text="Ice on the lower lot."))
    alert = Alert.objects.get()
    assert sent.url == alert.get_absolute_url()
    assert alert.phase == "Live"
    assert "Ice on the lower lot." in client.get("/worksites/").content.decode()


def test_the_same_form_twice_makes_one_alert(client):
    client.force_login(make_publisher())
    body = alert_data() | {idempotency.FIELD: idempotency.new_key()}
    first, second = (client.post(CREATE, body) for _ in range(2))
    assert first.url == second.url
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_at": ""}, "Enter an end."),
        ({"starts_at": "2099-01-02T10:00", "ends_at": "2099-01-02T09:00"}, "Enter an end after the start."),
        ({"ends_at": "2020-01-01T10:00"}, "Choose an end that has not passed yet."),
        ({"text": "x" * 201}, "Shorten the text to 200 characters; it has 201."),
        ({"text": ""}, "Enter a text."),
        ({"reason": ""}, "Enter why it is shown."),
        ({"link": "https://elsewhere.example/"}, "Enter a page of the portal"),
        ({"link": "//elsewhere.example/"}, "Enter a page of the portal"),
        ({"severity": "loud"}, "Choose a severity from the list."),
        ({"everywhere": ""}, "Choose the worksites, or the whole department."),
    ],
)
def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(client, fields, sentence):
    client.force_login(make_publisher())
    sent = post_form(client, CREATE, **alert_data() | fields)
    html = sent.content.decode()
    assert sent.status_code == 200
    assert sentence in html
    assert "Error:" in html
    assert not Alert.objects.exists()


def test_a_worksite_outside_the_publishers_scope_is_no_choice(client):
    site, other = make_worksite(), make_worksite(name="Beyond Reach Center")
    client.force_login(make_publisher(site))
    assert "Beyond Reach Center" not in client.get(CREATE).content.decode()
    sent = post_form(client, CREATE, **alert_data(other))
    assert sent.status_code == 200
    assert not Alert.objects.exists()


def test_buttons_are_for_those_whose_scope_covers_every_worksite_of_the_alert(client):
    site = make_worksite()
    both, mine = make_alert(site, make_worksite()), make_alert(site)
    client.force_login(make_publisher(site))
    assert "End alert" in client.get(mine.get_absolute_url()).content.decode()
    assert "End alert" not in client.get(both.get_absolute_url()).content.decode()
    assert client.get(f"/alerts/{both.pk}/end/").status_code == 403
    assert post_form(client, f"/alerts/{both.pk}/end/", note="Over.").status_code == 403


def test_the_list_shows_live_alerts_and_others_on_request(client):
    now = timezone.now()
    make_alert(text="Over and out", starts_at=now - 3 * HOUR, ends_at=now - HOUR)
    make_alert(make_worksite(), text="Elsewhere now")
    client.force_login(make_user("core.use_portal", "mission.view_alert"))

    def shown(query):
        html = client.get(f"/alerts/{query}").content.decode()
        return [text for text in ("Over and out", "Elsewhere now") if text in html]

    assert shown("") == []
    assert shown("?phase=over") == ["Over and out"]
    assert shown("?everywhere=on") == ["Elsewhere now"]


def test_an_extension_by_the_form_and_its_refusal(client):
    alert = make_alert()
    client.force_login(make_publisher())
    url = f"/alerts/{alert.pk}/extend/"
    early = post_form(client, url, ends_at=stamp(timezone.now() + HOUR), note="Longer.")
    assert early.status_code == 409
    assert "Choose a later end." in early.content.decode()
    assert post_form(client, url, ends_at=stamp(timezone.now() + 8 * HOUR), note="Longer.").status_code == 302


# By the database's own word


@pytest.mark.parametrize(
    ("assignment", "constraint"),
    [
        ("ends_at = starts_at", "alert_ends_after_it_starts"),
        ("ends_at = NULL", "ends_at"),
        ("severity = 'critical', ends_at = starts_at + interval '73 hours'", "alert_critical_for_72_hours"),
        ("link = '//elsewhere.example'", "alert_leads_into_the_portal"),
        ("text = ''", "alert_says_something_and_why"),
    ],
)
def test_the_database_refuses_what_no_form_would_send(assignment, constraint):
    alert = make_alert()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE mission_alert SET {assignment} WHERE id = %s", [alert.pk])  # noqa: S608 - of this file


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_are_both_heard():
    site = make_worksite()
    publishers, reader = [make_publisher() for _ in range(4)], make_user(works_at=site)

    def publish(number, by):
        return publish_alert(unsaved_alert(severity="critical", text=f"Number {number}"), [], by=by)

    made = at_once(*(lambda n=n, p=p: publish(n, p) for n, p in enumerate(publishers)))
    assert len({alert.pk for alert in made}) == 4
    assert sorted(strip_of(reader)) == ["Number 0", "Number 1", "Number 2", "Number 3"]


@pytest.mark.django_db(transaction=True)
def test_an_alert_ended_twice_at_once_is_ended_once():
    alert, publishers = make_alert(), [make_publisher(), make_publisher()]
    assert endings(*(lambda p=p: end_alert(alert, by=p, note="Over.") for p in publishers)) == ["done", "refused"]
    assert acts_of(alert) == ["end"]
