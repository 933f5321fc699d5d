"""Sample alerts, statuses and events: as many as asked for, plainly samples, and not made twice."""

import pytest
from django.utils import timezone

from doc_portal.core.models import SearchEntry
from doc_portal.core.sample.context import MARK, SIZES, Context
from mission.models import Alert, Event, WorksiteStatus
from mission.sample.today import announce_events, publish_alerts, set_statuses
from mission.tests.today import make_publisher

pytestmark = pytest.mark.django_db


def test_a_small_sample_has_two_alerts_three_statuses_and_thirty_events_once():
    make_publisher(username="alert.publisher")
    make_publisher(username="coordinator.farmington")
    context = Context(SIZES["small"], 1, timezone.localdate())

    assert (publish_alerts(context), set_statuses(context), announce_events(context)) == (2, 3, 30)
    assert (publish_alerts(context), set_statuses(context), announce_events(context)) == (0, 0, 0)

    assert set(Alert.objects.live().values_list("severity", flat=True)) == {"warning", "information"}
    assert WorksiteStatus.objects.current().count() == 3
    assert Event.objects.filter(canceled_at__isnull=False).count() == 2
    assert Event.objects.exclude(title__endswith=MARK).count() == 0
    assert SearchEntry.objects.filter(kind="mission.event").count() == 30
