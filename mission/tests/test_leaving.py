"""What ends with somebody's access."""

import pytest

from doc_portal.core.actions.accounts import stop_access
from doc_portal.core.tests.factories import make_user
from mission.models import CalendarFeed


@pytest.mark.django_db
def test_the_calendar_address_of_a_leaver_is_dead_and_those_of_others_live():
    leaver, other = make_user(), make_user()
    for place, user in enumerate((leaver, other)):
        CalendarFeed.objects.create(user=user, token_hash=str(place) * 64)
    assert stop_access([leaver], by=make_user(), reason="Retired.") == [leaver]
    assert list(CalendarFeed.objects.filter(revoked_at__isnull=True)) == [CalendarFeed.objects.get(user=other)]
