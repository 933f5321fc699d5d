"""Figures the mission unit answers for, and what its units and people own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Worksite
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite
from mission import owned
from mission.measures import days_to_approval, worksites_to_confirm
from mission.models import NewsItem
from mission.tests.factories import make_function, make_live_story, make_page, unsaved_story

pytestmark = pytest.mark.django_db


def approved_after(days):
    """A story approved now that was sent so many days ago, after an earlier try."""
    story = make_live_story()
    now = timezone.now()
    NewsItem.objects.filter(pk=story.pk).update(approved_at=now)
    kind = ContentType.objects.get_for_model(NewsItem)
    for age in (days, days + 9):
        AuditEvent.objects.create(act="submit", content_type=kind, object_id=story.pk, at=now - timedelta(days=age))


def test_the_median_of_days_from_the_last_sending_to_the_approval():
    NewsItem.objects.filter(approved_at__isnull=False).update(approved_at=timezone.now() - timedelta(days=200))
    assert days_to_approval(timezone.localdate()) is None
    for days in (1, 2, 30):
        approved_after(days)
    assert days_to_approval(timezone.localdate()) == Decimal("2.0")


def test_worksites_count_while_any_part_waits_to_be_confirmed():
    before = worksites_to_confirm(timezone.localdate())
    make_worksite(confirmed=True)
    site = make_worksite(confirmed=True, street_confirmed=False)
    assert worksites_to_confirm(timezone.localdate()) == before + 1
    Worksite.objects.filter(pk=site.pk).update(street_confirmed=True)
    assert worksites_to_confirm(timezone.localdate()) == before


def test_a_unit_owns_its_page_its_functions_and_stories_not_approved():
    page, other = make_page(), make_page()
    function = make_function(page.unit)
    make_function(other.unit)
    author = make_user()
    draft = unsaved_story(unit=page.unit, created_by=author, slug="owned-draft", status=NewsItem.Status.DRAFT)
    draft.save()
    assert list(owned.pages_of(page.unit)) == [page]
    assert list(owned.functions_of(page.unit)) == [function]
    assert list(owned.unfinished_stories_of(page.unit)) == [draft]
    assert list(owned.unfinished_stories(author)) == [draft]


def test_a_person_owns_the_functions_of_the_units_they_answer_for():
    page = make_page()
    function = make_function(page.unit)
    owner = make_user()
    grant(owner, "unit_owner", unit=page.unit)
    grant(make_user(), "unit_owner", unit=make_unit())
    assert list(owned.functions(owner)) == [function]
