"""Who leads whom, as the daily mail of supervisors asks: accounts alone, by the main assignment of the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.digest import send_digests
from doc_portal.core.models import OutboxMail
from doc_portal.core.notifications import notify
from doc_portal.core.tests.factories import make_user
from personnel.supervision import account_pairs
from personnel.tests.factories import make_assignment, make_person

pytestmark = pytest.mark.django_db


def test_a_supervisor_is_counted_the_notices_of_whom_they_lead_today():
    leader, mute = make_user(), make_user(email="")
    boss, led = make_person(user=leader), make_person(user=mute, email="")
    today = timezone.localdate()
    make_assignment(led, supervisor=boss, starts_on=today - timedelta(days=30))
    assert list(account_pairs()) == [(mute.pk, leader.pk)]
    notify([mute], "told", "Something", "/units/")
    assert send_digests() == {"mails": 1, "notices": 1}
    leader.refresh_from_db()
    assert "1 notice waits for 1 person you lead who has no mailbox." in OutboxMail.objects.get(to=leader.email).body


def test_a_supervisor_of_the_past_is_told_nothing():
    leader, mute = make_user(), make_user(email="")
    today = timezone.localdate()
    make_assignment(
        make_person(user=mute), supervisor=make_person(user=leader), starts_on=today - timedelta(days=30), ends_on=today
    )
    assert list(account_pairs()) == []
