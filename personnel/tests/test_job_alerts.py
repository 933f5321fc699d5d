"""Job alerts: whom they reach, when, how often, and how they end (personnel.md 3, item 9)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doc_portal.core.models import OutboxMail, StoppedAddress
from doc_portal.core.tests.factories import make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.actions.job_alerts import (
    announce_openings,
    match_alerts,
    remind_of_alerts,
    renew_alert,
    send_alerts,
    wish_for_jobs,
)
from personnel.models import JobAlert, JobAlertMatch, Posting
from personnel.tests.factories_announcements import make_alert, make_announcement
from personnel.tests.factories_hiring import make_applicant, make_job_class

pytestmark = pytest.mark.django_db
Status = Posting.Status
OWNER = ("core.use_portal", "personnel.view_posting", "personnel.add_jobalert", "personnel.view_jobalert")


def matched() -> set[int]:
    return set(JobAlertMatch.objects.values_list("alert", flat=True))


def test_an_alert_finds_what_meets_all_of_its_wishes_and_only_while_it_lives():
    site, other = make_worksite(), make_worksite()
    cook = make_job_class(category="food")
    meets = [
        make_alert(category="food"),
        make_alert(category="", job_class=cook),
        make_alert(category="", worksite=site),
        make_alert(category="food", job_class=cook, worksite=site),
    ]
    make_alert(category="food", worksite=other)
    make_alert(category="custody")
    make_alert(category="food", ended_at=timezone.now())
    make_alert(category="food", expires_at=timezone.now() - timedelta(minutes=1))
    make_announcement(Status.PUBLISHED, job_class=cook, worksite=site, pay_low=None, pay_high=None)

    assert match_alerts() == 4
    assert matched() == {one.pk for one in meets}
    assert match_alerts() == 0


def test_while_the_public_side_is_off_nobody_outside_is_written_to(settings):
    for cadence in JobAlert.Cadence.values:
        make_alert(applicant=make_applicant(), cadence=cadence)
    soon = make_alert(applicant=make_applicant(), expires_at=timezone.now() + timedelta(days=9))
    staff = make_alert(cadence="now")
    make_announcement(Status.PUBLISHED)
    assert announce_openings() == {"matches": 1, "mails": 1}
    assert (send_alerts(), remind_of_alerts()) == (0, 0)
    settings.PUBLIC_JOBS = True
    make_announcement(Status.PUBLISHED)
    assert announce_openings() == {"matches": 5, "mails": 2}
    settings.PUBLIC_JOBS = False
    assert send_alerts() == 0
    settings.PUBLIC_JOBS = True
    assert send_alerts() == 3
    assert remind_of_alerts() == 1
    assert set(OutboxMail.objects.values_list("to", flat=True)) >= {staff.user.email, soon.applicant.email}


def test_what_is_internal_reaches_staff_alone_and_promotions_nobody(settings):
    settings.PUBLIC_JOBS = True
    site = make_worksite()
    here = make_alert(user=make_user(works_at=site))
    elsewhere, outside = make_alert(), make_alert(applicant=make_applicant())
    found = {}
    for audience in Posting.Audience.values:
        made = make_announcement(Status.PUBLISHED, worksite=site, audience=audience)
        match_alerts()
        found[audience] = set(JobAlertMatch.objects.filter(posting=made).values_list("alert", flat=True))
    assert found == {
        "public": {here.pk, elsewhere.pk, outside.pk},
        "department": {here.pk, elsewhere.pk},
        "worksite": {here.pk},
        "promotional": set(),
        "transfer": set(),
    }


def test_what_opens_later_is_matched_when_its_hour_has_come():
    make_alert()
    now = timezone.now()
    make_announcement(Status.PUBLISHED, opens_at=now + timedelta(seconds=2), closes_at=now + timedelta(days=9))
    assert match_alerts() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_sleep(extract(epoch FROM %s - clock_timestamp()) + 0.1)", [now + timedelta(seconds=2)]
        )
    assert match_alerts() == 1


def test_ten_thousand_alerts_are_matched_in_one_statement():
    owner = make_user()
    JobAlert.objects.bulk_create(
        JobAlert(user=owner, category="custody" if n % 4 else "food", expires_at=timezone.now() + timedelta(days=9))
        for n in range(10_000)
    )
    make_announcement(Status.PUBLISHED)
    started = timezone.now()
    with CaptureQueriesContext(connection) as caught:
        assert match_alerts() == 7_500
    assert len(caught) == 1
    assert timezone.now() - started < timedelta(seconds=1)


def test_an_alert_at_once_is_mailed_once_with_a_way_to_stop():
    alert = make_alert(cadence="now")
    make_alert(cadence="now", user=make_user(is_active=False))
    stopped = make_alert(cadence="now")
    StoppedAddress.objects.create(address=stopped.user.email)
    posting = make_announcement(Status.PUBLISHED)

    first, again = announce_openings(), announce_openings()

    assert (first["mails"], again) == (1, {"matches": 0, "mails": 0})
    mail = OutboxMail.objects.get()
    assert mail.to == alert.user.email
    assert posting.title in mail.subject
    assert posting.deadline in mail.body
    assert f"/jobs/alerts/stop/{alert.unsubscribe_token}/" in mail.body


def test_daily_and_weekly_alerts_gather_and_never_tell_twice():
    daily, weekly = make_alert(cadence="daily"), make_alert(cadence="weekly")
    first, second = make_announcement(Status.PUBLISHED), make_announcement(Status.PUBLISHED)
    match_alerts()
    assert send_alerts() == 2
    assert send_alerts() == 0
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {daily.user.email, weekly.user.email}
    for mail in OutboxMail.objects.all():
        assert first.get_absolute_url() in mail.body
        assert second.get_absolute_url() in mail.body
    make_announcement(Status.PUBLISHED)
    match_alerts()
    today = timezone.localdate()
    assert send_alerts(today + timedelta(days=1)) == 1
    assert send_alerts(today + timedelta(days=7)) == 1
    assert JobAlertMatch.objects.filter(sent_at__isnull=True).count() == 0


def test_what_closed_meanwhile_is_not_mailed():
    make_alert(cadence="daily")
    make_announcement(Status.PUBLISHED, closing_type="cap", applicant_cap=1)
    match_alerts()
    Posting.objects.update(cap_reached_at=timezone.now())
    assert send_alerts() == 0


def test_an_alert_needs_a_wish_and_is_made_once(client):
    owner = make_user(*OWNER)
    client.force_login(owner)
    url = "/jobs/alerts/new/"
    nothing = {"job_class": "", "category": "", "worksite": "", "cadence": "daily"}
    answer = post_form(client, url, **nothing)
    assert answer.status_code == 200
    assert "Choose a class, a category or a worksite" in answer.content.decode()
    food = nothing | {"category": "food"}
    assert post_form(client, url, **food).status_code == 302
    made = JobAlert.objects.get(user=owner)
    assert 360 < (made.expires_at - timezone.now()).days < 367
    again = post_form(client, url, **food | {"cadence": "now"})
    assert again.status_code == 409
    assert "You already have an alert for Food service" in again.content.decode()


def test_an_applicant_makes_keeps_and_ends_alerts_of_their_own(client, settings):
    settings.PUBLIC_JOBS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    url = "/jobs/alerts/new/"
    assert client.get(f"{url}?category=food").url.startswith("/jobs/account/sign-in/?next=")
    nora = make_applicant()
    nora.set_password("Seven quiet mornings")
    nora.save()
    client.post("/jobs/account/sign-in/", {"email": nora.email, "password": "Seven quiet mornings"})
    assert '<option value="food" selected>' in client.get(f"{url}?category=food").content.decode()
    wish = {"job_class": "", "category": "food", "worksite": "", "cadence": "weekly"}
    assert client.post(url, wish).status_code == 302
    assert client.post(url, wish).status_code == 409
    made = JobAlert.objects.get()
    assert (made.applicant, made.user) == (nora, None)
    assert "Food service" in client.get("/jobs/alerts/").content.decode()
    other = make_alert(applicant=make_applicant())
    assert client.get(f"/jobs/alerts/{other.pk}/end/").status_code == 404
    assert client.post(f"/jobs/alerts/{made.pk}/renew/").status_code == 302
    assert client.post(f"/jobs/alerts/{made.pk}/end/").status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None


def test_who_has_no_address_cannot_make_one():
    with pytest.raises(Refused, match="no e-mail address"):
        wish_for_jobs(JobAlert(user=make_user(email=""), category="food"))


def test_an_alert_of_somebody_else_does_not_exist(client):
    other = make_alert()
    client.force_login(make_user(*OWNER))
    assert client.get(f"/jobs/alerts/{other.pk}/end/").status_code == 404


def test_its_owner_is_asked_once_a_month_before_it_ends():
    soon = make_alert(expires_at=timezone.now() + timedelta(days=20))
    make_alert(expires_at=timezone.now() + timedelta(days=60))
    assert remind_of_alerts() == 1
    assert remind_of_alerts() == 0
    mail = OutboxMail.objects.get()
    assert mail.to == soon.user.email
    assert f"/jobs/alerts/keep/{soon.unsubscribe_token}/" in mail.body
    assert f"/jobs/alerts/stop/{soon.unsubscribe_token}/" in mail.body
    kept = renew_alert(soon)
    assert (kept.expires_at - timezone.now()).days > 360
    assert remind_of_alerts() == 0


def test_the_link_of_a_mail_shows_without_signing_in_and_ends_when_pressed(client, settings):
    alert = make_alert(applicant=make_applicant())
    url = f"/jobs/alerts/stop/{alert.unsubscribe_token}/"
    assert client.get(url).url.startswith("/accounts/login/")
    settings.PUBLIC_JOBS = True
    shown = client.get(url)
    assert shown.status_code == 200
    assert "Custody" in shown.content.decode()
    alert.refresh_from_db()
    assert alert.ended_at is None
    for _ in range(2):
        assert client.post(url).status_code == 302
    alert.refresh_from_db()
    assert alert.ended_at is not None
    assert "has ended" in client.get(url).content.decode()
    assert client.post(f"/jobs/alerts/keep/{alert.unsubscribe_token}/").status_code == 409
    assert client.get("/jobs/alerts/stop/nonsense/").status_code == 404
    assert re.search(r"^[\w-]{40,}$", alert.unsubscribe_token)
